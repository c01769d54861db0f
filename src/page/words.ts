/**
 * The texts of our pages, by language. Another language is one file beside `en.ts` and its name here.
 */
import { en } from './en.ts'
import { nl, type Words } from './nl.ts'

export type { Words }

const byLanguage = { nl, en } satisfies Record<string, Words>

export type Language = keyof typeof byLanguage
export const languages: readonly Language[] = ['nl', 'en']
export const isLanguage = (text: string): text is Language => Object.hasOwn(byLanguage, text)

export const wordsIn = (language: Language): Words => byLanguage[language]

/** Keys that a page may ask a text for; rooms with richer unions fail to compile where a text is missing. */
export type ErrorKind = keyof Words['errors']
