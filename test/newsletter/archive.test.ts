/** Newsletters in a browser: the clean copy behind a mail's link, and the archive that anybody may read. Nobody is counted and nothing runs. */
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import { migrate } from '../../src/db/migrate.ts'
import { must } from '../../src/must.ts'
import {
  addIssue,
  findIssue,
  issueDocument,
  type IssueDocument,
  type IssueState,
} from '../../src/newsletter/issue.ts'
import { findIssueMail, freezeIssue } from '../../src/newsletter/mail.ts'
import { forgetSites, recordSettings, type Site } from '../../src/site/site.ts'
import { signLink } from '../../src/subscriber/token.ts'
import { inlineParts } from '../page/html.ts'
import { faultless, openAxe, type AxeWorld } from '../support/axe.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { believableDocument } from './believable-issue.ts'
import { readFeed } from './feed.ts'
import { linksOf } from './mail-tree.ts'

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
  world = await openWorld(pglite.db)
  site = await world.addSite()
})
afterAll(() => pglite.close())

/** An issue that went its way as far as `state`, frozen. */
async function addSent(
  document: Partial<IssueDocument> = {},
  { state = 'sent', at = '2026-11-20T09:00:00Z' }: { state?: IssueState; at?: string } = {},
): Promise<number> {
  const { ports } = world
  const issue = await addIssue(ports, site, {
    document: issueDocument.parse({ ...believableDocument, ...document }),
    madeBy: null,
  })
  await ports.db.begin((tx) => freezeIssue({ ...ports, db: tx }, site, issue))
  await ports.db`
    update newsletter_issue set state = ${state}, started_at = ${new Date(at)}
    where site_id = ${site.id} and issue_id = ${issue.id}`
  return issue.id
}

const get = (path: string, language = 'nl') =>
  world.request(path, { headers: { accept: 'text/html', 'accept-language': language } })
const viewPath = (issueId: number, siteId = site.id) =>
  `/n/v/${signLink(world.ports, 'view', { siteId, issueId, linkNo: 0, subscriberId: null })}`
const archived = (issueId: number, domain = 'example.nl') => `/newsletter/archive/${issueId}?d=${domain}`

/** What is counted of newsletters anywhere. */
const counted = async () => {
  const [row] = await pglite.db<{ all: number }[]>`
    select ((select count(*) from hit_count where site_id = ${site.id})
      + (select count(*) from reader_hit where site_id = ${site.id}))::int as all`
  const counters = world.ports.counters()
  return [row?.all, counters.get('opens_counted') ?? 0, counters.get('clicks_counted') ?? 0]
}

