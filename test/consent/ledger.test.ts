import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rebuildShown, sealReceipts, signHead, verifyLedger } from '../../src/consent/chain.ts'
import { readToken } from '../../src/consent/choice-token.ts'
import { listOutcomes } from '../../src/consent/count.ts'
import { consentDraft } from '../../src/consent/draft.ts'
import { findLive, listHistory, listInsights, sweepReceipts } from '../../src/consent/ledger.ts'
import { noticeIdOf } from '../../src/consent/notice.ts'
import { endAsking, findCurrentNotice, findNoticeText, publishNow } from '../../src/consent/publication.ts'
import { readEntry, receiptHash } from '../../src/consent/receipt.ts'
import type { Answer, Recorded } from '../../src/consent/wire.ts'
import { migrate } from '../../src/db/migrate.ts'
import { must } from '../../src/must.ts'
import { listStatements, recordStatement } from '../../src/consent/statement-version.ts'
import { eraseDevice } from '../../src/rights/erase.ts'
import { forgetSites, readSite, recordSettings, type Site } from '../../src/site/site.ts'
import { publishFor, usualController, usualDraft, usualStatement } from '../support/asking.ts'
import { chrome } from '../support/send.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let world: World
let site: Site
let noticeId: string
let nth = 0

beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyTables(database.db)
  world = await openWorld(database.db)
  site = await publishFor(world, await world.addSite())
  noticeId = must(await findCurrentNotice(database.db, site.id), 'it was published').id
  nth = 0
})

const key = () => `sleutel-${(nth += 1)}`.padEnd(22, '_')

const answerOf = (more: Partial<Answer> = {}): Answer => ({
  d: site.domain,
  notice: noticeId,
  lang: 'nl',
  ui: 'banner',
  granted: [],
  key: key(),
  viewport: 'small',
  ...more,
})

