/** Rules of what the texts must hold: names, the way back, labels of like length, the right language. Pure. */
import { inEachLanguage, firstLayer, isBlank, writtenIn, writtenWithoutNames } from './lint-written.ts'
import { asserts, atAnyTime, takingBack, wordsOf } from './lint-words.ts'
import type { NoticeLanguage } from './texts.ts'

/**
 * The longer of the two labels has at most 2.5 times the letters of the other, so that both fit in boxes of one size without one
 * swimming in its own (law B4). "Nee" and "Ja", "Weigeren" and "Alles accepteren" pass; "Nee" and "Accepteren" do not.
 */
const labelRatioMax = 2.5
export const labelsAreEqual = inEachLanguage((texts) =>
  (
    [
      ['refuse', 'accept'],
      ['refuseAll', 'acceptAll'],
    ] as const
  ).flatMap(([no, yes]) => {
    const [short = 0, long = 0] = [texts[no].length, texts[yes].length].toSorted((a, b) => a - b)
    return long > short * labelRatioMax
      ? [{ rule: 'B4' as const, where: `${no}/${yes}`, why: 'labels-unequal' as const }]
      : []
  }),
)

/** The first layer says who asks and for what; each purpose has its name and its sentence (law B6). */
export const firstLayerNames = inEachLanguage((texts, language, notice) => {
  // A Turkish ending may follow the name.
  const name = wordsOf(notice.controller.name, language).trimEnd()
  return [
    ...(wordsOf(firstLayer(texts, notice), language).includes(name)
      ? []
      : [{ rule: 'B6' as const, where: 'intro', why: 'controller-unnamed' as const }]),
    ...notice.purposes
      .filter(({ id }) => isBlank(texts.purposes[id]?.name) || isBlank(texts.purposes[id]?.sentence))
      .map(({ id }) => ({ rule: 'B6' as const, where: id, why: 'purpose-unnamed' as const })),
  ]
})

/** In place of a video stands whose it is; and no text shows a visitor a name in braces (law B6). */
export const placesAreFilled = inEachLanguage((texts, _, notice) => [
  ...(texts.placeholder.includes('{service}')
    ? []
    : [{ rule: 'B6' as const, where: 'placeholder', why: 'service-unnamed' as const }]),
  ...writtenIn(texts, notice)
    .filter(({ where, text }) =>
      /[{}]/.test(where === 'placeholder' ? text.replaceAll('{service}', '') : text),
    )
    .map(({ where }) => ({ rule: 'B6' as const, where, why: 'placeholder-unknown' as const })),
])

/** Characters; less says nothing of withdrawing in any of our languages (ours have 59 or more). */
const withdrawLengthMin = 20

/**
 * Before anyone says yes they read that it can be taken back, and where (law B7; GDPR 7(3)). Dutch and English must say it with a
 * word for changing and one for "at any time"; of other languages we only see that something is there.
 */
export const saysHowToWithdraw = inEachLanguage((texts, language) => {
  const { withdraw, choiceLink } = texts
  const isSaid =
    language === 'nl' || language === 'en'
      ? asserts(withdraw, language, takingBack) && asserts(withdraw, language, atAnyTime)
      : true
  return isSaid && !isBlank(choiceLink) && wordsOf(withdraw, language).length >= withdrawLengthMin
    ? []
    : [{ rule: 'B7', where: 'withdraw', why: 'withdraw-unsaid' }]
})

/** Each purpose is explained by itself: no two have one name, and none has another's in its sentence (law B10). */
export const purposesAreApart = inEachLanguage((texts, language, { purposes }) =>
  purposes.flatMap(({ id }, nth) => {
    const { name, sentence } = texts.purposes[id] ?? { name: '', sentence: '' }
    const others = purposes
      .filter((_, otherNth) => otherNth !== nth)
      .map((other) => wordsOf(texts.purposes[other.id]?.name ?? '', language))
      .filter((other) => other.trim() !== '')
    return [
      ...(others.includes(wordsOf(name, language))
        ? [{ rule: 'B10' as const, where: id, why: 'same-name' as const }]
        : []),
      ...(others.some((other) => wordsOf(sentence, language).includes(other))
        ? [{ rule: 'B10' as const, where: id, why: 'names-another' as const }]
        : []),
    ]
  }),
)

/**
 * Characters of the first layer without its buttons. At 320 px some 40 stand on a line, so these are eight lines: with buttons
 * about a third of a screen of 568 px. Ours takes 276 at most (in Turkish), with all purposes and a name of 42 letters.
 */
const firstLayerLengthMax = 320

/** A banner is read in passing and leaves the page in sight (law B12). */
export const firstLayerIsShort = inEachLanguage((texts, _, notice) =>
  firstLayer(texts, notice).length > firstLayerLengthMax
    ? [{ rule: 'B12', where: 'banner', why: 'first-layer-long' }]
    : [],
)

/** Region, panel and what closes it have a name for whoever hears them (law A3). */
export const regionsAreNamed = inEachLanguage((texts) =>
  (['region', 'panelTitle', 'close'] as const)
    .filter((where) => isBlank(texts[where]))
    .map((where) => ({ rule: 'A3', where, why: 'unlabelled' })),
)

/** Of the languages that are not written in Latin letters. */
const scripts: Readonly<Partial<Record<NoticeLanguage, RegExp>>> = {
  ar: /\p{Script=Arabic}/u,
  uk: /\p{Script=Cyrillic}/u,
}
const isLatin = (language: NoticeLanguage): boolean => scripts[language] === undefined
const rightToLeft: readonly NoticeLanguage[] = ['ar']
const letters = /(?![\p{Script=Common}\p{Script=Inherited}])\p{L}/gu

/**
 * Whether a text is written in its language's letters. In Latin all are: a Greek or Russian letter among them is there to look
 * like another. Elsewhere a half, since names of things stay in Latin.
 */
function isInScript(text: string, language: NoticeLanguage): boolean {
  const all = text.match(letters) ?? []
  const own = all.filter((letter) => (scripts[language] ?? /\p{Script=Latin}/u).test(letter)).length
  return isLatin(language) ? own === all.length : own * 2 >= all.length
}

/** A text is in the language it is marked with, as far as letters tell, and runs the way that is read (law A4). */
export const languageIsTrue = inEachLanguage((texts, language, notice) => [
  ...(texts.direction === (rightToLeft.includes(language) ? 'rtl' : 'ltr')
    ? []
    : [{ rule: 'A4' as const, where: 'direction', why: 'direction-wrong' as const }]),
  ...writtenWithoutNames(texts, notice)
    // A purpose's name may be a product's; its sentence shows the language.
    .filter(({ purpose, isLabel }) => isLatin(language) || purpose === null || !isLabel)
    .filter(({ text }) => !isInScript(text, language))
    .map(({ where }) => ({ rule: 'A4' as const, where, why: 'script-wrong' as const })),
])
