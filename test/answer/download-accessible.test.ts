/** The pages that a copy is fetched from, and the copy itself, in a browser: nothing that axe finds, and no script is needed. */
import { writeFile, mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createAdaptorServer } from '@hono/node-server'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import { must } from '../../src/must.ts'
import { forgetSites } from '../../src/site/site.ts'
import { migrateAll, takeMails } from '../rights/requesting.ts'
import { faultless, openAxe, type AxeWorld } from '../support/axe.ts'
import { openWorld } from '../support/world.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { furnish, live, openFor, type House, type Life } from './life.ts'
import { codeIn, release, writeOut } from './released.ts'

let pglite: PgliteWorld
let axe: AxeWorld
let house: House
let life: Life
let origin: string
const server = createAdaptorServer({ fetch: (request) => app.fetch(request, house.world.ports) })

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  ;[pglite, axe] = await Promise.all([openPglite(), openAxe()])
  await migrateAll(pglite.db)
  forgetSites(pglite.db)
  const world = await openWorld(pglite.db, { settings: { VOORDEUR_URL: origin } })
  house = await furnish(world, 'woonstichtingdelinde.nl')
  life = await live(house)
})
afterAll(async () => {
  server.close()
  await axe.close()
  await pglite.close()
})

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

test('the whole way, without script: link, code, wrong code, file, and the end of it; axe finds nothing on any page', async () => {
  const { path } = await release(house, life)
  const page = await axe.openPage({ acceptDownloads: true })
  await page.goto(origin + path)
  expect(await axe.look(page)).toEqual(faultless)
  await press(page, 'Mail mij een code')
  expect(await axe.look(page)).toEqual(faultless)
  const code = codeIn(await takeMails(house))
  await page.getByLabel('De code uit de mail').fill(code === '00000000' ? '00000001' : '00000000')
  await press(page, 'Verder')
  await page.getByText('Deze code klopt niet.').waitFor()
  expect(await axe.look(page)).toEqual(faultless)
  await page.getByLabel('De code uit de mail').fill(code)
  await press(page, 'Verder')
  expect(await axe.look(page)).toEqual(faultless)
  for (const name of ['Om te lezen', 'Voor een rekenblad', 'Voor een computer']) {
    const [download] = await Promise.all([page.waitForEvent('download'), press(page, name)])
    expect(download.suggestedFilename()).toMatch(/^woonstichtingdelinde\.nl\.(html|zip|json)$/)
  }
  await page.goto(origin + path)
  await page.getByText('al drie keer opgehaald').first().waitFor()
  expect(await axe.look(page)).toEqual(faultless)
  await page.context().close()
})

test('A-17: the copy for reading, as it is opened from a disk', async () => {
  const request = await openFor(house, life, 'access')
  const folder = await mkdtemp(join(tmpdir(), 'voordeur-copy-'))
  try {
    for (const language of ['nl', 'en'] as const) {
      const file = join(folder, `${language}.html`)
      await writeFile(file, await writeOut(house, { ...request, language }, 'html'))
      const page = await axe.openPage()
      await page.goto(must(pathToFileURL(file).href, 'it was written'))
      expect(await axe.look(page)).toEqual(faultless)
      await page.context().close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
