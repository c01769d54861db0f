/** Forgetting a reader leaves totals, working links and nothing else; a wish never to be mailed again outlives everything. */
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { must } from '../../src/must.ts'
import { queueLetter } from '../../src/mail/queue.ts'
import { forgetReader, sweepSubscribers } from '../../src/preference/forget.ts'
import { keepHouse } from '../../src/runtime/rounds.ts'
import { forgetSites } from '../../src/site/site.ts'
import { requestConfirmation } from '../../src/subscriber/confirmation.ts'
import { sweepUnsubscribeCounts } from '../../src/subscriber/ended.ts'
import { readEmail, type Email } from '../../src/subscriber/email.ts'
import { mayAskChange, mayKeepWish, takeMailTurn } from '../../src/subscriber/sign-up-guard.ts'
import {
  emailIndex,
  endSubscriptions,
  findByEmail,
  findSubscriber,
  recordMeasureAnswer,
} from '../../src/subscriber/subscriber.ts'
import { findSuppression } from '../../src/subscriber/suppression.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { addReader, emailOf, endings, form, openSending, tokenOf, type Sending } from './readers.ts'

let pglite: PgliteWorld
let world: World
let sending: Sending
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db, { at: '2026-11-23T11:00:00Z' })
  sending = await openSending(world)
})
afterAll(() => pglite.close())

/** Every value of every table as text, by table. Bytes are hexadecimal. */
async function everything(): Promise<Map<string, string>> {
  const { db } = pglite
  const tables = await db<{ name: string }[]>`
    select c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition`
  const found = new Map<string, string>()
  for (const { name } of tables) {
    const rows = await db.unsafe<{ row: string }[]>(`select to_jsonb(t)::text as row from ${name} t`)
    found.set(name, rows.map(({ row }) => row).join('\n'))
  }
  return found
}

/** Whatever a row of a person could hold that leads to them. */
function tracesOf(email: Email, id: bigint): string[] {
  const { keyFor } = world.ports
  const index = emailIndex({ keyFor }, email).toString('hex')
  return [email, index, String(id), Buffer.from(email).toString('hex')]
}
const tablesWith = async (traces: readonly string[]): Promise<string[]> =>
  [...(await everything())]
    .filter(([, text]) => traces.some((trace) => text.includes(trace)))
    .map(([name]) => name)
    .toSorted()

interface Life {
  readonly name: string
  readonly measures: 'yes' | 'no' | null
  readonly isChanging: boolean
  readonly hits: number
  readonly state: string
  readonly leaves: 'page' | 'one-click' | null
  readonly isForGood: boolean
}

/** Everything that can be kept of somebody, kept. */
async function live({ name, measures, isChanging, hits, state, leaves }: Life): Promise<[bigint, Email]> {
  const { ports } = world
  const { site, issue } = sending
  const email = must(readEmail(`${name}@lezer.example`), 'it is one')
  const id = await addReader(world, sending, name, { evidence: `formulier van ${email}` })
  if (measures)
    for (const answer of ['yes', measures] as const)
      await ports.db.begin((db) =>
        recordMeasureAnswer({ ...ports, db }, site.id, id, { answer, textId: null, channel: 'page' }),
      )
  await ports.db`
    insert into delivery (site_id, issue_id, subscriber_id, state, opens, clicks, next_try_at)
    values (${site.id}, ${issue.id}, ${String(id)}, ${state}, 'personal', 'personal', ${ports.now()})`
  for (let linkNo = 0; linkNo < hits; linkNo += 1)
    await ports.db`
      insert into reader_hit (site_id, issue_id, subscriber_id, link_no, verdict, times, first_at, last_at)
      values (${site.id}, ${issue.id}, ${String(id)}, ${linkNo}, 'human', 1, ${ports.now()}, ${ports.now()})`
  if (isChanging) {
    const wish = { kind: 'email', subscriberId: String(id), email: emailOf('elders') } as const
    await requestConfirmation(ports, site.id, wish)
    await requestConfirmation(ports, site.id, {
      kind: 'subscribe',
      email,
      name: null,
      lists: [1],
      language: 'nl',
      textId: null,
      channel: 'form',
    })
    await mayAskChange(ports, site.id, id)
    await mayKeepWish(ports, site.id, email)
    await takeMailTurn(ports, site.id, email)
  }
  if (leaves) await endSubscriptions(ports, { site, subscriberId: id, by: leaves, issueId: issue.id })
  return [id, email]
}

