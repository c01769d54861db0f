/** Newsletters, for the scenario of every statement. */
import { addIssue, findIssue, issueDocument, listIssues, recordDocument } from '../../src/newsletter/issue.ts'
import type { Site } from '../../src/site/site.ts'
import type { World } from '../support/world.ts'

export async function workWithIssues({ ports }: World, site: Site): Promise<void> {
  const document = issueDocument.parse({ subject: 'Nieuws', source: 'Dag' })
  const issue = await addIssue(ports, site, { document, madeBy: null })
  await recordDocument(ports, issue, document)
  await findIssue(ports, site.id, issue.id)
  await listIssues(ports, site.id)
}
