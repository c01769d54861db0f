import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultless, openAxe, type AxeWorld } from '../support/axe.ts'
import { testConfig } from '../support/world.ts'
import { settingsPages, settingsPaths } from './believable-settings.tsx'

let axe: AxeWorld
let origin: string
const server = createAdaptorServer({
  fetch: (request) => settingsPages.fetch(request, { config: testConfig({ VOORDEUR_URL: origin }) }),
})

beforeAll(async () => {
  axe = await openAxe()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await axe.close()
})

describe('in a narrow light window and in a wide dark one', () => {
  let page: Page
  beforeAll(async () => {
    page = await axe.openPage()
  })
  afterAll(() => page.context().close())

  test.each(settingsPaths)('%s has nothing that axe finds (WCAG 2.2 AA) and fits', async (path) => {
    await page.goto(origin + path)
    expect(await axe.look(page)).toEqual(faultless)
  })
})

describe('under its own policy', () => {
  test('no page tries to load or run what it may not', async () => {
    const context = await axe.chromium.openContext({ viewport: { width: 1280, height: 900 } })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (/Content Security Policy|Trusted/i.test(message.text())) complaints.push(message.text())
    })
    for (const path of settingsPaths) await page.goto(origin + path)
    await context.close()
    expect(complaints).toEqual([])
  })

  test('copying the line is offered by the script and told; without it the line is there to select', async () => {
    const open = async (javaScriptEnabled: boolean) => {
      const context = await axe.chromium.openContext({
        viewport: { width: 1280, height: 900 },
        javaScriptEnabled,
        permissions: ['clipboard-read', 'clipboard-write'],
      })
      const page = await context.newPage()
      await page.goto(`${origin}/staff/settings/step-2`)
      return { context, page }
    }
    const bare = await open(false)
    expect(await bare.page.locator('[data-copy=line]').isVisible()).toBe(false)
    expect(await bare.page.locator('#line').inputValue()).toContain('<script defer src="https://meten.')
    await bare.context.close()

    const { context, page } = await open(true)
    await page.locator('[data-copy=line]').click()
    await page.getByRole('status').getByText('Gekopieerd').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      '<script defer src="https://meten.woonstichtingdelinde.nl/s/woonstichtingdelinde.nl.js"></script>',
    )
    await context.close()
  })
})
