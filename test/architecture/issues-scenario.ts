/** Writing, listing and counting newsletters, for the scenario of every statement. */
import { countAudience, countSent } from '../../src/delivery/count-audience.ts'
import { recordDraft, removeDraft } from '../../src/newsletter/draft.ts'
import { listHeads, listIssueLinks } from '../../src/newsletter/issue-list.ts'
import { addIssue, issueDocument } from '../../src/newsletter/issue.ts'
import { must } from '../../src/must.ts'
import type { Site } from '../../src/site/site.ts'
import { readEmail } from '../../src/subscriber/email.ts'
import { addList } from '../../src/subscriber/list.ts'
import { admitSubscriber } from '../../src/subscriber/subscriber.ts'
import { suppress } from '../../src/subscriber/suppression.ts'
import type { World } from '../support/world.ts'

export async function workWithWriting({ ports }: World, site: Site): Promise<void> {
  const list = await addList(ports, site, { name: 'Geschreven', description: '', isOpen: true })
  const email = must(readEmail('schrijver@example.nl'), 'it is one')
  await ports.db.begin((db) =>
    admitSubscriber(
      { ...ports, db },
      { siteId: site.id, email, name: null, language: 'nl', lists: [list.id], textId: null, channel: 'form' },
    ),
  )
  await suppress(ports, site.id, email, 'bounce')
  const document = issueDocument.parse({ subject: 'Nieuws', lists: [list.id] })
  const issue = await addIssue(ports, site, { document, madeBy: null })
  await recordDraft(ports, issue, document, issue.changedAt)
  await countAudience(ports, issue)
  await listHeads(ports, site.id, { skip: 0, limit: 20 })
  await countSent(ports, site.id, [issue.id])
  await listIssueLinks(ports, issue)
  await removeDraft(ports, issue)
}
