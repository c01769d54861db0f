/**
 * Who works with it: members of staff, what each may do where, and invitations. They are data subjects too: what is known of
 * one is exported and forgotten here. E-mail and name lie sealed; a list opens them for those who may see it.
 */
import type { Db, Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import { blindIndex, seal, unseal } from '../seal.ts'
import { uuidOf } from '../uuid.ts'
import { everywhere, type Role } from './role.ts'
import { hashToken } from './store.ts'

type PeoplePorts = Pick<Ports, 'db' | 'now' | 'random' | 'keyFor'>
export type Where = SiteId | typeof everywhere

export const invitationDays = 7

export interface Invitation {
  readonly id: string
  /** Null: the first start's own, which asks for an address. */
  readonly email: string | null
  readonly where: Where
  readonly role: Role
  readonly invitedBy: string | null
  readonly expiresAt: Date
}

export interface Person {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly language: 'nl' | 'en'
  readonly hasSecondFactor: boolean
  readonly passkeys: number
  /** By the groups of an identity provider: not changed here. */
  readonly byProvider: string | null
  readonly roles: ReadonlyMap<Where, Role>
  readonly createdAt: Date
}

export const normalEmail = (email: string): string => email.trim().toLowerCase()

interface InvitationRow {
  readonly invitation_id: string
  readonly email: Uint8Array | null
  readonly site_id: number
  readonly role: Role
  readonly invited_by: string | null
  readonly expires_at: Date
}

const invitationOf = (ports: Pick<Ports, 'keyFor'>, row: InvitationRow): Invitation => ({
  id: row.invitation_id,
  email: row.email && unseal(ports, 'staff_invitation.email', row.email),
  where: row.site_id as Where,
  role: row.role,
  invitedBy: row.invited_by,
  expiresAt: row.expires_at,
})

/** Makes an invitation and answers its token, which is kept as a hash only. One for the same address and place is replaced. */
export async function makeInvitation(
  ports: PeoplePorts,
  invitation: Pick<Invitation, 'where' | 'role' | 'invitedBy'> & { readonly email: string | null },
): Promise<{ readonly id: string; readonly token: string }> {
  const token = Buffer.from(ports.random(32)).toString('base64url')
  const id = uuidOf(ports.random(16))
  const email = invitation.email === null ? null : normalEmail(invitation.email)
  const index = email === null ? null : blindIndex(ports, 'staff.email', email)
  const now = ports.now()
  await ports.db.begin(async (tx) => {
    await tx`
      delete from staff_invitation where accepted_at is null and site_id = ${invitation.where}
        and email_index is not distinct from ${index}`
    await tx`
      insert into staff_invitation (invitation_id, token_hash, email, email_index, site_id, role, invited_by, created_at, expires_at)
      values (${id}, ${hashToken(token)}, ${email === null ? null : seal(ports, 'staff_invitation.email', email)}, ${index},
        ${invitation.where}, ${invitation.role}, ${invitation.invitedBy}, ${now},
        ${new Date(now.getTime() + invitationDays * 86_400_000)})`
  })
  return { id, token }
}

/** The open invitation of a token: null when unknown, over or used. Index: staff_invitation_token_once. */
export async function findInvitation(ports: PeoplePorts, token: string): Promise<Invitation | null> {
  const [row] = await ports.db<InvitationRow[]>`
    select invitation_id, email, site_id, role, invited_by, expires_at from staff_invitation
    where token_hash = ${hashToken(token)} and accepted_at is null and expires_at > ${ports.now()}`
  return row ? invitationOf(ports, row) : null
}

/**
 * Uses an invitation up, in the transaction that makes the account: of two who accept at once one alone gets it. What it knew
 * of the address goes with it. Index: staff_invitation_token_once.
 */
export async function takeInvitation(tx: Tx, { now }: Pick<Ports, 'now'>, token: string): Promise<boolean> {
  const rows = await tx`
    update staff_invitation set accepted_at = ${now()}, email = null, email_index = null
    where token_hash = ${hashToken(token)} and accepted_at is null and expires_at > ${now()} returning 1`
  return rows.length === 1
}

/** Open invitations at the given places, newest first; `null`: everywhere. */
export async function listInvitations(
  ports: PeoplePorts,
  places: readonly Where[] | null,
): Promise<Invitation[]> {
  const rows = await ports.db<InvitationRow[]>`
    select invitation_id, email, site_id, role, invited_by, expires_at from staff_invitation
    where accepted_at is null and expires_at > ${ports.now()} and email is not null
      and ${places === null ? ports.db`true` : ports.db`site_id = any (${`{${places.join(',')}}`}::int[])`}
    order by created_at desc limit 200`
  return rows.map((row) => invitationOf(ports, row))
}

/** True when one was open at that place and is gone now. Index: staff_invitation_pk. */
export async function withdrawInvitation(
  { db }: { readonly db: Db | Tx },
  id: string,
  where: Where,
): Promise<boolean> {
  const rows = await db`
    delete from staff_invitation where invitation_id = ${id} and site_id = ${where} and accepted_at is null returning 1`
  return rows.length === 1
}

/** Invitations that ended a while ago, used or not: nobody needs them. Index: none, some hundreds of rows. */
export async function sweepInvitations(ports: { readonly db: Tx } & Pick<Ports, 'now'>): Promise<number> {
  const { count } = await ports.db`
    delete from staff_invitation where expires_at < ${new Date(ports.now().getTime() - invitationDays * 86_400_000)}`
  return count
}

/** True as soon as anybody has an account. */
export async function hasStaff({ db }: Pick<Ports, 'db'>): Promise<boolean> {
  const rows = await db`select 1 from staff limit 1`
  return rows.length === 1
}

interface PersonRow {
  readonly staff_id: string
  readonly name: Uint8Array
  readonly email: Uint8Array
  readonly language: 'nl' | 'en'
  readonly two_factor_enabled: boolean
  readonly granted_by_provider: string | null
  readonly created_at: Date
  readonly passkeys: number
  readonly roles: readonly { readonly site_id: number; readonly role: Role }[]
}

const personOf = (ports: Pick<Ports, 'keyFor'>, row: PersonRow): Person => ({
  id: row.staff_id,
  name: unseal(ports, 'staff.name', row.name),
  email: unseal(ports, 'staff.email', row.email),
  language: row.language,
  hasSecondFactor: row.two_factor_enabled,
  passkeys: row.passkeys,
  byProvider: row.granted_by_provider,
  roles: new Map(row.roles.map(({ site_id, role }) => [site_id as Where, role])),
  createdAt: row.created_at,
})

const personColumns = (db: Db | Tx) => db`
  staff.staff_id, staff.name, staff.email, staff.language, staff.two_factor_enabled, staff.granted_by_provider, staff.created_at,
  (select count(*)::int from staff_passkey where staff_passkey.staff_id = staff.staff_id) as passkeys,
  coalesce((select json_agg(json_build_object('site_id', site_id, 'role', role))
    from staff_role where staff_role.staff_id = staff.staff_id), '[]'::json) as roles`

/** Everybody who works at one of the places; `null`: everybody. At most some hundreds. */
export async function listPeople(ports: PeoplePorts, places: readonly Where[] | null): Promise<Person[]> {
  const rows = await ports.db<PersonRow[]>`
    select ${personColumns(ports.db)} from staff
    where ${
      places === null
        ? ports.db`true`
        : ports.db`exists (select 1 from staff_role
            where staff_role.staff_id = staff.staff_id and site_id = any (${`{${places.join(',')}}`}::int[]))`
    }
    order by staff.created_at limit 500`
  return rows.map((row) => personOf(ports, row))
}

/** Index: staff_pk. */
export async function findPerson(ports: PeoplePorts, id: string): Promise<Person | null> {
  const [row] = await ports.db<PersonRow[]>`
    select ${personColumns(ports.db)} from staff where staff.staff_id = ${id}`
  return row ? personOf(ports, row) : null
}

/** Gives a role at a place, in place of the one there; null takes it away. Whoever it is signs in again (S-04). */
export async function grantRole(
  tx: Tx,
  { now }: Pick<Ports, 'now'>,
  { staffId, where, role, by }: { staffId: string; where: Where; role: Role | null; by: string | null },
): Promise<void> {
  if (role === null) await tx`delete from staff_role where staff_id = ${staffId} and site_id = ${where}`
  else
    await tx`
      insert into staff_role (staff_id, site_id, role, granted_at, granted_by)
      values (${staffId}, ${where}, ${role}, ${now()}, ${by})
      on conflict (staff_id, site_id) do update set
        role = excluded.role, granted_at = excluded.granted_at, granted_by = excluded.granted_by`
  await endSessions(tx, staffId)
}

/** Ends every session of somebody, but one that is kept. Index: staff_session_staff. */
export async function endSessions(tx: Tx, staffId: string, keptToken: string | null = null): Promise<void> {
  await tx`
    delete from staff_session where staff_id = ${staffId}
      and ${keptToken === null ? tx`true` : tx`token_hash <> ${hashToken(keptToken)}`}`
}

/** True when somebody else than this one may administer everywhere: the last one is not removed. Index: staff_role_pk. */
export async function hasOtherAdmin({ db }: { readonly db: Db | Tx }, staffId: string): Promise<boolean> {
  const rows = await db`
    select 1 from staff_role where site_id = ${everywhere} and role = 'admin' and staff_id <> ${staffId} limit 1`
  return rows.length === 1
}

/**
 * Forgets a member of staff: account, roles, credentials, factors, passkeys, sessions. What they did stays, under a number that
 * leads to nobody any more (GDPR 17(3)(b) and (e): who changed what must remain to be shown). True when there was one.
 */
export async function forgetStaff(tx: Tx, staffId: string): Promise<boolean> {
  await tx`delete from staff_session where staff_id = ${staffId}`
  await tx`delete from staff_passkey where staff_id = ${staffId}`
  await tx`delete from staff_factor where staff_id = ${staffId}`
  await tx`delete from staff_credential where staff_id = ${staffId}`
  await tx`delete from staff_role where staff_id = ${staffId}`
  const rows = await tx`delete from staff where staff_id = ${staffId} returning 1`
  return rows.length === 1
}

/** What is known of a member of staff, as JSON for themselves (GDPR 15): no secret, no hash. Null when there is none. */
export async function exportStaff(ports: PeoplePorts, staffId: string): Promise<object | null> {
  const person = await findPerson(ports, staffId)
  if (!person) return null
  const [passkeys, credentials, sessions, acts, reports] = await Promise.all([
    ports.db`select name, device_type, backed_up, created_at from staff_passkey where staff_id = ${staffId}`,
    ports.db`select provider_id, created_at, updated_at from staff_credential where staff_id = ${staffId}`,
    ports.db`select created_at, updated_at, expires_at from staff_session where staff_id = ${staffId}`,
    ports.db`
      select at, site_id, kind, object from staff_act where actor_kind = 'staff' and actor_id = ${staffId}
      order by at desc limit 10000`,
    ports.db`
      /* every site */ select site_id, period, subscribed_at, last_sent_for::text from report_subscription
      where staff_id = ${staffId}`,
  ])
  return {
    ...person,
    roles: [...person.roles].map(([where, role]) => ({ site: where === everywhere ? null : where, role })),
    passkeys: passkeys.map((row) => ({ ...row })),
    signsInWith: credentials.map((row) => ({ ...row })),
    sessions: sessions.map((row) => ({ ...row })),
    acts: acts.map((row) => ({ ...row })),
    reports: reports.map((row) => ({ ...row })),
  }
}
