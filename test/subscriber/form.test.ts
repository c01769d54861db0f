/** The form in a browser: on the demo's page with its script and without, and our own pages, in a narrow window and a wide one. */
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync } from 'node:zlib'
import { createAdaptorServer } from '@hono/node-server'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import { addDemoSite } from '../../src/demo/demo-site.ts'
import { must } from '../../src/must.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { addList, recordListClosed } from '../../src/subscriber/list.ts'
import { findByEmail } from '../../src/subscriber/subscriber.ts'
import { faultless, openAxe, type AxeWorld } from '../support/axe.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { emailOf, migrateAll, takeMails } from './signing-up.ts'

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
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db, { at: new Date().toISOString(), settings: { VOORDEUR_URL: origin } })
  site = await addDemoSite(world.ports, origin)
})
afterAll(async () => {
  server.close()
  await axe.close()
  await pglite.close()
})

/** A page under its own policy, in a window of a telephone. What the browser complains of is kept. */
async function withPage(
  options: BrowserContextOptions,
  work: (page: Page, complaints: readonly string[]) => Promise<void>,
): Promise<void> {
  const page = await axe.openPage({ bypassCSP: false, viewport: { width: 320, height: 800 }, ...options })
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  try {
    await work(page, complaints)
  } finally {
    await page.context().close()
  }
}

const formPage = () => `${origin}/demo/nieuwsbrief`
const status = (page: Page) => page.locator('form [role=status]')
const submit = (page: Page) => page.getByRole('button', { name: 'Meld me aan' }).click()

/** The link in the mail, of a sign-up that was answered. */
async function linkOf(): Promise<string> {
  await world.deferred.drain()
  const [mail] = await takeMails({ world })
  return must(/http:\S+\/newsletter\/confirm\/\S+/.exec(must(mail, 'it was posted').text), 'there is one')[0]
}

const wishes = () => pglite.db`select confirmation_id from confirmation`
const tries = () => pglite.db`select tries from sign_up_try`

describe('the site’s own form', () => {
  test('with its script stays on the page, solves the puzzle, and says how it went to everybody', async () => {
    await withPage({}, async (page, complaints) => {
      await page.goto(formPage())
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
      await page.getByLabel('Je mailadres').fill('anna@example.nl')
      await page.getByLabel(/^Je naam/).fill('Anna')
      await page.getByLabel(/open en waar ik op klik/).check()
      await submit(page)
      await expect.poll(() => status(page).textContent(), { timeout: 60_000 }).toMatch(/^Kijk in je mail/)
      expect(page.url()).toBe(formPage())
      expect(await page.getByLabel('Je mailadres').inputValue()).toBe('')
      // A puzzle was spent: network, puzzle, address, its turn.
      await world.deferred.drain()
      expect([await wishes(), await tries()].map((rows) => rows.length)).toEqual([1, 4])
      expect(await page.context().cookies()).toEqual([])
      expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0])
      expect(complaints).toEqual([])
      await page.goto(await linkOf())
      await page.getByRole('button', { name: 'Ja, meld me aan' }).click()
      await page.getByRole('heading', { name: 'Je bent aangemeld' }).waitFor()
      const anna = await findByEmail(world.ports, site.id, emailOf('anna@example.nl'))
      expect([anna?.name, anna?.measureAnswer]).toEqual(['Anna', 'yes'])
    })
  })

  test('without script does the same on a page of ours', async () => {
    await withPage({ javaScriptEnabled: false }, async (page, complaints) => {
      await page.goto(formPage())
      await page.getByLabel('Je mailadres').fill('anna@example.nl')
      await submit(page)
      await page.getByRole('heading', { name: 'Kijk in je mail' }).waitFor()
      await page.goto(await linkOf())
      await page.getByRole('button', { name: 'Ja, meld me aan' }).click()
      await page.getByRole('heading', { name: 'Je bent aangemeld' }).waitFor()
      expect((await findByEmail(world.ports, site.id, emailOf('anna@example.nl')))?.measureAnswer).toBe('no')
      expect(complaints).toEqual([])
    })
  })

  test('is sent by the browser itself when the script gets no answer', async () => {
    await withPage({}, async (page) => {
      await page.route('**/newsletter/challenge*', (route) => route.abort())
      await page.goto(formPage())
      await page.getByLabel('Je mailadres').fill('anna@example.nl')
      await submit(page)
      await page.getByRole('heading', { name: 'Kijk in je mail' }).waitFor()
      expect(await wishes()).toHaveLength(1)
    })
  })

  test('and when the answer is one that a page of ours explains better', async () => {
    await withPage({}, async (page) => {
      await page.goto(formPage())
      await recordListClosed(world.ports, site, 1, true)
      await page.getByLabel('Je mailadres').fill('anna@example.nl')
      await submit(page)
      await page.getByText('Deze website heeft geen nieuwsbrief').waitFor()
    })
  })

  test('says beside the button what is wrong with an address, and leads back to it; then that it is too much', async () => {
    await withPage({}, async (page) => {
      await page.goto(formPage())
      const email = page.getByLabel('Je mailadres')
      // The browser takes it for one.
      await email.fill('anna@example')
      await submit(page)
      await expect
        .poll(() => status(page).textContent(), { timeout: 60_000 })
        .toMatch(/^Dit is geen mailadres/)
      expect(await email.evaluate((one) => one === document.activeElement && one.ariaInvalid)).toBe('true')
      expect(await email.inputValue()).toBe('anna@example')
      await email.fill('anna@example.nl')
      await submit(page)
      await expect.poll(() => status(page).textContent(), { timeout: 60_000 }).toMatch(/^Kijk in je mail/)
      expect(await email.getAttribute('aria-invalid')).toBeNull()
      await pglite.db`update sign_up_try set tries = 60 where site_id = ${site.id}`
      await email.fill('bea@example.nl')
      await submit(page)
      await expect.poll(() => status(page).textContent(), { timeout: 60_000 }).toMatch(/^Er kwamen net veel/)
      expect(await email.inputValue()).toBe('bea@example.nl')
    })
  })

  test('leaves the page its turn while it solves, in the page’s language, and is sent once however often one presses', async () => {
    await withPage({}, async (page) => {
      let asked = 0
      await page.route('**/newsletter/challenge*', (route) => {
        asked += 1
        // Nobody solves this one.
        return route.fulfill({ json: { challenge: 'x'.repeat(42), bits: 32 } })
      })
      await page.goto(formPage())
      await page.evaluate(() => {
        document.documentElement.lang = 'en-GB'
        document.querySelector('form [role=status]')?.remove()
      })
      await page.getByLabel('Je mailadres').fill('anna@example.nl')
      await submit(page)
      await submit(page)
      const said = await page.evaluate(
        () =>
          new Promise((resolve) => {
            let turns = 0
            const timer = setInterval(() => {
              turns += 1
              if (turns < 10) return
              clearInterval(timer)
              resolve(document.querySelector('form [role=status]')?.textContent)
            })
          }),
      )
      expect([said, asked]).toEqual(['One moment…', 1])
    })
  })

  test('is not sent when the page itself holds it back, and another form is left alone', async () => {
    await withPage({ bypassCSP: true }, async (page) => {
      const requests: string[] = []
      page.on('request', (request) => requests.push(new URL(request.url()).pathname))
      await page.goto(formPage())
      requests.length = 0
      await page.evaluate(() => {
        document.querySelector('form')?.addEventListener('submit', (event) => event.preventDefault())
        const other = document.createElement('form')
        other.action = '/demo/elders'
        other.append(document.createElement('button'))
        document.body.append(other)
      })
      await page.getByLabel('Je mailadres').fill('anna@example.nl')
      await submit(page)
      await page.locator('form[action="/demo/elders"] button').click()
      await page.waitForURL(/\/demo\/elders/)
      expect(requests.filter((path) => path.startsWith('/newsletter'))).toEqual([])
    })
  })
})

