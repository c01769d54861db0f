import { describe, expect, test } from 'vitest'
import type { FailureCode } from '../../src/ports.ts'
import { openCounters } from '../../src/runtime/counters.ts'
import { openDeferred } from '../../src/runtime/deferred.ts'
import { greeting } from '../../src/runtime/greeting.ts'
import { logLine } from '../../src/runtime/log.ts'
import { progressLine } from '../../src/runtime/progress.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'

describe('progress', () => {
  const watch = (isTTY: boolean, steps: number, of: number) => {
    const written: string[] = []
    const line = progressLine({ isTTY, write: (text: unknown) => written.push(String(text)) > 0 }, 'days')
    for (let done = 1; done <= steps; done += 1) line.show(done, of)
    line.end()
    return written
  }

  test('on a terminal is one line that is written over, ended at the end', () => {
    const written = watch(true, 3, 3)
    expect(written).toHaveLength(4)
    expect(written[0]).toBe(`\r${'█'.repeat(10)}${'░'.repeat(20)} 33 % (1/3 days)`)
    expect(written[2]).toBe(`\r${'█'.repeat(30)} 100 % (3/3 days)`)
    expect(written[3]).toBe('\n')
  })

  test('into a file is a line every tenth, and nothing more', () => {
    const written = watch(false, 400, 400)
    expect(written).toHaveLength(10)
    expect(written[0]).toBe('10 % (40/400 days)\n')
    expect(written.join('')).not.toContain('\r')
    expect(watch(false, 2, 3)).toEqual(['30 % (1/3 days)\n', '60 % (2/3 days)\n'])
  })

  test('of nothing is done', () => {
    const written: string[] = []
    progressLine({ write: (text: unknown) => written.push(String(text)) > 0 }, 'days').show(0, 0)
    expect(written).toEqual(['100 % (0/0 days)\n'])
  })
})

describe('the greeting', () => {
  test('shows demo, dashboard, the line to paste and the invitation; each only when there is one', () => {
    const full = greeting({ url: 'http://localhost:3000', demo: 'delinde.example', invitation: 'een-token' })
    for (const text of [
      'http://localhost:3000/dashboard',
      'http://localhost:3000/demo/',
      '<script defer src="http://localhost:3000/s/delinde.example.js"></script>',
      '/auth/invitation/een-token',
    ])
      expect(full).toContain(text)
    const bare = greeting({ url: 'https://meten.example.nl', demo: null, invitation: undefined })
    expect(bare).not.toMatch(/demo|invitation|undefined|null/)
    expect(bare).toContain('https://meten.example.nl/s/YOUR-DOMAIN.js')
  })
})

describe('deferred work', () => {
  test('is waited for, also what it deferred itself, and a failure neither escapes nor stops the rest', async () => {
    const deferred = openDeferred()
    const { defer } = deferred
    const done: string[] = []
    let open: () => void = () => undefined
    const gate = new Promise<void>((resolve) => (open = resolve))
    const first = async () => {
      await gate
      done.push('first')
      defer(Promise.resolve().then(() => done.push('second')))
    }
    defer(first())
    defer(Promise.reject(new Error('fails')))
    const drained = deferred.drain().then(() => done.push('drained'))
    await Promise.resolve()
    expect(done).toEqual([])
    open()
    await drained
    expect(done).toEqual(['first', 'second', 'drained'])
    await deferred.drain()
  })
})

test('a log line is one line of JSON with its instant first', () => {
  const line = logLine(
    { event: 'failure', place: 'commit', code: '57P01' as FailureCode },
    new Date('2026-11-23T11:00:00Z'),
  )
  expect(line).toBe('{"at":"2026-11-23T11:00:00.000Z","event":"failure","place":"commit","code":"57P01"}\n')
})

test('keys are of one purpose and one root secret, 32 bytes, and the same again', () => {
  const [keys, others] = [
    openKeys('k3F9xQ7LmZ2pW8vT4nB6rY1sD5hJ0gCe'),
    openKeys('Z3F9xQ7LmZ2pW8vT4nB6rY1sD5hJ0gCe'),
  ]
  const hex = (key: Uint8Array) => Buffer.from(key).toString('hex')
  const all = [keys('session'), keys('choice'), others('session'), others('choice')].map(hex)
  expect(new Set(all).size).toBe(4)
  expect(all[0]).toHaveLength(64)
  expect(hex(openKeys('k3F9xQ7LmZ2pW8vT4nB6rY1sD5hJ0gCe')('session'))).toBe(all[0])
})

test('counters begin at nothing and add up', () => {
  const { count, counters } = openCounters()
  expect(counters().size).toBe(0)
  count('requests')
  count('requests')
  count('visits_made', 5)
  expect([...counters()]).toEqual([
    ['requests', 2],
    ['visits_made', 5],
  ])
})
