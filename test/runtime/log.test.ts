import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openLogOutput } from '../../src/runtime/log.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('lines are written together and in order, a moment later', () => {
  const written: string[] = []
  const output = openLogOutput((text) => written.push(text))
  output.write('one\n')
  output.write('two\n')
  expect(written).toEqual([])
  vi.advanceTimersByTime(50)
  expect(written).toEqual(['one\ntwo\n'])
})

test('many lines do not wait, and a flush at the end leaves none behind', () => {
  const written: string[] = []
  const output = openLogOutput((text) => written.push(text))
  output.write('x'.repeat(20_000))
  expect(written).toHaveLength(1)
  output.write('last\n')
  output.flush()
  output.flush()
  expect(written).toEqual(['x'.repeat(20_000), 'last\n'])
  vi.advanceTimersByTime(1_000)
  expect(written).toHaveLength(2)
})
