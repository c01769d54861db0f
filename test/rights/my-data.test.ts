/** Seeing what is stored about one's device, taking it along, and deleting it, by a receipt's number alone. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listAudit } from '../../src/audit/chain.ts'
import { receiptIndex } from '../../src/audit/journal.ts'
import { readToken } from '../../src/consent/choice-token.ts'
import {
  findLive,
  findReceipt,
  listHistory,
  listInsights,
  recordWithdrawal,
} from '../../src/consent/ledger.ts'
import { receiptHash, receiptText } from '../../src/consent/receipt.ts'
import { migrate } from '../../src/db/migrate.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { must } from '../../src/must.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { eraseDevice } from '../../src/rights/erase.ts'
import { mask } from '../../src/rights/shared-visit.ts'
import { rollUp } from '../../src/stats/roll-up.ts'
import { about, choose, hiddenOf, later, post, readChosen, strangeNumber } from '../consent/visitors.ts'
import { attributesOf, inlineParts } from '../page/html.ts'
import { publishFor } from '../support/asking.ts'
import { rowOf } from '../support/event-rows.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

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

/** A device that allows insights and has seen some pages, beside somebody who was only counted. */
async function visit(paths: readonly string[], domainSite = site, visitor = '7'): Promise<string> {
  const { receipt } = await choose(world, { domain: domainSite.domain, granted: ['insights'] })
  const minute = (nth: number) => new Date(Date.parse('2026-11-23T09:00:00Z') + nth * 60_000)
  await storeEvents(world.ports, [
    {
      siteId: domainSite.id,
      events: [
        ...paths.map((path, nth) => rowOf(domainSite, minute(nth), { path, receipt, visitor })),
        rowOf(domainSite, minute(0), { path: '/van-een-ander', visitor: '8' }),
      ],
    },
  ])
  await rollUp(world.ports, { eventsMax: 500, holder: 'test' })
  return receipt
}

/** The same, and then with a housemate in it, who comes first and from elsewhere. */
async function visitTogether(): Promise<string> {
  const receipt = await visit(['/', '/aanbod'])
  const events = [
    rowOf(site, '2026-11-23T09:30:00Z', {
      path: '/huurachterstand',
      visitor: '9',
      source: 'mijnbank.example',
    }),
    rowOf(site, '2026-11-23T09:31:00Z', { path: '/contact', receipt, visitor: '9', source: 'google.nl' }),
    rowOf(site, '2026-11-23T09:32:00Z', { path: '/afscheid', visitor: '9' }),
  ]
  await storeEvents(world.ports, [{ siteId: site.id, events }])
  await rollUp(world.ports, { eventsMax: 500, holder: 'test' })
  return receipt
}
/** What only the housemate did. */
const ofHousemate = ['/huurachterstand', '/afscheid', 'mijnbank.example']

/** Answers the same again, so many times, as the ledger would write it. Gives the number of the last one, which holds. */
async function answerAgain(receipt: string, times: number): Promise<string> {
  const first = must(await findReceipt(pglite.db, site.id, receipt), 'it was chosen')
  let last = receipt
  const entries = Array.from({ length: times }, (_, nth) => {
    const at = new Date(Date.parse(first.at) + nth + 1).toISOString()
    const one = { ...first, receipt_id: strangeNumber(), previous_id: last, at }
    last = one.receipt_id
    const body = receiptText(one)
    const { receipt_id: id, previous_id: previous, valid_until: until } = one
    return { id, previous, at, until, body, hash: receiptHash(body).toString('hex') }
  })
  await pglite.db`
    insert into consent_receipt (site_id, receipt_id, previous_id, recorded_at, valid_until, body)
    select ${site.id}, id, previous, at, until, body from jsonb_to_recordset(${pglite.db.json(entries)})
      as entry (id text, previous text, at timestamptz, until timestamptz, body text)`
  await pglite.db`
    insert into consent_unsealed (site_id, receipt_id, recorded_at, valid_until, hash)
    select ${site.id}, id, at, until, decode(hash, 'hex') from jsonb_to_recordset(${pglite.db.json(entries)})
      as entry (id text, at timestamptz, until timestamptz, hash text)`
  await pglite.db`
    insert into consent_given (site_id, receipt_id, valid_until, insight, insight_until)
    select site_id, ${last}::text, valid_until, insight, insight_until from consent_given where site_id = ${site.id}`
  await pglite.db`
    update consent_given set ended_at = ${world.ports.now()} where site_id = ${site.id} and receipt_id = ${receipt}`
  return last
}

