/**
 * What a visitor is shown when asked: every string, every purpose, the buttons in their order, who asks, and which privacy
 * statement held. Made of a draft, immutable, and named by the hash of its own text: a receipt that names it proves what was on
 * the screen (C1, C2). Pure.
 */
import { canonical, sha256, type Canonical } from './canonical.ts'
import type { ConsentDraft, Theme } from './draft.ts'
import { askedFor, isOwnPurpose, statistics, type ConsentPurpose, type Purpose } from './purpose.ts'
import { textsIn, type NoticeLanguage, type NoticeTexts, type PurposeTexts } from './texts.ts'

export interface NoticeController {
  readonly name: string
  readonly address: string
  readonly email: string
}

/** A version of the site's privacy statement. `material` counts the changes that everyone must be asked about again. */
export interface NoticeStatement {
  readonly hash: string
  readonly publishedOn: string
  readonly material: number
}

export type ShownTexts = Omit<NoticeTexts, 'purposes'> & {
  readonly purposes: Readonly<Record<string, PurposeTexts>>
}

/** In the order in which they stand. The same three on every screen: an order that differs per visitor proves nothing. */
export const noticeButtons = {
  banner: ['refuse', 'accept', 'customise'],
  panel: ['refuseAll', 'save', 'acceptAll'],
  placeholder: ['show', 'showAlways'],
} as const

/** Raised when banner or panel look or work otherwise. */
export const noticeLayout = 1

export interface Notice {
  readonly schema: 1
  readonly layout: number
  readonly site: string
  readonly controller: NoticeController
  readonly statement: NoticeStatement | null
  readonly purposes: readonly Purpose[]
  readonly buttons: typeof noticeButtons
  readonly languages: readonly NoticeLanguage[]
  readonly texts: Readonly<Partial<Record<NoticeLanguage, ShownTexts>>>
  readonly theme: Theme
  readonly consentMode: boolean
  /** Days that an answer holds, yes and no alike (C4). */
  readonly validDays: number
}

/** An answer is remembered for 182 days, yes and no alike; after that it is asked anew. */
export const answerDays = 182

export interface NoticeParts {
  readonly site: string
  readonly form: 'je' | 'u'
  readonly controller: NoticeController
  readonly statement: NoticeStatement | null
  /** How long this site keeps what tells one visitor's day apart. */
  readonly visitsMonths?: number
}

export function purposesOf(draft: ConsentDraft, visitsMonths = statistics.months): Purpose[] {
  return [
    { ...statistics, months: visitsMonths },
    ...draft.purposes.map((setting): Purpose => {
      const { texts: _, ...purpose } = setting
      return purpose
    }),
  ]
}

function textsOf(
  draft: ConsentDraft,
  language: NoticeLanguage,
  { form, controller }: NoticeParts,
): ShownTexts {
  const { purposes: own, ...ours } = textsIn(language, form)
  const named = Object.fromEntries(
    Object.entries({ ...ours, ...draft.texts[language] }).map(([name, text]) => [
      name,
      // By a function: in a text `$&` would stand for what was found.
      text.replaceAll('{controller}', () => controller.name),
    ]),
  ) as unknown as Omit<ShownTexts, 'purposes'>
  const purposes: Record<string, PurposeTexts> = { statistics: own.statistics }
  for (const { id, texts } of draft.purposes) {
    const theirs = texts[language] ?? (isOwnPurpose(id) ? own[id] : undefined)
    if (theirs) purposes[id] = theirs
  }
  return { ...named, purposes }
}

/** The notice that a draft would become now. */
export function makeNotice(draft: ConsentDraft, parts: NoticeParts): Notice {
  return {
    schema: 1,
    layout: noticeLayout,
    site: parts.site,
    controller: parts.controller,
    statement: parts.statement,
    purposes: purposesOf(draft, parts.visitsMonths),
    buttons: noticeButtons,
    languages: draft.languages,
    texts: Object.fromEntries(draft.languages.map((language) => [language, textsOf(draft, language, parts)])),
    theme: draft.theme,
    consentMode: draft.consentMode,
    validDays: answerDays,
  }
}

/** The text that is stored and hashed. */
export const noticeText = (notice: Notice): string => canonical(notice as unknown as Canonical)

/** SHA-256 of a notice's text, in hexadecimal: its name. */
export const noticeIdOf = (text: string): string => sha256(text).toString('hex')

/**
 * What everyone must be asked about again when it changes (C5): who asks, for what, with which data, who gets it, how long,
 * and a statement that changed in substance. A text that was mended, a colour, an address are not among them. A service is known
 * by its hosts: under the same id another company may have come.
 */
export const materialOf = ({ controller, purposes, statement }: Notice): string =>
  canonical({
    controller: controller.name,
    statement: statement?.material ?? 0,
    purposes: askedFor(purposes).map(
      ({ id, version, elements, recipients, months, services }: ConsentPurpose) => ({
        id,
        version,
        elements: elements.toSorted(),
        recipients: recipients.toSorted(),
        months,
        services: services.map((service) => [service.id, ...service.hosts.toSorted()].join(' ')).toSorted(),
      }),
    ),
  })

/** Why a banner is shown, or is not: the purposes that need consent (B1). */
export const reasonsToAsk = (draft: ConsentDraft): ConsentPurpose[] => askedFor(purposesOf(draft))
