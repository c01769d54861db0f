/** Somebody of whom everything is kept that can be: a reader of newsletters with a device that allowed insights, beside others. */
import { listInsights } from '../../src/consent/ledger.ts'
import type { Db } from '../../src/db/connect.ts'
import { register } from '../../src/db/personal.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { queueLetter } from '../../src/mail/queue.ts'
import { must } from '../../src/must.ts'
import { addIssue } from '../../src/newsletter/issue.ts'
import { requestEmailIndex, requestReceiptIndex, type RightsRequest } from '../../src/rights/request.ts'
import { verifyRequest } from '../../src/rights/verify.ts'
import { receiptIndex } from '../../src/audit/journal.ts'
import { unseal } from '../../src/seal.ts'
import { forgetSites } from '../../src/site/site.ts'
import { rollUp } from '../../src/stats/roll-up.ts'
import { requestConfirmation } from '../../src/subscriber/confirmation.ts'
import { mayAskChange, mayKeepWish, takeMailTurn } from '../../src/subscriber/sign-up-guard.ts'
import { emailIndex, recordMeasureAnswer } from '../../src/subscriber/subscriber.ts'
import { suppressionHash } from '../../src/subscriber/suppression.ts'
import { choose } from '../consent/visitors.ts'
import { addReader, emailOf, openSending, type Sending } from '../preference/readers.ts'
import { staff, writtenDown, anna } from '../rights/requesting.ts'
import { bring, fileText, line } from '../subscriber/importing.ts'
import { publishFor } from '../support/asking.ts'
import { rowOf } from '../support/event-rows.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables } from '../worlds/pglite.ts'

export interface House extends Sending {
  readonly world: World
}

/** An empty database but for a site with lists, a newsletter and a question. It is Monday the 23rd of November 2026, noon. */
export async function openHouse(db: Db): Promise<House> {
  await emptyTables(db)
  forgetSites(db)
  return furnish(await openWorld(db))
}

/** A site of its own in a world that may have others. */
export async function furnish(world: World, domain?: string): Promise<House> {
  const sending = await openSending(world, domain === undefined ? {} : { domain })
  return { world, ...sending, site: await publishFor(world, sending.site) }
}

export interface Life {
  readonly email: ReturnType<typeof emailOf>
  readonly subscriberId: bigint
  readonly receiptId: string
  readonly insight: string
}

/** Where nobody but they went. */
export const ownPath = '/alleen-anna'
/** Of the day before, and of today, in the morning. */
const yesterday = Date.parse('2026-11-22T09:00:00Z')
const today = Date.parse('2026-11-23T09:00:00Z')
const minute = 60_000

export const roll = ({ ports }: World) => rollUp(ports, { eventsMax: 500, holder: 'test' })

/** Everything that can be kept of somebody, kept; of others too, of whom some are behind the same network. */
export async function live(house: House, name = 'anna'): Promise<Life> {
  const { world, site, lists, issue } = house
  const { ports } = world
  const email = emailOf(name)
  await addReader(world, house, 'omstander', { name: 'Piet Bakker' })
  const subscriberId = await addReader(world, house, name, { evidence: `formulier van ${email}` })
  await ports.db.begin((db) =>
    recordMeasureAnswer({ ...ports, db }, site.id, subscriberId, {
      answer: 'yes',
      textId: null,
      channel: 'page',
    }),
  )
  const paused = await addIssue(ports, site, { document: issue.document, madeBy: null })
  await ports.db`
    update newsletter_issue set state = 'paused' where site_id = ${site.id} and issue_id = ${paused.id}`
  for (const [issueId, state] of [
    [issue.id, 'sent'],
    [paused.id, 'queued'],
  ] as const)
    await ports.db`
      insert into delivery (site_id, issue_id, subscriber_id, state, opens, clicks, next_try_at)
      values (${site.id}, ${issueId}, ${String(subscriberId)}, ${state}, 'personal', 'personal', ${ports.now()})`
  for (const linkNo of [0, 1])
    await ports.db`
      insert into reader_hit (site_id, issue_id, subscriber_id, link_no, verdict, times, first_at, last_at)
      values (${site.id}, ${issue.id}, ${String(subscriberId)}, ${linkNo}, 'human', 2, ${ports.now()}, ${ports.now()})`
  await requestConfirmation(ports, site.id, {
    kind: 'email',
    subscriberId: String(subscriberId),
    email: emailOf('elders'),
  })
  await mayAskChange(ports, site.id, subscriberId)
  await mayKeepWish(ports, site.id, email)
  await takeMailTurn(ports, site.id, email)
  const list = must(lists[0], 'there are three')
  await bring(ports, site, [list.id], fileText(line(email), line('ander@lezer.example')))
  for (const to of [email, emailOf('omstander')])
    await queueLetter(ports, { to, subject: 'x', text: `Over ${site.domain}`, html: 'x' })
  const { receipt } = await choose(world, { domain: site.domain, granted: ['insights'] })
  await browse(house, receipt)
  const [insight] = await listInsights(ports.db, site.id, receipt)
  return { email, subscriberId, receiptId: receipt, insight: must(insight, 'it was allowed') }
}

/**
 * Yesterday alone; today together with somebody else behind the same network, and again alone in the afternoon. All of it is in visits, but
 * for one event that waits.
 */
