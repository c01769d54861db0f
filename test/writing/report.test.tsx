/** What became of newsletters, as its pages show it: to whom, with which words, and with nobody in it. */
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import fc from 'fast-check'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { roles } from '../../src/account/role.ts'
import { app } from '../../src/app.ts'
import { migrate } from '../../src/db/migrate.ts'
import { forgetDeliveries } from '../../src/delivery/forget.ts'
import { addIssue, issueDocument, type Issue } from '../../src/newsletter/issue.ts'
import { freezeIssue } from '../../src/newsletter/mail.ts'
import { campaignOf } from '../../src/newsletter/utm.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { makeVisits } from '../../src/stats/visits.ts'
import { readNetwork } from '../../src/visitor/network.ts'
import { numberLinks } from '../../src/writing/click-map.ts'
import { browserOf, type Browsing } from '../asking/deciding-staff.ts'
import { attributesOf, inlineParts, unescapeHtml } from '../page/html.ts'
import { faultless, openAxe, type AxeWorld } from '../support/axe.ts'
import { idAt, sendBeacon, view } from '../support/send.ts'
import { signInAs } from '../support/staff.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

const receipt = '11111111-1111-4111-8111-111111111111'
const path = '/dashboard/sites/example.nl/newsletter'

let database: PgliteWorld
let world: World
let site: Site
let viewer: Browsing
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
  await emptyTables(database.db)
  world = await openWorld(database.db)
})
afterAll(() => database.close())
/** Accounts stay: each costs a password's hash. */
beforeEach(async () => {
  await database.db`
    truncate site, newsletter_issue, issue_body, issue_link, delivery, delivery_total, hit_count, reader_hit, unsubscribe_count,
      subscriber, subscription, event, visit, ingest_batch`
  forgetSites(database.db)
  world.setNow('2026-11-23T11:00:00Z')
  site = await world.addSite()
  viewer = await browserOf(world, 'viewer', site.id)
})

const source = `# Nieuws uit de buurt

Dag {{naam|bewoner}}, de [planning van het onderhoud](https://example.nl/onderhoud?naam=anna) staat klaar.

[Meld een reparatie](https://example.nl/reparatie){knop}

Lees ook [wat de huurverhoging betekent](https://example.nl/huur) of kom langs in [het buurthuis](https://buurthuis.example/agenda).
`

/** Began at noon of the clock, with its mail frozen. */
async function beginIssue(subject = 'Nieuws uit de buurt', text = source): Promise<Issue> {
  const { ports } = world
  const issue = await addIssue(ports, site, {
    document: issueDocument.parse({ subject, source: text }),
    madeBy: null,
  })
  await ports.db.begin((db) => freezeIssue({ ...ports, db }, site, issue))
  await ports.db`
    update newsletter_issue set state = 'sent', started_at = ${ports.now()}, finished_at = ${ports.now()}
    where site_id = ${site.id} and issue_id = ${issue.id}`
  return issue
}

interface Mails {
  readonly level?: 'off' | 'aggregate' | 'personal'
  readonly state?: string
  readonly returned?: string
}

/** Readers from this number on. */
const addMails = (
  { id }: Issue,
  from: number,
  count: number,
  { level = 'aggregate', state = 'sent', returned }: Mails = {},
) => world.ports.db`
  insert into delivery (site_id, issue_id, subscriber_id, state, opens, clicks, next_try_at, returned)
  select ${site.id}, ${id}, ${from} + nth - 1, ${state}, ${level}, ${level}, ${world.ports.now()}, ${returned ?? null}
  from generate_series(1, ${count}) nth`

const addHits = ({ id }: Issue, linkNo: number, level: string, verdict: string, times: number) =>
  world.ports.db`
    insert into hit_count (site_id, issue_id, day, link_no, level, verdict, times)
    values (${site.id}, ${id}, '2026-11-23', ${linkNo}, ${level}, ${verdict}, ${times})`

/** Each of the first `count` readers, once. */
const addReaderHits = ({ id }: Issue, linkNo: number, count: number) => world.ports.db`
  insert into reader_hit (site_id, issue_id, subscriber_id, link_no, verdict, times, first_at, last_at)
  select ${site.id}, ${id}, nth, ${linkNo}, 'human', 1, ${world.ports.now()}, ${world.ports.now()}
  from generate_series(1, ${count}) nth`