const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  world.request(path, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: 'https://example.nl', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

async function give(more: Partial<Answer> = {}): Promise<Recorded> {
  const answer = await post('/api/consent', answerOf(more))
  expect(answer.status).toBe(201)
  return (await answer.json()) as Recorded
}

const countRows = async (table: string): Promise<number> => {
  const [row] = await database.db.unsafe<{ rows: number }[]>(`select count(*)::integer as rows from ${table}`)
  return row?.rows ?? 0
}

describe('an answer', () => {
  test('C1: who asked, what, when and which text was shown are rebuilt from the receipt’s number and the database alone', async () => {
    const { receipt } = await give({ granted: ['youtube'], ui: 'panel', lang: 'en', viewport: 'large' })
    const rebuilt = must(await rebuildShown(database.db, site.id, receipt), 'it was given')
    expect([rebuilt.isReceiptWhole, rebuilt.isNoticeWhole]).toEqual([true, true])
    const stored = await findNoticeText(database.db, site.id, noticeId)
    expect(rebuilt.noticeText).toBe(stored)
    expect(noticeIdOf(rebuilt.noticeText)).toBe(noticeId)
    const entry = readEntry(rebuilt.receiptText)
    expect(entry).toMatchObject({
      receipt_id: receipt,
      notice_id: noticeId,
      language: 'en',
      controller: { name: 'Woonstichting De Linde' },
      ui: { surface: 'panel', viewport: 'large', buttons: ['refuseAll', 'save', 'acceptAll'] },
      action: 'custom',
      state: 'given',
      at: '2026-11-23T11:00:00.000Z',
      withdraw_at: 'http://localhost:3000/choice?d=example.nl',
    })
    const answered = rebuilt.receipt.purposes.map(({ id, granted }) => [id, granted])
    expect(answered).toEqual([
      ['insights', false],
      ['youtube', true],
      ['maps', false],
      ['marketing', false],
    ])
    expect(JSON.parse(rebuilt.noticeText)).toMatchObject({
      texts: { en: { refuse: 'Refuse' } },
      buttons: { banner: ['refuse', 'accept', 'customise'] },
    })
  })

  test('C2: a published notice stays as it was, byte for byte, when another takes its place', async () => {
    const before = await findNoticeText(database.db, site.id, noticeId)
    await publishFor(world, site, consentDraft.parse({ ...usualDraft, texts: { nl: { title: 'Mag dit?' } } }))
    const after = must(await findCurrentNotice(database.db, site.id), 'it was published')
    expect(after.id).not.toBe(noticeId)
    expect(await findNoticeText(database.db, site.id, noticeId)).toBe(before)
    expect(noticeIdOf(before ?? '')).toBe(noticeId)
  })

  test('C3: the record has no address, user agent, page or query, and its number is random', async () => {
    await post('/api/consent', answerOf({ granted: ['insights'] }), {
      'user-agent': 'Mozilla/5.0 (merk-7731)',
      'x-forwarded-for': '203.0.113.77',
      referer: 'https://example.nl/huurder/12345?naam=merk-7731',
    })
    const numbers = new Set<string>()
    for (const table of [
      'consent_receipt',
      'consent_given',
      'consent_unsealed',
      'consent_chain',
      'consent_count',
    ]) {
      const rows = await database.db.unsafe(`select * from ${table}`)
      expect(JSON.stringify(rows), table).not.toMatch(/merk-7731|203\.0\.113|huurder|Mozilla/)
    }
    for (let time = 0; time < 5; time += 1) numbers.add((await give()).receipt.slice(0, 3))
    expect(numbers.size).toBeGreaterThan(3)
    const [row] = await database.db<{ body: string }[]>`select body from consent_receipt limit 1`
    expect(Object.keys(JSON.parse(row?.body ?? '{}') as object).toSorted()).toEqual([
      'action',
      'at',
      'channel',
      'controller',
      'counting',
      'device_at',
      'language',
      'notice_id',
      'previous_id',
      'purposes',
      'receipt_id',
      'schema',
      'site',
      'state',
      'statement',
      'ui',
      'valid_until',
      'withdraw_at',
    ])
  })

  test('C4: yes and no hold equally long: 182 days, to the second', async () => {
    const [yes, no] = [await give({ granted: ['insights'] }), await give()]
    expect([yes.until, no.until]).toEqual(['2027-05-24T11:00:00.000Z', '2027-05-24T11:00:00.000Z'])
    for (const [at, holds] of [
      ['2027-05-24T10:59:59Z', true],
      ['2027-05-24T11:00:00Z', false],
    ] as const) {
      world.setNow(at)
      expect(readToken(world.ports, site, yes.token).granted.length > 0, at).toBe(holds)
      expect((await findLive(world.ports, site.id, yes.receipt)) !== null, at).toBe(holds)
    }
  })

  test('B10: a yes to one thing leaves all others refused, and unknown purposes are nothing', async () => {
    const { granted, token } = await give({ granted: ['youtube', 'verzonnen'] })
    expect(granted).toEqual(['youtube'])
    expect(readToken(world.ports, site, token).granted).toEqual(['youtube'])
  })

  test('that is sent twice, or many times at once, makes one receipt and one token', async () => {
    const body = answerOf({ granted: ['insights'] })
    const answers = await Promise.all(Array.from({ length: 6 }, () => post('/api/consent', body)))
    expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1)
    const all = (await Promise.all(answers.map((answer) => answer.json()))) as Recorded[]
    expect(new Set(all.map(({ receipt }) => receipt)).size).toBe(1)
    expect(new Set(all.map(({ token }) => token)).size).toBe(1)
    expect([await countRows('consent_receipt'), await countRows('consent_given')]).toEqual([1, 1])
    const counted = await listOutcomes(world.ports, site, { from: '2026-11-23', to: '2026-11-23' })
    expect(counted).toMatchObject([{ outcome: 'custom', times: 1 }])
  })

  test('carries the receipt’s number in its token only where insights were allowed', async () => {
    const without = await give({ granted: ['youtube', 'marketing'] })
    expect(without.token).not.toContain(without.receipt)
    const refused = await give()
    expect(refused.token).not.toContain(refused.receipt)
    const insights = await give({ granted: ['insights'] })
    expect(insights.token).toContain(insights.receipt)
  })

  test('keeps what was said about being counted, unless something new is said of it', async () => {
    const off = await give({ counting: 'off' })
    expect(readToken(world.ports, site, off.token).choice).toBe('off')
    const still = await give({ granted: ['youtube'], t: off.token, previous: off.receipt })
    expect(readToken(world.ports, site, still.token).choice).toBe('off')
    const on = await give({ counting: 'on', t: still.token, previous: still.receipt })
    expect(readToken(world.ports, site, on.token).choice).toBe('on')
    expect(readToken(world.ports, site, (await give()).token).choice).toBe('none')
  })

  test('is a new row each time: a change names the one before it, and the one before no longer holds', async () => {
    const first = await give({ granted: ['insights', 'youtube'] })
    world.setNow('2026-11-24T11:00:00Z')
    const second = await give({ granted: ['youtube'], previous: first.receipt })
    expect(await findLive(world.ports, site.id, first.receipt)).toBeNull()
    const history = await listHistory(database.db, site.id, first.receipt)
    expect(history.map(({ receipt_id: id }) => id)).toEqual([first.receipt, second.receipt])
    expect(history[1]?.previous_id).toBe(first.receipt)
  })

  test('D5: the device keeps its id over answers, and the id its end after 13 months: never prolonged', async () => {
    const first = await give({ granted: ['insights'] })
    const before = must(await findLive(world.ports, site.id, first.receipt), 'it holds')
    expect(before.insightUntil?.toISOString()).toBe('2027-12-23T11:00:00.000Z')
    world.setNow('2027-05-01T11:00:00Z')
    const second = await give({ granted: ['insights'], previous: first.receipt })
    const after = must(await findLive(world.ports, site.id, second.receipt), 'it holds')
    expect([after.insight, after.insightUntil]).toEqual([before.insight, before.insightUntil])
    world.setNow('2027-10-20T11:00:00Z')
    const third = await give({ granted: ['insights'], previous: second.receipt })
    world.setNow('2028-01-02T11:00:00Z')
    const fourth = await give({ granted: ['insights'], previous: third.receipt })
    const renewed = must(await findLive(world.ports, site.id, fourth.receipt), 'it holds')
    expect(renewed.insight).not.toBe(before.insight)
  })

  test.each([
    ['no JSON', '{', 400],
    ['a purpose that is no name', { granted: ['<b>'] }, 400],
    ['a surface that does not exist', { ui: 'popup' }, 400],
    ['a receipt that is none', { previous: 'x' }, 400],
    ['a notice that does not exist', { notice: '0'.repeat(64) }, 409],
    ['another site', { d: 'nergens.nl' }, 404],
    ['too many bytes', { lang: 'x'.repeat(5_000) }, 413],
  ] as const)('with %s is refused, nothing is stored, and nothing of it repeated', async (_, bad, status) => {
    const answer = await post('/api/consent', typeof bad === 'string' ? bad : { ...answerOf(), ...bad })
    expect(answer.status).toBe(status)
    expect(await answer.text()).not.toMatch(/<b>|popup|nergens|xxxx/)
    expect(await countRows('consent_receipt')).toBe(0)
  })

  test('from a page of another site is refused', async () => {
    const answer = await post('/api/consent', answerOf(), { origin: 'https://elders.example' })
    expect(answer.status).toBe(403)
    expect(await countRows('consent_receipt')).toBe(0)
  })

  test('that can not be written leaves nothing behind, and is counted', async () => {
    await database.db.unsafe('alter table consent_given rename to elsewhere')
    const body = answerOf({ granted: ['insights'] })
    expect((await post('/api/consent', body)).status).toBeGreaterThanOrEqual(500)
    expect(world.ports.counters().get('consents_failed')).toBe(1)
    await database.db.unsafe('alter table elsewhere rename to consent_given')
    expect([await countRows('consent_receipt'), await countRows('consent_unsealed')]).toEqual([0, 0])
    expect((await post('/api/consent', body)).status).toBe(201)
  })
})

