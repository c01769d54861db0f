/** Every page of the desk in a real browser, also with what is wrong on it: what axe finds, at 320 px and at 1280, and what goes beyond the window. */
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eraseSubject } from '../../src/answer/erase.ts'
import { restrictSubject } from '../../src/answer/restrict.ts'
import { app } from '../../src/app.ts'
import { must } from '../../src/must.ts'
import type { RightsRequest } from '../../src/rights/request.ts'
import { readNetwork } from '../../src/visitor/network.ts'
import { live, openHouse, type House, type Life } from '../answer/life.ts'
import { migrateAll } from '../rights/requesting.ts'
import { faultless, openAxe, type AxeWorld } from '../support/axe.ts'
import { signInAs } from '../support/staff.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { addPrinter, anna, asked, emailOf, on, openAtDesk, type AtDesk } from './at-desk.ts'

let database: PgliteWorld
let axe: AxeWorld
let house: House
let at: AtDesk
let origin: string
let requests: Readonly<
  Record<
    'access' | 'erase' | 'erased' | 'restrict' | 'rectify' | 'object' | 'child' | 'refused',
    RightsRequest
  >
>
const server = createAdaptorServer({
  fetch: (request) =>
    app.fetch(request, {
      ...house.world.ports,
      config: { ...house.world.ports.config, publicUrl: origin },
      network: readNetwork('203.0.113.77'),
    }),
})

const long = {
  ...anna,
  name: 'Wilhelmina Alexandrina van Nieuwenhuizen-Oosterwijk tot den Berg',
  email: emailOf('wilhelmina.alexandrina.van.nieuwenhuizen@woningcorporatie.example.nl'),
}

const of = ({ email, receiptId }: Life, name: string) => ({ ...anna, email, receiptId, name })

async function fill(): Promise<void> {
  const anne = await live(house)
  at = await openAtDesk(house)
  await addPrinter(at)
  const { ports } = house.world
  const subject = of(anne, 'Anna de Vries')
  const bea = await live(house, 'bea')
  const chris = await live(house, 'chris')
  const dora = await live(house, 'dora')
  const erased = await asked(at, {
    kind: 'erase',
    receivedAt: on('2026-11-10'),
    subject: of(bea, 'Bea Jansen'),
  })
  await eraseSubject(ports, house.site, erased, { ground: 'a', staffId: at.officerId })
  const restrict = await asked(at, {
    kind: 'restrict',
    receivedAt: on('2026-11-02'),
    subject: of(chris, 'Chris Smit'),
  })
  await restrictSubject(ports, house.site, restrict, at.officerId)
  requests = {
    access: await asked(at, {
      kind: 'access',
      receivedAt: on('2026-11-07'),
      subject,
      wish: 'Ik wil weten wat jullie van mij hebben.',
    }),
    erase: await asked(at, { kind: 'erase', receivedAt: on('2026-10-24'), subject: long }),
    erased,
    restrict,
    rectify: await asked(at, { kind: 'rectify', receivedAt: on('2026-10-27'), subject }),
    object: await asked(at, {
      kind: 'object',
      receivedAt: on('2026-11-18'),
      subject: of(dora, 'Dora de Wit'),
      wish: 'Ik wil niet dat jullie mij volgen.',
    }),
    child: await asked(
      at,
      {
        kind: 'object',
        channel: 'counter',
        receivedAt: on('2026-10-30'),
        subject: {
          ...anna,
          name: 'Daan de Boer',
          email: null,
          postal: 'Lindelaan 12\n1234 AB Voorbeeldstad',
          isUnder16: true,
          representedBy: {
            name: 'Eva de Boer',
            capacity: 'parent',
            proof: 'Kwam samen met Daan aan de balie.',
          },
        },
      },
      false,
    ),
    refused: await asked(at, {
      kind: 'erase',
      receivedAt: on('2026-11-16'),
      subject: { ...anna, name: 'Fatima El Idrissi', email: emailOf('fatima@example.nl') },
    }),
  }
  await at.officer.post(`${at.path}/requests/${requests.access.id}/notes`, [
    ['note', 'Belde op 9 november en vroeg hoe het ervoor staat.'],
  ])
  await at.officer.post(`${at.path}/requests/${requests.access.id}/assign`, [['staff', at.officerId]])
  await at.officer.post(`${at.path}/requests/${requests.refused.id}/refuse`, [
    ['why', 'legal-duty'],
    ['reason', 'Wij moeten uw huurcontract zeven jaar bewaren.'],
    ['do', 'send'],
  ])
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  ;[database, axe] = await Promise.all([openPglite(), openAxe()])
  await migrateAll(database.db)
  house = await openHouse(database.db)
  await fill()
})
afterAll(async () => {
  server.close()
  await axe.close()
  await database.close()
})

