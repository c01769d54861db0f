/** What only the owner of an address may have: another address, their data, to be forgotten. Each is confirmed from a mail. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { register } from '../../src/db/personal.ts'
import { must } from '../../src/must.ts'
import { forgetSites } from '../../src/site/site.ts'
import { recordEmail } from '../../src/subscriber/change.ts'
import { requestConfirmation, signConfirmation } from '../../src/subscriber/confirmation.ts'
import {
  emailIndex,
  findByEmail,
  findSubscriber,
  recordMeasureAnswer,
} from '../../src/subscriber/subscriber.ts'
import { findSuppression, suppress } from '../../src/subscriber/suppression.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import {
  addReader,
  emailOf,
  form,
  linkIn,
  look,
  openSending,
  subscribed,
  takeMails,
  tokenOf,
  type Sending,
} from './readers.ts'

let pglite: PgliteWorld
let world: World
let sending: Sending
let anna: bigint
let manage: string
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db, { at: '2026-11-23T11:00:00Z' })
  sending = await openSending(world)
  anna = await addReader(world, sending)
  manage = `/n/m/${tokenOf(world, 'manage', sending, { subscriberId: anna })}`
})
afterAll(() => pglite.close())

/** Asks, and answers the link in the mail that was posted for it. */
async function ask(fields: Record<string, string>): Promise<string> {
  const answer = await world.request(manage, form(fields))
  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain('Kijk in je mail')
  return linkIn(must(world.posted.at(-1), 'a mail was posted'), '/newsletter/change/')
}
const confirm = (link: string) =>
  world.request(link, { method: 'POST', headers: { 'accept-language': 'nl' } })
/** Asks for another address, has the owner of the old one agree, and answers the link in the mail to the new one. */
async function askAt(email: string): Promise<string> {
  const agreed = await confirm(await ask({ does: 'email', email }))
  expect(await agreed.text()).toContain('Kijk in de mail van je nieuwe adres')
  return linkIn(must((await takeMails(world)).at(-1), 'the new one was asked'), '/newsletter/change/')
}
const person = () => findSubscriber(world.ports, sending.site.id, anna)

describe('fact 11: who has a mail that was passed on', () => {
  test('sees no address, no data, and forgets nobody: each of them asks the owner first', async () => {
    for (const does of ['export', 'erase', 'erase-for-good']) {
      world.posted.length = 0
      const page = await (await world.request(manage, form({ does }))).text()
      expect(page).toContain('a***@lezer.example')
      expect(page).not.toContain('anna@')
      expect(world.posted.map(({ to }) => to)).toEqual(['anna@lezer.example'])
      expect(await subscribed(world, sending, anna)).toHaveLength(3)
    }
    world.setNow('2026-11-23T12:30:00Z')
    world.posted.length = 0
    await world.request(manage, form({ does: 'email', email: 'ander@lezer.example' }))
    expect(world.posted.map(({ to }) => to)).toEqual(['anna@lezer.example'])
    expect((await person())?.email).toBe('anna@lezer.example')
  })

  test('A-13: can not have the data by way of another address, which nobody is asked at before its owner agrees', async () => {
    await world.request(manage, form({ does: 'email', email: 'kwaad@lezer.example' }))
    await world.request(manage, form({ does: 'export' }))
    const asked = world.posted.map(({ to }) => to)
    expect([...asked, ...(await takeMails(world)).map(({ to }) => to)]).toEqual([
      'anna@lezer.example',
      'anna@lezer.example',
    ])
    const link = linkIn(must(world.posted[0], 'it was posted'), '/newsletter/change/')
    expect(await (await look(world, link)).text()).toContain('kwaad@lezer.example')
    expect(await takeMails(world)).toEqual([])
    expect((await person())?.email).toBe('anna@lezer.example')
  })

  test('has no use of the token of the mail at the page that confirms', async () => {
    await ask({ does: 'erase' })
    const token = manage.slice('/n/m/'.length)
    expect((await confirm(`/newsletter/change/${token}`)).status).toBe(404)
    expect(await person()).not.toBeNull()
  })

  test('gets no text of theirs into the mail', async () => {
    await world.request(manage, form({ does: 'about', name: 'Koop nu bij mij' }))
    for (const fields of [{ does: 'export' }, { does: 'email', email: 'ander@lezer.example' }]) {
      await ask(fields)
      const mail = must(world.posted.at(-1), 'it was posted')
      expect(mail.text + mail.html + mail.subject).not.toMatch(/Koop|anna|Wit/)
      expect(mail.html).not.toMatch(/<img/i)
    }
    await confirm(linkIn(must(world.posted.at(-1), 'it was posted'), '/newsletter/change/'))
    const [second] = await takeMails(world)
    expect(second?.to).toBe('ander@lezer.example')
    expect(`${second?.text}${second?.html}${second?.subject}`).not.toMatch(/Koop|anna|Wit/)
  })

  test('can ask for three mails an hour, and then is told to wait', async () => {
    for (let nth = 0; nth < 3; nth += 1) await ask({ does: 'export' })
    const answer = await world.request(manage, form({ does: 'erase' }))
    expect([answer.status, (await answer.text()).includes('Even wachten')]).toEqual([429, true])
    expect(world.posted).toHaveLength(3)
    // Somebody else's hour is their own.
    const bert = await addReader(world, sending, 'bert')
    const other = `/n/m/${tokenOf(world, 'manage', sending, { subscriberId: bert })}`
    expect((await world.request(other, form({ does: 'export' }))).status).toBe(200)
    world.setNow('2026-11-23T12:00:01Z')
    await ask({ does: 'export' })
    expect(world.posted).toHaveLength(5)
  })
})

