/** What one can do with the number of a receipt, without script. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sealReceipts } from '../../src/consent/chain.ts'
import { readToken } from '../../src/consent/choice-token.ts'
import { consentDraft } from '../../src/consent/draft.ts'
import { findLive, listHistory, recordAnswer } from '../../src/consent/ledger.ts'
import { noticeIdOf } from '../../src/consent/notice.ts'
import { findCurrentNotice } from '../../src/consent/publication.ts'
import { migrate } from '../../src/db/migrate.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { attributesOf, inlineParts } from '../page/html.ts'
import { publishFor, usualDraft } from '../support/asking.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { about, choose, hiddenOf, later, post, readChosen, strangeNumber } from './visitors.ts'

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

const show = async (receipt: string, headers?: Record<string, string>) =>
  (await post(world, '/choice/receipt', about(receipt), headers)).text()

describe('the proof', () => {
  test('C1: from the number alone come the text, the buttons in order, the purposes, the choice and the time', async () => {
    const { receipt } = await choose(world, { granted: ['youtube'] })
    // By now it reads otherwise.
    world.setNow('2026-11-23T12:00:00Z')
    await publishFor(
      world,
      site,
      consentDraft.parse({ ...usualDraft, texts: { nl: { title: 'Mogen we dit van je gebruiken?' } } }),
    )
    const html = await show(receipt)
    const shown = /<figure class="shown"[\s\S]*?<\/figure>/.exec(html)?.[0] ?? ''
    expect(shown).toContain('lang="nl" dir="ltr"')
    expect(shown).toContain('<p class="shown-title">Mogen we dit gebruiken?</p>')
    expect(shown).toContain('Woonstichting De Linde wil graag:')
    expect(shown).toContain('Dat mag alleen als jij het goed vindt.')
    expect([...shown.matchAll(/<strong>([^<]+)<\/strong>/g)].map(([, name]) => name)).toEqual([
      'Bezoeken tellen',
      'Zien of je vaker komt',
      'Video’s en kaarten tonen',
      'Meten of advertenties werken',
    ])
    const buttons = /<ol class="shown-buttons">([\s\S]*?)<\/ol>/.exec(shown)?.[1] ?? ''
    expect([...buttons.matchAll(/<li>([^<]+)<\/li>/g)].map(([, name]) => name)).toEqual([
      'Alles weigeren',
      'Keuze bewaren',
      'Alles accepteren',
    ])
    const answers = [
      ...html.matchAll(/<h3 lang="nl">([^<]+)(?:<span[^>]*>[^<]*<\/span>)?<\/h3><p class="(yes|no)">/g),
    ]
    expect(answers.map(([, name, answer]) => [name, answer])).toEqual([
      ['Zien of je vaker komt', 'no'],
      ['YouTube', 'yes'],
      ['Google Maps', 'no'],
      ['Meten of advertenties werken', 'no'],
    ])
    for (const text of [
      '23 nov 2026, 12:00',
      '24 mei 2027',
      'Lindelaan 1',
      'Op de keuzepagina',
      'Zelf gekozen',
    ])
      expect(html).toContain(text)
    expect(inlineParts(html)).toEqual([])
  })

  test('C1: of the banner, the panel and a placeholder shows what each of them shows', async () => {
    const current = await findCurrentNotice(pglite.db, site.id)
    const shown = async (ui: 'banner' | 'panel' | 'placeholder') => {
      const key = randomBytes(16).toString('base64url')
      const answer = { d: site.domain, notice: current?.id ?? '', lang: 'nl', ui, granted: ['youtube'], key }
      const recording = await recordAnswer(world.ports, site, { ...answer, viewport: 'small' })
      const html = await show(recording.ok ? recording.recorded.receipt : '')
      return /<figure class="shown"[\s\S]*?<\/figure>/.exec(html)?.[0] ?? ''
    }
    const banner = await shown('banner')
    expect(banner).toMatch(
      /Mogen we dit gebruiken\?[\s\S]*wil graag:[\s\S]*Weigeren[\s\S]*Accepteren[\s\S]*Zelf kiezen/,
    )
    // What needs no consent is not asked there.
    expect(banner).not.toMatch(/Bezoeken tellen|Alles weigeren|Aantal maanden/)
    const panel = await shown('panel')
    expect(panel).toMatch(
      /Zelf kiezen[\s\S]*Je kiest zelf wat aan staat[\s\S]*Bezoeken tellen[\s\S]*Aantal maanden bewaard: 13/,
    )
    expect(panel).toMatch(/Alles weigeren[\s\S]*Keuze bewaren[\s\S]*Alles accepteren/)
    expect(await shown('placeholder')).toContain(
      'Dit komt van YouTube. Als je het bekijkt, kan YouTube je volgen.',
    )
  })

  test('C1: stands in the language in which it was answered, whatever the page is in', async () => {
    const english = await (await world.request('/choice?d=example.nl&lang=en')).text()
    const chosen = await readChosen(
      await post(world, '/choice', [...hiddenOf(english, '/choice'), ['answer', 'accept']]),
    )
    const html = await show(chosen.receipt)
    expect(html).toContain('Bewijs van je keuze')
    expect(html).toContain('In het Engels, met deze knoppen')
    expect(html).toContain('Woonstichting De Linde would like to:')
  })

  test('C1: is checked, before and after it is in the chain, and says so when somebody changed it', async () => {
    const { receipt } = await choose(world, { granted: ['youtube'] })
    expect(await show(receipt)).toContain('We hebben het net nagerekend')
    await sealReceipts(world.ports, 'test')
    expect(await show(receipt)).toContain('We hebben het net nagerekend')
    await pglite.db`
      update consent_receipt set body = replace(body, '"granted":false', '"granted":true')
      where site_id = ${site.id} and receipt_id = ${receipt}`
    const html = await show(receipt)
    expect(html).toContain('Dit bewijs klopt niet')
    expect(html).not.toContain('We hebben het net nagerekend')
  })

  test('tells whether it holds now, and why not', async () => {
    const first = await choose(world, { answer: 'accept' })
    expect(await show(first.receipt)).toContain('Deze keuze geldt nu')
    const second = await choose(world, { answer: 'refuse', previous: first.receipt })
    expect(await show(first.receipt)).toContain('Op dit apparaat is daarna opnieuw gekozen.')
    expect(await show(second.receipt)).toContain('Alles wat we vroegen, is geweigerd.')
    world.setNow('2027-05-24T12:00:00Z')
    expect(await show(second.receipt)).toContain('De tijd is om.')
  })

  test('C5: of a question that changed since, it says that it holds no more', async () => {
    const { receipt } = await choose(world, { answer: 'accept' })
    world.setNow('2026-11-24T11:00:00Z')
    await publishFor(
      world,
      site,
      consentDraft.parse({ ...usualDraft, purposes: usualDraft.purposes.slice(1) }),
    )
    expect(await show(receipt)).toContain('De website vraagt nu iets anders dan toen.')
  })

  test('shows what the device answered before and after', async () => {
    const first = await choose(world, { answer: 'accept' })
    world.setNow('2026-11-24T11:00:00Z')
    await choose(world, { answer: 'refuse', previous: first.receipt })
    const history = /<ol class="history">([\s\S]*?)<\/ol>/.exec(await show(first.receipt))?.[1] ?? ''
    expect([...history.matchAll(/<span>([^<]+)<\/span>/g)].map(([, text]) => text)).toEqual([
      'Alles geaccepteerd (dit bewijs)',
      'Alles geweigerd',
    ])
  })

  test('is readable from the site’s own pages, and is in no address and no log line', async () => {
    const { receipt } = await choose(world, { answer: 'accept' })
    for (const headers of [{ origin: 'https://example.nl', 'sec-fetch-site': 'cross-site' }, {}]) {
      const html = await show(receipt, headers)
      expect(html).toContain('Bewijs van je keuze')
      const addresses = [...attributesOf(html, 'href'), ...attributesOf(html, 'action')]
      expect(addresses.filter((address) => address.includes(receipt))).toEqual([])
    }
    expect(JSON.stringify(world.logged)).not.toContain(receipt)
  })

  test('lets its owner choose again, after which this one ends', async () => {
    const { receipt } = await choose(world, { answer: 'accept' })
    const fields = hiddenOf(await show(receipt), '/choice')
    expect(fields).toContainEqual(['previous', receipt])
    const next = await readChosen(await post(world, '/choice', [...fields, ['answer', 'refuse']]))
    expect(await findLive(world.ports, site.id, receipt)).toBeNull()
    expect(await listHistory(pglite.db, site.id, next.receipt)).toHaveLength(2)
  })
})

describe('withdrawing', () => {
  const withdraw = async (receipt: string) => {
    later(world)
    return readChosen(
      await post(world, '/choice/withdraw', hiddenOf(await show(receipt), '/choice/withdraw')),
    )
  }

  test('C6: takes one button, without script, and leads back with a token that allows nothing', async () => {
    const { receipt } = await choose(world, { answer: 'accept' })
    expect(await findLive(world.ports, site.id, receipt)).not.toBeNull()
    const withdrawn = await withdraw(receipt)
    expect(withdrawn.html).toContain('Je toestemming is ingetrokken')
    expect(withdrawn.back).toMatch(/^https:\/\/example\.nl\/#voordeur=on\./)
    expect(readToken(world.ports, site, withdrawn.token)).toMatchObject({ granted: [], receipt: null })
    expect(await findLive(world.ports, site.id, receipt)).toBeNull()
    const history = await listHistory(pglite.db, site.id, receipt)
    expect(history.map(({ action }) => action)).toEqual(['accept_all', 'withdraw'])
    expect(await show(withdrawn.receipt)).toContain('Dat blijft zo tot')
    // There is nothing left to withdraw.
    expect(await show(receipt)).not.toContain('/choice/withdraw')
  })

  test('C8: keeps what was said of being counted', async () => {
    const { receipt } = await choose(world, { granted: ['maps'], counting: 'off' })
    const { token } = await withdraw(receipt)
    expect(readToken(world.ports, site, token).choice).toBe('off')
  })

  test('sent twice is one withdrawal', async () => {
    const { receipt } = await choose(world, { answer: 'accept' })
    const fields = hiddenOf(await show(receipt), '/choice/withdraw')
    const [one, two] = [
      await post(world, '/choice/withdraw', fields),
      await post(world, '/choice/withdraw', fields),
    ]
    expect((await readChosen(one)).receipt).toBe((await readChosen(two)).receipt)
    expect(await listHistory(pglite.db, site.id, receipt)).toHaveLength(2)
  })

  test('from another website is refused', async () => {
    const { receipt } = await choose(world, { answer: 'accept' })
    const fields = hiddenOf(await show(receipt), '/choice/withdraw')
    for (const headers of [{ origin: 'https://example.nl' }, {}])
      expect((await post(world, '/choice/withdraw', fields, headers)).status).toBe(403)
    expect(await findLive(world.ports, site.id, receipt)).not.toBeNull()
  })
})

describe('the file', () => {
  test('holds each receipt of the device with the notice it answered, byte for byte as they were hashed', async () => {
    const first = await choose(world, { answer: 'accept' })
    const second = await choose(world, { answer: 'refuse', previous: first.receipt })
    const answer = await post(world, '/choice/receipt.json', about(second.receipt))
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+"$/)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const proofs = (await answer.json()) as {
      receipt: { receipt_id: string; notice_id: string }
      notice: object
    }[]
    expect(proofs.map(({ receipt }) => receipt.receipt_id)).toEqual([first.receipt, second.receipt])
    for (const { receipt, notice } of proofs)
      expect(noticeIdOf(JSON.stringify(notice))).toBe(receipt.notice_id)
  })

  test('is for our own pages alone', async () => {
    const { receipt } = await choose(world, { answer: 'accept' })
    const answer = await post(world, '/choice/receipt.json', about(receipt), { origin: 'https://example.nl' })
    expect(answer.status).toBe(403)
  })
})

describe('a number that leads to nothing', () => {
  test.each(['/choice/receipt', '/choice/receipt.json', '/choice/withdraw'])(
    '%s says so in one way, whatever it is, and never repeats it',
    async (path) => {
      const other = await publishFor(world, await world.addSite({ domain: 'ander.example' }))
      const { receipt: foreign } = await choose(world, { domain: other.domain, answer: 'accept' })
      const texts = new Set<string>()
      for (const number of [
        '',
        'x',
        '<b>nee</b>',
        '\0'.repeat(22),
        'ü'.repeat(22),
        strangeNumber(),
        foreign,
      ]) {
        const answer = await post(world, path, about(number))
        expect(answer.status).toBe(404)
        texts.add(await answer.text())
      }
      const twice = await post(world, path, [...about(foreign), ['receipt', strangeNumber()]])
      texts.add(await twice.text())
      expect(texts).toHaveLength(1)
      expect([...texts][0]).toContain('Dit bewijs hebben we niet')
    },
  )

  test('too large a form is refused, and a site that is not ours is not there', async () => {
    for (const path of [
      '/choice/receipt',
      '/choice/receipt.json',
      '/choice/withdraw',
      '/choice/erase',
      '/my-data',
    ]) {
      expect([path, (await post(world, path, about('x'.repeat(5_000)))).status]).toEqual([path, 400])
      expect([path, (await post(world, path, about('x', 'evil.example'))).status]).toEqual([path, 404])
    }
  })
})
