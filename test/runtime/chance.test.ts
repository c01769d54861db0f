import { expect, test } from 'vitest'
import { openChance } from '../../src/runtime/chance.ts'

test('never hands out the same bytes twice, whatever sizes are asked for', () => {
  const random = openChance()
  const seen = new Set<string>()
  for (let nth = 0; nth < 20_000; nth += 1) {
    const bytes = random(8 + (nth % 9))
    expect(bytes).toHaveLength(8 + (nth % 9))
    seen.add(Buffer.from(bytes).toString('hex'))
  }
  expect(seen.size).toBe(20_000)
})

test('what was handed out belongs to whoever asked: a later call does not change it', () => {
  const random = openChance()
  const first = random(16)
  const copy = first.slice()
  for (let nth = 0; nth < 1_000; nth += 1) random(16)
  expect(first).toEqual(copy)
})

test('gives more at once than its pool holds', () => {
  expect(openChance()(10_000)).toHaveLength(10_000)
})
