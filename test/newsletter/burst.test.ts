/** Bursts, against a judge that sees all hits at once and looks at each span of two seconds. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SiteId } from '../../src/db/schema.ts'
import {
  burstKey,
  burstLinks,
  burstMs,
  joinBurst,
  openBurstMemory,
  type BurstHit,
  type BurstMemory,
} from '../../src/newsletter/burst.ts'
import { readNetwork } from '../../src/visitor/network.ts'

interface Given {
  readonly key: string
  readonly at: number
  readonly linkNo: number
}

const open = (byte = 1) => openBurstMemory<BurstHit>({ random: (bytes) => new Uint8Array(bytes).fill(byte) })

/** A hit is a scanner's when two seconds that hold it hold three different links of its key. */
const naive = (all: readonly Given[]): boolean[] =>
  all.map((hit) =>
    all
      .filter(({ key }) => key === hit.key)
      .some(({ at: from }) => {
        const span = all.filter(({ key, at }) => key === hit.key && at >= from && at <= from + burstMs)
        return (
          hit.at >= from &&
          hit.at <= from + burstMs &&
          new Set(span.flatMap(({ linkNo }) => (linkNo === 0 ? [] : [linkNo]))).size >= burstLinks
        )
      }),
  )

/** Counts as the service does: what is counted for a person may turn, once, and is moved. */
function counted(memory: BurstMemory<BurstHit>, all: readonly Given[]) {
  const hits = all.map(({ at, linkNo }): BurstHit => ({ at, linkNo, isScanner: false }))
  let [human, scanner] = [0, 0]
  for (const [nth, hit] of hits.entries()) {
    const turned = joinBurst(memory, all[nth]?.key ?? '', hit)
    human -= turned.length
    scanner += turned.length
    if (hit.isScanner) scanner += 1
    else human += 1
  }
  return { human, scanner, verdicts: hits.map(({ isScanner }) => isScanner) }
}

const stream = fc
  .array(
    fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      after: fc.oneof(
        { weight: 5, arbitrary: fc.integer({ min: 0, max: 900 }) },
        { weight: 1, arbitrary: fc.constantFrom(burstMs, burstMs + 1, burstMs - 1, 4_000, 20_000) },
      ),
      linkNo: fc.integer({ min: 0, max: 4 }),
    }),
    { maxLength: 60 },
  )
  .map((steps) => {
    let at = 1_000_000
    return steps.map(({ key, after, linkNo }): Given => ({ key, at: (at += after), linkNo }))
  })

describe('fact 7: bursts', () => {
  test('are judged as somebody would who sees everything at once', () => {
    fc.assert(
      fc.property(stream, (all) => {
        const { human, scanner, verdicts } = counted(open(), all)
        const expected = naive(all)
        expect(verdicts).toEqual(expected)
        // Each hit that turned was moved exactly once.
        expect(scanner).toBe(expected.filter((isScanner) => isScanner).length)
        expect(human + scanner).toBe(all.length)
      }),
      { numRuns: 500 },
    )
  })

  test('need three different links: an opening is none, and goes along with one', () => {
    const at = (linkNo: number, ms: number): Given => ({ key: 'a', at: ms, linkNo })
    expect(counted(open(), [at(0, 0), at(1, 500), at(2, 900)]).scanner).toBe(0)
    expect(counted(open(), [at(1, 0), at(1, 1), at(2, 2), at(2, 3), at(1, 4)]).scanner).toBe(0)
    expect(counted(open(), [at(0, 0), at(1, 1), at(2, 2), at(3, 3)]).scanner).toBe(4)
  })

  test('are remembered within bounds, of keys and of hits, and not for long', () => {
    const memory = open()
    for (let nth = 0; nth < 12_000; nth += 1)
      joinBurst(memory, `key ${nth}`, { at: 1_000, linkNo: 1, isScanner: false })
    expect(memory.hits.size).toBe(10_000)
    for (let nth = 0; nth < 1_000; nth += 1)
      joinBurst(memory, 'flood', { at: 1_000, linkNo: 1 + (nth % 2), isScanner: false })
    expect(memory.hits.get('flood')).toHaveLength(200)
    joinBurst(memory, 'later', { at: 11_001, linkNo: 1, isScanner: false })
    expect([...memory.hits.keys()]).toEqual(['later'])
    // A clock that was set back makes nothing last.
    joinBurst(memory, 'before', { at: 500, linkNo: 1, isScanner: false })
    expect([...memory.hits.keys()]).toEqual(['before'])
  })

  test('are told apart by reader, or by a hash of network and browser that no other process makes', () => {
    const link = { siteId: 1 as SiteId, issueId: 2, subscriberId: null }
    const seen = { network: readNetwork('203.0.113.77'), userAgent: 'Kenmerk77' }
    const [one, other] = [open(1), open(2)]
    const key = burstKey(one, link, seen)
    expect(key).toMatch(/^[\w-]{43}$/)
    expect(key).toBe(burstKey(one, link, { ...seen, network: readNetwork('203.0.113.1') }))
    const different = [
      burstKey(other, link, seen),
      burstKey(one, { ...link, issueId: 3 }, seen),
      burstKey(one, { ...link, siteId: 2 as SiteId }, seen),
      burstKey(one, link, { ...seen, network: readNetwork('203.0.114.77') }),
      burstKey(one, link, { ...seen, userAgent: 'Kenmerk78' }),
      burstKey(one, { ...link, subscriberId: 5n }, seen),
    ]
    expect(new Set([key, ...different]).size).toBe(7)
    // A reader who consented is the same one wherever they are.
    expect(burstKey(one, { ...link, subscriberId: 5n }, seen)).toBe(
      burstKey(one, { ...link, subscriberId: 5n }, { network: null, userAgent: '' }),
    )
    expect(burstKey(one, link, { ...seen, network: null })).toBeNull()
    expect(JSON.stringify([...one.hits])).not.toMatch(/Kenmerk|203/)
  })
})
