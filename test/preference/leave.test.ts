/** The way out of a newsletter: by the button of the page and by a mail program's one click, and back within the hour. */
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import type { SiteId } from '../../src/db/schema.ts'
import { unsubscribe } from '../../src/newsletter/unsubscribe.ts'
import { forgetReader } from '../../src/preference/forget.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { forgetSites } from '../../src/site/site.ts'
import { suppress } from '../../src/subscriber/suppression.ts'
import { readLink, signLink, type LinkPurpose } from '../../src/subscriber/token.ts'
import { inlineParts } from '../page/html.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import {
  addReader,
  emailOf,
  endings,
  form,
  look,
  oneClick,
  openSending,
  receipts,
  subscribed,
  tokenOf,
  type Sending,
} from './readers.ts'

let pglite: PgliteWorld
let world: World
let sending: Sending
let anna: bigint
let path: string
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db, { at: '2026-11-23T11:00:00Z' })
  sending = await openSending(world)
  anna = await addReader(world, sending)
  path = `/n/u/${tokenOf(world, 'unsubscribe', sending, { subscriberId: anna })}`
})
afterAll(() => pglite.close())

const everything = ['Bewonersnieuws', 'Storingen', 'Commissie']
const press = form({ from: 'page' })
const hidden = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? ''

describe('the link in the mail', () => {
  test('fact 5: asks and changes nothing, by GET, HEAD, or a prefetch', async () => {
    const page = await look(world, path)
    expect(page.status).toBe(200)
    const html = await page.text()
    expect(html).toContain('Geen nieuwsbrief meer?')
    expect(html).toContain('Bewonersnieuws')
    expect(inlineParts(html)).toEqual([])
    for (const headers of [
      { 'sec-purpose': 'prefetch;prerender' },
      { purpose: 'prefetch' },
      { 'x-moz': 'prefetch' },
    ])
      expect((await world.request(path, { headers })).status).toBe(200)
    expect((await world.request(path, { method: 'HEAD' })).status).toBe(200)
    for (const query of ['?from=page', '?List-Unsubscribe=One-Click', '?all=yes'])
      expect((await world.request(path + query)).status).toBe(200)
    expect(await subscribed(world, sending, anna)).toEqual(everything)
    expect(await endings(world)).toEqual([])
  })

  test('names nobody, and its page is kept by nobody and told to nobody', async () => {
    const page = await look(world, path)
    const html = await page.text()
    expect(html + path).not.toMatch(/anna|lezer\.example|Wit/i)
    expect(html + path).not.toContain(String(anna))
    expect(html).not.toContain('Commissie')
    expect(html).toContain('<meta name="robots" content="noindex"')
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    expect(page.headers.get('set-cookie')).toBeNull()
  })

  test('is there in the language of whoever follows it', async () => {
    expect(await (await look(world, path, 'en')).text()).toContain('No newsletter any more?')
    expect(await (await look(world, `${path}?lang=en`)).text()).toContain('No newsletter any more?')
  })

  test('leads to a button that ends what the mail was about, and nothing else', async () => {
    const done = await world.request(path, press)
    expect(done.status).toBe(200)
    expect(await done.text()).toContain('Je bent afgemeld')
    expect(await subscribed(world, sending, anna)).toEqual(['Storingen', 'Commissie'])
    expect(await endings(world)).toEqual([`${sending.issue.id} page 1`])
    expect((await receipts(world, sending, anna)).slice(1)).toEqual([
      { purpose: 'receive', answer: 'withdrawn', channel: 'page', lists: [sending.lists[0].id], text: null },
    ])
  })

  test('of no newsletter, or of one that is not there any more, ends everything', async () => {
    for (const [name, issueId] of [
      ['bert', 0],
      ['carla', 999],
    ] as const) {
      const subscriberId = await addReader(world, sending, name)
      const at = `/n/u/${tokenOf(world, 'unsubscribe', sending, { issueId, subscriberId })}`
      expect(await (await look(world, at)).text()).toContain('geen nieuwsbrieven van example.nl meer')
      expect((await world.request(at, oneClick)).status).toBe(200)
      expect(await subscribed(world, sending, subscriberId)).toEqual([])
    }
    expect(await subscribed(world, sending, anna)).toEqual(everything)
  })
})

