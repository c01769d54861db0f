/**
 * The visitor key: a pseudonym that lives for one local day of one site, made without storing anything on the device.
 * HMAC-SHA-256 with a random key of that site and day over the truncated network and the user agent, cut to 64 bits.
 * The same person on two days or two sites has unrelated keys, and once the day's key is gone nobody can compute them
 * again, us included. It is a pseudonym, not anonymity. Accepted: people behind one /24 with the same browser merge.
 *
 * At most two keys per site exist: today's and yesterday's. They sit in an UNLOGGED table that no backup holds, and their
 * age is checked when read, so a sweep that was missed cannot lengthen their life.
 */
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import type { Ports, Network } from '../ports.ts'
import type { SiteId } from '../db/schema.ts'

/** Promised life of a day key; on the 25-hour day the last hour's late events fall back to today's key. */
export const dayKeyHours = 48

const dayKeyBytes = 32

/** Day keys by site and day. Made as an empty map by whoever lends it, and filled here alone. */
export type DayKeyMemory = Map<string, { readonly key: Uint8Array; readonly madeAt: number }>

/** Keys held in memory, per database so that worlds in one process stay apart. One site needs two. */
const held = new WeakMap<Ports['db'], DayKeyMemory>()
const heldMax = 2_000

/** Lets a client hold the keys that another one found: on Workers each request has a client of its own. */
export const lendDayKeys = (db: Ports['db'], memory: DayKeyMemory): unknown => held.set(db, memory)

const isYoung = (madeAt: number, now: number) => now - madeAt < dayKeyHours * 3_600_000

function forgetOldKeys(keys: DayKeyMemory, now: number): void {
  for (const [name, { madeAt }] of keys) if (!isYoung(madeAt, now)) keys.delete(name)
}

/**
 * The key of a site's local day. Today's is made when there is none; an earlier day's is only ever found, since a new key
 * for a day that is over would pretend a continuity that is not there. Null: gone or too old.
 */
export async function findDayKey(
  ports: Pick<Ports, 'db' | 'now' | 'random'>,
  siteId: SiteId,
  day: string,
  isToday: boolean,
): Promise<Uint8Array | null> {
  const now = ports.now()
  let keys = held.get(ports.db)
  if (!keys) held.set(ports.db, (keys = new Map()))
  const name = `${siteId} ${day}`
  const known = keys.get(name)
  if (known) return isYoung(known.madeAt, now.getTime()) ? known.key : null
  if (isToday) await makeDayKey(ports, siteId, day, now)
  const [row] = await ports.db<{ key: Uint8Array; made_at: Date }[]>`
    select key, made_at from day_key where site_id = ${siteId} and day = ${day}`
  if (!row || !isYoung(row.made_at.getTime(), now.getTime())) return null
  // No sweep reaches the memory of a Worker's isolate, so each new key drives out the old ones.
  forgetOldKeys(keys, now.getTime())
  if (keys.size >= heldMax) keys.clear()
  keys.set(name, { key: row.key, madeAt: row.made_at.getTime() })
  return row.key
}

/**
 * Makes today's key unless another process did. When the day has figures already, its key was lost in a crash of the
 * database: people seen before and after count twice that day, so the day is flagged for the dashboard.
 */
async function makeDayKey(
  ports: Pick<Ports, 'db' | 'random'>,
  siteId: SiteId,
  day: string,
  now: Date,
): Promise<void> {
  const made = await ports.db`
    insert into day_key (site_id, day, key, made_at) values (${siteId}, ${day}, ${ports.random(dayKeyBytes)}, ${now})
    on conflict do nothing returning day`
  if (made.length === 1)
    await ports.db`update site_day set keys_lost = true where site_id = ${siteId} and day = ${day}`
}

/** Deletes keys past their life, in storage and in memory, and answers how many rows went. Runs hourly; reading does not depend on it. */
export async function sweepDayKeys(ports: Pick<Ports, 'db' | 'now'>, siteId: SiteId): Promise<number> {
  const now = ports.now()
  const oldest = new Date(now.getTime() - dayKeyHours * 3_600_000)
  const { count } = await ports.db`delete from day_key where site_id = ${siteId} and made_at <= ${oldest}`
  const keys = held.get(ports.db)
  if (keys) forgetOldKeys(keys, now.getTime())
  return count
}

export interface Seen {
  readonly siteId: SiteId
  /** The local day of the event: a late one that has to use another day's key is still nobody of that other day. */
  readonly day: string
  readonly network: Network | null
  readonly userAgent: string
}

/** Day keys made ready for the HMAC: making one ready at each event cost 10 of 13 µs (measured). They go with their key. */
const ready = new WeakMap<Uint8Array, KeyObject>()

function readyKey(dayKey: Uint8Array): KeyObject {
  const known = ready.get(dayKey) ?? createSecretKey(dayKey)
  ready.set(dayKey, known)
  return known
}

/** The pseudonym as decimal text of a signed 64-bit number, as PostgreSQL's `bigint` reads it. Pure. */
export function visitorKey(dayKey: Uint8Array, { siteId, day, network, userAgent }: Seen): string {
  // The zero byte cannot occur in any part, so no two different inputs run together.
  const mac = createHmac('sha256', readyKey(dayKey))
    .update(`${siteId}\0${day}\0${network?.daily ?? ''}\0${userAgent}`)
    .digest()
  return mac.readBigInt64BE(0).toString()
}
