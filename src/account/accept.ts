/** Accepting an invitation: an account, its role and the act in one transaction, in which the invitation is used up. */
import * as z from 'zod'
import { failureOf } from '../db/failure.ts'
import { mailAddress } from '../mail/read-letter.ts'
import type { Tx } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import { blindIndex, seal } from '../seal.ts'
import { uuidOf } from '../uuid.ts'
import { recordAct } from './act.ts'
import { hashPassword, passwordLength } from './password.ts'
import { findInvitation, grantRole, normalEmail, takeInvitation, type Invitation } from './people.ts'

export type AcceptPorts = Pick<Ports, 'db' | 'now' | 'random' | 'keyFor'>

export interface NewStaff {
  readonly name: string
  /** Used where the invitation names none. */
  readonly email: string
  readonly password: string
  readonly language: 'nl' | 'en'
}

export interface Refusals {
  readonly name?: 'name'
  readonly email?: 'email' | 'taken'
  readonly password?: 'password'
}

export type Accepted =
  | { readonly kind: 'accepted'; readonly staffId: string; readonly email: string; readonly isFirst: boolean }
  /** Unknown, used, withdrawn or too old: one answer. */
  | { readonly kind: 'over' }
  | { readonly kind: 'refused'; readonly invitation: Invitation; readonly refusals: Refusals }

/** Printable, one line. */
export const personName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u)

/**
 * For somebody who has an account already, and is signed in with it: the role is added to theirs. False when the invitation is
 * over or was meant for another address. Their sessions end (S-04).
 */
export async function joinByInvitation(
  ports: AcceptPorts,
  token: string,
  staff: { readonly id: string; readonly email: string },
): Promise<boolean> {
  const invitation = await findInvitation(ports, token)
  if (!invitation || invitation.email !== staff.email) return false
  return await ports.db.begin(async (tx) => {
    if (!(await takeInvitation(tx, ports, token))) return false
    const { where, role, invitedBy } = invitation
    await grantRole(tx, ports, { staffId: staff.id, where, role, by: invitedBy })
    await recordAct(
      { ...ports, db: tx },
      {
        actor: { kind: 'staff', id: staff.id },
        siteId: where === 0 ? null : where,
        kind: 'invitation-accepted',
        object: invitation.id,
      },
    )
    return true
  })
}

/** Writes an account that signs in with a password. The address is normal already; a second account of it is refused (23505). */
export async function recordStaff(
  tx: Tx,
  ports: Pick<Ports, 'now' | 'random' | 'keyFor'>,
  staff: Pick<NewStaff, 'name' | 'email' | 'language'> & {
    readonly staffId: string
    readonly passwordHash: string
  },
): Promise<void> {
  const { staffId, email, name, language, passwordHash } = staff
  const now = ports.now()
  await tx`
    insert into staff (staff_id, email_index, email, name, language, two_factor_enabled, created_at, updated_at)
    values (${staffId}, ${blindIndex(ports, 'staff.email', email)}, ${seal(ports, 'staff.email', email)},
      ${seal(ports, 'staff.name', name)}, ${language}, false, ${now}, ${now})`
  // The library looks for a credential by this provider, under the account's own number.
  await tx`
    insert into staff_credential (credential_id, staff_id, provider_id, account_id, password, created_at, updated_at)
    values (${uuidOf(ports.random(16))}, ${staffId}, 'credential', ${staffId}, ${passwordHash}, ${now}, ${now})`
}

/** Nothing is made unless all of it is: a second try with the same link works after a refusal, and never after a success. */
export async function acceptInvitation(
  ports: AcceptPorts,
  token: string,
  given: NewStaff,
): Promise<Accepted> {
  const invitation = await findInvitation(ports, token)
  if (!invitation) return { kind: 'over' }
  const email = invitation.email ?? normalEmail(given.email)
  const refusals: Refusals = {
    ...(!personName.safeParse(given.name).success && { name: 'name' as const }),
    ...(!mailAddress.safeParse(email).success && { email: 'email' as const }),
    ...((given.password.length < passwordLength.min || given.password.length > passwordLength.max) && {
      password: 'password' as const,
    }),
  }
  if (Object.keys(refusals).length > 0) return { kind: 'refused', invitation, refusals }
  const passwordHash = await hashPassword(ports, given.password)
  const staffId = uuidOf(ports.random(16))
  try {
    const isTaken = await ports.db.begin(async (tx) => {
      if (!(await takeInvitation(tx, ports, token))) return false
      const { name, language } = given
      await recordStaff(tx, ports, { staffId, email, name: name.trim(), language, passwordHash })
      const { where, role, invitedBy } = invitation
      await grantRole(tx, ports, { staffId, where, role, by: invitedBy })
      await recordAct(
        { ...ports, db: tx },
        {
          actor: { kind: 'staff', id: staffId },
          siteId: where === 0 ? null : where,
          kind: 'invitation-accepted',
          object: invitation.id,
        },
      )
      return true
    })
    if (!isTaken) return { kind: 'over' }
  } catch (thrown) {
    const failure = failureOf(thrown)
    if (failure.code !== '23505') throw thrown
    return { kind: 'refused', invitation, refusals: { email: 'taken' } }
  }
  return { kind: 'accepted', staffId, email, isFirst: invitation.email === null }
}
