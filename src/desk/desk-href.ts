/** Addresses of the desk. They keep a language that was asked for, and hold numbers of ours alone: never who somebody is (S-20). */
import { sitePath } from '../dashboard/view.ts'
import type { Language } from '../page/words.ts'

export const deskPath = '/dashboard/sites/:site/desk'
export const requestPath = `${deskPath}/requests/:request`

interface Where {
  readonly domain: string
  readonly lang?: Language | undefined
}

/** `place`: the path below; null: the inbox. */
export function deskHref(
  { domain, lang }: Where,
  place: string | null = null,
  more: Readonly<Record<string, string>> = {},
): string {
  const path = `${sitePath(domain)}/desk${place === null ? '' : `/${place}`}`
  const query = new URLSearchParams({ ...more, ...(lang && { lang }) })
  return query.size > 0 ? `${path}?${query}` : path
}

/** `part`: the path below the request's own page. */
export const requestHref = (
  where: Where,
  id: string,
  part: string | null = null,
  more: Readonly<Record<string, string>> = {},
): string => deskHref(where, `requests/${id}${part === null ? '' : `/${part}`}`, more)
