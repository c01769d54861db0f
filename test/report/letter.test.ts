/**
 * What a report says, against visits that are known one by one: headline and comparison, small groups hidden as on the
 * dashboard, both languages, and nothing in it that somebody else could have written into it.
 */
import { randomBytes } from 'node:crypto'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import type { EventRow } from '../../src/db/schema.ts'
import { composeMessage } from '../../src/mail/message.ts'
import { readLetter } from '../../src/mail/read-letter.ts'
import { languages, type Language } from '../../src/page/words.ts'
import { findReport, type Report } from '../../src/report/figures.ts'
import { composeReport, reportParts } from '../../src/report/letter.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { recordAnnotation } from '../../src/stats/annotations.ts'
import { fillConversions } from '../../src/stats/conversions.ts'
import { addGoal } from '../../src/stats/goals.ts'
import { breakDown } from '../../src/stats/query.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { happen, people, store } from './readers.ts'

const week = { from: '2026-11-16', to: '2026-11-22' }
const day = '2026-11-17'
const publicUrl = 'https://meten.example.nl'

let pglite: PgliteWorld
let world: World
let site: Site
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db, { at: '2026-11-23T07:00:00Z' })
  site = await world.addSite()
})
afterAll(() => pglite.close())

const find = (range = week) => findReport(world.ports, site, 'week', range)
const partsOf = (report: Report, lang: Language = 'nl') => reportParts(report, lang, publicUrl)
const figureOf = (report: Report, name: string, lang: Language = 'nl') =>
  partsOf(report, lang).figures?.find((figure) => figure.name === name)
const sectionOf = (report: Report, heading: string, lang: Language = 'nl') =>
  partsOf(report, lang).sections?.find((section) => section.heading === heading)
const mailOf = (report: Report, lang: Language = 'nl', unsubscribeUrl?: string) =>
  composeReport(partsOf(report, lang), unsubscribeUrl)

/** Twelve people of whom six saw a second page; nine of them in the week before. */
const ordinary = (): EventRow[] => [
  ...people(12, (who) => happen(site, day, who, { channel: 'search', source: 'google.com' })),
  ...people(6, (who) => happen(site, day, who, { path: '/aanbod', channel: 'search', source: 'google.com' })),
  ...people(9, (who) => happen(site, '2026-11-10', who)),
  // Outside both weeks.
  ...people(7, (who) => happen(site, '2026-11-08', who)),
]

describe('the headline', () => {
  test('tells what was counted in the week and not around it, beside the week before', async () => {
    await store(world, site, ordinary())
    const report = await find()
    expect(report.summary).toMatchObject({ visitors: 12, visits: 12, views: 18, bounceRate: 0.5 })
    expect(report.before).toMatchObject({ visitors: 9, visits: 9, views: 9, bounceRate: 1 })
    expect(report.previous).toEqual({ from: '2026-11-09', to: '2026-11-15' })
    expect(partsOf(report).figures).toEqual([
      { name: 'Bezoekers', value: '12', change: '3 meer (33%)' },
      { name: 'Bezoeken', value: '12', change: '3 meer (33%)' },
      { name: 'Bekeken pagina’s', value: '18', change: '9 meer (100%)' },
      { name: 'Direct weg', value: '50%', change: '50 procentpunten minder' },
      { name: 'Leestijd', value: '0:00 min', change: 'vrijwel gelijk' },
    ])
    expect(partsOf(report).paragraphs).toEqual(['Vergeleken met 9–15 november 2026.'])
  })

  test('says in words when there was nothing before, when it is the same, and when it became fewer', async () => {
    await store(
      world,
      site,
      people(6, (who) => happen(site, day, who)),
    )
    expect(figureOf(await find(), 'Bezoekers')?.change).toBe('daarvoor niets')
    expect(figureOf(await find(), 'Direct weg')?.change).toBe('geen vergelijking')
    await store(
      world,
      site,
      people(6, (who) => happen(site, '2026-11-10', who)),
    )
    expect(figureOf(await find(), 'Bezoekers')?.change).toBe('vrijwel gelijk')
    await store(
      world,
      site,
      people(8, (who) => happen(site, '2026-11-11', who)),
    )
    expect(figureOf(await find(), 'Bezoekers')?.change).toBe('8 minder (57%)')
    expect(figureOf(await find(), 'Visitors', 'en')?.change).toBe('8 fewer (57%)')
  })

  test('compares reading time in minutes', async () => {
    const read = (on: string, ms: number) =>
      people(6, (who) => happen(site, on, who)).concat(
        people(6, (who) => happen(site, on, who, { name: 'engagement', engaged_ms: ms })),
      )
    await store(world, site, [...read(day, 72_000), ...read('2026-11-10', 60_000)])
    expect(figureOf(await find(), 'Leestijd')).toEqual({
      name: 'Leestijd',
      value: '1:12 min',
      change: '0:12 min meer (20%)',
    })
  })
})

