/** The file of a backup by itself: what is refused, and what nobody reads in it. */
import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { BackupRefused, openSink, openSource } from '../../src/backup/format.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { inPieces } from './keeping.ts'

const keys = { keyFor: openKeys('9f2c41d07b8e365a19c4d0e7f5b2836a') }
const ports = { ...keys, random: (bytes: number) => randomBytes(bytes) }
const header = {
  madeAt: '2026-11-23T11:00:00.000Z',
  migrations: [{ name: '0001-foundation.sql', digest: 'a' }],
  months: ['2026-11'],
  journal: { '1': 4 },
}

async function write(texts: readonly string[]): Promise<{ file: Buffer; frames: Buffer[] }> {
  const parts: Buffer[] = []
  const sink = await openSink(ports, header, async (bytes) => void parts.push(Buffer.from(bytes)))
  for (const text of texts) await sink.put(text)
  await sink.end('{}')
  return { file: Buffer.concat(parts), frames: parts }
}

async function read(file: Uint8Array, by: Pick<typeof ports, 'keyFor'> = keys): Promise<string[]> {
  const source = await openSource(by, inPieces(file, 37))
  const texts: string[] = []
  for await (const { text } of source.chunks()) texts.push(text)
  return texts
}
const refusalOf = (file: Uint8Array, by?: Pick<typeof ports, 'keyFor'>): Promise<string> =>
  read(file, by).then(
    () => 'taken',
    (thrown) => (thrown instanceof BackupRefused ? thrown.message : `threw ${thrown}`),
  )

const texts = ['subscriber\n[{"a":1}]', 'event\n[{"b":"Dorpsstraat"}]', 'site\n[]']
let file: Buffer
let frames: Buffer[]
beforeAll(async () => ({ file, frames } = await write(texts)))

test('what was written is read, whatever it says, and nobody without the secret sees any of it', async () => {
  expect(await read(file)).toEqual([...texts, '{}'])
  expect(file.includes('Dorpsstraat')).toBe(false)
  expect(file.includes('subscriber')).toBe(false)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' })), async (all) => {
      expect(await read((await write(all)).file)).toEqual([...all, '{}'])
    }),
    { numRuns: 20 },
  )
})

const damaged = 'This backup was cut or changed: it is not what was written.'

test('a file that was cut anywhere is refused, also between two chunks', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: file.length - 1 }), async (length) => {
      expect(await refusalOf(file.subarray(0, length))).not.toBe('taken')
    }),
    { numRuns: 60 },
  )
  for (let kept = 1; kept < frames.length; kept += 1)
    expect(await refusalOf(Buffer.concat(frames.slice(0, kept)))).toBe(damaged)
})

test('a file of which a single bit was changed is refused, whichever byte it is in', async () => {
  for (let at = 0; at < file.length; at += 1) {
    const changed = Buffer.from(file)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(await refusalOf(changed), `byte ${at}`).not.toMatch(/^(taken|threw)/)
  }
})

test('chunks that were swapped, repeated, left out, added or taken from another backup are refused', async () => {
  const [head, one, two, three, last] = frames
  const other = (await write(texts)).frames
  for (const parts of [
    [head, two, one, three, last],
    [head, one, one, two, three, last],
    [head, one, three, last],
    [head, one, two, three, last, last],
    [head, one, two, three, last, Buffer.from('x')],
    [head, one, two, other[3], last],
    [other[0], one, two, three, last],
  ])
    expect(await refusalOf(Buffer.concat(parts.flatMap((part) => part ?? [])))).not.toBe('taken')
})

test('another secret, a later format and something else are each told apart', async () => {
  const stranger = { keyFor: openKeys('0000000000000000000000000000000000000000') }
  expect(await refusalOf(file, stranger)).toMatch(/another root secret/)
  const later = Buffer.concat([Buffer.from('voordeur backup 2\n'), file.subarray(18)])
  expect(await refusalOf(later)).toMatch(/later release/)
  expect(await refusalOf(Buffer.from('PGDMP\n'))).toMatch(/no backup of Voordeur/)
  expect(await refusalOf(Buffer.alloc(0))).toMatch(/no backup of Voordeur/)
})
