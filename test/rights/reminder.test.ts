import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { grantRole } from '../../src/account/people.ts'
import type { Tx } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { Letter } from '../../src/ports.ts'
import { must } from '../../src/must.ts'
import { openRequest, findRequest, type NewRequest } from '../../src/rights/request.ts'
import { reminderLetter, remindEverybody, remindersBy, sendReminders } from '../../src/rights/reminder.ts'
import { unseal } from '../../src/seal.ts'
import { addDays } from '../../src/site/local-day.ts'
import { siteSettings } from '../../src/site/site-settings.ts'
import { findSite, recordSettings, type Site } from '../../src/site/site.ts'
import { readEmail } from '../../src/subscriber/email.ts'
import { makeStaff } from '../support/staff.ts'
import { openWorld, type World } from '../support/world.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'

const officer = { name: 'Noor Bakker', email: 'privacy@delinde.example' }
const controller = { name: 'De Linde', address: 'Postbus 1', email: 'info@delinde.example' }

let database: PgliteWorld
let world: World
let site: Site

beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
  world = await openWorld(database.db)
  await world.addSite({ domain: 'delinde.example' })
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.db`delete from mail`
  await database.db`delete from rights_request`
  await database.db`delete from rights_reminder`
  await set({ controller, privacyOfficer: officer })
})

async function set(settings: object): Promise<void> {
  const found = must(await findSite(world.ports, 'delinde.example'), 'it was made')
  await recordSettings(world.ports, found, siteSettings.parse(settings))
  site = must(await findSite(world.ports, 'delinde.example'), 'it was made')
}

/** Received and entered at an instant, by a letter unless told. */
async function openAt(at: string, asked: Partial<NewRequest> = {}): Promise<string> {
  world.setNow(at)
  const opened = await openRequest(world.ports, site, {
    kind: 'erase',
    channel: 'post',
    language: 'nl',
    subject: {
      email: must(readEmail('anna.jansen@example.nl'), 'it is one'),
      receiptId: null,
      name: 'Anna Jansen',
      postal: 'Lindelaan 12',
      representedBy: null,
      isUnder16: false,
    },
    wish: 'GEHEIM',
    ...asked,
  })
  if (opened.kind !== 'opened') throw new Error(opened.why)
  await database.db`delete from mail`
  return opened.id
}

async function mails(): Promise<Letter[]> {
  const rows = await database.db<{ sealed: Uint8Array }[]>`select sealed from mail order by queued_at`
  return rows.map(({ sealed }) => JSON.parse(unseal(world.ports, 'mail.sealed', sealed)) as Letter)
}
const close = (id: string) =>
  database.db`update rights_request set state = 'answered', closed_at = ${world.ports.now()} where request_id = ${id}`
async function roundAt(at: string): Promise<number> {
  world.setNow(at)
  return await sendReminders(world.ports, site)
}

