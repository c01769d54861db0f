import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listAudit } from '../../src/audit/chain.ts'
import { referenceOf } from '../../src/audit/subject-reference.ts'
import { must } from '../../src/must.ts'
import { lapseUnconfirmed } from '../../src/rights/lapse.ts'
import { listLetters } from '../../src/rights/letter.ts'
import { findLink, makeLink, siteOfLink, useLink } from '../../src/rights/link.ts'
import { addNote, listNotes, noteLengthMax } from '../../src/rights/note.ts'
import {
  assignRequest,
  findRequest,
  listRequests,
  openRequest,
  requestChannels,
  type NewRequest,
} from '../../src/rights/request.ts'
import { moveRequest } from '../../src/rights/state.ts'
import { listSteps } from '../../src/rights/step.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import {
  anna,
  emailOf,
  migrateAll,
  openDesk,
  requestOf,
  staff,
  staffId,
  takeMails,
  writtenDown,
  type Desk,
} from './requesting.ts'

let pglite: PgliteWorld
let desk: Desk

beforeAll(async () => {
  pglite = await openPglite()
  await migrateAll(pglite.db)
})
beforeEach(async () => {
  desk = await openDesk(pglite.db)
})
afterAll(() => pglite.close())

const asked: NewRequest = {
  kind: 'access',
  channel: 'post',
  language: 'nl',
  subject: anna,
  wish: 'Alles van het laatste jaar.',
}
const open = (more: Partial<NewRequest> = {}) =>
  openRequest(desk.world.ports, desk.site, { ...asked, enteredBy: staffId, ...more })
const at = (text: string) => new Date(text)

