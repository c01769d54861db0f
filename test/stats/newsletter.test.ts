/** The figures of newsletters, against a recount of the rows as they were made. */
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { forgetDeliveries } from '../../src/delivery/forget.ts'
import { addIssue, issueDocument } from '../../src/newsletter/issue.ts'
import { findNewsletters, tellIssue, tellShare, type CountedIssue } from '../../src/stats/newsletter.ts'
import { makeKey } from '../../src/site/key.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { openWorld, type World } from '../support/world.ts'

let database: PgliteWorld
let world: World
let site: Site
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyTables(database.db)
  forgetSites(database.db)
  world = await openWorld(database.db)
  site = await world.addSite()
})

const range = { from: '2026-11-01', to: '2026-11-30' }

interface Mail {
  readonly state: string
  readonly opens: string
  readonly clicks: string
  readonly returned: string | null
}

/** An issue that began today, with a row for each mail; readers are numbered from 1. */
async function sendIssue(mails: readonly Mail[], links: readonly string[] = []): Promise<number> {
  const { ports } = world
  const { id } = await addIssue(ports, site, {
    document: issueDocument.parse({ subject: 'Nieuws uit de buurt', source: 'Dag' }),
    madeBy: null,
  })
  await ports.db`
    update newsletter_issue set state = 'sent', started_at = ${ports.now()}
    where site_id = ${site.id} and issue_id = ${id}`
  for (const [nth, { state, opens, clicks, returned }] of mails.entries())
    await ports.db`
      insert into delivery (site_id, issue_id, subscriber_id, state, opens, clicks, next_try_at, returned)
      values (${site.id}, ${id}, ${nth + 1}, ${state}, ${opens}, ${clicks}, ${ports.now()}, ${returned})`
  for (const [nth, target] of links.entries())
    await ports.db`
      insert into issue_link (site_id, issue_id, link_no, target, changed_at)
      values (${site.id}, ${id}, ${nth + 1}, ${target}, ${ports.now()})`
  return id
}

const countHits = (issue: number, link: number, level: string, verdict: string, times: number) =>
  world.ports.db`
    insert into hit_count (site_id, issue_id, day, link_no, level, verdict, times)
    values (${site.id}, ${issue}, '2026-11-23', ${link}, ${level}, ${verdict}, ${times})`

const readerHit = (issue: number, reader: number, link: number, verdict = 'human') =>
  world.ports.db`
    insert into reader_hit (site_id, issue_id, subscriber_id, link_no, verdict, times, first_at, last_at)
    values (${site.id}, ${issue}, ${reader}, ${link}, ${verdict}, 1, ${world.ports.now()}, ${world.ports.now()})`

const mail = (given: Partial<Mail> = {}): Mail => ({
  state: 'sent',
  opens: 'aggregate',
  clicks: 'aggregate',
  returned: null,
  ...given,
})
const many = (number: number, given: Partial<Mail> = {}) => Array.from({ length: number }, () => mail(given))

const only = async () => {
  const { issues } = await findNewsletters(world.ports, site, range)
  expect(issues).toHaveLength(1)
  return issues[0]
}

