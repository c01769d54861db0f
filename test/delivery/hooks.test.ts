/**
 * S-25: a hook is believed for its signature alone, before anything is parsed. It says nothing about who is known, and does no more the second
 * time: a replay after five minutes is refused, and one within them finds the row as it left it.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import type { Issue } from '../../src/newsletter/issue.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import type { Subscriber } from '../../src/subscriber/subscriber.ts'
import { findSuppression } from '../../src/subscriber/suppression.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { addReader, handIn, makeIssue, makeLists, returnTo, standingOf } from './readers.ts'
import { ownWords, postfixBounce, unsubscribeMail } from './returned-mails.ts'

/** 24 bytes, as a provider shows them. */
const secret = 'whsec_q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ'
const noon = '2026-11-02T11:00:00Z'

let pglite: PgliteWorld
let world: World
let site: Site
let lists: readonly number[]
let anna: Subscriber
let issue: Issue

beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db, { at: noon, settings: { VOORDEUR_MAIL_HOOK_SECRET: secret } })
  site = await world.addSite()
  lists = await makeLists(world, site)
  anna = await addReader(world, site, lists)
  issue = await makeIssue(world, site, lists)
  await handIn(world, issue, anna)
})
afterAll(() => pglite.close())

interface Signing {
  readonly key?: string | Buffer
  readonly at?: string
  readonly id?: string
  /** What is signed, where it is not what is sent. */
  readonly signed?: string
  readonly prefix?: 'webhook' | 'svix'
}

function signatureOf(
  body: string,
  { key = Buffer.from(secret.slice(6), 'base64'), at = noon, id = 'msg_1' }: Signing,
) {
  const timestamp = String(Date.parse(at) / 1000)
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { id, timestamp, signature: `v1,${mac}` }
}

function headersFor(body: string, signing: Signing = {}): Record<string, string> {
  const { id, timestamp, signature } = signatureOf(signing.signed ?? body, signing)
  const prefix = signing.prefix ?? 'webhook'
  return {
    [`${prefix}-id`]: id,
    [`${prefix}-timestamp`]: timestamp,
    [`${prefix}-signature`]: signature,
  }
}

const hook = (provider: string, body: string, headers: Record<string, string>): Promise<Response> =>
  world.request(`/hooks/mail/${provider}`, { method: 'POST', body, headers })
const post = (body: string, signing: Signing = {}, provider = 'webhook') =>
  hook(provider, body, headersFor(body, signing))
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

type Data = Readonly<Record<string, unknown>>
const bounced = (data: Data = {}): string =>
  JSON.stringify({
    type: 'email.bounced',
    created_at: '2026-11-02T11:00:00.000Z',
    data: { email_id: 'x', to: [anna.email], bounce: { type: 'Permanent', subType: 'General' }, ...data },
  })
const standing = (of = issue, who = anna) => standingOf(world, of, who)
const untouched = { returned: null, suppressed: null, softBounces: 0, live: 2, endedBy: [] }

