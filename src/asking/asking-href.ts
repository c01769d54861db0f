/** Addresses of the pages about consent. They keep a language that was asked for, and nothing else. */
import { sitePath } from '../dashboard/view.ts'
import type { Language } from '../page/words.ts'

export type AskingPlace = 'edit' | 'preview' | 'publish' | 'end' | 'statements'

export function askingHref(
  domain: string,
  lang: Language | undefined,
  place?: AskingPlace,
  more: Readonly<Record<string, string>> = {},
): string {
  const path = `${sitePath(domain)}/consent${place === undefined ? '' : `/${place}`}`
  const query = new URLSearchParams({ ...more, ...(lang && { lang }) })
  return query.size > 0 ? `${path}?${query}` : path
}

/** Where the organisation that asks is filled in, by whoever administers the site. */
export const organisationHref = (domain: string, lang: Language | undefined): string =>
  `${sitePath(domain)}/settings/organisation${lang ? `?lang=${lang}` : ''}`
