/**
 * A TCP proxy in front of PostgreSQL that can cut a connection at the worst moment: the transaction is committed, and its
 * answer never arrives. It knows of the protocol only how the answer to COMMIT looks.
 */
import { connect as dial, createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'

/** CommandComplete (PostgreSQL protocol 3.0, "Message Formats"): `C`, length 11, tag. */
const committed = Buffer.from('C\0\0\0\x0bCOMMIT\0', 'latin1')

export interface CutProxy {
  readonly port: number
  /** Cuts the next connection whose COMMIT was done, before a byte of the answer passes. Resolves once it did. */
  cutAfterCommit(): Promise<void>
  close(): Promise<void>
}

export async function openCutProxy(to: { readonly port: number }): Promise<CutProxy> {
  const sockets = new Set<Socket>()
  let onCut: (() => void) | undefined

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
    client.on('data', (bytes) => database.write(bytes))
    database.on('data', (bytes) => {
      if (onCut && bytes.includes(committed)) {
        cut()
        onCut()
        onCut = undefined
        return
      }
      client.write(bytes)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    cutAfterCommit: () => new Promise((resolve) => (onCut = resolve)),
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