describe('a token', () => {
  test('that is tampered with, cut, of another site, expired or from the future allows nothing', async () => {
    const { token, receipt } = await give({ granted: ['insights'] })
    const whole = readToken(world.ports, site, token)
    expect(whole).toMatchObject({ granted: ['insights'], receipt, isFalse: false })
    const parts = token.split('.')
    const other = await publishFor(world, await world.addSite({ domain: 'ander.nl' }))
    const changed = [
      ...parts.map((_, at) => parts.map((part, place) => (place === at ? `${part}x` : part)).join('.')),
      parts.slice(0, -1).join('.'),
      token.slice(0, -2),
      `${token}.x`,
      token.replace('insights', 'insights-marketing'),
    ]
    for (const text of changed) {
      const reading = readToken(world.ports, site, text)
      expect([reading.granted, reading.receipt], text).toEqual([[], null])
    }
    expect(readToken(world.ports, other, token)).toMatchObject({ granted: [], receipt: null, isFalse: true })
    world.setNow('2026-11-23T10:54:00Z')
    expect(readToken(world.ports, site, token)).toMatchObject({ granted: [], isFalse: true })
    world.setNow('2027-06-01T00:00:00Z')
    expect(readToken(world.ports, site, token)).toMatchObject({ granted: [], isFalse: true })
  })

  test('C5: given to a question that changed in substance since allows nothing; a mended typo changes nothing', async () => {
    const { token, receipt } = await give({ granted: ['insights'], counting: 'on' })
    world.setNow('2026-11-24T11:00:00Z')
    const mended = await publishFor(
      world,
      site,
      consentDraft.parse({ ...usualDraft, texts: { nl: { title: 'Mogen wij dit gebruiken?' } } }),
    )
    expect(mended.askedSince).toEqual(site.askedSince)
    expect(readToken(world.ports, mended, token).granted).toEqual(['insights'])
    expect(await findLive(world.ports, site.id, receipt)).not.toBeNull()
    const changed = await publishFor(
      world,
      site,
      consentDraft.parse({
        ...usualDraft,
        purposes: usualDraft.purposes.map((one) =>
          one.id === 'marketing' ? { ...one, recipients: ['Bol'] } : one,
        ),
      }),
    )
    expect(changed.askedSince?.toISOString()).toBe('2026-11-24T11:00:00.000Z')
    expect(readToken(world.ports, changed, token)).toMatchObject({ granted: [], choice: 'on', isFalse: true })
    expect(await findLive(world.ports, site.id, receipt)).toBeNull()
  })

  test('allows nothing any more once the site asks nothing', async () => {
    const { token } = await give({ granted: ['insights'] })
    await database.db.begin((tx) => endAsking({ db: tx, now: world.ports.now }, site, null))
    forgetSites(database.db)
    expect(readToken(world.ports, { ...site, askedSince: null }, token).granted).toEqual([])
    expect((await world.request('/api/consent?d=example.nl')).status).toBe(404)
  })
})

