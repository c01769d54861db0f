/** The form for requests and the link that it mails, as people, robots, scanners of mail and strangers use them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import { must } from '../../src/must.ts'
import { sendRequestLetter } from '../../src/rights/letter.ts'
import { makeLink } from '../../src/rights/link.ts'
import { requestKinds, type RightsRequest } from '../../src/rights/request.ts'
import { moveRequest } from '../../src/rights/state.ts'
import {
  requestsPerDayMax,
  sweepRequestTries,
  triesForEmailMax,
  triesFromNetworkMax,
} from '../../src/rights/try.ts'
import { addList } from '../../src/subscriber/list.ts'
import { requestConfirmation, signConfirmation } from '../../src/subscriber/confirmation.ts'
import { admitSubscriber } from '../../src/subscriber/subscriber.ts'
import { signLink } from '../../src/subscriber/token.ts'
import { readSources } from '../architecture/source-files.ts'
import { attributesOf, inlineParts, unescapeHtml } from '../page/html.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import {
  anna,
  askedFor,
  emailOf,
  linkIn,
  look,
  migrateAll,
  openDesk,
  press,
  requestOf,
  send,
  staff,
  takeMails,
  wantsAccess,
  writtenDown,
  type Desk,
  type Fields,
} from './requesting.ts'

let pglite: PgliteWorld
let desk: Desk
/** Every statement as it was sent, in order; values never show. */
const statements: string[] = []

beforeAll(async () => {
  pglite = await openPglite({ observe: (statement) => statements.push(statement) })
  await migrateAll(pglite.db)
})
beforeEach(async () => {
  desk = await openDesk(pglite.db)
})
afterAll(() => pglite.close())

async function listed(): Promise<RightsRequest[]> {
  const rows = await pglite.db<{ request_id: string }[]>`
    select request_id from rights_request order by entered_at, request_id`
  return await Promise.all(rows.map((row) => requestOf(desk, row.request_id)))
}
const textOf = async (answer: Response | Promise<Response>) => unescapeHtml(await (await answer).text())
/** All that a request can leave behind, by how many rows. */
async function rows() {
  const [row] = await pglite.db`
    select (select count(*)::int from rights_request) as requests, (select count(*)::int from rights_step) as steps,
      (select count(*)::int from rights_link where used_at is not null) as used, (select count(*)::int from mail) as mails,
      (select count(*)::int from audit_entry) as entries, (select count(*)::int from rights_letter) as letters`
  return row
}