describe('the link in the mail', () => {
  test('fact 5: asks and changes nothing by looking, and acts once', async () => {
    const link = await ask({ does: 'erase' })
    for (const method of ['GET', 'HEAD', 'GET']) {
      const page = await world.request(link, { method, headers: { 'accept-language': 'nl' } })
      expect([page.status, page.headers.get('referrer-policy'), page.headers.get('cache-control')]).toEqual([
        200,
        'no-referrer',
        'no-store',
      ])
    }
    expect(await (await look(world, link)).text()).toContain('Alles verwijderen?')
    expect(await person()).not.toBeNull()
    expect((await confirm(link)).status).toBe(200)
    expect(await person()).toBeNull()
    const again = await confirm(link)
    expect([again.status, (await again.text()).includes('Deze link werkt niet meer')]).toEqual([404, true])
  })

  test('works for two days', async () => {
    const link = await ask({ does: 'erase' })
    world.setNow('2026-11-25T10:59:59Z')
    expect((await look(world, link)).status).toBe(200)
    world.setNow('2026-11-25T11:00:00Z')
    expect((await look(world, link)).status).toBe(404)
    expect((await confirm(link)).status).toBe(404)
    expect(await person()).not.toBeNull()
  })

  test('at the same moment twice acts once', async () => {
    const link = await ask({ does: 'export' })
    const statuses = (await Promise.all([confirm(link), confirm(link)])).map(({ status }) => status)
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 404])
  })

  test('of a subscription is confirmed elsewhere', async () => {
    const id = await requestConfirmation(world.ports, sending.site.id, {
      kind: 'subscribe',
      email: emailOf('nieuw'),
      name: null,
      lists: [1],
      language: 'nl',
      textId: null,
      channel: 'form',
    })
    const link = `/newsletter/change/${signConfirmation(world.ports, sending.site.id, id)}`
    expect((await confirm(link)).status).toBe(404)
    expect(await findByEmail(world.ports, sending.site.id, emailOf('nieuw'))).toBeNull()
  })

  test('no longer shows or ends anything at an address that was left', async () => {
    const [exporting, erasing] = [await ask({ does: 'export' }), await ask({ does: 'erase' })]
    await confirm(await askAt('nieuw@lezer.example'))
    expect((await person())?.email).toBe('nieuw@lezer.example')
    for (const link of [exporting, erasing]) expect((await confirm(link)).status).toBe(404)
    expect(await person()).not.toBeNull()
  })
})

