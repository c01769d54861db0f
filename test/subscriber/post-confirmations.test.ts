/** The mail that asks to confirm: to whom it goes, what it says and does not say, once, whoever dies meanwhile. */
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { composeMessage } from '../../src/mail/message.ts'
import { keepHouse } from '../../src/runtime/rounds.ts'
import { requestConfirmation } from '../../src/subscriber/confirmation.ts'
import { addList } from '../../src/subscriber/list.ts'
import { postConfirmations, postWaiting } from '../../src/subscriber/post-confirmations.ts'
import { suppress } from '../../src/subscriber/suppression.ts'
import { attributesOf } from '../page/html.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import {
  askedFor,
  emailOf,
  linkIn,
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
  room = await openNewsroom(pglite.db)
})
afterAll(() => pglite.close())

const rows = () => pglite.db<{ sealed: Uint8Array | null; mailed_at: Date | null }[]>`
  select sealed, mailed_at from confirmation where site_id = ${room.site.id}`
/** A wish as the process leaves it that dies before it posts the mail. */
const wait = (email: string) =>
  requestConfirmation(room.world.ports, room.site.id, {
    kind: 'subscribe',
    email: emailOf(email),
    name: null,
    lists: [room.list.id],
    language: 'nl',
    textId: null,
    channel: 'form',
  })
/** With a new turn for a mail each time. */
const mailsAt = async (at: string, email: string, more: Record<string, string> = {}) => {
  room.world.setNow(at)
  await signUp(room, { email, ...more })
  return takeMails(room)
}

