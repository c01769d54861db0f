/** The form and what follows it in a browser: without script, and as axe sees it in a narrow window and a wide one. */
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import { must } from '../../src/must.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { faultless, openAxe, type AxeWorld } from '../support/axe.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { migrateAll, takeMails } from './requesting.ts'

let pglite: PgliteWorld
let axe: AxeWorld
let world: World
let site: Site
let origin: string
const server = createAdaptorServer({ fetch: (request) => app.fetch(request, world.ports) })

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  ;[pglite, axe] = await Promise.all([openPglite(), openAxe()])
  await migrateAll(pglite.db)
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db, { settings: { VOORDEUR_URL: origin } })
  site = await world.addSite()
})
afterAll(async () => {
  server.close()
  await axe.close()
  await pglite.close()
})

/** The link of the last mail. */
const linkOf = async (): Promise<string> =>
  must(
    /http:\S+\/rights\/confirm\/[\w-]+/.exec((await takeMails({ world })).at(-1)?.text ?? '')?.[0],
    'a mail was queued',
  )

test('without script somebody asks for a child, corrects a mistake, confirms, and reads by when the answer comes', async () => {
  const page = await axe.openPage({ bypassCSP: false, javaScriptEnabled: false, locale: 'nl-NL' })
  try {
    await page.goto(`${origin}/rights?d=${site.domain}`)
    // The browser itself holds back a form without a choice.
    await page.getByRole('button', { name: 'Verstuur mijn vraag' }).click()
    expect(page.url()).toContain('/rights?d=')
    await page.getByLabel('Mijn gegevens laten verwijderen').check()
    await page.getByLabel('Je mailadres').fill('anna@example.nl')
    await page.getByLabel(/^Naam/).fill('Mees')
    await page.getByLabel('Voor mijn kind van onder de 16').check()
    await page.getByLabel('Je eigen naam').fill('Anna de Vries')
    await page.getByRole('button', { name: 'Verstuur mijn vraag' }).click()
    expect(await page.getByRole('alert').textContent()).toContain('Er klopt nog iets niet')
    expect(await page.getByLabel('Je mailadres').inputValue()).toBe('anna@example.nl')
    expect(await page.getByLabel('Mijn gegevens laten verwijderen').isChecked()).toBe(true)
    await page.getByLabel('Wat ben je van die ander?').selectOption({ label: 'Ouder met gezag' })
    await page.getByRole('button', { name: 'Verstuur mijn vraag' }).click()
    expect(await page.getByRole('status').textContent()).toContain('Kijk in je mail')
    await page.goto(await linkOf())
    await page.getByRole('button', { name: 'Ja, dat was ik' }).click()
    expect(await page.getByRole('status').textContent()).toContain('uiterlijk 21 december 2026')
  } finally {
    await page.context().close()
  }
})

test('no page has a fault that axe finds, and none is wider than a telephone', async () => {
  const page = await axe.openPage({ locale: 'nl-NL' })
  const form = `${origin}/rights?d=${site.domain}`
  const submit = () => page.locator('main form').last().getByRole('button').click()
  try {
    await page.goto(form)
    expect(await axe.look(page)).toEqual(faultless)
    // All that can be wrong at once: the browser is told not to look.
    await page.goto(form)
    await page.evaluate(() => document.querySelector('form')?.setAttribute('novalidate', ''))
    await page.getByLabel(/^Bewijsnummer/).fill('x')
    await page.getByLabel('Namens iemand anders').check()
    await submit()
    expect(await axe.look(page)).toEqual(faultless)
    await page.goto(form)
    await page.getByLabel('Bezwaar maken').check()
    await page.getByLabel('Je mailadres').fill('bram@example.nl')
    await submit()
    expect(await axe.look(page)).toEqual(faultless)
    const link = await linkOf()
    await page.goto(link)
    expect(await axe.look(page)).toEqual(faultless)
    await page.goto(link)
    await submit()
    expect(await axe.look(page)).toEqual(faultless)
    // One that was never made, of this site.
    await page.goto(`${link.slice(0, -32)}${'A'.repeat(32)}`)
    expect(await axe.look(page)).toEqual(faultless)
  } finally {
    await page.context().close()
  }
})