const show = async (receipt: string, headers?: Record<string, string>) =>
  (await post(world, '/my-data', about(receipt), headers)).text()

async function withdraw(receipt: string) {
  later(world)
  const proof = await (await post(world, '/choice/receipt', about(receipt))).text()
  return readChosen(await post(world, '/choice/withdraw', hiddenOf(proof, '/choice/withdraw')))
}

const rowsOfTable = (table: 'audit_entry' | 'journal_entry') => pglite.db`select * from ${pglite.db(table)}`
const rowsOf = async (table: 'event' | 'visit') => {
  const [row] = await pglite.db<{ rows: number }[]>`
    select count(*)::integer as rows from ${pglite.db(table)} where site_id = ${site.id}`
  return row?.rows
}

describe('seeing', () => {
  test('the page explains that nobody signs in, and asks for the number', async () => {
    const html = await (await world.request('/my-data?d=example.nl')).text()
    expect(html).toContain('We zoeken daarom op het nummer van je bewijs.')
    expect(attributesOf(html, 'name')).toContain('receipt')
    expect(inlineParts(html)).toEqual([])
  })

  test('A-14: shows exactly what is stored about this device, and nothing of somebody else', async () => {
    await visit(['/van-een-ander-apparaat'], site, '9')
    const receipt = await visit(['/', '/aanbod', '/contact'])
    const html = await show(receipt)
    expect(html).toContain('Dit bewaren we van dit apparaat')
    const paths = [...html.matchAll(/<td class="path">([^<]+)/g)].map(([, path]) => path)
    expect(paths).toEqual(['/contact', '/aanbod', '/'])
    expect(html).not.toContain('/van-een-ander')
    for (const text of [
      '23 november 2026 10:02',
      'Computer, Chrome 140, Windows',
      '23 december 2027',
      'zoals een huisgenoot',
    ])
      expect(html).toContain(text)
    expect(inlineParts(html)).toEqual([])
  })

  test('A-16: of a visit that a housemate had part in, neither the way nor where it came from is shown, and why', async () => {
    const receipt = await visitTogether()
    // It is kept in the visit: else nothing would be proven.
    const kept = await pglite.db<{ source: string; trail: string[] }[]>`
      select source, to_json(trail) as trail from visit join visit_trail using (site_id, day, visitor, started_at)
      where site_id = ${site.id} and visitor = 9 and insight is not null`
    expect(kept).toEqual([
      { source: 'mijnbank.example', trail: ['/huurachterstand', '/contact', '/afscheid'] },
    ])
    const html = await show(receipt)
    for (const others of ofHousemate) expect(html).not.toContain(others)
    expect(html.match(/<td>\[\*\*\*\]<\/td>/g)).toHaveLength(1)
    expect(html).toContain('zoals een huisgenoot. Dan staat er [***].')
    expect(html).toContain('<td class="path">/contact')
    expect(html).toContain('google.nl')
    const english = await (await post(world, '/my-data?lang=en', about(receipt))).text()
    expect(english).toContain('such as a housemate. Then it says [***].')
  })

  test('says plainly that there is only a receipt, where the device has no id', async () => {
    const { receipt } = await choose(world, { granted: ['maps'] })
    const html = await show(receipt)
    expect(html).toContain('Onder dit nummer bewaren we je keuze, en verder niets.')
    expect(html).not.toContain('Het nummer van je browser')
  })

  test('C7: after withdrawing, what was stored before is still found', async () => {
    const receipt = await visit(['/', '/aanbod'])
    const withdrawn = await withdraw(receipt)
    for (const number of [receipt, withdrawn.receipt]) {
      const html = await show(number)
      expect(html).toContain('Je toestemming is voorbij.')
      expect(html).toContain('<td class="path">/aanbod')
    }
  })

  test('shows the last two hundred and says how many there are', async () => {
    const receipt = await visit(Array.from({ length: 205 }, (_, nth) => `/p/${nth}`))
    const html = await show(receipt)
    expect(html.match(/<td class="path">/g)).toHaveLength(200)
    expect(html).toContain('De laatste 200 van 205.')
    expect(html).toContain('/p/204')
    expect(html).not.toContain('>/p/4<')
  })

  test('works from the site’s own pages, and leaves the number in no address and no log line', async () => {
    const receipt = await visit(['/'])
    const html = await show(receipt, { origin: 'https://example.nl', 'sec-fetch-site': 'cross-site' })
    expect(html).toContain('Dit bewaren we van dit apparaat')
    const addresses = [...attributesOf(html, 'href'), ...attributesOf(html, 'action')]
    expect(addresses.filter((address) => address.includes(receipt))).toEqual([])
    expect(JSON.stringify(world.logged)).not.toContain(receipt)
  })

  test('of a number that leads to nothing says so in one way and never repeats it', async () => {
    const other = await publishFor(world, await world.addSite({ domain: 'ander.example' }))
    const foreign = await visit(['/'], other)
    for (const path of ['/my-data', '/my-data/export']) {
      const texts = new Set<string>()
      for (const number of ['', 'x', '<b>', '\0'.repeat(22), strangeNumber(), foreign]) {
        const answer = await post(world, path, about(number))
        expect(answer.status).toBe(404)
        texts.add(await answer.text())
      }
      expect(texts).toHaveLength(1)
    }
  })
})