describe('the mail that asks to confirm', () => {
  test('says which site and newsletters, what to do, and what happens if one does nothing', async () => {
    const [mail] = await mailsAt('2026-11-23T11:00:00Z', 'anna@example.nl')
    expect(mail?.to).toBe('anna@example.nl')
    expect(mail?.subject).toBe('Bevestig je aanmelding voor de nieuwsbrief van example.nl')
    for (const part of ['example.nl', 'Bewonersnieuws', '48 uur', 'Doe dan niets', 'drie dagen'])
      expect(mail?.text).toContain(part)
  })

  test('listmonk #1133: holds nothing that was typed, so that the form sends no stranger’s words', async () => {
    const name = 'Win now at spam.example/x'
    const [mail] = await mailsAt('2026-11-23T11:00:00Z', 'anna@example.nl', { name })
    expect(JSON.stringify({ ...mail, to: '' })).not.toMatch(/win now|spam|anna/i)
  })

  test('has one address in it, the link; no picture, no header to unsubscribe', async () => {
    const [mail] = await mailsAt('2026-11-23T11:00:00Z', 'anna@example.nl')
    if (!mail) throw new Error('no mail')
    const urls = [...attributesOf(mail.html, 'href'), ...attributesOf(mail.html, 'src')]
    expect(new Set(urls)).toEqual(new Set([`http://localhost:3000${linkIn(mail)}`]))
    expect(mail.html).not.toMatch(/<img|background=|url\(/i)
    expect(mail.unsubscribeUrl).toBeUndefined()
    const letter = { id: 'a', letter: mail, queuedAt: room.world.ports.now() }
    const message = await composeMessage(letter, {
      from: { name: 'x', address: 'x@example.nl' },
      signing: null,
    })
    const { headers } = await PostalMime.parse(message)
    expect(headers.map(({ key }) => key).filter((key) => key.startsWith('list-'))).toEqual([])
  })

  test('goes out once, whether the request, the round, or two of them at once post it', async () => {
    await signUp(room, { email: 'anna@example.nl' })
    const { ports } = room.world
    await Promise.all([postConfirmations(ports), postWaiting(ports, room.site), postConfirmations(ports)])
    expect(await takeMails(room)).toHaveLength(1)
  })

  test('is posted by the round when the process died after its answer, and not by one that stops', async () => {
    await wait('anna@example.nl')
    await postConfirmations({ ...room.world.ports, isStopping: () => true })
    expect(await takeMails(room)).toEqual([])
    await postConfirmations(room.world.ports)
    expect(await takeMails(room)).toHaveLength(1)
  })

  test('one that can not be posted holds up no other, and is tried again', async () => {
    await wait('anna@example.nl')
    await wait('bea@example.nl')
    const { ports } = room.world
    let times = 0
    const random = (bytes: number) => {
      times += 1
      if (times === 1) throw new Error('there is none')
      return ports.random(bytes)
    }
    await postConfirmations({ ...ports, random })
    expect(await takeMails(room)).toHaveLength(1)
    expect(room.world.logged.filter(({ event }) => event === 'failure')).toHaveLength(1)
    await postConfirmations(ports)
    expect(await takeMails(room)).toHaveLength(1)
  })
})

describe('who gets which mail', () => {
  test('somebody who gets all of it already: that they do, with nothing to press; the wish is dropped', async () => {
    await subscribed(room, 'anna@example.nl')
    const [mail] = await mailsAt('2026-11-23T11:00:00Z', 'anna@example.nl')
    expect(mail?.subject).toBe('Je krijgt de nieuwsbrief van example.nl al')
    expect(attributesOf(mail?.html ?? '', 'href')).toEqual([])
    expect(linkIn(mail ?? { to: '', subject: '', text: '', html: '' })).toBe('')
    expect(await rows()).toEqual([{ sealed: null, mailed_at: new Date('2026-11-23T11:00:00Z') }])
  })

  test('somebody who gets some of it: the link', async () => {
    await subscribed(room, 'anna@example.nl')
    await addList(room.world.ports, room.site, { name: 'Buurt', description: '', isOpen: true })
    expect(await askedFor(room, { email: 'anna@example.nl' })).not.toBe('')
  })

  test.each(['bounce', 'complaint'] as const)(
    'an address that is suppressed for a %s: none, and nothing is kept',
    async (reason) => {
      await suppress(room.world.ports, room.site.id, emailOf('anna@example.nl'), reason)
      expect(await mailsAt('2026-11-23T11:00:00Z', 'anna@example.nl')).toEqual([])
      expect(await rows()).toEqual([])
    },
  )

  test('one whose owner asked for none: one in a month that asks whether they changed their mind', async () => {
    await suppress(room.world.ports, room.site.id, emailOf('anna@example.nl'), 'asked')
    const counts: number[] = []
    for (const at of [
      '2026-11-23T11:00:00Z',
      '2026-11-24T11:00:00Z',
      '2026-12-23T10:40:00Z',
      '2026-12-23T11:00:00Z',
    ]) {
      const mails = await mailsAt(at, 'anna@example.nl')
      counts.push(mails.length)
      for (const { text } of mails) expect(text.replace(/\s+/g, ' ')).toContain('nooit meer te mailen')
    }
    expect(counts).toEqual([1, 0, 0, 1])
    // Others are not told so.
    expect((await mailsAt('2026-12-23T11:00:00Z', 'bea@example.nl'))[0]?.text).not.toContain('nooit meer')
  })

  test('somebody who unsubscribed without asking for more: the link, as anybody', async () => {
    await subscribed(room, 'anna@example.nl')
    await pglite.db`update subscription set ended_at = ${new Date()}, ended_by = 'page'`
    const link = await askedFor(room, { email: 'anna@example.nl' })
    await press(room, link)
    expect(await pglite.db`select ended_at from subscription`).toEqual([{ ended_at: null }])
  })
})

test('each hour, sign-ups that nobody confirmed and tries that are over are forgotten', async () => {
  await signUp(room, { email: 'anna@example.nl' })
  const counts = async () => [
    (await rows()).length,
    (await pglite.db`select 1 from sign_up_try where site_id = ${room.site.id}`).length,
  ]
  expect(await counts()).toEqual([1, 3])
  room.world.setNow('2026-11-23T12:30:00Z')
  await keepHouse(room.world.ports)
  expect(await counts()).toEqual([1, 0])
  room.world.setNow('2026-11-26T10:30:00Z')
  await keepHouse(room.world.ports)
  expect(await counts()).toEqual([0, 0])
})