const addEnds = ({ id }: Issue, by: string, times: number) => world.ports.db`
  insert into unsubscribe_count (site_id, issue_id, ended_by, day, times)
  values (${site.id}, ${id}, ${by}, '2026-11-23', ${times})`

/** 500 recipients: 120 said yes, 60 said no, the rest was never asked. */
async function believableIssue(subject?: string, scale = 1): Promise<Issue> {
  const issue = await beginIssue(subject)
  const at = (times: number) => Math.round(times * scale)
  await addMails(issue, 1, 120, { level: 'personal' })
  await addMails(issue, 121, 309)
  await addMails(issue, 430, 60, { level: 'off' })
  await addMails(issue, 490, 7, { returned: 'hard' })
  await addMails(issue, 497, 3, { state: 'failed' })
  await addMails(issue, 500, 1, { state: 'uncertain' })
  for (const [verdict, aggregate, personal] of [
    ['human', 84, 58],
    ['proxy', 61, 23],
    ['machine', 102, 40],
    ['scanner', 12, 6],
  ] as const) {
    await addHits(issue, 0, 'aggregate', verdict, at(aggregate))
    await addHits(issue, 0, 'personal', verdict, at(personal))
  }
  for (const [nth, [aggregate, personal]] of [
    [41, 19],
    [27, 12],
    [16, 8],
    [9, 6],
  ].entries()) {
    await addHits(issue, nth + 1, 'aggregate', 'human', at(aggregate ?? 0))
    await addHits(issue, nth + 1, 'personal', 'human', at(personal ?? 0))
    await addHits(issue, nth + 1, 'aggregate', 'scanner', 14)
    await addReaderHits(issue, nth + 1, at(personal ?? 0))
  }
  await addReaderHits(issue, 0, at(66))
  await addEnds(issue, 'one-click', 6)
  await addEnds(issue, 'page', 2)
  return issue
}

const textOf = async (answer: Response | Promise<Response>) =>
  unescapeHtml((await (await answer).text()).replaceAll(/<[^>]+>/g, ' ')).replaceAll(/\s+/g, ' ')
const reportOf = ({ id }: Issue) => `${path}/issues/${id}/report`

describe('who sees it', () => {
  test('everybody who may see the site, nobody else; steps of writing are for who may edit', async () => {
    const issue = await believableIssue()
    const pages = [
      `${path}/report`,
      reportOf(issue),
      `${reportOf(issue)}/mail`,
      `${reportOf(issue)}/links.csv`,
    ]
    for (const role of roles) {
      const browsing = await browserOf(world, role, site.id)
      for (const at of pages) expect([role, at, (await browsing.ask(at)).status]).toEqual([role, at, 200])
      const html = await (await browsing.ask(reportOf(issue))).text()
      expect([role, html.includes(`/issues/${issue.id}/links"`)]).toEqual([
        role,
        role === 'editor' || role === 'admin',
      ])
      expect(inlineParts(html)).toEqual([])
    }
    const other = await world.addSite({ domain: 'ander.nl' })
    const stranger = await browserOf(world, 'admin', other.id)
    for (const at of pages) expect((await stranger.ask(at)).status).toBe(404)
    // A newsletter of another site is not there, whoever asks.
    const all = await browserOf(world, 'admin', 0)
    const elsewhere = reportOf(issue).replace('example.nl', 'ander.nl')
    for (const at of ['', '/mail', '/links.csv']) expect((await all.ask(elsewhere + at)).status).toBe(404)
  })

  test('what did not begin, and what is no newsletter, is not there', async () => {
    const { id } = await addIssue(world.ports, site, { document: issueDocument.parse({}), madeBy: null })
    for (const issue of [String(id), '999', '0', 'x', '99999999999'])
      for (const at of ['', '/mail', '/links.csv'])
        expect([issue, (await viewer.ask(`${path}/issues/${issue}/report${at}`)).status]).toEqual([
          issue,
          404,
        ])
  })
})

