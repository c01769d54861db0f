/** Lists, people and their answers, for the scenario of every statement. */
import { must } from '../../src/must.ts'
import type { Site } from '../../src/site/site.ts'
import { readEmail } from '../../src/subscriber/email.ts'
import { addList, listLists, recordList, recordListClosed } from '../../src/subscriber/list.ts'
import {
  findNewsletterSettings,
  newsletterSettings,
  recordNewsletterSettings,
} from '../../src/subscriber/newsletter-settings.ts'
import { recordText } from '../../src/subscriber/receipt.ts'
import {
  admitSubscriber,
  endSubscriptions,
  findByEmail,
  listSubscribed,
  recordMeasureAnswer,
} from '../../src/subscriber/subscriber.ts'
import {
  findSuppression,
  liftSuppression,
  listSuppressed,
  suppress,
} from '../../src/subscriber/suppression.ts'
import type { World } from '../support/world.ts'

export async function workWithSubscribers({ ports }: World, site: Site): Promise<void> {
  await recordNewsletterSettings(ports, site, newsletterSettings.parse({ opens: 'personal' }))
  await findNewsletterSettings(ports, site)
  const list = await addList(ports, site, { name: 'Bewonersnieuws', description: '', isOpen: true })
  await recordList(ports, site, list.id, { name: 'Nieuws', description: '', isOpen: true })
  await recordListClosed(ports, site, list.id, false)
  await listLists(ports, site)
  const email = must(readEmail('Anna@Example.NL'), 'it is one')
  const textId = await recordText(ports, site.id, 'nl', 'Ik wil de nieuwsbrief.')
  const admission = {
    siteId: site.id,
    email,
    name: null,
    language: 'nl',
    lists: [list.id],
    textId,
    channel: 'form',
  } as const
  const { id } = await ports.db.begin((db) =>
    admitSubscriber({ ...ports, db }, { ...admission, measure: { answer: 'yes', textId } }),
  )
  await ports.db.begin((db) => admitSubscriber({ ...ports, db }, admission))
  await findByEmail(ports, site.id, email)
  await listSubscribed(ports, site.id, id)
  await ports.db.begin((db) =>
    recordMeasureAnswer({ ...ports, db }, site.id, id, { answer: 'no', textId: null, channel: 'page' }),
  )
  await endSubscriptions(ports, { site, subscriberId: id, by: 'page', issueId: 0 })
  await suppress(ports, site.id, email, 'asked')
  await findSuppression(ports, site.id, email)
  await listSuppressed(ports, site.id, [email])
  await liftSuppression(ports, site.id, email)
}
