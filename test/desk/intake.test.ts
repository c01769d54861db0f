/** Writing down what came by post, telephone, counter or mail. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findRequest, type RightsRequest } from '../../src/rights/request.ts'
import { openHouse, type House } from '../answer/life.ts'
import { attributesOf } from '../page/html.ts'
import { migrateAll } from '../rights/requesting.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { openAtDesk, type AtDesk } from './at-desk.ts'

let database: PgliteWorld
let house: House
let at: AtDesk
beforeAll(async () => {
  database = await openPglite()
  await migrateAll(database.db)
})
afterAll(() => database.close())
beforeEach(async () => {
  house = await openHouse(database.db)
  at = await openAtDesk(house)
})

const form = {
  channel: 'post',
  receivedOn: '2026-11-10',
  kind: 'erase',
  wish: 'Haal mij uit alles.\r\nGraag snel.',
  name: 'Anna de Vries',
  email: ' Anna@Example.NL ',
  language: 'nl',
} as const

const enter = (changed: Readonly<Record<string, string>> = {}) =>
  at.officer.post(`${at.path}/intake`, Object.entries({ ...form, ...changed }))
const entered = async (changed: Readonly<Record<string, string>> = {}): Promise<RightsRequest | null> => {
  const to = (await enter(changed)).headers.get('location') ?? ''
  const id = /requests\/([\da-f-]{36})\?done=entered$/.exec(to)?.[1] ?? ''
  return findRequest(house.world.ports, house.site.id, id)
}
const requests = () => database.db`select from rights_request`

test('A-05: a letter keeps the day on which it came, and both clocks run from there', async () => {
  const request = await entered()
  expect(request).toMatchObject({
    kind: 'erase',
    state: 'received',
    channel: 'post',
    language: 'nl',
    promiseDue: '2026-12-08',
    legalDue: '2026-12-10',
    wish: 'Haal mij uit alles.\nGraag snel.',
    subject: { email: 'anna@example.nl', name: 'Anna de Vries', receiptId: null, isUnder16: false },
  })
  expect(request?.receivedAt.toISOString()).toBe('2026-11-10T11:00:00.000Z')
  expect(request?.enteredAt.toISOString()).toBe('2026-11-23T11:00:00.000Z')
  expect(await at.acts()).toEqual([`request-entered ${request?.id}`])
  const html = await at.textOf(at.officer.ask(`${at.path}/requests/${request?.id}?done=entered`))
  expect(html).toContain('Het verzoek staat erin.')
  // Before noon, today is now, and not later than now.
  house.world.setNow('2026-11-23T06:30:00Z')
  expect((await entered({ receivedOn: '23-11-2026' }))?.receivedAt.toISOString()).toBe(
    '2026-11-23T06:30:00.000Z',
  )
  expect((await entered({ receivedOn: '2025-11-24' }))?.promiseDue).toBe('2025-12-22')
})

describe('A-05: what can not be, is told beside its field, and nothing that was typed is lost', () => {
  test.each([
    ['receivedOn', '2026-11-24', 'Deze dag moet nog komen.'],
    ['receivedOn', '2025-11-20', 'langer dan een jaar geleden'],
    ['receivedOn', '31-11-2026', 'Vul een dag in'],
    ['receivedOn', '', 'Vul een dag in'],
    ['channel', 'page', 'Kies hoe het verzoek binnenkwam.'],
    ['kind', 'delete', 'Kies wat er wordt gevraagd.'],
    ['email', 'geheim zonder apenstaart', 'Dit is geen e-mailadres.'],
    ['receipt', '12345', 'Dit is geen bonnummer.'],
    ['language', 'fr', 'Kies een taal.'],
    ['name', 'x'.repeat(201), 'hooguit 200 tekens'],
    ['postal', 'x'.repeat(501), 'hooguit 500 tekens'],
    ['wish', 'x'.repeat(4_001), 'hooguit 4000 tekens'],
    ['email', '', 'Vul een e-mailadres, een postadres of een bonnummer in.'],
    ['isRepresented', 'on', 'Vul in wie het vraagt, als wat, en hoe dat bleek.'],
  ])('%s %j: %s', async (field, value, told) => {
    const answer = await enter({ [field]: value })
    const html = await at.textOf(answer)
    expect([answer.status, html.includes(told)]).toEqual([400, true])
    expect(html).toMatch(/<title>Er klopt iets niet/)
    expect(html).toContain(field === 'wish' ? 'value="Anna de Vries"' : '>Haal mij uit alles.')
    expect(await requests()).toHaveLength(0)
    // What is wrong is not said back as what is wrong.
    if (field === 'email' && value !== '') expect(html.split(value)).toHaveLength(2)
  })
})

describe('A-09: for a child or for somebody else', () => {
  test('A-09: a parent or guardian asks, by name and by how that was shown; never by a document', async () => {
    for (const changed of [
      { isUnder16: 'on' },
      { isUnder16: 'on', repName: 'Eva', repCapacity: 'parent' },
      { isUnder16: 'on', repName: 'Eva', repCapacity: 'proxy', repProof: 'Machtiging' },
    ]) {
      const html = await at.textOf(enter(changed))
      expect(html).toContain('Voor iemand jonger dan 16 vraagt een ouder of voogd het.')
    }
    expect(await requests()).toHaveLength(0)
    const request = await entered({
      isUnder16: 'on',
      repName: ' Eva de Boer ',
      repCapacity: 'guardian',
      repProof: 'Stond bij ons bekend als voogd.',
    })
    expect(request?.subject).toMatchObject({
      isUnder16: true,
      representedBy: { name: 'Eva de Boer', capacity: 'guardian', proof: 'Stond bij ons bekend als voogd.' },
    })
    expect(
      (
        await entered({
          isRepresented: 'on',
          repName: 'Mr. X',
          repCapacity: 'proxy',
          repProof: 'Machtiging gezien.',
        })
      )?.subject.representedBy?.capacity,
    ).toBe('proxy')
  })

  test('A-09: no form of the desk takes a file', async () => {
    const request = await entered()
    for (const path of ['/intake', `/requests/${request?.id}`, '/letters/refusal/nl']) {
      const html = await at.textOf(at.officer.ask(at.path + path))
      expect([path, attributesOf(html, 'type').includes('file'), html.includes('multipart')]).toEqual([
        path,
        false,
        false,
      ])
    }
    const file = new FormData()
    for (const [name, value] of Object.entries(form)) file.append(name, value)
    file.append('name', new Blob(['%PDF paspoort']), 'paspoort.pdf')
    // A file is no answer to any question, whatever it is called.
    const { cookie } = await (
      await import('../support/staff.ts')
    ).signInAs(house.world.ports, 'officer', house.site.id)
    const answer = await house.world.request(`${at.path}/intake`, {
      method: 'POST',
      headers: { cookie, origin: 'http://localhost:3000' },
      body: file,
    })
    expect(answer.status).toBe(303)
    expect(
      JSON.stringify(await database.db`select encode(sealed, 'escape') from rights_request`),
    ).not.toContain('paspoort')
  })
})
