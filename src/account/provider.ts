/**
 * Roles by the groups that an identity provider says somebody is in (OpenID Connect; Microsoft Entra ID and others). The
 * operator maps groups to roles in the settings; a group that is not mapped gives nothing, and nobody without a mapped group gets
 * in. What a group gives is read anew at each sign-in.
 */
import type { Oidc } from '../config.ts'
import { roles, type Role } from './role.ts'

export interface Grant {
  readonly role: Role
  /** Null: at every site. */
  readonly domain: string | null
}

/** The groups of a profile: a list, or one, under the claim that the operator named. */
function groupsOf(claim: string, profile: Readonly<Record<string, unknown>>): readonly string[] {
  const value = profile[claim]
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}

/** As it is kept with the account: `editor@example.nl,viewer`. Empty: this profile may not get in. */
export function grantsOf(oidc: Oidc, profile: Readonly<Record<string, unknown>>): string {
  const groups = new Set(groupsOf(oidc.claim, profile))
  return oidc.grants
    .filter(({ group }) => groups.has(group))
    .map(({ role, domain }) => (domain === null ? role : `${role}@${domain}`))
    .join(',')
}

/** What was kept, read again; what is not known any more is nothing. */
export function readGrants(text: string | null): Grant[] {
  return (text ?? '').split(',').flatMap((one) => {
    const [role = '', domain = null] = one.split('@')
    return (roles as readonly string[]).includes(role) ? [{ role: role as Role, domain }] : []
  })
}

const order: readonly Role[] = ['viewer', 'editor', 'officer', 'admin']

/**
 * Two roles at one place become the one that may more. Editor and officer each may what the other may not: then it is the
 * officer's, who can't change what they watch over.
 */
export const higher = (one: Role | undefined, other: Role): Role =>
  one !== undefined && order.indexOf(one) > order.indexOf(other) ? one : other
