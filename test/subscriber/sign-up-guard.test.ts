/** What keeps robots from mailing strangers through the form: limits, a puzzle, and a field that nobody sees. The same by every way. */
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openKeys } from '../../src/runtime/root-keys.ts'
import type { SiteId } from '../../src/db/schema.ts'
import { postConfirmations } from '../../src/subscriber/post-confirmations.ts'
import { makePuzzle, puzzleBits, readProof } from '../../src/subscriber/proof.ts'
import {
  mailsPerDayMax,
  sweepTries,
  triesWithoutProofMax,
  triesWithProofMax,
} from '../../src/subscriber/sign-up-guard.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import {
  migrateAll,
  openNewsroom,
  send,
  signUp,
  solve,
  solved,
  takeMails,
  ways,
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

const rowsOf = async () => ({
  wishes: (await pglite.db`select 1 from confirmation`).length,
  tries: (await pglite.db`select 1 from sign_up_try`).length,
})
const later = (minutes: number) =>
  room.world.setNow(new Date(Date.parse('2026-11-23T11:00:00Z') + minutes * 60_000).toISOString())
const codeOf = async (answer: Response) => ((await answer.json()) as { error?: string }).error

describe('a field that people do not see', () => {
  test.each(ways)('filled in, by %s: answered as all others are, and nothing is done', async (way) => {
    const plain = await signUp(room, { email: 'a@example.nl' }, { way })
    const before = await rowsOf()
    const trapped = await signUp(room, { email: 'b@example.nl', website: 'http://x.example' }, { way })
    expect([trapped.status, await trapped.text()]).toEqual([plain.status, await plain.text()])
    expect([...trapped.headers]).toEqual([...plain.headers])
    expect(await rowsOf()).toEqual(before)
    expect(await takeMails(room)).toHaveLength(1)
  })
})

describe('listmonk #2038: the limit of a network', () => {
  test.each(ways)('without proof is five in an hour by %s, and then says when to come back', async (way) => {
    const ask = (nth: number, address?: string) =>
      send(room, { email: `a${nth}@example.nl` }, { way, ...(address !== undefined && { address }) })
    const statuses: number[] = []
    for (let nth = 0; nth < triesWithoutProofMax; nth += 1) statuses.push((await ask(nth)).status)
    expect(new Set(statuses)).toEqual(new Set([way === 'form' || way === 'multipart' ? 200 : 202]))
    later(20)
    const refused = await ask(9)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2400'])
    // Of the same truncated network, and of another one.
    expect((await ask(10, '203.0.113.200')).status).toBe(429)
    expect((await ask(11, '203.0.114.77')).status).toBeLessThan(300)
    later(61)
    expect((await ask(12)).status).toBeLessThan(300)
    await room.world.deferred.drain()
  })

  test('is one count for all ways together', async () => {
    for (const way of [...ways, 'form'] as const)
      expect((await signUp(room, { email: 'a@example.nl' }, { way })).status).toBeLessThan(300)
    for (const way of ways) expect((await signUp(room, { email: 'b@example.nl' }, { way })).status).toBe(429)
  })

  test('keeps what was typed in the form', async () => {
    for (let nth = 0; nth <= triesWithoutProofMax; nth += 1) await signUp(room, { email: 'a@example.nl' })
    const html = await (await signUp(room, { email: 'typed@example.nl', name: 'Bea' })).text()
    expect(html).toContain('Even wachten')
    expect(html).toMatch(/value="typed@example\.nl".*value="Bea"/s)
  })

  test('is twelve times as wide with proof', async () => {
    const ask = async (nth: number) =>
      (await signUp(room, { email: `a${nth}@example.nl`, proof: solved(room) }, { way: 'beacon' })).status
    expect(await ask(1)).toBe(202)
    // As if there had been as many.
    await pglite.db`update sign_up_try set tries = ${triesWithoutProofMax} where site_id = ${room.site.id}`
    expect((await signUp(room, { email: 'b@example.nl' })).status).toBe(429)
    expect(await ask(2)).toBe(202)
    await pglite.db`update sign_up_try set tries = ${triesWithProofMax - 1} where site_id = ${room.site.id}`
    expect([await ask(3), await ask(4)]).toEqual([202, 429])
    expect([triesWithProofMax, triesWithoutProofMax]).toEqual([60, 5])
  })

  test('an address that can not be believed has a limit too', async () => {
    const statuses: number[] = []
    for (let nth = 0; nth <= triesWithoutProofMax; nth += 1)
      statuses.push((await signUp(room, { email: 'a@example.nl' }, { address: 'nobody' })).status)
    expect(statuses.at(-1)).toBe(429)
  })
})

