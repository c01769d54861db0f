/** The choice page of a site that asks consent: its question, and an answer without script. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readToken } from '../../src/consent/choice-token.ts'
import { consentDraft } from '../../src/consent/draft.ts'
import { listHistory } from '../../src/consent/ledger.ts'
import { grantedIn, shortNumber } from '../../src/consent/receipt.ts'
import { migrate } from '../../src/db/migrate.ts'
import { forgetSites, recordSettings, type Site } from '../../src/site/site.ts'
import { attributesOf, inlineParts } from '../page/html.ts'
import { publishFor, usualDraft } from '../support/asking.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { choose, hiddenOf, post, readChosen, strangeNumber, type Choosing } from './visitors.ts'

let pglite: PgliteWorld
let world: World
let site: Site

beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db)
  site = await publishFor(world, await world.addSite())
})
afterAll(() => pglite.close())

const page = async (headers: Record<string, string> = {}, query = '') =>
  (await world.request(`/choice?d=example.nl${query}`, { headers })).text()

const answersOf = async (receipt: string) => (await listHistory(pglite.db, site.id, receipt)).at(-1)

describe('the question', () => {
  test('B6, B7: says in the notice’s own words who asks, for what, and how to take it back', async () => {
    const html = await page()
    for (const text of [
      'Woonstichting De Linde wil graag:',
      'Zien of je vaker komt',
      'Video’s en kaarten tonen',
      'Meten of advertenties werken',
      'Je kunt je keuze altijd veranderen via',
    ])
      expect(html).toContain(text)
    expect(inlineParts(html)).toEqual([])
  })

  test('B5: nothing is ticked beforehand, with a signal or without', async () => {
    for (const html of [await page(), await page({ 'sec-gpc': '1' })]) {
      const inputs = html.match(/<input[^>]*>/g) ?? []
      expect(inputs.filter((input) => input.includes('checkbox')).length).toBeGreaterThan(3)
      expect(inputs.filter((input) => /\schecked|type="radio"/.test(input))).toEqual([])
    }
  })

  test('B10: each purpose and each service has a box of its own', async () => {
    const boxes = [...(await page()).matchAll(/type="checkbox" name="granted" value="(\w+)"/g)]
    expect(boxes.map(([, id]) => id)).toEqual(['insights', 'youtube', 'maps', 'marketing'])
  })

  test('B4, A-30: the three answers look the same, refusing first', async () => {
    const buttons = [...(await page()).matchAll(/<button ([^>]*name="answer"[^>]*)>([^<]+)<\/button>/g)]
    expect(buttons.map(([, , text]) => text)).toEqual(['Alles weigeren', 'Keuze bewaren', 'Alles accepteren'])
    expect(new Set(buttons.map(([, attributes]) => attributes?.replace(/value="\w+"/, '')))).toHaveLength(1)
  })

  test('C9: says that the browser asks not to be followed, in the notice’s words, and offers to be counted all the same', async () => {
    for (const signal of [{ dnt: '1' }, { 'sec-gpc': '1' }] as const) {
      const html = await page(signal)
      expect(html).toContain('Je browser vraagt om niet gevolgd te worden.')
      expect(html).toContain('name="counting" value="on"')
    }
    const plain = await page({ 'sec-gpc': 'true' })
    expect(plain).not.toContain('Je browser vraagt')
    expect(plain).toContain('name="counting" value="off"')
  })

  test('is in every language of the notice, by the browser or by the address, with its direction', async () => {
    world.setNow('2026-11-23T12:00:00Z')
    await publishFor(world, site, consentDraft.parse({ ...usualDraft, languages: ['nl', 'en', 'ar'] }))
    const byBrowser = await page({ 'accept-language': 'ar,en;q=0.5' })
    expect(byBrowser).toContain('<div class="asked" lang="ar" dir="rtl">')
    // Our own words are there in two languages.
    expect(byBrowser).toMatch(/^<!doctype html><html lang="en">/)
    expect(await page({}, '&lang=ar')).toContain('lang="ar" dir="rtl"')
    expect(attributesOf(byBrowser, 'hreflang')).toContain('ar')
    expect(await page({ 'accept-language': 'tr' })).toContain('<div class="asked" lang="nl" dir="ltr">')
  })

  test('is in the site’s own languages only', async () => {
    await recordSettings(world.ports, site, { ...site.settings, languages: ['nl'] })
    expect(await page({ 'accept-language': 'en' })).toMatch(/^<!doctype html><html lang="nl">/)
    // The question itself may be there in more.
    expect(attributesOf((await page()).split('<footer')[1] ?? '', 'hreflang')).toEqual(['nl'])
  })
})

describe('an answer', () => {
  test('B10: a yes to one thing leaves all others refused', async () => {
    const { receipt } = await choose(world, { granted: ['youtube'] })
    const answer = await answersOf(receipt)
    expect(answer?.purposes.map(({ id, granted }) => [id, granted])).toEqual([
      ['insights', false],
      ['youtube', true],
      ['maps', false],
      ['marketing', false],
    ])
    expect(answer).toMatchObject({ action: 'custom', ui: { surface: 'page' }, counting: 'none' })
  })

  test.each([
    ['refuse', [], 'refuse_all'],
    ['accept', ['insights', 'youtube', 'maps', 'marketing'], 'accept_all'],
    ['save', [], 'refuse_all'],
  ] as const)('%s is recorded in the same ledger as the banner’s', async (answer, granted, action) => {
    const { receipt } = await choose(world, { answer, granted: answer === 'refuse' ? ['youtube'] : [] })
    const recorded = await answersOf(receipt)
    expect(recorded && grantedIn(recorded)).toEqual(granted)
    expect(recorded?.action).toBe(action)
  })

  test('shows the number whole and short, what was answered, until when, and the way back with a token in the fragment alone', async () => {
    const { status, html, receipt, token, back } = await choose(world, { granted: ['insights', 'maps'] })
    expect(status).toBe(200)
    expect(receipt).toMatch(/^[\w-]{22}$/)
    expect(html).toContain(`zijn de eerste acht tekens genoeg: ${shortNumber(receipt)}`)
    for (const text of [
      'Je keuze is bewaard',
      'Google Maps',
      'Je keuze geldt tot 24 mei 2027.',
      'Terug naar example.nl',
    ])
      expect(html).toContain(text)
    expect(back).toBe(`https://example.nl/#voordeur=${token}`)
    expect(readToken(world.ports, site, token)).toEqual({
      choice: 'none',
      granted: ['insights', 'maps'],
      receipt,
      isFalse: false,
    })
    // The number stands in no address.
    const addresses = [...attributesOf(html, 'href'), ...attributesOf(html, 'action')]
    expect(addresses.filter((address) => address.split('#')[0]?.includes(receipt))).toEqual([])
  })

  test('without insights, the token says nothing of which device it is', async () => {
    const { token, receipt } = await choose(world, { granted: ['maps'] })
    expect(token).not.toContain(receipt)
    expect(readToken(world.ports, site, token)).toMatchObject({ granted: ['maps'], receipt: null })
  })

  test('C8: refusing everything says no to being counted too, since this page can’t see an earlier objection', async () => {
    const said = async (choosing: Choosing) =>
      readToken(world.ports, site, (await choose(world, choosing)).token).choice
    expect(await said({ answer: 'refuse' })).toBe('off')
    expect(await said({ answer: 'refuse', counting: 'on' })).toBe('off')
    expect(await said({ answer: 'accept' })).toBe('on')
    // An objection that was ticked wins.
    expect(await said({ answer: 'accept', counting: 'off' })).toBe('off')
    const saved = await choose(world, { counting: 'off', granted: ['maps'] })
    expect(readToken(world.ports, site, saved.token)).toMatchObject({ choice: 'off' })
    expect((await answersOf(saved.receipt))?.counting).toBe('off')
    const overruled = await choose(world, { counting: 'on' })
    expect(readToken(world.ports, site, overruled.token).choice).toBe('on')
  })

  test('ends the one before it where its number is given, and continues its history', async () => {
    const before = await choose(world, { answer: 'accept' })
    const after = await choose(world, { answer: 'refuse', previous: ` ${before.receipt}\n` })
    const history = await listHistory(pglite.db, site.id, after.receipt)
    expect(history.map(({ receipt_id: id }) => id)).toEqual([before.receipt, after.receipt])
  })

  test('sent twice makes one receipt; gone back to and changed, it makes another', async () => {
    const html = await page()
    const send = async (...fields: (readonly [string, string])[]) =>
      readChosen(await post(world, '/choice', [...hiddenOf(html, '/choice'), ...fields]))
    const accepted = await send(['answer', 'accept'])
    expect((await send(['answer', 'accept'])).receipt).toBe(accepted.receipt)
    const refused = await send(['answer', 'refuse'])
    expect(refused.receipt).not.toBe(accepted.receipt)
    expect((await answersOf(refused.receipt))?.action).toBe('refuse_all')
  })

  test('to a question that changed is not taken: the new one is shown', async () => {
    const html = await page()
    world.setNow('2026-11-23T12:00:00Z')
    await publishFor(
      world,
      site,
      consentDraft.parse({ ...usualDraft, purposes: usualDraft.purposes.slice(1) }),
    )
    const answer = await post(world, '/choice', [...hiddenOf(html, '/choice'), ['answer', 'accept']])
    expect(answer.status).toBe(409)
    const again = await answer.text()
    expect(again).toContain('De vraag is net veranderd')
    expect(again).not.toContain('Zien of je vaker komt')
    const [counted] = await pglite.db<{ receipts: number }[]>`
      select count(*)::integer as receipts from consent_receipt where site_id = ${site.id}`
    expect(counted?.receipts).toBe(0)
  })

  test('leads back to where the visitor came from, if that is the site’s', async () => {
    const from = async (asked: string) => {
      const html = await page({}, `&return=${encodeURIComponent(asked)}`)
      return (
        await readChosen(await post(world, '/choice', [...hiddenOf(html, '/choice'), ['answer', 'refuse']]))
      ).back
    }
    expect(await from('www.example.nl')).toMatch(/^https:\/\/www\.example\.nl\/#voordeur=of/)
    expect(await from('evil.example')).toMatch(/^https:\/\/example\.nl\/#/)
    // What is nobody's is not carried on.
    expect(attributesOf(await page({}, '&return=evil.example'), 'value')).not.toContain('evil.example')
  })

  test('C3: keeps no address, user agent or page', async () => {
    const { receipt } = await choose(world, { answer: 'accept' })
    const [row] = await pglite.db<{ body: string }[]>`
      select body from consent_receipt where site_id = ${site.id} and receipt_id = ${receipt}`
    expect(row?.body).not.toMatch(/203\.0\.113|Mozilla|user.?agent/i)
    expect(JSON.stringify(world.logged)).not.toContain(receipt)
  })
})

describe('what is no answer', () => {
  test.each([
    ['no button', []],
    ['another button', [['answer', 'maybe']]],
    [
      'two buttons',
      [
        ['answer', 'accept'],
        ['answer', 'refuse'],
      ],
    ],
    [
      'a wrong chance',
      [
        ['answer', 'accept'],
        ['once', 'kort'],
      ],
    ],
  ] as const)('%s is refused', async (_what, fields) => {
    const given: (readonly [string, string])[] = [...hiddenOf(await page(), '/choice'), ...fields]
    expect((await post(world, '/choice', given)).status).toBe(400)
  })

  test('a number that is none is told so, and never repeated', async () => {
    for (const previous of ['kort<b>', 'x'.repeat(30), '\0'.repeat(22)]) {
      const answer = await post(world, '/choice', [
        ...hiddenOf(await page(), '/choice'),
        ['answer', 'refuse'],
        ['previous', previous],
      ])
      expect(answer.status).toBe(400)
      const html = await answer.text()
      expect(html).toContain('Dit nummer klopt niet')
      expect(html).not.toContain(previous)
    }
    // One that could be somebody's, and is nobody's here, is no mistake.
    expect((await choose(world, { answer: 'refuse', previous: strangeNumber() })).status).toBe(200)
  })

  test('what the notice does not ask is left out', async () => {
    const { receipt } = await choose(world, { granted: ['maps', 'alles', 'statistics', '\0', '__proto__'] })
    const answer = await answersOf(receipt)
    expect(answer && grantedIn(answer)).toEqual(['maps'])
  })

  test('a form that is too large, broken, or of another website is refused', async () => {
    expect((await post(world, '/choice', [['d', 'x'.repeat(5_000)]])).status).toBe(400)
    const broken = await world.request('/choice', {
      method: 'POST',
      headers: { origin: world.ports.config.publicUrl, 'content-type': 'multipart/form-data; boundary=x' },
      body: '--y\r\nniets',
    })
    expect(broken.status).toBe(404)
    const fields = [...hiddenOf(await page(), '/choice'), ['answer', 'accept'] as const]
    expect((await post(world, '/choice', fields, { origin: 'https://example.nl' })).status).toBe(403)
    expect((await post(world, '/choice', [['d', 'example.nl'], ...fields])).status).toBe(404)
  })

  test('a site that asks nothing any more is answered as such', async () => {
    const quiet = await world.addSite({ domain: 'stil.example' })
    const fields = [...hiddenOf(await page(), '/choice'), ['answer', 'accept'] as const].map(
      ([name, value]) => [name, name === 'd' ? quiet.domain : value] as const,
    )
    expect((await post(world, '/choice', fields)).status).toBe(400)
  })
})
