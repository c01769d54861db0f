/**
 * A form with a file in it, part by part as it comes (RFC 7578): what the browser sends is never whole in memory, as it would be with
 * `formData`. Whoever asks for the next part has read the one before, or does without the rest of it.
 */

/** Names of fields and files stand in it; ours are short. */
const headBytesMax = 8 * 1024
/** More parts are none of our forms. */
const partsMax = 200

export interface Part {
  readonly name: string
  /** A file, whatever its name; null: a field. */
  readonly fileName: string | null
  /** To be read once. */
  readonly chunks: AsyncIterable<Uint8Array>
}

/** It is no such form, or it ends before its end. */
export class BrokenForm extends Error {}

/** `multipart/form-data; boundary=x` -> `x`; RFC 2046 section 5.1.1 has at most 70 characters. */
function boundaryOf(contentType: string): string | null {
  const [, quoted, bare] =
    /^multipart\/form-data\s*;.*?boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? []
  return quoted ?? bare ?? null
}

/** Browsers write `"` in a name as `%22`, and nothing else of it changes what we read. */
function readHead(head: string): Pick<Part, 'name' | 'fileName'> | null {
  const disposition = /^content-disposition:\s*form-data\b(.*)$/im.exec(head)?.[1]
  if (disposition === undefined) return null
  const name = /;\s*name="([^"]*)"/i.exec(disposition)?.[1]
  const fileName = /;\s*filename="([^"]*)"/i.exec(disposition)?.[1] ?? null
  return name === undefined ? null : { name, fileName }
}

interface Tap {
  /** What stands before a mark, which is passed; it must come within so many bytes. */
  until(mark: Buffer, bytesMax: number): Promise<Buffer>
  bytes(count: number): Promise<Buffer>
  /** Everything up to a mark, as it comes; the mark is passed. */
  upTo(mark: Buffer): AsyncGenerator<Uint8Array, void, undefined>
}

/** Holds what was read of the body and not handed on yet: a chunk, and what may be the beginning of a mark. */
function openTap(body: AsyncIterator<Uint8Array>): Tap {
  let held: Buffer = Buffer.alloc(0)
  async function more(): Promise<void> {
    const next = await body.next()
    if (next.done) throw new BrokenForm()
    held = held.length === 0 ? Buffer.from(next.value) : Buffer.concat([held, next.value])
  }
  function take(count: number, skip: number): Buffer {
    const taken = held.subarray(0, count)
    held = held.subarray(count + skip)
    return taken
  }
  return {
    async until(mark, bytesMax) {
      for (;;) {
        const at = held.indexOf(mark)
        if (at !== -1 && at <= bytesMax) return take(at, mark.length)
        if (held.length > bytesMax + mark.length) throw new BrokenForm()
        await more()
      }
    },
    async bytes(count) {
      while (held.length < count) await more()
      return take(count, 0)
    },
    async *upTo(mark) {
      for (;;) {
        const at = held.indexOf(mark)
        if (at !== -1) {
          const last = take(at, mark.length)
          if (last.length > 0) yield last
          return
        }
        const safe = held.length - mark.length + 1
        if (safe > 0) yield take(safe, 0)
        await more()
      }
    },
  }
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    // Whoever reads no further: the sender is told, where there still is one.
    await reader.cancel().catch(() => undefined)
  }
}

/** Throws `BrokenForm` for what is no whole form of this kind, and whatever the body throws when its sender is gone. */
export async function* readParts(
  body: ReadableStream<Uint8Array> | null,
  contentType: string,
): AsyncGenerator<Part, void, undefined> {
  const boundary = boundaryOf(contentType)
  if (body === null || boundary === null) throw new BrokenForm()
  const tap = openTap(chunksOf(body))
  const mark = Buffer.from(`\r\n--${boundary}`)
  await tap.until(Buffer.from(`--${boundary}`), headBytesMax)
  for (let parts = 0; ; parts += 1) {
    // After the mark: two hyphens end the form, a line end begins a part.
    const after = (await tap.bytes(2)).toString('latin1')
    if (after === '--') return
    if (after !== '\r\n' || parts >= partsMax) throw new BrokenForm()
    const head = readHead((await tap.until(Buffer.from('\r\n\r\n'), headBytesMax)).toString('utf8'))
    if (head === null) throw new BrokenForm()
    let isPassed = false
    const chunks = (async function* () {
      yield* tap.upTo(mark)
      isPassed = true
    })()
    yield { ...head, chunks }
    // Whoever left it in the middle is not interested in the rest, which is passed, so that the next part is found.
    if (!isPassed) for await (const _ of tap.upTo(mark));
  }
}

/** The text of a field. Throws `BrokenForm` when it is longer than any of ours. */
export async function readField({ chunks }: Part, bytesMax = 4_096): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > bytesMax) throw new BrokenForm()
    parts.push(chunk)
  }
  return Buffer.concat(parts).toString('utf8')
}
