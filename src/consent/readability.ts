/**
 * How hard a text is to read, counted and not judged: words per sentence, and for Dutch and English the score of Flesch, which
 * takes syllables too. Pure.
 */

const wordPattern = /[\p{L}\p{M}\p{N}]+(?:['’ʼ-][\p{L}\p{M}\p{N}]+)*/gu
const wordsIn = (text: string): string[] => text.match(wordPattern) ?? []

/** Sentences, by their full stop in Latin, Cyrillic or Arabic. A colon ends one too: a list follows. */
const sentencesIn = (text: string): string[] =>
  text.split(/[.!?:;…؟؛۔]+(?=\s|$)/u).filter((part) => wordsIn(part).length > 0)

/** 0 for a text without words. */
export function wordsPerSentence(text: string): number {
  const sentences = sentencesIn(text).length
  return sentences === 0 ? 0 : wordsIn(text).length / sentences
}

/** Letters of the longest word; what stands on either side of a hyphen are two. */
export const longestWord = (text: string): number =>
  Math.max(0, ...(text.match(/[\p{L}\p{M}]+/gu) ?? []).map((word) => word.length))

/** Sounds: letters that make one together, longest first. A trema begins another ("ideeën"). */
const dutchSounds = /aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ij|ei|ou|au|[aeiouyàáâäèéêëìíîïòóôöùúûü]/gu
/** Vowels in a row are one, and an `e` or `es` or `ed` at the end is not heard, after most consonants. */
const englishSounds = /[aeiouy]+/gu
const silentEnd = /(?<=[^aeiouy])(?:(?<!l)e|(?<![cgszx]|sh|ch)es|(?<![td])ed)$/u

function syllablesOf(word: string, language: 'nl' | 'en'): number {
  const small = word.toLowerCase()
  const sounds =
    language === 'nl' ? small.match(dutchSounds) : small.replace(silentEnd, '').match(englishSounds)
  return Math.max(1, sounds?.length ?? 0)
}

/**
 * Reading ease: Flesch for English, Flesch–Douma for Dutch. About 0 to 100, higher is easier: 60 to 70 is "plain", 30 is an
 * academic text. Null where there are no words.
 */
export function readingEase(text: string, language: 'nl' | 'en'): number | null {
  const words = wordsIn(text)
  if (words.length === 0) return null
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word, language), 0) / words.length
  const length = wordsPerSentence(text)
  return language === 'nl'
    ? 206.84 - 77 * syllables - 0.93 * length
    : 206.835 - 84.6 * syllables - 1.015 * length
}
