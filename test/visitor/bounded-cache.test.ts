import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { boundedCache } from '../../src/visitor/bounded-cache.ts'

function counted(entriesMax: number) {
  const computed: string[] = []
  const cached = boundedCache(entriesMax, (text) => {
    computed.push(text)
    return text.toUpperCase()
  })
  return { cached, computed }
}

test('a text seen lately is not computed again', () => {
  const { cached, computed } = counted(10)
  expect([cached('a'), cached('a'), cached('b'), cached('a')]).toEqual(['A', 'A', 'B', 'A'])
  expect(computed).toEqual(['a', 'b'])
})

test('a text that is asked for again and again survives a flood of others', () => {
  const { cached, computed } = counted(10)
  for (let at = 0; at < 1_000; at++) {
    cached('kept')
    cached(`flood ${at}`)
  }
  expect(computed.filter((text) => text === 'kept')).toHaveLength(1)
})

test('no more than the promised number is remembered, so a flood is forgotten', () => {
  const { cached, computed } = counted(10)
  const flood = Array.from({ length: 100 }, (_, at) => `flood ${at}`)
  for (const text of flood) cached(text)
  computed.length = 0
  // Asked from the newest back, so that asking forgets nothing that is still remembered.
  for (const text of flood.toReversed()) cached(text)
  expect(computed.length).toBeGreaterThanOrEqual(90)
  expect(computed.length).toBeLessThan(100)
})

test('whatever is asked in whatever order, the answer is that of the function', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l')),
      (entriesMax, texts) => {
        const { cached } = counted(entriesMax)
        expect(texts.map(cached)).toEqual(texts.map((text) => text.toUpperCase()))
      },
    ),
  )
})
