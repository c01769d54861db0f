/** the log of breaches. Its clock starts when the organisation knows, and what was not notified stays, with the reason (GDPR art. 33). */
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listAudit } from '../../src/audit/chain.ts'
import {
  amendBreach,
  closeBreach,
  decideBreach,
  findBreach,
  listBreaches,
  recordBreach,
  type Breach,
  type BreachTimes,
} from '../../src/breach/breach.ts'
import { clockOf, notifyDueOf } from '../../src/breach/clock.ts'
import { momentField, readMoment } from '../../src/breach/moment.ts'
import { breachContent } from '../../src/breach/record.ts'
import { must } from '../../src/must.ts'
import { inlineParts, unescapeHtml } from '../page/html.ts'
import { migrateAll, openDesk, staff, type Desk } from '../rights/requesting.ts'
import { readAsText } from '../support/staff.ts'
import { browserOf, nameController, type Browsing } from '../asking/deciding-staff.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { lostLetter } from './breaches.ts'

let database: PgliteWorld
let desk: Desk
beforeAll(async () => {
  database = await openPglite()
  await migrateAll(database.db)
  desk = await openDesk(database.db)
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.db`truncate breach, staff_act, audit_entry, audit_head`
  desk.world.setNow('2026-11-23T11:00:00Z')
})

const at = (text: string) => new Date(text)
const saturday: BreachTimes = {
  discoveredAt: at('2026-11-20T22:00:00Z'),
  awareAt: at('2026-11-21T09:30:00Z'),
}
const unsure: BreachTimes = { ...saturday, awareAt: null }
const because = { reason: '', reference: '', delay: '' }

async function record(times = saturday, content = lostLetter): Promise<string> {
  const recorded = await recordBreach(desk.world.ports, staff, desk.site.id, times, content)
  return must(recorded.ok ? recorded.id : null, 'it can be')
}
const find = async (id: string): Promise<Breach> =>
  must(await findBreach(desk.world.ports, desk.site.id, id), 'it was recorded')
const amend = (id: string, times: BreachTimes, content = lostLetter) =>
  amendBreach(desk.world.ports, staff, desk.site.id, id, times, content)
const decide = (id: string, deciding: Parameters<typeof decideBreach>[4]) =>
  decideBreach(desk.world.ports, staff, desk.site.id, id, deciding)
const notify = (id: string, notifiedAt: string, delay = '') =>
  decide(id, { kind: 'notified', notifiedAt: at(notifiedAt), because: { ...because, delay } })
const audited = async () =>
  (await listAudit(desk.world.ports, desk.site.id, { requestId: null, before: null, limit: 50 })).map(
    ({ kind, facts }) => ({ kind, ...(facts as object) }),
  )

describe('A-46: the clock of 72 hours', () => {
  test('starts at awareness, not at discovery, and runs through the weekend', async () => {
    const breach = await find(await record())
    expect(breach.notifyDue).toEqual(at('2026-11-24T09:30:00Z'))
    const clock = (now: string) => clockOf(breach, at(now))
    expect(clock('2026-11-21T09:30:00Z')).toEqual({ kind: 'running', hours: 72 })
    expect(clock('2026-11-23T09:30:00Z')).toEqual({ kind: 'running', hours: 24 })
    expect(clock('2026-11-23T09:30:01Z')).toEqual({ kind: 'soon', hours: 23 })
    expect(clock('2026-11-24T09:30:00Z')).toEqual({ kind: 'soon', hours: 0 })
    expect(clock('2026-11-24T09:30:01Z')).toEqual({ kind: 'late', hours: 1 })
  })

  test('does not run while it is looked into, and begins once it is clear', async () => {
    const id = await record(unsure)
    expect(await find(id)).toMatchObject({ awareAt: null, notifyDue: null })
    expect(clockOf(await find(id), at('2027-01-01T00:00:00Z'))).toEqual({ kind: 'not-aware' })
    expect(await notify(id, '2026-11-23T10:00:00Z')).toEqual({ ok: false, why: 'not-aware' })
    await amend(id, saturday)
    expect((await find(id)).notifyDue).toEqual(at('2026-11-24T09:30:00Z'))
    // That it is known can be corrected, and not taken back.
    expect(await amend(id, unsure)).toEqual({ ok: false, why: 'not-aware' })
  })

  test('is 72 hours whatever the clocks do', () => {
    const instants = fc.date({ min: at('2026-01-01'), max: at('2027-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(instants, (aware) => {
        expect(notifyDueOf(aware).getTime() - aware.getTime()).toBe(72 * 3_600_000)
        // What the page fills in reads as what it was, but for the hour that comes twice.
        const reading = readMoment(momentField(aware))
        const minute = Math.floor(aware.getTime() / 60_000) * 60_000
        expect(reading.ok && [0, 3_600_000].includes(minute - reading.at.getTime())).toBe(true)
      }),
    )
    expect(readMoment('2026-03-29T02:30')).toEqual({ ok: false, why: 'skipped' })
    expect(readMoment('2026-10-25T02:30')).toEqual({ ok: true, at: at('2026-10-25T00:30:00Z') })
    for (const wrong of ['', '2026-11-31T10:00', '2026-11-23', '2026-11-23T24:00', '23-11-2026 10:00'])
      expect(readMoment(wrong)).toEqual({ ok: false, why: 'moment' })
  })

  test('takes no moment that has not come, and none at which nobody had seen anything', async () => {
    const { ports } = desk.world
    for (const [times, why] of [
      [{ discoveredAt: at('2026-11-23T11:00:01Z'), awareAt: null }, 'future'],
      [{ ...saturday, awareAt: at('2026-11-23T11:00:01Z') }, 'future'],
      [{ ...saturday, awareAt: at('2026-11-20T21:59:59Z') }, 'order'],
    ] as const)
      expect(await recordBreach(ports, staff, desk.site.id, times, lostLetter)).toEqual({ ok: false, why })
    expect(await listBreaches(ports, desk.site.id)).toEqual([])
  })
})

