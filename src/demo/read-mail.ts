/**
 * Reads a mail of our own making, to show it: headers, one text part, one HTML part (RFC 2045, RFC 2047). Not for mail of
 * others, which comes in a hundred more shapes.
 */
export interface MailHeader {
  readonly name: string
  readonly value: string
}

export interface ShownMail {
  readonly headers: readonly MailHeader[]
  readonly subject: string
  readonly to: string
  readonly text: string
  readonly html: string
}

interface Part {
  readonly headers: readonly MailHeader[]
  /** Each byte a character. */
  readonly body: string
}

/** Never throws; what is missing is empty. */
export function readMail(message: Uint8Array): ShownMail {
  const whole = partOf(Buffer.from(message).toString('latin1'))
  const boundary = /boundary="([^"]+)"/i.exec(headerOf(whole, 'content-type'))?.[1]
  const parts =
    boundary === undefined
      ? [whole]
      : whole.body
          .split(`--${boundary}`)
          .slice(1, -1)
          .map((part) => partOf(part.replace(/^\r\n|\r\n$/g, '')))
  const contentOf = (type: string) => {
    const part = parts.find((one) => headerOf(one, 'content-type').startsWith(type))
    return part ? decodeBody(part) : ''
  }
  return {
    headers: whole.headers,
    subject: headerOf(whole, 'subject'),
    to: headerOf(whole, 'to'),
    text: contentOf('text/plain'),
    html: contentOf('text/html'),
  }
}

function partOf(text: string): Part {
  const end = text.indexOf('\r\n\r\n')
  const headers = text
    .slice(0, end)
    .replace(/\r\n(?=[ \t])/g, '')
    .split('\r\n')
    .map((line) => {
      const colon = line.indexOf(':')
      return { name: line.slice(0, colon), value: decodeWords(line.slice(colon + 1).trim()) }
    })
  return { headers, body: text.slice(end + 4) }
}

const headerOf = ({ headers }: Part, wanted: string): string =>
  headers.find(({ name }) => name.toLowerCase() === wanted)?.value ?? ''

const bytesOfQuoted = (text: string): string =>
  text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

const utf8 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8')

/** White space between two encoded words is not part of the text (RFC 2047 section 6.2). */
const decodeWords = (text: string): string =>
  text
    .replace(/\?=[ \t]+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(word, 'base64').toString('utf8')
        : utf8(bytesOfQuoted(word.replaceAll('_', ' '))),
    )

function decodeBody(part: Part): string {
  const encoding = headerOf(part, 'content-transfer-encoding').toLowerCase()
  if (encoding === 'base64') return Buffer.from(part.body, 'base64').toString('utf8')
  if (encoding === 'quoted-printable') return utf8(bytesOfQuoted(part.body.replace(/=\r\n/g, '')))
  return utf8(part.body)
}
