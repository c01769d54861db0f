/** What the way to the desk says beside itself, for whoever guards privacy at the site; to all others there is no desk. */
import { may, type Staff } from '../account/role.ts'
import type { Ports } from '../ports.ts'
import { countOpenRequests } from '../rights/count-open.ts'
import type { Site } from '../site/site.ts'

/** Null: they may not see it. */
export const openRequestsFor = async (
  ports: Pick<Ports, 'db'>,
  staff: Pick<Staff, 'roles'>,
  { id }: Pick<Site, 'id'>,
): Promise<number | null> => (may(staff, 'privacy', id) ? countOpenRequests(ports, id) : null)
