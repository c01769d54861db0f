/** Purposes and notices in the words of our pages: a site's own purposes have names in its languages, not always in ours. Pure. */
import type { ConsentDraft } from '../consent/draft.ts'
import type { Offence } from '../consent/lint.ts'
import { lintSentences } from '../consent/lint-sentences.ts'
import type { Notice } from '../consent/notice.ts'
import { boundElements, type BoundElement, type Element, type Purpose } from '../consent/purpose.ts'
import { noticeLanguages, textsIn } from '../consent/texts.ts'
import type { Language, Words } from '../page/words.ts'

/** The name that visitors read, in the page's language where the notice has it. */
export function purposeName(notice: Pick<Notice, 'texts' | 'languages'>, id: string, lang: Language): string {
  const named = [lang, ...notice.languages].flatMap(
    (language) => notice.texts[language]?.purposes[id]?.name ?? [],
  )
  return named[0] ?? (id === 'statistics' ? textsIn(lang, 'je').purposes.statistics.name : id)
}

/** Under which name a version is told apart: the first eight characters of its hash. */
export const shortName = (hash: string): string => hash.slice(0, 8)

export const isBound = (element: Element): element is BoundElement =>
  boundElements.some((one) => one === element)

export const elementsOf = ({ elements }: Pick<Purpose, 'elements'>, { consent }: Words): string[] =>
  elements.map((element: Element) => consent.elements[element])

/** What is broken, where, and what to do, as two lines of text. */
export interface Told {
  readonly title: string
  readonly text: string
}

function placeName(where: string, notice: Notice, lang: Language, { consent }: Words): string {
  const { pairs, places } = consent.lint
  const { fields } = consent.edit
  const known: Readonly<Record<string, string>> = { ...fields, ...pairs, ...places }
  return known[where] ?? purposeName(notice, where, lang)
}

export function tellOffence(offence: Offence, notice: Notice, lang: Language, words: Words): Told {
  const { rule, language, where, why } = offence
  const place = placeName(where, notice, lang, words)
  const isNamed = noticeLanguages.some((one) => one === language)
  const of = language !== null && isNamed ? ` (${words.consent.languages[language]})` : ''
  return { title: `${words.consent.lint.rule(rule)}: ${place}${of}`, text: lintSentences[lang][why] }
}

/** What is not ready to be shown on a page of ours while nobody is named: the site's own domain stands in. */
export const namedSite = <
  S extends {
    readonly domain: string
    readonly settings: { readonly controller: { readonly name: string } }
  },
>(
  site: S,
): S =>
  site.settings.controller.name === ''
    ? {
        ...site,
        settings: { ...site.settings, controller: { ...site.settings.controller, name: site.domain } },
      }
    : site

/** Whether anything of a draft is asked for. */
export const asksAnything = ({ purposes }: ConsentDraft): boolean =>
  purposes.some(({ basis }) => basis === 'consent')
