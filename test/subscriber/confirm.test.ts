/** The link in the mail: looking at it changes nothing, pressing the button does, once, and leaves proof of each answer. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { must } from '../../src/must.ts'
import { requestConfirmation, signConfirmation, type Wish } from '../../src/subscriber/confirmation.ts'
import { addList, recordListClosed } from '../../src/subscriber/list.ts'
import { formVersion, textsOfConfirming, textsOfForm } from '../../src/subscriber/sign-up.ts'
import { recordMeasureAnswer } from '../../src/subscriber/subscriber.ts'
import { findByEmail, listSubscribed } from '../../src/subscriber/subscriber.ts'
import { findSuppression, suppress } from '../../src/subscriber/suppression.ts'
import { readLink } from '../../src/subscriber/token.ts'
import { attributesOf, inlineParts } from '../page/html.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import {
  askedFor,
  emailOf,
  look,
  measure,
  migrateAll,
  openNewsroom,
  press,
  signUp,
  subscribed,
  takeMails,
  type Newsroom,
} from './signing-up.ts'

let pglite: PgliteWorld
let room: Newsroom
beforeAll(async () => {
  pglite = await openPglite()
  await migrateAll(pglite.db)
})
beforeEach(async () => {
  room = await openNewsroom(pglite.db, 'personal')
})
afterAll(() => pglite.close())

const person = (email = 'anna@example.nl') => findByEmail(room.world.ports, room.site.id, emailOf(email))
/** Everything that a sign-up may change. */
const everything = async () => [
  await pglite.db`select * from subscriber`,
  await pglite.db`select * from subscription`,
  await pglite.db`select * from subscriber_receipt`,
  await pglite.db`select * from subscription_text order by text_id`,
  await pglite.db`select * from confirmation`,
  await pglite.db`select * from suppression`,
]
const receipts = () => pglite.db`
  select purpose, answer, channel, lists, body as text, recorded_at from subscriber_receipt r
  left join subscription_text t on t.site_id = r.site_id and t.text_id = r.text_id
  where r.site_id = ${room.site.id} order by purpose desc`
const at = new Date('2026-11-23T11:00:00Z')

describe('fact 5: following the link', () => {
  test('changes nothing, by whatever method, however often, and whatever runs on the page', async () => {
    const link = await askedFor(room, { email: 'anna@example.nl' })
    const before = await everything()
    for (const init of [
      {},
      { method: 'HEAD' },
      { headers: { 'sec-purpose': 'prefetch;prerender' } },
      { headers: { accept: 'application/json' } },
      { headers: { 'x-http-method-override': 'POST' } },
      { method: 'OPTIONS' },
      { method: 'PUT' },
    ])
      await look(room, link, init)
    await look(room, `${link}&confirm=yes&submit=1`)
    expect(await everything()).toEqual(before)
    expect(await person()).toBeNull()
    const answer = await look(room, link)
    const html = await answer.text()
    expect([answer.status, answer.headers.get('cache-control'), inlineParts(html)]).toEqual([
      200,
      'no-store',
      [],
    ])
    // One button, no other question, nothing that runs, and nothing of who it is about.
    expect(html.match(/<button/g)).toHaveLength(1)
    expect(html).not.toMatch(/<script|<input|anna/)
    expect(attributesOf(html, 'action')).toEqual([link])
  })

  test('only the button of our own page acts', async () => {
    const link = await askedFor(room, { email: 'anna@example.nl' })
    for (const origin of ['https://example.nl', 'null', 'https://kwaad.example', ''])
      expect((await press(room, link, { origin })).status).toBe(403)
    expect(await person()).toBeNull()
    expect((await press(room, link)).status).toBe(200)
    expect(await person()).not.toBeNull()
  })
})

