import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import { migrate } from '../../src/db/migrate.ts'
import { composeLetter } from '../../src/mail/letter.tsx'
import { composeMessage } from '../../src/mail/message.ts'
import type { Outbox } from '../../src/ports.ts'
import { openWorld, type World } from '../support/world.ts'
import { openChromium, type ChromiumWorld } from '../worlds/chromium.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'

const invitation = composeLetter({
  lang: 'nl',
  subject: 'Je bent uitgenodigd <b>voor</b> Voordeur',
  greeting: 'Hallo Anna,',
  paragraphs: ['Bert nodigt je uit om mee te kijken naar de cijfers van woonstichtingdelinde.nl.'],
  action: { label: 'Account maken', url: 'http://localhost:3000/demo/?i=b7Yq2Zs9Tb4Nm6Rf1Lx8Cv3Jd5Hp0Ga' },
  closing: ['De link werkt veertien dagen.'],
})
const figures = composeLetter({
  lang: 'nl',
  subject: 'De week van 16 november: 1.204 bezoekers',
  paragraphs: ['Iets rustiger dan de week ervoor.'],
  table: {
    caption: 'Drukste pagina’s',
    columns: ['Pagina', 'Bezoekers', 'Verschil'],
    rows: [
      ['/aanbod/huurwoningen', '412', '+12 %'],
      ['/reparatie-melden', '233', '−4 %'],
    ],
  },
  list: ['Meer bezoek uit de nieuwsbrief', 'Minder uit zoekmachines'],
  unsubscribeUrl: 'http://localhost:3000/uit/abc',
})
const mails = [
  { id: '2b54a7c2-5c3d-4f5e-a1b2-3c4d5e6f7a8b', content: figures, at: new Date('2026-11-23T10:58:00Z') },
  { id: '0b54a7c2-5c3d-4f5e-a1b2-3c4d5e6f7a8b', content: invitation, at: new Date('2026-11-22T20:05:00Z') },
]
const from = { address: 'voordeur@localhost', name: 'Voordeur' }
const outboxOf = (shown: typeof mails): Outbox => ({
  list: async (limit) => shown.slice(0, limit).map(({ id, at }) => ({ id, writtenAt: at })),
  async read(id) {
    const mail = shown.find((one) => one.id === id)
    return mail
      ? composeMessage(
          { id, letter: { to: 'anna@example.nl', ...mail.content }, queuedAt: mail.at },
          { from, signing: null },
        )
      : null
  },
})

let pglite: PgliteWorld
let world: World
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
  world = await openWorld(pglite.db)
})
afterAll(() => pglite.close())

const ask = async (path: string, outbox: Outbox | null = outboxOf(mails), more = world) =>
  app.request(path, { headers: { accept: 'text/html', 'accept-language': 'nl' } }, { ...more.ports, outbox })
const textOf = async (path: string, outbox?: Outbox | null) => (await ask(path, outbox)).text()
const invitationPath = `/demo/outbox/${mails[1]?.id}`

describe('the outbox', () => {
  test('lists the newest first, with whom it is for and when', async () => {
    const page = await textOf('/demo/outbox')
    expect(page.indexOf('1.204 bezoekers')).toBeLessThan(page.indexOf('Je bent uitgenodigd'))
    expect(page).toContain('anna@example.nl')
    expect(page).toMatch(/<time[^>]* datetime="2026-11-23T10:58:00\.000Z">23 nov 2026[^<]*11:58/)
    expect(page).toContain('Je bent uitgenodigd &lt;b&gt;voor&lt;/b&gt; Voordeur')
  })

  test('says what to do while there is none', async () => {
    const page = await textOf('/demo/outbox', outboxOf([]))
    expect(page).toContain('Nog geen mail')
    expect(await textOf('/demo/outbox?lang=en', outboxOf([]))).toContain('No mail yet')
  })

  test('shows a mail as HTML in a frame, as text, and its headers', async () => {
    const page = await textOf(`${invitationPath}?lang=en`)
    expect(page).toContain('As plain text')
    expect(page).toContain('http://localhost:3000/demo/?i=b7Yq2Zs9Tb4Nm6Rf1Lx8Cv3Jd5Hp0Ga')
    expect(page).toContain(`&lt;${mails[1]?.id}@localhost&gt;`)
    expect(page).toMatch(/<iframe[^>]* sandbox="allow-top-navigation-by-user-activation"/)
    // Links stay in the language that was asked for.
    expect(page).toContain('href="/demo/outbox?lang=en"')
  })

  test('keeps a mail from running, loading and sending anything', async () => {
    const answer = await ask(`${invitationPath}/html`)
    expect(answer.headers.get('content-security-policy')).toBe(
      "sandbox allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
    )
    expect(answer.headers.get('x-frame-options')).toBe('SAMEORIGIN')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.text()).toContain('Account maken')
  })

  test('is not there for whoever may not see it, without the demo, and for a number that is not', async () => {
    for (const path of ['/demo/outbox', invitationPath, `${invitationPath}/html`]) {
      const hidden = await ask(path, null)
      expect([path, hidden.status]).toEqual([path, 404])
      expect(await hidden.text()).not.toContain('uitgenodigd')
      const noDemo = await openWorld(pglite.db, { settings: { VOORDEUR_DEMO: '0' } })
      expect((await ask(path, outboxOf(mails), noDemo)).status).toBe(404)
    }
    for (const id of ['x', '1b54a7c2-5c3d-4f5e-a1b2-3c4d5e6f7a8b', '..%2f..%2fsecret'])
      expect((await ask(`/demo/outbox/${id}`)).status, id).toBe(404)
  })
})

describe('in a browser', () => {
  let browser: ChromiumWorld
  let origin: string
  let close: () => Promise<void>
  beforeAll(async () => {
    browser = await openChromium()
    const server = createAdaptorServer({
      fetch: (request) => app.fetch(request, { ...world.ports, outbox: outboxOf(mails) }),
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    close = async () => {
      await browser.close()
      await new Promise((resolve) => server.close(resolve))
    }
  })
  afterAll(() => close())

  test.each([320, 1280])('fits a window of %i px, and the mail is readable in it', async (width) => {
    const context = await browser.openContext({ viewport: { width, height: 900 } })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => void complaints.push(message.text()))
    for (const path of ['/demo/outbox', `/demo/outbox/${mails[0]?.id}`]) {
      await page.goto(origin + path)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    }
    const frame = page.frames()[1]
    expect(await frame?.locator('h1').textContent()).toBe(figures.subject)
    expect(
      await frame?.evaluate(() => document.documentElement.scrollWidth - innerWidth),
    ).toBeLessThanOrEqual(0)
    expect(complaints).toEqual([])
    await context.close()
  })

  test('the button of a mail leads out of its frame', async () => {
    const context = await browser.openContext({ viewport: { width: 1280, height: 900 } })
    const page = await context.newPage()
    await page.goto(origin + invitationPath)
    const button = page.frameLocator('iframe').getByRole('link', { name: 'Account maken' })
    await page.route('http://localhost:3000/**', (route) => route.fulfill({ body: 'welkom' }))
    await button.click()
    await page.waitForURL('http://localhost:3000/demo/?i=*')
    await context.close()
  })
})
