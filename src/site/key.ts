/**
 * API keys: what a machine shows to be let in. Only a SHA-256 of a 256-bit random token
 * is kept: with that much chance a slow hash adds nothing, and a stolen table opens nothing.
 */
import { createHash } from 'node:crypto'
import type { Tx } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import type { SiteId } from '../db/schema.ts'
import { must } from '../must.ts'
import { uuidOf } from '../uuid.ts'

/** `read` sees statistics; `admin` also makes sites. Without a site the key holds for all of them. */
export type KeyScope = 'read' | 'admin'

export interface ApiKey {
  readonly id: string
  readonly label: string
  readonly scope: KeyScope
  readonly siteId: SiteId | null
}

export interface NewKey {
  readonly label: string
  readonly scope: KeyScope
  readonly siteId: SiteId | null
  /** Null: until it is revoked. */
  readonly expiresAt: Date | null
}

interface KeyRow {
  readonly key_id: string
  readonly label: string
  readonly scope: KeyScope
  readonly site_id: number | null
}

const keyOf = (row: KeyRow): ApiKey => ({
  id: row.key_id,
  label: row.label,
  scope: row.scope,
  siteId: row.site_id as SiteId | null,
})

type Making = { readonly db: Tx } & Pick<Ports, 'now' | 'random'>

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/** The key that a token opens, unless it expired or was revoked. Index: api_key_hash_once, so no comparison to time. */
export async function findKeyByToken(
  ports: Pick<Ports, 'db' | 'now'>,
  token: string,
): Promise<ApiKey | null> {
  const [row] = await ports.db<KeyRow[]>`
    select key_id, label, scope, site_id from api_key
    where hash = ${hashOf(token)} and revoked_at is null and (expires_at is null or expires_at > ${ports.now()})`
  return row ? keyOf(row) : null
}

/** Makes a key. The token is answered once and never kept. */
export async function makeKey(
  ports: Making,
  key: NewKey,
): Promise<{ readonly key: ApiKey; readonly token: string }> {
  const token = `vd_${Buffer.from(ports.random(32)).toString('base64url')}`
  const made = await recordKey(ports, key, token)
  return { key: must(made, 'a fresh random token is not there yet'), token }
}

const seededLabel = 'VOORDEUR_ADMIN_TOKEN'

/**
 * Makes sure that a token given by the operator (`VOORDEUR_ADMIN_TOKEN`) opens the API as an administrator, and that the one
 * it replaces no longer does: a token is changed because somebody else may know it. One that was revoked stays revoked.
 */
export async function seedAdminKey(
  ports: Pick<Ports, 'db' | 'now' | 'random'>,
  token: string,
): Promise<void> {
  await recordKey(ports, { label: seededLabel, scope: 'admin', siteId: null, expiresAt: null }, token)
  await ports.db`
    update api_key set revoked_at = ${ports.now()}
    where label = ${seededLabel} and hash <> ${hashOf(token)} and revoked_at is null`
}

async function recordKey(
  ports: Making,
  { label, scope, siteId, expiresAt }: NewKey,
  token: string,
): Promise<ApiKey | null> {
  const [row] = await ports.db<KeyRow[]>`
    insert into api_key (key_id, hash, label, scope, site_id, created_at, expires_at)
    values (${uuidOf(ports.random(16))}, ${hashOf(token)}, ${label}, ${scope}, ${siteId}, ${ports.now()}, ${expiresAt})
    on conflict (hash) do nothing
    returning key_id, label, scope, site_id`
  return row ? keyOf(row) : null
}

/** True when a key by this id was open and is now revoked. */
export async function revokeKey(ports: Pick<Ports, 'db' | 'now'>, id: string): Promise<boolean> {
  const rows = await ports.db`
    update api_key set revoked_at = ${ports.now()} where key_id = ${id} and revoked_at is null returning key_id`
  return rows.length === 1
}

/** As `revokeKey`, of one site: the key of another is as unknown as one that is not there. Index: api_key_pk. */
export async function revokeSiteKey(
  ports: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  id: string,
): Promise<boolean> {
  const rows = await ports.db`
    update api_key set revoked_at = ${ports.now()}
    where key_id = ${id} and site_id = ${siteId} and revoked_at is null returning key_id`
  return rows.length === 1
}

export interface ListedKey extends ApiKey {
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly isRevoked: boolean
}

interface ListedRow extends KeyRow {
  readonly created_at: Date
  readonly expires_at: Date | null
  readonly revoked: boolean
}

const listedOf = (row: ListedRow): ListedKey => ({
  ...keyOf(row),
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  isRevoked: row.revoked,
})

/** Every key, newest first, for the operator's list. */
export async function listKeys(ports: Pick<Ports, 'db'>): Promise<ListedKey[]> {
  const rows = await ports.db<ListedRow[]>`
    select key_id, label, scope, site_id, created_at, expires_at, revoked_at is not null as revoked
    from api_key order by created_at desc limit 1000`
  return rows.map(listedOf)
}

/** The newest keys of one site, not those for all sites. A reference table of some hundred rows, read through. */
export async function listSiteKeys({ db }: Pick<Ports, 'db'>, siteId: SiteId): Promise<ListedKey[]> {
  const rows = await db<ListedRow[]>`
    select key_id, label, scope, site_id, created_at, expires_at, revoked_at is not null as revoked
    from api_key where site_id = ${siteId} order by created_at desc limit 200`
  return rows.map(listedOf)
}

/** Whoever asks for statistics, by a key or behind a session. */
export interface Reader {
  readonly mayRead: (siteId: SiteId) => boolean
}

/** May this key see (or with `admin` change) a site? */
export const mayUse = (key: ApiKey, siteId: SiteId): boolean => key.siteId === null || key.siteId === siteId