describe('C6, C7: withdrawing', () => {
  test('takes one request, ends what was allowed, and is a row of its own', async () => {
    const { receipt, token } = await give({ granted: ['insights', 'youtube'], counting: 'on' })
    const body = { d: site.domain, receipt, key: key(), t: token }
    const answer = await post('/api/consent/withdraw', body)
    expect(answer.status).toBe(201)
    const withdrawn = (await answer.json()) as Recorded
    expect(withdrawn.granted).toEqual([])
    expect(readToken(world.ports, site, withdrawn.token)).toMatchObject({
      granted: [],
      choice: 'on',
      receipt: null,
    })
    expect(await findLive(world.ports, site.id, receipt)).toBeNull()
    expect((await post('/api/consent/withdraw', body)).status).toBe(200)
    const history = await listHistory(database.db, site.id, receipt)
    expect(history.map(({ action }) => action)).toEqual(['custom', 'withdraw'])
  })

  test('works after the question changed, without answering the new one first', async () => {
    const { receipt } = await give({ granted: ['youtube'] })
    await publishFor(
      world,
      site,
      consentDraft.parse({ ...usualDraft, purposes: usualDraft.purposes.slice(0, 1) }),
    )
    const answer = await post('/api/consent/withdraw', { d: site.domain, receipt, key: key() })
    expect(answer.status).toBe(201)
  })

  test('of a receipt of another site, or of none, finds nothing', async () => {
    const other = await publishFor(
      world,
      await world.addSite({ domain: 'ander.nl', hostnames: ['example.nl'] }),
    )
    const { receipt } = await give({ granted: ['youtube'] })
    for (const [d, number] of [
      [other.domain, receipt],
      [site.domain, 'A'.repeat(22)],
    ])
      expect((await post('/api/consent/withdraw', { d, receipt: number, key: key() })).status).toBe(404)
    expect(await findLive(world.ports, site.id, receipt)).not.toBeNull()
  })
})