async function browse({ world, site }: House, receipt: string): Promise<void> {
  const at = (from: number, minutes: number) => new Date(from + minutes * minute)
  const store = (events: ReturnType<typeof rowOf>[]) =>
    storeEvents(world.ports, [{ siteId: site.id, events }])
  await store([
    rowOf(site, at(yesterday, 0), { path: ownPath, receipt, visitor: '7' }),
    rowOf(site, at(yesterday, 5), { path: '/aanbod', receipt, visitor: '7' }),
    rowOf(site, at(yesterday, 1), { path: '/', visitor: '8' }),
    rowOf(site, at(today, 0), { path: '/', receipt, visitor: '9' }),
    rowOf(site, at(today, 3), { path: '/buurman', visitor: '9' }),
    rowOf(site, at(today, 6), { path: ownPath, receipt, visitor: '9' }),
    rowOf(site, at(today, 8), { name: 'Signup', path: ownPath, receipt, visitor: '9' }),
    rowOf(site, at(today, 70), { path: '/buurman-later', visitor: '9' }),
  ])
  await roll(world)
  await store([rowOf(site, at(today, 9), { path: ownPath, receipt, visitor: '9' })])
}

/** A request that is known to be theirs. */
export async function openFor(
  { world, site }: House,
  { email, receiptId }: Partial<Pick<Life, 'email' | 'receiptId'>>,
  kind: RightsRequest['kind'],
): Promise<RightsRequest> {
  const { ports } = world
  const request = await writtenDown(
    { world, site },
    { kind, subject: { ...anna, email: email ?? null, receiptId: receiptId ?? null } },
  )
  const moved = await ports.db.begin((db) =>
    verifyRequest({ ...ports, db }, site, request.id, { actor: staff }),
  )
  return must(moved.ok ? moved.request : null, 'it was received')
}

/** Whatever a row of a person could hold that leads to them, as it stands in a table, and as it reads when it is opened. */
export function tracesOf({ world: { ports } }: House, life: Life): readonly string[] {
  const { email, subscriberId, receiptId, insight } = life
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
  return [
    email,
    hex(Buffer.from(email)),
    'Anna de Wit',
    hex(emailIndex(ports, email)),
    hex(requestEmailIndex(ports, email)),
    hex(suppressionHash(ports, email)),
    String(subscriberId),
    receiptId,
    receiptIndex(ports, receiptId),
    hex(requestReceiptIndex(ports, receiptId)),
    insight,
    ownPath,
  ]
}

/** Every table, each row of it as one text with what is sealed in it opened behind it. */
export async function everything({
  world: { ports },
}: House): Promise<ReadonlyMap<string, readonly string[]>> {
  const { db } = ports
  const columns = await db<{ table: string; column: string; type: string }[]>`
    select c.relname::text as table, a.attname::text as column, format_type(a.atttypid, null) as type
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped`
  const found = new Map<string, readonly string[]>()
  for (const [table, own] of Map.groupBy(columns, (column) => column.table)) {
    const bytes = own.filter(({ type }) => type === 'bytea').map(({ column }) => column)
    const rows = await db.unsafe<{ row: string }[]>(
      `select to_jsonb(t)::text as row from ${table} t order by 1`,
    )
    found.set(
      table,
      rows.map(({ row }) => {
        const values = JSON.parse(row) as Record<string, unknown>
        const opened = bytes.map((column) => open(ports, `${table}.${column}`, values[column]))
        return [row, ...opened].join('\n')
      }),
    )
  }
  return found
}

function open(ports: World['ports'], column: string, value: unknown): string {
  try {
    return unseal(ports, column, Buffer.from(String(value).slice(2), 'hex'))
  } catch {
    return ''
  }
}

/** Tables that hold one of these texts. */
export const tablesWith = async (house: House, traces: readonly string[]): Promise<string[]> =>
  [...(await everything(house))]
    .filter(([, rows]) => rows.some((row) => traces.some((trace) => row.includes(trace))))
    .map(([table]) => table)
    .toSorted()

/** Every table of the register in which something personal can stand. */
export const personalTables: readonly string[] = [
  ...new Set(register.flatMap((entry) => (entry.personal ? [entry.table] : []))),
].toSorted()

const keptTables = [
  'subscriber',
  'subscription',
  'subscriber_receipt',
  'confirmation',
  'delivery',
  'reader_hit',
  'reader_import_row',
  'suppression',
  'event',
  'visit',
  'visit_trail',
  'day_value',
] as const

/** Every row of these tables, and the figures of each day. */
export async function standingIn(db: Db): Promise<Readonly<Record<string, readonly string[]>>> {
  const rowsOf = async (table: string): Promise<readonly string[]> => {
    const rows = await db.unsafe<{ row: string }[]>(
      `select to_jsonb(t)::text as row from ${table} t order by 1`,
    )
    return rows.map(({ row }) => row)
  }
  const figures = await db<{ row: string }[]>`
    select concat_ws(' ', day, visitors, visits, views, events, bounces, engaged_ms) as row from site_day order by 1`
  const hours = await db<{ row: string }[]>`
    select concat_ws(' ', day, hour, views, events, visitors, visits) as row from day_hour where views + events + visits > 0 order by 1`
  const tables = await Promise.all(keptTables.map(async (table) => [table, await rowsOf(table)] as const))
  return {
    ...Object.fromEntries(tables),
    figures: figures.map(({ row }) => row),
    hours: hours.map(({ row }) => row),
  }
}
