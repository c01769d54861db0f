/** An issue that is frozen and made into mails, for the scenario of every statement. */
import { addIssue, issueDocument } from '../../src/newsletter/issue.ts'
import { findIssueMail, freezeIssue } from '../../src/newsletter/mail.ts'
import type { Site } from '../../src/site/site.ts'
import type { World } from '../support/world.ts'

export async function workWithMails({ ports }: World, site: Site): Promise<void> {
  const document = issueDocument.parse({ subject: 'Nieuws', source: '[Dag](https://example.nl/)' })
  const issue = await addIssue(ports, site, { document, madeBy: null })
  await ports.db.begin((db) => freezeIssue({ ...ports, db }, site, issue))
  await findIssueMail(ports, site, issue.id)
}