describe('the chain', () => {
  const seal = () => sealReceipts(world.ports, 'proef')
  const verify = () => verifyLedger(world.ports, site)

  test('of more than nine links goes on, round after round, by their number and not as texts', async () => {
    for (let round = 0; round < 12; round += 1) {
      await give()
      await world.deferred.drain()
      await seal()
      expect(await countRows('consent_unsealed')).toBe(0)
    }
    world.setNow('2026-11-24T11:00:00Z')
    expect(await signHead(world.ports, site)).toBe('2026-11-23')
    const [head] = await database.db`select seq::integer as seq from consent_head where site_id = ${site.id}`
    expect(head).toEqual({ seq: 12 })
    expect(await verify()).toMatchObject({ links: 12, heads: 1, waiting: 0, flaws: [] })
  })

  test('takes up every receipt once, in gapless numbers, also when two sealers are at it', async () => {
    for (let time = 0; time < 5; time += 1) await give()
    await Promise.all([seal(), sealReceipts(world.ports, 'ander')])
    await world.deferred.drain()
    await seal()
    const rows = await database.db<{ seq: number }[]>`
      select seq::integer as seq from consent_chain where site_id = ${site.id} order by seq`
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
    expect(await countRows('consent_unsealed')).toBe(0)
    expect(await verify()).toMatchObject({ links: 5, erased: 0, waiting: 0, flaws: [] })
  })

  test('shows a change of one byte of a receipt, of a link, of a notice and of a signed end, and where', async () => {
    for (let time = 0; time < 4; time += 1) await give({ granted: ['youtube'] })
    await world.deferred.drain()
    await seal()
    world.setNow('2026-11-24T11:00:00Z')
    expect(await signHead(world.ports, site)).toBe('2026-11-23')
    expect((await verify()).flaws).toEqual([])
    const { db } = database
    const undo = async (breaking: string, mending: string, expected: unknown) => {
      await db.unsafe(breaking)
      expect((await verify()).flaws, breaking).toMatchObject(expected as object)
      await db.unsafe(mending)
      expect((await verify()).flaws, mending).toEqual([])
    }
    const [two] = await db<{ id: string; body: string }[]>`
      select receipt_id as id, body from consent_chain join consent_receipt using (site_id, receipt_id) where seq = 2`
    const { id, body } = must(two, 'four were given')
    const other = body.replace('"granted":true', '"granted":false')
    expect(other).not.toBe(body)
    await db`update consent_receipt set body = ${other} where receipt_id = ${id}`
    expect((await verify()).flaws).toEqual([{ kind: 'changed-receipt', seq: 2 }])
    // What reads it treats it as no consent (default deny).
    expect(await listHistory(db, site.id, id)).toEqual([])
    await db`update consent_receipt set body = ${body} where receipt_id = ${id}`
    await undo(
      `update consent_chain set recorded_at = recorded_at + interval '1 second' where seq = 2`,
      `update consent_chain set recorded_at = recorded_at - interval '1 second' where seq = 2`,
      [{ kind: 'broken-link', seq: 2 }],
    )
    await undo(
      `update notice set body = replace(body, 'Weigeren', 'Weigerem')`,
      `update notice set body = replace(body, 'Weigerem', 'Weigeren')`,
      [{ kind: 'changed-notice', seq: 1 }, {}, {}, {}],
    )
    await undo(`update consent_head set seq = 3`, `update consent_head set seq = 4`, [
      { kind: 'changed-head', seq: 3 },
    ])
  })

  test('shows a receipt or a link that was removed, added or moved', async () => {
    for (let time = 0; time < 4; time += 1) await give()
    await world.deferred.drain()
    await seal()
    const { db } = database
    const flawsAfter = async (breaking: string) => {
      let kinds: string[] = []
      await db
        .begin(async (tx) => {
          await tx.unsafe(breaking)
          kinds = (await verifyLedger({ ...world.ports, db: tx as never }, site)).flaws.map(
            ({ kind }) => kind,
          )
          throw new Error('undone')
        })
        .catch(() => undefined)
      return kinds
    }
    expect(
      await flawsAfter(
        'delete from consent_receipt where receipt_id = (select receipt_id from consent_chain where seq = 3)',
      ),
    ).toEqual(['missing-receipt'])
    expect(await flawsAfter('delete from consent_chain where seq = 3')).toEqual([
      'missing-link',
      'broken-link',
      'unknown-receipt',
    ])
    expect(
      await flawsAfter(
        `insert into consent_receipt select site_id, 'zelfgemaakt', null, recorded_at, valid_until, body from consent_receipt limit 1`,
      ),
    ).toEqual(['unknown-receipt'])
    expect(
      await flawsAfter(`update consent_chain set seq = case seq when 2 then 30 else seq end where seq = 2`),
    ).not.toEqual([])
  })

  test('a rewrite of the whole chain is found out by the signed end of a day', async () => {
    await give()
    await world.deferred.drain()
    await seal()
    world.setNow('2026-11-24T11:00:00Z')
    await signHead(world.ports, site)
    const { db } = database
    await db`update consent_receipt set body = replace(body, '"surface":"banner"', '"surface":"panel"')`
    const [row] = await db<{ body: string }[]>`select body from consent_receipt`
    await db`update consent_chain set hash = ${receiptHash(row?.body ?? '')}`
    await db`insert into consent_unsealed select site_id, receipt_id, recorded_at, valid_until, hash from consent_chain`
    await db`delete from consent_chain`
    await seal()
    expect((await verify()).flaws).toEqual([{ kind: 'changed-head', seq: 1 }])
  })
})