describe('taking along', () => {
  test('A-14: the file has every row of the device, no other, and its receipts as they were hashed', async () => {
    await visit(['/van-een-ander-apparaat'], site, '9')
    const receipt = await visit(['/', '/aanbod'])
    const answer = await post(world, '/my-data/export', about(receipt))
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+"$/)
    const file = (await answer.json()) as {
      events: { path: string; network: string }[]
      visits: { views: number; trail: string[] }[]
      receipts: { receipt: { receipt_id: string } }[]
    }
    expect(file.events.map(({ path, network }) => [path, network])).toEqual([
      ['/aanbod', '203.0.113.0/24'],
      ['/', '203.0.113.0/24'],
    ])
    expect(file.visits).toMatchObject([{ views: 2, trail: ['/', '/aanbod'] }])
    expect(file.receipts.map((one) => one.receipt.receipt_id)).toEqual([receipt])
  })

  test('A-16: the file masks the way of a visit that a housemate had part in, and that one alone', async () => {
    const receipt = await visitTogether()
    const text = await (await post(world, '/my-data/export', about(receipt))).text()
    for (const others of ofHousemate) expect(text).not.toContain(others)
    const file = JSON.parse(text) as {
      mask: { mark: string; text: string }
      visits: Record<string, unknown>[]
      events: { path: string }[]
    }
    expect(file.mask).toMatchObject({ mark: mask, text: expect.stringContaining('zoals een huisgenoot') })
    expect(file.visits).toMatchObject([
      { views: 3, entry: mask, exit: mask, trail: mask, trail_at: null, source: mask, referrer: mask },
      { views: 2, entry: '/', exit: '/aanbod', trail: ['/', '/aanbod'] },
    ])
    expect(file.events.map(({ path }) => path)).toEqual(['/contact', '/aanbod', '/'])
  })

  test('is for our own pages alone', async () => {
    const receipt = await visit(['/'])
    const answer = await post(world, '/my-data/export', about(receipt), { origin: 'https://example.nl' })
    expect(answer.status).toBe(403)
  })
})