describe('a site of few visitors', () => {
  test('has totals and no page, source, channel or network of its own in the mail', async () => {
    await store(world, site, [
      ...people(4, (who) =>
        happen(site, day, who, {
          path: '/geheim',
          channel: 'social',
          source: 'Facebook',
          referrer: 'facebook.com',
        }),
      ),
    ])
    const report = await find()
    const { text, html } = mailOf(report)
    expect(figureOf(report, 'Bezoekers')?.value).toBe('4')
    for (const told of [text, html]) expect(told).not.toMatch(/geheim|Facebook|facebook|Sociaal netwerk: /)
    expect(sectionOf(report, 'Pagina’s')?.table?.rows).toEqual([['1 kleine groepen samen', '4', '4']])
    expect(text).toContain('onder 5 bezoekers zou een cijfer over één persoon kunnen gaan')
  })

  test('A-45: shows a page from five visitors on, and hides the same ones as the dashboard does', async () => {
    await store(world, site, [
      ...people(5, (who) => happen(site, day, who, { path: '/vijf' })),
      ...people(4, (who) => happen(site, day, who + 20, { path: '/vier' })),
      ...people(3, (who) => happen(site, day, who + 40, { path: '/drie' })),
      ...people(30, (who) => happen(site, day, who + 60, { path: '/dertig' })),
    ])
    const report = await find()
    expect(sectionOf(report, 'Pagina’s')?.table?.rows).toEqual([
      ['/dertig', '30', '30'],
      ['/vijf', '5', '5'],
      ['2 kleine groepen samen', '7', '7'],
    ])
    expect(report.pages).toEqual(await breakDown(world.ports, site, { range: week, filters: [] }, 'page'))
    expect(mailOf(report).html).not.toMatch(/\/vier|\/drie/)
    expect(mailOf(report).text).not.toMatch(/\/vier|\/drie/)
  })

  test('gets no number of any group under five, whatever the groups are', async () => {
    for (let size = 1; size <= 7; size += 1)
      await store(
        world,
        site,
        people(size, (who) =>
          happen(site, day, size * 100 + who, {
            path: `/van-${size}`,
            channel: 'social',
            source: `Net${size}`,
          }),
        ),
      )
    const { sections = [] } = partsOf(await find())
    const rows = sections.flatMap(({ table }) => table?.rows ?? [])
    expect(rows.length).toBeGreaterThan(5)
    for (const [name = '', ...counts] of rows)
      for (const count of counts)
        expect([name, Number(count) === 0 || Number(count) >= 5]).toEqual([name, true])
    expect(rows.some(([name]) => name === '/van-7')).toBe(true)
    expect(rows.some(([name]) => /[1-4]$/.test(name ?? ''))).toBe(false)
  })
})

