/**
 * The rights desk from end to end: the shipped program, a real PostgreSQL, a real submission server, a real browser. A reader of the newsletter
 * who also let a device be recognised asks for a copy, gets all of it and nothing of a neighbour's, and then asks to be erased: afterwards
 * no column of any table, and no file, holds anything of theirs but what is listed here with its reason.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import PostalMime, { type Email as ParsedMail } from 'postal-mime'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Recorded, ShownNotice } from '../../src/consent/wire.ts'
import { connect, type Db } from '../../src/db/connect.ts'
import { must } from '../../src/must.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { forgetSites, readSite, recordSettings, type Site } from '../../src/site/site.ts'
import {
  addNewsList,
  addReaders,
  addScheduled,
  openSink,
  readIssue,
  setPace,
  type Sink,
} from '../delivery/mailing.ts'
import { secret } from '../fault/crash-loop.ts'
import { addSiteBy, startService, type Service } from '../fault/program.ts'
import { publishFor } from '../support/asking.ts'
import { idAt } from '../support/send.ts'
import { signInAs } from '../support/staff.ts'
import { testConfig } from '../support/world.ts'
import { userAgents } from './walk.ts'
import { openChromium, type ChromiumWorld } from '../worlds/chromium.ts'
import { freePort } from '../worlds/free-port.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'

let postgres: PostgresWorld
let chromium: ChromiumWorld
let service: Service
let sink: Sink
let db: Db
let url: string
let site: Site

const domain = 'example.nl'
const origin = `https://${domain}`
const folder = mkdtempSync(join(tmpdir(), 'voordeur-rights-'))
/** Nobody else is called this, writes from here, or goes there. */
const anna = {
  email: 'anna.zaadje@post.example',
  name: 'Anna Zaadkorrel',
  path: '/zaadveld-anna',
  agent: userAgents[0] ?? '',
}
const bert = {
  email: 'bert.steen@mail.example',
  name: 'Bert Steenkorrel',
  path: '/steenveld-bert',
  agent: userAgents[1] ?? '',
}
interface Device {
  readonly receipt: string
  readonly token: string
  readonly insight: string
}
const devices = new Map<string, Device>()
const ids = new Map<string, bigint>()

const ports = () => ({
  db,
  now: () => new Date(),
  random: (bytes: number) => randomBytes(bytes),
  keyFor: openKeys(secret),
  config: testConfig({ VOORDEUR_URL: url }),
  post: () => Promise.resolve(),
})

beforeAll(async () => {
  ;[postgres, chromium, sink] = await Promise.all([openPostgres(), openChromium(), openSink()])
  const databaseUrl = await postgres.createDatabase('rights')
  const port = await freePort()
  url = `http://localhost:${port}`
  service = await startService({
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    VOORDEUR_DATA: folder,
    VOORDEUR_URL: url,
    VOORDEUR_SECRET: secret,
    VOORDEUR_SMTP_URL: sink.url,
    VOORDEUR_MAIL_FROM: 'De Linde <nieuws@delinde.example>',
  })
  db = connect({ to: databaseUrl, connectionsMax: 2, prepare: true })
  await addSiteBy(service, domain)
  const made = must(await readSite(ports(), domain), 'it was just made')
  await recordSettings(ports(), made, {
    ...made.settings,
    privacyOfficer: { name: 'Fatima Functionaris', email: 'privacy@delinde.example' },
  })
  forgetSites(db)
  site = await publishFor({ ports: ports() }, must(await readSite(ports(), domain), 'it is there'))
}, 300_000)
afterAll(async () => {
  await chromium?.close()
  await service?.end('SIGTERM')
  await db?.end({ timeout: 1 })
  await sink?.close()
  await postgres?.close()
  rmSync(folder, { recursive: true, force: true })
})

