/** Lists, switched on and off by their reader, with a receipt for each way (law N6). */
import type { Language } from '../page/words.ts'
import { wordsIn } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { lockSubscriber } from '../subscriber/change.ts'
import { recordText } from '../subscriber/receipt.ts'
import { admitSubscriber, type Subscriber } from '../subscriber/subscriber.ts'
import { withdraw } from '../subscriber/withdraw.ts'
import type { OfferedList } from './manage-page.tsx'

/** The sentence above the ticks and the lists that are ticked. */
const wishText = (lang: Language, { domain }: Site, names: readonly string[]): string =>
  [wordsIn(lang).preference.manage.lists.wish(domain), ...names].join('\n')

export interface ListWish {
  /** Those that stood on the form: what was not shown is not answered. */
  readonly shown: readonly number[]
  readonly wanted: readonly number[]
}

/** `offered`: what may be had now. Ends what is unticked, and begins what is ticked, in one transaction. */
export async function recordLists(
  { db, now, random, keyFor }: Pick<Ports, 'db' | 'now' | 'random' | 'keyFor'>,
  { site, lang, issueId }: { readonly site: Site; readonly lang: Language; readonly issueId: number },
  { person, offered }: { readonly person: Subscriber; readonly offered: readonly OfferedList[] },
  { shown, wanted }: ListWish,
): Promise<void> {
  const answered = offered.filter(({ id }) => shown.includes(id))
  const ending = answered.filter(({ id, isOn }) => isOn && !wanted.includes(id)).map(({ id }) => id)
  const beginning = answered.filter(({ id, isOn }) => !isOn && wanted.includes(id))
  await db.begin(async (tx) => {
    const ports = { db: tx, now, random, keyFor }
    // Forgotten meanwhile: admitting would bring them back.
    if (!(await lockSubscriber(ports, site.id, person.id))) return
    if (ending.length > 0)
      await withdraw(ports, { site, subscriberId: person.id, lists: ending, by: 'page', issueId })
    if (beginning.length === 0) return
    const names = beginning.map(({ name }) => name)
    await admitSubscriber(ports, {
      siteId: site.id,
      email: person.email,
      name: null,
      language: person.language,
      lists: beginning.map(({ id }) => id),
      textId: await recordText(ports, site.id, lang, wishText(lang, site, names)),
      channel: 'page',
    })
  })
}