describe('what staff write down', () => {
  test('A-05: keeps the true day of receipt, from which both clocks count, whatever the way it came', async () => {
    for (const channel of requestChannels.filter((one) => one !== 'page')) {
      const request = await writtenDown(desk, { channel, receivedAt: at('2026-11-16T22:59:59Z') })
      expect(request).toMatchObject({
        state: 'received',
        channel,
        receivedAt: at('2026-11-16T22:59:59Z'),
        enteredAt: at('2026-11-23T11:00:00Z'),
        promiseDue: '2026-12-14',
        legalDue: '2026-12-16',
        verifiedAt: null,
        closedAt: null,
      })
    }
    // A second later it is the next day in Amsterdam.
    const later = await writtenDown(desk, { receivedAt: at('2026-11-16T23:00:00Z') })
    expect(later).toMatchObject({ promiseDue: '2026-12-15', legalDue: '2026-12-17' })
  })

  test('A-05: can not have come later than it is written down, nor more than a year before', async () => {
    expect(await open({ receivedAt: at('2026-11-23T11:00:00.001Z') })).toEqual({
      kind: 'refused',
      why: 'future',
    })
    expect(await open({ receivedAt: at('2025-11-20T11:00:00Z') })).toEqual({
      kind: 'refused',
      why: 'too-old',
    })
    // Before whoever asks was born.
    expect(await open({ receivedAt: at('1890-01-01T00:00:00Z') })).toEqual({
      kind: 'refused',
      why: 'too-old',
    })
    expect(await open({ receivedAt: at('2025-11-23T11:00:00Z') })).toMatchObject({ kind: 'opened' })
    // Nor does the table take it.
    const [row] = await pglite.db<{ request_id: string }[]>`select request_id from rights_request`
    const moved = pglite.db`
      update rights_request set received_at = entered_at + interval '1 second' where request_id = ${row?.request_id ?? ''}`
    await expect(moved).rejects.toThrow('rights_request_received')
  })

  test('is of somebody: a name, an address or a receipt at least', async () => {
    const nobody = { ...anna, email: null, name: ' ', postal: '' }
    expect(await open({ subject: nobody })).toEqual({ kind: 'refused', why: 'nobody' })
    const [row] = await pglite.db`select 1 from rights_request`
    expect(row).toBeUndefined()
    for (const subject of [
      { ...nobody, name: 'Anna' },
      { ...nobody, postal: 'Dorpsstraat 1\nUtrecht' },
      { ...nobody, receiptId: 'AAAAAAAAAAAAAAAAAAAAAA' },
    ])
      expect(await open({ subject })).toMatchObject({ kind: 'opened' })
  })

  test('is sealed: no column shows who asked or what for, and the chain leads to them until its key is destroyed', async () => {
    const request = await writtenDown(desk, { ...asked, receivedAt: at('2026-11-20T11:00:00Z') })
    expect(request).toMatchObject({ subject: anna, wish: 'Alles van het laatste jaar.' })
    const [row] = await pglite.db<Record<string, unknown>[]>`select * from rights_request`
    const shown = JSON.stringify(row, (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    )
    expect(shown).not.toMatch(/anna|vries|laatste jaar/i)
    const [entry] = await listAudit(pglite, desk.site.id, { requestId: request.id, before: null, limit: 9 })
    expect(entry).toMatchObject({ kind: 'request-opened', facts: { kind: 'access', channel: 'post' } })
    expect(JSON.stringify(entry)).not.toMatch(/anna|vries/i)
    const ref = await referenceOf(pglite, 2026, 'anna@example.nl')
    expect(entry).toMatchObject({ facts: { subject: ref?.toString('hex'), subject_year: 2026 } })
    expect(await listSteps(pglite, desk.site.id, request.id)).toEqual([
      { nth: 1, at: at('2026-11-23T11:00:00Z'), step: 'open', from: null, to: 'received', actor: staff },
    ])
  })

  test('is verified by staff, or by a link that they mail', async () => {
    const { world, site } = desk
    const request = await writtenDown(desk)
    expect(await takeMails(desk)).toEqual([])
    const moved = await pglite.db.begin((db) =>
      moveRequest({ ...world.ports, db }, site, request.id, 'verify', { actor: staff }),
    )
    expect(moved).toMatchObject({ ok: true, request: { state: 'open', verifiedBy: 'staff' } })
  })
})

describe('A-08: the same asked again', () => {
  const linked = async (more: Partial<NewRequest>) => (await writtenDown(desk, more)).duplicateOf

  test('A-08: within thirty days is linked to the first, kept and shown', async () => {
    const first = await writtenDown(desk, { receivedAt: at('2026-10-25T12:00:00Z') })
    const second = await writtenDown(desk)
    const third = await writtenDown(desk)
    expect([first.duplicateOf, second.duplicateOf, third.duplicateOf]).toEqual([null, first.id, first.id])
    const { requests } = await listRequests(desk.world.ports, desk.site.id, {
      which: 'open',
      kind: null,
      assignedTo: null,
      limit: 10,
      after: null,
    })
    expect(requests.map(({ id }) => id).toSorted()).toEqual([first.id, second.id, third.id].toSorted())
  })

  test('A-08: of another kind, of somebody else, of another site or after thirty days is a new one', async () => {
    await writtenDown(desk, { receivedAt: at('2026-10-23T10:00:00Z') })
    expect(await linked({})).toBeNull()
    expect(await linked({ kind: 'erase' })).toBeNull()
    expect(await linked({ subject: { ...anna, email: emailOf('bram@example.nl') } })).toBeNull()
    const other = await desk.world.addSite({ domain: 'ander.nl' })
    expect((await writtenDown({ ...desk, site: other })).duplicateOf).toBeNull()
    // And the same person is known by the address, not by the name.
    expect(await linked({ subject: { ...anna, name: null } })).not.toBeNull()
  })

  test('A-08: is known by the receipt of a device too, and by a letter that came before the form', async () => {
    const receiptId = 'AAAAAAAAAAAAAAAAAAAAAA'
    const device = { ...anna, email: null, name: null, receiptId }
    const first = await writtenDown(desk, { subject: device })
    expect(await linked({ subject: { ...anna, receiptId } })).toBe(first.id)
    expect(await linked({ subject: { ...device, receiptId: 'aAAAAAAAAAAAAAAAAAAAAA' } })).toBeNull()
    expect(await linked({ subject: device, receivedAt: at('2026-11-10T12:00:00Z') })).toBe(first.id)
  })
})

describe('the list', () => {
  test('of 10,000 is gone through by key, each once, in the order in which they are due', async () => {
    const one = await writtenDown(desk)
    await pglite.db`
      insert into rights_request (site_id, request_id, kind, state, channel, language, received_at, entered_at, promise_due,
        legal_due, sealed, closed_at)
      select site_id, gen_random_uuid(), kind, case when nth % 2 = 0 then 'received' else 'withdrawn' end, channel, language,
        received_at, entered_at, promise_due + nth % 40, legal_due + 60, sealed,
        case when nth % 2 = 0 then null else received_at + nth * interval '1 minute' end
      from rights_request, generate_series(1, 10000) as nth`
    for (const [which, rows] of [
      ['open', 5_001],
      ['closed', 5_000],
    ] as const) {
      const seen: string[] = []
      const keys: string[] = []
      let after: string | null = null
      do {
        const page = await listRequests(desk.world.ports, desk.site.id, {
          which,
          kind: null,
          assignedTo: null,
          limit: 1_000,
          after,
        })
        for (const { id, promiseDue, closedAt } of page.requests) {
          seen.push(id)
          keys.push(closedAt?.toISOString() ?? promiseDue)
        }
        after = page.next
      } while (after !== null)
      expect(new Set(seen).size).toBe(rows)
      expect(seen).toHaveLength(rows)
      expect(keys).toEqual(which === 'open' ? keys.toSorted() : keys.toSorted().toReversed())
    }
    const listed = await pglite.db<{ 'QUERY PLAN': string }[]>`
      explain select request_id from rights_request where site_id = ${desk.site.id} and closed_at is null
        and (promise_due, request_id) > ('2027-01-20'::date, ${one.id}::uuid) order by promise_due, request_id limit 51`
    expect(listed.map((row) => row['QUERY PLAN']).join('\n')).toContain('rights_request_open')
  }, 30_000)

  test('is by kind and by whoever answers it, of one site, and begins anew after what is no key', async () => {
    const { world, site } = desk
    const mine = await writtenDown(desk, { kind: 'erase' })
    await writtenDown(desk)
    const other = await world.addSite({ domain: 'ander.nl' })
    await writtenDown({ world, site: other })
    expect(await assignRequest(pglite, site.id, mine.id, staffId)).toBe(true)
    expect(await assignRequest(pglite, other.id, mine.id, null)).toBe(false)
    expect(await assignRequest(pglite, site.id, 'geen', null)).toBe(false)
    const list = async (more: object) =>
      (
        await listRequests(world.ports, site.id, {
          which: 'open',
          kind: null,
          assignedTo: null,
          limit: 10,
          after: null,
          ...more,
        })
      ).requests.map(({ id }) => id)
    expect(await list({ kind: 'erase' })).toEqual([mine.id])
    expect(await list({ assignedTo: staffId })).toEqual([mine.id])
    expect(await list({ kind: 'object' })).toEqual([])
    expect(await list({ which: 'closed' })).toEqual([])
    expect(await findRequest(world.ports, other.id, mine.id)).toBeNull()
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.constant(`9999-99-99_${mine.id}`)), async (after) => {
        expect(await list({ after })).toHaveLength(2)
      }),
      { numRuns: 30 },
    )
  })

  test('shows notes that are sealed, and takes none that is empty or too long', async () => {
    const { world, site } = desk
    const { id } = await writtenDown(desk)
    const add = (text: string) => addNote(world.ports, site.id, id, { by: staffId, text })
    expect(await add(' ')).toBeNull()
    expect(await add('x'.repeat(noteLengthMax + 1))).toBeNull()
    await add('Belt liever dan mailt.')
    world.setNow('2026-11-24T11:00:00Z')
    await add('x'.repeat(noteLengthMax))
    const notes = await listNotes(world.ports, site.id, id)
    expect(notes).toMatchObject([{ by: staffId, text: 'Belt liever dan mailt.' }, { by: staffId }])
    const [row] = await pglite.db<{ sealed: Uint8Array }[]>`select sealed from rights_note order by at`
    expect(Buffer.from(row?.sealed ?? []).toString('latin1')).not.toContain('liever')
  })
})

