/**
 * Where the links of a mail lead. Targets are ours, looked up by number, so nobody can make the redirect lead elsewhere (law N8), and one
 * that is wrong can be mended after sending. A click must get on when the database is away: an issue's targets are remembered when it
 * is sent and when its first link is followed, and go on being served, however old, for as long as they can't be read again.
 */
import type { Tx } from '../db/connect.ts'
import { failureOf } from '../db/failure.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import type { Issue } from './issue.ts'

export interface LinkKey {
  readonly siteId: SiteId
  readonly issueId: number
  /** From 1. */
  readonly linkNo: number
}

/** By number less one. Null: a number that is not there, or a target that nobody may be sent to. */
type Targets = readonly (string | null)[]

interface Known {
  readonly targets: Targets
  /** Until when they need not be read again, in milliseconds. */
  freshUntil: number
  /** Somebody reads them again: until then, nobody else has to. */
  readingUntil: number
}

/** Plain data, so that requests of one isolate may share it. Filled here alone; the issue asked for longest ago comes first. */
export interface TargetMemory {
  readonly issues: Map<string, Known>
  links: number
}
export const openTargetMemory = (): TargetMemory => ({ issues: new Map(), links: 0 })

/** A mended target reaches the other processes within this time, and the one click that finds it is stale. */
const freshMs = 10_000
/** After a database that says no. One that says nothing at all is asked this seldom, or questions would pile up behind it. */
const retryMs = 1_000
const unansweredMs = 30_000
/** Some 4 MB as links are, 40 MB if each were as long as it may be: two years of weekly newsletters with 200 links. */
const linksMax = 20_000
/** What servers and mail programs take without cutting. */
export const targetLengthMax = 2_000

const memories = new WeakMap<Tx, TargetMemory>()

/** Lets a client remember what another one did: on Workers each request has a client of its own. */
export const lendTargets = (db: Ports['db'], memory: TargetMemory): unknown => memories.set(db, memory)

function memoryOf(db: Tx): TargetMemory {
  const known = memories.get(db)
  if (known) return known
  const memory = openTargetMemory()
  memories.set(db, memory)
  return memory
}

const nameOf = (siteId: SiteId, issueId: number): string => `${siteId} ${issueId}`

/**
 * A web address as browsers read it (WHATWG URL), in ASCII, so that it can stand in a header. Null for every other scheme, for what is
 * no address, and above 2,000 characters. Takes any text; never throws.
 */
export function readTarget(text: string): string | null {
  const url = text.length <= targetLengthMax ? URL.parse(text) : null
  return url && (url.protocol === 'https:' || url.protocol === 'http:') && url.href.length <= targetLengthMax
    ? url.href
    : null
}

function forget(memory: TargetMemory, name: string): void {
  const known = memory.issues.get(name)
  if (!known) return
  memory.issues.delete(name)
  memory.links -= known.targets.length + 1
}

function remember(memory: TargetMemory, name: string, targets: Targets, freshUntil: number): void {
  forget(memory, name)
  memory.issues.set(name, { targets, freshUntil, readingUntil: 0 })
  // An issue without links, or that is not there, takes room as well.
  memory.links += targets.length + 1
  for (const oldest of memory.issues.keys()) {
    if (memory.links <= linksMax || oldest === name) return
    forget(memory, oldest)
  }
}

/** Remembers the targets of an issue that is about to be sent, in the order of their numbers: its first readers click within seconds. */
export function warmTargets(db: Tx, siteId: SiteId, issueId: number, targets: readonly string[]): void {
  remember(memoryOf(db), nameOf(siteId, issueId), targets.map(readTarget), 0)
}

type Reading = Pick<Ports, 'db' | 'now'>

/**
 * Reads all targets of an issue and remembers them, unless somebody remembered or mended them meanwhile: theirs are newer then.
 * Index: issue_link_pk; tried with 2,000 links.
 */
async function readTargets({ db, now }: Reading, siteId: SiteId, issueId: number): Promise<Targets> {
  const memory = memoryOf(db)
  const name = nameOf(siteId, issueId)
  const before = memory.issues.get(name)
  const rows = await db<{ link_no: number; target: string }[]>`
    select link_no, target from issue_link where site_id = ${siteId} and issue_id = ${issueId} order by link_no`
  const last = rows.at(-1)?.link_no ?? 0
  const targets = Array<string | null>(last).fill(null)
  for (const { link_no: linkNo, target } of rows) targets[linkNo - 1] = readTarget(target)
  const there = memory.issues.get(name)
  if (there !== before) return there?.targets ?? targets
  remember(memory, name, targets, now().getTime() + freshMs)
  return targets
}

/** Never throws: whoever clicked has their answer. */
async function refresh(ports: Pick<Ports, 'db' | 'now' | 'log'>, key: LinkKey, known: Known): Promise<void> {
  try {
    await readTargets(ports, key.siteId, key.issueId)
  } catch (thrown) {
    known.readingUntil = ports.now().getTime() + retryMs
    ports.log({ event: 'failure', place: 'newsletter', code: failureOf(thrown).code })
  }
}

/** A clock that was set back makes nothing last longer than it should. */
const isAhead = (until: number, now: number, most: number): boolean => until > now && until <= now + most

/**
 * Where a link leads; null when there is none of this number. From memory at once, also when that is older than 10 s: then it is read
 * again behind the answer. Throws a failure when the database is away and nothing is remembered.
 */
export async function findTarget(
  ports: Pick<Ports, 'db' | 'now' | 'log' | 'defer'>,
  key: LinkKey,
): Promise<string | null> {
  const memory = memoryOf(ports.db)
  const name = nameOf(key.siteId, key.issueId)
  const known = memory.issues.get(name)
  if (!known) return (await readTargets(ports, key.siteId, key.issueId))[key.linkNo - 1] ?? null
  memory.issues.delete(name)
  memory.issues.set(name, known)
  const now = ports.now().getTime()
  if (!isAhead(known.freshUntil, now, freshMs) && !isAhead(known.readingUntil, now, unansweredMs)) {
    known.readingUntil = now + unansweredMs
    ports.defer(refresh(ports, key, known))
  }
  return known.targets[key.linkNo - 1] ?? null
}

/**
 * Mends where a link leads, in mails that were sent as well. At once in this process, elsewhere within 10 s; with the pool, not in a
 * transaction, or this process would learn of it as late. `invalid`: no web address (`readTarget`); `unknown`: no such link.
 * Index: issue_link_pk.
 */
export async function recordTarget(
  { db, now }: Pick<Ports, 'db' | 'now'>,
  { siteId, id }: Pick<Issue, 'siteId' | 'id'>,
  linkNo: number,
  target: string,
): Promise<'recorded' | 'invalid' | 'unknown'> {
  const read = readTarget(target)
  if (read === null) return 'invalid'
  const { count } = await db`
    update issue_link set target = ${read}, changed_at = ${now()}
    where site_id = ${siteId} and issue_id = ${id} and link_no = ${linkNo}`
  if (count === 0) return 'unknown'
  const memory = memoryOf(db)
  const name = nameOf(siteId, id)
  const known = memory.issues.get(name)
  // A new entry, so that whoever reads the old one at this moment keeps its hands off.
  if (known && linkNo <= known.targets.length)
    remember(memory, name, known.targets.with(linkNo - 1, read), known.freshUntil)
  else forget(memory, name)
  return 'recorded'
}