describe('fact 6: one click of a mail program', () => {
  test('really ends it, as a form of either kind, without Origin, redirect or cookie', async () => {
    const multipart = new FormData()
    multipart.set('List-Unsubscribe', 'One-Click')
    const ways: readonly RequestInit[] = [
      oneClick,
      { method: 'POST', body: multipart },
      { ...oneClick, headers: { origin: 'https://mail.provider.example', 'sec-fetch-site': 'cross-site' } },
      { ...oneClick, headers: { origin: 'null' } },
      // Not as the standard has it, and still somebody who wants out.
      { method: 'POST', body: 'List-Unsubscribe=One-Click', headers: { 'content-type': 'text/plain' } },
      { method: 'POST' },
    ]
    for (const [nth, way] of ways.entries()) {
      const subscriberId = await addReader(world, sending, `lezer${nth}`)
      const at = `/n/u/${tokenOf(world, 'unsubscribe', sending, { subscriberId })}`
      const answer = await world.request(at, way)
      expect([nth, answer.status, answer.redirected, answer.headers.get('location')]).toEqual([
        nth,
        200,
        false,
        null,
      ])
      expect(answer.headers.get('set-cookie')).toBeNull()
      expect(await subscribed(world, sending, subscriberId)).toEqual(['Storingen', 'Commissie'])
      expect((await receipts(world, sending, subscriberId)).at(-1)).toMatchObject({
        answer: 'withdrawn',
        channel: 'one-click',
      })
    }
    expect(await endings(world)).toEqual([`${sending.issue.id} one-click ${ways.length}`])
  })

  test('is not limited: fifty in a row from one address are answered alike, and counted once', async () => {
    for (let nth = 0; nth < 50; nth += 1) expect((await world.request(path, oneClick)).status).toBe(200)
    expect(await endings(world)).toEqual([`${sending.issue.id} one-click 1`])
    expect(await receipts(world, sending, anna)).toHaveLength(2)
  })

  test('at the same moment as another ends it once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => world.request(path, oneClick)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(await endings(world)).toEqual([`${sending.issue.id} one-click 1`])
    expect(await receipts(world, sending, anna)).toHaveLength(2)
  })

  test('that carries a whole novel is refused', async () => {
    const answer = await world.request(path, { method: 'POST', body: 'x'.repeat(5_000) })
    expect(answer.status).toBe(400)
    expect(await subscribed(world, sending, anna)).toEqual(everything)
  })

  test('works a decade later', async () => {
    world.setNow('2036-11-23T11:00:00Z')
    expect((await world.request(path, oneClick)).status).toBe(200)
    expect(await subscribed(world, sending, anna)).toEqual(['Storingen', 'Commissie'])
  })
})

test('after erasure the link asks and answers as before, and nothing is counted', async () => {
  const before = await (await look(world, path)).text()
  const other = await addReader(world, sending, 'bert')
  const otherPath = `/n/u/${tokenOf(world, 'unsubscribe', sending, { subscriberId: other })}`
  await world.request(otherPath, oneClick)
  const again = await (await world.request(otherPath, oneClick)).text()
  await forgetReader(world.ports, sending.site.id, anna)
  const counted = await endings(world)
  const page = await look(world, path)
  expect([page.status, await page.text()]).toEqual([200, before])
  // As for somebody who pressed twice.
  const answer = await world.request(path, oneClick)
  expect([answer.status, (await answer.text()).replaceAll(path, otherPath)]).toEqual([200, again])
  expect((await world.request(path, press)).status).toBe(200)
  expect(await endings(world)).toEqual(counted)
  expect(await pglite.db`select from subscriber where subscriber_id = ${String(anna)}`).toHaveLength(0)
})

