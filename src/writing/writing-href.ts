/** Addresses of the pages about newsletters. They keep a language that was asked for, and never who somebody is. */
import { sitePath } from '../dashboard/view.ts'
import type { Language } from '../page/words.ts'

export const writingPath = '/dashboard/sites/:site/newsletter'

/** `place`: the path below; null: the first page of all. */
export function writingHref(
  { domain, lang }: { readonly domain: string; readonly lang?: Language | undefined },
  place: string | null = null,
  more: Readonly<Record<string, string>> = {},
): string {
  const path = `${sitePath(domain)}/newsletter${place === null ? '' : `/${place}`}`
  const query = new URLSearchParams({ ...more, ...(lang && { lang }) })
  return query.size > 0 ? `${path}?${query}` : path
}