describe('another address', () => {
  test('gets the mail once both owners agree, and the old one is told, masked', async () => {
    const link = await askAt(' Nieuw@Lezer.example ')
    expect((await person())?.email).toBe('anna@lezer.example')
    expect(await (await look(world, link)).text()).toContain('nieuw@lezer.example')
    const done = await confirm(link)
    expect(await done.text()).toContain('Je adres is veranderd')
    expect(await findByEmail(world.ports, sending.site.id, emailOf('nieuw'))).toMatchObject({ id: anna })
    expect(await findByEmail(world.ports, sending.site.id, emailOf('anna'))).toBeNull()
    expect(await subscribed(world, sending, anna)).toHaveLength(3)
    const [notice] = await takeMails(world)
    expect(notice?.to).toBe('anna@lezer.example')
    expect(notice?.text).toContain('n***@lezer.example')
    expect(notice?.text).not.toContain('nieuw@')
  })

  test('A-13: is not taken once the one that agreed was left for a third: they are not who is asked any more', async () => {
    const link = await askAt('nieuw@post.nl')
    await pglite.db.begin((db) =>
      recordEmail({ ...world.ports, db }, sending.site.id, anna, emailOf('derde')),
    )
    expect((await look(world, link)).status).toBe(404)
    expect((await confirm(link)).status).toBe(404)
    expect((await person())?.email).toBe(emailOf('derde'))
  })

  test('that somebody has already is not taken over, and nobody is told before its owner', async () => {
    const bert = await addReader(world, sending, 'bert')
    const link = await askAt('bert@lezer.example')
    expect(await (await confirm(link)).text()).toContain('Dit adres krijgt al nieuwsbrieven')
    expect((await person())?.email).toBe('anna@lezer.example')
    expect(await findByEmail(world.ports, sending.site.id, emailOf('bert'))).toMatchObject({ id: bert })
    expect(await takeMails(world)).toEqual([])
  })

  test('one’s own changes nothing and says nothing', async () => {
    await confirm(await askAt('anna@lezer.example'))
    expect((await person())?.email).toBe('anna@lezer.example')
  })

  test('that gets no mail any more, or was just written to, gets none; the answer is the same', async () => {
    await suppress(world.ports, sending.site.id, emailOf('nooit'), 'asked')
    const answers: string[] = []
    for (const email of ['nooit@lezer.example', 'vers@lezer.example', 'vers@lezer.example']) {
      const answer = await confirm(await ask({ does: 'email', email }))
      // The token of the page is in the address of its form, and in nothing else.
      answers.push(`${answer.status} ${(await answer.text()).replaceAll(/change\/[\w-]+/g, 'change/')}`)
    }
    expect(new Set(answers).size).toBe(1)
    expect((await takeMails(world)).map(({ to }) => to)).toEqual(['vers@lezer.example'])
  })

  test('that is none is refused beside its field, and stays there', async () => {
    const answer = await world.request(manage, form({ does: 'email', email: 'geen adres' }))
    const text = await answer.text()
    expect(answer.status).toBe(400)
    expect(text).toContain('value="geen adres"')
    expect(text).toContain('aria-describedby="email-hint email-refusal"')
    expect(world.posted).toEqual([])
  })
})