describe('A-46: whether the authority hears of it', () => {
  test('one that is not notified needs a reason and is kept with it', async () => {
    const id = await record()
    expect(await decide(id, { kind: 'not-notified', because })).toEqual({ ok: false, why: 'reason' })
    const reason = 'Geen risico: de brief was nog dicht.'
    expect(await decide(id, { kind: 'not-notified', because: { ...because, reason } })).toEqual({ ok: true })
    expect(await find(id)).toMatchObject({ decision: 'not-notified', notifiedAt: null, because: { reason } })
    expect(clockOf(await find(id), desk.world.ports.now())).toEqual({ kind: 'decided' })
    expect(await closeBreach(desk.world.ports, staff, desk.site.id, id)).toEqual({ ok: true })
    expect((await listBreaches(desk.world.ports, desk.site.id)).map((one) => one.because?.reason)).toEqual([
      reason,
    ])
  })

  test('one that is notified after 72 hours needs the reason of the delay, one within does not', async () => {
    const id = await record()
    desk.world.setNow('2026-11-25T11:00:00Z')
    expect(await notify(id, '2026-11-24T09:30:01Z')).toEqual({ ok: false, why: 'delay' })
    expect(await notify(id, '2026-11-25T11:00:01Z')).toEqual({ ok: false, why: 'future' })
    expect(await notify(id, '2026-11-20T21:00:00Z')).toEqual({ ok: false, why: 'order' })
    expect(await notify(id, '2026-11-24T09:30:00Z')).toEqual({ ok: true })
    expect(clockOf(await find(id), desk.world.ports.now())).toEqual({ kind: 'in-time' })
    expect(await notify(id, '2026-11-24T09:30:01Z', 'De verwerker belde laat.')).toEqual({ ok: true })
    expect(clockOf(await find(id), desk.world.ports.now())).toEqual({ kind: 'too-late' })
  })

  test('can be decided otherwise later, and each decision stands in the chain, with nothing of what was written', async () => {
    const id = await record()
    await decide(id, { kind: 'not-notified', because: { ...because, reason: 'Geen risico.' } })
    await notify(id, '2026-11-23T10:00:00Z')
    const entries = await audited()
    expect(entries.filter(({ kind }) => kind === 'breach-decided')).toEqual([
      expect.objectContaining({
        breach: id,
        decision: 'notified',
        notified: '2026-11-23T10:00:00.000Z',
        late: false,
      }),
      expect.objectContaining({ breach: id, decision: 'not-notified', notified: null, late: false }),
    ])
    expect(JSON.stringify(entries)).not.toMatch(/risico|brief|Anna|Lindenhof/)
  })
})