const lives: fc.Arbitrary<Life> = fc.record({
  name: fc.stringMatching(/^[a-z]{6,12}$/),
  measures: fc.constantFrom('yes', 'no', null),
  isChanging: fc.boolean(),
  hits: fc.nat(3),
  state: fc.constantFrom('queued', 'claimed', 'handing', 'sent', 'failed', 'uncertain', 'skipped'),
  leaves: fc.constantFrom('page', 'one-click', null),
  isForGood: fc.boolean(),
})

describe('art. 17: forgetting', () => {
  test('leaves no address, no index of it and no number in any table, whatever was kept', async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (life) => {
        await pglite.db`truncate subscriber, subscription, subscriber_receipt, confirmation, delivery, reader_hit, sign_up_try, suppression`
        const bystander = await addReader(world, sending, 'omstander')
        const tries = await pglite.db`select count(*)::integer as n from sign_up_try`
        const [id, email] = await live(life)
        const traces = tracesOf(email, id)
        expect(await tablesWith(traces)).toEqual(
          expect.arrayContaining(['delivery', 'subscriber', 'subscriber_receipt', 'subscription']),
        )
        expect(await forgetReader(world.ports, sending.site.id, id, life)).toBe(true)
        expect(await tablesWith(traces)).toEqual([])
        expect(await pglite.db`select count(*)::integer as n from sign_up_try`).toEqual(tries)
        expect(await pglite.db`select count(*)::integer as n from confirmation`).toEqual([{ n: 0 }])
        // Nothing of anybody else went, and twice is as good as once.
        expect(await findSubscriber(world.ports, sending.site.id, bystander)).not.toBeNull()
        expect(await forgetReader(world.ports, sending.site.id, id, life)).toBe(false)
        expect(await findSuppression(world.ports, sending.site.id, email)).toBe(
          life.isForGood ? 'asked' : null,
        )
      }),
      { numRuns: 40 },
    )
  })

  test('leaves the totals: how many got a newsletter, and how many ended', async () => {
    const { site, issue } = sending
    const [id] = await live({
      name: 'totaal',
      measures: 'yes',
      isChanging: false,
      hits: 1,
      state: 'sent',
      leaves: 'one-click',
      isForGood: false,
    })
    await forgetReader(world.ports, site.id, id)
    expect(await endings(world)).toEqual([`${issue.id} one-click 1`])
    expect(
      await pglite.db`select state, recipients from delivery_total where issue_id = ${issue.id}`,
    ).toEqual([{ state: 'sent', recipients: 1 }])
  })

  test('is done or not: what fails on the way undoes all of it', async () => {
    const id = await addReader(world, sending)
    const broken = {
      ...world.ports,
      now: () => {
        throw new Error('the clock is away')
      },
    }
    await expect(forgetReader(broken, sending.site.id, id, { isForGood: true })).rejects.toThrow('the clock')
    expect(await findByEmail(world.ports, sending.site.id, emailOf('anna'))).toMatchObject({ id })
    expect(await findSuppression(world.ports, sending.site.id, emailOf('anna'))).toBeNull()
  })

  test('of one site says nothing of another, where the same address has another number', async () => {
    const other = await openSending(world, { domain: 'ander.example' })
    const [here, there] = [await addReader(world, sending), await addReader(world, other)]
    expect(here).not.toBe(there)
    await forgetReader(world.ports, sending.site.id, here, { isForGood: true })
    expect(await findSubscriber(world.ports, other.site.id, there)).not.toBeNull()
    expect(await findSuppression(world.ports, other.site.id, emailOf('anna'))).toBeNull()
  })

  test('a wish never to be mailed again outlives it, and the form of the next day', async () => {
    const id = await addReader(world, sending)
    await forgetReader(world.ports, sending.site.id, id, { isForGood: true })
    const [row] = await pglite.db<{ text: string }[]>`select to_jsonb(s)::text as text from suppression s`
    for (const trace of tracesOf(emailOf('anna'), id)) expect(row?.text).not.toContain(trace)
    world.setNow('2027-11-24T11:00:00Z')
    await world.request(
      '/newsletter/subscribe',
      form({ d: 'example.nl', email: 'anna@lezer.example', list: '1' }),
    )
    await world.deferred.drain()
    expect(await findByEmail(world.ports, sending.site.id, emailOf('anna'))).toBeNull()
    expect(await findSuppression(world.ports, sending.site.id, emailOf('anna'))).toBe('asked')
  })
})