describe('afterwards, on the page', () => {
  const leave = async (fields: Record<string, string> = { from: 'page' }) =>
    (await world.request(path, form(fields))).text()

  test('a mistake is undone, with a receipt of what the button said, and taken off the count', async () => {
    const undo = hidden(await leave(), 'undo')
    const back = await world.request(path, form({ undo }))
    expect(back.status).toBe(200)
    expect(await back.text()).toContain('Je bent weer aangemeld')
    expect(await subscribed(world, sending, anna)).toEqual(everything)
    expect((await receipts(world, sending, anna)).at(-1)).toEqual({
      purpose: 'receive',
      answer: 'yes',
      channel: 'page',
      lists: [sending.lists[0].id],
      text: 'Ik wil deze nieuwsbrief van example.nl weer krijgen: Bewonersnieuws.',
    })
    expect(await endings(world)).toEqual([])
    // Twice is as good as once.
    expect(await (await world.request(path, form({ undo }))).text()).toContain('Je bent weer aangemeld')
    expect(await endings(world)).toEqual([])
  })

  test('everything can be ended, without telling whether there was more', async () => {
    const page = await leave()
    expect(page).toContain('Meld me af voor alles')
    const all = await leave({ from: 'page', all: 'yes' })
    expect(await subscribed(world, sending, anna)).toEqual([])
    expect(all).not.toMatch(/Storingen|Commissie/)
    const back = await world.request(path, form({ undo: hidden(all, 'undo'), all: 'yes' }))
    expect(await back.text()).not.toMatch(/Storingen|Commissie/)
    expect(await subscribed(world, sending, anna)).toEqual(['Storingen', 'Commissie'])
  })

  test('undoing is over after an hour, and never undoes what was ended later or otherwise', async () => {
    const undo = hidden(await leave(), 'undo')
    world.setNow('2026-11-23T11:59:59Z')
    await world.request(path, form({ undo }))
    expect(await subscribed(world, sending, anna)).toEqual(everything)
    await world.request(path, oneClick)
    expect(await (await world.request(path, form({ undo }))).text()).toContain('Terugdraaien kan niet meer')
    expect(await subscribed(world, sending, anna)).toEqual(['Storingen', 'Commissie'])
    const bert = await addReader(world, sending, 'bert')
    path = `/n/u/${tokenOf(world, 'unsubscribe', sending, { subscriberId: bert })}`
    const late = hidden(await leave(), 'undo')
    world.setNow('2026-11-23T13:00:00Z')
    await world.request(path, form({ undo: late }))
    expect(await subscribed(world, sending, bert)).toEqual(['Storingen', 'Commissie'])
  })

  test('nobody who has the mail alone, or another’s page, can subscribe its reader again', async () => {
    const undo = hidden(await leave(), 'undo')
    const bert = await addReader(world, sending, 'bert')
    const bertPath = `/n/u/${tokenOf(world, 'unsubscribe', sending, { subscriberId: bert })}`
    await world.request(bertPath, press)
    for (const text of [undo, 'x', '', 'A'.repeat(80), undo.slice(0, -2)])
      await world.request(bertPath, form({ undo: text }))
    expect(await subscribed(world, sending, bert)).toEqual(['Storingen', 'Commissie'])
    // Nor does one click of a mail program show a way back: a machine would have it.
    expect(hidden(await (await world.request(path, oneClick)).text(), 'undo')).toBe('')
  })

  test('an address that gets no mail any more is not brought back', async () => {
    const undo = hidden(await leave(), 'undo')
    await suppress(world.ports, sending.site.id, emailOf('anna'), 'complaint')
    await world.request(path, form({ undo }))
    expect(await subscribed(world, sending, anna)).toEqual(['Storingen', 'Commissie'])
  })
})

