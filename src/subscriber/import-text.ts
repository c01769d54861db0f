/**
 * Bytes of a file to its text, as they come. Spreadsheets say nothing of how they wrote it: a byte order mark settles it where there
 * is one; else it is UTF-8 until a byte shows that it can't be, and Windows-1252 from there on. Holds at most one chunk.
 */

export type Encoding = 'utf-8' | 'utf-16le' | 'windows-1252'

/** What Windows-1252 has where Latin-1 has control characters, from 0x80 on. Runtimes differ in what they make of these. */
const high = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

const readWindows1252 = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('latin1')
    .replaceAll(/[\u0080-\u009f]/g, (letter) => high[letter.charCodeAt(0) - 0x80] ?? letter)

/** How many bytes at the end begin a letter that goes on in the next chunk: at most three. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
    if (byte < 0x80) return 0
  }
  return 0
}

/** Null where it is no UTF-8. */
function readUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/** With U+FFFD in place of what is none. */
const mendUtf8 = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)

/** More letters of UTF-8 than bytes that are none: then those are mistakes. Of another encoding hardly any two make a letter. */
function isMostlyUtf8(bytes: Uint8Array): boolean {
  const high = mendUtf8(bytes).match(/[^\0-\u007f]/gu) ?? []
  return high.filter((letter) => letter !== '\ufffd').length > high.length / 2
}

/** Letters of our files are mostly Latin: as UTF-16 every second byte of them is nothing. */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  const odd = bytes.subarray(0, 200).filter((_, nth) => nth % 2 === 1)
  return odd.length > 4 && odd.filter((byte) => byte === 0).length > odd.length * 0.7
}

function guess(bytes: Uint8Array): { readonly encoding: Encoding; readonly mark: number } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', mark: 2 }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', mark: 3 }
  return { encoding: looksLikeUtf16(bytes) ? 'utf-16le' : 'utf-8', mark: 0 }
}

/** Chunks of at least some bytes, so that the first shows how the file was written; empty ones are left out. */
async function* atLeast(
  chunks: AsyncIterable<Uint8Array>,
  bytesMin: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let first: Uint8Array | null = new Uint8Array()
  for await (const chunk of chunks) {
    if (first === null) {
      if (chunk.length > 0) yield chunk
      continue
    }
    first = Buffer.concat([first, chunk])
    if (first.length < bytesMin) continue
    yield first
    first = null
  }
  if (first !== null && first.length > 0) yield first
}

/** The text of a file, a piece for each chunk. Never throws by itself: what can't be read becomes U+FFFD. */
export async function* readText(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  let encoding: Encoding | null = null
  // What UTF-8 alone has was seen: a bad byte after it is a bad byte, and no sign of another encoding.
  let isSure = false
  let rest: Uint8Array = new Uint8Array()
  const utf16 = new TextDecoder('utf-16le')
  for await (const chunk of atLeast(chunks, 512)) {
    let bytes: Uint8Array = chunk
    if (encoding === null) {
      const { encoding: guessed, mark } = guess(bytes)
      encoding = guessed
      isSure = mark > 0
      bytes = bytes.subarray(mark)
    }
    if (encoding === 'utf-16le') {
      yield utf16.decode(bytes, { stream: true })
      continue
    }
    if (encoding === 'utf-8') {
      const all: Uint8Array = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes
      const cut = all.length - unfinished(all)
      const whole = all.subarray(0, cut)
      const text = readUtf8(whole)
      isSure ||= text === null ? isMostlyUtf8(whole) : whole.some((byte) => byte >= 0x80)
      if (text !== null || isSure) {
        rest = all.slice(cut)
        yield text ?? mendUtf8(whole)
        continue
      }
      encoding = 'windows-1252'
      rest = new Uint8Array()
      bytes = all
    }
    yield readWindows1252(bytes)
  }
  if (encoding === 'utf-16le') yield utf16.decode()
  // A letter that is begun at the very end is none of UTF-8.
  if (rest.length > 0) yield isSure ? '\ufffd' : readWindows1252(rest)
}