describe('A-10: a link', () => {
  const make = (purpose: 'confirm' | 'download', hours = 48) =>
    makeLink(desk.world.ports, desk.site.id, '00000000-0000-4000-a000-000000000001', purpose, hours)

  test('A-10: is 192 bits of chance, and kept as its hash alone', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => make('confirm')))
    expect(new Set(tokens).size).toBe(20)
    // 38 characters, of which 32 are chance.
    for (const token of tokens) {
      expect(token).toMatch(/^[\w-]{38}$/)
      expect(siteOfLink(token)).toBe(desk.site.id)
    }
    const rows = await pglite.db<{ token_hash: Uint8Array }[]>`select token_hash from rights_link`
    for (const { token_hash: hash } of rows) {
      expect(hash).toHaveLength(32)
      for (const token of tokens) {
        expect(Buffer.from(token, 'base64url').includes(Buffer.from(hash))).toBe(false)
        expect(Buffer.from(hash).toString('base64url')).not.toBe(token)
      }
    }
  })

  test('A-10: confirms once, fetches three times, and neither after its end', async () => {
    const { world } = desk
    const [confirm, download] = [await make('confirm'), await make('download')]
    const use = (token: string) => useLink(world.ports, token)
    expect([await use(confirm), await use(confirm)]).toEqual([true, false])
    expect([await use(download), await use(download), await use(download), await use(download)]).toEqual([
      true,
      true,
      true,
      false,
    ])
    expect(await findLink(world.ports, confirm)).toMatchObject({ purpose: 'confirm', uses: 1 })
    const late = await make('confirm')
    world.setNow('2026-11-25T10:59:59.999Z')
    expect(await findLink(world.ports, late)).toMatchObject({ uses: 0 })
    world.setNow('2026-11-25T11:00:00Z')
    expect(await findLink(world.ports, late)).toBeNull()
    expect(await use(late)).toBe(false)
  })

  test('A-10: is itself to the last bit: no other text leads to it, nor to another site', async () => {
    const { world } = desk
    const token = await make('confirm')
    const bytes = Buffer.from(token, 'base64url')
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length * 8 - 1 }), async (bit) => {
        const other = Buffer.from(bytes)
        other[bit >> 3] = must(other[bit >> 3], 'it is in there') ^ (1 << (bit & 7))
        const text = other.toString('base64url')
        expect(await findLink(world.ports, text)).toBeNull()
        expect(await useLink(world.ports, text)).toBe(false)
      }),
      { numRuns: 60 },
    )
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), async (text) => {
        expect(await findLink(world.ports, text)).toBeNull()
        expect(await useLink(world.ports, `${token}${text}`)).toBe(false)
      }),
      { numRuns: 30 },
    )
    expect(await findLink(world.ports, `${token}=`)).toBeNull()
    expect(await findLink(world.ports, token.toUpperCase())).toBeNull()
  })
})

