/** Links of newsletters, what they count, and mails that another system sends, for the scenario of every statement. */
import { must } from '../../src/must.ts'
import { exportHits, forgetHits } from '../../src/newsletter/forget.ts'
import { addIssue, issueDocument } from '../../src/newsletter/issue.ts'
import { recordTarget } from '../../src/newsletter/target.ts'
import { makeKey } from '../../src/site/key.ts'
import type { Site } from '../../src/site/site.ts'
import { readEmail } from '../../src/subscriber/email.ts'
import { addList } from '../../src/subscriber/list.ts'
import { newsletterSettings, recordNewsletterSettings } from '../../src/subscriber/newsletter-settings.ts'
import { admitSubscriber } from '../../src/subscriber/subscriber.ts'
import { signLink } from '../../src/subscriber/token.ts'
import { chrome } from '../support/send.ts'
import type { World } from '../support/world.ts'

export async function workWithLinks(world: World, site: Site): Promise<void> {
  const { ports } = world
  await recordNewsletterSettings(
    ports,
    site,
    newsletterSettings.parse({ opens: 'personal', clicks: 'personal' }),
  )
  const list = await addList(ports, site, { name: 'Ander nieuws', description: '', isOpen: true })
  const email = must(readEmail('klikker@lezer.example'), 'it is one')
  const { id } = await ports.db.begin((db) =>
    admitSubscriber(
      { ...ports, db },
      {
        siteId: site.id,
        email,
        name: null,
        language: 'nl',
        lists: [list.id],
        textId: null,
        channel: 'form',
        measure: { answer: 'yes', textId: null },
      },
    ),
  )
  const { token } = await makeKey(ports, { label: 'links', scope: 'admin', siteId: null, expiresAt: null })
  const instrument = async () => {
    const answer = await world.request('/api/newsletter/instrument', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({
        d: site.domain,
        list: list.id,
        campaign: 'mei',
        subject: 'Mei',
        html: [1, 2, 3]
          .map((page) => `<a href="https://example.nl/${page}">${page}</a>`)
          .join('<a href="{{unsubscribe}}">weg</a><a href="{{manage}}">keuze</a>'),
        recipients: [{ email }],
      }),
    })
    return must(((await answer.json()) as { issue?: number }).issue, 'it is instrumented')
  }
  const issueId = await instrument()
  await instrument()
  await recordTarget(ports, { siteId: site.id, id: issueId }, 1, 'https://example.nl/ander')
  // A burst, which is folded back: of one reader, and of nobody in particular.
  for (const subscriberId of [id, null])
    for (const linkNo of [1, 2, 3]) {
      const path = `/n/c/${signLink(ports, 'click', { siteId: site.id, issueId, linkNo, subscriberId })}`
      await world.request(path, { headers: { 'user-agent': chrome } })
      await world.deferred.drain()
    }
  await exportHits(ports, site.id, id)
  await ports.db.begin((db) => forgetHits({ db }, site.id, id))
  // Numbers of other systems' newsletters and of our own are one row of numbers.
  await addIssue(ports, site, { document: issueDocument.parse({}), madeBy: null })
}