describe('a copy of one’s data', () => {
  test('art. 15: is a file with everything that is kept, opened and by the names of its columns', async () => {
    const { db } = pglite
    await db.begin((tx) =>
      recordMeasureAnswer({ ...world.ports, db: tx }, sending.site.id, anna, {
        answer: 'yes',
        textId: null,
        channel: 'page',
      }),
    )
    const { site, issue } = sending
    await db`
      insert into reader_hit (site_id, issue_id, subscriber_id, link_no, verdict, times, first_at, last_at)
      values (${site.id}, ${issue.id}, ${String(anna)}, 0, 'human', 2, ${world.ports.now()}, ${world.ports.now()})`
    await db`
      insert into delivery (site_id, issue_id, subscriber_id, state, opens, clicks, next_try_at)
      values (${site.id}, ${issue.id}, ${String(anna)}, 'sent', 'personal', 'off', ${world.ports.now()})`
    const answer = await confirm(await ask({ does: 'export' }))
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="example.nl.json"')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const file = JSON.parse(await answer.text()) as {
      reader: Record<string, Record<string, unknown> | readonly Record<string, unknown>[]>
      deliveries: unknown[]
      hits: unknown[]
    }
    expect(file.reader['subscriber']).toMatchObject({ email: 'anna@lezer.example', name: 'Anna de Wit' })
    expect([file.deliveries.length, file.hits.length]).toEqual([1, 1])
    // Found by it, and not handed over: a keyed hash says nothing to its owner.
    const withheld = ['email_index', 'sealed', 'subscriber_id']
    for (const { table, column, personal, owner } of register) {
      if (!personal || owner !== 'subscriber' || !(table in file.reader) || table === 'suppression') continue
      const rows = [file.reader[table]].flat()
      expect(rows.length, table).toBeGreaterThan(0)
      if (!withheld.includes(column)) expect(Object.keys(rows[0] ?? {}), table).toContain(column)
    }
    expect(Object.keys(file.reader)).toEqual([
      'subscriber',
      'subscription',
      'subscriber_receipt',
      'confirmation',
      'suppression',
    ])
  })

  test('holds nothing of anybody else', async () => {
    await addReader(world, sending, 'bert', { name: 'Bert Bos' })
    const text = await (await confirm(await ask({ does: 'export' }))).text()
    expect(text).toContain('anna@lezer.example')
    expect(text).not.toMatch(/bert|Bos/)
  })
})

describe('being forgotten', () => {
  test('may be for good: the address is suppressed first, as a hash', async () => {
    const link = await ask({ does: 'erase-for-good' })
    expect(await (await look(world, link)).text()).toContain('een code waaraan we je adres herkennen')
    expect(await (await confirm(link)).text()).toContain('En we mailen je nooit meer.')
    expect(await findSuppression(world.ports, sending.site.id, emailOf('anna'))).toBe('asked')
    expect(await person()).toBeNull()
  })

  test('or not: then the address may subscribe again', async () => {
    await confirm(await ask({ does: 'erase' }))
    expect(await findSuppression(world.ports, sending.site.id, emailOf('anna'))).toBeNull()
    const again = await addReader(world, sending)
    expect(again).not.toBe(anna)
    // The links of old mails lead to nobody, not to the new one.
    expect(await (await look(world, manage)).text()).toContain('We bewaren niets van je')
  })
})

describe('A-26: the journal of what a restored backup must let go', () => {
  const journal = async () =>
    (
      await pglite.db<{ act: string; email_index: Buffer; is_suppressed: boolean }[]>`
      select act, email_index, email_hash is not null as is_suppressed from journal_entry
      where site_id = ${sending.site.id} order by seq`
    ).map(({ email_index: index, ...entry }) => ({
      ...entry,
      isAnna: index.equals(emailIndex(world.ports, emailOf('anna'))),
    }))

  test('A-26: knows whoever had themselves forgotten, once they confirmed it', async () => {
    const link = await ask({ does: 'erase' })
    expect(await journal()).toEqual([])
    await confirm(link)
    await confirm(link)
    expect(await journal()).toEqual([{ act: 'erased', is_suppressed: false, isAnna: true }])
  })

  test('A-26: and that it is for good, so that no restored backup mails them again', async () => {
    await confirm(await ask({ does: 'erase-for-good' }))
    expect(await journal()).toEqual([
      { act: 'erased', is_suppressed: false, isAnna: true },
      { act: 'objected', is_suppressed: true, isAnna: true },
    ])
  })
})