describe('S-25: who posts', () => {
  test('is believed with a signature over the very bytes, by either name of its headers', async () => {
    for (const prefix of ['webhook', 'svix'] as const) {
      const answer = await post(bounced(), { prefix })
      expect([answer.status, await answer.text()]).toEqual([204, ''])
    }
    expect(await standing()).toMatchObject({ returned: 'hard', suppressed: 'bounce', live: 0 })
    expect(JSON.stringify(world.logged)).not.toMatch(/lezer|msg_1|whsec/)
  })

  test('is refused with another key, other bytes, another number or hour, or a signature of another kind', async () => {
    const body = bounced()
    const right = headersFor(body)
    const wrong: Record<string, string>[] = [
      {},
      headersFor(body, { key: 'whsec_other' }),
      // The text of the secret is not its key.
      headersFor(body, { key: secret }),
      headersFor(body, { signed: `${body} ` }),
      { ...right, 'webhook-id': 'msg_2' },
      { ...right, 'webhook-timestamp': String(Date.parse(noon) / 1000 + 1) },
      { ...right, 'webhook-signature': '' },
      { ...right, 'webhook-signature': 'v1,' },
      { ...right, 'webhook-signature': (right['webhook-signature'] ?? '').replace('v1,', 'v1a,') },
      { ...right, 'webhook-signature': (right['webhook-signature'] ?? '').replace('v1,', '') },
      bearer(secret),
      bearer(''),
    ]
    for (const headers of wrong) {
      const answer = await hook('webhook', body, headers)
      expect([headers, answer.status]).toEqual([headers, 401])
      expect(await answer.text()).not.toContain('lezer')
    }
    expect(await standing()).toEqual(untouched)
  })

  test('is refused when the hour is more than five minutes off, either way', async () => {
    for (const [at, status] of [
      ['2026-11-02T10:54:59Z', 401],
      ['2026-11-02T11:05:01Z', 401],
      ['2026-11-02T10:55:00Z', 204],
      ['2026-11-02T11:05:00Z', 204],
    ] as const)
      expect([at, (await post(bounced(), { at })).status]).toEqual([at, status])
    const never = { ...headersFor(bounced()), 'webhook-timestamp': 'gisteren' }
    expect((await hook('webhook', bounced(), never)).status).toBe(401)
  })

  test('is believed while a secret is changed: one of several signatures is enough', async () => {
    const headers = headersFor(bounced())
    const other = headersFor(bounced(), { key: 'old' })['webhook-signature']
    const both = { ...headers, 'webhook-signature': `${other} ${headers['webhook-signature']} v1a,x` }
    expect((await hook('webhook', bounced(), both)).status).toBe(204)
  })

  test('is refused before a byte of what they say is read', async () => {
    const deep = '['.repeat(200_000)
    for (const body of [deep, '{"__proto__":', '\u0000', '{"type":"email.bounced"']) {
      expect((await hook('webhook', body, headersFor(body, { key: 'x' }))).status).toBe(401)
      expect((await post(body)).status).toBe(400)
    }
    // Without a signature that could be right, the body is not even taken in.
    let isAsked = false
    const endless = new ReadableStream(
      {
        pull(controller) {
          isAsked = true
          controller.enqueue(new Uint8Array(1024))
        },
      },
      { highWaterMark: 0 },
    )
    const init = { method: 'POST', body: endless, duplex: 'half' } as RequestInit
    expect((await world.request('/hooks/mail/dsn', init)).status).toBe(401)
    expect(isAsked).toBe(false)
  })

  test('may show the secret itself with a mail, in any length that is wrong for nothing', async () => {
    const raw = postfixBounce({ to: returnTo(world, issue, anna) })
    for (const token of [secret.slice(0, -1), `${secret}x`, secret.toLowerCase(), 'x'])
      expect([token, (await hook('dsn', raw, bearer(token))).status]).toEqual([token, 401])
    expect(await standing()).toEqual(untouched)
    expect((await hook('dsn', raw, bearer(secret))).status).toBe(204)
    expect(await standing()).toMatchObject({ returned: 'hard' })
  })

  test('finds no such door without a secret, or by another name', async () => {
    expect((await post(bounced(), {}, 'sendgrid')).status).toBe(404)
    for (const name of ['__proto__', 'constructor', 'toString'])
      expect((await post(bounced(), {}, name)).status).toBe(404)
    const { status } = await world.request('/hooks/mail/webhook')
    expect(status).toBe(404)
    const closed = await openWorld(pglite.db, { at: noon })
    for (const provider of ['dsn', 'webhook'])
      expect(
        (await closed.request(`/hooks/mail/${provider}`, { method: 'POST', headers: headersFor('') })).status,
      ).toBe(404)
  })

  test('with a secret of letters signs with its letters', async () => {
    const plain = 'een-lange-zin-van-letters-0123'
    world = await openWorld(pglite.db, { at: noon, settings: { VOORDEUR_MAIL_HOOK_SECRET: plain } })
    expect((await post(bounced(), { key: plain })).status).toBe(204)
    expect((await post(bounced())).status).toBe(401)
  })
})

describe('a body', () => {
  test('of a size that nothing here has is refused', async () => {
    const large = JSON.stringify({ type: 'email.bounced', data: { x: 'x'.repeat(1024 * 1024) } })
    expect((await post(large)).status).toBe(413)
    const mail = `${postfixBounce({ to: returnTo(world, issue, anna) })}${'x'.repeat(2 * 1024 * 1024)}`
    expect((await post(mail, {}, 'dsn')).status).toBe(204)
    expect((await hook('dsn', 'x'.repeat(5 * 1024 * 1024 + 1), bearer(secret))).status).toBe(413)
  })

  test('that is signed and no mail, or no event, is said to be unreadable', async () => {
    for (const body of ['', 'hallo']) expect((await post(body, {}, 'dsn')).status).toBe(400)
    for (const body of ['', 'null', '[]', '{}', '{"type":1}', '{"type":"email.bounced"}', bounced({ to: 7 })])
      expect([body, (await post(body)).status]).toEqual([body, 400])
  })
})