describe('a mail in the browser', () => {
  test('is the clean copy: its own links, no picture that counts, and no way into anybody’s preferences', async () => {
    const id = await addSent()
    const answer = await get(viewPath(id))
    expect(answer.status).toBe(200)
    const html = await answer.text()
    expect(html).not.toMatch(/\/n\/[coum]\/|\{\{/)
    const addresses = linksOf(html).map(([href]) => href)
    expect(addresses).toContain('https://www.woonstichtingdelinde.nl/planning?wijk=linde&jaar=2027')
    const words = new Map(linksOf(html).map(([href, text]) => [text, href]))
    expect(words.get('Afmelden')).toBe('http://localhost:3000/newsletter/archive?d=example.nl#leave')
    expect(words.get('Voorkeuren, en meten aan- of uitzetten')).toBe(words.get('Afmelden'))
    expect(words.get('Bekijk deze mail in je browser')).toBe(`http://localhost:3000${viewPath(id)}`)
    expect(html).toContain('Beste bewoner,')
    expect(await counted()).toEqual([0, 0, 0])
  })

  test('is the same page for everybody who got the mail, whoever they are', async () => {
    const id = await addSent()
    const mail = must(await findIssueMail(world.ports, site, id), 'it is frozen')
    const views = [1n, 2n].map((subscriberId) => {
      const { html } = mail.render({ subscriberId, name: 'Anna', opens: 'personal', clicks: 'personal' })
      return new Map(linksOf(html).map(([href, text]) => [text, href])).get('Bekijk deze mail in je browser')
    })
    expect(new Set(views)).toEqual(new Set([`http://localhost:3000${viewPath(id)}`]))
  })

  test('may not run, send, be framed elsewhere or be kept', async () => {
    for (const path of [viewPath(await addSent()), archived(await addSent())]) {
      const { headers } = await get(path)
      const policy = (headers.get('content-security-policy') ?? '').split('; ')
      expect(policy).toContain('sandbox allow-popups allow-popups-to-escape-sandbox')
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'self'")
      expect(policy).toContain("form-action 'none'")
      expect(policy).toContain("base-uri 'none'")
      expect(policy.join()).not.toMatch(/script-src|allow-scripts|allow-same-origin|allow-forms|allow-top/)
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-robots-tag')).toContain('noindex')
      expect(headers.get('set-cookie')).toBeNull()
    }
  })

  test('is there as soon as it is being sent, also when it is meant for its readers alone', async () => {
    const id = await addSent({ isPublic: false }, { state: 'sending' })
    expect((await get(viewPath(id))).status).toBe(200)
  })

  test('is 404 for a token of another purpose, of no issue, of another site, or changed', async () => {
    const id = await addSent()
    const other = await world.addSite({ domain: 'ander.example' })
    const token = viewPath(id).slice('/n/v/'.length)
    const link = { siteId: site.id, issueId: id, linkNo: 0, subscriberId: null }
    for (const wrong of [
      `/n/v/${signLink(world.ports, 'click', link)}`,
      `/n/v/${signLink(world.ports, 'manage', { ...link, subscriberId: 1n })}`,
      viewPath(id + 1),
      viewPath(0),
      viewPath(id, other.id),
      `/n/v/${token}A`,
      `/n/v/${token.slice(0, -1)}`,
      '/n/v/x',
      '/n/v/%00',
      `/n/v/${'A'.repeat(5_000)}`,
    ]) {
      const answer = await get(wrong)
      expect([wrong, answer.status]).toEqual([wrong, 404])
      expect(await answer.text()).toContain('Deze nieuwsbrief is niet te lezen')
    }
  })
})

describe('the archive', () => {
  const subjects = (html: string) =>
    linksOf(html)
      .filter(([href]) => href.startsWith('/newsletter/archive/'))
      .map(([, words]) => words)

  test('lists what was sent and is for everybody, the latest first, in the language of who reads', async () => {
    await addSent({ subject: 'Eerste, {{naam|bewoner}}' }, { at: '2026-10-01T09:00:00Z' })
    await addSent({ subject: 'Derde' }, { at: '2026-11-20T23:30:00Z' })
    await addSent({ subject: 'Tweede' }, { at: '2026-11-01T09:00:00Z' })
    await addSent({ subject: 'Voor bewoners alleen', isPublic: false })
    for (const state of ['draft', 'scheduled', 'sending', 'paused', 'cancelled', 'external'] as const)
      await addSent({ subject: `Nog niet: ${state}` }, { state })
    const html = await (await get('/newsletter/archive?d=example.nl')).text()
    expect(subjects(html)).toEqual(['Derde', 'Tweede', 'Eerste, bewoner'])
    // By the day of the site's own clock.
    expect(html).toContain('21 november 2026')
    expect(html).not.toContain('Nog niet')
    expect(inlineParts(html)).toEqual([])
    expect(await (await get('/newsletter/archive?d=example.nl', 'en')).text()).toContain('Latest first')
    expect(await counted()).toEqual([0, 0, 0])
  })

  test('says so when there is none, and how one leaves all the same', async () => {
    const html = await (await get('/newsletter/archive?d=EXAMPLE.nl')).text()
    expect(html).toContain('Nog geen nieuwsbrieven')
    expect(html).toContain('id="leave"')
    expect((await get('/newsletter/archive?d=onbekend.nl')).status).toBe(404)
    expect((await get('/newsletter/archive')).status).toBe(404)
  })

  test('shows one that is in it, and none that is not, by whatever number', async () => {
    const open = await addSent()
    const closed = await addSent({ isPublic: false })
    const sending = await addSent({}, { state: 'sending' })
    await world.addSite({ domain: 'ander.example' })
    const answer = await get(archived(open))
    expect(answer.status).toBe(200)
    const html = await answer.text()
    expect(html).toContain('Nieuws voor bewoners')
    expect(html).not.toMatch(/\/n\/[couvm]\/|\{\{/)
    expect(linksOf(html).map(([href]) => href)).toContain(`http://localhost:3000${archived(open)}`)
    for (const wrong of [archived(closed), archived(sending), archived(999), archived(open, 'ander.example')])
      expect([wrong, (await get(wrong)).status]).toEqual([wrong, 404])
    for (const number of ['0', '-1', '1e3', '9999999999', 'x', '01'])
      expect((await get(`/newsletter/archive/${number}?d=example.nl`)).status).toBe(404)
    expect(await counted()).toEqual([0, 0, 0])
  })

  test('forgets one as soon as it is taken out', async () => {
    const id = await addSent()
    await pglite.db`
      update newsletter_issue set document = document || '{"isPublic": false}'
      where site_id = ${site.id} and issue_id = ${id}`
    expect((await findIssue(world.ports, site.id, id))?.document.isPublic).toBe(false)
    expect((await get(archived(id))).status).toBe(404)
    expect(await (await get('/newsletter/archive?d=example.nl')).text()).toContain('Nog geen nieuwsbrieven')
  })

  test('is a feed too, that every reader of feeds can read, whatever its subjects hold', async () => {
    await addSent({ subject: 'Huur & <zo> ]]> "1"', preheader: 'Kort & goed' })
    const id = await addSent({ subject: 'Later' }, { at: '2026-11-22T09:00:00Z' })
    const answer = await get('/newsletter/archive.xml?d=example.nl')
    expect(answer.headers.get('content-type')).toBe('application/rss+xml; charset=utf-8')
    const { channel, items } = readFeed(await answer.text())
    expect(channel).toMatchObject({
      title: 'Nieuwsbrieven van example.nl',
      link: 'http://localhost:3000/newsletter/archive?d=example.nl',
    })
    expect(items.map(({ title }) => title)).toEqual(['Later', 'Huur & <zo> ]]> "1"'])
    expect(items[0]).toMatchObject({
      link: `http://localhost:3000${archived(id)}`,
      guid: `http://localhost:3000${archived(id)}`,
      pubdate: 'Sun, 22 Nov 2026 09:00:00 GMT',
    })
    expect((await get('/newsletter/archive.xml?d=onbekend.nl')).status).toBe(404)
  })
})

test('the logo of a site is the same picture for everybody', async () => {
  const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])
  expect((await get('/newsletter/logo/example.nl')).status).toBe(404)
  await recordSettings(world.ports, site, {
    ...site.settings,
    brand: { ...site.settings.brand, logo: `data:image/png;base64,${bytes.toString('base64')}` },
  })
  const answer = await get('/newsletter/logo/Example.nl')
  expect(answer.headers.get('content-type')).toBe('image/png')
  expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes)
  expect((await get('/newsletter/logo/onbekend.nl')).status).toBe(404)
})

describe('in a real browser', () => {
  let axe: AxeWorld
  let origin: string
  const server = createAdaptorServer({ fetch: (request) => app.fetch(request, world.ports) })
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    axe = await openAxe()
  })
  afterAll(async () => {
    server.close()
    await axe.close()
  })

  test('the archive has nothing that axe finds, empty and full', async () => {
    const page = await axe.openPage()
    await page.goto(`${origin}/newsletter/archive?d=example.nl`)
    expect(await axe.look(page)).toEqual(faultless)
    await addSent()
    await addSent({ subject: 'Verantwoordingsdocumentenenmeerjarenonderhoudsbegroting van de stichting' })
    await page.goto(`${origin}/newsletter/archive?d=example.nl`)
    await page.getByRole('link', { name: believableDocument.subject }).waitFor()
    expect(await axe.look(page)).toEqual(faultless)
    await page.context().close()
  })

  test('a mail fits each window, has nothing that axe finds, and no picture of it is waited for', async () => {
    const id = await addSent()
    const page = await axe.openPage()
    await page.route(/^https?:\/\/(?!127\.)/, (route) => route.abort())
    await page.goto(origin + archived(id))
    // Landmarks are those of the mail program around it; a mail that had some would confuse them.
    const looks = (await axe.look(page)).map((look) => ({
      ...look,
      violations: look.violations.filter((one) => !/^(?:landmark-one-main|region):/.test(one)),
    }))
    expect(looks).toEqual(faultless)
    await page.context().close()
  })

  test('nothing of a mail runs, sends or reads a cookie, and its links lead on', async () => {
    const id = await addSent({
      format: 'html',
      source: `<html lang="nl"><head><title>Mail</title><base href="https://kwaad.example/"></head><body>
        <p id="said">stil</p>
        <script>document.getElementById('said').textContent = 'script'</script>
        <img src="x" onerror="document.getElementById('said').textContent = 'onerror'" alt="">
        <iframe srcdoc="<script>parent.document.title = 'frame'</script>"></iframe>
        <form action="/newsletter/archive?d=example.nl" method="get"><input name="d" value="example.nl"><button>Verstuur</button></form>
        <a href="javascript:document.title='link'">Script</a>
        <a href="${origin}/newsletter/archive?d=example.nl">Archief</a>
        <a href="${origin}/newsletter/archive?d=example.nl" target="_blank">Venster</a></body></html>`,
    })
    const context = await axe.chromium.openContext()
    await context.addCookies([{ name: 'sid', value: 'geheim', url: origin }])
    const page = await context.newPage()
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(origin + archived(id))
    expect(await page.locator('#said').textContent()).toBe('stil')
    await page.getByText('Script').click()
    await page.getByRole('button', { name: 'Verstuur' }).click()
    expect(await page.title()).toBe('Mail')
    expect(page.url()).toBe(origin + archived(id))
    // By the browser's own tools, which the policy does not bind: the page has no origin, so no cookie of ours.
    expect(await page.evaluate(() => window.origin)).toBe('null')
    expect(asked.filter((url) => url.includes('kwaad.example'))).toEqual([])

    const opened = context.waitForEvent('page')
    await page.getByText('Venster').click()
    const second = await opened
    await second.waitForLoadState()
    // An ordinary page: it is out of the sandbox.
    expect(await second.evaluate(() => window.origin)).toBe(origin)
    await page.getByText('Archief').click()
    await page.getByRole('heading', { name: 'Nieuwsbrieven' }).waitFor()
    await context.close()
  })
})