describe('C10: erasing', () => {
  test('takes the answers and leaves dates and hashes; a second time finds nothing; the chain stays whole', async () => {
    const first = await give({ granted: ['insights'] })
    const second = await give({ granted: ['youtube'], previous: first.receipt })
    const other = await give()
    await world.deferred.drain()
    await sealReceipts(world.ports, 'proef')
    expect(await eraseDevice(world.ports, site, second.receipt)).toEqual({
      receipts: 2,
      events: 0,
      visits: 0,
    })
    expect(await eraseDevice(world.ports, site, first.receipt)).toEqual({ receipts: 0, events: 0, visits: 0 })
    expect(await listHistory(database.db, site.id, first.receipt)).toEqual([])
    expect(await listInsights(database.db, site.id, first.receipt)).toEqual([])
    expect(await countRows('consent_given')).toBe(0)
    expect(await listHistory(database.db, site.id, other.receipt)).toHaveLength(1)
    expect((await verifyLedger(world.ports, site)).flaws).toEqual([])
    await sealReceipts(world.ports, 'proef')
    expect(await verifyLedger(world.ports, site)).toMatchObject({ links: 4, erased: 2, flaws: [] })
    const left = await database.db<
      { body: string }[]
    >`select body from consent_receipt where body like '%erase%'`
    expect(JSON.parse(left[0]?.body ?? '{}')).toEqual({
      schema: 1,
      action: 'erase',
      receipts: 2,
      at: '2026-11-23T11:00:00.000Z',
    })
  })

  test('wins over the same answer that comes once more afterwards', async () => {
    const body = answerOf({ granted: ['insights'] })
    const { receipt } = (await (await post('/api/consent', body)).json()) as Recorded
    await eraseDevice(world.ports, site, receipt)
    expect((await post('/api/consent', body)).status).toBe(409)
    expect(await findLive(world.ports, site.id, receipt)).toBeNull()
  })
})