describe('who gets nothing any more', () => {
  const end = (subscriberId: bigint, lists: number[] | null = null) =>
    endSubscriptions(world.ports, { site: sending.site, subscriberId, lists, by: 'page', issueId: 0 })
  const isThere = async (id: bigint) => (await findSubscriber(world.ports, sending.site.id, id)) !== null

  test('is forgotten 30 days after the last of it ended, and not before', async () => {
    const [gone, kept, back] = [
      await addReader(world, sending, 'weg'),
      await addReader(world, sending, 'blijft'),
      await addReader(world, sending, 'terug'),
    ]
    await end(gone, [1, 2])
    await end(kept, [1, 2])
    await end(back)
    world.setNow('2026-11-26T11:00:00Z')
    await end(gone)
    world.setNow('2026-12-20T11:00:00Z')
    await addReader(world, sending, 'terug')
    world.setNow('2026-12-26T10:59:59Z')
    await sweepSubscribers(world.ports, sending.site)
    expect([await isThere(gone), await isThere(kept), await isThere(back)]).toEqual([true, true, true])
    world.setNow('2026-12-26T11:00:00Z')
    await keepHouse(world.ports)
    expect([await isThere(gone), await isThere(kept), await isThere(back)]).toEqual([false, true, true])
  })

  test('stays counted among those who got a newsletter, and their link goes on working', async () => {
    const [id] = await live({
      name: 'oudlezer',
      measures: null,
      isChanging: false,
      hits: 0,
      state: 'sent',
      leaves: 'page',
      isForGood: false,
    })
    world.setNow('2026-12-24T11:00:00Z')
    await sweepSubscribers(world.ports, sending.site)
    expect(await isThere(id)).toBe(false)
    expect(await pglite.db`select recipients from delivery_total`).toEqual([{ recipients: 1 }])
    const path = `/n/u/${tokenOf(world, 'unsubscribe', sending, { subscriberId: id })}`
    expect((await world.request(path, { method: 'POST' })).status).toBe(200)
  })

  test('counts of endings go with the site’s totals', async () => {
    const id = await addReader(world, sending)
    await end(id)
    world.setNow('2028-12-20T11:00:00Z')
    await sweepUnsubscribeCounts(world.ports, sending.site)
    expect(await endings(world)).toEqual(['0 page 1'])
    world.setNow('2029-02-20T11:00:00Z')
    await sweepUnsubscribeCounts(world.ports, sending.site)
    expect(await endings(world)).toEqual([])
  })
})

test('a mail on its way is sealed: the queue shows no address either', async () => {
  const id = await addReader(world, sending)
  await queueLetter(world.ports, { to: emailOf('anna'), subject: 'x', text: 'x', html: 'x' })
  await forgetReader(world.ports, sending.site.id, id)
  expect(await tablesWith(tracesOf(emailOf('anna'), id))).toEqual([])
})
