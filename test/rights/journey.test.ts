/** Two requests from the form to the last letter, through the pages that each of the people in it uses. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { verifyAudit } from '../../src/audit/chain.ts'
import { must } from '../../src/must.ts'
import type { Letter } from '../../src/ports.ts'
import { listLetters } from '../../src/rights/letter.ts'
import { listRequests, type RequestKind } from '../../src/rights/request.ts'
import { siteSettings } from '../../src/site/site-settings.ts'
import { forgetSites, readSite, recordSettings } from '../../src/site/site.ts'
import { findByEmail } from '../../src/subscriber/subscriber.ts'
import { live, openHouse, type House, type Life } from '../answer/life.ts'
import { categoryOf, readJson } from '../answer/released.ts'
import { openAtDesk, type AtDesk } from '../desk/at-desk.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { look, migrateAll, press, send, takeMails, linkIn } from './requesting.ts'

let pglite: PgliteWorld
let house: House
let desk: AtDesk
let life: Life

beforeAll(async () => {
  pglite = await openPglite()
  await migrateAll(pglite.db)
})
afterAll(() => pglite.close())
beforeEach(async () => {
  house = await openHouse(pglite.db)
  desk = await openAtDesk(house)
  const { ports } = house.world
  const { settings } = must(await readSite(ports, house.site.domain), 'it was made')
  const privacyOfficer = { name: 'Noor Bakker', email: 'privacy@delinde.nl' }
  await recordSettings(ports, house.site, { ...siteSettings.parse(settings), privacyOfficer })
  forgetSites(ports.db)
  life = await live(house)
  await takeMails(house)
})

/** The one mail that came since, to whoever asks. */
async function takeMail(): Promise<Letter> {
  const mails = await takeMails(house)
  expect(mails.map(({ to }) => to)).toEqual([life.email])
  const [mail] = mails
  return must(mail, 'one came')
}

/** By the form and the link in the mail. Answers the path of the request at the desk. */
async function ask(kind: RequestKind): Promise<{ readonly id: string; readonly path: string }> {
  const fields = { kind, email: life.email, who: 'self', name: 'Anna de Wit', wish: 'Alstublieft.' }
  expect((await send(house, fields)).status).toBe(200)
  const mail = await takeMail()
  expect(mail.text).not.toContain('Anna')
  const link = linkIn(mail)
  // A scanner of mail looks, and nothing happens.
  expect((await look(house, link)).status).toBe(200)
  const [waiting] = await openOnes()
  expect(waiting?.state).toBe('verifying')
  expect((await press(house, link)).status).toBe(200)
  const [request] = await openOnes()
  expect(request).toMatchObject({ kind, state: 'open', verifiedBy: 'mail' })
  expect((await takeMail()).text).toContain('Beste Anna de Wit,')
  const { id } = must(request, 'it was opened')
  return { id, path: `${desk.path}/requests/${id}` }
}
async function openOnes() {
  const { world, site } = house
  const open = { which: 'open', kind: null, assignedTo: null, limit: 10, after: null } as const
  return (await listRequests(world.ports, site.id, open)).requests
}

async function answered(id: string): Promise<void> {
  const { world, site } = house
  expect(await openOnes()).toEqual([])
  expect(await desk.textOf(desk.officer.ask(`${desk.path}?which=closed`))).toContain(id)
  expect((await verifyAudit(world.ports, site)).flaws).toEqual([])
}
/** Sorted: the clock stands still here. */
const kindsOf = async (id: string) =>
  (await listLetters(house.world.ports, house.site.id, id)).map(({ kind }) => kind).toSorted()

test('a copy: asked for by the form, released at the desk, fetched with a code', async () => {
  const { id, path } = await ask('access')
  expect(await desk.textOf(desk.officer.ask(desk.path))).toContain(id)
  expect(await desk.textOf(desk.officer.ask(path))).toContain('Alstublieft.')
  const released = await desk.officer.post(`${path}/release`, [['checked', 'yes']])
  expect(released.status).toBe(303)

  const mail = await takeMail()
  expect(mail.text).toContain('privacy@delinde.nl')
  const [, link] = must(
    /http:\/\/localhost:3000(\/rights\/download\/[\w-]+)/.exec(mail.text),
    'it has the link',
  )
  const from = must(link, 'it has the link')
  const post = (fields: Record<string, string>) =>
    house.world.request(from, {
      method: 'POST',
      headers: { origin: 'http://localhost:3000', 'accept-language': 'nl' },
      body: new URLSearchParams(fields),
    })
  expect((await look(house, from)).status).toBe(200)
  expect((await post({ does: 'fetch', format: 'json', pass: '' })).status).toBe(400)
  expect((await post({ does: 'send' })).status).toBe(303)
  const coded = await takeMail()
  expect(coded.subject).not.toMatch(/\d/)
  const [code] = must(/\b\d{8}\b/.exec(coded.text), 'it has the code')
  const page = await (await post({ does: 'check', code })).text()
  const [, pass] = must(/name="pass" value="([^"]+)"/.exec(page), 'the page has the pass')
  const file = await post({ does: 'fetch', format: 'json', pass: must(pass, 'it has one') })
  expect(file.headers.get('cache-control')).toBe('no-store')
  const written = readJson(Buffer.from(await file.arrayBuffer()))
  expect(JSON.stringify(categoryOf(written, 'subscriber').rows)).toContain(life.email)

  await answered(id)
  expect(await kindsOf(id)).toEqual(['access', 'code', 'confirm', 'received'])
  const letters = await listLetters(house.world.ports, house.site.id, id)
  expect(JSON.stringify(letters)).not.toContain(code)
  expect(JSON.stringify(letters)).not.toContain('/rights/download/')
})

test('an erasure: looked at once more at the desk, done, and told with what stays and why', async () => {
  const { id, path } = await ask('erase')
  const { ports } = house.world
  expect(await findByEmail(ports, house.site.id, life.email)).not.toBeNull()
  // Told before it is done, nothing would be true of it.
  expect((await desk.officer.post(`${path}/answer`, [])).status).toBe(400)
  expect((await desk.officer.post(`${path}/erase`, [['ground', 'b']])).status).toBe(200)
  expect(await findByEmail(ports, house.site.id, life.email)).not.toBeNull()
  expect(await takeMails(house)).toEqual([])
  const fields = [
    ['ground', 'b'],
    ['confirmed', 'yes'],
  ] as const
  expect((await desk.officer.post(`${path}/erase`, fields)).status).toBe(303)
  expect(await findByEmail(ports, house.site.id, life.email)).toBeNull()
  expect((await desk.officer.post(`${path}/answer`, [])).status).toBe(303)

  const { subject, text } = await takeMail()
  expect(subject).toBe('Uw gegevens zijn verwijderd')
  expect(text).toContain('om uw gegevens te verwijderen. Dat hebben wij gedaan.')
  expect(text).toMatch(/Dit hebben wij verwijderd:\n=+\n\n- .+: \d/)
  expect(text).toContain('Dit moeten wij bewaren:')
  expect(text).toContain('autoriteitpersoonsgegevens.nl')
  expect(text).not.toMatch(/[{}]|undefined/)
  await answered(id)
  expect(await kindsOf(id)).toEqual(['confirm', 'erased', 'received'])
})