describe('the form', () => {
  test('takes each of the six rights, mails a link for it, and both clocks count from now', async () => {
    for (const kind of requestKinds) {
      const answer = await send(desk, { ...wantsAccess, kind, email: `${kind}@example.nl` })
      expect([answer.status, (await textOf(answer)).includes('Kijk in je mail')]).toEqual([200, true])
    }
    const all = await listed()
    expect(all.map(({ kind }) => kind).toSorted()).toEqual(requestKinds.toSorted())
    for (const request of all)
      expect(request).toMatchObject({
        state: 'verifying',
        channel: 'page',
        language: 'nl',
        promiseDue: '2026-12-21',
        legalDue: '2026-12-23',
        verifiedAt: null,
      })
    const mails = await takeMails(desk)
    expect(mails.map(({ to }) => to).toSorted()).toEqual(
      requestKinds.map((kind) => `${kind}@example.nl`).toSorted(),
    )
    expect(new Set(mails.map((mail) => linkIn(mail))).size).toBe(6)
  })

  test('keeps what was typed: who, for whom, the device and the explanation, in lines', async () => {
    await send(desk, {
      kind: 'rectify',
      email: ' Anna@Example.NL ',
      name: 'Anna de Vries',
      receipt: 'AAAAAAAAAAA AAAAAAAAAAA',
      wish: 'Mijn naam\r\nis fout.\u0007',
      who: 'self',
    })
    expect((await listed())[0]).toMatchObject({
      kind: 'rectify',
      wish: 'Mijn naam\nis fout.',
      subject: {
        email: 'anna@example.nl',
        receiptId: 'AAAAAAAAAAAAAAAAAAAAAA',
        name: 'Anna de Vries',
        postal: null,
        representedBy: null,
        isUnder16: false,
      },
    })
  })

  test('is there in English, and its mail too', async () => {
    const page = await (await desk.world.request(`/rights?d=example.nl&lang=en`)).text()
    expect(page).toContain('A question about your data')
    await desk.world.request('/rights?d=example.nl&lang=en', {
      method: 'POST',
      headers: { origin: 'http://localhost:3000' },
      body: new URLSearchParams({ d: 'example.nl', ...wantsAccess }),
    })
    expect((await listed())[0]?.language).toBe('en')
    expect((await takeMails(desk))[0]?.subject).toMatch(/confirm/i)
  })

  test('shows what is wrong beside its field, loses nothing typed, and keeps nothing', async () => {
    const cases: readonly (readonly [Fields, string])[] = [
      [{ ...wantsAccess, kind: 'alles' }, 'kind-refusal'],
      [{ ...wantsAccess, email: 'anna@' }, 'email-refusal'],
      [{ ...wantsAccess, email: 'anna@example.nl\r\nBcc: x@example.nl' }, 'email-refusal'],
      [{ ...wantsAccess, name: '<b>Anna' }, 'name-refusal'],
      [{ ...wantsAccess, receipt: '203.0.113.77' }, 'receipt-refusal'],
      [{ ...wantsAccess, wish: 'x'.repeat(2_001) }, 'wish-refusal'],
      [{ ...wantsAccess, who: 'iedereen' }, 'who-refusal'],
      [{ ...wantsAccess, who: 'self', standInName: 'Bram' }, 'who-refusal'],
      [{ ...wantsAccess, who: 'child', capacity: 'parent' }, 'standInName-refusal'],
      [{ ...wantsAccess, who: 'child', standInName: 'Bram', capacity: 'proxy' }, 'capacity-refusal'],
      [{ ...wantsAccess, who: 'other', standInName: 'Bram', capacity: 'parent' }, 'capacity-refusal'],
      [{ ...wantsAccess, who: 'other', standInName: 'Bram' }, 'capacity-refusal'],
    ]
    for (const [fields, refusal] of cases) {
      const typed: Record<'name' | 'wish', string> & Fields = {
        name: 'Anna',
        wish: 'Van mij & mij',
        ...fields,
      }
      const answer = await send(desk, typed)
      const page = await answer.text()
      expect([refusal, answer.status, page.includes(`id="${refusal}"`)]).toEqual([refusal, 400, true])
      expect(page.match(/-refusal"/g)?.length).toBeGreaterThanOrEqual(1)
      for (const value of [typed.name, typed.email, typed.wish.slice(0, 2_001)])
        if (!/[\r<]/.test(value ?? '')) expect(unescapeHtml(page)).toContain(value)
      // A refusal says what is wrong, and repeats nothing.
      for (const [, told = ''] of page.matchAll(/class="refusal"[^>]*>([^<]*)</g)) {
        expect(told).not.toMatch(/anna|bram|203/i)
        expect(told.trim()).not.toBe('')
      }
    }
    expect(await rows()).toMatchObject({ requests: 0, mails: 0, entries: 0 })
  })

  test('is not there for a site that is none of ours, and takes no body that is too large, and no form of a stranger', async () => {
    for (const path of ['/rights', '/rights?d=onbekend.nl', `/rights?d=${'x'.repeat(300)}.nl`])
      expect((await look(desk, path)).status).toBe(404)
    expect((await send(desk, { ...wantsAccess, d: 'onbekend.nl' })).status).toBe(404)
    expect((await send(desk, { ...wantsAccess, wish: 'x'.repeat(30_000) })).status).toBe(400)
    for (const headers of [{ origin: 'https://kwaad.example' }, { origin: 'null' }])
      expect((await send(desk, wantsAccess, { headers })).status).toBe(403)
    expect(await rows()).toMatchObject({ requests: 0, mails: 0 })
  })

  test('tells a robot that all went well, and keeps nothing', async () => {
    const answer = await send(desk, { ...wantsAccess, website: 'https://kwaad.example' })
    expect([answer.status, (await textOf(answer)).includes('Kijk in je mail')]).toEqual([200, true])
    expect(await rows()).toMatchObject({ requests: 0, mails: 0, entries: 0 })
  })

  test('has no script, no style of its own, and its labels', async () => {
    const page = await (await look(desk, '/rights?d=example.nl')).text()
    expect(inlineParts(page)).toEqual([])
    for (const id of attributesOf(page, 'for')) expect(page).toContain(`id="${id}"`)
    // The one who only wants to know what a device did is sent where that is seen at once.
    expect(page).toContain('href="/my-data?d=example.nl')
  })

  test('stands in no log line with what was typed', async () => {
    const link = await askedFor(desk)
    await press(desk, link)
    expect(JSON.stringify(desk.world.logged)).not.toMatch(/anna|confirm\/[^:]/i)
    expect(desk.world.logged.map((line) => ('route' in line ? line.route : null))).toContain(
      '/rights/confirm/:token',
    )
  })
})

test('A-02: a request is of its local day to the last of it, in both clocks, an extension, the mails and the page', async () => {
  const { world, site } = desk
  // By hand: the day, the promise, the law, and three months. The clock goes on on the 29th of March, and back on the 25th of October.
  const cases = [
    ['2026-01-15T22:59:59.999Z', '15 januari 2026', '2026-02-12', '2026-02-16', '2026-04-15'],
    ['2026-01-15T23:00:00.000Z', '16 januari 2026', '2026-02-13', '2026-02-16', '2026-04-16'],
    ['2026-03-28T22:59:59.999Z', '28 maart 2026', '2026-04-25', '2026-04-28', '2026-06-28'],
    ['2026-03-28T23:00:00.000Z', '29 maart 2026', '2026-04-26', '2026-04-29', '2026-06-29'],
    ['2026-03-29T21:59:59.999Z', '29 maart 2026', '2026-04-26', '2026-04-29', '2026-06-29'],
    ['2026-03-29T22:00:00.000Z', '30 maart 2026', '2026-04-27', '2026-04-30', '2026-06-30'],
    ['2026-10-24T21:59:59.999Z', '24 oktober 2026', '2026-11-21', '2026-11-24', '2027-01-24'],
    ['2026-10-24T22:00:00.000Z', '25 oktober 2026', '2026-11-22', '2026-11-25', '2027-01-25'],
    ['2026-10-25T22:59:59.999Z', '25 oktober 2026', '2026-11-22', '2026-11-25', '2027-01-25'],
    ['2026-10-25T23:00:00.000Z', '26 oktober 2026', '2026-11-23', '2026-11-26', '2027-01-26'],
  ] as const
  const seen = []
  for (const [nth, [at, day, , , until]] of cases.entries()) {
    const email = `n${nth}@example.nl`
    world.setNow(at)
    const path = await askedFor(desk, { ...wantsAccess, email })
    // Opened an evening later, it still says when they asked.
    world.setNow(new Date(Date.parse(at) + 20 * 3_600_000).toISOString())
    const page = await textOf(look(desk, path))
    await press(desk, path)
    const [mail] = await takeMails(desk)
    const opened = must(
      (await listed()).find(({ subject }) => subject.email === email),
      'it was made',
    )
    const reason = 'Het zijn er veel.'
    const moved = await pglite.db.begin(async (db) => {
      const ports = { ...world.ports, db }
      const letter = await sendRequestLetter(ports, site, opened, 'extension', { reason, until })
      return moveRequest(ports, site, opened.id, 'extend', { actor: staff, reason, letter })
    })
    const { promiseDue, legalDue } = opened
    const extendedDue = moved.ok && moved.request.extendedDue
    const isTold = [page, must(mail, 'it was confirmed').text].every((text) => text.includes(day))
    await takeMails(desk)
    seen.push([at, isTold && day, promiseDue, legalDue, extendedDue])
  }
  expect(seen).toEqual(cases)
})

describe('A-08: the same asked twice', () => {
  test('A-08: is linked and kept, with a link of its own', async () => {
    const first = await askedFor(desk)
    desk.world.setNow('2026-11-24T11:00:00Z')
    const second = await askedFor(desk)
    const [one, two] = await listed()
    expect([one?.duplicateOf, two?.duplicateOf]).toEqual([null, one?.id])
    expect(second).not.toBe(first)
    expect((await press(desk, second)).status).toBe(200)
    expect((await listed()).map(({ state }) => state)).toEqual(['verifying', 'open'])
  })
})

describe('A-09: for somebody else', () => {
  test('A-09: works for a child under 16 and for whoever one represents, by words alone', async () => {
    const cases = [
      ['child', 'parent', true],
      ['child', 'guardian', true],
      ['other', 'guardian', false],
      ['other', 'proxy', false],
    ] as const
    for (const [who, capacity, isUnder16] of cases) {
      desk = await openDesk(pglite.db)
      const link = await askedFor(desk, {
        ...wantsAccess,
        name: 'Mees',
        who,
        standInName: 'Anna de Vries',
        capacity,
      })
      expect((await press(desk, link)).status).toBe(200)
      expect((await listed())[0]).toMatchObject({
        state: 'open',
        subject: { name: 'Mees', isUnder16, representedBy: { name: 'Anna de Vries', capacity } },
      })
    }
  })

  test('A-09: a child gives nobody leave, and whoever acts for somebody says who they are and as what', async () => {
    const [child, other] = [
      { ...wantsAccess, who: 'child', standInName: 'Anna de Vries', capacity: 'parent' },
      { ...wantsAccess, who: 'other', standInName: 'Anna de Vries', capacity: 'proxy' },
    ]
    for (const fields of [
      { ...child, capacity: 'proxy' },
      { ...child, capacity: '' },
      { ...child, standInName: '' },
      { ...other, capacity: 'parent' },
      { ...other, capacity: '' },
      { ...other, standInName: '' },
      { ...child, who: 'self' },
    ])
      expect([fields, (await send(desk, fields)).status]).toEqual([fields, 400])
    expect(await rows()).toMatchObject({ requests: 0, mails: 0 })
  })

  test('A-09: has no field for a file, says that no copy is ever asked, and reads none that is sent', async () => {
    const link = await askedFor(desk)
    const pages = await Promise.all(
      ['/rights?d=example.nl', '/rights?d=example.nl&lang=en', link].map(async (path) =>
        (await look(desk, path)).text(),
      ),
    )
    for (const page of pages) {
      expect(page).not.toMatch(/type="file"|multipart/i)
      expect(page).not.toMatch(/BSN<|geboortedatum|date of birth|paspoortnummer/i)
    }
    expect(pages[0]).toContain('geen kopie van een paspoort')
    expect(pages[1]).toContain('no copy of a passport')
    // Nowhere in the product either, but for the logo of a site and a list of addresses that staff bring.
    const isFile = /\btype\s*[=:]\s*\{?\s*["'`]file\b/
    expect(isFile.test('<input type="file" />') && isFile.test("{ name: 'id', type: 'file' }")).toBe(true)
    const asking = readSources('src').filter(({ code }) => isFile.test(code))
    expect(asking.map(({ path }) => path.replace(/^\//, ''))).toEqual([
      'src/settings/field.tsx',
      'src/writing/import-page.tsx',
    ])
    for (const { code } of asking) expect(code).toMatch(/type="file"\s+accept="(image\/png|\.csv)/)
    const form = new FormData()
    for (const [name, value] of Object.entries({ d: 'example.nl', ...wantsAccess, email: 'bram@example.nl' }))
      form.append(name, value)
    form.append('wish', new File(['paspoort'], 'paspoort.jpg'))
    form.append('id', new File(['paspoort'], 'paspoort.jpg'))
    const headers = { origin: 'http://localhost:3000' }
    const answer = await desk.world.request('/rights', { method: 'POST', headers, body: form })
    expect(answer.status).toBe(200)
    expect((await listed()).find(({ subject }) => subject.email === 'bram@example.nl')?.wish).toBe('')
  })
})

describe('A-10: the link in the mail', () => {
  test('A-10: shows which right was asked and when, nothing that was typed, and changes nothing', async () => {
    const link = await askedFor(desk, { ...wantsAccess, name: 'Anna de Vries', wish: 'Geheim' })
    const before = await rows()
    // Scanners of mail follow links, ask for the head alone, come at once and often, and send what they like along.
    for (const init of [{}, { method: 'HEAD' }, { headers: { 'user-agent': 'Barracuda' } }, {}]) {
      const answer = await look(desk, link, init)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('cache-control')).toBe('no-store')
    }
    const page = await textOf(look(desk, link))
    expect(page).toContain('Zien wat jullie van mij bewaren')
    expect(page).toContain('23 november 2026')
    expect(page).not.toMatch(/anna|geheim/i)
    expect(await rows()).toEqual(before)
    expect((await listed())[0]).toMatchObject({ state: 'verifying', verifiedAt: null })
    // Nor does a form of somebody else's page press the button.
    expect((await press(desk, link, { origin: 'https://kwaad.example' })).status).toBe(403)
    expect(await rows()).toEqual(before)
  })

  test('A-10: acts once, opens the request, and says by when the answer comes', async () => {
    const link = await askedFor(desk)
    desk.world.setNow('2026-11-24T20:00:00Z')
    const page = await textOf(press(desk, link))
    // Four weeks from receipt and not from this.
    expect(page).toContain('uiterlijk 21 december 2026 antwoord')
    const [request] = await listed()
    expect(request).toMatchObject({
      state: 'open',
      verifiedBy: 'mail',
      verifiedAt: new Date('2026-11-24T20:00:00Z'),
    })
    const [mail] = await takeMails(desk)
    expect([mail?.to, mail?.text.includes('21 december 2026')]).toEqual(['anna@example.nl', true])
    const after = await rows()
    for (const answer of [await press(desk, link), await look(desk, link)]) {
      expect(answer.status).toBe(200)
      expect(await textOf(answer)).toContain('Al bevestigd')
    }
    expect(await rows()).toEqual(after)
  })

  test('A-10: pressed twice at the same moment acts once', async () => {
    const link = await askedFor(desk)
    const answers = await Promise.all([press(desk, link), press(desk, link)])
    const pages = await Promise.all(answers.map((answer) => textOf(answer)))
    expect(pages.filter((page) => page.includes('Bedankt')).length).toBe(1)
    expect(pages.filter((page) => page.includes('Al bevestigd')).length).toBe(1)
    expect(await rows()).toMatchObject({ steps: 2, used: 1, mails: 2 })
  })

  test('A-10: works two whole days, then says so and offers the form', async () => {
    const link = await askedFor(desk)
    desk.world.setNow('2026-11-25T22:59:59Z')
    expect((await look(desk, link)).status).toBe(200)
    desk.world.setNow('2026-11-25T23:00:00Z')
    for (const answer of [await look(desk, link), await press(desk, link)]) {
      expect(answer.status).toBe(410)
      expect(await answer.text()).toContain('href="/rights?d=example.nl')
    }
    expect((await listed())[0]?.state).toBe('verifying')
  })

  test('A-10: leads to nothing once the request was closed, and says so', async () => {
    const link = await askedFor(desk)
    const [request] = await listed()
    await pglite.db.begin((db) =>
      moveRequest({ ...desk.world.ports, db }, desk.site, request?.id ?? '', 'withdraw', { actor: staff }),
    )
    const answer = await press(desk, link)
    expect([answer.status, (await textOf(answer)).includes('al afgesloten')]).toEqual([410, true])
  })

  test('A-10: of another purpose, another site, or no making of ours opens nothing', async () => {
    const link = await askedFor(desk)
    const [request] = await listed()
    const id = request?.id ?? ''
    const other = await desk.world.addSite({ domain: 'ander.nl' })
    const download = await makeLink(desk.world.ports, desk.site.id, id, 'download', 48)
    const moved = Buffer.from(link.slice('/rights/confirm/'.length), 'base64url')
    moved.writeUInt32BE(other.id)
    const forged = Buffer.concat([moved.subarray(0, 4), Buffer.alloc(24, 7)])
    for (const token of [download, moved.toString('base64url'), forged.toString('base64url')])
      for (const ask of [look, press]) expect((await ask(desk, `/rights/confirm/${token}`)).status).toBe(410)
    forged.writeUInt32BE(0xffff_ffff)
    for (const token of [forged.toString('base64url'), 'geen', '%00', 'x'.repeat(4_000)])
      for (const ask of [look, press]) expect((await ask(desk, `/rights/confirm/${token}`)).status).toBe(404)
    expect((await listed())[0]?.state).toBe('verifying')
  })
})

async function subscribe(email: string): Promise<bigint> {
  const { world, site } = desk
  const list = await addList(world.ports, site, { name: 'Nieuws', description: '', isOpen: true })
  const subscriber = await world.ports.db.begin((db) =>
    admitSubscriber(
      { ...world.ports, db },
      {
        siteId: site.id,
        email: emailOf(email),
        name: 'Anna',
        language: 'nl',
        lists: [list.id],
        textId: null,
        channel: 'staff',
      },
    ),
  )
  return subscriber.id
}

describe('A-12: an address that is known', () => {
  test('A-12: gets the same answer, the same mail and the same statements as one that is not', async () => {
    await subscribe('kent@example.nl')
    // What happens once in a year, such as its key, is out of the way.
    await send(desk, { ...wantsAccess, email: 'eerst@example.nl' })
    await takeMails(desk)
    const seen = []
    for (const email of ['kent@example.nl', 'leeg@example.nl']) {
      statements.length = 0
      const answer = await send(desk, { ...wantsAccess, email })
      const sent = statements.slice()
      const page = await answer.text()
      const [mail] = await takeMails(desk)
      seen.push({
        status: answer.status,
        headers: [...answer.headers].filter(([name]) => name !== 'date'),
        page,
        sent,
        mail: mail && {
          subject: mail.subject,
          text: mail.text.replaceAll(/confirm\/\S+/g, ''),
          html: mail.html.replaceAll(/confirm\/[\w-]+/g, ''),
        },
      })
    }
    expect(seen[0]?.sent.length).toBeGreaterThan(10)
    expect(seen[0]).toEqual(seen[1])
    // Nobody is looked up to open a request.
    expect(
      seen[0]?.sent.filter((statement) => /\bfrom (subscriber|subscription|suppression)\b/.test(statement)),
    ).toEqual([])
  })

  test('A-13: a newsletter that was passed on confirms, fetches and erases nothing here', async () => {
    const subscriberId = await subscribe('kent@example.nl')
    const { world, site } = desk
    await askedFor(desk, { ...wantsAccess, kind: 'erase', email: 'kent@example.nl' })
    const before = await rows()
    for (const purpose of ['manage', 'unsubscribe', 'view', 'click'] as const) {
      const token = signLink(world.ports, purpose, { siteId: site.id, issueId: 1, linkNo: 0, subscriberId })
      for (const ask of [look, press]) {
        expect((await ask(desk, `/rights/confirm/${token}`)).status).toBe(404)
        expect((await ask(desk, `/rights/download/${token}`)).status).toBeOneOf([404, 405, 410])
      }
    }
    // At their own page they ask for a mail to the address on file, and do no more.
    const manage = signLink(world.ports, 'manage', { siteId: site.id, issueId: 0, linkNo: 0, subscriberId })
    for (const does of ['export', 'erase']) {
      const answer = await world.request(`/n/m/${manage}`, {
        method: 'POST',
        headers: { 'accept-language': 'nl' },
        body: new URLSearchParams({ does }),
      })
      expect(await answer.text()).not.toContain('kent@example.nl')
    }
    expect(world.posted.map(({ to }) => to)).toEqual(['kent@example.nl', 'kent@example.nl'])
    const [row] = await pglite.db<{ people: number }[]>`select count(*)::int as people from subscriber`
    expect(row?.people).toBe(1)
    expect(await rows()).toEqual(before)
  })
})

/** All that a stranger with a link could press, at once. */
const pressAll = (path: string) =>
  desk.world.request(path, {
    method: 'POST',
    headers: { accept: 'text/html', 'accept-language': 'nl', origin: 'http://localhost:3000' },
    body: new URLSearchParams({
      does: 'erase',
      from: 'page',
      all: 'yes',
      answer: 'yes',
      email: 'kwaad@example.nl',
    }),
  })

test('A-13: each link in a mail opens its own page and no other, neither by looking nor by a button', async () => {
  const { world, site } = desk
  const subscriberId = await subscribe('kent@example.nl')
  const whole = { ...anna, email: emailOf('kent@example.nl') }
  const asking = await writtenDown(desk, { kind: 'erase', channel: 'page', subject: whole })
  const answered = await writtenDown(desk, { subject: whole })
  await pglite.db`
    update rights_request set state = 'answered', closed_at = received_at, verified_at = received_at, verified_by = 'staff'
    where request_id = ${answered.id}`
  const wish = {
    kind: 'erase',
    subscriberId: String(subscriberId),
    email: whole.email,
    isForGood: true,
  } as const
  const link = { siteId: site.id, issueId: 0, linkNo: 0, subscriberId }
  const of = (id: string, purpose: 'confirm' | 'download') => makeLink(world.ports, site.id, id, purpose, 48)
  // A link of either purpose and of both requests: none is of use elsewhere because of what it is about.
  const tokens = {
    '/rights/confirm/': [await of(asking.id, 'confirm'), await of(answered.id, 'confirm')],
    '/rights/download/': [await of(answered.id, 'download'), await of(asking.id, 'download')],
    '/newsletter/change/': [
      signConfirmation(world.ports, site.id, await requestConfirmation(world.ports, site.id, wish)),
    ],
    '/n/m/': [signLink(world.ports, 'manage', link)],
    '/n/u/': [signLink(world.ports, 'unsubscribe', link)],
    '/n/v/': [signLink(world.ports, 'view', { ...link, issueId: 1 })],
    '/n/c/': [signLink(world.ports, 'click', { ...link, issueId: 1, linkNo: 1 })],
  } as const
  const left = async () => ({
    rows: await rows(),
    requests: (await listed()).map(({ state }) => state),
    posted: world.posted.length,
    people: await pglite.db`select count(*)::int as n from subscriber`,
    lists: await pglite.db`select count(*)::int as n from subscription where ended_at is null`,
    uses: await pglite.db`select sum(uses)::int as n from rights_link`,
  })
  const before = await left()
  const opened: string[] = []
  for (const [made, own] of Object.entries(tokens))
    for (const path of Object.keys(tokens).filter((one) => one !== made))
      for (const [nth, token] of own.entries())
        for (const ask of [look, (_: Desk, at: string) => pressAll(at)]) {
          const { status } = await ask(desk, `${path}${token}`)
          if (status < 400) opened.push(`${made} ${nth} at ${path}: ${status}`)
        }
  expect(opened).toEqual([])
  expect(await left()).toEqual(before)
  // Each is a real one: at home it opens something.
  for (const path of [
    '/rights/confirm/',
    '/rights/download/',
    '/newsletter/change/',
    '/n/m/',
    '/n/u/',
  ] as const)
    expect([path, (await look(desk, `${path}${tokens[path][0]}`)).status]).toEqual([path, 200])
})

test('A-14: nobody can be looked up by a network or an address of a machine, anywhere', async () => {
  // No statement of the source finds rows by a network.
  const finds = /\bwhere\b[\s\S]*\bnetwork\b(::\w+)?\s*(=|<<|>>|&&|<>|in\b|like\b)/i
  expect(finds.test('select id from event where site_id = $1 and network = $2')).toBe(true)
  const offenders = readSources('src').flatMap(({ path, code }) =>
    [...code.matchAll(/\b(?:tx|db)(?:<(?:[^<>`]|<[^<>`]*>)*>)?`([^`]*)/g)].flatMap(([, text = '']) =>
      finds.test(text) ? [path] : [],
    ),
  )
  expect(offenders).toEqual([])
  // No address of ours takes one.
  for (const { path } of app.routes) expect(path).not.toMatch(/:(ip|network|address)\b/i)
  // No public form asks for one.
  const link = await askedFor(desk)
  for (const path of ['/rights?d=example.nl', '/my-data?d=example.nl', link]) {
    const page = await (await look(desk, path)).text()
    for (const name of attributesOf(page, 'name').filter((one) => one !== 'viewport'))
      expect(name).not.toMatch(/^ip|network|address|host/i)
  }
})

describe('who asks too often', () => {
  const ask = (nth: number, address?: string) =>
    send(desk, { ...wantsAccess, email: `n${nth}@example.nl` }, address === undefined ? {} : { address })

  test('from one network is told to wait; another network and the desk go on', async () => {
    const from = '198.51.100.7'
    const counts: Record<number, number> = {}
    for (let nth = 0; nth < 200; nth += 1) {
      const { status } = await ask(nth, from)
      counts[status] = (counts[status] ?? 0) + 1
    }
    expect(counts).toEqual({ 200: triesFromNetworkMax, 429: 200 - triesFromNetworkMax })
    const refused = await ask(1, '198.51.100.99')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3600'])
    const page = await textOf(refused)
    expect(page).toContain('Wat je invulde, staat er nog')
    expect(page).toContain('value="n1@example.nl"')
    // One row counts all of them, and nothing else was kept of those that were refused.
    const [row] = await pglite.db<{ tries: number }[]>`select tries from rights_try order by tries desc`
    expect(row?.tries).toBe(201)
    expect(await rows()).toMatchObject({ requests: 10, mails: 10 })
    expect((await ask(1_000, '203.0.113.9')).status).toBe(200)
    expect((await writtenDown(desk)).state).toBe('received')
    // An hour later the network may again, and nothing is left of what was counted.
    desk.world.setNow('2026-11-23T12:00:00Z')
    await sweepRequestTries(desk.world.ports, desk.site.id)
    expect(await pglite.db`select tries from rights_try`).toEqual([])
    expect((await ask(2_000, from)).status).toBe(200)
  }, 60_000)

  test('for one address is told so, from whatever network, by the hour and by the day', async () => {
    const statusOf = async (nth: number) =>
      (await send(desk, wantsAccess, { address: `203.0.${nth}.9` })).status
    const first = []
    for (let nth = 0; nth <= triesForEmailMax; nth += 1) first.push(await statusOf(nth))
    expect(first).toEqual([200, 200, 200, 429])
    desk.world.setNow('2026-11-23T13:00:00Z')
    const second = []
    for (let nth = 10; nth < 10 + triesForEmailMax; nth += 1) second.push(await statusOf(nth))
    expect(second).toEqual([200, 200, 429])
    expect(await rows()).toMatchObject({ requests: requestsPerDayMax, mails: requestsPerDayMax })
    expect((await send(desk, { ...wantsAccess, email: 'bram@example.nl' })).status).toBe(200)
    // What staff write down counts for nobody's limit, and the next day is another.
    desk.world.setNow('2026-11-24T13:00:01Z')
    expect(await statusOf(20)).toBe(200)
  })
})

test('a step that fails leaves nothing behind: neither a request nor a mail', async () => {
  // The chain can not be added to, as if the database failed there.
  await pglite.db`alter table audit_entry add constraint broken check (kind <> 'request-opened')`
  try {
    expect((await send(desk)).status).toBe(500)
    expect(await rows()).toMatchObject({ requests: 0, mails: 0, steps: 0 })
  } finally {
    await pglite.db`alter table audit_entry drop constraint broken`
  }
  expect((await send(desk)).status).toBe(200)
  expect(await rows()).toMatchObject({ requests: 1, mails: 1, steps: 1 })
})
