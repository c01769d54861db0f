/** Where setting up a site begins and goes on: from what is stored, the first steps find out by themselves which comes next. */
import type { Language } from '../page/words.ts'

export const welcomePath = '/dashboard/welcome'

/** `step`: that one, whatever is open. Without a domain: a site that needs it, or a new one. */
export function welcomeHref(domain?: string, lang?: Language, step?: string): string {
  const query = new URLSearchParams({ ...(domain !== undefined && { d: domain }), ...(lang && { lang }) })
  const path = step === undefined ? welcomePath : `${welcomePath}/${step}`
  return query.size > 0 ? `${path}?${query}` : path
}
