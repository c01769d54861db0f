/** Hosts that send visits which never happened, to be seen in somebody's reports. */
import { spamReferrers } from './spam-referrers.ts'

const known: ReadonlySet<string> = new Set(spamReferrers.trim().split('\n'))

/**
 * Takes a host as `readReferrer` gives it. True for a listed host and everything below it (`a.b.evil.com`), by walking
 * its suffixes: a substring would hit `notevil.com` and `evil.com.nice.nl` too. App ids are never spam.
 */
export function isSpamReferrer(host: string): boolean {
  if (host.includes('/')) return false
  for (let rest = host.toLowerCase(); rest !== ''; rest = rest.slice(rest.indexOf('.') + 1)) {
    if (known.has(rest)) return true
    if (!rest.includes('.')) return false
  }
  return false
}
