/**
 * Nobody follows three different links of a mail within two seconds; scanners follow all of them at once, and calling themselves a
 * browser is all they do to hide it (newsletter.md §5.2). So the third hit judges the two before it as well, however long ago the mail was
 * sent (fact 7). What is remembered is in this process's memory, for two seconds: hits of one reader, or where nobody may know
 * who reads, by a hash under a key that no other process has.
 */
import { createHmac } from 'node:crypto'
import type { Network, Ports } from '../ports.ts'
import type { MailLink } from '../subscriber/token.ts'

export interface BurstHit {
  /** Milliseconds. */
  readonly at: number
  /** 0: the mail was opened. That makes no burst, since a person opens and clicks; but it goes along with one. */
  readonly linkNo: number
  isScanner: boolean
}

export const burstMs = 2_000
export const burstLinks = 3
/** Longer than a burst, and short for a hash of a network: an entry is dropped at the first hit of anybody after this. */
const lifeMs = 10_000
const keysMax = 10_000
/** Of one key within two seconds. Beyond this the oldest go unjudged: on two links it is a flood and not a mail that is read. */
const hitsMax = 200

/** Plain data, so that requests of one isolate may share it. Whoever was seen longest ago comes first. */
export interface BurstMemory<Hit extends BurstHit> {
  readonly secret: Uint8Array
  readonly hits: Map<string, Hit[]>
}

export const openBurstMemory = <Hit extends BurstHit>({
  random,
}: Pick<Ports, 'random'>): BurstMemory<Hit> => ({ secret: random(32), hits: new Map() })

/**
 * Who follows links, for two seconds: the reader of the mail where they said yes to that, else whoever shares a network and a
 * browser. Null where there is no network to believe: everybody with the same browser would be one.
 */
export function burstKey(
  { secret }: Pick<BurstMemory<BurstHit>, 'secret'>,
  { siteId, issueId, subscriberId }: Pick<MailLink, 'siteId' | 'issueId' | 'subscriberId'>,
  { network, userAgent }: { readonly network: Network | null; readonly userAgent: string },
): string | null {
  if (subscriberId === null && network === null) return null
  const who = subscriberId ?? `${network?.daily}\0${userAgent}`
  // The zero byte can't occur in a header, so no two different readers run together.
  return createHmac('sha256', secret).update(`${siteId}\0${issueId}\0${who}`).digest('base64url')
}

/**
 * Remembers a hit that looked like a person's. When it is one of a burst, it and all before it in these two seconds are a scanner's from
 * now on; answers those before that were not yet. Exact for hits that come in order to one process: one is a scanner's if and only if
 * some two seconds around it hold three different links. Touches no clock.
 */
export function joinBurst<Hit extends BurstHit>(
  { hits }: BurstMemory<Hit>,
  key: string,
  hit: Hit,
): readonly Hit[] {
  const before = (hits.get(key) ?? []).filter(({ at }) => Math.abs(hit.at - at) <= burstMs)
  const all = [...before.slice(-hitsMax + 1), hit]
  hits.delete(key)
  hits.set(key, all)
  for (const [oldest, theirs] of hits) {
    const isOver = Math.abs(hit.at - (theirs.at(-1)?.at ?? 0)) > lifeMs
    if (!isOver && hits.size <= keysMax) break
    hits.delete(oldest)
  }
  const links = new Set(all.map(({ linkNo }) => linkNo).filter((linkNo) => linkNo > 0))
  if (links.size < burstLinks) return []
  const turned = all.filter((one) => one !== hit && !one.isScanner)
  for (const one of all) one.isScanner = true
  return turned
}
