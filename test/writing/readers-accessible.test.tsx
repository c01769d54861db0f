/** The pages about readers in a real browser: what axe finds, at 320 px and at 1280; a file brought along from its sending to its report. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import { migrate } from '../../src/db/migrate.ts'
import { must } from '../../src/must.ts'
import type { Site } from '../../src/site/site.ts'
import { readEmail } from '../../src/subscriber/email.ts'
import { confirmImport } from '../../src/subscriber/import.ts'
import { addList, recordListClosed } from '../../src/subscriber/list.ts'
import { newsletterSettings, recordNewsletterSettings } from '../../src/subscriber/newsletter-settings.ts'
import { findByEmail } from '../../src/subscriber/subscriber.ts'
import { readNetwork } from '../../src/visitor/network.ts'
import { bring, confirm, fileText, head, line } from '../subscriber/importing.ts'
import { faultless, openAxe, type AxeWorld } from '../support/axe.ts'
import { signInAs } from '../support/staff.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

const path = '/dashboard/sites/example.nl/newsletter'
const empty = '/dashboard/sites/leeg.nl/newsletter'

let database: PgliteWorld
let axe: AxeWorld
let world: World
let site: Site
let origin: string
let folder: string
let cookie: { readonly name: string; readonly value: string }
/** Imports by how far they are. */
const ids = { ready: '', done: '', going: '' }
const server = createAdaptorServer({
  fetch: (request) => app.fetch(request, { ...world.ports, network: readNetwork('203.0.113.77') }),
})

async function fill(): Promise<void> {
  const { ports } = world
  site = await world.addSite()
  await world.addSite({ domain: 'leeg.nl' })
  const news = await addList(ports, site, {
    name: 'Bewonersnieuws',
    description: 'Elke maand nieuws uit de wijk.',
    isOpen: true,
  })
  const tips = await addList(ports, site, { name: 'Energietips', description: '', isOpen: false })
  const old = await addList(ports, site, { name: 'Nieuwbouw Lindenhof', description: '', isOpen: true })
  await recordListClosed(ports, site, old.id, true)
  await recordNewsletterSettings(ports, site, newsletterSettings.parse({ clicks: 'personal' }))
  const people = Array.from({ length: 60 }, (_, nth) =>
    line(`bewoner.met.een.lange.naam${nth}@woningcorporatie.example.nl`),
  )
  ids.done = await bring(
    ports,
    site,
    [news.id, tips.id],
    fileText(...people, 'geen-adres;;;;;', 'zonder@example.nl;;;;;'),
  )
  await confirm(ports, site, ids.done)
  ids.ready = await bring(
    ports,
    site,
    [news.id],
    fileText(line('nieuw@example.nl'), 'geen-adres;=1+1;nl;2024-05-01;balie;', people[0] ?? ''),
  )
  ids.going = await bring(
    ports,
    site,
    [news.id],
    fileText(...Array.from({ length: 30 }, (_, nth) => line(`rij${nth}@example.nl`))),
  )
  await confirmImport(ports, site.id, ids.going)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'voordeur-import-'))
  ;[database, axe] = await Promise.all([openPglite(), openAxe()])
  await migrate(database.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
  await emptyTables(database.db)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  world = await openWorld(database.db, { settings: { VOORDEUR_URL: origin } })
  await fill()
  const { cookie: header } = await signInAs(world.ports, 'admin', 0)
  const [name = '', value = ''] = header.split(/=(.*)/s)
  cookie = { name, value }
})
afterAll(async () => {
  server.close()
  await Promise.all([axe.close(), database.close(), rm(folder, { recursive: true, force: true })])
})

async function openPage(options: Parameters<AxeWorld['openPage']>[0] = {}): Promise<Page> {
  const page = await axe.openPage(options)
  await page.context().addCookies([{ ...cookie, url: origin }])
  return page
}

describe('in a narrow light window and in a wide dark one', () => {
  let page: Page
  beforeAll(async () => {
    page = await openPage()
  })
  afterAll(() => page.context().close())

  test.each([
    path,
    `${path}/lists`,
    `${path}/settings`,
    `${path}/readers`,
    `${path}/readers/add`,
    `${path}/import`,
    `${empty}/lists`,
    `${empty}/readers`,
    `${empty}/import`,
  ])('%s has nothing that axe finds (WCAG 2.2 AA) and fits', async (at) => {
    await page.goto(origin + at)
    expect(await axe.look(page)).toEqual(faultless)
  })

  test.each(['ready', 'done', 'going'] as const)('nor has an import that is %s', async (state) => {
    await page.goto(`${origin}${path}/import/${ids[state]}?still=1`)
    expect(await axe.look(page)).toEqual(faultless)
  })

  test('nor have the page of one reader, and forms that are refused', async () => {
    await page.goto(`${origin}${path}/readers`)
    await page.fill('#find-email', 'bewoner.met.een.lange.naam3@woningcorporatie.example.nl')
    await page.getByRole('button', { name: 'Zoek', exact: true }).click()
    await page.getByRole('heading', { name: 'Eén lezer' }).waitFor()
    expect(new URL(page.url()).pathname).toBe(`${path}/readers/find`)
    expect(await axe.look(page)).toEqual(faultless)

    await page.goto(`${origin}${path}/readers/add`)
    await page.fill('#email', 'x@y')
    await page.fill('#said', ' ')
    await page.getByRole('button', { name: 'Voeg toe' }).click()
    await page.locator('#lists-fault').waitFor()
    expect(await page.inputValue('#email')).toBe('x@y')
    expect(await axe.look(page)).toEqual(faultless)
  })
})

