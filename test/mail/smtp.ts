/** A real submission server on loopback that keeps what it was given, and says what a test wants it to say. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: Buffer
  readonly isEncrypted: boolean
  readonly user: string | undefined
}

export interface Smtp {
  readonly port: number
  readonly received: Received[]
  /** Each mail as a mail program reads it. */
  parsed(): Promise<Email[]>
  /** What the next commands are answered with; null takes everything. */
  answer(refusal: Refusal | null): void
  close(): Promise<void>
}

export interface Refusal {
  readonly at: 'connect' | 'sender' | 'recipient' | 'data'
  readonly code: number
}

/** An error as the server writes it to the wire. */
const refusalOf = (code: number): Error =>
  Object.assign(new Error(`no ${code} for somebody@example.nl`), { responseCode: code })

export async function openSmtp(options: SMTPServerOptions = {}, port = 0, host = '127.0.0.1'): Promise<Smtp> {
  const received: Received[] = []
  let refusal: Refusal | null = null
  const at = (place: Refusal['at']) => (refusal?.at === place ? refusalOf(refusal.code) : null)
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    hideSTARTTLS: true,
    closeTimeout: 500,
    logger: false,
    onConnect: (_session, done) => done(at('connect')),
    onMailFrom: (_address, _session, done) => done(at('sender')),
    onRcptTo: (_address, _session, done) => done(at('recipient')),
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => void chunks.push(chunk))
      stream.on('end', () => {
        const no = at('data')
        if (no) return done(no)
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks),
          isEncrypted: session.secure,
          user: session.user as string | undefined,
        })
        return done()
      })
    },
    ...options,
  })
  // A client that hangs up is no failure of a test.
  server.on('error', () => undefined)
  server.listen(port, host)
  await once(server.server, 'listening')
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    parsed: () => Promise.all(received.map(({ raw }) => PostalMime.parse(raw))),
    answer(next) {
      refusal = next
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