describe('the figures of an issue', () => {
  test('say what became of each mail, and what came back', async () => {
    await sendIssue([
      ...many(20),
      ...many(3, { returned: 'hard' }),
      ...many(2, { returned: 'soft' }),
      mail({ returned: 'complaint' }),
      ...many(4, { state: 'failed' }),
      mail({ state: 'uncertain' }),
      ...many(2, { state: 'skipped' }),
      ...many(5, { state: 'queued' }),
    ])
    expect(await only()).toMatchObject({
      recipients: 38,
      sent: 26,
      waiting: 5,
      failed: 4,
      uncertain: 1,
      skipped: 2,
      returnedHard: 3,
      returnedSoft: 2,
      complaints: 1,
      delivered: 23,
    })
  })

  test('rates are of the mails that could tell, each level by itself, and a refusal is in none', async () => {
    const issue = await sendIssue([
      ...many(30, { opens: 'personal', clicks: 'personal' }),
      ...many(50),
      ...many(9, { opens: 'off', clicks: 'off' }),
      ...many(6, { opens: 'personal', returned: 'hard' }),
    ])
    await countHits(issue, 0, 'aggregate', 'human', 20)
    await countHits(issue, 0, 'aggregate', 'proxy', 11)
    await countHits(issue, 0, 'aggregate', 'machine', 7)
    await countHits(issue, 0, 'personal', 'human', 40)
    for (let reader = 1; reader <= 12; reader += 1)
      await readerHit(issue, reader, 0, reader > 6 ? 'proxy' : 'human')
    // Fetched by a machine, read or not: nobody opened it that we know of.
    for (let reader = 20; reader <= 28; reader += 1) await readerHit(issue, reader, 0, 'machine')
    const figures = await only()
    expect(figures?.opens).toEqual({
      off: 9,
      aggregate: { mails: 50, times: { human: 20, proxy: 11, machine: 7, scanner: 0 }, unique: null },
      personal: { mails: 30, times: { human: 40, proxy: 0, machine: 0, scanner: 0 }, unique: 12 },
    })
  })

  test('erasing a reader leaves every number of mails as it was', async () => {
    const issue = await sendIssue([
      ...many(10, { opens: 'personal' }),
      ...many(3, { returned: 'hard' }),
      ...many(4, { state: 'failed' }),
    ])
    await countHits(issue, 0, 'personal', 'human', 9)
    const before = await only()
    for (const reader of [1n, 11n, 14n])
      await world.ports.db.begin((db) => forgetDeliveries({ db }, site.id, reader))
    const [{ rows } = { rows: 0 }] = await world.ports.db<{ rows: number }[]>`
      select count(*)::integer as rows from delivery where site_id = ${site.id}`
    expect(rows).toBe(14)
    expect(await only()).toEqual(before)
  })

  test('are a recount of every mail, whoever was erased since (property)', async () => {
    const anyMail = fc.record({
      state: fc.constantFrom('sent', 'sent', 'sent', 'queued', 'failed', 'uncertain', 'skipped'),
      opens: fc.constantFrom('off', 'aggregate', 'personal'),
      clicks: fc.constantFrom('off', 'aggregate', 'personal'),
      returned: fc.constantFrom(null, null, null, 'hard', 'soft', 'complaint'),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyMail, { minLength: 1, maxLength: 25 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 25 }), { maxLength: 8 }),
        async (given, erased) => {
          const mails = given.map((one) => (one.state === 'sent' ? one : { ...one, returned: null }))
          const issue = await sendIssue(mails)
          for (const reader of erased)
            await world.ports.db.begin((db) => forgetDeliveries({ db }, site.id, BigInt(reader)))
          const { issues } = await findNewsletters(world.ports, site, range)
          const figures = issues.find((one) => one.issue === issue)
          const count = (holds: (one: Mail) => boolean) => mails.filter(holds).length
          // Whoever is forgotten before their mail went out gets none.
          const became = (state: string) =>
            mails.filter(
              (one, nth) =>
                (one.state === 'queued' && erased.includes(nth + 1) ? 'skipped' : one.state) === state,
            ).length
          const arrived = (one: Mail) => one.state === 'sent' && one.returned !== 'hard'
          expect(figures).toMatchObject({
            recipients: mails.length,
            sent: count(({ state }) => state === 'sent'),
            waiting: became('queued'),
            failed: count(({ state }) => state === 'failed'),
            uncertain: count(({ state }) => state === 'uncertain'),
            skipped: became('skipped'),
            returnedHard: count(({ returned }) => returned === 'hard'),
            returnedSoft: count(({ returned }) => returned === 'soft'),
            complaints: count(({ returned }) => returned === 'complaint'),
            delivered: count(arrived),
            opens: {
              off: count((one) => arrived(one) && one.opens === 'off'),
              aggregate: { mails: count((one) => arrived(one) && one.opens === 'aggregate') },
              personal: { mails: count((one) => arrived(one) && one.opens === 'personal') },
            },
            clicks: {
              off: count((one) => arrived(one) && one.clicks === 'off'),
              aggregate: { mails: count((one) => arrived(one) && one.clicks === 'aggregate') },
              personal: { mails: count((one) => arrived(one) && one.clicks === 'personal') },
            },
          })
        },
      ),
      { numRuns: 8 },
    )
  })

  test('an issue that was only written, or that began outside the range, is not among them', async () => {
    await sendIssue(many(6))
    await addIssue(world.ports, site, { document: issueDocument.parse({ subject: 'Later' }), madeBy: null })
    expect((await findNewsletters(world.ports, site, range)).issues).toHaveLength(1)
    const before = { from: '2026-10-01', to: '2026-11-22' }
    expect((await findNewsletters(world.ports, site, before)).issues).toEqual([])
  })

  test('another site has none of it', async () => {
    await sendIssue(many(6))
    const other = await world.addSite({ domain: 'ander.example' })
    expect((await findNewsletters(world.ports, other, range)).issues).toEqual([])
  })
})

