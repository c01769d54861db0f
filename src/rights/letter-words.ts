/** The words of the letters, by language. Apart from those of pages: nobody who opens a page needs them. */
import type { Language } from '../page/words.ts'
import { lettersEn } from './letters/en.ts'
import { lettersNl, type LetterWords } from './letters/nl.ts'

const byLanguage: Readonly<Record<Language, LetterWords>> = { nl: lettersNl, en: lettersEn }

export const letterWords = (language: Language): LetterWords => byLanguage[language]
