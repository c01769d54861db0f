/**
 * Believable traffic for the demo: a housing corporation of some 4,000 homes. Uneven on purpose: quiet weekends, a dip at
 * Christmas and in summer, peaks when a newsletter goes out, when a storm breaks tiles, when new homes are offered.
 */
import {
  DOWNLOAD,
  ENGAGEMENT,
  FORM,
  MISSING,
  OUTBOUND,
  SHARE,
  VIEW,
  type DropReason,
  type EventRow,
} from '../db/schema.ts'
import type { Dropped } from '../ports.ts'
import { eventId } from '../ingest/event-id.ts'
import { attribute, unknownNetwork } from '../source/channel.ts'
import { readSocialLink } from '../source/outward.ts'
import { inAppNetwork } from '../visitor/in-app.ts'
import { dayBounds } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import type { Chance } from './chance.ts'

type Weighted<T> = readonly (readonly [T, number])[]

const pages: Weighted<string> = [
  ['/demo/', 30],
  ['/demo/aanbod', 26],
  ['/demo/aanbod/linden-12a', 6],
  ['/demo/aanbod/appartement-met-balkon-aan-de-singel', 5],
  ['/demo/aanbod/seniorenwoning-de-wilgenhof', 4],
  ['/demo/aanbod/parkeerplaats-lindehof', 1],
  ['/demo/reparatie', 17],
  ['/demo/reparatie/verstopping', 5],
  ['/demo/reparatie/verwarming', 6],
  ['/demo/reparatie/lekkage', 5],
  ['/demo/huurder/:id', 9],
  ['/demo/huurder/:id/betalingen', 5],
  ['/demo/huur-opzeggen', 4],
  ['/demo/zelf-aangebrachte-voorzieningen-en-verbouwen', 2],
  ['/demo/nieuws', 6],
  ['/demo/nieuws/zonnepanelen-op-driehonderd-daken', 4],
  ['/demo/nieuws/huurverhoging-2026', 5],
  ['/demo/nieuws/storm', 1],
  ['/demo/energie/warm-de-winter-door', 3],
  ['/demo/wijkteam', 2],
  ['/demo/over-ons', 3],
  ['/demo/over-ons/klachtencommissie', 1],
  ['/demo/contact', 12],
  ['/demo/veelgestelde-vragen', 4],
]

interface Origin {
  readonly referrer: string | null
  /** utm_source, utm_medium, utm_campaign. */
  readonly source?: string
  readonly medium?: string
  readonly campaign?: string
}

const origins: Weighted<Origin> = [
  [{ referrer: null }, 34],
  [{ referrer: 'google.com' }, 27],
  [{ referrer: 'google.com', source: 'google', medium: 'cpc', campaign: 'woning-gezocht' }, 3],
  [{ referrer: 'bing.com' }, 4],
  [{ referrer: 'duckduckgo.com' }, 3],
  [{ referrer: 'l.facebook.com' }, 7],
  [{ referrer: 'l.instagram.com', source: 'instagram', medium: 'social', campaign: 'open-dag' }, 3],
  [{ referrer: 'linkedin.com' }, 3],
  [{ referrer: 't.co' }, 1],
  [{ referrer: null, source: 'wa.me', medium: 'share' }, 4],
  [{ referrer: 'nextdoor.nl' }, 2],
  [{ referrer: 'woningnet.nl' }, 6],
  [{ referrer: 'rotterdam.nl' }, 3],
  [{ referrer: 'chatgpt.com' }, 2],
  [{ referrer: null, source: 'huurderskrant', medium: 'qr', campaign: 'lente' }, 2],
  [{ referrer: 'android-app://com.google.android.gm' }, 1],
]

const newsletter: Origin = { source: 'nieuwsbrief', referrer: null, medium: 'email', campaign: 'nieuwsbrief' }

interface Equipment {
  readonly device: string
  readonly browser: string
  readonly os: string
}

const equipment: Weighted<Equipment> = [
  [{ device: 'mobile', browser: 'Chrome 142', os: 'Android' }, 27],
  [{ device: 'mobile', browser: 'Safari 26', os: 'iOS' }, 24],
  [{ device: 'mobile', browser: 'Samsung Internet 29', os: 'Android' }, 6],
  [{ device: 'mobile', browser: 'Facebook 520', os: 'Android' }, 4],
  [{ device: 'tablet', browser: 'Safari 26', os: 'iOS' }, 5],
  [{ device: 'desktop', browser: 'Chrome 142', os: 'Windows' }, 16],
  [{ device: 'desktop', browser: 'Edge 142', os: 'Windows' }, 11],
  [{ device: 'desktop', browser: 'Firefox 145', os: 'Windows' }, 3],
  [{ device: 'desktop', browser: 'Safari 26', os: 'macOS' }, 3],
  [{ device: 'desktop', browser: 'Firefox 145', os: 'Linux' }, 1],
]