describe('below the headline', () => {
  test('stand ten pages, channels by name, sources, and both directions of social media', async () => {
    const paths = Array.from({ length: 12 }, (_, nth) => `/pagina-${nth}`)
    await store(world, site, [
      ...paths.flatMap((path, nth) => people(30 - nth, (who) => happen(site, day, who, { path }))),
      ...people(8, (who) => happen(site, day, who + 50, { channel: 'social', source: 'Facebook' })),
      ...people(9, (who) =>
        happen(site, day, who + 70, {
          name: 'Outbound Link: Click',
          outward: 'Facebook|profile|footer',
          target: 'x.example/',
        }),
      ),
    ])
    const report = await find()
    const pages = sectionOf(report, 'Pagina’s')?.table?.rows ?? []
    expect(pages.slice(0, 10).map(([path]) => path)).toEqual(paths.slice(0, 10))
    expect(pages.some(([path]) => path === '/pagina-11')).toBe(false)
    expect(sectionOf(report, 'Kanalen')?.table?.rows.map(([name]) => name)).toContain('Sociaal netwerk')
    expect(sectionOf(report, 'Bronnen')?.table?.rows).toEqual([['Facebook', '8', '8']])
    expect(sectionOf(report, 'Van en naar sociale media')?.table?.rows).toEqual([['Facebook', '8', '9']])
  })

  test('A-45: stand goals when there are any, and few people of one are not told', async () => {
    await store(world, site, [
      ...people(20, (who) => happen(site, day, who, { path: '/' })),
      ...people(5, (who) => happen(site, day, who, { path: '/bedankt' })),
      ...people(2, (who) => happen(site, day, who, { path: '/zeldzaam' })),
    ])
    expect(sectionOf(await find(), 'Doelen')).toBeUndefined()
    await addGoal(world.ports, site, { name: 'Gemeld', kind: 'page', pattern: '/bedankt' })
    await addGoal(world.ports, site, { name: 'Zeldzaam', kind: 'page', pattern: '/zeldzaam' })
    // Not computed yet: nothing is told, least of all a zero.
    expect(sectionOf(await find(), 'Doelen')?.table?.rows[0]).toEqual(['Gemeld', 'wordt berekend', '–'])
    while (!(await fillConversions(world.ports, site)).isDone);
    const goals = sectionOf(await find(), 'Doelen')
    expect(goals?.table?.rows).toEqual([
      ['Gemeld', '5', '25%'],
      ['Zeldzaam', 'te weinig', '–'],
    ])
    expect(goals?.note).toContain('minder dan 5 bezoekers')
  })

  test('stand notes of the week, what was dropped with its meaning, and what each figure means', async () => {
    await store(world, site, ordinary())
    await recordAnnotation(world.ports, site, { day, note: 'Nieuwsbrief verstuurd' })
    await recordAnnotation(world.ports, site, { day: '2026-11-23', note: 'Van een andere week' })
    world.drops.countDropped({ siteId: site.id, day, reason: 'bot', beacons: 41 })
    world.drops.countDropped({ siteId: site.id, day: '2026-11-23', reason: 'signal', beacons: 3 })
    await world.drops.flush()
    const report = await find()
    expect(sectionOf(report, 'Aantekeningen')?.list).toEqual(['di 17 november: Nieuwsbrief verstuurd'])
    expect(sectionOf(report, 'Niet meegeteld')?.table?.rows).toEqual([
      ['Robot: een zoekmachine of ander programma, geen mens', '41'],
    ])
    const meanings = sectionOf(report, 'Wat betekenen deze cijfers?')?.list ?? []
    expect(meanings).toHaveLength(5)
    expect(meanings[0]).toMatch(/^Bezoekers: Verschillende bezoekers per dag/)
  })

  test('stands the way to the dashboard of exactly these days', async () => {
    await store(world, site, ordinary())
    expect(partsOf(await find()).action).toEqual({
      label: 'Bekijk deze week in Voordeur',
      url: 'https://meten.example.nl/dashboard/sites/example.nl?from=2026-11-16&to=2026-11-22',
    })
  })
})

describe('an empty week', () => {
  test('says so plainly, with what was dropped and without a single figure', async () => {
    world.drops.countDropped({ siteId: site.id, day, reason: 'foreign-origin', beacons: 12 })
    await world.drops.flush()
    const parts = partsOf(await find())
    expect(parts.paragraphs[0]).toBe('Op example.nl is niets geteld: 16–22 november 2026.')
    expect(parts.figures).toEqual([])
    expect(parts.sections?.map(({ heading }) => heading)).toEqual(['Niet meegeteld'])
    expect(partsOf(await find(), 'en').paragraphs[0]).toBe(
      'Nothing was counted on example.nl: 16\u2009–\u200922 November 2026.',
    )
  })
})