async function withPage<T>(work: (page: Page) => Promise<T>): Promise<T> {
  const { cookie } = await signInAs(house.world.ports, 'officer', house.site.id)
  const [name = '', value = ''] = cookie.split(/=(.*)/, 2)
  const page = await axe.openPage()
  await page.context().addCookies([{ name, value, url: origin }])
  try {
    return await work(page)
  } finally {
    await page.context().close()
  }
}

const pathOf = (which: keyof typeof requests, part = ''): string =>
  `/requests/${must(requests[which], 'it was asked').id}${part}`

const pages: readonly (readonly [string, () => string])[] = [
  ['the inbox', () => ''],
  ['the inbox of nobody', () => '?who=mine&kind=withdraw'],
  ['closed ones in English', () => '?which=closed&lang=en'],
  ['the intake', () => '/intake'],
  ['letters', () => '/letters'],
  ['a letter to word', () => '/letters/refusal/nl'],
  ['the report', () => '/report'],
  ['a request for access', () => pathOf('access')],
  ['its package', () => pathOf('access', '/package')],
  ['an erasure', () => pathOf('erase')],
  ['an erasure that was done', () => pathOf('erased')],
  ['a restriction that holds', () => pathOf('restrict')],
  ['a rectification', () => pathOf('rectify')],
  ['an objection that waits', () => pathOf('object')],
  ['a request of a child', () => pathOf('child')],
  ['a request that was refused, in English', () => pathOf('refused', '?lang=en')],
]

test.each(pages)('axe finds nothing on %s', async (_, path) => {
  await withPage(async (page) => {
    const answer = await page.goto(origin + at.path + path())
    expect(answer?.status()).toBe(200)
    expect(await axe.look(page)).toEqual(faultless)
  })
})

test('axe finds nothing on a letter, a refusal to look at, a second word, and on forms with faults', async () => {
  await withPage(async (page) => {
    await page.goto(origin + at.path + pathOf('refused'))
    await page.getByRole('link', { name: 'Weigering' }).click()
    expect(await axe.look(page)).toEqual(faultless)

    await page.goto(`${origin}${at.path}/intake`)
    await page.getByLabel('Het gaat om iemand jonger dan 16').check()
    await page.locator('#receivedOn').fill('2026-11-24')
    await page.evaluate(() => {
      for (const one of document.querySelectorAll('form')) one.noValidate = true
    })
    await page.getByRole('button', { name: 'Voer het verzoek in' }).click()
    await page.getByText('Deze dag moet nog komen').waitFor()
    expect(await axe.look(page)).toEqual(faultless)

    await page.goto(origin + at.path + pathOf('access'))
    await page.getByText('Weigeren', { exact: true }).click()
    await page.getByLabel('Waarom weiger je?').selectOption('excessive')
    await page.getByLabel('Leg het uit aan de aanvrager').fill('U vroeg dit elke week.')
    await page.getByRole('button', { name: 'Bekijk de brief' }).click()
    await page.getByText('Zonder bewijs mag je hierop niet weigeren').waitFor()
    expect(await axe.look(page)).toEqual(faultless)
    await page.getByLabel('Waaruit blijkt dat?').fill('Twaalf verzoeken in drie maanden.')
    await page.getByRole('button', { name: 'Bekijk de brief' }).click()
    await page.getByText('Autoriteit Persoonsgegevens. Dat kan op').waitFor()
    expect(await axe.look(page)).toEqual(faultless)

    await page.goto(origin + at.path + pathOf('erase'))
    await page.getByLabel('Op welke grond?').selectOption('b')
    await page.getByRole('button', { name: 'Verder naar verwijderen' }).click()
    await page.getByText('Dit kan niet ongedaan worden gemaakt').waitFor()
    expect(await axe.look(page)).toEqual(faultless)
  })
})
