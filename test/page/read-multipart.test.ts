import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BrokenForm, readField, readParts } from '../../src/page/read-multipart.ts'

const type = 'multipart/form-data; boundary=x'

/** A body in chunks of a size, as a socket would cut it. */
function bodyOf(bytes: Uint8Array, size: number): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close()
      else controller.enqueue(bytes.subarray(at, (at += size)))
    },
  })
}

async function read(body: Uint8Array, size = 5, contentType = type) {
  const parts: { name: string; fileName: string | null; text: string }[] = []
  for await (const part of readParts(bodyOf(body, size), contentType)) {
    const chunks: Uint8Array[] = []
    for await (const chunk of part.chunks) chunks.push(chunk)
    parts.push({ name: part.name, fileName: part.fileName, text: Buffer.concat(chunks).toString('latin1') })
  }
  return parts
}

/** As a browser makes it. */
async function formOf(fill: (form: FormData) => void) {
  const form = new FormData()
  fill(form)
  const request = new Request('http://x/', { method: 'POST', body: form })
  return {
    bytes: new Uint8Array(await request.arrayBuffer()),
    contentType: request.headers.get('content-type') ?? '',
  }
}

describe('a form with a file', () => {
  test('is read part by part, whatever the chunks it comes in', async () => {
    const { bytes, contentType } = await formOf((form) => {
      form.append('list', '1')
      form.append('list', '')
      form.append('file', new Blob([`a;b\r\n--x\r\n--${'y'.repeat(50)}\r\n\r\n`]), 'lezers "2".csv')
    })
    for (const size of [1, 2, 3, 17, 64, 100_000])
      expect(await read(bytes, size, contentType)).toEqual([
        { name: 'list', fileName: null, text: '1' },
        { name: 'list', fileName: null, text: '' },
        {
          name: 'file',
          fileName: expect.stringContaining('lezers'),
          text: `a;b\r\n--x\r\n--${'y'.repeat(50)}\r\n\r\n`,
        },
      ])
  })

  test('any bytes of a file arrive as they were sent', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.constantFrom('\r', '\n', '-', '\r\n--', 'x', '--x'), fc.string()), {
          maxLength: 30,
        }),
        fc.integer({ min: 1, max: 40 }),
        async (pieces, size) => {
          const sent = Buffer.from(pieces.join(''))
          const { bytes, contentType } = await formOf((form) =>
            form.append('file', new Blob([sent]), 'a.csv'),
          )
          const [file] = await read(bytes, size, contentType)
          expect(file?.text).toBe(sent.toString('latin1'))
        },
      ),
    )
  })

  test('goes on with the next part for who reads only the beginning of one, or nothing of it', async () => {
    const { bytes, contentType } = await formOf((form) => {
      form.append('file', new Blob(['x'.repeat(10_000)]), 'a.csv')
      form.append('other', new Blob(['y'.repeat(10_000)]), 'b.csv')
      form.append('last', 'z')
    })
    const names: string[] = []
    for await (const part of readParts(bodyOf(bytes, 100), contentType)) {
      names.push(part.name)
      if (part.name === 'file') for await (const chunk of part.chunks) if (chunk.length > 0) break
      if (part.name === 'last') expect(await readField(part)).toBe('z')
    }
    expect(names).toEqual(['file', 'other', 'last'])
  })

  test('is never whole in memory: no more is asked of its sender than is read', async () => {
    let sent = 0
    const head = Buffer.from('--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n')
    const endless = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          controller.enqueue(sent === 0 ? head : new Uint8Array(1_000))
          sent += 1
        },
      },
      { highWaterMark: 0 },
    )
    for await (const part of readParts(endless, type)) {
      let chunks = 0
      for await (const chunk of part.chunks) if (chunk.length > 0 && (chunks += 1) === 10) break
      break
    }
    expect(sent).toBeLessThan(14)
  })
})

describe('what is no such form is refused', () => {
  const head = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
  test.each([
    ['another type', `${head}1\r\n--x--`, 'application/x-www-form-urlencoded'],
    ['no boundary', `${head}1\r\n--x--`, 'multipart/form-data'],
    ['nothing', '', type],
    ['no end', `${head}1`, type],
    ['an end in the middle of the mark', `${head}1\r\n--`, type],
    ['something else behind the mark', `${head}1\r\n--xy`, type],
    ['a part without a name', '--x\r\nContent-Type: text/plain\r\n\r\n1\r\n--x--', type],
    ['a head without an end', `--x\r\n${'y'.repeat(20_000)}`, type],
    ['too many parts', `${`${head}1\r\n`.repeat(300)}--x--`, type],
  ])('%s', async (_, body, contentType) => {
    await expect(read(Buffer.from(body), 4096, contentType)).rejects.toThrow(BrokenForm)
  })

  test('a field longer than any of ours', async () => {
    const { bytes, contentType } = await formOf((form) => form.append('list', 'x'.repeat(5_000)))
    const reading = async () => {
      for await (const part of readParts(bodyOf(bytes, 100), contentType)) await readField(part)
    }
    await expect(reading()).rejects.toThrow(BrokenForm)
    await expect(read(bytes, 5, 'text/plain')).rejects.toThrow(BrokenForm)
    const none = async () => {
      for await (const _ of readParts(null, type));
    }
    await expect(none()).rejects.toThrow(BrokenForm)
  })
})