describe('a month', () => {
  test('is named as one, and compared with the whole month before', async () => {
    await store(
      world,
      site,
      people(6, (who) => happen(site, '2026-10-31', who)),
    )
    const report = await findReport(world.ports, site, 'month', { from: '2026-10-01', to: '2026-10-31' })
    const { subject, paragraphs, figures } = partsOf(report)
    expect(subject).toBe('Maandrapport example.nl: oktober 2026')
    expect(paragraphs).toEqual(['Vergeleken met september 2026.'])
    expect(figures?.[0]?.value).toBe('6')
    expect(partsOf(report, 'en').subject).toBe('Monthly report of example.nl: October 2026')
  })
})

describe('as a mail', () => {
  const sender = { from: { address: 'voordeur@delinde.example', name: 'De Linde' }, signing: null }
  const received = async (lang: Language, unsubscribeUrl?: string) => {
    const letter = { to: 'anna@example.nl', ...mailOf(await find(), lang, unsubscribeUrl) }
    expect(readLetter(letter)).toEqual({ ok: true, letter })
    const id = '0b54a7c2-5c3d-4f5e-a1b2-3c4d5e6f7a8b'
    const bytes = await composeMessage({ id, letter, queuedAt: world.ports.now() }, sender)
    return await PostalMime.parse(bytes)
  }

  test.each([...languages])('reads in %s as text and as HTML, with the same figures', async (lang) => {
    await store(world, site, ordinary())
    const mail = await received(lang, `${publicUrl}/report/unsubscribe/abc`)
    expect(mail.subject).toBe(
      lang === 'nl'
        ? 'Weekrapport example.nl: 16–22 november 2026'
        : 'Weekly report of example.nl: 16\u2009–\u200922 November 2026',
    )
    expect(mail.html).toContain(`<html lang="${lang}">`)
    for (const told of [mail.text ?? '', mail.html ?? '']) {
      expect(told).toContain(lang === 'nl' ? '3 meer (33%)' : '3 more (33%)')
      expect(told).toContain('google.com')
      expect(told).toContain(`${publicUrl}/report/unsubscribe/abc`)
      expect(told).not.toMatch(/undefined|NaN|null|\[object/)
    }
    expect(mail.headers.find(({ key }) => key === 'list-unsubscribe')?.value).toBe(
      `<${publicUrl}/report/unsubscribe/abc>`,
    )
    expect(mail.headers.find(({ key }) => key === 'list-unsubscribe-post')?.value).toBe(
      'List-Unsubscribe=One-Click',
    )
    // Nothing is loaded when it is opened.
    expect(mail.html).not.toMatch(/<img|<script|<link|url\(|@import/i)
  })

  test('says why it came only when it came by itself', async () => {
    await store(world, site, ordinary())
    expect((await received('nl', `${publicUrl}/report/unsubscribe/abc`)).text).toContain(
      'voor hebt aangemeld',
    )
    const asked = await received('nl')
    expect(asked.text).not.toMatch(/aangemeld|Afmelden/)
    expect(asked.headers.some(({ key }) => key.startsWith('list-'))).toBe(false)
  })

  test('holds no markup, line end or turned writing of whoever visited', async () => {
    const poison = [
      '/<script>alert(1)</script>',
      '/"><img src=x onerror=alert(1)>',
      '/a\r\nBcc: kwaad@example.nl\r\n\r\nhallo',
      '/\u202egnp.exe\u2028x',
      `/${'lang'.repeat(400)}`,
    ]
    await store(
      world,
      site,
      poison.flatMap((path) => people(6, (who) => happen(site, day, who, { path }))),
    )
    const { text = '', html = '', headers } = await received('nl')
    expect(html).not.toMatch(/<script|<img/i)
    for (const told of [text, html]) expect(told).not.toMatch(/[\u202a-\u202e\u2028\u2029]|(lang){30}/)
    expect(text).not.toMatch(/^Bcc:/m)
    expect(headers.some(({ key }) => key === 'bcc')).toBe(false)
  })

  test('has a subject that fits, also for the longest domain there can be', async () => {
    const domain = `${'a'.repeat(60)}.`.repeat(4).slice(0, 250) + '.nl'
    const report = { ...(await find()), domain }
    for (const lang of languages)
      expect(readLetter({ to: 'a@example.nl', ...mailOf(report, lang) }).ok).toBe(true)
  })
})
