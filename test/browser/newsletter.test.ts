/**
 * The newsletter from end to end: the shipped program, a real PostgreSQL, a real submission server, a real browser. Who got what is
 * counted from the mails of that server; what the report says is held against what was done in the browser.
 */
import { randomBytes } from 'node:crypto'
import PostalMime, { type Email as ParsedMail } from 'postal-mime'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, type Db } from '../../src/db/connect.ts'
import { must } from '../../src/must.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { readSite, type Site } from '../../src/site/site.ts'
import type { NewsletterReport } from '../../src/stats/newsletter.ts'
import { listLists } from '../../src/subscriber/list.ts'
import { addReaders, addScheduled, openSink, readIssue, setPace, type Sink } from '../delivery/mailing.ts'
import { secret } from '../fault/crash-loop.ts'
import { adminToken, startService, type Service } from '../fault/program.ts'
import { testConfig } from '../support/world.ts'
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

const domain = 'delinde.example'
const subject = 'Nieuws uit de Lindebuurt'
const [anna, bert] = ['anna@post.example', 'bert@mail.example']
const hosts = ['post.example', 'mail.example', 'bewoner.example', 'werk.example', 'school.example']
const emails = (who: string, many: number) =>
  Array.from({ length: many }, (_, nth) => `${who}${nth + 1}@${hosts[nth % hosts.length]}`)
/** With anna and bert, who sign up themselves, 500. */
const [measured, refusers, neverAsked] = [emails('ja', 200), emails('nee', 150), emails('nooit', 148)]

beforeAll(async () => {
  ;[postgres, chromium, sink] = await Promise.all([openPostgres(), openChromium(), openSink()])
  const databaseUrl = await postgres.createDatabase('newsletter')
  const port = await freePort()
  url = `http://localhost:${port}`
  service = await startService({
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    VOORDEUR_URL: url,
    VOORDEUR_SECRET: secret,
    VOORDEUR_DEMO: '1',
    VOORDEUR_SMTP_URL: sink.url,
    VOORDEUR_MAIL_FROM: 'De Linde <nieuws@delinde.example>',
  })
  db = connect({ to: databaseUrl, connectionsMax: 2, prepare: true })
  site = must(await readSite({ db, now: () => new Date() }, domain), 'the demo makes it')
}, 300_000)
afterAll(async () => {
  await chromium?.close()
  await service?.end('SIGTERM')
  await db?.end({ timeout: 1 })
  await sink?.close()
  await postgres?.close()
})

const ports = () => ({
  db,
  now: () => new Date(),
  random: (bytes: number) => randomBytes(bytes),
  keyFor: openKeys(secret),
  config: testConfig({ VOORDEUR_URL: url }),
})

/** What the server has for somebody, with this subject or another. */
async function mailOf(email: string, isWanted: (mail: ParsedMail) => boolean): Promise<ParsedMail> {
  const found = async () => {
    for (const { to, raw } of sink.received)
      if (to === email) {
        const mail = await PostalMime.parse(raw)
        if (isWanted(mail)) return mail
      }
    return null
  }
  await expect.poll(found, { timeout: 60_000, interval: 250 }).not.toBeNull()
  return must(await found(), 'it was waited for')
}
const issueMailOf = (email: string) => mailOf(email, (mail) => mail.subject === subject)

/** Fills in the form of the demo's own page, and follows the mail to the end. */
async function signUp(email: string, { mayMeasure }: { readonly mayMeasure: boolean }): Promise<void> {
  const context = await chromium.openContext()
  const page = await context.newPage()
  await page.goto(`${url}/demo/nieuwsbrief`)
  await page.getByLabel('Je mailadres').fill(email)
  if (mayMeasure) await page.getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Meld me aan' }).click()
  const mail = await mailOf(email, ({ text }) => text?.includes('/newsletter/confirm/') === true)
  const link = must(/http\S+\/newsletter\/confirm\/[\w-]+/.exec(mail.text ?? ''), 'the mail has one')[0]
  // Looking is not confirming.
  await page.goto(link)
  const [before] = await db<{ readers: number }[]>`
    select count(*)::integer as readers from subscriber where site_id = ${site.id}`
  await page.locator('main form button').click()
  await page.waitForLoadState()
  const [after] = await db<{ readers: number }[]>`
    select count(*)::integer as readers from subscriber where site_id = ${site.id}`
  expect((after?.readers ?? 0) - (before?.readers ?? 0)).toBe(1)
  await context.close()
}

/** Opens a mail as a mail program does: its HTML, with its pictures. */
async function openMail(email: string): Promise<Page> {
  const { html = '' } = await issueMailOf(email)
  const page = await (await chromium.openContext()).newPage()
  await page.setContent(html, { waitUntil: 'networkidle' })
  return page
}
const leave = (page: Page) => page.context().close()

const report = async (): Promise<NewsletterReport['issues'][number]> => {
  const day = new Date().toISOString().slice(0, 10)
  const [from, to] = [-1, 1].map((days) =>
    new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10),
  )
  const answer = await fetch(`${url}/api/stats/${domain}/newsletter?from=${from}&to=${to}`, {
    headers: { authorization: `Bearer ${adminToken}` },
  })
  const { issues } = (await answer.json()) as NewsletterReport
  return must(issues[0], 'it was sent')
}

const ownLinks = /\/n\/[co]\/[\w-]+/g

