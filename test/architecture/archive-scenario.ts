/** Newsletters that anybody reads, for the scenario of every statement. */
import { addIssue, issueDocument } from '../../src/newsletter/issue.ts'
import { freezeIssue } from '../../src/newsletter/mail.ts'
import type { Site } from '../../src/site/site.ts'
import type { World } from '../support/world.ts'

export async function readArchive(world: World, site: Site): Promise<void> {
  const { ports } = world
  const document = issueDocument.parse({ subject: 'Nieuws', source: 'Dag' })
  const issue = await addIssue(ports, site, { document, madeBy: null })
  await ports.db.begin((tx) => freezeIssue({ ...ports, db: tx }, site, issue))
  await ports.db`
    update newsletter_issue set state = 'sent' where site_id = ${site.id} and issue_id = ${issue.id}`
  await world.request(`/newsletter/archive?d=${site.domain}`)
  await world.request(`/newsletter/archive/${issue.id}?d=${site.domain}`)
}
