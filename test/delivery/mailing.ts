/** Readers by the thousand, an issue for them, and a real submission server that says and does to each mail what a test wants. */
import { randomBytes } from 'node:crypto'
import PostalMime, { type Email as ParsedMail } from 'postal-mime'
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server'
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { openSender, type Sender } from '../../src/delivery/send.ts'
import { scheduleIssue } from '../../src/delivery/state.ts'
import { openSession } from '../../src/mail/session.ts'
import { must } from '../../src/must.ts'
import {
  addIssue,
  findIssue,
  issueDocument,
  type Issue,
  type IssueDocument,
} from '../../src/newsletter/issue.ts'
import type { Ports } from '../../src/ports.ts'
import { seal } from '../../src/seal.ts'
import type { Site } from '../../src/site/site.ts'
import { readEmail, type Email } from '../../src/subscriber/email.ts'
import type { MeasureAnswer } from '../../src/subscriber/level.ts'
import { addList, type List } from '../../src/subscriber/list.ts'
import {
  newsletterSettings,
  recordNewsletterSettings,
  type NewsletterSettings,
} from '../../src/subscriber/newsletter-settings.ts'
import { emailIndex } from '../../src/subscriber/subscriber.ts'
import { uuidOf } from '../../src/uuid.ts'

type Making = Pick<Ports, 'db' | 'now' | 'random' | 'keyFor'>

export const emailOf = (text: string): Email => must(readEmail(text), 'it is one')

/** Many at once, as an import would leave them. Their numbers are in the order of the addresses. */
export async function addReaders(
  { db, now, keyFor }: Making,
  site: Site,
  list: Pick<List, 'id'>,
  emails: readonly string[],
  { measure = null, name = null }: { measure?: MeasureAnswer; name?: string | null } = {},
): Promise<readonly bigint[]> {
  const ports = { keyFor, random: (bytes: number) => randomBytes(bytes) }
  const base = randomBytes(8).readBigUInt64BE() & 0x3fff_ffff_ffff_0000n
  const ids: bigint[] = []
  for (let from = 0; from < emails.length; from += 2_000) {
    const some = emails.slice(from, from + 2_000).map((text, nth) => {
      const email = emailOf(text)
      const id = base + BigInt(from + nth)
      ids.push(id)
      return {
        id: String(id),
        index: emailIndex(ports, email).toString('hex'),
        email: seal(ports, 'subscriber.email', email).toString('hex'),
        name: name === null ? null : seal(ports, 'subscriber.name', name).toString('hex'),
        receipt: uuidOf(randomBytes(16)),
      }
    })
    const receipt = measure === null ? null : uuidOf(randomBytes(16))
    await db`
      insert into subscriber (site_id, subscriber_id, email_index, email, name, language, made_at, receive_receipt,
        measure_answer, measure_receipt)
      select ${site.id}, (r ->> 'id')::bigint, decode(r ->> 'index', 'hex'), decode(r ->> 'email', 'hex'), decode(r ->> 'name', 'hex'),
        'nl', ${now()}, (r ->> 'receipt')::uuid, ${measure}, ${receipt}
      from jsonb_array_elements(${db.json(some)}) as r`
    await db`
      insert into subscription (site_id, subscriber_id, list_id, began_at, receipt_id)
      select ${site.id}, (r ->> 'id')::bigint, ${list.id}, ${now()}, (r ->> 'receipt')::uuid
      from jsonb_array_elements(${db.json(some)}) as r`
  }
  return ids
}

/** `lezer1@post.nl`, `lezer2@mail.example`, …: one after the other over some domains. */
export const someEmails = (many: number, domains: readonly string[] = ['post.nl']): readonly string[] =>
  Array.from({ length: many }, (_, nth) => `lezer${nth + 1}@${domains[nth % domains.length]}`)

export const addNewsList = (ports: Pick<Ports, 'db' | 'now'>, site: Site, name = 'Bewonersnieuws') =>
  addList(ports, site, { name, description: '', isOpen: true })

export const source = `# Nieuws uit de wijk

Beste {{name|bewoner}}, de lift is weer heel. Lees meer op [onze pagina over de lift](https://example.nl/lift).`

export async function addDraft(
  ports: Pick<Ports, 'db' | 'now'>,
  site: Site,
  lists: readonly Pick<List, 'id'>[],
  more: Partial<IssueDocument> = {},
): Promise<Issue> {
  const document = issueDocument.parse({
    subject: 'Nieuws uit de wijk',
    source,
    lists: lists.map(({ id }) => id),
    ...more,
  })
  return addIssue(ports, site, { document, madeBy: null })
}

/** An issue that is to be sent now. */
export async function addScheduled(
  ports: Pick<Ports, 'db' | 'now' | 'config'>,
  site: Site,
  lists: readonly Pick<List, 'id'>[],
  more: Partial<IssueDocument> = {},
): Promise<Issue> {
  const issue = await addDraft(ports, site, lists, more)
  if (!(await scheduleIssue(ports, site, issue, null))) throw new Error('the issue was refused')
  return issue
}