describe('links', () => {
  test('A-45: show host and path, never a query, and hide a handful with one more beside it', async () => {
    const issue = await sendIssue(many(60), [
      'https://example.nl/reparatie?naam=anna#kop',
      'https://example.nl/huur',
      'https://example.nl/bewoners',
    ])
    await countHits(issue, 1, 'aggregate', 'human', 30)
    await countHits(issue, 2, 'aggregate', 'human', 2)
    await countHits(issue, 2, 'aggregate', 'scanner', 60)
    await countHits(issue, 3, 'aggregate', 'human', 12)
    expect((await only())?.links).toEqual([
      { link: 1, target: 'example.nl/reparatie', clicks: 30, unique: null },
      { link: 2, target: 'example.nl/huur', clicks: null, unique: null },
      { link: 3, target: 'example.nl/bewoners', clicks: null, unique: null },
    ])
  })
})

const cells = fc.record({
  mails: fc.integer({ min: 0, max: 60 }),
  clicks: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 6 }),
  readers: fc.integer({ min: 0, max: 60 }),
})

/** One personal issue whose readers clicked as told. */
const counted = ({
  mails,
  clicks,
  readers,
}: {
  mails: number
  clicks: readonly number[]
  readers: number
}): CountedIssue => ({
  issue: { issue_id: 1, state: 'sent', document: {} },
  day: '2026-11-23',
  mails: [{ issue_id: 1, state: 'sent', opens: 'personal', clicks: 'personal', returned: '', mails }],
  hits: clicks.map((times, nth) => ({
    issue_id: 1,
    link_no: nth + 1,
    level: 'personal',
    verdict: 'human',
    times,
  })),
  readers: [{ issue_id: 1, link_no: -1, readers: Math.min(readers, mails) }],
  ends: [],
  links: clicks.map((_, nth) => ({ issue_id: 1, link_no: nth + 1, target: `https://example.nl/${nth}` })),
})

