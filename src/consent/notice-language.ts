/** In which of its languages a notice is shown. */
import type { Context } from 'hono'
import { readLanguageAmong } from '../page/language.ts'
import type { Notice } from './notice.ts'
import type { NoticeLanguage } from './texts.ts'

type Languages = Pick<Notice, 'languages'>

export const isLanguageOf = ({ languages }: Languages, text: string): text is NoticeLanguage =>
  languages.some((one) => one === text)

/** The one that the address asks for, else the browser's first, else the notice's. */
export const noticeLanguageOf = (c: Context, { languages }: Languages): NoticeLanguage =>
  readLanguageAmong(c, languages as [NoticeLanguage, ...NoticeLanguage[]])