describe('what is written down', () => {
  test('is sealed, and an amendment keeps what stood there and says which fields changed', async () => {
    const id = await record()
    desk.world.setNow('2026-11-23T12:00:00Z')
    const more = { ...lostLetter, peopleMax: 12, planned: 'Adressen nalopen.' }
    expect(await amend(id, saturday, more)).toEqual({ ok: true })
    const breach = await find(id)
    expect(breach.content).toEqual(more)
    expect(breach.before).toEqual([{ until: at('2026-11-23T12:00:00Z'), content: lostLetter }])
    expect(readAsText(await database.db`select * from breach where site_id = ${desk.site.id}`)).not.toMatch(
      /brief|Anna|Lindenhof/,
    )
    const [amended, recorded] = await audited()
    expect(recorded).toMatchObject({
      kind: 'breach-recorded',
      change: 'recorded',
      due: '2026-11-24T09:30:00.000Z',
    })
    expect(amended).toMatchObject({
      kind: 'breach-recorded',
      change: 'amended',
      fields: ['peopleMax', 'planned'],
    })
    expect((amended as { digest?: string }).digest).not.toBe((recorded as { digest?: string }).digest)
  })

  test('is not added to once it is closed, and is not closed before it was decided', async () => {
    const id = await record()
    const { ports } = desk.world
    expect(await closeBreach(ports, staff, desk.site.id, id)).toEqual({ ok: false, why: 'undecided' })
    await notify(id, '2026-11-23T10:00:00Z')
    await closeBreach(ports, staff, desk.site.id, id)
    for (const outcome of [
      await amend(id, saturday),
      await notify(id, '2026-11-23T10:00:00Z'),
      await closeBreach(ports, staff, desk.site.id, id),
    ])
      expect(outcome).toEqual({ ok: false, why: 'closed' })
    const other = await desk.world.addSite({ domain: 'ander.nl' })
    expect(await closeBreach(ports, staff, other.id, id)).toEqual({ ok: false, why: 'unknown' })
    expect(await findBreach(ports, other.id, id)).toBeNull()
  })

  test('needs no more than what happened, and refuses what can not be', () => {
    expect(breachContent.safeParse({ happened: 'Laptop kwijt.' }).success).toBe(true)
    const faultsOf = (over: object) =>
      breachContent
        .safeParse({ happened: 'x', ...over })
        .error?.issues.map(({ path, message }) => `${String(path[0])} ${message}`)
    expect(faultsOf({ happened: ' ' })).toEqual(['happened empty'])
    expect(faultsOf({ cause: 'x'.repeat(2_001) })).toEqual(['cause long'])
    expect(faultsOf({ cause: 'a\0b' })).toEqual(['cause text'])
    expect(faultsOf({ incident: 'brand' })).toEqual(['incident choice'])
    expect(faultsOf({ peopleMin: 5, peopleMax: 4 })).toEqual(['peopleMax range'])
    expect(faultsOf({ peopleMin: Number.NaN })).toEqual(['peopleMin number'])
  })
})

