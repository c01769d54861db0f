import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, type Db } from '../../src/db/connect.ts'
import { openEmbedded } from '../../src/runtime/embedded.ts'
import { localToday } from '../../src/site/local-day.ts'
import { adminToken, startService, type Service } from '../fault/program.ts'
import { openChromium, type ChromiumWorld } from '../worlds/chromium.ts'
import { freePort } from '../worlds/free-port.ts'
import { userAgents, walkAll, walkedEvents, walkedPages } from './walk.ts'

let chromium: ChromiumWorld
let service: Service
let url: string
let db: Db
const dataFolder = mkdtempSync(join(tmpdir(), 'voordeur-demo-'))

beforeAll(async () => {
  const port = await freePort()
  url = `http://localhost:${port}`
  service = await startService({
    PORT: String(port),
    VOORDEUR_URL: url,
    VOORDEUR_DATA: dataFolder,
    VOORDEUR_DEMO: '1',
  })
  chromium = await openChromium()
  const opening = await openEmbedded({ dataFolder, whenHeld: 'join' })
  if (!opening.ok) throw new Error(opening.refusal)
  db = connect({ to: opening.database.to, connectionsMax: 1, prepare: true })
})
afterAll(async () => {
  await db?.end({ timeout: 1 })
  await chromium?.close()
  await service?.end('SIGTERM')
  rmSync(dataFolder, { recursive: true, force: true })
})

const ask = async (path: string): Promise<unknown> => {
  const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${adminToken}` } })
  return answer.json()
}

describe('a visitor in a real browser', () => {
  test('leaves exactly the views, events and visits that happened, and ten of them show in the dashboard', async () => {
    const begun = new Date()
    expect(new Set(await walkAll(url))).toEqual(new Set([202]))

    const views = await db<{ path: string; times: number }[]>`
      select path, count(*)::int as times from event where name = 'pageview' group by path order by path`
    const expected = Map.groupBy(walkedPages, (path) => path)
    expect(Object.fromEntries(views.map(({ path, times }) => [path, times]))).toEqual(
      Object.fromEntries([...expected].map(([path, all]) => [path, all.length * userAgents.length])),
    )
    const events = await db<{ name: string; times: number }[]>`
      select name, count(*)::int as times from event where name not in ('pageview', 'engagement') group by name`
    expect(Object.fromEntries(events.map(({ name, times }) => [name, times]))).toEqual(
      Object.fromEntries(walkedEvents.map((name) => [name, userAgents.length])),
    )
    const [props] = await db`select props from event where name = 'Woningreactie' limit 1`
    expect(props?.props).toHaveProperty('straat')
    const addresses = await db<{ network: string }[]>`select distinct network::text as network from event`
    expect(addresses.every(({ network }) => /^(127\.0\.0\.0\/24|::\/32)$/.test(network))).toBe(true)

    // Fresh within ten seconds.
    await pause(10_000)
    const visits = await db<{ views: number; events: number; entry: string; exit: string }[]>`
      select views, events, entry, exit
      from visit left join visit_trail using (site_id, day, visitor, started_at)`
    expect(visits).toHaveLength(userAgents.length)
    for (const visit of visits)
      expect(visit).toMatchObject({
        views: walkedPages.length,
        events: walkedEvents.length,
        entry: '/demo/',
        exit: '/demo/app',
      })

    // Midnight may pass while this runs: the range holds both days.
    const range = `from=${localToday(begun, 'Europe/Amsterdam')}&to=${localToday(new Date(), 'Europe/Amsterdam')}`
    expect(await ask(`/api/stats/delinde.example/summary?${range}`)).toMatchObject({
      visitors: userAgents.length,
      visits: userAgents.length,
      views: walkedPages.length * userAgents.length,
      bounceRate: 0,
    })
    expect(await ask(`/api/stats/delinde.example/breakdown?dimension=outbound&${range}`)).toMatchObject({
      rows: [{ value: 'www.facebook.com/woonstichtingdelinde.example', visitors: userAgents.length }],
      hidden: null,
    })
  }, 300_000)

  test('sees those numbers after accepting the printed invitation', async () => {
    const context = await chromium.openContext()
    const page = await context.newPage()
    const [invitation = ''] = /http\S+\/auth\/invitation\/\S+/.exec(service.output()) ?? []
    await page.goto(invitation)
    await page.fill('input[name="name"]', 'Anna')
    await page.fill('input[name="email"]', 'anna@staff.example')
    await page.fill('input[name="password"]', 'een lange zin met een deur')
    await page.click('main button[type="submit"]')
    await page.waitForURL('**/dashboard/**')
    await page.goto(`${url}/dashboard/sites/delinde.example?period=today`)
    const text = await page.innerText('main')
    expect(text).toContain('/demo/aanbod')
    expect(await page.locator('main svg').count()).toBeGreaterThan(0)
    await context.close()
  })
})
