/** Rules of what the texts may not say, and how plainly they say the rest. Pure. */
import type { LintFault } from './lint.ts'
import { inEachLanguage, isBlank, writtenIn, writtenWithoutNames, type Written } from './lint-written.ts'
import {
  alreadyOn,
  asserts,
  impliedYes,
  isOneOf,
  legitimateInterest,
  mentions,
  needed,
  plainAcceptances,
  plainRefusals,
  steering,
  vague,
  wall,
} from './lint-words.ts'
import { longestWord, readingEase, wordsPerSentence } from './readability.ts'

/** No text says that something is on already, nor that reading on is a yes (law B5; GDPR 4(11)). */
export const nothingIsSaidToBeOn = inEachLanguage((texts, language, notice) => {
  const { purposes: _, ...others } = texts
  return [
    ...Object.entries(others).map(([where, text]) => ({ where, text })),
    ...writtenIn(texts, notice).filter(({ purpose }) => purpose !== null),
  ].flatMap(({ where, text }) => [
    ...(asserts(text, language, alreadyOn)
      ? [{ rule: 'B5' as const, where, why: 'already-on' as const }]
      : []),
    ...(asserts(text, language, impliedYes)
      ? [{ rule: 'B5' as const, where, why: 'implied-yes' as const }]
      : []),
  ])
})

/** The two buttons say yes and no in words that cannot be taken otherwise, and the third says neither (law B8). */
export const labelsArePlain = inEachLanguage((texts, language) => {
  const isNo = (text: string) => isOneOf(text, language, plainRefusals)
  const isYes = (text: string) => isOneOf(text, language, plainAcceptances)
  return [
    ...(['refuse', 'refuseAll'] as const)
      .filter((where) => !isNo(texts[where]))
      .map((where) => ({ rule: 'B8' as const, where, why: 'refuse-not-plain' as const })),
    ...(['accept', 'acceptAll'] as const)
      .filter((where) => !isYes(texts[where]))
      .map((where) => ({ rule: 'B8' as const, where, why: 'accept-not-plain' as const })),
    ...(isBlank(texts.customise) || isNo(texts.customise) || isYes(texts.customise)
      ? [{ rule: 'B8' as const, where: 'customise', why: 'customise-misleads' as const }]
      : []),
  ]
})

const isAskedFor = ({ purpose }: Written): boolean => purpose?.basis !== 'exempt'

/** No text speaks for one answer, hides behind a word that means anything, or calls needed what may be refused (law B8). */
export const wordsAreHonest = inEachLanguage((texts, language, notice) =>
  writtenWithoutNames(texts, notice).flatMap((one) => {
    const { where, text } = one
    const faults: LintFault[] = [
      ...(mentions(text, language, steering) ? ['steering' as const] : []),
      ...(asserts(text, language, vague) ? ['vague' as const] : []),
      ...(isAskedFor(one) && asserts(text, language, needed) ? ['needed' as const] : []),
    ]
    return faults.map((why) => ({ rule: 'B8' as const, where, why }))
  }),
)

/** Exclamation marks, and pictures and stars, except the signs that belong to names and temperatures. */
const nudgingSigns = /[!¡‼⁉！]|(?![©®™°])[\p{So}\p{Extended_Pictographic}]/u
/** From five capitals on it is no abbreviation that people know (GGD, WOZ, WMO); in a label two are enough. */
const shoutedWord = /\p{Lu}{5,}/u
const shoutedLabel = /^\P{L}*\p{Lu}[\p{Lu}\P{L}]*\p{Lu}\P{L}*$/u
/**
 * They change the order in which letters are drawn, or part a word unseen. Marks that Arabic needs (U+061C, U+200C to U+200F) and
 * the soft hyphen, of use in Dutch, are not among them.
 */
const invisibleSigns = /[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]/u

/** Nothing jumps out of a text by signs, capitals or what is not seen (law B8). */
export const nothingJumpsOut = inEachLanguage((texts, _, notice) =>
  writtenWithoutNames(texts, notice).flatMap(({ where, text, isLabel }) => {
    const faults: LintFault[] = [
      ...(nudgingSigns.test(text) ? ['nudging-sign' as const] : []),
      ...(shoutedWord.test(text) || (isLabel && shoutedLabel.test(text)) ? ['shouting' as const] : []),
      ...(invisibleSigns.test(text) ? ['invisible-sign' as const] : []),
    ]
    return faults.map((why) => ({ rule: 'B8' as const, where, why }))
  }),
)

/** Words; level B1 keeps sentences under 15 to 20. Our own longest has 17. */
const sentenceWordsMax = 20
/** Letters; "huurprijswijzigingsvoorstellen" has 30. Longer ones fit no line of 320 px either. */
const wordLettersMax = 30
/**
 * Of all sentences in one language together, since the score of one short sentence says little. "Plain" begins at 60 on Flesch's
 * scale. Our own texts have 78 or more in Dutch and 92 in English, with whichever purposes.
 */
const readingEaseMin = 60
/**
 * Of each text by itself, so that plain ones do not make up for it. Ours have 48 or more, a fair sentence with some long words 40;
 * what lawyers write has 10 and less.
 */
const readingEaseOfOneMin = 20

/** What one must read to choose can be read by nearly everyone (law B8). */
export const isReadable = inEachLanguage((texts, language, notice) => {
  const written = writtenWithoutNames(texts, notice)
  const prose = written.filter(({ isLabel }) => !isLabel)
  const isHard = (text: string, min: number) =>
    (language === 'nl' || language === 'en') && (readingEase(text, language) ?? min) < min
  const offences = (why: LintFault, found: readonly Pick<Written, 'where'>[]) =>
    found.map(({ where }) => ({ rule: 'B8' as const, where, why }))
  return [
    ...offences(
      'sentence-long',
      written.filter(({ text }) => wordsPerSentence(text) > sentenceWordsMax),
    ),
    ...offences(
      'word-long',
      written.filter(({ text }) => longestWord(text) > wordLettersMax),
    ),
    ...offences(
      'hard-to-read',
      prose.filter(({ text }) => isHard(text, readingEaseOfOneMin)),
    ),
    ...(isHard(prose.map(({ text }) => text).join('. '), readingEaseMin)
      ? offences('hard-to-read', [{ where: 'texts' }])
      : []),
  ]
})

/** Nor do the texts speak of one (law B9). */
export const noLegitimateInterest = inEachLanguage((texts, language, notice) =>
  writtenIn(texts, notice)
    .filter(({ text }) => mentions(text, language, legitimateInterest))
    .map(({ where }) => ({ rule: 'B9', where, why: 'legitimate-interest' })),
)

/** The website is there for whoever refuses, so no text threatens with the contrary (law B11). */
export const noWall = inEachLanguage((texts, language, notice) =>
  writtenIn(texts, notice)
    .filter(({ text }) => mentions(text, language, wall))
    .map(({ where }) => ({ rule: 'B11', where, why: 'wall' })),
)