describe('an event', () => {
  test('of a bounce for good, or a complaint, ends mail', async () => {
    expect((await post(bounced())).status).toBe(204)
    expect(await standing()).toMatchObject({ returned: 'hard', live: 0 })
    const bert = await addReader(world, site, lists, 'bert@lezer.example')
    await handIn(world, issue, bert)
    const complaint = JSON.stringify({ type: 'email.complained', data: { to: bert.email } })
    expect((await post(complaint)).status).toBe(204)
    expect(await standing(issue, bert)).toMatchObject({ returned: 'complaint', live: 0 })
    expect(await findSuppression(world.ports, site.id, bert.email)).toBe('complaint')
  })

  test('of a bounce for now is counted; of anything else it is nothing', async () => {
    for (const type of ['email.sent', 'email.delivered', 'email.delivery_delayed', 'email.opened'])
      expect((await post(JSON.stringify({ type, data: { to: [anna.email] } }))).status).toBe(204)
    expect(await standing()).toEqual(untouched)
    for (const bounce of [{ type: 'Transient' }, { type: 'Undetermined' }, {}])
      expect((await post(bounced({ bounce }))).status).toBe(204)
    expect(await standing()).toEqual({ ...untouched, returned: 'soft', softBounces: 1 })
  })

  test('names the mail by our own token where the provider hands it back, whoever it says it sent to', async () => {
    const first = issue
    world.setNow('2026-11-03T11:00:00Z')
    issue = await makeIssue(world, site, lists)
    await handIn(world, issue, anna)
    const path = returnTo(world, first, anna, 'unsubscribe')
    const headers = [
      { name: 'List-Unsubscribe', value: `<https://x.example/n/u/y>, <mailto:${path}?subject=x>` },
    ]
    const at = '2026-11-03T11:00:00Z'
    await post(bounced({ headers, to: ['iemand@anders.example'], bounce: { type: 'Transient' } }), { at })
    expect(await standing(first)).toMatchObject({ returned: 'soft' })
    expect(await standing()).toMatchObject({ returned: null })
    await post(bounced({ message_id: `<${path}>` }), { at })
    expect(await standing(first)).toMatchObject({ returned: 'hard' })
  })

  test('without it is about the latest mail to that address, of a week at most, at whichever site', async () => {
    const other = await world.addSite({ domain: 'ander.example' })
    const there = await makeLists(world, other)
    const same = await addReader(world, other, there)
    world.setNow('2026-11-05T11:00:00Z')
    const later = await makeIssue(world, other, there)
    await handIn(world, later, same)
    await post(bounced({ to: ['ANNA@Lezer.Example'] }), { at: '2026-11-05T11:00:00Z' })
    expect(await standing(later, same)).toMatchObject({ returned: 'hard', live: 0 })
    expect(await standing()).toMatchObject({ returned: null, live: 2 })
    world.setNow('2026-11-20T11:00:00Z')
    await post(bounced(), { at: '2026-11-20T11:00:00Z' })
    expect(await standing()).toMatchObject({ returned: null, live: 2 })
  })

  test('about several at once, or about nobody, is answered alike and changes nothing', async () => {
    const answers = []
    for (const to of [['wie@niemand.example'], [], [anna.email, 'bert@lezer.example'], ['geen adres']])
      answers.push(await post(bounced({ to })))
    answers.push(await post(bounced()))
    const seen = await Promise.all(
      answers.map(async (answer) => [answer.status, await answer.text(), [...answer.headers.keys()]]),
    )
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1)
    expect(await standing()).toMatchObject({ returned: 'hard' })
  })

  test('S-25: that is replayed is refused after five minutes, and does no more within them, also after the reader came back', async () => {
    await post(bounced())
    await pglite.db`delete from suppression`
    await addReader(world, site, lists)
    expect((await post(bounced())).status).toBe(204)
    world.setNow('2026-11-02T11:05:01Z')
    expect((await post(bounced())).status).toBe(401)
    expect(await standing()).toMatchObject({ returned: 'hard', suppressed: null, live: 2 })
  })
})

describe('a mail', () => {
  test('to the address for that unsubscribes', async () => {
    const raw = unsubscribeMail({ to: returnTo(world, issue, anna, 'unsubscribe') })
    expect((await post(raw, {}, 'dsn')).status).toBe(204)
    expect(await standing()).toMatchObject({ live: 0, endedBy: ['mail', 'mail'], suppressed: null })
  })

  test('that is for somebody else is answered alike', async () => {
    const seen = []
    for (const raw of [ownWords(), postfixBounce(), postfixBounce({ to: returnTo(world, issue, anna) })]) {
      const answer = await post(raw, {}, 'dsn')
      seen.push([answer.status, await answer.text()])
    }
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1)
  })

  test('while the database is away is to be sent again', async () => {
    const db = Object.assign(() => Promise.reject(Object.assign(new Error('x'), { code: 'ECONNREFUSED' })), {
      begin: () => Promise.reject(Object.assign(new Error('x'), { code: 'ECONNREFUSED' })),
    }) as unknown as World['ports']['db']
    const body = bounced()
    const { app } = await import('../../src/app.ts')
    const answer = await app.request(
      '/hooks/mail/webhook',
      { method: 'POST', body, headers: headersFor(body) },
      { ...world.ports, db },
    )
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    expect((await post(body)).status).toBe(204)
  })
})