const languages: Weighted<string> = [
  ['nl', 78],
  ['en', 9],
  ['tr', 4],
  ['ar', 3],
  ['pl', 4],
  ['uk', 2],
]

const networks: Weighted<string> = [
  ['198.51.100.0/24', 5],
  ['203.0.113.0/24', 4],
  ['192.0.2.0/24', 3],
  ['2001:db8::/32', 6],
]

/** How many come on a day: about 140 in an ordinary week, growing over the year. */
function visitorsOn(day: string, age: number, days: number, chance: Chance): number {
  const date = new Date(`${day}T12:00:00Z`)
  const weekday = date.getUTCDay()
  const monthDay = day.slice(5)
  let expected = 110 + 60 * (1 - age / days)
  if (weekday === 0 || weekday === 6) expected *= 0.45
  if (weekday === 1) expected *= 1.25
  if (monthDay >= '12-23' || monthDay <= '01-02') expected *= 0.35
  if (monthDay >= '07-18' && monthDay <= '08-24') expected *= 0.7
  if (isNewsletterDay(day)) expected *= 1.7
  // A storm now and then: everybody reports the same roof.
  if (chance.next() < 0.012) expected *= 2.6
  return Math.round(expected * (0.8 + 0.4 * chance.next()))
}

/** The first Thursday of the month. */
function isNewsletterDay(day: string): boolean {
  return new Date(`${day}T12:00:00Z`).getUTCDay() === 4 && Number(day.slice(8)) <= 7
}

/** Seconds after midnight: few at night, a lunch peak, a long evening. */
const secondOfDay = (chance: Chance): number =>
  chance.pick([
    [chance.between(0, 6 * 3600), 3],
    [chance.between(7 * 3600, 11 * 3600), 30],
    [chance.between(11 * 3600, 14 * 3600), 24],
    [chance.between(14 * 3600, 18 * 3600), 24],
    [chance.between(18 * 3600, 82_800), 26],
  ])

/** Events of one local day, in the order of their time. Pure but for the chance that is given. */
export function trafficOn(site: Site, day: string, age: number, days: number, chance: Chance): EventRow[] {
  const { from, until } = dayBounds(day, site.timezone)
  const rows: EventRow[] = []
  const visitors = visitorsOn(day, age, days, chance)
  for (let nth = 0; nth < visitors; nth += 1) {
    const visitor = String(BigInt(Math.floor(chance.next() * 2 ** 53)) - 2n ** 52n)
    const who = chance.pick(equipment)
    const language = chance.pick(languages)
    const network = chance.pick(networks)
    const visits = chance.next() < 0.12 ? 2 : 1
    for (let visit = 0; visit < visits; visit += 1) {
      const origin = isNewsletterDay(day) && chance.next() < 0.4 ? newsletter : chance.pick(origins)
      walk(
        site,
        from.getTime() + secondOfDay(chance) * 1000,
        { visitor, network, language, who, origin },
        chance,
        rows,
      )
    }
  }
  return rows
    .filter(({ occurred_at: at }) => at < until)
    .toSorted((a, b) => a.occurred_at.getTime() - b.occurred_at.getTime())
}

interface Walker {
  readonly visitor: string
  readonly network: string
  readonly language: string
  readonly who: Equipment
  readonly origin: Origin
}

/** One visit: some pages, time spent on each, and now and then something done. */
function walk(site: Site, begin: number, walker: Walker, chance: Chance, rows: EventRow[]): void {
  let at = begin
  const views = chance.pick([
    [1, 44],
    [2, 22],
    [3, 14],
    [4, 9],
    [chance.between(5, 11), 11],
  ])
  for (let nth = 0; nth < views; nth += 1) {
    const path = chance.pick(pages)
    rows.push(rowOf(site, at, walker, VIEW, path, nth === 0, chance))
    at += chance.between(4, 150) * 1000
    const done = chance.next()
    if (done < 0.05) rows.push(followed(rowOf(site, at, walker, OUTBOUND, path, false, chance), chance))
    else if (done < 0.08)
      rows.push({ ...rowOf(site, at, walker, DOWNLOAD, path, false, chance), target: chance.pick(downloads) })
    else if (done < 0.11) rows.push(rowOf(site, at, walker, FORM, path, false, chance))
    else if (done < 0.13)
      rows.push({
        ...rowOf(site, at, walker, 'Woning bewaard', path, false, chance),
        props: { wijk: chance.pick(districts), kamers: String(chance.between(2, 5)) },
      })
    else if (done < 0.137)
      rows.push({
        ...rowOf(site, at, walker, SHARE, path, false, chance),
        outward: `${unknownNetwork}|share|content`,
      })
    else if (done < 0.141) {
      const gone = chance.pick(missing)
      rows.push(rowOf(site, at, walker, VIEW, gone, false, chance))
      rows.push({ ...rowOf(site, at, walker, MISSING, gone, false, chance), passive: true, target: gone })
    }
    at += 1000
    const engaged = rowOf(site, at, walker, ENGAGEMENT, path, false, chance)
    rows.push({
      ...engaged,
      device: null,
      browser: null,
      os: null,
      language: null,
      engaged_ms: Math.round(chance.between(2, 90) * 1000 * chance.next()),
      scroll: chance.between(10, 100),
    })
    at += chance.between(1, 20) * 1000
  }
}

