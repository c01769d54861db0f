/** What the privacy officer's desk asks of its own, for the scenario of every statement. */
import { countInbox } from '../../src/desk/inbox-counts.ts'
import { wholeInbox } from '../../src/desk/inbox-filter.ts'
import { listInbox } from '../../src/desk/inbox-list.ts'
import {
  countBreaches,
  countRequests,
  countRestrictions,
  listRetention,
  sumErasures,
} from '../../src/desk/report-figures.ts'
import { readReportMonth } from '../../src/desk/report-month.ts'
import { countOpenRequests } from '../../src/rights/count-open.ts'
import type { Site } from '../../src/site/site.ts'
import type { World } from '../support/world.ts'

export async function workAtDesk({ ports }: World, site: Site): Promise<void> {
  const today = '2026-11-23'
  await countOpenRequests(ports, site.id)
  await countInbox(ports, site.id, today)
  const staffId = '00000000-0000-4000-a000-00000000000a'
  for (const filter of [
    wholeInbox,
    { which: 'open', kind: 'erase', who: 'mine' },
    { which: 'closed', kind: null, who: 'unassigned' },
  ] as const)
    await listInbox(ports, site.id, { filter, staffId, skip: 0, limit: 26 })
  const month = readReportMonth(undefined, today, site.timezone)
  await countRequests(ports, site, month, today)
  await countRestrictions(ports, site.id, month)
  await countBreaches(ports, site.id, month)
  await listRetention(ports, site.id, month)
  await sumErasures(ports, site.id, month)
}