test('nobody’s page needs a script, and each obeys its own policy', async () => {
  const context = await axe.chromium.openContext({ viewport: { width: 1280, height: 900 } })
  await context.addCookies([{ ...cookie, url: origin }])
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) complaints.push(message.text())
  })
  for (const at of ['', '/lists', '/settings', '/readers', '/import', `/import/${ids.ready}`])
    await page.goto(origin + path + at)
  await context.close()
  expect(complaints).toEqual([])
})

test('N1, N6: a file of 20 rows in Windows-1252, six of them refused: sent, looked at, confirmed, reported', async () => {
  const good = Array.from(
    { length: 14 },
    (_, nth) => `bewoner${nth}@example.nl;${nth === 0 ? 'Zoë d’Œuvre' : 'Jos'};nl;1-5-2024;balie;"Ja; graag"`,
  )
  const bad = [
    ';Niemand;nl;1-5-2024;balie;',
    'geen-adres;Jos;nl;1-5-2024;balie;',
    'zonder@example.nl;Jos;nl;;;',
    'bewoner0@example.nl;Dubbel;nl;1-5-2024;balie;',
    `lang@example.nl;${'x'.repeat(150)};nl;1-5-2024;balie;`,
    'veel@example.nl;=1+1;nl;1-5-2024;balie;;te;veel',
  ]
  const text = `${[head, ...good, ...bad].join('\r\n')}\r\n`
  const bytes = Buffer.from(text.replaceAll('’', '\u0092').replaceAll('Œ', '\u008c'), 'latin1')
  const file = join(folder, 'lezers.csv')
  await writeFile(file, bytes)

  const page = await openPage({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } })
  await page.goto(`${origin}${path}/import`)
  await page.getByLabel('Bewonersnieuws').check()
  await page.getByLabel('Bestand', { exact: true }).setInputFiles(file)
  await page.getByRole('button', { name: 'Stuur het bestand' }).click()

  await page.getByRole('heading', { name: 'Klopt dit?', level: 1 }).waitFor()
  expect(await page.locator('.tally').innerText()).toMatch(
    /14\s+nemen we over\s+0\s+kregen dit al\s+6\s+niet overgenomen|nemen we over\s+14[\s\S]*niet overgenomen\s+6/,
  )
  expect(await page.locator('.people-table').innerText()).toContain('Zoë d’Œuvre')
  expect(
    await findByEmail(world.ports, site.id, must(readEmail('bewoner0@example.nl'), 'it is one')),
  ).toBeNull()

  await page.getByRole('button', { name: 'Neem 14 lezers over' }).click()
  await page.getByRole('heading', { name: 'De import is klaar' }).waitFor()
  expect(await page.locator('.tallied li').allInnerTexts()).toEqual([
    '1 geen e-mailadres',
    '1 geen goed e-mailadres',
    '1 geen bewijs van toestemming: wanneer of hoe ontbreekt',
    '1 te lange tekst',
    '1 meer kolommen dan de eerste regel',
    '1 staat al eerder in het bestand',
  ])
  expect(
    (await findByEmail(world.ports, site.id, must(readEmail('bewoner0@example.nl'), 'it is one')))?.name,
  ).toBe('Zoë d’Œuvre')

  const [report] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download wat we niet overnemen' }).click(),
  ])
  expect(report.suggestedFilename()).toBe('niet-overgenomen.csv')
  const lines = (await readFile(must(await report.path(), 'it was kept'), 'utf8')).split('\r\n')
  expect(lines).toHaveLength(8)
  expect(lines[6]).toBe(
    `21;meer kolommen dan de eerste regel;veel@example.nl;'=1+1;nl;1-5-2024;balie;;te;veel`,
  )

  await page.getByRole('button', { name: 'Maak deze import ongedaan' }).click()
  await page.getByRole('heading', { name: 'De import is teruggedraaid' }).waitFor()
  expect(await page.locator('.tally').innerText()).toMatch(/14\s+weer geëindigd|weer geëindigd\s+14/)
  await page.context().close()
})

test('the readers of a list are downloaded, without leaving the page', async () => {
  const page = await openPage({ viewport: { width: 1280, height: 900 } })
  await page.goto(`${origin}${path}/readers`)
  await page.getByLabel('Welke lijst?').selectOption({ label: 'Energietips' })
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download', exact: true }).click(),
  ])
  expect(download.suggestedFilename()).toBe('example.nl-2.csv')
  const bytes = await readFile(must(await download.path(), 'it was kept'))
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  expect(bytes.toString('utf8').split('\r\n')).toHaveLength(62)
  await page.context().close()
})