describe('the puzzle', () => {
  test('is given to any page, solved once, and not taken again', async () => {
    const answer = await room.world.request('/newsletter/challenge?d=Example.NL', {
      headers: { origin: 'https://www.example.nl' },
    })
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://www.example.nl')
    const { challenge, bits } = (await answer.json()) as { challenge: string; bits: number }
    expect([bits, challenge.length]).toEqual([puzzleBits, 42])
    const proof = solve(challenge, bits)
    expect((await signUp(room, { email: 'a@example.nl', proof }, { way: 'beacon' })).status).toBe(202)
    for (const way of ways) {
      const again = await signUp(room, { email: 'b@example.nl', proof }, { way, address: '198.51.100.1' })
      expect([way, again.status]).toEqual([way, 400])
      if (way === 'beacon') expect(await codeOf(again)).toBe('invalid-proof')
    }
    // Nor another solution of the same one, nor after the tries of that hour are forgotten.
    let counter = Number(proof.split('.').at(-1)) + 1
    while (readProof(room.world.ports, room.site.id, `${challenge}.${counter}`) === null) counter += 1
    const other = `${challenge}.${counter}`
    expect((await signUp(room, { email: 'c@example.nl', proof: other }, { way: 'beacon' })).status).toBe(400)
    later(61)
    await sweepTries(room.world.ports, room.site.id)
    expect((await rowsOf()).tries).toBe(0)
    expect((await signUp(room, { email: 'd@example.nl', proof }, { way: 'beacon' })).status).toBe(400)
    expect((await rowsOf()).wishes).toBe(1)
    expect((await room.world.request('/newsletter/challenge?d=elders.example')).status).toBe(404)
  })

  test('two at once with the same proof: one is taken', async () => {
    const proof = solved(room)
    const answers = await Promise.all(
      ['a@example.nl', 'b@example.nl'].map((email) => send(room, { email, proof }, { way: 'beacon' })),
    )
    await room.world.deferred.drain()
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202, 400]))
  })

  test('holds half an hour, for this site, as it was signed, and solved', () => {
    const { ports } = room.world
    const proof = solved(room)
    expect(readProof(ports, room.site.id, proof)).toBe(proof.slice(0, proof.lastIndexOf('.')))
    expect(readProof(ports, (room.site.id + 1) as SiteId, proof)).toBeNull()
    expect(readProof({ ...ports, keyFor: openKeys('f'.repeat(32)) }, room.site.id, proof)).toBeNull()
    for (const bad of [
      `${proof}0`,
      proof.slice(1),
      `0${proof}`,
      proof.replace('.', '..'),
      `${proof}\n`,
      ` ${proof}`,
    ])
      expect(readProof(ports, room.site.id, bad)).toBeNull()
    later(30)
    expect(readProof(ports, room.site.id, proof)).not.toBeNull()
    later(30.1)
    expect(readProof(ports, room.site.id, proof)).toBeNull()
    later(-2)
    expect(readProof(ports, room.site.id, proof)).toBeNull()
  })

  test('is one text: another writing of its signature is not another puzzle', () => {
    const [seconds, nonce, mac = '', counter] = solved(room).split('.')
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (const last of letters) {
      const same = mac.slice(0, -1) + last
      if (same !== mac)
        expect(
          readProof(room.world.ports, room.site.id, [seconds, nonce, same, counter].join('.')),
        ).toBeNull()
    }
  })

  test('may be claimed by any text: reading it never throws', () => {
    const { ports } = room.world
    fc.assert(fc.property(fc.string(), (text) => readProof(ports, room.site.id, text) === null))
    fc.assert(
      fc.property(fc.nat(), (counter) => {
        const proof = `${makePuzzle(ports, room.site.id)}.${counter}`
        const read = readProof(ports, room.site.id, proof)
        return read === null || proof.startsWith(`${read}.`)
      }),
    )
  })
})

describe('listmonk #308: a stranger’s address', () => {
  test('200 times from as many networks, over two days, gets the day’s mails and no more', async () => {
    const sentAt: number[] = []
    for (let nth = 0; nth < 200; nth += 1) {
      const minutes = nth * 14.4
      later(minutes)
      const answer = await signUp(room, { email: 'victim@example.nl' }, { address: `198.51.${nth}.1` })
      expect(answer.status).toBe(200)
      await postConfirmations(room.world.ports)
      for (const mail of await takeMails(room)) if (mail.to === 'victim@example.nl') sentAt.push(minutes)
    }
    expect(sentAt).toHaveLength(2 * mailsPerDayMax)
    for (const at of sentAt)
      expect(sentAt.filter((one) => one >= at && one < at + 1_440).length).toBeLessThanOrEqual(5)
  }, 300_000)

  test('200 times at one moment gets one', async () => {
    await Promise.all(
      Array.from({ length: 200 }, (_, nth) =>
        send(room, { email: 'victim@example.nl' }, { address: `198.51.${nth}.1` }),
      ),
    )
    await room.world.deferred.drain()
    await postConfirmations(room.world.ports)
    expect(await takeMails(room)).toHaveLength(1)
    // What got no mail is forgotten, and no more than ten were kept even for that moment.
    expect((await rowsOf()).wishes).toBe(1)
  }, 300_000)

  test('within ten minutes gets one mail, and then may have another', async () => {
    const mails = async (minutes: number) => {
      later(minutes)
      await signUp(room, { email: 'anna@example.nl' })
      return (await takeMails(room)).length
    }
    expect([await mails(0), await mails(9.9), await mails(10)]).toEqual([1, 0, 1])
  })
})

test('tries are kept as keyed hashes for an hour, and tell neither network nor address', async () => {
  await signUp(room, { email: 'anna@example.nl', proof: solved(room) }, { way: 'beacon' })
  const rows = await pglite.db<{ subject: Buffer }[]>`select subject from sign_up_try`
  // Network, puzzle, address, and its turn for a mail.
  expect(rows.map(({ subject }) => subject.length)).toEqual([32, 32, 32, 32])
  later(59)
  await sweepTries(room.world.ports, room.site.id)
  expect((await rowsOf()).tries).toBe(4)
  later(60)
  await sweepTries(room.world.ports, room.site.id)
  expect((await rowsOf()).tries).toBe(0)
})
