/**
 * Which address a message may be sent to, by its form alone (S-24): https, at port 443, to a name, without a user. What the name leads to
 * is looked at when it is connected to (`runtime/outbound.ts`): a check when it is saved says nothing about tomorrow. Pure.
 */

/** Names that lead into one's own network wherever they are asked for (RFC 6761, 6762, 8375, 9476 and what clouds use). */
const ownNames =
  /(^|\.)(localhost|localdomain|local|internal|intranet|lan|home|corp|private|home\.arpa|alt|onion|test|invalid)$/

const urlLengthMax = 500

/**
 * The address, or null. A number in whatever spelling (`0x7f.1`, `2130706433`, `[::ffff:7f00:1]`) is a host of numbers once the parser read
 * it, and none is taken: a certificate is of a name. No fragment, which would not be sent.
 */
export function readWebhookUrl(text: string): URL | null {
  // The parser drops tabs and line ends, and takes `\` for `/`: what it makes of them is not what somebody saw.
  if (
    text.length > urlLengthMax ||
    !/^https:\/\/[\w.-]+(:443)?(\/[!-~]*)?$/i.test(text) ||
    text.includes('\\')
  )
    return null
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const isPlain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === ''
  const host = url.hostname.replace(/\.$/, '')
  const isName = /^(?=.{4,253}$)([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]{0,61}[a-z\d]$/.test(host)
  return isPlain && isName && !ownNames.test(host) && url.hash === '' ? url : null
}

export const isWebhookUrl = (text: string): boolean => readWebhookUrl(text) !== null
