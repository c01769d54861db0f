/** How a value of a dimension reads on a page, and where it leads when it is an address elsewhere. Pure. */
import type { Format } from '../page/format.ts'
import type { Words } from '../page/words.ts'
import { unknownNetwork } from '../source/channel.ts'
import type { Dimension } from '../stats/question.ts'

/** `?` stands for a network that nobody told. */
export const networkName = (network: string, { values }: Words): string =>
  network === unknownNetwork ? values.unknownNetwork : network

const named = (names: Readonly<Record<string, string>>, value: string): string =>
  Object.hasOwn(names, value) ? (names[value] ?? value) : value

/** Codes become names in the page's language; all else is shown as it came. */
export function valueLabel(dimension: Dimension, value: string, words: Words, format: Format): string {
  const { values } = words
  if (dimension === 'device') return named(values.device, value)
  if (dimension === 'event') return named(values.events, value)
  if (dimension === 'channel') return named(values.channel, value)
  if (dimension === 'social') return networkName(value, words)
  if (dimension === 'property') return value.replace('=', ': ')
  if (dimension === 'country') return format.countryName(value)
  return dimension === 'language' ? format.languageName(value) : value
}

/**
 * An https address for a host (`huurcommissie.nl`) or a host with a path that visitors came from or went to; null when
 * the value is anything else. The scheme is ours, so a `javascript:` or `data:` value can never become a link (S-08).
 */
export function outsideHref(dimension: Dimension, value: string): string | null {
  if (dimension !== 'referrer' && dimension !== 'outbound') return null
  const host = /^[a-z0-9-]+(\.[a-z0-9-]+)+(?=\/|$)/i.exec(value)?.[0]
  if (host === undefined) return null
  const address = `https://${value}`
  if (!URL.canParse(address)) return null
  const { hostname, username, href } = new URL(address)
  return hostname === host.toLowerCase() && username === '' ? href : null
}