describe('what a page loads for it', () => {
  const text = readFileSync(new URL('../../dist/form.txt', import.meta.url), 'utf8')

  test('is at most 2 KiB, keeps nothing, and takes no string for HTML or code', () => {
    expect(brotliCompressSync(text).length).toBeLessThanOrEqual(2_048)
    expect(text).not.toMatch(
      /localStorage|sessionStorage|indexedDB|cookie|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|Function\(|\.style\b|sendBeacon|\bexport\b/,
    )
  })

  test('leaves no name on the page', async () => {
    await withPage({ bypassCSP: true }, async (page) => {
      await page.goto(`${origin}/demo/`)
      const names = () => page.evaluate(() => Object.getOwnPropertyNames(window).length)
      const before = await names()
      await page.addScriptTag({ url: `${origin}/form.js` })
      expect(await names()).toBe(before)
    })
  })

  test('comes with an ETag and for five minutes, to pages of every origin', async () => {
    const answer = await world.request('/form.js')
    expect(await answer.text()).toBe(text)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    })
    const etag = answer.headers.get('etag') ?? ''
    expect((await world.request('/form.js', { headers: { 'if-none-match': etag } })).status).toBe(304)
  })
})

describe('has nothing that axe finds (WCAG 2.2 AA) and fits the window', () => {
  const look = (prepare: (page: Page) => Promise<unknown>) =>
    withPage({ bypassCSP: true }, async (page) => {
      await prepare(page)
      expect(await axe.look(page)).toEqual(faultless)
    })
  const hosted = () => `${origin}/newsletter/subscribe?d=${site.domain}`

  test('our own page, with one list, and with several and everything wrong', async () => {
    await look((page) => page.goto(hosted()))
    const name = 'Nieuws over het groot onderhoud en de verduurzamingswerkzaamheden in de Afrikaanderwijk'
    await addList(world.ports, site, { name, description: name, isOpen: true })
    await look(async (page) => {
      await page.goto(hosted())
      await page.evaluate(() => document.querySelector('form.sign-up')?.setAttribute('novalidate', ''))
      await page.getByLabel('Je naam').fill('<')
      await submit(page)
      await page.getByRole('alert').waitFor()
      expect(await page.locator('.refusal').count()).toBe(3)
    })
  })

  test('the page afterwards, the one to confirm on, and what follows', async () => {
    await look(async (page) => {
      await page.goto(hosted())
      await page.getByLabel('Je mailadres').fill('anna@example.nl')
      await submit(page)
      await page.getByRole('heading', { name: 'Kijk in je mail' }).waitFor()
    })
    const link = await linkOf()
    await look((page) => page.goto(link))
    await look(async (page) => {
      await page.goto(link)
      await page.getByRole('button', { name: 'Ja, meld me aan' }).click()
      await page.getByRole('heading', { name: 'Je bent aangemeld' }).waitFor()
    })
    await look((page) => page.goto(link))
  })

  test('the demo’s page with the form', async () => {
    await look((page) => page.goto(formPage()))
  })
})

test('the demo has its newsletter once, and leaves alone what was changed there', async () => {
  await recordListClosed(world.ports, site, 1, true)
  await addDemoSite(world.ports, origin)
  const lists = await pglite.db`select list_id, closed_at is null as open from newsletter_list`
  expect(lists).toEqual([{ list_id: 1, open: false }])
})
