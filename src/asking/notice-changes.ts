/** What a visitor notices of a new notice, beside the one before it. Says only what differs. Pure. */
import { canonical, type Canonical } from '../consent/canonical.ts'
import type { Notice } from '../consent/notice.ts'
import { askedFor, type ConsentPurpose } from '../consent/purpose.ts'
import type { Format } from '../page/format.ts'
import type { Language, Words } from '../page/words.ts'
import { purposeName } from './purpose-words.ts'

const same = (a: unknown, b: unknown): boolean => canonical(a as Canonical) === canonical(b as Canonical)
const sameSet = (a: readonly string[], b: readonly string[]): boolean => same(a.toSorted(), b.toSorted())

interface Telling {
  readonly lang: Language
  readonly words: Words
  readonly format: Format
}

function purposeChanges(
  one: ConsentPurpose,
  other: ConsentPurpose,
  { change }: Words['consent']['publish'],
): string[] {
  return [
    ...(sameSet(one.elements, other.elements) ? [] : [change.elements]),
    ...(sameSet(one.recipients, other.recipients) ? [] : [change.recipients]),
    ...(one.months === other.months ? [] : [change.months]),
    ...(same(one.services, other.services) ? [] : [change.services]),
    ...(one.version === other.version ? [] : [change.version]),
    ...(sameSet(one.cookies, other.cookies) && sameSet(one.storage, other.storage) ? [] : [change.storage]),
  ]
}

/** One sentence for each change. `before` null: nothing was asked. */
export function changesOf(before: Notice | null, after: Notice, { lang, words, format }: Telling): string[] {
  const { publish, languages } = words.consent
  const { change } = publish
  const [old, next] = [askedFor(before?.purposes ?? []), askedFor(after.purposes)]
  const named = (notice: Notice, id: string) => purposeName(notice, id, lang)
  const added = next.filter(({ id }) => !old.some((one) => one.id === id))
  const purposes = added.map(({ id }) => change.added(named(after, id)))
  if (before === null) return purposes
  const textsDiffer = after.languages.filter(
    (language) => before.languages.includes(language) && !same(before.texts[language], after.texts[language]),
  )
  return [
    ...purposes,
    ...old
      .filter(({ id }) => !next.some((one) => one.id === id))
      .map(({ id }) => change.removed(named(before, id))),
    ...next.flatMap((purpose) => {
      const was = old.find(({ id }) => id === purpose.id)
      const differs = was ? purposeChanges(was, purpose, publish) : []
      return differs.length > 0
        ? [`${change.purpose(named(after, purpose.id))} ${format.list(differs)}.`]
        : []
    }),
    ...(same(before.controller, after.controller) ? [] : [change.controller]),
    ...(before.statement?.hash === after.statement?.hash
      ? []
      : [
          (before.statement?.material ?? 0) === (after.statement?.material ?? 0)
            ? change.statementText
            : change.statement,
        ]),
    ...(same(before.languages, after.languages)
      ? []
      : [change.languages(format.list(after.languages.map((language) => languages[language])))]),
    ...(textsDiffer.length === 0
      ? []
      : [change.texts(format.list(textsDiffer.map((language) => languages[language])))]),
    ...(same(before.theme, after.theme) ? [] : [change.theme]),
    ...(before.consentMode === after.consentMode ? [] : [change.consentMode]),
  ]
}