describe('a newsletter to 500 readers', () => {
  test('somebody signs up on the website and confirms by mail; a box that stays empty is a no', async () => {
    await signUp(anna, { mayMeasure: true })
    await signUp(bert, { mayMeasure: false })
    const answers = await db<{ measure_answer: string }[]>`
      select measure_answer from subscriber where site_id = ${site.id} order by measure_answer`
    expect(answers.map((row) => row.measure_answer)).toEqual(['no', 'yes'])
  }, 300_000)

  test('all get it, once; who refused gets no picture and the addresses as they were written', async () => {
    const [list] = await listLists(ports(), site)
    const news = must(list, 'the demo has one')
    await setPace(ports(), site, {
      opens: 'personal',
      clicks: 'personal',
      mailsPerMinuteMax: 100_000,
      mailsPerMinuteAndDomainMax: 100_000,
    })
    await addReaders(ports(), site, news, measured, { measure: 'yes', name: 'Jo' })
    await addReaders(ports(), site, news, refusers, { measure: 'no' })
    await addReaders(ports(), site, news, neverAsked)
    const issue = await addScheduled(ports(), site, [news], {
      subject,
      source: `# De lift is weer heel

Beste {{name|bewoner}}, [lees hoe het ging](${url}/demo/lift?bron=brief&x=1), bekijk [het aanbod](${url}/demo/aanbod) of
schrijf [de gemeente](https://gemeente.example/loket?a=1&b=2).`,
    })
    await expect
      .poll(async () => (await readIssue(ports(), issue)).state, { timeout: 180_000, interval: 500 })
      .toBe('sent')
    const got = Map.groupBy(
      (
        await Promise.all(
          sink.received.map(async ({ to, raw }) => ({ to, mail: await PostalMime.parse(raw) })),
        )
      ).filter(({ mail }) => mail.subject === subject),
      ({ to }) => to,
    )
    expect([...got.keys()].toSorted()).toEqual(
      [anna, bert, ...measured, ...refusers, ...neverAsked].toSorted(),
    )
    expect([...got.values()].every((mails) => mails.length === 1)).toBe(true)

    const tokensOf = (email: string) => {
      const { html = '', text = '' } = must(got.get(email)?.[0], 'they got one').mail
      return [...`${html}${text}`.matchAll(ownLinks)].map(([token]) => token)
    }
    for (const email of [bert, ...refusers]) {
      const { html = '', text = '' } = must(got.get(email)?.[0], 'they got one').mail
      expect(tokensOf(email)).toEqual([])
      for (const part of [html.replaceAll('&amp;', '&'), text]) {
        expect(part).toContain(`${url}/demo/lift?bron=brief&x=1`)
        expect(part).toContain('https://gemeente.example/loket?a=1&b=2')
        expect(part).toMatch(/\/n\/u\/[\w-]+/)
      }
    }
    // Of those who were never asked all have the same; of those who agreed no two.
    expect(new Set(neverAsked.map((email) => tokensOf(email).join())).size).toBe(1)
    expect(new Set([anna, ...measured].map((email) => tokensOf(email).join())).size).toBe(measured.length + 1)
    expect(tokensOf(anna).length).toBeGreaterThan(4)
  }, 300_000)

  test('what is opened, clicked, refused and ended in a browser is what the report says', async () => {
    // Nine who agreed open it, eight of them click; six who were never asked open it and click.
    for (const email of [anna, ...measured.slice(0, 8)]) {
      const page = await openMail(email)
      if (email !== anna) {
        await page.getByRole('link', { name: 'lees hoe het ging' }).click()
        await page.waitForURL(/\/demo\/lift\?bron=brief&x=1&utm_source=nieuwsbrief/)
      }
      await leave(page)
    }
    for (const email of neverAsked.slice(0, 6)) {
      const page = await openMail(email)
      await page.getByRole('link', { name: 'het aanbod' }).click()
      await page.waitForURL(/\/demo\/aanbod/)
      await leave(page)
    }
    await expect
      .poll(async () => (await report()).opens.personal.unique, { timeout: 90_000, interval: 500 })
      .toBe(9)
    await expect
      .poll(async () => (await report()).clicks.aggregate.times.human, { timeout: 90_000, interval: 500 })
      .toBe(6)

    // One unsubscribes by the page, one by their mail program.
    const [byPage = '', byClick = ''] = neverAsked.slice(10)
    const page = await openMail(byPage)
    await page.locator('a[href*="/n/u/"]').first().click()
    await page.waitForURL(/\/n\/u\//)
    await page.locator('main form button').first().click()
    await page.waitForLoadState()
    await leave(page)
    const header =
      (await issueMailOf(byClick)).headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? ''
    const oneClick = must(/<(http[^>]+)>/.exec(header)?.[1], 'RFC 8058 wants one')
    const answer = await fetch(oneClick, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
      redirect: 'manual',
    })
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null])

    // And one takes back that they may be measured: what was kept of them goes, and the old mail tells nothing more.
    const preferences = await openMail(anna)
    await preferences.locator('a[href*="/n/m/"]').first().click()
    await preferences.waitForURL(/\/n\/m\//)
    await preferences.locator('button[name="answer"][value="no"]').click()
    await preferences.waitForLoadState()
    await leave(preferences)
    await expect
      .poll(async () => (await report()).opens.personal.unique, { timeout: 90_000, interval: 500 })
      .toBe(8)
    await leave(await openMail(anna))

    const figures = await report()
    expect(figures).toMatchObject({
      recipients: 500,
      sent: 500,
      delivered: 500,
      failed: 0,
      uncertain: 0,
      unsubscribed: 2,
      unsubscribedBy: { page: 1, 'one-click': 1 },
      opens: {
        off: 151,
        // With the one who then unsubscribed by the page.
        aggregate: { mails: 148, times: { human: 7 }, unique: null },
        personal: { mails: 201, unique: 8 },
      },
      clicks: { aggregate: { times: { human: 6 } }, personal: { times: { human: 8 }, unique: 8 } },
    })
    expect(figures.links.map(({ clicks }) => clicks)).toEqual([8, 6, 0])
  }, 240_000)
})
