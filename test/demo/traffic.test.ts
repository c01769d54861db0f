import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SiteId } from '../../src/db/schema.ts'
import { openChance } from '../../src/demo/chance.ts'
import { trafficOn } from '../../src/demo/traffic.ts'
import { isEventId, occurredAt } from '../../src/ingest/event-id.ts'
import { addDays, localDay } from '../../src/site/local-day.ts'
import { maskPath } from '../../src/site/mask.ts'
import { siteSettings } from '../../src/site/site-settings.ts'
import type { Site } from '../../src/site/site.ts'

const site: Site = {
  id: 7 as SiteId,
  domain: 'delinde.example',
  hostnames: ['delinde.example'],
  timezone: 'Europe/Amsterdam',
  askedSince: null,
  settings: siteSettings.parse({}),
}
const on = (day: string, seed = 1, age = 10) => trafficOn(site, day, age, 400, openChance(seed))

describe('the demo’s traffic', () => {
  test('is the same for the same seed, and other for another', () => {
    expect(on('2026-11-19')).toEqual(on('2026-11-19'))
    expect(on('2026-11-19', 2)).not.toEqual(on('2026-11-19'))
  })

  test.each(['2026-11-19', '2026-03-29', '2026-10-25', '2026-12-31', '2027-01-01'])(
    'of %s lies within that local day and could have been sent',
    (day) => {
      const rows = on(day)
      expect(rows.length).toBeGreaterThan(50)
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
      for (const row of rows) {
        expect(localDay(row.occurred_at, site.timezone)).toBe(day)
        expect(isEventId(row.id)).toBe(true)
        expect(occurredAt(row.id, row.occurred_at)).toEqual({ at: row.occurred_at, clamped: false })
        expect(maskPath(row.path)).toBe(row.path)
        expect(BigInt.asIntN(64, BigInt(row.visitor)).toString()).toBe(row.visitor)
        expect(row.network).toMatch(/^((198\.51\.100|203\.0\.113|192\.0\.2)\.0\/24|2001:db8::\/32)$/)
        expect(row.engaged_ms === null).toBe(row.name !== 'engagement')
      }
      const times = rows.map(({ occurred_at: at }) => at.getTime())
      expect(times).toEqual(times.toSorted((a, b) => a - b))
    },
  )

  test('is uneven: fewer at the weekend and at Christmas, more when the newsletter goes out, never twice the same', () => {
    const people = (day: string, seed = 1) => new Set(on(day, seed).map(({ visitor }) => visitor)).size
    const mean = (days: readonly string[]) =>
      days.reduce((sum, day, nth) => sum + people(day, nth), 0) / days.length
    const weeks = (first: string) => Array.from({ length: 8 }, (_, week) => addDays(first, week * 7))
    const [tuesdays, sundays] = [mean(weeks('2026-09-08')), mean(weeks('2026-09-06'))]
    expect(sundays).toBeLessThan(tuesdays * 0.7)
    expect(mean(['2026-12-25', '2026-12-29', '2026-12-31'])).toBeLessThan(tuesdays * 0.6)
    expect(mean(['2026-09-03', '2026-10-01', '2026-11-05'])).toBeGreaterThan(tuesdays * 1.2)
    const counts = Array.from({ length: 28 }, (_, nth) => people(addDays('2026-09-01', nth), nth))
    expect(new Set(counts).size).toBeGreaterThan(15)
    expect(on('2026-10-01').some(({ utm_campaign: campaign }) => campaign === 'nieuwsbrief')).toBe(true)
    expect(on('2026-10-02').some(({ utm_campaign: campaign }) => campaign === 'nieuwsbrief')).toBe(false)
  })
})

describe('chance', () => {
  test('property: stays within its bounds and repeats itself by its seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(50), (seed, low, width) => {
        const [one, other] = [openChance(seed), openChance(seed)]
        const next = one.next()
        expect(next >= 0 && next < 1).toBe(true)
        expect(other.next()).toBe(next)
        const between = one.between(low, low + width)
        expect(Number.isInteger(between) && between >= low && between <= low + width).toBe(true)
        expect(['a', 'b']).toContain(
          one.pick([
            ['a', 1],
            ['b', 3],
            ['never', 0],
          ]),
        )
      }),
    )
  })

  test('picks by weight', () => {
    const chance = openChance(5)
    const picked = Array.from({ length: 4_000 }, () =>
      chance.pick([
        ['a', 1],
        ['b', 3],
      ]),
    )
    const share = picked.filter((one) => one === 'b').length / picked.length
    expect(share).toBeGreaterThan(0.71)
    expect(share).toBeLessThan(0.79)
  })
})
