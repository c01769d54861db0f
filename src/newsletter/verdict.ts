/**
 * What kind of reader made a hit. It is judged once, from what the request says at that moment; what it was judged by goes no further
 * (newsletter.md fact 8): user agent and network are in no table, no log line and no answer. Every mail is served alike, whatever the verdict.
 */
import type { Network } from '../ports.ts'
import { isPrefetch, isRobot } from '../visitor/bot.ts'
import { isPictureProxy, isScannerNetwork } from './scanner-networks.ts'

/**
 * `human`: nothing speaks against a person. `proxy`: a mail service fetched the picture because its reader opened the mail, which is the
 * only sign of an opening that they give (fact 9). `machine`: fetched for the reader, opened or not. `scanner`: looks for danger.
 */
export type Verdict = 'human' | 'proxy' | 'machine' | 'scanner'

export interface Seen {
  readonly kind: 'open' | 'click'
  readonly method: string
  readonly headers: Headers
  readonly network: Network | null
}

/** Apple's Mail Privacy Protection calls itself this and no more, for every mail of its users, read or not. No browser does. */
const apple = 'Mozilla/5.0'
/**
 * Gmail fetches ahead for whoever has it open; their own opening of the mail comes by the proxy (9.8 billion opens looked at:
 * SparkPost, "Gmail is prefetching images", January 2022).
 */
const gmailAhead =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0'
const proxies = /\bGoogleImageProxy\b|^YahooMailProxy\b/

/**
 * Null: no hit at all, a HEAD or a page that was only loaded ahead. Pure; never throws.
 *
 * Of opens nobody is asked whether they are a robot: the public lists take mail programs for robots (Outlook on Android, eM Client,
 * Evolution and KMail in isbot 5.2.3). Time since sending is no sign either (fact 7): most bursts of scanners come after 40 seconds.
 */
export function judge({ kind, method, headers, network }: Seen): Verdict | null {
  if (method !== 'GET' || isPrefetch(headers)) return null
  const userAgent = (headers.get('user-agent') ?? '').trim()
  if (userAgent === '') return 'scanner'
  return kind === 'open' ? judgeOpen(userAgent, network) : judgeClick(userAgent, network)
}

function judgeOpen(userAgent: string, network: Network | null): Verdict {
  if (userAgent === apple || userAgent === gmailAhead) return 'machine'
  return proxies.test(userAgent) || (network && isPictureProxy(network)) ? 'proxy' : 'human'
}

const judgeClick = (userAgent: string, network: Network | null): Verdict =>
  isRobot(userAgent) || (network && isScannerNetwork(network)) ? 'scanner' : 'human'
