/** Why sending waits or stopped, from its code (`newsletter_issue.pause_code`) to what an editor can do about it. */
import type { Words } from '../page/words.ts'

export type PauseWhy = keyof Words['writing']['progress']['why']

const own: Readonly<Record<string, PauseWhy>> = {
  DAY_FULL: 'day-full',
  NO_UNSUBSCRIBE: 'no-unsubscribe',
  NO_LISTS: 'no-lists',
  NO_SUBSCRIBERS: 'no-subscribers',
  LINT: 'lint',
  UNMADE: 'ours',
  EAUTH: 'sign-in',
  // RFC 4954: sign in first, a weak way of it, wrong credentials.
  530: 'sign-in',
  534: 'sign-in',
  535: 'sign-in',
}

/** Takes any code; what is not known is a server that can't be reached. */
export const pauseWhy = (code: string): PauseWhy =>
  own[code] ?? (/^4\d\d$/.test(code) ? 'busy' : /^5\d\d$/.test(code) ? 'refused' : 'away')
