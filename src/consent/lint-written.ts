/** What there is to read in a notice, by language, and which of it an editor wrote. Pure. */
import { editableTexts } from './draft.ts'
import type { LanguageRule, Rule } from './lint.ts'
import type { Notice, ShownTexts } from './notice.ts'
import { askedFor, type Purpose } from './purpose.ts'

export const inEachLanguage =
  (rule: LanguageRule): Rule =>
  (notice) =>
    notice.languages.flatMap((language) => {
      const texts = notice.texts[language]
      return texts ? rule(texts, language, notice).map((offence) => ({ ...offence, language })) : []
    })

export const isBlank = (text: string | undefined): boolean => !/[\p{L}\p{N}]/u.test(text ?? '')

export interface Written {
  readonly where: string
  readonly text: string
  readonly purpose: Purpose | null
  /** On a button, or name of a purpose: no sentence. */
  readonly isLabel: boolean
}

const buttonLabels: readonly string[] = ['refuse', 'accept', 'customise']

/** What an editor may have written: some of the texts, and each purpose's name and sentence. */
export const writtenIn = (texts: ShownTexts, { purposes }: Notice): Written[] => [
  ...editableTexts.map((where) => ({
    where,
    text: texts[where],
    purpose: null,
    isLabel: buttonLabels.includes(where),
  })),
  ...purposes.flatMap((purpose) => {
    const { name, sentence } = texts.purposes[purpose.id] ?? { name: '', sentence: '' }
    return [
      { where: purpose.id, text: name, purpose, isLabel: true },
      { where: purpose.id, text: sentence, purpose, isLabel: false },
    ]
  }),
]

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)

/** Without what is not the editor's to choose: names of organisations, and places for what is known later. */
export function withoutNames(text: string, { controller, purposes }: Notice): string {
  const names = [
    controller.name,
    ...purposes.flatMap(({ services, recipients }) => [...services.map(({ name }) => name), ...recipients]),
  ].filter((name) => name !== '')
  return names
    .toSorted((a, b) => b.length - a.length)
    .reduce(
      (left, name) =>
        left.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped(name)}(?![\\p{L}\\p{N}])`, 'gu'), ' '),
      text,
    )
    .replace(/\{\w+\}/g, ' ')
}

export const writtenWithoutNames = (texts: ShownTexts, notice: Notice): Written[] =>
  writtenIn(texts, notice).map((one) => ({ ...one, text: withoutNames(one.text, notice) }))

/** What is read on the first layer, from top to bottom, before any button. */
export function firstLayer(texts: ShownTexts, { purposes }: Notice): string {
  const names = askedFor(purposes).map(({ id }) => texts.purposes[id]?.name ?? '')
  return [texts.title, texts.intro, ...names, texts.withdraw, texts.choiceLink].join(' ')
}
