/**
 * Bytes of one PostgreSQL client -> whole messages (protocol 3.0, "Message Formats"). Knows where a message ends and
 * nothing of what it says. Pure: it touches no socket.
 */

export type ClientMessage =
  | { readonly kind: 'startup'; readonly bytes: Buffer }
  /** Asks for TLS or GSS encryption, before the start. One byte answers it. */
  | { readonly kind: 'encryption' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'typed'; readonly type: string; readonly bytes: Buffer }

const START = 196_608
const CANCEL = 80_877_102
const encryptions = new Set([80_877_103, 80_877_104])

/** Far above our largest batch (500 events, about 0.5 MB). A longer one is a client that lost count. */
const messageBytesMax = 64 * 1024 * 1024

export class ClientMessages {
  #chunks: Buffer[] = []
  #held = 0
  /** Bytes to wait for before looking again, so that a long message in many chunks is joined once. */
  #wanted = 5
  #started = false

  /** Takes what came in and gives the messages that are whole by now. Throws on bytes that can't be a message. */
  take(chunk: Buffer): ClientMessage[] {
    this.#chunks.push(chunk)
    this.#held += chunk.length
    if (this.#held < this.#wanted) return []
    const bytes = Buffer.concat(this.#chunks)
    const messages: ClientMessage[] = []
    let at = 0
    for (;;) {
      // The first messages of a connection have no type byte: length, code, text.
      const head = this.#started ? 1 : 0
      if (bytes.length - at < head + 4) {
        this.#wanted = head + 4
        break
      }
      const length = head + bytes.readInt32BE(at + head)
      if (length < head + 4 || length > messageBytesMax) throw new Error('not a PostgreSQL message')
      if (bytes.length - at < length) {
        this.#wanted = length
        break
      }
      messages.push(this.#read(bytes.subarray(at, at + length)))
      at += length
    }
    this.#chunks = [bytes.subarray(at)]
    this.#held = bytes.length - at
    return messages
  }

  #read(bytes: Buffer): ClientMessage {
    if (this.#started) return { kind: 'typed', type: String.fromCharCode(bytes[0] ?? 0), bytes }
    const code = bytes.length >= 8 ? bytes.readInt32BE(4) : 0
    if (encryptions.has(code)) return { kind: 'encryption' }
    if (code === CANCEL) return { kind: 'cancel' }
    if (code !== START || !endsAsPairs(bytes.subarray(8))) throw new Error('not a PostgreSQL start')
    this.#started = true
    return { kind: 'startup', bytes }
  }
}

/** Names and values, each ended by a zero, and a zero after the last pair. PGlite exits on anything else. */
function endsAsPairs(text: Buffer): boolean {
  let at = 0
  while (at < text.length - 1) {
    const nameEnd = text.indexOf(0, at)
    const valueEnd = nameEnd > at ? text.indexOf(0, nameEnd + 1) : -1
    if (valueEnd === -1) return false
    at = valueEnd + 1
  }
  return at === text.length - 1 && text[at] === 0
}

const typed = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5)
  head.write(type, 'latin1')
  head.writeInt32BE(4 + body.length, 1)
  return Buffer.concat([head, body])
}

export const syncMessage: Buffer = typed('S', Buffer.alloc(0))
export const rollbackMessage: Buffer = typed('Q', Buffer.from('rollback\0'))
/** Forgets a prepared statement by its name; no error when there is none. */
export const closeStatement = (name: string): Buffer => typed('C', Buffer.from(`S${name}\0`))

/** The name that a Parse message gives its statement; empty for the unnamed one. */
export const statementOf = (parse: Buffer): string => parse.toString('utf8', 5, parse.indexOf(0, 5))