describe('small counts', () => {
  test('A-45: no cell of fewer than five is shown, nor found by subtracting the others from their sum (property)', () => {
    fc.assert(
      fc.property(cells, (given) => {
        const { links, clicks } = tellIssue(counted(given))
        const hidden = given.clicks.filter((_, nth) => links[nth]?.clicks === null)
        for (const { clicks: shown } of links) expect(shown === null || shown === 0 || shown >= 5).toBe(true)
        // Whoever knows the sum knows what is hidden together: never of one cell, never of a handful.
        if (hidden.length > 0 && hidden.length < given.clicks.filter((one) => one > 0).length)
          expect([hidden.length >= 2, hidden.reduce((sum, one) => sum + one, 0) >= 5]).toEqual([true, true])
        const { unique, mails } = clicks.personal
        if (unique !== null && mails > 0)
          expect([unique === 0 || unique >= 5, mails - unique === 0 || mails - unique >= 5]).toEqual([
            true,
            true,
          ])
      }),
      { numRuns: 500 },
    )
  })

  test('A-45: of a handful of mails no number of opens or clicks is shown at all', () => {
    const { opens, clicks, links } = tellIssue(counted({ mails: 4, clicks: [9, 9], readers: 4 }))
    expect([opens.personal.times.human, clicks.personal.times.human, clicks.personal.unique]).toEqual([
      null,
      null,
      null,
    ])
    expect(links.map(({ clicks: times, unique }) => [times, unique])).toEqual([
      [null, null],
      [null, null],
    ])
  })

  test('A-45: links leave out the clicks of a level that is not told, so that its number is not the difference (property)', () => {
    const level = fc.record({
      mails: fc.integer({ min: 1, max: 60 }),
      clicks: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 3, maxLength: 3 }),
    })
    fc.assert(
      fc.property(level, level, (aggregate, personal) => {
        const given = { aggregate, personal }
        const levels = ['aggregate', 'personal'] as const
        const { links, clicks } = tellIssue({
          ...counted({ mails: 0, clicks: [0, 0, 0], readers: 0 }),
          mails: levels.map((name) => ({
            issue_id: 1,
            state: 'sent',
            opens: name,
            clicks: name,
            returned: '',
            mails: given[name].mails,
          })),
          hits: levels.flatMap((name) =>
            given[name].clicks.map((times, nth) => ({
              issue_id: 1,
              link_no: nth + 1,
              level: name,
              verdict: 'human',
              times,
            })),
          ),
        })
        const told = levels.filter((name) => clicks[name].times.human !== null)
        for (const [nth, { clicks: shown }] of links.entries())
          if (shown !== null)
            expect(shown).toBe(told.reduce((sum, name) => sum + (given[name].clicks[nth] ?? 0), 0))
        if (told.length === 0) expect(links.every(({ clicks: shown }) => shown === null)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('who is not in a group is protected like who is', () => {
    expect([
      tellShare(97, 100),
      tellShare(3, 100),
      tellShare(100, 100),
      tellShare(0, 100),
      tellShare(50, 100),
    ]).toEqual([null, null, 100, 0, 50])
  })
})

describe('GET /api/stats/:site/newsletter', () => {
  const get = async (query: string, accept = 'application/json') => {
    const { token } = await makeKey(world.ports, {
      label: 'test',
      scope: 'read',
      siteId: site.id,
      expiresAt: null,
    })
    return world.request(`/api/stats/example.nl/newsletter?${query}`, {
      headers: { authorization: `Bearer ${token}`, accept },
    })
  }

  test('answers JSON, or CSV that is safe in a spreadsheet', async () => {
    const issue = await sendIssue(many(12), ['https://example.nl/huur'])
    await world.ports.db`
      update newsletter_issue set document = document || ${world.ports.db.json({ subject: '=HYPERLINK("x")' })}
      where site_id = ${site.id} and issue_id = ${issue}`
    const answer = await get('from=2026-11-01&to=2026-11-30')
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(await answer.json()).toMatchObject({
      issues: [{ issue, sent: 12, clicks: { aggregate: { mails: 12, unique: null } } }],
      measuring: { yes: 0, no: 0, neverAsked: 0 },
    })
    const csv = await (await get('from=2026-11-01&to=2026-11-30', 'text/csv')).text()
    const [head = '', row = ''] = csv.split('\r\n')
    expect(head.split(',').slice(0, 5)).toEqual(['issue', 'subject', 'day', 'recipients', 'sent'])
    expect(row).toContain(`"'=HYPERLINK(""x"")",2026-11-23,12,12`)
  })

  test('refuses what it does not know, and a question without dates', async () => {
    for (const query of [
      '',
      'from=2026-11-01&to=2026-11-30&filter=page:/',
      'from=2026-11-01&to=2026-11-30&issue=1',
    ])
      expect((await get(query)).status).toBe(400)
  })
})
