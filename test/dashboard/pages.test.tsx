import { describe, expect, test } from 'vitest'
import { DimensionPage } from '../../src/dashboard/dimension-page.tsx'
import { OverviewPage, type OverviewPageProps } from '../../src/dashboard/overview-page.tsx'
import { panels, shownIn } from '../../src/dashboard/panels.ts'
import { SitesPage } from '../../src/dashboard/sites-page.tsx'
import { readView, type View } from '../../src/dashboard/view.ts'
import { languages } from '../../src/page/words.ts'
import { dimensions, type Breakdown } from '../../src/stats/question.ts'
import { attributesOf, inlineParts, renderPage } from '../page/html.ts'
import {
  believableBreakdown,
  believableDays,
  believableDrops,
  believableSummary,
  earlierSummary,
} from './believable.ts'

const today = '2026-11-23'
const view = (query = ''): View => {
  const reading = readView('example.nl', new URLSearchParams(query), today)
  if (!reading.ok) throw new Error(reading.why)
  return reading.view
}
const page = (query = '', more: Partial<OverviewPageProps> = {}): Promise<string> => {
  const shown = view(query)
  return renderPage(
    <OverviewPage
      lang="nl"
      view={shown}
      today={today}
      now={believableSummary}
      before={earlierSummary}
      series={believableDays('2026-10-25', 30)}
      breakdowns={panels.map((panel) => ({
        panel,
        breakdown: believableBreakdown(shownIn(panel, shown.shown)),
      }))}
      drops={believableDrops}
      coverage={null}
      annotations={[]}
      mayWrite={false}
      keysLostOn={[]}
      k={5}
      snippet="<script defer src='https://meten.example.nl/s/example.nl.js'></script>"
      {...more}
    />,
  )
}
const texts = (html: string) => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')

/** What an anonymous sender can get into a report: none of it may become markup (S-07). */
const poison = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  'javascript:alert(1)',
  '</title><svg onload=alert(1)>',
  '{{constructor.constructor("alert(1)")()}}',
  '\u202egnp.exe',
  'x'.repeat(2000),
]
const poisoned = (dimension: Breakdown['dimension']): Breakdown => ({
  dimension,
  rows: poison.map((value, nth) => ({ value, visitors: 90 - nth, visits: 90, views: 90 })),
  hidden: null,
})

