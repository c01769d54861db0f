/**
 * What a visitor chose on the choice page, as text that the page hands back in the URL fragment, that the snippet keeps in
 * the site's own localStorage, and that travels in each beacon's body (`t`). The plain words `on` and `off` are what the
 * page's own script stores (`voordeur.optOut()`); a signed token says the same and also when and for which site.
 *
 * Form: `on.<site>.<unix seconds, base 36>.<mac>`, URL-safe. No identifier: everyone who chooses in the same second has the same token.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import type { Choice } from './signal.ts'

/** A choice is remembered for 182 days, yes and no alike; after that it is asked or assumed anew. */
export const choiceDays = 182
/** Clocks of two of our own processes may differ by this much. */
const aheadSecondsMax = 300

function macOf(key: Uint8Array, body: string): Buffer {
  // 128 bits: forging is out of reach, and the token stays short enough for a fragment.
  return createHmac('sha256', key).update(body).digest().subarray(0, 16)
}

export function signChoice(ports: Pick<Ports, 'keyFor' | 'now'>, site: Site, counting: 'on' | 'off'): string {
  const body = `${counting}.${site.id}.${Math.floor(ports.now().getTime() / 1000).toString(36)}`
  return `${body}.${macOf(ports.keyFor('choice'), body).toString('base64url')}`
}

/**
 * What a beacon's `t` says. A refusal is believed in any shape: nobody gains by forging a no. A signed yes must be ours, of
 * this site and not older than 182 days, else it is no choice; the plain `on` is the device's own word. Never throws.
 */
export function readChoice(
  ports: Pick<Ports, 'keyFor' | 'now'>,
  site: Site,
  text: string | undefined,
): Choice {
  if (text === undefined || text === '') return 'none'
  if (text === 'off' || text.startsWith('off.')) return 'off'
  if (text === 'on') return 'on'
  const [counting, siteId, seconds, mac, ...rest] = text.split('.')
  if (counting !== 'on' || siteId !== String(site.id) || !seconds || !mac || rest.length > 0) return 'none'
  const given = Buffer.from(mac, 'base64url')
  const expected = macOf(ports.keyFor('choice'), `${counting}.${siteId}.${seconds}`)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'none'
  const age = ports.now().getTime() / 1000 - Number.parseInt(seconds, 36)
  return age < choiceDays * 86_400 && age > -aheadSecondsMax ? 'on' : 'none'
}