describe('deleting', () => {
  const erase = (receipt: string, headers?: Record<string, string>) =>
    post(world, '/choice/erase', [...about(receipt), ['sure', 'yes']], headers)

  test('is asked once more, and nothing goes before the second yes', async () => {
    const receipt = await visit(['/'])
    const html = await (await post(world, '/choice/erase', about(receipt))).text()
    expect(html).toContain('Alles verwijderen?')
    expect(html).toContain('name="sure" value="yes"')
    expect(await listHistory(pglite.db, site.id, receipt)).toHaveLength(1)
    expect(await rowsOf('event')).toBe(2)
  })

  test('C10: by a receipt’s number the device’s events, visits and receipts go; the second time is a no-op', async () => {
    const receipt = await visit(['/', '/aanbod'])
    const first = await readChosen(await erase(receipt))
    expect(first.html).toContain('Je gegevens zijn verwijderd')
    const counts = [...first.html.matchAll(/<dd>(\d+)<\/dd>/g)].map(([, count]) => Number(count))
    expect(counts).toEqual([1, 1, 2])
    expect(await listHistory(pglite.db, site.id, receipt)).toEqual([])
    expect(await findLive(world.ports, site.id, receipt)).toBeNull()
    expect(await listInsights(pglite.db, site.id, receipt)).toEqual([])
    // Somebody else's is there still.
    const left = await pglite.db<{ path: string }[]>`select path from event where site_id = ${site.id}`
    expect(left.map(({ path }) => path)).toEqual(['/van-een-ander'])
    // A refusal that names nobody: the site does not ask again at once.
    expect(first.back).toBe(`https://example.nl/#voordeur=${first.token}`)
    expect(readToken(world.ports, site, first.token)).toMatchObject({
      granted: [],
      receipt: null,
      isFalse: false,
    })
    expect(first.token).not.toContain(receipt)

    const second = await erase(receipt)
    expect(second.status).toBe(200)
    expect(await second.text()).toContain('Er was niets meer te verwijderen')
    expect((await post(world, '/my-data', about(receipt))).status).toBe(404)
    expect(await rowsOf('event')).toBe(1)
  })

  test('A-26: a deletion stands once in the audit chain, as counts, and in the journal of what a restored backup must let go', async () => {
    const receipt = await visit(['/', '/aanbod'])
    await erase(strangeNumber())
    expect(await rowsOfTable('audit_entry')).toEqual([])
    await erase(receipt)
    await erase(receipt)
    const [entry, ...more] = await listAudit(pglite, site.id, { requestId: null, before: null, limit: 9 })
    expect(more).toEqual([])
    expect(entry).toMatchObject({ kind: 'erased', facts: { receipts: 1, visits: 1, events: 2 } })
    expect(await rowsOfTable('journal_entry')).toMatchObject([
      { act: 'erased', email_index: null, receipt_indexes: [receiptIndex(world.ports, receipt)] },
    ])
    for (const table of ['audit_entry', 'journal_entry'] as const)
      expect(JSON.stringify(await rowsOfTable(table))).not.toContain(receipt)
  })

  test('C10: what was stored before a withdrawal goes too', async () => {
    const receipt = await visit(['/', '/aanbod'])
    const withdrawn = await withdraw(receipt)
    await erase(withdrawn.receipt)
    expect(await rowsOf('event')).toBe(1)
  })

  test('C6, C10: of a device that answered 250 times all is taken along, the last yes is withdrawn, and all is erased', async () => {
    const receipt = await visit(['/', '/aanbod'])
    const last = await answerAgain(receipt, 250)
    const file = (await (await post(world, '/my-data/export', about(receipt))).json()) as {
      receipts: { receipt: { receipt_id: string } }[]
    }
    const numbers = file.receipts.map((one) => one.receipt.receipt_id)
    expect([numbers.length, numbers[0], numbers.at(-1)]).toEqual([251, receipt, last])

    expect(await findLive(world.ports, site.id, last)).not.toBeNull()
    // By the first number, which is what a device may have kept on paper.
    later(world)
    const key = randomBytes(16).toString('base64url')
    await recordWithdrawal(world.ports, site, { d: site.domain, receipt, key })
    expect(await findLive(world.ports, site.id, last)).toBeNull()

    expect(await eraseDevice(world.ports, site, receipt)).toEqual({ receipts: 252, visits: 1, events: 2 })
    const left = await pglite.db`
      select receipt_id from consent_receipt where site_id = ${site.id} and body not like '%"erase"%'
      union all select receipt_id from consent_given where site_id = ${site.id}`
    expect(left).toEqual([])
    expect(await rowsOf('event')).toBe(1)
  })

  test('C8: an objection to being counted outlives the deletion, on the device', async () => {
    const { receipt } = await choose(world, { counting: 'off', granted: ['maps'] })
    const { token } = await readChosen(await erase(receipt))
    expect(readToken(world.ports, site, token).choice).toBe('off')
  })

  test('a receipt that somebody changed can be deleted all the same', async () => {
    const { receipt } = await choose(world, { granted: ['maps'] })
    await pglite.db`update consent_receipt set body = replace(body, '"custom"', '"accept_all"') where site_id = ${site.id}`
    expect(await (await post(world, '/choice/erase', about(receipt))).text()).toContain('Alles verwijderen?')
    expect(await (await erase(receipt)).text()).toContain('Je gegevens zijn verwijderd')
  })

  test('from another website, of another site’s receipt, or of nobody’s, deletes nothing', async () => {
    const receipt = await visit(['/'])
    expect((await erase(receipt, { origin: 'https://example.nl' })).status).toBe(403)
    expect((await erase(receipt, {})).status).toBe(403)
    await publishFor(world, await world.addSite({ domain: 'ander.example' }))
    await post(world, '/choice/erase', [...about(receipt, 'ander.example'), ['sure', 'yes']])
    for (const number of ['x', strangeNumber(), '\0'.repeat(22)])
      expect((await post(world, '/choice/erase', about(number))).status).toBe(404)
    expect((await erase('kort')).status).toBe(404)
    expect(await listHistory(pglite.db, site.id, receipt)).toHaveLength(1)
    expect(await rowsOf('event')).toBe(2)
  })
})