describe('one newsletter', () => {
  test('says what became of it, in both languages, each level by itself', async () => {
    const issue = await believableIssue()
    const text = await textOf(viewer.ask(reportOf(issue)))
    for (const part of [
      'Bezorgd 489 van 496 mails die zijn verstuurd',
      // 93 in total and 45 by person, of the 429 mails that could tell.
      'Klikken van mensen 138 32 per 100 gemeten mails',
      'Geopend 226 53 per 100 gemeten mails',
      'Afgemeld 8 via deze mail',
      'Alleen totalen 309 93 56 niet te weten',
      'Alleen totalen 309 84 61 102 12 niet te weten',
      'Per persoon 120 58 23 40 6 66',
      '60 mails zijn niet gemeten en tellen niet mee.',
      'Teruggekomen: het adres bestaat niet meer 7',
      'Onzeker of hij aankwam 1',
      'Afgemeld met de knop in het mailprogramma 6',
      'We volgen niemand van mail naar website.',
    ])
      expect(text).toContain(part)
    expect(await textOf(viewer.ask(`${reportOf(issue)}?lang=en`))).toContain(
      'Clicks by people 138 32 per 100 measured mails',
    )
  })

  test('shows where each link leads without its query, under the number that it has in the mail', async () => {
    const issue = await believableIssue()
    const answer = await viewer.ask(reportOf(issue))
    const html = await answer.text()
    expect(answer.headers.get('content-security-policy')).toContain("frame-src 'self'")
    expect(attributesOf(html, 'src')).toContain(`${reportOf(issue)}/mail`)
    expect(html).not.toContain('naam=anna')
    const text = unescapeHtml(html.replaceAll(/<[^>]+>/g, ' ')).replaceAll(/\s+/g, ' ')
    expect(text).toContain('1 example.nl/onderhoud 60 19')
    expect(text).toContain('4 buurthuis.example/agenda 15 6')
    const csv = await viewer.ask(`${reportOf(issue)}/links.csv`)
    expect(csv.headers.get('content-disposition')).toBe(
      `attachment; filename="newsletter-${issue.id}-links.csv"`,
    )
    expect((await csv.text()).split('\r\n').slice(0, 3)).toEqual([
      'link,target,clicks,unique',
      '1,example.nl/onderhoud,60,19',
      '2,example.nl/reparatie,39,12',
    ])
  })

  test('N7: the mail is clean and the same for all, in a sandbox without script, with a number at each link', async () => {
    const issue = await believableIssue()
    const answer = await viewer.ask(`${reportOf(issue)}/mail`)
    const html = await answer.text()
    expect(answer.headers.get('content-security-policy')).toMatch(
      /^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'/,
    )
    expect(answer.headers.get('cross-origin-opener-policy')).toBeNull()
    expect(
      [...html.matchAll(/<span style="all:initial[^>]*>(\d+)<\/span>/g)].map(([, number]) => number),
    ).toEqual(['1', '2', '3', '4'])
    expect(html).toMatch(
      /href="https:\/\/example\.nl\/onderhoud\?naam=anna"[^>]*><span style="all:initial[^>]*>1</,
    )
    expect(html).toContain('Dag bewoner')
    expect([html.includes('{{'), html.includes('/n/c/'), html.includes('/n/o/')]).toEqual([
      false,
      false,
      false,
    ])
    const [{ hits } = { hits: '' }] = await world.ports.db<{ hits: string }[]>`
      select sum(times)::text as hits from hit_count where site_id = ${site.id}`
    await viewer.ask(`${reportOf(issue)}/mail`)
    expect(
      await world.ports.db`select sum(times)::text as hits from hit_count where site_id = ${site.id}`,
    ).toEqual([{ hits }])
  })

  test('a handful is a dash wherever it would stand, and the page says why', async () => {
    const issue = await beginIssue()
    await addMails(issue, 1, 200)
    await addHits(issue, 0, 'aggregate', 'human', 3)
    await addHits(issue, 1, 'aggregate', 'human', 137)
    await addHits(issue, 2, 'aggregate', 'human', 4)
    await addHits(issue, 3, 'aggregate', 'human', 61)
    const text = await textOf(viewer.ask(reportOf(issue)))
    expect(text).toContain('Geopend – te weinig om te tonen')
    expect(text).toContain('Klikken van mensen 202 101 per 100')
    expect(text).toMatch(/2 example\.nl\/reparatie – te weinig om te tonen/)
    // One that would be told by subtracting is hidden with it.
    expect(text).toMatch(/3 example\.nl\/huur – te weinig om te tonen/)
    expect(text).toContain('minder dan 5')
    const csv = await (await viewer.ask(`${reportOf(issue)}/links.csv`)).text()
    expect(csv.split('\r\n').slice(1, 4)).toEqual([
      '1,example.nl/onderhoud,137,',
      '2,example.nl/reparatie,,',
      '3,example.nl/huur,,',
    ])
  })

  test('who said yes may be so few that they are left out; the totals of all others still stand', async () => {
    const issue = await beginIssue()
    await addMails(issue, 1, 3, { level: 'personal' })
    await addMails(issue, 4, 200)
    await addHits(issue, 1, 'personal', 'human', 9)
    await addHits(issue, 1, 'aggregate', 'human', 60)
    await addHits(issue, 2, 'aggregate', 'scanner', 2)
    await addReaderHits(issue, 1, 3)
    const text = await textOf(viewer.ask(reportOf(issue)))
    expect(text).toContain('Klikken van mensen 60 30 per 100')
    expect(text).toMatch(/Alleen totalen 200 60 – te weinig om te tonen niet te weten/)
    expect(text).toMatch(/Per persoon 3 (– te weinig om te tonen ?){3}/)
    expect(text).toMatch(/1 example\.nl\/onderhoud 60 – te weinig/)
  })

  test('fact 2: where nothing was measured it says so, and shows no map and no zero', async () => {
    const issue = await beginIssue()
    await addMails(issue, 1, 40, { level: 'off' })
    const answer = await viewer.ask(reportOf(issue))
    expect(answer.headers.get('content-security-policy')).not.toContain('frame-src')
    const text = await textOf(answer)
    expect(text).toContain('Klikken van mensen – niet gemeten')
    expect(text).toContain('Geopend – niet gemeten')
    expect(text).toContain('De links gingen rechtstreeks naar hun doel.')
  })

  test('one that was stopped before it went anywhere has nothing to count', async () => {
    const issue = await beginIssue()
    expect(await textOf(viewer.ask(reportOf(issue)))).toContain('Er is nog niets te tellen')
  })

  test('while it is sent it says that figures still rise', async () => {
    const issue = await beginIssue()
    await addMails(issue, 1, 40)
    await addMails(issue, 41, 12, { state: 'queued' })
    expect(await textOf(viewer.ask(reportOf(issue)))).toContain('Nog onderweg: 12 mails.')
  })

  test('visits that began at its links are counted of all readers together, from ten visitors on', async () => {
    const issue = await believableIssue()
    const campaign = campaignOf(issue)
    const visit = (nth: number) =>
      sendBeacon(
        world,
        view({ id: idAt(world.ports.now()), u: `https://example.nl/onderhoud?utm_campaign=${campaign}` }),
        { from: `198.51.${nth}.7` },
      )
    const rollUp = async () => {
      while (!(await makeVisits(world.ports, site, 2_000)).isDone);
    }
    for (let nth = 1; nth <= 9; nth += 1) expect((await visit(nth)).status).toBe(202)
    await rollUp()
    expect(await textOf(viewer.ask(reportOf(issue)))).toContain('Minder dan 10 bezoekers kwamen zo binnen.')
    for (let nth = 10; nth <= 12; nth += 1) await visit(nth)
    // Somebody who came by themselves.
    await sendBeacon(world, view({ id: idAt(world.ports.now()) }), { from: '198.51.99.7' })
    await rollUp()
    expect(await textOf(viewer.ask(reportOf(issue)))).toMatch(/Bezoekers 12 Bezoeken 12 /)
  })

  test('erasing readers changes none of its words about mails', async () => {
    const issue = await believableIssue()
    const becameOf = async () =>
      (await textOf(viewer.ask(reportOf(issue)))).split('Wat er met de mails gebeurde')[1]
    const before = await becameOf()
    for (const reader of [1n, 130n, 492n, 498n])
      await world.ports.db.begin((db) => forgetDeliveries({ db }, site.id, reader))
    expect(await becameOf()).toBe(before)
  })
})

describe('all newsletters', () => {
  test('of a year, the latest first, each with its rates; a shorter period shows fewer', async () => {
    world.setNow('2026-06-10T11:00:00Z')
    await believableIssue('Zomernieuws', 0.8)
    world.setNow('2026-11-23T11:00:00Z')
    await believableIssue('Winternieuws')
    const text = await textOf(viewer.ask(`${path}/report`))
    expect(text.indexOf('Winternieuws')).toBeLessThan(text.indexOf('Zomernieuws'))
    expect(text).toContain('Winternieuws 23 november 2026 489 138 32 per 100 226 53 per 100 8')
    // The drawing says what it draws.
    expect(text).toContain('23 november 2026: 32 klikken en 53 keer geopend per 100.')
    const short = await textOf(viewer.ask(`${path}/report?period=30d`))
    expect([short.includes('Winternieuws'), short.includes('Zomernieuws')]).toEqual([true, false])
    const html = await (await viewer.ask(`${path}/report?from=2026-06-01&to=2026-06-30&lang=en`)).text()
    expect([html.includes('Zomernieuws'), html.includes('Winternieuws')]).toEqual([true, false])
    const links = attributesOf(html, 'href')
    expect(links).toContain('/api/stats/example.nl/newsletter?from=2026-06-01&to=2026-06-30&format=csv')
    expect(links).toContain(`${path}/report?from=2026-06-01&to=2026-06-30&lang=nl`)
    expect(inlineParts(html)).toEqual([])
  })

  test('none yet is said, and a period that is none is refused', async () => {
    expect(await textOf(viewer.ask(`${path}/report`))).toContain('Geen nieuwsbrief in deze periode')
    for (const query of [
      'period=nooit',
      'from=2026-11-31&to=2026-12-01',
      'from=2026-11-20&to=2026-11-01',
      'from=2026-11-20',
    ])
      expect([query, (await viewer.ask(`${path}/report?${query}`)).status]).toEqual([query, 400])
  })

  test('what readers answered about measuring is told, but for a handful', async () => {
    const { db } = world.ports
    const answered = (from: number, count: number, answer: 'yes' | 'no' | null) => db`
      with made as (
        insert into subscriber
          (site_id, subscriber_id, email_index, email, language, made_at, receive_receipt, measure_answer, measure_receipt)
        select ${site.id}, ${from}::integer + nth, convert_to((${from}::integer + nth)::text, 'UTF8'), ''::bytea, 'nl',
          ${world.ports.now()}, ${receipt}, ${answer}, ${answer && receipt}
        from generate_series(1, ${count}) nth returning site_id, subscriber_id)
      insert into subscription (site_id, subscriber_id, list_id, began_at, receipt_id)
      select site_id, subscriber_id, 1, ${world.ports.now()}, ${receipt}::uuid from made`
    await answered(0, 30, 'yes')
    await answered(100, 20, 'no')
    await answered(200, 50, null)
    expect(await textOf(viewer.ask(`${path}/report`))).toContain('Ja 30 Nee 20 Nooit gevraagd 50')
    await db`update subscriber set measure_answer = 'yes' where site_id = ${site.id} and measure_answer = 'no' and subscriber_id > 103`
    expect(await textOf(viewer.ask(`${path}/report`))).toContain(
      'Ja – te weinig om te tonen Nee – te weinig om te tonen Nooit gevraagd 50',
    )
  })
})

const publicUrl = 'http://localhost:3000'
const parts = fc.array(
  fc.oneof(
    fc.constantFrom(
      '<p>tekst</p>',
      '<a href="mailto:x@example.nl">mail</a>',
      '<a href="{{unsubscribe}}">weg</a>',
      `<a href="${publicUrl}/n/m/x">voorkeuren</a>`,
      '<!-- <a href="https://example.nl/dood">dood</a> -->',
      '<img src="https://example.nl/a.png" alt="a > b">',
    ),
    fc
      .record({
        page: fc.integer({ min: 1, max: 9 }),
        quote: fc.constantFrom('"', "'"),
        more: fc.constantFrom('', ' title="a > b"', " data-x='>' class=y"),
      })
      .map(
        ({ page, quote, more }) =>
          `<a class="k" href=${quote}https://example.nl/${page}${quote}${more}>naar ${page}</a>`,
      ),
    fc.string({ maxLength: 12 }),
  ),
  { maxLength: 12 },
)
const badges = /<span style="all:initial[^"]*">(\d+)<\/span>/g

describe('the numbers in the mail', () => {
  test('stand inside links alone, one after the other, and all else keeps every byte (property)', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const html = given.join('')
        const numbered = numberLinks(html, { publicUrl, last: 1_000 })
        expect(numbered.replaceAll(badges, '')).toBe(html)
        const numbers = [...numbered.matchAll(badges)].map(([, number]) => Number(number))
        expect(numbers).toEqual(numbers.map((_, nth) => nth + 1))
      }),
      { numRuns: 300 },
    )
  })

  test('are those of the report: no more than it knows, none for our own pages, for mail and for Outlook’s copy', () => {
    const html = `<a href="${publicUrl}/n/m/x">keuzes</a><a href="mailto:x@example.nl">m</a>
      <!--[if mso]><v:roundrect href="https://example.nl/a"><a href="https://example.nl/a">A</a></v:roundrect><![endif]-->
      <a title="a > b" href=https://example.nl/a>A</a><a href='https://example.nl/b'>B</a>`
    const shown = numberLinks(html, { publicUrl, last: 1 }).replaceAll(badges, '[$1]')
    expect(shown).toContain('href=https://example.nl/a>[1]A</a>')
    expect(shown.match(/\[\d+\]/g)).toEqual(['[1]'])
    expect(numberLinks(html, { publicUrl, last: 2 }).replaceAll(badges, '[$1]')).toContain('>[2]B</a>')
  })
})

