/**
 * What visitors read: banner, panel, placeholder, and what happened. By language; Dutch in two forms. A further language is one
 * file in `texts/` and its name here. In each text `{controller}`, `{service}`, `{host}` and `{number}` stand for what is known later.
 */
import type { OwnPurposeId } from './purpose.ts'
import { ar } from './texts/ar.ts'
import { en } from './texts/en.ts'
import { nlJe } from './texts/nl-je.ts'
import { nlU } from './texts/nl-u.ts'
import { pl } from './texts/pl.ts'
import { tr } from './texts/tr.ts'
import { uk } from './texts/uk.ts'

export interface PurposeTexts {
  readonly name: string
  /** One sentence: what it does, for whom. */
  readonly sentence: string
}

export interface NoticeTexts {
  readonly direction: 'ltr' | 'rtl'
  /** Name of the region, for whoever hears the page. */
  readonly region: string
  readonly title: string
  /** Before the list of purposes; names the `{controller}` (B6). */
  readonly intro: string
  /** After the list: that it needs a yes, and how to take it back (B7). Ends before the link to the choice page. */
  readonly withdraw: string
  /** Name of the link to the choice page, also in the footer of every page (C6). */
  readonly choiceLink: string
  readonly refuse: string
  readonly accept: string
  readonly customise: string
  readonly panelTitle: string
  readonly panelLead: string
  readonly refuseAll: string
  readonly save: string
  readonly acceptAll: string
  readonly close: string
  readonly on: string
  readonly off: string
  /** Beside what needs no consent. */
  readonly exempt: string
  /** "Gets the data:" with names, or `recipientsNone`. */
  readonly recipients: string
  readonly recipientsNone: string
  /** "Kept for `{number}` months", and when the recipient decides. */
  readonly months: string
  readonly monthsTheirs: string
  readonly saved: string
  /** "Receipt `{number}`". */
  readonly receipt: string
  readonly change: string
  readonly withdrawn: string
  readonly saving: string
  /** The choice could not be stored: what was asked for stays off. */
  readonly failed: string
  readonly tryAgain: string
  /** The browser sends DNT or GPC. */
  readonly signal: string
  /** "This comes from `{service}`, which can then follow you." */
  readonly placeholder: string
  readonly show: string
  readonly showAlways: string
  /** "See it at `{host}`". */
  readonly visit: string
  readonly myData: string
  readonly purposes: Readonly<Record<OwnPurposeId, PurposeTexts>>
}

export const noticeLanguages = ['nl', 'en', 'tr', 'ar', 'uk', 'pl'] as const
export type NoticeLanguage = (typeof noticeLanguages)[number]
export const isNoticeLanguage = (text: string): text is NoticeLanguage =>
  noticeLanguages.some((language) => language === text)

const byLanguage: Readonly<Record<NoticeLanguage, NoticeTexts>> = { nl: nlJe, en, tr, ar, uk, pl }

/** `form` says how visitors are spoken to in Dutch. */
export const textsIn = (language: NoticeLanguage, form: 'je' | 'u'): NoticeTexts =>
  language === 'nl' && form === 'u' ? nlU : byLanguage[language]
