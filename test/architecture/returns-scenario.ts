/** Mails that come back, for the scenario of every statement: for good, for now, as a complaint, and by a provider's event. */
import { recordReturn } from '../../src/delivery/returned.ts'
import { takeEvent } from '../../src/delivery/return-event.ts'
import type { Site } from '../../src/site/site.ts'
import { addReader, handIn, makeIssue, makeLists } from '../delivery/readers.ts'
import type { World } from '../support/world.ts'

export async function workWithReturns(world: World, site: Site): Promise<void> {
  const lists = await makeLists(world, site)
  const issue = await makeIssue(world, site, lists)
  for (const returned of ['soft', 'hard', 'complaint'] as const) {
    const reader = await addReader(world, site, lists, `${returned}@lezer.example`)
    await handIn(world, issue, reader)
    await recordReturn(world.ports, { siteId: site.id, issueId: issue.id, subscriberId: reader.id }, returned)
  }
  const event = { type: 'email.complained', data: { to: 'soft@lezer.example' } }
  await takeEvent(world.ports, Buffer.from(JSON.stringify(event)))
}
