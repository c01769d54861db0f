/** What stands in each newsletter besides what its editor wrote, in the language of the issue and in the form that the site speaks in. */
import type { Language } from '../page/words.ts'
import type { SiteSettings } from '../site/site-settings.ts'

export interface MailWords {
  /** What a reader without a name is called. */
  readonly reader: string
  readonly why: (domain: string) => string
  readonly unsubscribe: string
  /** The withdrawal of measuring has to be in each mail, not two pages away (law N5). */
  readonly manage: string
  readonly view: string
  readonly privacy: string
}

const je: MailWords = {
  reader: 'lezer',
  why: (domain) => `Je krijgt deze mail omdat je op de lijst staat voor een nieuwsbrief van ${domain}.`,
  unsubscribe: 'Afmelden',
  manage: 'Voorkeuren, en meten aan- of uitzetten',
  view: 'Bekijk deze mail in je browser',
  privacy: 'Hoe we met je gegevens omgaan',
}

const u: MailWords = {
  ...je,
  why: (domain) => `U krijgt deze mail omdat u op de lijst staat voor een nieuwsbrief van ${domain}.`,
  view: 'Bekijk deze mail in uw browser',
  privacy: 'Hoe we met uw gegevens omgaan',
}

const en: MailWords = {
  reader: 'reader',
  why: (domain) => `You get this mail because you are on the list for a newsletter of ${domain}.`,
  unsubscribe: 'Unsubscribe',
  manage: 'Preferences, and switching measuring on or off',
  view: 'Read this mail in your browser',
  privacy: 'What we do with your data',
}

export const mailWordsIn = (language: Language, form: SiteSettings['form']): MailWords =>
  language === 'en' ? en : { je, u }[form]