describe('a token', () => {
  test('fact 11: of one purpose opens the pages of no other', async () => {
    const purposes: readonly LinkPurpose[] = ['click', 'open', 'unsubscribe', 'manage', 'view', 'return']
    const pages: readonly (readonly [LinkPurpose, string])[] = [
      ['unsubscribe', '/n/u/'],
      ['manage', '/n/m/'],
      ['manage', '/newsletter/measuring/'],
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...purposes),
        fc.constantFrom(...pages),
        fc.constantFrom(0, sending.issue.id, 77),
        async (purpose, [opens, at], issueId) => {
          const token = tokenOf(world, purpose, sending, { issueId, subscriberId: anna })
          const { status } = await look(world, at + token)
          expect([purpose, at, status]).toEqual([purpose, at, purpose === opens ? 200 : 404])
          const posted = await world.request(at + token, purpose === opens ? {} : oneClick)
          expect(posted.status).toBe(purpose === opens ? 200 : 404)
        },
      ),
      { numRuns: 60 },
    )
    expect(await subscribed(world, sending, anna)).toEqual(everything)
    expect((await look(world, `/newsletter/change/${path.slice('/n/u/'.length)}`)).status).toBe(404)
  })

  test('that is forged, cut, changed, of another secret or of a site that is not there is 404, and ends nothing', async () => {
    const token = path.slice('/n/u/'.length)
    const link = { siteId: sending.site.id, issueId: sending.issue.id, linkNo: 0, subscriberId: anna }
    const foreign = { keyFor: openKeys('ffffffffffffffffffffffffffffffff') }
    const wrong = [
      signLink(foreign, 'unsubscribe', link),
      signLink(world.ports, 'unsubscribe', { ...link, siteId: 999 as SiteId }),
      signLink(world.ports, 'unsubscribe', { ...link, subscriberId: null }),
      `${token}A`,
      token.slice(0, -1),
      token.toUpperCase(),
      'x',
      '%00',
      'A'.repeat(5_000),
    ]
    for (const one of wrong)
      for (const asked of [await look(world, `/n/u/${one}`), await world.request(`/n/u/${one}`, oneClick)])
        expect([one, asked.status]).toEqual([one, 404])
    for (let nth = 0; nth < token.length; nth += 1) {
      const letter = token[nth] === 'A' ? 'B' : 'A'
      expect(
        readLink(world.ports, 'unsubscribe', token.slice(0, nth) + letter + token.slice(nth + 1)),
      ).toBeNull()
    }
    expect(await subscribed(world, sending, anna)).toEqual(everything)
    expect(await endings(world)).toEqual([])
  })

  test('ends nothing of another site, where the same address gets mail too', async () => {
    const other = await openSending(world, { domain: 'ander.example' })
    const there = await addReader(world, other)
    await world.request(path, form({ from: 'page', all: 'yes' }))
    expect(await subscribed(world, sending, anna)).toEqual([])
    expect(await subscribed(world, other, there)).toEqual(everything)
  })

  test('stands in no log line', async () => {
    await look(world, path)
    await world.request(path, oneClick)
    expect(JSON.stringify(world.logged)).not.toContain(path.slice(-20))
    expect(JSON.stringify(world.logged)).toContain('/n/u/:token')
  })
})

test('RFC 2369: a mail that unsubscribes ends the same, says so once, and knows what it does not know', async () => {
  const link = { siteId: sending.site.id, issueId: sending.issue.id, linkNo: 0, subscriberId: anna }
  expect(await unsubscribe(world.ports, link, 'mail')).toBe('ended')
  expect(await unsubscribe(world.ports, link, 'mail')).toBe('already')
  expect(await unsubscribe(world.ports, { ...link, subscriberId: anna ^ 1n }, 'mail')).toBe('already')
  expect(await unsubscribe(world.ports, { ...link, siteId: 999 as SiteId }, 'mail')).toBe('unknown')
  expect(await unsubscribe(world.ports, { ...link, subscriberId: null }, 'mail')).toBe('unknown')
  expect(await endings(world)).toEqual([`${sending.issue.id} mail 1`])
  expect((await receipts(world, sending, anna)).at(-1)).toMatchObject({
    answer: 'withdrawn',
    channel: 'mail',
  })
})