export const readIssue = async (
  ports: Pick<Ports, 'db'>,
  { siteId, id }: Pick<Issue, 'siteId' | 'id'>,
): Promise<Issue> => must(await findIssue(ports, siteId, id), 'it was added')

export const setPace = (
  ports: Pick<Ports, 'db' | 'now'>,
  site: Site,
  settings: Partial<NewsletterSettings>,
): Promise<void> =>
  recordNewsletterSettings(
    ports,
    site,
    newsletterSettings.parse({ imprint: 'De Linde\nLindelaan 1, Rotterdam', ...settings }),
  )

/** How many mails of an issue are in each state. */
export async function statesOf(
  { db }: Pick<Ports, 'db'>,
  { siteId, id }: Pick<Issue, 'siteId' | 'id'>,
): Promise<Readonly<Record<string, number>>> {
  const rows = await db<{ state: string; mails: number }[]>`
    select state, count(*)::integer as mails from delivery where site_id = ${siteId} and issue_id = ${id} group by 1`
  return Object.fromEntries(rows.map(({ state, mails }) => [state, mails]))
}

/** What a server does with one mail. `drop`: hangs up when it has all of the mail, and keeps or throws it away. */
export type Fate =
  | { readonly at: 'sender' | 'recipient' | 'data'; readonly code: number; readonly says: string }
  | { readonly at: 'drop'; readonly isKept: boolean }
  | { readonly at: 'hang-up' }
  | null

export interface Sunk {
  readonly from: string
  readonly to: string
  readonly raw: Buffer
  readonly at: number
}

export interface Sink {
  readonly port: number
  readonly url: string
  /** Every mail that it said yes to, or kept before it hung up. */
  readonly received: Sunk[]
  /** Connections so far, and at the same time at most. */
  readonly connections: { all: number; most: number }
  /** What is done with a mail, by its recipient and how often it came to that. */
  decide(fate: (to: string, times: number) => Fate): void
  parsed(): Promise<readonly ParsedMail[]>
  close(): Promise<void>
}

export async function openSink(options: SMTPServerOptions = {}, port = 0): Promise<Sink> {
  const received: Sunk[] = []
  const connections = { all: 0, most: 0 }
  const times = new Map<string, number>()
  let now = 0
  let decide: (to: string, times: number) => Fate = () => null
  const fates = new Map<string, Fate>()
  const refusal = ({ code, says }: { code: number; says: string }): Error =>
    Object.assign(new Error(says), { responseCode: code })
  const sockets = new Map<number, Socket>()
  const hangUp = ({ remotePort }: SMTPServerSession): void => void sockets.get(remotePort)?.destroy()
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    hideSTARTTLS: true,
    closeTimeout: 200,
    logger: false,
    onConnect(_session, done) {
      connections.all += 1
      now += 1
      connections.most = Math.max(connections.most, now)
      done()
    },
    onClose() {
      now -= 1
    },
    onMailFrom(_address, _session, done) {
      const fate = decide('', 0)
      done(fate?.at === 'sender' ? refusal(fate) : null)
    },
    onRcptTo({ address }, session, done) {
      const before = times.get(address) ?? 0
      times.set(address, before + 1)
      const fate = decide(address, before)
      fates.set(session.id, fate)
      if (fate?.at === 'hang-up') return hangUp(session)
      done(fate?.at === 'recipient' ? refusal(fate) : null)
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => void chunks.push(chunk))
      stream.on('end', () => {
        const fate = fates.get(session.id) ?? null
        if (fate?.at === 'data') return done(refusal(fate))
        const { mailFrom, rcptTo } = session.envelope
        const mail = {
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo[0]?.address ?? '',
          raw: Buffer.concat(chunks),
          at: Date.now(),
        }
        if (fate?.at === 'drop') {
          if (fate.isKept) received.push(mail)
          return hangUp(session)
        }
        received.push(mail)
        return done()
      })
    },
    ...options,
  })
  server.on('error', () => undefined)
  server.server.on('connection', (socket: Socket) => {
    const { remotePort = 0 } = socket
    sockets.set(remotePort, socket)
    socket.once('close', () => sockets.delete(remotePort))
  })
  server.listen(port, '127.0.0.1')
  await once(server.server, 'listening')
  const { port: listening } = server.server.address() as AddressInfo
  return {
    port: listening,
    url: `smtp://127.0.0.1:${listening}`,
    received,
    connections,
    decide(next) {
      decide = next
    },
    parsed: () => Promise.all(received.map(({ raw }) => PostalMime.parse(raw))),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** A sender as a process has it, to a sink. */
export function openSenderTo(
  ports: Ports,
  { port }: Pick<Sink, 'port'>,
  { holder = 'here', lanes = 3 }: { holder?: string; lanes?: number } = {},
): Sender {
  const submission = { host: '127.0.0.1', port, security: 'none', login: null } as const
  const sessions = Array.from({ length: lanes }, () => openSession(submission, ports.config.mail.from))
  return openSender(ports, { sessions, signing: null }, holder)
}