describe('in a real browser', () => {
  let axe: AxeWorld
  let page: Page
  let origin: string
  let cookie: { readonly name: string; readonly value: string }
  const server = createAdaptorServer({
    fetch: (request) => app.fetch(request, { ...world.ports, network: readNetwork('203.0.113.77') }),
  })
  beforeAll(async () => {
    axe = await openAxe()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { cookie: header } = await signInAs(world.ports, 'admin', 0)
    const [name = '', value = ''] = header.split(/=(.*)/s)
    cookie = { name, value }
    page = await axe.openPage()
    await page.context().addCookies([{ ...cookie, url: origin }])
  })
  afterAll(async () => {
    await axe.close()
    server.close()
  })

  test('both pages have nothing that axe finds (WCAG 2.2 AA) and fit; so have they with nothing to show', async () => {
    for (const [nth, at] of ['2026-07-02', '2026-08-04', '2026-09-03', '2026-10-06'].entries()) {
      world.setNow(`${at}T09:00:00Z`)
      await believableIssue(
        `Bewonersnieuws ${at.slice(5, 7)}: planning van het groot onderhoud`,
        0.7 + nth / 10,
      )
    }
    world.setNow('2026-11-23T11:00:00Z')
    const issue = await believableIssue('Bewonersnieuws november: de winter komt eraan')
    const empty = await beginIssue('Naar niemand')
    const few = await beginIssue('Naar enkelen')
    await addMails(few, 1, 4, { level: 'personal' })
    for (const at of [`${path}/report`, reportOf(issue), reportOf(few), reportOf(empty)]) {
      await page.goto(origin + at)
      expect([at, await axe.look(page)]).toEqual([at, faultless])
    }
  })

  test('the frame shows the mail with its numbers, and each page obeys its own policy', async () => {
    const issue = await believableIssue()
    const context = await axe.chromium.openContext({ viewport: { width: 1280, height: 900 } })
    await context.addCookies([{ ...cookie, url: origin }])
    const own = await context.newPage()
    const complaints: string[] = []
    own.on('console', (message) => {
      if (/Content Security Policy|Trusted|sandbox/i.test(message.text())) complaints.push(message.text())
    })
    await own.goto(`${origin}${path}/report`)
    await own.goto(origin + reportOf(issue))
    const mail = own.frameLocator('iframe')
    expect(await mail.getByRole('link', { name: 'planning van het onderhoud' }).innerText()).toBe(
      '1planning van het onderhoud',
    )
    await context.close()
    expect(complaints).toEqual([])
  })
})