const post = (path: string, body: unknown, agent: string) =>
  fetch(`${url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      origin,
      'user-agent': agent,
      'accept-language': 'nl-NL,nl;q=0.9',
    },
    body: JSON.stringify(body),
  })

async function insightOf(receipt: string): Promise<string> {
  const [row] = await db<{ insight: string }[]>`
    select insight::text as insight from consent_given where site_id = ${site.id} and receipt_id = ${receipt}`
  return must(row, 'it said yes').insight
}

/** Says yes to being recognised, and visits two pages. */
async function letDeviceBeKnown(who: typeof anna): Promise<void> {
  const shown = async () => fetch(`${url}/api/consent?d=${domain}`, { headers: { origin } })
  await expect.poll(async () => (await shown()).status, { timeout: 90_000, interval: 1_000 }).toBe(200)
  const { notice } = (await (await shown()).json()) as ShownNotice
  const answer = await post(
    '/api/consent',
    {
      d: domain,
      notice,
      lang: 'nl',
      ui: 'banner',
      granted: ['insights'],
      key: randomBytes(16).toString('base64url'),
      viewport: 'large',
    },
    who.agent,
  )
  const { receipt, token } = (await answer.json()) as Recorded
  const events = [who.path, `${who.path}/verder`].map((path) => ({
    n: 'pageview',
    u: `${origin}${path}?utm_campaign=actie-van-${bert.name.split(' ')[1]}`,
    d: domain,
    id: idAt(new Date()),
    t: token,
  }))
  const stored = await post('/api/event', events, who.agent)
  expect([stored.status, stored.headers.get('x-voordeur-dropped')]).toEqual([202, null])
  devices.set(who.email, { receipt, token, insight: await insightOf(receipt) })
}

/** What the server has for somebody. */
async function mailOf(email: string, isWanted: (mail: ParsedMail) => boolean): Promise<ParsedMail> {
  const found = async () => {
    for (const { to, raw } of sink.received.toReversed())
      if (to === email) {
        const mail = await PostalMime.parse(raw)
        if (isWanted(mail)) return mail
      }
    return null
  }
  await expect.poll(found, { timeout: 90_000, interval: 250 }).not.toBeNull()
  return must(await found(), 'it was waited for')
}
const holds = (text: string) => (mail: ParsedMail) => mail.text?.includes(text) === true
const linkIn = ({ text = '' }: ParsedMail, path: string): string =>
  must(new RegExp(`http\\S+${path}[\\w.-]+`).exec(text), 'the mail has one')[0]

/** Fills in the form as a visitor does, and presses the button behind the link in the mail. */
async function ask(kind: 'access' | 'erase', receipt: string): Promise<string> {
  const context = await chromium.openContext()
  const page = await context.newPage()
  await page.goto(`${url}/rights?d=${domain}`)
  await page.locator(`input[name="kind"][value="${kind}"]`).check()
  await page.locator('#email').fill(anna.email)
  await page.locator('#name').fill(anna.name)
  await page.locator('#receipt').fill(receipt)
  const known = new Set(sink.received)
  await page.locator('form[action^="/rights"] button[type="submit"]').click()
  await page.waitForLoadState()
  const mail = await mailOf(
    anna.email,
    (one) => holds('/rights/confirm/')(one) && sink.received.some((sunk) => !known.has(sunk)),
  )
  await page.goto(linkIn(mail, '/rights/confirm/'))
  const [waiting] = await db<{ id: string; state: string }[]>`
    select request_id as id, state from rights_request where site_id = ${site.id} order by entered_at desc limit 1`
  expect(waiting?.state).toBe('verifying')
  await page.locator('main form button[type="submit"]').click()
  await page.waitForLoadState()
  const { id } = must(waiting, 'it was made')
  await expect.poll(async () => stateOf(id), { timeout: 30_000 }).toBe('open')
  await context.close()
  return id
}

const stateOf = async (id: string): Promise<string | undefined> => {
  const [row] = await db<{ state: string }[]>`
    select state from rights_request where site_id = ${site.id} and request_id = ${id}`
  return row?.state
}

/** The privacy officer's browser, signed in. */
async function openDesk(id: string): Promise<Page> {
  const { cookie } = await signInAs(ports(), 'officer')
  const [name = '', value = ''] = cookie.split(/=(.*)/s)
  const context = await chromium.openContext()
  await context.addCookies([{ name, value, url }])
  const page = await context.newPage()
  await page.goto(`${url}/dashboard/sites/${domain}/desk`)
  await page.locator(`a[href*="/desk/requests/${id}"]`).first().click()
  await page.waitForLoadState()
  return page
}

/** Every value of every table, bytes as hexadecimal: a dump. */
async function dump(): Promise<ReadonlyMap<string, string>> {
  const tables = await db<{ name: string }[]>`
    select c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`
  const all = new Map<string, string>()
  for (const { name } of tables) {
    const rows = await db<{ text: string }[]>`select t::text as text from ${db(name)} t`
    all.set(name, rows.map(({ text }) => text).join('\n'))
  }
  return all
}

const hex = (text: string) => Buffer.from(text).toString('hex')
/** All that is Anna's, by which she could be found in the clear. */
const seedsOf = ({ email, name, path }: typeof anna): readonly string[] => [
  email,
  name,
  'Zaadkorrel',
  path,
  must(devices.get(email), 'she has one').insight,
  must(devices.get(email), 'she has one').receipt,
  String(must(ids.get(email), 'she is a reader')),
]
function foundIn(texts: ReadonlyMap<string, string>): string[] {
  const found: string[] = []
  for (const [where, text] of texts)
    for (const seed of seedsOf(anna))
      if (text.includes(seed) || text.includes(hex(seed))) found.push(`${where}: ${seed}`)
  return found
}

describe('somebody who reads newsletters and let a device be recognised', () => {
  test('lives here first: gets a newsletter, opens it, follows a link, visits', async () => {
    const list = await addNewsList(ports(), site)
    await setPace(ports(), site, {
      opens: 'personal',
      clicks: 'personal',
      mailsPerMinuteMax: 100_000,
      mailsPerMinuteAndDomainMax: 100_000,
    })
    for (const who of [anna, bert]) {
      const [id] = await addReaders(ports(), site, list, [who.email], { measure: 'yes', name: who.name })
      ids.set(who.email, must(id, 'one was added'))
      await letDeviceBeKnown(who)
    }
    const issue = await addScheduled(ports(), site, [list], {
      source: `Beste {{name|bewoner}}, [kijk](${origin}/aanbod).`,
    })
    await expect
      .poll(async () => (await readIssue(ports(), issue)).state, { timeout: 120_000, interval: 500 })
      .toBe('sent')
    const { text = '', html = '' } = await mailOf(
      anna.email,
      ({ subject }) => subject === issue.document.subject,
    )
    expect((await fetch(linkIn({ text } as ParsedMail, '/n/c/'), { redirect: 'manual' })).status).toBe(302)
    expect((await fetch(must(/http\S+\/n\/o\/[\w-]+\.gif/.exec(html), 'it is measured')[0])).status).toBe(200)
    await expect
      .poll(async () => (await db`select from reader_hit where site_id = ${site.id}`).length, {
        timeout: 60_000,
      })
      .toBe(2)
    await expect
      .poll(async () => (await db`select from visit where site_id = ${site.id}`).length, { timeout: 60_000 })
      .toBeGreaterThan(0)
    // The seeds are where they belong, so that finding none later says something.
    expect(new Set(foundIn(await dump()).map((one) => one.split(':')[0]))).toEqual(
      new Set([
        'consent_chain',
        'consent_given',
        'consent_receipt',
        'delivery',
        'event',
        'reader_hit',
        'subscriber',
        'subscription',
        'visit',
        'visit_trail',
      ]),
    )
  }, 300_000)

  test('A-16: asks for a copy, and gets all that is theirs and nothing of anybody else', async () => {
    const id = await ask('access', must(devices.get(anna.email), 'she has one').receipt)
    const desk = await openDesk(id)
    await desk.locator('a[href*="/package"]').first().click()
    await desk.waitForLoadState()
    await desk.locator('#checked').check()
    await desk.locator('form[action*="/release"] button[type="submit"]').click()
    await desk.waitForLoadState()
    expect(await stateOf(id)).toBe('answered')
    await desk.context().close()

    const link = linkIn(await mailOf(anna.email, holds('/rights/download/')), '/rights/download/')
    const context = await chromium.openContext()
    const page = await context.newPage()
    await page.goto(link)
    await page.locator('button[value="send"]').first().click()
    await page.waitForLoadState()
    const mailed = await mailOf(anna.email, ({ text }) => /\b\d{4} ?\d{4}\b/.test(text ?? ''))
    const [code = ''] = /\b\d{4} ?\d{4}\b/.exec(mailed.text ?? '') ?? []
    await page.locator('#code').fill(code)
    await page.locator('button[value="check"]').click()
    await page.waitForLoadState()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('button[value="json"]').click(),
    ])
    const text = readFileSync(await download.path(), 'utf8')
    const device = must(devices.get(anna.email), 'she has one')
    for (const own of [anna.email, anna.name, anna.path, `${anna.path}/verder`, device.receipt])
      expect([own, text.includes(own)]).toEqual([own, true])
    expect(text).toContain(`${origin}/aanbod`)
    const other = must(devices.get(bert.email), 'he has one')
    for (const strange of [bert.email, bert.name, bert.path, other.receipt, other.insight, 'Steenkorrel'])
      expect([strange, text.includes(strange)]).toEqual([strange, false])
    await context.close()
  }, 300_000)

  test('A-20: asks to be erased, and afterwards no table and no file holds anything of theirs but what is listed', async () => {
    const mails = sink.received.filter(({ to }) => to === anna.email).map(({ raw }) => raw.toString())
    const id = await ask('erase', must(devices.get(anna.email), 'she has one').receipt)
    const desk = await openDesk(id)
    await desk.locator('[name="ground"]').first().waitFor()
    const ground = desk.locator('select[name="ground"]')
    if ((await ground.count()) > 0) await ground.selectOption('b')
    else await desk.locator('input[name="ground"][value="b"]').check()
    await desk.locator('form[action*="/erase"] button[type="submit"]').first().click()
    await desk.waitForLoadState()
    // It is said once more what goes, and asked once more.
    await desk.locator('form[action*="/erase"] button[type="submit"]').first().click()
    await desk.waitForLoadState()
    await expect
      .poll(async () => (await db`select from subscriber where site_id = ${site.id}`).length, {
        timeout: 60_000,
      })
      .toBe(1)
    if ((await stateOf(id)) !== 'answered') {
      await desk
        .locator(
          'form[action*="/finish"] button[type="submit"], form[action*="/answer"] button[type="submit"]',
        )
        .first()
        .click()
      await desk.waitForLoadState()
    }
    expect(await stateOf(id)).toBe('answered')
    await desk.context().close()
    await mailOf(
      anna.email,
      ({ text }) => /verwijderd/i.test(text ?? '') && !/\/rights\/confirm\//.test(text ?? ''),
    )

    // Visits that she shared with nobody are gone from the figures too, once they are computed again.
    await expect
      .poll(async () => foundIn(await dump()).filter((one) => !one.startsWith('consent_chain:')), {
        timeout: 120_000,
        interval: 1_000,
      })
      .toEqual([])
    // A link of the chain of receipts names its receipt, of which nothing else is left: dates and hashes, as proof (law C10).
    expect(foundIn(await dump())).toEqual([
      `consent_chain: ${must(devices.get(anna.email), 'she had one').receipt}`,
    ])
    const files = new Map(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'latin1')]),
    )
    expect([...files.keys()]).toContain('journal.ndjson')
    expect(foundIn(files)).toEqual([])
    expect(foundIn(new Map([['log', service.output()]]))).toEqual([])
    // What is a neighbour's is all there.
    const kept = await dump()
    expect(kept.get('subscriber')).toContain(String(must(ids.get(bert.email), 'he is one')))
    expect(kept.get('event')).toContain(bert.path)

    const hits = async () => (await db`select from reader_hit where site_id = ${site.id}`).length
    const before = await hits()
    const clicks = mails.flatMap((raw) => raw.match(/http:\/\/localhost:\d+\/n\/c\/[\w-]{20,}/g) ?? [])
    expect(clicks.length).toBeGreaterThan(0)
    for (const link of new Set(clicks)) {
      const answer = await fetch(link, { redirect: 'manual' })
      expect([answer.status, answer.headers.get('location')?.startsWith(origin)]).toEqual([302, true])
    }
    expect(await hits()).toBe(before)
  }, 300_000)
})