describe('what nobody confirms', () => {
  const fromPage = async () => {
    const opened = await open({ channel: 'page' })
    return must(opened.kind === 'opened' ? opened.id : null, 'it came now')
  }

  test('is closed after fourteen days, and whoever it was is told why', async () => {
    const { world, site } = desk
    const id = await fromPage()
    const taken = await fromPage()
    await assignRequest(pglite, site.id, taken, staffId)
    const byPost = await writtenDown(desk)
    await takeMails(desk)
    world.setNow('2026-12-07T10:59:59Z')
    expect(await lapseUnconfirmed(world.ports, site)).toBe(0)
    world.setNow('2026-12-07T11:00:00Z')
    expect(await lapseUnconfirmed(world.ports, site)).toBe(1)
    expect(await lapseUnconfirmed(world.ports, site)).toBe(0)
    expect(await requestOf(desk, id)).toMatchObject({
      state: 'cannot-identify',
      closedAt: at('2026-12-07T11:00:00Z'),
    })
    // What staff took on, and what they wrote down, is theirs.
    expect((await requestOf(desk, taken)).state).toBe('verifying')
    expect((await requestOf(desk, byPost.id)).state).toBe('received')
    const [mail, ...more] = await takeMails(desk)
    expect(more).toEqual([])
    expect(mail?.text).toContain('Die is niet gebruikt')
    expect((await listLetters(world.ports, site.id, id)).map(({ kind }) => kind)).toEqual([
      'confirm',
      'cannot-identify',
    ])
  })
})