describe('the overview', () => {
  test('shows each figure with its change and its definition', async () => {
    const text = texts(await page())
    expect(text).toContain('Bezoekers 12.431 13% 13% meer dan 25 september – 24 oktober 2026')
    expect(text).toContain('Bezoeken 14.873 0% gelijk aan')
    expect(text).toContain('Leestijd 1:36 min niets in')
    expect(text).toContain('Een open tabblad op de achtergrond telt niet.')
    expect(text).toContain('Vandaag is nog niet voorbij.')
  })

  test('says what the chart says, in words and in a table', async () => {
    const html = await page()
    expect(html).toMatch(
      /<svg class="plot" role="img" aria-label="[^"]+ example.nl, [^"]+" aria-describedby="trend-description">/,
    )
    expect(html).toMatch(
      /<desc id="trend-description">Bezoekers samen: [\d.]+\. Bezoekers: het meest op \w\w \d+ november/,
    )
    expect(html.match(/<th scope="row">(Ma|Di|Wo|Do|Vr|Za|Zo) \d+ (oktober|november)<\/th>/g)).toHaveLength(
      30,
    )
  })

  test('holds nothing inline, in any language, with anything that visitors can send (S-07, S-16)', async () => {
    for (const lang of languages) {
      const html = await page('filter=source:%3Cscript%3E', {
        lang,
        breakdowns: panels.flatMap((panel) =>
          panel.dimensions.map((dimension) => ({ panel, breakdown: poisoned(dimension) })),
        ),
      })
      expect(inlineParts(html)).toEqual([])
      expect(html).not.toMatch(/<(script|img)[\s>]/)
      expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    }
  })

  test('leads nowhere but to our own pages, except to the hosts it shows (S-08)', async () => {
    const html = await page('show=outbound&show=referrer')
    const outside = attributesOf(html, 'href').filter(
      (href) => !href.startsWith('/') && !href.startsWith('#'),
    )
    expect(outside).toContain('https://huurcommissie.nl/')
    expect(outside.every((href) => href.startsWith('https://'))).toBe(true)
    expect(html.match(/href="https:[^>]+rel="noopener noreferrer nofollow"/g)).toHaveLength(outside.length)
  })

  test('keeps period, filters and tabs in every link, and adds a filter with one click', async () => {
    const hrefs = attributesOf(await page('period=90d&filter=device:mobile&show=exit'), 'href')
    expect(hrefs).toContain(
      '/dashboard/sites/example.nl?period=90d&filter=device%3Amobile&filter=source%3Agoogle.com&show=exit',
    )
    expect(hrefs).toContain('/dashboard/sites/example.nl?period=90d&show=exit')
    expect(hrefs).toContain('/dashboard/sites/example.nl?period=7d&filter=device%3Amobile&show=exit')
    expect(hrefs).toContain('/dashboard/sites/example.nl?period=90d&filter=device%3Amobile#pages')
  })

  test('explains why small groups are folded, with the number that holds here', async () => {
    expect(texts(await page())).toContain('14 kleine groepen samen')
    expect(texts(await page())).toContain('onder 5 bezoekers')
    expect(texts(await page('filter=device:mobile', { k: 10 }))).toContain('onder 10 bezoekers')
  })

  test('without visits says what to do, and shows the line for the website', async () => {
    const none = { ...believableSummary, visitors: 0, visits: 0, views: 0 }
    const html = await page('', { now: none })
    expect(texts(html)).toContain('In deze periode is niets geteld')
    expect(html).toContain('&lt;script defer')
    expect(texts(await page('filter=device:mobile', { now: none }))).toContain('Haal een filter weg')
  })

  test('of fewer than k people under a filter tells nothing of them', async () => {
    const text = texts(await page('filter=device:mobile', { now: null, series: null, k: 10 }))
    expect(text).toContain('minder dan 10 bezoekers')
    expect(text).not.toContain('12.431')
  })

  test('shows gaps where a filtered day is hidden, and no hours of a filtered day', async () => {
    const series = believableDays('2026-10-25', 30).map((point, nth) =>
      nth === 3 ? { at: point.at, visitors: null, visits: null, views: null } : point,
    )
    const html = await page('filter=device:mobile', { series, k: 10 })
    expect(texts(html)).toContain('Waar de lijn ontbreekt zijn er minder dan 10 bezoekers.')
    expect(html).not.toMatch(/NaN/)
    expect(texts(await page('period=today&filter=device:mobile', { series: null }))).toContain(
      'Per uur tonen we alleen totalen',
    )
  })

  test('names every reason why something was not counted', async () => {
    expect(texts(await page())).toContain('Robot : een zoekmachine of ander programma, geen mens 18.204')
    expect(texts(await page('', { drops: [] }))).toContain('In deze periode is niets geweigerd.')
  })
})

describe('the page of a dimension', () => {
  test.each(dimensions)('%s has every figure, its share and a way to take it away', async (dimension) => {
    const html = await renderPage(
      <DimensionPage
        lang="nl"
        view={view()}
        today={today}
        breakdown={poisoned(dimension)}
        visitors={1000}
        k={5}
      />,
    )
    expect(inlineParts(html)).toEqual([])
    expect(texts(html)).toMatch(/90 90 90 9%/)
    expect(attributesOf(html, 'href')).toContain(
      `/api/stats/example.nl/breakdown?from=2026-10-25&to=2026-11-23&dimension=${dimension}&format=csv`,
    )
  })
})

describe('the list of sites', () => {
  test('without any says how to begin', async () => {
    const html = await renderPage(<SitesPage lang="nl" sites={[]} snippet="<script src='x'></script>" />)
    expect(html).toContain('npm run cli -- site add example.nl')
    expect(html).toContain('&lt;script src=')
  })

  test('leads to each and keeps the chosen language', async () => {
    const sites = [{ domain: 'example.nl', visitorsToday: 0 }]
    const html = await renderPage(<SitesPage lang="en" chosenLang="en" sites={sites} snippet="" />)
    expect(attributesOf(html, 'href')).toContain('/dashboard/sites/example.nl?lang=en')
    expect(texts(html)).toContain('0 visitors today')
  })
})