describe('pressing the button', () => {
  test('N6: makes a subscriber, with proof of what was said, where, and by which way', async () => {
    const link = await askedFor(room, { email: 'anna@example.nl', name: 'Anna' }, { way: 'beacon' })
    room.world.setNow('2026-11-24T09:00:00Z')
    const html = await (await press(room, link)).text()
    const anna = must(await person(), 'she just confirmed')
    expect([anna.name, anna.language, anna.measureAnswer]).toEqual(['Anna', 'nl', 'no'])
    expect(await listSubscribed(room.world.ports, room.site.id, anna.id)).toEqual([room.list.id])
    const texts = textsOfConfirming(room.site, 'nl', 'no')
    const row = { channel: 'form', recorded_at: new Date('2026-11-24T09:00:00Z') }
    expect(await receipts()).toEqual([
      { ...row, purpose: 'receive', answer: 'yes', lists: [room.list.id], text: texts.receive },
      { ...row, purpose: 'measure', answer: 'no', lists: [], text: texts.measure },
    ])
    const [kept] = await pglite.db<{ receive_receipt: string; measure_receipt: string }[]>`
      select receive_receipt, measure_receipt from subscriber where site_id = ${room.site.id}`
    expect(
      (await pglite.db`select receipt_id from subscriber_receipt order by purpose desc`).map(
        (one) => one['receipt_id'],
      ),
    ).toEqual([kept?.receive_receipt, kept?.measure_receipt])
    // The way to one's own page, of no issue.
    const manage = /href="\/n\/m\/([\w-]+)"/.exec(html)?.[1] ?? ''
    expect(readLink(room.world.ports, 'manage', manage)).toEqual({
      siteId: room.site.id,
      issueId: 0,
      linkNo: 0,
      subscriberId: anna.id,
    })
    expect(html).not.toContain(String(anna.id))
  })

  test('N3: what our own form said is the proof, where it was that form; the two answers stand apart', async () => {
    const texts = textsOfForm(room.site, 'nl')
    await press(
      room,
      await askedFor(room, { email: 'anna@example.nl', measure: 'yes', shown: formVersion(texts) }),
    )
    expect(await receipts()).toEqual([
      {
        purpose: 'receive',
        answer: 'yes',
        channel: 'form',
        lists: [1],
        text: texts.receive,
        recorded_at: at,
      },
      { purpose: 'measure', answer: 'yes', channel: 'form', lists: [], text: texts.measure, recorded_at: at },
    ])
  })

  test.each(['aggregate', 'off'] as const)(
    'N4: leaves no answer about measuring where none was asked: %s',
    async (level) => {
      await measure(room, level)
      const link = await askedFor(room, { email: 'anna@example.nl', measure: 'yes' }, { way: 'server' })
      expect(await (await look(room, link)).text()).not.toContain('open en waar')
      await press(room, link)
      expect((await person())?.measureAnswer).toBeNull()
      expect((await receipts()).map((one) => [one['purpose'], one['channel']])).toEqual([['receive', 'api']])
    },
  )

  test('what somebody else ticked is shown to the owner, in the words that are kept', async () => {
    const yes = await askedFor(room, { email: 'anna@example.nl', measure: 'yes' })
    const no = await askedFor(room, { email: 'bea@example.nl' })
    const shown = (answer: 'yes' | 'no') => textsOfConfirming(room.site, 'nl', answer).measure
    expect(await (await look(room, yes)).text()).toContain(shown('yes'))
    expect(await (await look(room, no)).text()).toContain(shown('no'))
    expect(await (await look(room, no)).text()).toContain('Bewonersnieuws')
  })

  test('twice, or at the same time, subscribes once; the second is told no more than that', async () => {
    const link = await askedFor(room, { email: 'anna@example.nl' })
    const pages = await Promise.all([press(room, link), press(room, link)])
    const texts = (await Promise.all(pages.map((page) => page.text()))).map(
      (html) => /<h1>([^<]+)/.exec(html)?.[1],
    )
    expect(new Set(texts)).toEqual(new Set(['Al bevestigd', 'Je bent aangemeld']))
    const before = await everything()
    for (const answer of [await press(room, link), await look(room, link)]) {
      const html = await answer.text()
      expect([answer.status, /<h1>([^<]+)/.exec(html)?.[1]]).toEqual([200, 'Al bevestigd'])
      expect(html).not.toMatch(/anna|Bewonersnieuws|\/n\/m\//)
    }
    expect(await everything()).toEqual(before)
    expect(await receipts()).toHaveLength(2)
  })

  test('adds a list for somebody who is known, and leaves what they had', async () => {
    const anna = await subscribed(room, 'anna@example.nl')
    const second = await addList(room.world.ports, room.site, {
      name: 'Buurt',
      description: '',
      isOpen: true,
    })
    await press(room, await askedFor(room, { email: 'anna@example.nl', list: [second.id] }))
    expect((await person())?.id).toBe(anna.id)
    expect(await listSubscribed(room.world.ports, room.site.id, anna.id)).toEqual([room.list.id, second.id])
  })

  test('N5: an empty box of somebody who had said yes takes it back, as the page says', async () => {
    const anna = await subscribed(room, 'anna@example.nl')
    await room.world.ports.db.begin((db) =>
      recordMeasureAnswer({ ...room.world.ports, db }, room.site.id, anna.id, {
        answer: 'yes',
        textId: null,
        channel: 'page',
      }),
    )
    const second = await addList(room.world.ports, room.site, {
      name: 'Buurt',
      description: '',
      isOpen: true,
    })
    await press(room, await askedFor(room, { email: 'anna@example.nl', list: [second.id] }))
    expect((await person())?.measureAnswer).toBe('no')
    expect((await receipts()).map((one) => [one['purpose'], one['answer']])).toContainEqual([
      'measure',
      'withdrawn',
    ])
  })

  test('lifts what kept mail away: the owner of the address says so', async () => {
    await suppress(room.world.ports, room.site.id, emailOf('anna@example.nl'), 'asked')
    const link = await askedFor(room, { email: 'anna@example.nl' })
    const state = () => findSuppression(room.world.ports, room.site.id, emailOf('anna@example.nl'))
    await look(room, link)
    expect(await state()).toBe('asked')
    await press(room, link)
    expect(await state()).toBeNull()
  })

  test('subscribes to what is open still; to nothing when all ended, and the link is not used up', async () => {
    const second = await addList(room.world.ports, room.site, {
      name: 'Buurt',
      description: '',
      isOpen: true,
    })
    const link = await askedFor(room, { email: 'anna@example.nl' })
    for (const list of [room.list, second]) await recordListClosed(room.world.ports, room.site, list.id, true)
    for (const answer of [await look(room, link), await press(room, link)])
      expect([answer.status, await answer.text()]).toEqual([410, expect.stringContaining('gestopt')])
    expect(await person()).toBeNull()
    await recordListClosed(room.world.ports, room.site, second.id, false)
    await press(room, link)
    expect(await listSubscribed(room.world.ports, room.site.id, (await person())?.id ?? 0n)).toEqual([
      second.id,
    ])
  })
})

describe('a link that does not work', () => {
  test('is told in a friendly page with the way to sign up again, and without who or what', async () => {
    const link = await askedFor(room, { email: 'anna@example.nl' })
    room.world.setNow('2026-11-25T11:00:01Z')
    for (const answer of [await look(room, link), await press(room, link)]) {
      const html = await answer.text()
      expect(answer.status).toBe(410)
      expect(html).toContain('/newsletter/subscribe?d=example.nl')
      expect(html).not.toMatch(/anna|Bewonersnieuws/)
    }
    expect(await person()).toBeNull()
  })

  test('forged, cut, or of another wish is no page at all; nothing is changed', async () => {
    const link = await askedFor(room, { email: 'anna@example.nl' })
    const wish: Wish = {
      kind: 'erase',
      subscriberId: '1',
      email: emailOf('anna@example.nl'),
      isForGood: true,
    }
    const id = await requestConfirmation(room.world.ports, room.site.id, wish)
    const other = `/newsletter/confirm/${signConfirmation(room.world.ports, room.site.id, id)}`
    const [path = ''] = link.split('?')
    const before = await everything()
    for (const bad of [
      other,
      path.slice(0, -1),
      `${path}A`,
      '/newsletter/confirm/x',
      `/newsletter/confirm/${'A'.repeat(50)}`,
    ])
      for (const answer of [await look(room, bad), await press(room, bad)]) expect(answer.status).toBe(404)
    expect(await everything()).toEqual(before)
  })

  test('in its language', async () => {
    const link = await askedFor(room, { email: 'anna@example.nl', lang: 'en' })
    expect(link).toMatch(/\?lang=en$/)
    expect(await (await look(room, link)).text()).toContain('Yes, sign me up')
    expect(await (await press(room, link)).text()).toContain('You are subscribed')
  })
})

test('answers machines in JSON as well', async () => {
  const link = await askedFor(room, { email: 'anna@example.nl' })
  const json = async (asking: Promise<Response>) => {
    const answer = await asking
    return [answer.status, await answer.json()]
  }
  const accept = { accept: 'application/json' }
  expect(await json(look(room, link, { headers: accept }))).toEqual([
    200,
    { status: 'waiting', lists: ['Bewonersnieuws'], measure: 'no' },
  ])
  expect(await json(press(room, link, accept))).toEqual([200, { status: 'confirmed' }])
  expect(await json(press(room, link, accept))).toEqual([200, { status: 'used' }])
  const [status, said] = await json(look(room, '/newsletter/confirm/x', { headers: accept }))
  expect([status, said]).toEqual([
    404,
    { error: 'unknown-confirmation', message: expect.any(String) as string },
  ])
})

test('pages and log lines hold neither address nor token', async () => {
  const link = await askedFor(room, { email: 'anna@example.nl', name: 'Anna' })
  await look(room, link)
  await press(room, link)
  await signUp(room, { email: 'anna@example.nl' })
  await takeMails(room)
  const token = link.split(/[/?]/)[3] ?? ''
  expect(token).toHaveLength(50)
  const said = JSON.stringify(room.world.logged)
  expect(said).toContain('/newsletter/confirm/:token')
  for (const secret of [token, 'anna', 'Anna']) expect(said).not.toContain(secret)
})
