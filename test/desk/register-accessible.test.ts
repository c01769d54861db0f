/** The pages of the register, of processors and of breaches in a real browser, with little and with much on them: what axe finds, at 320 px and at 1280. */
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import { decideBreach, recordBreach } from '../../src/breach/breach.ts'
import { must } from '../../src/must.ts'
import { addProcessing, changeProcessing, processingFields } from '../../src/register/processing.ts'
import { readNetwork } from '../../src/visitor/network.ts'
import { nameController } from '../asking/deciding-staff.ts'
import { lostLetter } from '../breach/breaches.ts'
import { add, addAll, mailed, webhook } from '../processor/processors.ts'
import { migrateAll, openDesk, staff, writtenDown, type Desk } from '../rights/requesting.ts'
import { faultless, openAxe, type AxeWorld } from '../support/axe.ts'
import { signInAs } from '../support/staff.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let axe: AxeWorld
let desk: Desk
let origin: string
let page: Page
const ids = { processor: '', running: '', decided: '' }
const server = createAdaptorServer({
  fetch: (request) =>
    app.fetch(request, {
      ...desk.world.ports,
      config: { ...desk.world.ports.config, publicUrl: origin },
      network: readNetwork('203.0.113.77'),
    }),
})

async function fill(): Promise<void> {
  const { world, site } = desk
  const { ports } = world
  await nameController(world, site)
  await world.addSite({ domain: 'leeg.nl' })
  ids.processor = (await add(desk)).id
  await add(desk, { ...mailed, name: 'Hostingbedrijf met een heel lange naam in het Verenigd Koninkrijk' })
  await addAll(desk, await writtenDown(desk, { kind: 'erase', receivedAt: new Date('2026-10-20T10:00:00Z') }))
  const fields = processingFields.parse({
    name: 'Huuradministratie',
    purpose: 'Huur innen en contracten beheren.',
    basis: 'contract',
    subjects: 'huurders',
    data: 'naam, adres, bankrekening',
    recipients: 'de bank',
    transfers: '',
    kept: '7 jaar',
    measures: '',
  })
  const id = await addProcessing(ports, site.id, fields)
  await ports.db.begin((db) => changeProcessing({ ...ports, db }, site.id, id, { ...fields, kept: '8 jaar' }))
  const at = (text: string) => new Date(text)
  const record = async (awareAt: Date | null) => {
    const times = { discoveredAt: at('2026-11-20T22:00:00Z'), awareAt }
    const recorded = await recordBreach(ports, staff, site.id, times, lostLetter)
    return must(recorded.ok ? recorded.id : null, 'it can be')
  }
  ids.running = await record(at('2026-11-22T09:30:00Z'))
  ids.decided = await record(at('2026-11-21T09:30:00Z'))
  await record(null)
  await decideBreach(ports, staff, site.id, ids.decided, {
    kind: 'not-notified',
    because: { reason: 'De brief was nog dicht.', reference: '', delay: '' },
  })
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  ;[database, axe] = await Promise.all([openPglite(), openAxe()])
  await migrateAll(database.db)
  desk = await openDesk(database.db)
  await fill()
  const { cookie } = await signInAs(desk.world.ports, 'officer', 0)
  const [name = '', value = ''] = cookie.split(/=(.*)/s)
  page = await axe.openPage()
  await page.context().addCookies([{ name, value, url: origin }])
})
afterAll(async () => {
  server.close()
  await axe.close()
  await database.close()
})

const at = (path: string, domain = 'example.nl') => `${origin}/dashboard/sites/${domain}/desk${path}`

test.each([
  ['the register', () => at('/register')],
  ['the register of a site without anything', () => at('/register?lang=en', 'leeg.nl')],
  ['the choice of a register', () => `${origin}/dashboard/register`],
  ['the annex', () => at('/register/annex')],
  ['processors', () => at('/processors')],
  ['no processors', () => at('/processors', 'leeg.nl')],
  ['a new processor', () => at('/processors/new')],
  ['a processor', () => at(`/processors/${ids.processor}`)],
  ['breaches', () => at('/breaches')],
  ['no breaches', () => at('/breaches', 'leeg.nl')],
  ['a new breach', () => at('/breaches/new')],
  ['a breach whose clock runs', () => at(`/breaches/${ids.running}`)],
  ['a breach that is not notified', () => at(`/breaches/${ids.decided}?lang=en`)],
] as const)('%s has nothing that axe finds (WCAG 2.2 AA) and fits', async (_, url) => {
  await page.goto(url())
  expect(await axe.look(page)).toEqual(faultless)
})

test('nor have forms that are refused, and a secret that is shown once', async () => {
  await page.goto(at('/processors/new'))
  await page.fill('#name', webhook.name)
  await page.fill('#gets', webhook.gets)
  await page.fill('#url', 'https://10.0.0.1/')
  await page.getByRole('button', { name: 'Zet erbij' }).click()
  await page.locator('#url-fault').waitFor()
  expect(await axe.look(page)).toEqual(faultless)
  await page.fill('#url', 'https://duif.example/')
  await page.getByRole('button', { name: 'Zet erbij' }).click()
  await page.locator('#secret').waitFor()
  expect(await axe.look(page)).toEqual(faultless)

  await page.goto(at(`/breaches/${ids.running}`))
  await page.getByLabel('We melden het niet').check()
  await page.getByRole('button', { name: 'Bewaar de beslissing' }).click()
  await page.locator('#decide-reason-fault').waitFor()
  expect(await axe.look(page)).toEqual(faultless)
})
