/**
 * A zip file written as it comes (APPNOTE 6.3, sections 4.3 and 4.4.4): each entry says its size after its content, so that nothing has to be
 * held until it is known. Files of less than 4 GiB, of which a package has none that is near.
 */

export interface ZipEntry {
  /** Of ASCII. */
  readonly name: string
  readonly chunks: AsyncIterable<string>
}

const localSignature = 0x0403_4b50
const descriptorSignature = 0x0807_4b50
const centralSignature = 0x0201_4b50
const endSignature = 0x0605_4b50
/** 2.0: deflate. */
const version = 20
/** Sizes come after the content. */
const flags = 0x0008
const deflated = 8

const polynomial = 0xedb8_8320
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1
  return crc
})

function crcOf(bytes: Uint8Array, before: number): number {
  let crc = ~before
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return ~crc >>> 0
}

/** MS-DOS has a day and two-second steps, and no zone. */
const dosTime = (at: Date): number =>
  (((at.getUTCFullYear() - 1980) << 25) |
    ((at.getUTCMonth() + 1) << 21) |
    (at.getUTCDate() << 16) |
    (at.getUTCHours() << 11) |
    (at.getUTCMinutes() << 5) |
    (at.getUTCSeconds() >> 1)) >>>
  0

interface Written {
  readonly name: string
  readonly crc: number
  readonly packed: number
  readonly plain: number
  readonly offset: number
}

export async function* writeZip(entries: AsyncIterable<ZipEntry>, at: Date): AsyncGenerator<Uint8Array> {
  const time = dosTime(at)
  const written: Written[] = []
  let offset = 0
  for await (const { name, chunks } of entries) {
    const begun = offset
    const header = headerOf(localSignature, 30, (view) => {
      view.setUint16(4, version, true)
      view.setUint16(6, flags, true)
      view.setUint16(8, deflated, true)
      view.setUint32(10, time, true)
      view.setUint16(26, name.length, true)
    })
    const head = Buffer.concat([header, Buffer.from(name, 'ascii')])
    yield head
    const sums = { crc: 0, plain: 0 }
    let packed = 0
    for await (const piece of deflate(chunks, sums)) {
      packed += piece.length
      yield piece
    }
    const { crc, plain } = sums
    yield headerOf(descriptorSignature, 16, (view) => {
      view.setUint32(4, crc, true)
      view.setUint32(8, packed, true)
      view.setUint32(12, plain, true)
    })
    offset += head.length + packed + 16
    written.push({ name, crc, packed, plain, offset: begun })
  }
  yield directoryOf(written, time, offset)
}

function headerOf(signature: number, bytes: number, fill: (view: DataView) => void): Buffer {
  const header = Buffer.alloc(bytes)
  const view = new DataView(header.buffer, header.byteOffset, bytes)
  view.setUint32(0, signature, true)
  fill(view)
  return header
}

/** What went in is counted in `sums`; no more is held than the stream's own queue. */
async function* deflate(
  chunks: AsyncIterable<string>,
  sums: { crc: number; plain: number },
): AsyncGenerator<Uint8Array> {
  const stream = new CompressionStream('deflate-raw')
  const writer = stream.writable.getWriter()
  const write = async () => {
    for await (const chunk of chunks) {
      const bytes = Buffer.from(chunk, 'utf8')
      sums.crc = crcOf(bytes, sums.crc)
      sums.plain += bytes.length
      await writer.write(bytes)
    }
    await writer.close()
  }
  // What breaks the source breaks the stream, whose reader below then throws it.
  const writing = write().catch((thrown: unknown) => writer.abort(thrown))
  const reader = stream.readable.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      yield value
    }
  } finally {
    // Whoever stops in the middle leaves a writer that waits for room.
    await reader.cancel().catch(() => {})
    await writing.catch(() => {})
  }
}

function directoryOf(written: readonly Written[], time: number, offset: number): Uint8Array {
  const records = written.map(({ name, crc, packed, plain, offset: begun }) =>
    Buffer.concat([
      headerOf(centralSignature, 46, (view) => {
        view.setUint16(4, version, true)
        view.setUint16(6, version, true)
        view.setUint16(8, flags, true)
        view.setUint16(10, deflated, true)
        view.setUint32(12, time, true)
        view.setUint32(16, crc, true)
        view.setUint32(20, packed, true)
        view.setUint32(24, plain, true)
        view.setUint16(28, name.length, true)
        view.setUint32(42, begun, true)
      }),
      Buffer.from(name, 'ascii'),
    ]),
  )
  const bytes = records.reduce((total, record) => total + record.length, 0)
  const end = headerOf(endSignature, 22, (view) => {
    view.setUint16(8, records.length, true)
    view.setUint16(10, records.length, true)
    view.setUint32(12, bytes, true)
    view.setUint32(16, offset, true)
  })
  return Buffer.concat([...records, end])
}
