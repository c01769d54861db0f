/** What waits for its owner's word: kept sealed, found by its link alone, done once, and within two days. */
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { SiteId } from '../../src/db/schema.ts'
import {
  isUsed,
  readConfirmation,
  readConfirmationToken,
  requestConfirmation,
  signConfirmation,
  useConfirmation,
  type Wish,
} from '../../src/subscriber/confirmation.ts'
import { postConfirmations, sweepConfirmations } from '../../src/subscriber/post-confirmations.ts'
import { signLink } from '../../src/subscriber/token.ts'
import { testConfig } from '../support/world.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { emailOf, migrateAll, openNewsroom, takeMails, type Newsroom } from './signing-up.ts'

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

const email = emailOf('anna@example.nl')
const wishes: readonly Wish[] = [
  {
    kind: 'subscribe',
    email,
    name: 'Anna',
    lists: [1],
    language: 'nl',
    textId: null,
    channel: 'form',
    measure: { answer: 'no', textId: null },
  },
  { kind: 'email', subscriberId: '9007199254740993', email },
  { kind: 'export', subscriberId: '1', email },
  { kind: 'erase', subscriberId: '1', email, isForGood: true },
]

const ask = async (wish: Wish): Promise<{ id: string; token: string }> => {
  const { ports } = room.world
  const id = await requestConfirmation(ports, room.site.id, wish)
  return { id, token: signConfirmation(ports, room.site.id, id) }
}
const use = (id: string) =>
  room.world.ports.db.begin((db) => useConfirmation({ ...room.world.ports, db }, room.site.id, id))

describe('a wish', () => {
  test.each(wishes)('to $kind is read back as it was, by its link', async (wish) => {
    const { id, token } = await ask(wish)
    expect(await readConfirmation(room.world.ports, token)).toEqual({ siteId: room.site.id, id, wish })
    expect(token).toMatch(/^[\w-]{50}$/)
  })

  test('is sealed: neither the table nor the link says who or what', async () => {
    const { token } = await ask({ ...wishes[0], kind: 'subscribe', email, name: 'Anna' } as Wish)
    const [row] = await pglite.db<{ all: string; sealed: Buffer }[]>`
      select confirmation::text as all, sealed from confirmation where site_id = ${room.site.id}`
    const kept = `${row?.all} ${row?.sealed.toString('latin1')} ${Buffer.from(token, 'base64url').toString('latin1')}`
    expect(kept).not.toMatch(/anna|example\.nl/i)
  })

  test('is used once, and is dropped by it', async () => {
    const { id, token } = await ask({ kind: 'export', subscriberId: '1', email })
    expect(await Promise.all([use(id), use(id)])).toEqual(expect.arrayContaining([true, false]))
    expect(await readConfirmation(room.world.ports, token)).toBeNull()
    expect(await isUsed(room.world.ports, { siteId: room.site.id, id })).toBe(true)
    expect(await pglite.db`select sealed from confirmation where site_id = ${room.site.id}`).toEqual([
      { sealed: null },
    ])
  })

  test('holds for 48 hours and not a second longer', async () => {
    const { id, token } = await ask({ kind: 'export', subscriberId: '1', email })
    room.world.setNow('2026-11-25T10:59:59Z')
    expect(await readConfirmation(room.world.ports, token)).not.toBeNull()
    room.world.setNow('2026-11-25T11:00:00Z')
    expect(await readConfirmation(room.world.ports, token)).toBeNull()
    expect(await use(id)).toBe(false)
    expect(await isUsed(room.world.ports, { siteId: room.site.id, id })).toBe(false)
  })

  test('is gone within three days, counted by rounds of an hour', async () => {
    await ask({ kind: 'export', subscriberId: '1', email })
    const count = async () =>
      (await pglite.db`select confirmation_id from confirmation where site_id = ${room.site.id}`).length
    room.world.setNow('2026-11-26T10:00:00Z')
    await sweepConfirmations(room.world.ports, room.site.id)
    expect(await count()).toBe(1)
    room.world.setNow('2026-11-26T10:00:01Z')
    await sweepConfirmations(room.world.ports, room.site.id)
    expect(await count()).toBe(0)
  })

  test('of another kind than signing up is posted by whoever asks, never by the round', async () => {
    for (const wish of wishes.slice(1)) await ask(wish)
    await postConfirmations(room.world.ports)
    expect(await takeMails(room)).toEqual([])
  })

  test('of another secret is no wish, and is forgotten by the round', async () => {
    const { token } = await ask(wishes[0] as Wish)
    const ports = { ...room.world.ports, keyFor: openKeys('f'.repeat(32)) }
    expect(await readConfirmation(ports, token)).toBeNull()
    await postConfirmations(ports)
    expect(await takeMails(room)).toEqual([])
    expect(await pglite.db`select confirmation_id from confirmation where site_id = ${room.site.id}`).toEqual(
      [],
    )
  })
})

describe('a token', () => {
  test('that was changed in any letter, cut or lengthened is none', async () => {
    const { token } = await ask({ kind: 'export', subscriberId: '1', email })
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A'
      expect(
        readConfirmationToken(room.world.ports, token.slice(0, at) + other + token.slice(at + 1)),
      ).toBeNull()
      expect(readConfirmationToken(room.world.ports, token.slice(0, at))).toBeNull()
    }
    for (const more of ['A', '=', ' ', '\n', '.']) {
      expect(readConfirmationToken(room.world.ports, token + more)).toBeNull()
      expect(readConfirmationToken(room.world.ports, more + token)).toBeNull()
    }
  })

  test('fact 11: of another purpose, or of another site, opens nothing', async () => {
    const { id, token } = await ask({ kind: 'export', subscriberId: '1', email })
    const { ports } = room.world
    for (const purpose of ['click', 'open', 'unsubscribe', 'manage', 'view', 'return'] as const) {
      const link = { siteId: room.site.id, issueId: 1, linkNo: 1, subscriberId: 1n }
      expect(await readConfirmation(ports, signLink(ports, purpose, link))).toBeNull()
    }
    const foreign = signConfirmation(ports, (room.site.id + 1) as SiteId, id)
    expect(foreign).not.toBe(token)
    expect(await readConfirmation(ports, foreign)).toBeNull()
  })

  test('may be any text: reading it never throws, and what was signed is read back', () => {
    const keys = { keyFor: openKeys(testConfig().rootSecret?.reveal() ?? '') }
    fc.assert(fc.property(fc.string(), (text) => readConfirmationToken(keys, text) === null))
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        return readConfirmationToken(keys, Buffer.from(bytes).toString('base64url')) === null
      }),
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), fc.uuid({ version: 4 }), (site, uuid) => {
        // Our own numbers have this variant alone.
        const own = `${uuid.slice(0, 19)}a${uuid.slice(20)}`
        const token = signConfirmation(keys, site as SiteId, own)
        const read = readConfirmationToken(keys, token)
        return read?.siteId === site && read.id === own
      }),
    )
  })
})
