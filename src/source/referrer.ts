/** The page that led here -> its host or app, and nothing of the page: a path can hold a name, a search or a token. */
import { holdsMachineAddress } from './personal-text.ts'

// As the tracker's own limit; what is longer was not written by a browser that keeps to its default referrer policy.
const referrerCharactersMax = 2_048

const control = /\p{Cc}/u
const web = /^https?:\/\/([^/?#\\]*)/i
// An application id: two segments or more, each beginning with a letter (Android's rule), 150 characters are plenty.
const app = /^android-app:\/\/((?=.{3,150}(?:$|[/?#]))[a-z]\w*(?:\.[a-z]\w*)+)(?:$|[/?#])/i
const host = /^(?=.{4,253}$)(?:[a-z\d_](?:[\w-]{0,61}[a-z\d_])?\.)+(?:[a-z]{2,63}|xn--[a-z\d-]{1,59})$/

/**
 * Takes a referrer as a browser says it, and the names of our own site. Returns a host in lower case, in ASCII, without
 * `www.`, port and user; or `android-app://` and an app id. Null for our own hosts and for all that is no public host:
 * addresses of machines (also written into a name), `localhost`, encoded or control characters, other schemes, more
 * than 2,048 characters. Never throws.
 */
export function readReferrer(referrer: string, ownHostnames: readonly string[]): string | null {
  if (referrer.length > referrerCharactersMax || control.test(referrer)) return null
  const appId = app.exec(referrer)?.[1]
  if (appId !== undefined) return holdsMachineAddress(appId) ? null : `android-app://${appId}`
  const authority = web.exec(referrer)?.[1]
  if (authority === undefined) return null
  const name = hostOf(authority.slice(authority.lastIndexOf('@') + 1))
  if (name === null || ownHostnames.some((own) => plainHost(own) === name)) return null
  return name
}

function hostOf(hostAndPort: string): string | null {
  const ascii = toAscii(hostAndPort.replace(/:\d{0,5}$/, ''))
  if (ascii === null) return null
  const name = plainHost(ascii)
  return host.test(name) && !name.endsWith('.localhost') && !holdsMachineAddress(name) ? name : null
}

/** Internationalised names as punycode. Only those pass the URL parser, which would decode what is encoded. */
function toAscii(name: string): string | null {
  // oxlint-disable-next-line no-control-regex
  if (/^[\x21-\x7e]*$/.test(name)) return name
  if (name.includes('%')) return null
  const url = `http://${name}/`
  return URL.canParse(url) ? new URL(url).hostname : null
}

// `www.nl` is a name of its own: what is left has to be a host still.
const plainHost = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^www\.(?=[^.]+\.)/, '')
