/**
 * Signing up, in two steps. First a wish is kept, whoever's address it is: nothing that is done before the answer depends on whether we
 * know it, so neither the answer nor how long it takes says so (newsletter.md §4.4). Then, from the mail, its owner confirms, and
 * only now there is a subscriber, with proof of each answer (law N3, N6).
 */
import type { Tx } from '../db/connect.ts'
import { failureOf } from '../db/failure.ts'
import { languages, wordsIn, type Language } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { requestConfirmation, useConfirmation, type SubscribeWish } from './confirmation.ts'
import type { List } from './list.ts'
import { listLists } from './list.ts'
import type { NewsletterSettings } from './newsletter-settings.ts'
import { postWaiting } from './post-confirmations.ts'
import type { SignUp } from './read-sign-up.ts'
import { recordText, textIdOf } from './receipt.ts'
import { guardSignUp, mayKeepWish, type Guarding } from './sign-up-guard.ts'
import { admitSubscriber, type Subscriber } from './subscriber.ts'
import { liftSuppression } from './suppression.ts'

/** What anybody may subscribe to. */
export const openOf = (lists: readonly List[]): readonly List[] =>
  lists.filter(({ isOpen, closedAt }) => isOpen && closedAt === null)

/** Only where a yes would be used is the question asked (docs/decisions/019). */
export const asksMeasuring = ({ opens, clicks }: Pick<NewsletterSettings, 'opens' | 'clicks'>): boolean =>
  opens === 'personal' || clicks === 'personal'

/** What our own form says, to be kept as proof: of getting the newsletter, and apart, of being measured. */
export interface ShownTexts {
  readonly lang: Language
  readonly receive: string
  readonly measure: string
}

export function textsOfForm(site: Pick<Site, 'domain'>, lang: Language): ShownTexts {
  const { signUp: words } = wordsIn(lang)
  return { lang, receive: words.agree(site.domain), measure: `${words.measure} ${words.measureHint}` }
}

export function textsOfConfirming(
  site: Pick<Site, 'domain'>,
  lang: Language,
  answer: 'yes' | 'no',
): ShownTexts {
  const { signUp: words } = wordsIn(lang)
  return { lang, receive: words.agree(site.domain), measure: words.confirm.measure[answer] }
}

/** Which form was shown, for its hidden field: a form of another release, or of the site's own making, is not told by it. */
export const formVersion = ({ lang, receive, measure }: ShownTexts): string =>
  textIdOf(lang, `${receive}\0${measure}`).slice(0, 22)

const shownIn = (site: Site, version: string): ShownTexts | undefined =>
  languages.map((lang) => textsOfForm(site, lang)).find((texts) => formVersion(texts) === version)

export interface Asked {
  readonly site: Site
  readonly signUp: SignUp
  readonly settings: NewsletterSettings
  readonly language: Language
  readonly channel: SubscribeWish['channel']
  /** `formVersion` of our own form; anything else: what was shown there is not known to us. */
  readonly version: string
  readonly proof: string | undefined
}

/**
 * Keeps the wish, and has the mail sent after the answer. The statements before the answer are the same for every address. A box left
 * empty is a no where the box is shown, and elsewhere nothing was asked.
 */
export async function takeSignUp(ports: Ports, asked: Asked): Promise<Guarding> {
  const { site, signUp, settings, language, channel, version, proof } = asked
  const guarding = await guardSignUp(ports, site.id, proof)
  if (!guarding.ok) return guarding
  const shown = shownIn(site, version)
  const keep = (body: string) => (shown ? recordText(ports, site.id, shown.lang, body) : null)
  const textId = await keep(shown?.receive ?? '')
  const measure = asksMeasuring(settings) && {
    answer: signUp.wantsMeasuring ? ('yes' as const) : ('no' as const),
    textId: await keep(shown?.measure ?? ''),
  }
  if (await mayKeepWish(ports, site.id, signUp.email)) {
    const { email, name, lists } = signUp
    await requestConfirmation(ports, site.id, {
      kind: 'subscribe',
      email,
      name,
      lists,
      language,
      textId,
      channel,
      ...(measure && { measure }),
    })
  }
  ports.defer(
    postWaiting(ports, site).catch((thrown: unknown) =>
      ports.log({ event: 'failure', place: 'newsletter', code: failureOf(thrown).code }),
    ),
  )
  return guarding
}

/** Of the lists that were asked for, those that one may still subscribe to. */
export async function stillOpen(
  ports: { readonly db: Tx },
  site: Pick<Site, 'id'>,
  { lists }: Pick<SubscribeWish, 'lists'>,
): Promise<readonly List[]> {
  return openOf(await listLists(ports, site)).filter(({ id }) => lists.includes(id))
}

export type Confirming =
  | { readonly kind: 'confirmed'; readonly subscriber: Subscriber }
  | { readonly kind: 'used' }
  /** Every list of it ended since. The link is not used up. */
  | { readonly kind: 'closed' }

/**
 * The owner of the address says yes: once, all of it or nothing. Where the form's own text is not known, what the page beside the button
 * said is kept as what was agreed to. Whatever kept mail from this address is lifted: mail arrives there, and is wanted.
 */
export async function confirmSignUp(
  ports: Pick<Ports, 'db' | 'now' | 'random' | 'keyFor'>,
  site: Site,
  { id, wish }: { readonly id: string; readonly wish: SubscribeWish },
  lang: Language,
): Promise<Confirming> {
  return ports.db.begin(async (db): Promise<Confirming> => {
    const own = { ...ports, db }
    const lists = await stillOpen(own, site, wish)
    if (lists.length === 0) return { kind: 'closed' }
    if (!(await useConfirmation(own, site.id, id))) return { kind: 'used' }
    const shown = textsOfConfirming(site, lang, wish.measure?.answer ?? 'no')
    const textId = wish.textId ?? (await recordText(own, site.id, lang, shown.receive))
    const measure = wish.measure && {
      answer: wish.measure.answer,
      textId: wish.measure.textId ?? (await recordText(own, site.id, lang, shown.measure)),
    }
    const { email, name, language, channel } = wish
    const subscriber = await admitSubscriber(own, {
      siteId: site.id,
      email,
      name,
      language,
      lists: lists.map((list) => list.id),
      textId,
      channel,
      ...(measure && { measure }),
    })
    // The reader first, as everybody does who holds both.
    await liftSuppression(own, site.id, email)
    return { kind: 'confirmed', subscriber }
  })
}
