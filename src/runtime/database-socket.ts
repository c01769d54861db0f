/**
 * Serves one PGlite to several connections, each as if it had the database to itself.
 *
 * PGlite is one backend: one unnamed statement, one portal, one transaction. `@electric-sql/pglite-socket` takes turns
 * per message, and between one client's Bind and Execute another's Bind comes through: with a transaction beside four
 * connections, 897 of 1,200 answers belonged to another query and 598 of 601 acknowledged rows were never stored.
 * Here a turn lasts until the backend is idle again: through Sync, and through COMMIT when a transaction is open.
 */
import { chmodSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import type { PGlite } from '@electric-sql/pglite'
import {
  ClientMessages,
  closeStatement,
  rollbackMessage,
  statementOf,
  syncMessage,
} from './client-messages.ts'
import type { ClientMessage } from './client-messages.ts'

export type Place = { readonly socket: string } | { readonly port: number }

export interface Serving {
  readonly db: PGlite
  /** Port 0 takes any free one, on loopback only. */
  readonly at: Place
  /** PGlite itself broke (not a statement that failed). It must not be asked again. */
  readonly broken: (reason: unknown) => void
  /** How long the one who has the turn may be silent while others wait, ms. 30 s. */
  readonly silenceMsMax?: number
}

export interface DatabaseSocket {
  readonly at: Place
  /** Drops every connection, rolls back what is open, and resolves when the database is idle. */
  close(): Promise<void>
}

interface Line {
  readonly socket: Socket
  readonly messages: ClientMessages
  /** Names of statements prepared here. A real backend dies with its connection and frees them; this one lives on. */
  readonly statements: Set<string>
  /** Messages since the last end of a run. */
  part: Buffer[]
  runs: Run[]
  gone: boolean
}

interface Run {
  readonly bytes: Buffer
  /** The backend is idle after this, unless a transaction is open. */
  readonly endsTurn: boolean
}

/** PGlite waits for the rows inside the statement, finds none, and exits for everybody. */
const copyIn = /\bcopy\b[^;]*\bfrom\s+stdin\b/i

/** Sixteen is more than a service and a CLI open together; a leak of connections should show, not pile up. */
const connectionsMax = 16

export async function serveDatabase({
  db,
  at,
  broken,
  silenceMsMax = 30_000,
}: Serving): Promise<DatabaseSocket> {
  const lines = new Set<Line>()
  let waiting: Line[] = []
  let holder: Line | undefined
  let working: Promise<void> | undefined
  let silence: NodeJS.Timeout | undefined
  let dead = false

  const answer = async (line: Line, { bytes }: Run): Promise<void> => {
    const answers: Buffer[] = []
    // The bytes lie in the memory of the backend, which uses it again: copy.
    await db.execProtocolRawStream(bytes, { onRawData: (data) => answers.push(Buffer.from(data)) })
    if (answers.length > 0 && line.socket.writable) line.socket.write(Buffer.concat(answers))
  }

  const next = (): Line | undefined => {
    if (holder) return holder.runs.length > 0 ? holder : undefined
    return waiting.shift()
  }

  const work = async (): Promise<void> => {
    clearTimeout(silence)
    silence = undefined
    try {
      for (let line = next(); line; line = next()) {
        const run = line.runs.shift()
        if (!run) continue
        await answer(line, run)
        holder = run.endsTurn && !db.isInTransaction() ? undefined : line
        if (line !== holder && line.runs.length > 0) waiting.push(line)
      }
    } catch (reason) {
      dead = true
      server.close()
      for (const { socket } of lines) socket.destroy()
      broken(reason)
      return
    } finally {
      working = undefined
    }
    if (holder && !holder.gone) watch(holder)
  }

  /** Whoever begins a transaction and then asks a second connection waits for itself: end that with an error. */
  const watch = (silent: Line): void => {
    const timer = setTimeout(() => {
      // After a statement that took long, timers come before what has arrived meanwhile: look once more after that.
      setImmediate(() => {
        if (silence === timer && !working) silent.socket.destroy()
      })
    }, silenceMsMax)
    silence = timer
  }

  const put = (line: Line, run: Run): void => {
    if (dead) return
    line.runs.push(run)
    if (line !== holder && !waiting.includes(line)) waiting.push(line)
    // In a later microtask, so that all of one chunk is queued before the first run.
    working ??= Promise.resolve().then(work)
  }

  const hear = (line: Line, message: ClientMessage): void => {
    if (message.kind === 'encryption') line.socket.write('N')
    else if (message.kind === 'cancel') line.socket.destroy()
    else if (message.kind === 'startup') put(line, { bytes: message.bytes, endsTurn: true })
    else if (message.type === 'X') line.socket.end()
    else {
      if ('PQ'.includes(message.type) && copyIn.test(message.bytes.toString('latin1', 5, 600))) {
        line.socket.destroy()
        return
      }
      line.part.push(message.bytes)
      if (message.type === 'P') line.statements.add(statementOf(message.bytes))
      const endsTurn = message.type === 'S' || message.type === 'Q' || message.type === 'F'
      if (!endsTurn && message.type !== 'H') return
      const bytes = Buffer.concat(line.part)
      line.part = []
      put(line, { bytes, endsTurn })
    }
  }

  const leave = (line: Line): void => {
    if (line.gone) return
    line.gone = true
    lines.delete(line)
    // What was not begun is not done: nobody was told that it was.
    line.runs = []
    line.statements.delete('')
    if (line !== holder && line.statements.size === 0) return
    const undo = line === holder ? [syncMessage, rollbackMessage] : []
    const forget = Array.from(line.statements, closeStatement)
    put(line, { bytes: Buffer.concat([...undo, ...forget, syncMessage]), endsTurn: true })
  }

  const server = createServer((socket) => {
    const line: Line = {
      socket,
      messages: new ClientMessages(),
      statements: new Set(),
      part: [],
      runs: [],
      gone: false,
    }
    lines.add(line)
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const message of line.messages.take(chunk)) hear(line, message)
      } catch {
        socket.destroy()
      }
    })
    // An error is followed by `close`; there is nobody to tell.
    socket.on('error', () => {})
    socket.on('close', () => leave(line))
  })
  server.maxConnections = connectionsMax

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    if ('socket' in at) {
      // Left by a process that was killed. Whoever serves holds the lock, so it is nobody's.
      rmSync(at.socket, { force: true })
      server.listen(at.socket, resolve)
    } else server.listen(at.port, '127.0.0.1', resolve)
  })
  if ('socket' in at) chmodSync(at.socket, 0o600)
  const address = server.address()

  return {
    at: typeof address === 'object' && address !== null ? { port: address.port } : at,
    async close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
      for (const line of lines) {
        line.socket.destroy()
        leave(line)
      }
      await closed
      for (let round = working; round; round = working) await round
      clearTimeout(silence)
      waiting = []
    },
  }
}
