/** Who works here, and who of them may handle requests: by their own role, or by the groups of an identity provider. */
import { listPeople, type Person } from '../account/people.ts'
import { may } from '../account/role.ts'
import { rolesOf } from '../account/staff.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'

export interface Handlers {
  /** Everybody's name by number: who took a step may have another role by now. */
  readonly names: ReadonlyMap<string, string>
  /** Of these, who may handle requests of the site now. */
  readonly handlers: ReadonlyMap<string, string>
}

/** Some hundreds of people at most. */
export async function findHandlers(
  ports: Pick<Ports, 'db' | 'now' | 'random' | 'keyFor'>,
  { id: siteId }: Pick<Site, 'id'>,
): Promise<Handlers> {
  const people = await listPeople(ports, null)
  const granted = async (person: Person) =>
    person.byProvider === null ? person.roles : await rolesOf(ports, person.id, person.byProvider)
  const roles = await Promise.all(people.map(granted))
  const nameOf = ({ id, name }: Person) => [id, name] as const
  return {
    names: new Map(people.map(nameOf)),
    handlers: new Map(
      people.filter((_, nth) => may({ roles: roles[nth] ?? new Map() }, 'privacy', siteId)).map(nameOf),
    ),
  }
}
