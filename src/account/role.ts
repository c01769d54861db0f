/** What each role may do. One table, read by every guard and by the matrix of routes and roles. */
import type { SiteId } from '../db/schema.ts'

export const roles = ['viewer', 'editor', 'officer', 'admin'] as const
export type Role = (typeof roles)[number]

/**
 * `statistics`: look. `edit`: annotations, goals, newsletters. `privacy`: what staff did, the desk, the register.
 * `administer`: settings, people, keys.
 */
export type Permission = 'statistics' | 'edit' | 'privacy' | 'administer'

const granted: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  viewer: new Set(['statistics']),
  editor: new Set(['statistics', 'edit']),
  officer: new Set(['statistics', 'privacy']),
  admin: new Set(['statistics', 'edit', 'privacy', 'administer']),
}

/** A member of staff who is signed in. */
export interface Staff {
  readonly id: string
  readonly name: string
  readonly language: 'nl' | 'en'
  /** By site; under `everywhere` the role at every site. */
  readonly roles: ReadonlyMap<SiteId | typeof everywhere, Role>
}

/** In place of a site: all of them, also those that come later. */
export const everywhere = 0

/** May this member of staff do that at this site, or (with `everywhere`) at all of them? */
export function may(
  staff: Pick<Staff, 'roles'>,
  permission: Permission,
  where: SiteId | typeof everywhere,
): boolean {
  return [staff.roles.get(everywhere), where === everywhere ? undefined : staff.roles.get(where)].some(
    (role) => role !== undefined && granted[role].has(permission),
  )
}

/** At one site at least, or at all. */
export const mayAnywhere = (staff: Pick<Staff, 'roles'>, permission: Permission): boolean =>
  [...staff.roles.keys()].some((where) => may(staff, permission, where))
