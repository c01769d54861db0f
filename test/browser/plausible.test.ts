/**
 * The published tracker of Plausible, unchanged, pointed at our endpoint: whoever comes from there changes one address.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Db } from '../../src/db/connect.ts'
import { openEmbedded } from '../../src/runtime/embedded.ts'
import { adminToken, startService, type Service } from '../fault/program.ts'
import { openChromium, ordinaryUserAgent, type ChromiumWorld } from '../worlds/chromium.ts'
import { freePort } from '../worlds/free-port.ts'
import { walkingArguments } from './walk.ts'

const tracker = readFileSync(
  new URL('../../node_modules/@plausible-analytics/tracker/plausible.js', import.meta.url),
  'utf8',
)

const pageFor = (endpoint: string) => `<!doctype html><title>Test</title><body style="height: 3000px">
<a id="out" href="https://www.facebook.com/delinde?x=1">Facebook</a>
<a id="file" href="/gids.pdf" onclick="event.preventDefault()">Gids</a>
<script type="module">
  import { init, track } from '/plausible.js'
  init({ domain: 'example.nl', endpoint: '${endpoint}', captureOnLocalhost: true, outboundLinks: true, fileDownloads: true })
  window.track = track
</script>`

let chromium: ChromiumWorld
let service: Service
let pages: Server
let db: Db
let url: string
const dataFolder = mkdtempSync(join(tmpdir(), 'voordeur-plausible-'))

beforeAll(async () => {
  const port = await freePort()
  service = await startService({
    PORT: String(port),
    VOORDEUR_URL: `http://127.0.0.1:${port}`,
    VOORDEUR_DATA: dataFolder,
  })
  pages = createServer((request, response) => {
    const isTracker = request.url === '/plausible.js'
    response.setHeader('content-type', isTracker ? 'text/javascript' : 'text/html')
    response.end(isTracker ? tracker : pageFor(`${service.url}/api/event`))
  }).listen(0, 'localhost')
  await once(pages, 'listening')
  const address = pages.address()
  url = `http://localhost:${typeof address === 'object' ? address?.port : ''}`
  const made = await fetch(`${service.url}/api/sites`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ domain: 'example.nl', hostnames: ['localhost'] }),
  })
  expect(made.status).toBe(201)
  chromium = await openChromium({ args: [...walkingArguments, `--user-agent=${ordinaryUserAgent}`] })
  const opening = await openEmbedded({ dataFolder, whenHeld: 'join' })
  if (!opening.ok) throw new Error(opening.refusal)
  db = connect({ to: opening.database.to, connectionsMax: 1, prepare: true })
})
afterAll(async () => {
  await db?.end({ timeout: 1 })
  await chromium?.close()
  pages?.close()
  await service?.end('SIGTERM')
  rmSync(dataFolder, { recursive: true, force: true })
})

test("Plausible's npm tracker: page views, custom events with properties, outbound, downloads and engagement arrive", async () => {
  const context = await chromium.openContext()
  const page = await context.newPage()
  const stored = (name: string) =>
    page.waitForResponse(
      (answer) => answer.url().endsWith('/api/event') && (answer.request().postData() ?? '').includes(name),
    )

  const [view] = await Promise.all([
    stored('pageview'),
    page.goto(`${url}/aanbod?utm_source=plausible&token=geheim`),
  ])
  expect(view.status()).toBe(202)
  await Promise.all([
    stored('Inschrijving'),
    page.evaluate("track('Inschrijving', { props: { wijk: 'Noord', kamers: 3 } })"),
  ])
  await Promise.all([stored('File Download'), page.click('#file')])
  await page.mouse.wheel(0, 1500)
  // Its tracker tells of engagement from three seconds on.
  await page.waitForTimeout(3_500)
  await page.click('#out', { noWaitAfter: true })
  await expect
    .poll(() => db`select distinct name from event where name in ('engagement', 'Outbound Link: Click')`, {
      timeout: 60_000,
    })
    .toHaveLength(2)

  const events = await db<
    {
      name: string
      path: string
      utm_source: string | null
      target: string | null
      props: unknown
      scroll: number | null
      engaged: number | null
    }[]
  >`
    select name, path, utm_source, target, props, scroll, engaged_ms as engaged from event order by occurred_at`
  const named = (name: string) => events.filter((event) => event.name === name)
  expect(named('pageview')).toMatchObject([{ path: '/aanbod', utm_source: 'plausible' }])
  expect(named('Inschrijving')).toMatchObject([{ props: { wijk: 'Noord', kamers: '3' } }])
  expect(named('File Download')).toMatchObject([{ target: '/gids.pdf' }])
  expect(named('Outbound Link: Click')).toMatchObject([{ target: 'www.facebook.com/delinde' }])
  const [engagement] = named('engagement')
  expect(engagement?.engaged).toBeGreaterThan(2_000)
  expect(engagement?.scroll).toBeGreaterThan(30)
  expect(JSON.stringify(events)).not.toContain('geheim')
  await context.close()
}, 300_000)
