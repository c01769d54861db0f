/** Adding somebody by hand: on their own word, which is written down and kept as proof (law N6). */
import { recordAct, type Actor } from '../account/act.ts'
import type { Form } from '../page/read-form.ts'
import type { Language } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { readName } from '../subscriber/change.ts'
import { readEmail, type Email } from '../subscriber/email.ts'
import type { List } from '../subscriber/list.ts'
import { admitSubscriber, findByEmail, listSubscribed } from '../subscriber/subscriber.ts'
import { findSuppression } from '../subscriber/suppression.ts'

export interface WrittenReader {
  readonly email: string
  readonly name: string
  readonly language: Language
  /** Numbers of lists, as they were ticked. */
  readonly lists: readonly string[]
  readonly said: string
}

export type AddFault = 'email' | 'suppressed' | 'name' | 'lists' | 'said'

export interface NewReaderByHand {
  readonly email: Email
  readonly name: string | null
  readonly language: Language
  readonly lists: readonly number[]
  readonly said: string
}

export type AddReading =
  | { readonly ok: true; readonly reader: NewReaderByHand }
  | { readonly ok: false; readonly faults: ReadonlySet<AddFault> }

const saidLengthMax = 1_000

export const writtenReader = (form: Form): WrittenReader => ({
  email: form.one('email') ?? '',
  name: form.one('name') ?? '',
  language: form.one('language') === 'en' ? 'en' : 'nl',
  lists: form.all('list'),
  said: form.one('said') ?? '',
})

/** `lists`: those that can be joined; a number of any other is none. Pure. */
export function readReader(written: WrittenReader, lists: readonly List[]): AddReading {
  const email = readEmail(written.email)
  const name = written.name.trim() === '' ? null : readName(written.name)
  const chosen = lists.filter(({ id }) => written.lists.includes(String(id))).map(({ id }) => id)
  const said = written.said.replaceAll('\0', '').trim()
  const faults = new Set<AddFault>([
    ...(email === null ? (['email'] as const) : []),
    ...(name === null && written.name.trim() !== '' ? (['name'] as const) : []),
    ...(chosen.length === 0 ? (['lists'] as const) : []),
    ...(said === '' || said.length > saidLengthMax ? (['said'] as const) : []),
  ])
  if (email === null || faults.size > 0) return { ok: false, faults }
  return { ok: true, reader: { email, name, language: written.language, lists: chosen, said } }
}

/**
 * `known`: gets all of it already, and nothing is changed. `suppressed`: asked never to be mailed, or mail to them comes back; only the owner of
 * the address can change that.
 */
export async function addReader(
  ports: Pick<Ports, 'db' | 'now' | 'random' | 'keyFor'>,
  actor: Actor,
  site: Pick<Site, 'id'>,
  { email, name, language, lists, said }: NewReaderByHand,
): Promise<'added' | 'known' | 'suppressed'> {
  return await ports.db.begin(async (db) => {
    const within = { ...ports, db }
    if (await findSuppression(within, site.id, email)) return 'suppressed'
    const there = await findByEmail(within, site.id, email)
    const live = there ? await listSubscribed(within, site.id, there.id) : []
    if (lists.every((list) => live.includes(list))) return 'known'
    await admitSubscriber(within, {
      siteId: site.id,
      email,
      name,
      language,
      lists,
      textId: null,
      channel: 'staff',
      evidence: said,
    })
    await recordAct(within, { actor, siteId: site.id, kind: 'reader-added', object: null })
    return 'added'
  })
}
