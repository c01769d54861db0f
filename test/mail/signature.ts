/** Checks a DKIM signature by the letter of RFC 6376, relaxed in header and body, with the key that DNS would have. */
import { createHash, createVerify, type KeyObject } from 'node:crypto'

interface Field {
  readonly name: string
  readonly line: string
}

/** Section 3.4.2: lower-case name, unfolded, white space to one space. */
const relaxed = ({ name, line }: Field): string =>
  `${name}:${line
    .slice(line.indexOf(':') + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()}`

/** Section 3.4.4. */
const relaxedBody = (body: string): string =>
  `${body
    .split('\r\n')
    .map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''))
    .join('\r\n')
    .replace(/(\r\n)*$/, '')}\r\n`

export function isSignedBy(key: KeyObject, message: Buffer): boolean {
  const text = message.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const fields = text
    .slice(0, end)
    .split(/\r\n(?![ \t])/)
    .map((line): Field => ({ name: line.slice(0, line.indexOf(':')).toLowerCase(), line }))
  const signature = fields.find(({ name }) => name === 'dkim-signature')
  if (!signature) return false
  const tags = new Map(
    relaxed(signature)
      .slice('dkim-signature:'.length)
      .split(';')
      .map((tag) => {
        const [name = '', ...value] = tag.split('=')
        return [name.trim(), value.join('=').replace(/\s/g, '')]
      }),
  )
  const bodyHash = createHash('sha256')
    .update(relaxedBody(text.slice(end + 4)), 'latin1')
    .digest('base64')
  if (tags.get('bh') !== bodyHash) return false
  const signed = (tags.get('h') ?? '').toLowerCase().split(':')
  for (const needed of ['from', 'to', 'subject', 'date', 'message-id'])
    if (!signed.includes(needed)) return false
  const own = relaxed({ ...signature, line: signature.line.replace(/([;\s]b=)[^;]*$/, '$1') })
  const lines = signed.flatMap((wanted) => fields.filter(({ name }) => name === wanted).map(relaxed))
  return createVerify('sha256')
    .update([...lines, own].join('\r\n'), 'latin1')
    .verify(key, tags.get('b') ?? '', 'base64')
}
