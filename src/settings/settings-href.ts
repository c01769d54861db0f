/** Addresses of the settings' pages. They keep a language that was asked for, and nothing else. */
import { sitePath } from '../dashboard/view.ts'
import type { Language } from '../page/words.ts'
import type { Section } from './fields.ts'

export type SettingsPlace = Section | 'keys' | 'keys/revoke'

export function settingsHref(
  domain: string,
  lang: Language | undefined,
  place?: SettingsPlace,
  more: Readonly<Record<string, string>> = {},
): string {
  const path = `${sitePath(domain)}/settings${place === undefined ? '' : `/${place}`}`
  const query = new URLSearchParams({ ...more, ...(lang && { lang }) })
  return query.size > 0 ? `${path}?${query}` : path
}
