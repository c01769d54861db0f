/**
 * A TCP proxy in front of PostgreSQL that can cut a connection at the worst moment: the transaction is committed, and its
 * answer never arrives. It knows of the protocol only how a connection says that it has nothing left to do.
 */
import { connect as dial, createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'

/** ReadyForQuery outside a transaction (PostgreSQL protocol 3.0, "Message Formats"): a statement by itself is committed. */
const isReady = Buffer.from('Z\0\0\0\x05I', 'latin1')

export interface CutProxy {
  readonly port: number
  /** Cuts the connection that asks for `what`, once that was committed and before a byte of the answer passes; resolves then. */
  cutAfterCommit(what: string): Promise<void>
  close(): Promise<void>
}

export async function openCutProxy(to: { readonly port: number }): Promise<CutProxy> {
  const sockets = new Set<Socket>()
  let awaited: { readonly what: string; readonly onCut: () => void } | undefined

  const server = createServer((client) => {
    const database = dial(to.port, '127.0.0.1')
    const cut = () => {
      client.destroy()
      database.destroy()
    }
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket.on('error', cut).on('close', () => {
        sockets.delete(socket)
        cut()
      })
    }
    let isDoomed = false
    client.on('data', (bytes) => {
      isDoomed ||= awaited !== undefined && bytes.includes(awaited.what)
      database.write(bytes)
    })
    database.on('data', (bytes) => {
      // Until then nothing passes either: the answer begins before it is committed.
      if (!isDoomed) client.write(bytes)
      else if (bytes.includes(isReady)) {
        cut()
        awaited?.onCut()
        awaited = undefined
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    cutAfterCommit: (what) => new Promise((onCut) => (awaited = { what, onCut })),
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