describe('the pages', () => {
  const path = '/dashboard/sites/example.nl/desk/breaches'
  let officer: Browsing
  beforeEach(async () => {
    officer = await browserOf(desk.world, 'officer', desk.site.id)
  })
  const textOf = async (answer: Response | Promise<Response>) => unescapeHtml(await (await answer).text())
  const fields = (over: Readonly<Record<string, string>> = {}): [string, string][] =>
    Object.entries({
      discoveredAt: '2026-11-20T23:00',
      awareAt: '2026-11-21T10:30',
      happened: 'Laptop kwijt in de trein.',
      incident: 'lost-device',
      unreadable: 'yes',
      told: 'undecided',
      ...over,
    })
  const idIn = (answer: Response) =>
    /breaches\/([\da-f-]{36})/.exec(answer.headers.get('location') ?? '')?.[1] ?? ''

  test('record, amend, decide and close, in the time of Amsterdam', async () => {
    expect(await textOf(officer.ask(path))).toContain('Nog geen datalekken')
    const recorded = await officer.post(path, fields())
    expect(recorded.status).toBe(303)
    const one = `${path}/${idIn(recorded)}`
    const html = await textOf(officer.ask(`${one}?done=recorded`))
    expect(html).toContain('uiterlijk 24 nov 2026, 10:30 (tijd in Amsterdam)')
    expect(html).toContain('nog 22 uur')
    expect(html).toContain('Het datalek is vastgelegd.')
    expect(inlineParts(html)).toEqual([])
    expect((await officer.post(`${one}/close`, [])).status).toBe(400)
    expect((await officer.post(one, fields({ data: 'Namen.', awareAt: '' }))).status).toBe(400)
    expect((await officer.post(one, fields({ data: 'Namen.' }))).status).toBe(303)

    const refused = await officer.post(`${one}/decide`, [['decision', 'not-notified']])
    expect([refused.status, await textOf(refused)]).toEqual([
      400,
      expect.stringContaining('Schrijf op waarom.'),
    ])
    await officer.post(`${one}/decide`, [
      ['decision', 'not-notified'],
      ['reason', 'Versleuteld.'],
    ])
    await officer.post(`${one}/close`, [])
    const closed = await textOf(officer.ask(one))
    expect(closed).toContain('niet gemeld, met reden')
    expect(closed).toContain('afgesloten op 23 november 2026')
    expect(closed).not.toContain('Vul aan of verbeter')
    expect(await textOf(officer.ask(`${path}?lang=en`))).toContain('not notified, with a reason')
  })

  test('lose nothing that was typed, and say what is wrong beside its field', async () => {
    const answer = await officer.post(
      path,
      fields({ happened: '', discoveredAt: 'gisteren', peopleMin: 'veel', taken: 'Gebeld met <Jan>' }),
    )
    const html = await textOf(answer)
    expect(answer.status).toBe(400)
    for (const id of ['happened-fault', 'discoveredAt-fault', 'peopleMin-fault'])
      expect(html).toContain(`id="${id}"`)
    expect(html).toContain('Gebeld met <Jan>')
    const future = await officer.post(path, fields({ awareAt: '2026-11-23T12:01' }))
    expect([future.status, await textOf(future)]).toEqual([400, expect.stringContaining('awareAt-fault')])
    expect(await listBreaches(desk.world.ports, desk.site.id)).toEqual([])
  })

  test('are there for who guards privacy alone, and another site’s number is nothing', async () => {
    const id = await record()
    for (const role of ['viewer', 'editor'] as const) {
      const browsing = await browserOf(desk.world, role, desk.site.id)
      for (const at of [path, `${path}/new`, `${path}/${id}`, `${path}/${id}/form.json`])
        expect([role, (await browsing.ask(at)).status]).toEqual([role, 404])
      expect((await browsing.post(path, fields())).status).toBe(404)
    }
    await desk.world.addSite({ domain: 'ander.nl' })
    const admin = await browserOf(desk.world, 'admin', 0)
    expect((await admin.ask(`/dashboard/sites/ander.nl/desk/breaches/${id}`)).status).toBe(404)
    expect((await admin.ask(`${path}/${id}`)).status).toBe(200)
  })

  test('hand it out in the order of the authority’s form: as text, as JSON, and as a sheet that is safe to open (S-14)', async () => {
    await nameController(desk.world, desk.site)
    const id = await record()
    await notify(id, '2026-11-23T10:00:00Z')
    const get = (kind: string) => officer.ask(`${path}/${id}/form.${kind}`)
    const text = await (await get('txt')).text()
    expect(text.indexOf('Woonstichting De Linde')).toBeLessThan(text.indexOf('Ontdekt'))
    expect(text.indexOf('Ontdekt')).toBeLessThan(text.indexOf('Gevolgen voor de mensen'))
    expect(text).toMatch(/Gemeld binnen 72 uur\n {2}ja/)
    const csv = await get('csv')
    expect(csv.headers.get('content-disposition')).toBe(`attachment; filename="breach-${id.slice(0, 8)}.csv"`)
    const sheet = await csv.text()
    expect(sheet).toContain(`Welke gegevens,"'=HYPERLINK(""http://kwaad.example"")"`)
    expect(sheet.split('\r\n').filter((line) => /^"?[=+@]/.test(line))).toEqual([])
    expect(await (await get('json')).json()).toMatchObject({
      site: 'example.nl',
      organisation: { name: 'Woonstichting De Linde' },
      discoveredAt: '2026-11-20T22:00:00.000Z',
      awareAt: '2026-11-21T09:30:00.000Z',
      notifyDue: '2026-11-24T09:30:00.000Z',
      notifiedAt: '2026-11-23T10:00:00.000Z',
      incident: 'wrong-recipient',
      peopleMin: 1,
      decision: 'notified',
    })
  })
})
