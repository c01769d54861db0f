/** A site as a corporation would see it: uneven days, long paths, long words, a few hidden groups. Same on every run. */
import type { SocialReport } from '../../src/social/report.ts'
import type { Annotation } from '../../src/stats/annotations.ts'
import type { DropTotal } from '../../src/stats/drops.ts'
import type { Breakdown, BreakdownRow, Dimension, SeriesPoint, Summary } from '../../src/stats/question.ts'
import { addDays } from '../../src/site/local-day.ts'

/** Repeats itself: the same seed gives the same figures. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

/** Quiet weekends, a storm on one day that sends everybody to the repair form. */
export function believableDays(from: string, days: number): SeriesPoint[] {
  const roll = chance(7)
  return Array.from({ length: days }, (_, nth) => {
    const at = addDays(from, nth)
    const weekday = new Date(`${at}T00:00:00Z`).getUTCDay()
    const base = weekday === 0 || weekday === 6 ? 140 : 410
    const storm = nth === Math.floor(days * 0.7) ? 2.4 : 1
    const visitors = Math.round(base * storm * (0.75 + roll() * 0.5))
    return { at, visitors, visits: Math.round(visitors * 1.18), views: Math.round(visitors * (2.2 + roll())) }
  })
}

export const believableSummary: Summary = {
  visitors: 12_431,
  visits: 14_873,
  views: 38_226,
  viewsPerVisit: 2.57,
  bounceRate: 0.4312,
  engagedSeconds: 96.4,
}
export const earlierSummary: Summary = {
  visitors: 11_002,
  visits: 14_880,
  views: 41_905,
  viewsPerVisit: 2.82,
  bounceRate: 0.4511,
  engagedSeconds: 0,
}

const rows = (...values: readonly (readonly [string, number, number?])[]): BreakdownRow[] =>
  values.map(([value, visitors, factor = 1.6]) => ({
    value,
    visitors,
    visits: Math.round(visitors * 1.15),
    views: Math.round(visitors * factor),
  }))

const hidden = { values: 14, visitors: 31, visits: 36, views: 52 }

const byDimension: Partial<Record<Dimension, BreakdownRow[]>> = {
  page: rows(
    ['/', 6204, 1.3],
    ['/ik-ben-huurder/reparatieverzoek-indienen', 3811, 2.1],
    ['/ik-zoek-een-woning/woningaanbod', 2950, 3.4],
    ['/contact', 1744],
    ['/over-ons/organisatie/verantwoordingsdocumenten-en-meerjarenonderhoudsbegroting-2026-2031', 612],
    ['/ik-ben-huurder/huurverhoging-en-huurcommissie/bezwaar-tegen-huurverhoging/:id', 388],
    ['/nieuws/duurzaamheidswerkzaamheden-lindenlaan-en-omgeving-van-start', 204],
    ['/zoeken', 96],
    ['/en/tenants/repairs', 41],
    ['/vacatures', 22],
  ),
  source: rows(
    ['google.com', 5120],
    ['facebook.com', 1240],
    ['bing.com', 388],
    ['rotterdam.nl', 201],
    ['nieuwsbrief', 93],
    ['l.instagram.com', 44],
  ),
  utm_campaign: rows(['huurverhoging-juli-2026', 410], ['bewonersdag', 95]),
  event: rows(
    ['Form: Submission', 912, 1],
    ['Outbound Link: Click', 604, 1.2],
    ['File Download', 377, 1.4],
    ['Woningreactie', 188, 2.6],
  ),
  device: rows(['mobile', 8120], ['desktop', 3911], ['tablet', 389], ['other', 11]),
  language: rows(['nl', 10_233], ['en', 1201], ['pl', 388], ['tr', 244], ['ar', 190], ['uk', 84]),
  referrer: rows(
    ['google.com', 4980],
    ['facebook.com', 900],
    ['woningnet.nl', 420],
    ['android-app://com.linkedin.android', 12],
  ),
  outbound: rows(
    ['huurcommissie.nl/', 204],
    ['www.rotterdam.nl/wonen-leven/huurtoeslag', 130],
    ['javascript:alert(1)', 9],
  ),
}

export const believableBreakdown = (dimension: Dimension): Breakdown => ({
  dimension,
  rows: byDimension[dimension] ?? [],
  hidden: dimension === 'page' || dimension === 'source' ? hidden : null,
})

export const believableDrops: readonly DropTotal[] = [
  { reason: 'bot', beacons: 18_204 },
  { reason: 'signal', beacons: 1330 },
  { reason: 'opted-out', beacons: 212 },
  { reason: 'spam-referrer', beacons: 40 },
]

export const believableNotes: readonly Annotation[] = [
  { id: '0198c0de-0000-4000-8000-000000000001', day: '2026-11-05', note: 'Nieuwsbrief verstuurd' },
  {
    id: '0198c0de-0000-4000-8000-000000000002',
    day: '2026-11-16',
    note: 'Storm: veel mensen melden lekkage, en de telefoon was een uur lang onbereikbaar voor iedereen',
  },
]

export const believableSocial: SocialReport = {
  networks: [
    {
      network: 'Facebook',
      from: { visitors: 412, visits: 431 },
      to: { clicks: 188, kinds: { profile: 120, post: 8, share: 60, message: 0 } },
      ratio: 0.44,
    },
    {
      network: 'WhatsApp',
      from: { visitors: 96, visits: 104 },
      to: { clicks: 233, kinds: { profile: 0, post: 0, share: 233, message: 0 } },
      ratio: 2.24,
    },
    { network: 'LinkedIn', from: { visitors: 88, visits: 91 }, to: { clicks: 40, kinds: null }, ratio: 0.44 },
    { network: '?', from: { visitors: 0, visits: 0 }, to: { clicks: 31, kinds: null }, ratio: null },
  ],
  pages: [
    { page: '/nieuws/bewonersdag-in-de-wijk-kralingen-crooswijk', from: 212, to: 60 },
    { page: '/aanbod', from: 120, to: null },
  ],
  hidden: { networks: 3, visits: 17, clicks: 4 },
}
