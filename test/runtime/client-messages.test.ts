import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ClientMessages, closeStatement, statementOf } from '../../src/runtime/client-messages.ts'

const start = Buffer.from('\0\0\0\x10\0\x03\0\0user\0x\0\0', 'latin1')

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(type, 'latin1')
  head.writeInt32BE(4 + body.length, 1)
  return Buffer.concat([head, body])
}

const bodies = fc.array(
  fc.record({
    type: fc.constantFrom('P', 'B', 'E', 'S', 'Q', 'H'),
    // The bytes 0, 3, 0, 0 look like a start packet when they are read at the wrong place.
    body: fc.oneof(
      fc.constant(Buffer.from([3, 0, 0, 4])),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    ),
  }),
  { maxLength: 20 },
)

test('however the bytes are cut into chunks, the same messages come out', () => {
  fc.assert(
    fc.property(bodies, fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1 }), (given, cuts) => {
      const sent = given.map(({ type, body }) => message(type, body))
      const all = Buffer.concat([start, ...sent])
      const reader = new ClientMessages()
      const read = []
      for (let at = 0, i = 0; at < all.length; i++) {
        const size = cuts[i % cuts.length] ?? 1
        read.push(...reader.take(all.subarray(at, at + size)))
        at += size
      }
      expect(read[0]).toMatchObject({ kind: 'startup' })
      const typed = read.slice(1).map((one) => (one.kind === 'typed' ? one.bytes.toString('hex') : one.kind))
      expect(typed).toEqual(sent.map((bytes) => bytes.toString('hex')))
    }),
  )
})

test('a request for encryption comes before the start, and a request to cancel is known', () => {
  const tls = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])
  expect(new ClientMessages().take(Buffer.concat([tls, start])).map(({ kind }) => kind)).toEqual([
    'encryption',
    'startup',
  ])
  const cancel = Buffer.concat([Buffer.from([0, 0, 0, 16, 4, 210, 22, 46]), Buffer.alloc(8)])
  expect(new ClientMessages().take(cancel)).toEqual([{ kind: 'cancel' }])
})

test.each([
  ['a web request', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['a start without its end', Buffer.from('\0\0\0\x0f\0\x03\0\0user\0x\0', 'latin1')],
  ['a start with more after its end', Buffer.from('\0\0\0\x11\0\x03\0\0user\0x\0\0\0', 'latin1')],
  ['a name without a value', Buffer.from('\0\0\0\x0e\0\x03\0\0user\0\0', 'latin1')],
  ['an old protocol', Buffer.from([0, 0, 0, 8, 0, 2, 0, 0])],
  ['a length of nothing', Buffer.concat([start, Buffer.from([81, 0, 0, 0, 0])])],
  ['a length of a gigabyte', Buffer.concat([start, Buffer.from([81, 64, 0, 0, 0])])],
])('%s is refused', (_name, bytes) => {
  expect(() => new ClientMessages().take(bytes)).toThrow('not a PostgreSQL')
})

test('the name in a Parse message is the one that Close forgets', () => {
  const parse = message('P', Buffer.from('naam-é\0select 1\0\0\0'))
  expect(statementOf(parse)).toBe('naam-é')
  expect(closeStatement('naam-é')).toEqual(message('C', Buffer.from('Snaam-é\0')))
})