describe('reminders', () => {
  test('A-04: fire once each on day 7, 14, 21 and 25 and when it is late, by the calendar of the site', async () => {
    // Half past midnight on Sunday the 18th in Amsterdam: the 25th has 25 hours.
    await openAt('2026-10-17T22:30:00Z')
    const sent: string[] = []
    for (
      let hour = Date.parse('2026-10-17T23:00:00Z');
      hour < Date.parse('2026-12-20');
      hour += 12 * 3_600_000
    ) {
      const at = new Date(hour + 3_599_000).toISOString()
      if ((await roundAt(at)) > 0) sent.push(at)
    }
    expect(sent.map((at) => new Date(Date.parse(at) + 3_600_000).toISOString().slice(0, 10))).toEqual([
      '2026-10-25',
      '2026-11-01',
      '2026-11-08',
      '2026-11-12',
      // Four weeks are over on the 15th.
      '2026-11-16',
    ])
    expect(await mails()).toHaveLength(5)
    expect(await database.db`select reminder from rights_reminder order by at`).toEqual(
      ['day-7', 'day-14', 'day-21', 'day-25', 'overdue'].map((reminder) => ({ reminder })),
    )
  })

  test('A-04: begin at midnight in Amsterdam, not before', async () => {
    await openAt('2026-11-23T22:59:59Z')
    expect(await roundAt('2026-11-29T22:59:59Z')).toBe(0)
    expect(await roundAt('2026-11-29T23:00:00Z')).toBe(1)
    expect(await roundAt('2026-11-29T23:00:01Z')).toBe(0)
  })

  test('A-04: after an outage come in one mail for each request, and none twice, whoever else runs', async () => {
    await openAt('2026-11-02T11:00:00Z')
    expect(await roundAt('2026-11-22T11:00:00Z')).toBe(1)
    expect(await mails()).toHaveLength(1)
    // Day 21 and day 25, and nothing ran for 48 hours after day 25.
    expect(await roundAt('2026-11-29T11:00:00Z')).toBe(1)
    expect(await mails()).toHaveLength(2)
    world.setNow('2026-12-01T11:00:00Z')
    const rounds = await Promise.all([1, 2, 3].map(() => sendReminders(world.ports, site)))
    expect(rounds.reduce((sum, one) => sum + one, 0)).toBe(1)
    expect(await mails()).toHaveLength(3)
    expect(await roundAt('2027-03-01T11:00:00Z')).toBe(0)
  })

  test('A-04: a letter that was long on its way is reminded of at once, once', async () => {
    await openAt('2026-11-23T11:00:00Z', { receivedAt: new Date('2026-11-05T11:00:00Z') })
    expect(await roundAt('2026-11-23T12:00:00Z')).toBe(1)
    expect(await roundAt('2026-11-23T13:00:00Z')).toBe(0)
    const [mail] = await mails()
    expect(mail?.subject).toBe('Nog 10 dagen: verzoek (verwijderen)')
  })

  test('A-04: nothing of what was closed, and of what was extended by its new date', async () => {
    const [closed, extended] = [await openAt('2026-11-02T11:00:00Z'), await openAt('2026-11-02T11:00:00Z')]
    await close(closed)
    await database.db`
      update rights_request set extended_due = '2027-02-02', extension_reason = '\\x00', state = 'extended',
        verified_at = received_at, verified_by = 'staff' where request_id = ${extended}`
    expect(await roundAt('2026-12-10T11:00:00Z')).toBe(1)
    const [mail] = await mails()
    expect(mail?.text).toContain('2 februari 2027')
    expect(await roundAt('2027-02-02T22:00:00Z')).toBe(0)
    expect(await roundAt('2027-02-02T23:00:00Z')).toBe(1)
    expect((await mails())[1]?.text).toContain('Dat is 1 dag geleden.')
  })

  /** As if `act` came between what a round found and the transaction of its nth reminder. */
  const meanwhile = (nth: number, act: () => Promise<unknown>) => {
    let begun = 0
    const begin = async (work: (tx: Tx) => Promise<unknown>) => {
      if ((begun += 1) === nth) await act()
      return await database.db.begin(work)
    }
    const db = new Proxy(database.db, {
      get: (target, key) => (key === 'begin' ? begin : (Reflect.get(target, key) as unknown)),
    })
    return { ...world.ports, db }
  }

  test('A-04: nothing of what was closed after a round found it', async () => {
    await openAt('2026-11-02T11:00:00Z')
    const second = await openAt('2026-11-02T11:00:01Z')
    await database.db`update rights_request set promise_due = promise_due + 1 where request_id = ${second}`
    world.setNow('2026-11-10T11:00:00Z')
    expect(
      await sendReminders(
        meanwhile(2, () => close(second)),
        site,
      ),
    ).toBe(1)
    expect(await mails()).toHaveLength(1)
    expect(await database.db`select 1 from rights_reminder where request_id = ${second}`).toEqual([])
  })

  test('A-04: nothing again of what another round posted after this one found it', async () => {
    await openAt('2026-11-02T11:00:00Z')
    world.setNow('2026-11-10T11:00:00Z')
    let other = 0
    const ports = meanwhile(1, async () => (other = await sendReminders(world.ports, site)))
    expect([await sendReminders(ports, site), other]).toEqual([0, 1])
    expect(await mails()).toHaveLength(1)
  })

  test('A-04: however many were closed, they keep nothing back of what is open', async () => {
    await openAt('2026-11-02T11:00:00Z')
    // As many as a round takes, each due before.
    await database.db`
      insert into rights_request (site_id, request_id, kind, state, channel, language, received_at, entered_at, promise_due,
        legal_due, sealed, closed_at)
      select site_id, gen_random_uuid(), kind, 'withdrawn', channel, language, received_at, entered_at, promise_due - 1, legal_due,
        sealed, received_at
      from rights_request, generate_series(1, 1000)`
    expect(await roundAt('2026-11-10T11:00:00Z')).toBe(1)
  })

  test('name the request by kind, days and number, and nobody', async () => {
    const id = await openAt('2026-11-02T11:00:00Z')
    await roundAt('2026-11-16T11:00:00Z')
    const [mail] = await mails()
    const { to, subject, text, html } = must(mail, 'it is day 14')
    expect(to).toBe(officer.email)
    expect(subject).toBe('Nog 14 dagen: verzoek (verwijderen)')
    expect(text).toContain('Het kwam binnen op 2 november 2026.')
    expect(text).toContain('uiterlijk op 30 november 2026')
    expect(text).toContain('tot en met 2 december 2026')
    expect(text).toContain('Wij weten nog niet of de vrager is wie hij zegt te zijn.')
    expect(text).toContain(`http://localhost:3000/dashboard/sites/delinde.example/desk/requests/${id}`)
    for (const part of [subject, text, html]) expect(part).not.toMatch(/anna|jansen|GEHEIM|Lindelaan/i)
    const row = must(await findRequest(world.ports, site.id, id), 'it is there')
    expect(row.subject.name).toBe('Anna Jansen')
  })

  test('A-04: are committed with their mark, or not at all', async () => {
    await openAt('2026-11-02T11:00:00Z')
    world.setNow('2026-11-10T11:00:00Z')
    let asked = 0
    // The second chance is that of the seal of the mail, after the mark.
    const random = (bytes: number) => {
      if ((asked += 1) === 1) throw new Error('no chance')
      return world.ports.random(bytes)
    }
    await expect(sendReminders({ ...world.ports, random }, site)).rejects.toThrow('no chance')
    expect(await database.db`select 1 from rights_reminder`).toEqual([])
    expect(await sendReminders(world.ports, site)).toBe(1)
    expect(await mails()).toHaveLength(1)
  })

  test('go to staff with the role of officer where no officer is named, else to the organisation, else wait', async () => {
    await openAt('2026-11-02T11:00:00Z')
    await set({})
    expect(await roundAt('2026-11-10T11:00:00Z')).toBe(0)
    expect(await database.db`select 1 from rights_reminder`).toEqual([])
    await set({ controller })
    expect(await roundAt('2026-11-10T11:00:00Z')).toBe(1)
    expect((await mails()).map(({ to }) => to)).toEqual([controller.email])
    const other = await world.addSite({ domain: 'ander.example' })
    await makeStaff(world.ports, 'kees@delinde.example', 'officer', site.id)
    await makeStaff(world.ports, 'overal@delinde.example', 'officer')
    await makeStaff(world.ports, 'elders@delinde.example', 'officer', other.id)
    const admin = await makeStaff(world.ports, 'admin@delinde.example', 'admin')
    await database.db.begin((tx) =>
      grantRole(tx, world.ports, { staffId: admin, where: site.id, role: 'viewer', by: null }),
    )
    expect(await roundAt('2026-11-17T11:00:00Z')).toBe(1)
    expect(
      (await mails())
        .slice(1)
        .map(({ to }) => to)
        .toSorted(),
    ).toEqual(['kees@delinde.example', 'overal@delinde.example'])
    await database.db`delete from staff_role`
  })

  test('of every site go in one round, and one that can not be reached stops no other', async () => {
    await openAt('2026-11-02T11:00:00Z')
    world.setNow('2026-11-10T11:00:00Z')
    await set({ controller, privacyOfficer: { name: 'N', email: `${'x'.repeat(70)}@delinde.example` } })
    await remindEverybody(world.ports)
    expect(await mails()).toEqual([])
    await set({ controller, privacyOfficer: officer })
    await remindEverybody(world.ports)
    await remindEverybody(world.ports)
    expect(await mails()).toHaveLength(1)
    expect(world.logged.filter(({ event }) => event === 'failure')).toEqual([])
  })

  test('A-04: whatever rounds run when, each is due from its day on and for ever', () => {
    const day = fc.integer({ min: 0, max: 3000 }).map((days) => addDays('2024-01-01', days))
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 0, max: 120 }),
        fc.integer({ min: 0, max: 120 }),
        (receivedOn, a, b) => {
          const due = addDays(receivedOn, 28)
          const [earlier, later] = [Math.min(a, b), Math.max(a, b)].map((days) =>
            remindersBy({ receivedOn, due }, addDays(receivedOn, days)),
          )
          expect(later).toEqual(expect.arrayContaining(earlier ?? []))
          expect(earlier).toHaveLength([7, 14, 21, 25, 29].filter((days) => Math.min(a, b) >= days).length)
        },
      ),
    )
  })

  test('tell in English what they tell in Dutch', () => {
    const request = {
      id: '7d2f1c3e-0000-4000-a000-000000000000',
      kind: 'access',
      receivedOn: '2026-11-02',
      due: '2026-11-30',
      legalDue: '2026-12-02',
      isVerified: true,
    } as const
    const at = (today: string) =>
      reminderLetter(site, request, { language: 'en', today, publicUrl: 'https://voordeur.example' })
    expect(at('2026-11-29').subject).toBe('1 day left: request (access)')
    expect(at('2026-12-01').text).toContain('That is 1 day ago.')
    expect(at('2026-12-01').text).toContain('until the end of 2 December 2026')
    expect(at('2026-12-03').text).toContain('That day is over too.')
  })
})
