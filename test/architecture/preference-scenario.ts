/** What readers change themselves, down to being forgotten, for the scenario of every statement. */
import { must } from '../../src/must.ts'
import { addIssue, issueDocument } from '../../src/newsletter/issue.ts'
import { unsubscribe } from '../../src/newsletter/unsubscribe.ts'
import { sweepSubscribers } from '../../src/preference/forget.ts'
import type { Site } from '../../src/site/site.ts'
import { askMeasuring } from '../../src/subscriber/ask-measuring.ts'
import { readEmail } from '../../src/subscriber/email.ts'
import { addList } from '../../src/subscriber/list.ts'
import { newsletterSettings, recordNewsletterSettings } from '../../src/subscriber/newsletter-settings.ts'
import { admitSubscriber } from '../../src/subscriber/subscriber.ts'
import { signLink, type LinkPurpose } from '../../src/subscriber/token.ts'
import { takeMails } from '../preference/readers.ts'
import type { World } from '../support/world.ts'

const hidden = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? ''

export async function workWithPreferences(world: World, site: Site): Promise<void> {
  const { ports, posted } = world
  await recordNewsletterSettings(ports, site, newsletterSettings.parse({ opens: 'personal' }))
  const list = await addList(ports, site, { name: 'Voorkeuren', description: '', isOpen: true })
  const shown = String(list.id)
  const document = issueDocument.parse({ subject: 'Nieuws', lists: [list.id] })
  const issue = await addIssue(ports, site, { document, madeBy: null })
  const { id: subscriberId } = await ports.db.begin((db) =>
    admitSubscriber(
      { ...ports, db },
      {
        siteId: site.id,
        email: must(readEmail('bo@example.nl'), 'it is one'),
        name: 'Bo',
        language: 'nl',
        lists: [list.id],
        textId: null,
        channel: 'import',
      },
    ),
  )
  const link = { siteId: site.id, issueId: issue.id, linkNo: 0, subscriberId }
  const path = (purpose: LinkPurpose, at: string) => at + signLink(ports, purpose, link)
  const send = (at: string, fields: Record<string, string>) =>
    world.request(at, { method: 'POST', body: new URLSearchParams(fields) })
  const way = path('unsubscribe', '/n/u/')
  const manage = path('manage', '/n/m/')
  const confirmed = async (fields: Record<string, string>) => {
    await send(manage, fields)
    const text = must(posted.at(-1), 'it was posted').text
    await send(must(/\/newsletter\/change\/[\w-]+/.exec(text), 'it has the link')[0], {})
  }

  await askMeasuring(ports, site, { limit: 10 })
  await send(path('manage', '/newsletter/measuring/'), { answer: 'yes' })
  await world.request(way)
  const left = await send(way, { from: 'page' })
  await send(way, { undo: hidden(await left.text(), 'undo') })
  await world.request(manage)
  await send(manage, { does: 'lists', shown })
  await send(manage, { does: 'lists', shown, list: shown })
  await send(manage, { does: 'measuring', answer: 'no' })
  await send(manage, { does: 'about', name: 'Bo Jansen', language: 'en' })
  await confirmed({ does: 'email', email: 'bo.jansen@example.nl' })
  const { text } = must((await takeMails(world)).at(-1), 'the new address was asked')
  await send(must(/\/newsletter\/change\/[\w-]+/.exec(text), 'it has the link')[0], {})
  await confirmed({ does: 'export' })
  await unsubscribe(ports, link, 'mail')
  const now = ports.now()
  world.setNow(new Date(now.getTime() + 31 * 86_400_000).toISOString())
  await sweepSubscribers(ports, site)
  world.setNow(now.toISOString())
}