const outbound: Weighted<string> = [
  ['facebook.com/woonstichtingdelinde', 5],
  ['facebook.com/sharer/sharer.php', 2],
  ['instagram.com/woonstichtingdelinde', 3],
  ['wa.me/', 4],
  ['woningnet.nl/inschrijven', 6],
  ['toeslagen.nl/huurtoeslag', 5],
  ['rotterdam.nl/afval', 2],
  ['linkedin.com/company/de-linde', 2],
  ['linkedin.com/posts/de-linde-zonnepanelen', 1],
  ['youtube.com/watch', 1],
]

const districts: Weighted<string> = [
  ['Kralingen', 4],
  ['Delfshaven', 5],
  ['Lombardijen', 3],
  ['Ommoord', 2],
]

const missing: Weighted<string> = [
  ['/demo/inschrijven-oud', 3],
  ['/demo/huurverhoging-2025', 5],
]

/** A link away from the site; most of those to social networks stand in the footer. */
function followed(row: EventRow, chance: Chance): EventRow {
  const target = chance.pick(outbound)
  const link = readSocialLink(new URL(`https://${target}`))
  const place = link?.kind === 'profile' && chance.next() < 0.8 ? 'footer' : 'content'
  return { ...row, target, outward: link && `${link.network}|${link.kind}|${place}` }
}

const downloads: Weighted<string> = [
  ['/demo/huurdersgids.pdf', 6],
  ['/demo/documenten/algemene-huurvoorwaarden.pdf', 4],
  ['/demo/documenten/opzegformulier.pdf', 3],
]

function rowOf(
  site: Site,
  at: number,
  { visitor, network, language, who, origin }: Walker,
  name: string,
  path: string,
  isEntry: boolean,
  chance: Chance,
): EventRow {
  const random = Uint8Array.from({ length: 10 }, () => chance.between(0, 255))
  const campaign = {
    source: origin.source ?? null,
    medium: origin.medium ?? null,
    campaign: origin.campaign ?? null,
  }
  const inApp = inAppNetwork(who.browser)
  const arrival = attribute({
    campaign,
    referrer: origin.referrer,
    isInternal: false,
    inApp,
    paidBy: null,
    path: path.replace(/^\/demo/, ''),
  })
  return {
    site_id: site.id,
    occurred_at: new Date(at),
    id: eventId(new Date(at), random),
    visitor,
    name,
    path,
    network,
    engaged_ms: null,
    scroll: null,
    clock_clamped: null,
    passive: null,
    ...who,
    language,
    country: null,
    channel: isEntry && arrival.channel !== 'direct' ? arrival.channel : null,
    source: isEntry ? arrival.source : null,
    referrer: isEntry ? origin.referrer : null,
    utm_source: isEntry ? campaign.source : null,
    utm_medium: isEntry ? campaign.medium : null,
    utm_campaign: isEntry ? campaign.campaign : null,
    target: null,
    outward: null,
    props: null,
    receipt: null,
  }
}

/** What a site of this size drops on a day, by reason: robots above all, then people who do not want to be counted. */
export function dropsOn(site: Site, day: string, events: number, chance: Chance): Dropped[] {
  const shares: Weighted<DropReason> = [
    ['bot', 0.11],
    ['signal', 0.06],
    ['opted-out', 0.008],
    ['prefetch', 0.01],
    ['spam-referrer', 0.004],
    ['duplicate', 0.003],
  ]
  return shares
    .map(([reason, share]) => ({
      siteId: site.id,
      day,
      reason,
      beacons: Math.round(events * share * (0.5 + chance.next())),
    }))
    .filter(({ beacons }) => beacons > 0)
}

/** What the site's own server would say it gave out: also to robots, and to people with a blocker. */
export const servedOn = (
  day: string,
  rows: readonly EventRow[],
  chance: Chance,
): { readonly day: string; readonly requests: number } => ({
  day,
  requests: Math.round(rows.filter(({ name }) => name === VIEW).length * (1.25 + 0.15 * chance.next())),
})

/** What the web editor would have noted that day. */
export function noteOn(day: string, events: number): string | null {
  if (isNewsletterDay(day)) return 'Nieuwsbrief verstuurd'
  return events > 1_400 ? 'Storm: veel reparatiemeldingen' : null
}