test('C11: proof goes 24 months after the answer ended, and not a day before; the chain stays whole', async () => {
  await give({ granted: ['insights'] })
  await world.deferred.drain()
  await sealReceipts(world.ports, 'proef')
  world.setNow('2029-05-24T10:00:00Z')
  expect(await sweepReceipts(world.ports, site.id)).toBe(0)
  world.setNow('2029-05-24T12:00:00Z')
  expect(await sweepReceipts(world.ports, site.id)).toBe(1)
  expect([await countRows('consent_receipt'), await countRows('consent_chain')]).toEqual([0, 1])
  expect((await verifyLedger(world.ports, site)).flaws).toEqual([])
})

describe('counting answers', () => {
  test('says how often a notice was shown and how it was answered, without anybody in it', async () => {
    const shown = (headers: Readonly<Record<string, string>> = {}) =>
      world.request('/api/consent?d=example.nl&lang=en-GB&shown=1', {
        headers: { 'user-agent': chrome, ...headers },
      })
    await shown()
    await shown({ 'user-agent': 'Googlebot/2.1' })
    await shown({ origin: 'https://elders.example' })
    await world.request('/api/consent?d=example.nl&lang=nl')
    await give({ granted: ['insights', 'youtube', 'maps', 'marketing'] })
    await give()
    const { receipt } = await give({ granted: ['maps'] })
    await post('/api/consent/withdraw', { d: site.domain, receipt, key: key() })
    await world.deferred.drain()
    const counted = await listOutcomes(world.ports, site, { from: '2026-11-23', to: '2026-11-23' })
    expect(counted.map(({ language, outcome, times }) => [language, outcome, times])).toEqual([
      ['en', 'shown', 1],
      ['nl', 'accepted', 1],
      ['nl', 'custom', 1],
      ['nl', 'refused', 1],
      ['nl', 'withdrawn', 1],
    ])
  })
})

test('publishing is refused while it would say less than it must', async () => {
  expect(await publishNow(world.ports, site, usualDraft)).toEqual({ ok: false, why: 'unchanged' })
  expect(await publishNow(world.ports, site, consentDraft.parse({}))).toEqual({
    ok: false,
    why: 'nothing-to-ask',
  })
  const nameless = await world.addSite({ domain: 'naamloos.nl' })
  expect(await publishNow(world.ports, nameless, usualDraft)).toEqual({ ok: false, why: 'no-controller' })
})

describe('A-37: a consent and the privacy statement that held', () => {
  test('nothing is asked, so nothing answered, before a version of the statement is kept', async () => {
    const made = await world.addSite({ domain: 'zonder-verklaring.nl' })
    await recordSettings(world.ports, made, { ...made.settings, controller: usualController })
    forgetSites(database.db)
    const named = must(await readSite(world.ports, made.domain), 'it is there')
    expect(await publishNow(world.ports, named, usualDraft)).toEqual({ ok: false, why: 'no-statement' })
    await recordStatement(world.ports, named.id, usualStatement)
    expect(await publishNow(world.ports, named, usualDraft)).toMatchObject({ ok: true })
    const asked = must(await findCurrentNotice(database.db, named.id), 'it was published')
    const [kept] = await listStatements(database.db, named.id)
    expect(asked.notice.statement).toMatchObject({ hash: kept?.hash })
  })

  test('a version that was changed afterwards, or is gone, is found out', async () => {
    const check = async () => (await verifyLedger(world.ports, site)).flaws.map(({ kind }) => kind)
    expect(await check()).toEqual([])
    const changed = database.db`update statement_version set body = replace(body, 'zorgvuldig', 'ruim') where site_id = ${site.id}`
    expect((await changed).count).toBe(1)
    expect(await check()).toEqual(['changed-statement'])
    await database.db`delete from statement_version where site_id = ${site.id}`
    expect(await check()).toEqual(['changed-statement'])
  })
})
