/**
 * Links in mails about a request: to confirm that one asks, and to fetch an answer. A token is chance, kept as its hash: whoever has the
 * tables can make none. It works for some hours and a counted number of times; looking at it uses nothing up, since scanners of mail
 * follow every link.
 */
import { createHash } from 'node:crypto'
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'

export type LinkPurpose = 'confirm' | 'download'

/** A confirmation acts once. An answer may be fetched again, by somebody whose telephone broke it off. */
export const usesMax: Readonly<Record<LinkPurpose, number>> = { confirm: 1, download: 3 }

/** 192 bits: more than A-10 asks, and guessing is out of reach. */
const chanceBytes = 24
const siteBytes = 4
/** In front, so that a row is found without asking all sites. It is no secret, and nothing is believed of it but where to look. */
const tokenBytes = siteBytes + chanceBytes

const hashOf = (token: string): Buffer => createHash('sha256').update(`rights link ${token}`).digest()

type Making = { readonly db: Tx } & Pick<Ports, 'now' | 'random'>
type Asking = { readonly db: Tx } & Pick<Ports, 'now'>

/** The token is in no table, and nobody can tell it again. Index: rights_link_pk. */
export async function makeLink(
  { db, now, random }: Making,
  siteId: SiteId,
  requestId: string,
  purpose: LinkPurpose,
  hours: number,
): Promise<string> {
  const bytes = Buffer.alloc(tokenBytes)
  bytes.writeUInt32BE(siteId)
  bytes.set(random(chanceBytes), siteBytes)
  const token = bytes.toString('base64url')
  const madeAt = now()
  await db`
    insert into rights_link (site_id, token_hash, request_id, purpose, made_at, expires_at)
    values (${siteId}, ${hashOf(token)}, ${requestId}, ${purpose}, ${madeAt},
      ${new Date(madeAt.getTime() + hours * 3_600_000)})`
  return token
}

/** The site that a token is of, if it is one; null for any other text. Nothing is proven by it. */
export function siteOfLink(token: string): SiteId | null {
  if (token.length > 64) return null
  const bytes = Buffer.from(token, 'base64url')
  // One token is one text: the decoder skips what it does not know.
  if (bytes.length !== tokenBytes || bytes.toString('base64url') !== token) return null
  return bytes.readUInt32BE() as SiteId
}

export interface FoundLink {
  readonly siteId: SiteId
  readonly requestId: string
  readonly purpose: LinkPurpose
  /** How often it was used; a confirmation that was used once is used up. */
  readonly uses: number
}

/** Null when it is forged, unknown or expired. Changes nothing. Takes any text. Index: rights_link_pk. */
export async function findLink({ db, now }: Asking, token: string): Promise<FoundLink | null> {
  const siteId = siteOfLink(token)
  // A number that is none of a site's would be out of range for the column.
  if (siteId === null || siteId > 0x7fff_ffff) return null
  const [row] = await db<{ request_id: string; purpose: LinkPurpose; uses: number }[]>`
    select request_id, purpose, uses from rights_link
    where site_id = ${siteId} and token_hash = ${hashOf(token)} and expires_at > ${now()}`
  return row ? { siteId, requestId: row.request_id, purpose: row.purpose, uses: row.uses } : null
}

/**
 * Uses it once, in one transaction with what it is used for. False when it is forged, unknown, expired or used up by now: of two at
 * once the second waits here and is told so. Index: rights_link_pk.
 */
export async function useLink({ db, now }: Asking, token: string): Promise<boolean> {
  const siteId = siteOfLink(token)
  if (siteId === null || siteId > 0x7fff_ffff) return false
  const at = now()
  const { count } = await db`
    update rights_link set uses = uses + 1, used_at = coalesce(used_at, ${at})
    where site_id = ${siteId} and token_hash = ${hashOf(token)} and expires_at > ${at}
      and uses < case purpose when 'confirm' then ${usesMax.confirm}::int else ${usesMax.download}::int end`
  return count === 1
}
