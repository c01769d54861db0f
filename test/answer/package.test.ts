/** The copy of somebody's data: what is in it and what is not, in each form, for the officer who looks at it and for whoever gets it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { holdRows } from '../../src/hold/held.ts'
import { categories, categoryNames, fieldsOf } from '../../src/answer/package-category.ts'
import type { PackageInfo } from '../../src/answer/package-info.ts'
import { pageRowsMax } from '../../src/answer/package-reading.ts'
import { askAsDesk, buildPackage, openPackage, releasePackage } from '../../src/answer/package.ts'
import { recordRestriction, restrictedBy } from '../../src/hold/restriction.ts'
import { listAudit } from '../../src/audit/chain.ts'
import { recordStatement } from '../../src/consent/statement-version.ts'
import { asDesk } from '../../src/db/connect.ts'
import { register } from '../../src/db/personal.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { must } from '../../src/must.ts'
import { languages, wordsIn } from '../../src/page/words.ts'
import { processorDocument } from '../../src/processor/document.ts'
import { addProcessor } from '../../src/processor/processor.ts'
import { addTasks } from '../../src/processor/task.ts'
import { addNote } from '../../src/rights/note.ts'
import type { RightsRequest } from '../../src/rights/request.ts'
import { listLetters, sendRequestLetter } from '../../src/rights/letter.ts'
import { mask } from '../../src/rights/shared-visit.ts'
import { seal } from '../../src/seal.ts'
import { readSite, recordSettings } from '../../src/site/site.ts'
import { suppress } from '../../src/subscriber/suppression.ts'
import { unescapeHtml } from '../page/html.ts'
import { emailOf } from '../preference/readers.ts'
import { migrateAll, requestOf, staffId, takeMails, writtenDown } from '../rights/requesting.ts'
import { rowOf } from '../support/event-rows.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { live, openFor, openHouse, ownPath, roll, type House, type Life } from './life.ts'
import { categoryOf, countsIn, readJson, readZip, writeOut } from './released.ts'

let pglite: PgliteWorld
let house: House
let life: Life
let request: RightsRequest
beforeAll(async () => {
  pglite = await openPglite()
  await migrateAll(pglite.db)
})
beforeEach(async () => {
  house = await openHouse(pglite.db)
  life = await live(house)
  request = await openFor(house, life, 'access')
})
afterAll(() => pglite.close())

const json = async (asked = request) => readJson(await writeOut(house, asked, 'json'))

/** What others would not want to find in somebody else's copy. */
const strangers = {
  inCampaign: 'voor-jan-de-boer',
  inSource: 'pieter-van-dam',
  inProperty: 'jan@ander.example',
  inPropertyName: 'mail_kees@ander.example',
  telephone: '06-12345678',
  account: 'NL91ABNA0417164300',
  inNote: 'Buurvrouw Truus belde hierover',
  inProof: 'bron@ander.example',
  inReason: 'collega Ferdinand',
} as const

/** What is kept of hardly anybody, and texts that speak of somebody else. */
async function fill(): Promise<void> {
  const { world, site } = house
  const { ports } = world
  const { email, receiptId, subscriberId } = life
  await storeEvents(ports, [
    {
      siteId: site.id,
      events: [
        rowOf(site, '2026-11-23T10:00:00Z', {
          name: 'Doorsturen',
          path: '/aanbod',
          receipt: receiptId,
          visitor: '9',
          utm_source: strangers.inSource,
          utm_campaign: strangers.inCampaign,
          source: strangers.inSource,
          referrer: 'google.nl',
          props: {
            naar: `stuur naar ${strangers.inProperty} of bel ${strangers.telephone}`,
            [strangers.inPropertyName]: `rekening ${strangers.account}`,
            datum: '2026-11-23',
            eigen: email,
          },
        }),
      ],
    },
  ])
  await roll(world)
  const evidence = seal(ports, 'subscriber_receipt.evidence', `opgegeven door ${strangers.inProof}`)
  await ports.db`
    update subscriber_receipt set evidence = ${evidence} where site_id = ${site.id} and subscriber_id = ${String(subscriberId)}`
  await suppress(ports, site.id, email, 'asked')
  await addNote(ports, site.id, request.id, { by: staffId, text: strangers.inNote })
  const erasing = await openFor(house, life, 'erase')
  await ports.db.begin(async (db) => {
    const within = { ...ports, db }
    await addProcessor(within, site.id, printer)
    await addTasks(within, site, erasing, 'erase', { email, receiptId: null })
    await sendRequestLetter(within, site, erasing, 'received', {})
    const by = restrictedBy(ports, { email, receiptIds: [receiptId] })
    const restrictionId = await recordRestriction(within, site.id, {
      ...by,
      requestId: erasing.id,
      because: 'asked',
      subscriberId: null,
    })
    await holdRows(within, site.id, restrictionId, [
      {
        table: 'event',
        text: JSON.stringify({
          event: `{"id": "x", "insight": ${life.insight}, "path": "/apart", "utm_campaign": "${strangers.inCampaign}", "site_id": 1}`,
          isWaiting: false,
        }),
        day: null,
      },
    ])
  })
}

const printer = processorDocument.parse({
  name: 'Drukkerij De Pers',
  gets: 'adressen voor de papieren nieuwsbrief',
  country: 'NL',
  transfer: 'none',
  told: { by: 'mail', email: 'avg@drukkerij.example' },
  kinds: ['erase'],
})

/** Of a subject, and in no package; each with its reason. Keyed hashes and sealed tokens say nothing to anybody. */
const notShown: Readonly<Record<string, readonly string[]>> = {
  'a keyed hash by which rows are found; said so in the package': [
    'subscriber.email_index',
    'confirmation.email_index',
    'reader_import_row.email_index',
    'rights_request.email_index',
    'rights_request.receipt_index',
    'rights_request.subject_ref',
    'suppression.email_hash',
    'delivery.domain_key',
    'sign_up_try.subject',
    'rights_try.subject',
    'journal_entry.email_index',
    'journal_entry.email_hash',
    'journal_entry.receipt_indexes',
    'restriction.reader_index',
    'restriction.email_index',
    'restriction.receipt_indexes',
    'consent_unsealed.hash',
    'subject_key.key',
  ],
  'a key, as a hash, or when it was used': [
    'rights_link.token_hash',
    'rights_link.request_id',
    'rights_link.made_at',
    'rights_link.used_at',
    'rights_link.uses',
    'rights_code.request_id',
    'rights_code.code_hash',
    'rights_code.made_at',
    'rights_code.used_at',
  ],
  'a note of staff': [
    'rights_note.request_id',
    'rights_note.at',
    'rights_note.sealed',
    'rights_reminder.request_id',
    'rights_reminder.reminder',
    'rights_reminder.at',
  ],
  'the same as is shown of another column': [
    'subscription.subscriber_id',
    'subscriber_receipt.subscriber_id',
    'confirmation.subscriber_id',
    'delivery.subscriber_id',
    'reader_hit.subscriber_id',
    'consent_given.receipt_id',
    'consent_given.valid_until',
    'visit_trail.visitor',
    'visit_trail.day',
    'visit_trail.started_at',
    'consent_unsealed.receipt_id',
    'consent_unsealed.recorded_at',
    'consent_unsealed.valid_until',
    'processor_task.sealed',
    'journal_entry.at',
    'journal_entry.act',
    'journal_entry.request_id',
    'journal_entry.withdrawn',
    'reader_import.column_names',
    'ingest_batch.event_ids',
    'ingest_batch.event_times',
    'audit_entry.at',
    'audit_entry.kind',
    'audit_entry.request_id',
    'audit_entry.body',
  ],
  'leads to nobody: the secret of a day, behind pseudonyms that others have too': ['day_key.key'],
  'goes to somebody once and is taken away: newsletters and letters are shown': ['mail.sealed'],
}

const subjects = new Set(['visitor', 'device', 'reader', 'asker'])
const shownColumns = new Set(categoryNames.flatMap((name) => fieldsOf(name).flatMap(([, { from }]) => from)))

describe('A-16: what is in it', () => {
  test('A-16: every column of the register that is about whoever can ask is shown, or has a reason', () => {
    const about = register
      .filter((entry) => entry.personal && subjects.has(entry.subject))
      .map(({ table, column }) => `${table}.${column}`)
    const excused = Object.values(notShown).flat()
    expect(about.filter((column) => !shownColumns.has(column) && !excused.includes(column))).toEqual([])
    // Neither list may hide what is not there, or what is shown.
    const all = new Set(register.map(({ table, column }) => `${table}.${column}`))
    expect([...shownColumns, ...excused].filter((column) => !all.has(column))).toEqual([])
    expect(excused.filter((column) => shownColumns.has(column))).toEqual([])
  })

  test('A-16: of somebody of whom everything is kept, every category has rows with all of its fields', async () => {
    await fill()
    const written = await json()
    for (const name of categoryNames) {
      const { rows, count } = categoryOf(written, name)
      expect([name, rows.length]).toEqual([name, count])
      expect(count, name).toBeGreaterThan(0)
      const fields = fieldsOf(name).map(([field]) => field)
      for (const row of rows) expect(Object.keys(row)).toEqual(fields)
    }
    const text = JSON.stringify(written)
    for (const own of [
      life.email,
      'Anna de Wit',
      life.receiptId,
      life.insight,
      String(life.subscriberId),
      ownPath,
    ])
      expect(text).toContain(own)
    // Of others nothing, also not of whoever shared the network and so the visit.
    const shared = categoryOf(written, 'visits').rows.filter(({ trail }) => trail === mask)
    expect([shared.length, categoryOf(written, 'visits').count]).toEqual([2, 3])
    for (const others of ['/buurman', 'omstander', 'ander@lezer.example']) expect(text).not.toContain(others)
  })

  test('A-16: what is about somebody else occurs in none of its forms', async () => {
    await fill()
    const forms = {
      json: (await writeOut(house, request, 'json')).toString('utf8'),
      html: (await writeOut(house, request, 'html')).toString('utf8'),
      csv: Object.values(readZip(await writeOut(house, request, 'csv'))).join('\n'),
    }
    // It is kept: else nothing would be proven.
    const [kept] = await pglite.db<{ n: number }[]>`
      select count(*)::integer as n from event where site_id = ${house.site.id} and utm_campaign = ${strangers.inCampaign}`
    expect(kept?.n).toBe(1)
    for (const [form, text] of Object.entries(forms)) {
      for (const [where, stranger] of Object.entries(strangers))
        expect([form, where, text.includes(stranger)]).toEqual([form, where, false])
      expect(text).toContain(mask)
      expect(text).not.toContain(staffId)
      for (const own of [life.email, 'Doorsturen', '/aanbod', 'google.nl', '2026-11-23'])
        expect([form, own, text.includes(own)]).toEqual([form, own, true])
    }
  })

  test('A-16: a column that may name others is masked as a whole, but for those that are cut to size or looked through', () => {
    const others = new Set(
      register.filter((entry) => entry.thirdParty).map((entry) => `${entry.table}.${entry.column}`),
    )
    const kinds = categoryNames.flatMap((name) =>
      fieldsOf(name).flatMap(([, { from, kind }]) =>
        from.filter((column) => others.has(column)).map((column) => `${column} ${kind}`),
      ),
    )
    expect([...new Set(kinds)].filter((one) => !one.endsWith(' text')).toSorted()).toEqual([
      'event.name free-text',
      'event.path free-text',
      'event.props free-json',
      'event.referrer known',
      'event.source known',
      'event.target free-text',
      'event.utm_source known',
      'held_row.sealed opened',
      'reader_import_row.sealed free-json',
      'rights_request.extension_reason free-text',
      'rights_request.sealed free-text',
      'rights_request.sealed opened',
      'subscriber_receipt.evidence free-text',
      'visit.referrer known',
      'visit.source known',
      'visit.utm_source known',
      'visit_trail.entry free-text',
      'visit_trail.exit free-text',
      'visit_trail.trail free-json',
    ])
  })

  test('A-16: a row that is held is theirs to see, by its own columns, to the last of 64 bits', async () => {
    await fill()
    const [held] = categoryOf(await json(), 'held').rows
    expect(held?.['row']).toEqual({ id: 'x', insight: life.insight, path: '/apart', utm_campaign: mask })
  })

  test('somebody of whom nothing is kept gets their request, and that there is nothing else', async () => {
    const stranger = await openFor(house, { email: emailOf('niemand') }, 'access')
    const written = await json(stranger)
    const filled = written.categories.filter(({ count }) => count > 0).map(({ name }) => name)
    expect(filled).toEqual(['requests', 'steps'])
  })
})

describe('A-17: its forms', () => {
  test('A-17: JSON is as the published schema says, and the schema refuses what it does not', async () => {
    await fill()
    const answer = await house.world.request('/rights/package.schema.json')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/schema+json; charset=utf-8')
    const published = (await answer.json()) as Record<string, unknown>
    expect(published['$schema']).toBe('https://json-schema.org/draft/2020-12/schema')
    const schema = z.fromJSONSchema(published)
    const written = await json()
    expect(schema.safeParse(written).error).toBeUndefined()
    expect(written['schema']).toBe('http://localhost:3000/rights/package.schema.json')
    expect(schema.safeParse({ ...written, extra: 1 }).success).toBe(false)
    const [first, ...others] = written.categories
    const odd = { ...must(first, 'there are some'), rows: [{ onbekend: 1 }] }
    expect(schema.safeParse({ ...written, categories: [odd, ...others] }).success).toBe(false)
  })

  test('A-17: the page for reading, in Dutch and English, has the counts of the JSON', async () => {
    await fill()
    const written = await json()
    for (const language of languages) {
      const html = (await writeOut(house, { ...request, language }, 'html')).toString('utf8')
      expect(html).toContain(`<html lang="${language}">`)
      expect(html).toContain(wordsIn(language).package.categories.events)
      const counts = countsIn(html)
      for (const { name, count } of written.categories)
        expect([name, counts[name]]).toEqual([name, { said: count, shown: count }])
    }
  })

  test('A-17: the page loads and runs nothing, also with markup in a row, and is made to be printed', async () => {
    const attack = '<script>alert(1)</script><img src=x onerror=alert(1)>'
    const asked = await writtenDown(house, { wish: attack, subject: { ...request.subject } })
    await pglite.db`
      update rights_request set state = 'open', verified_at = now(), verified_by = 'staff' where request_id = ${asked.id}`
    const html = (await writeOut(house, await requestOf(house, asked.id), 'html')).toString('utf8')
    expect(html).not.toContain('<script')
    expect(html).not.toContain('<img')
    expect(html).toContain('&lt;script&gt;')
    expect(html).toMatch(/content="default-src &#39;none&#39;; style-src &#39;sha256-[^"]+"/)
    expect(html).toContain('@media print')
    expect(html).not.toMatch(/<[^>]*\s(style|on\w+|src)=|href="(?!https?:|mailto:)/)
  })

  test('A-17: a package is read a page of rows at a time, and is whole', async () => {
    const { world, site } = house
    const many = 2 * pageRowsMax + 345
    const from = Date.parse('2026-11-20T08:00:00Z')
    for (let at = 0; at < many; at += 500)
      await storeEvents(world.ports, [
        {
          siteId: site.id,
          events: Array.from({ length: Math.min(500, many - at) }, (_, nth) =>
            // Two in each millisecond: a page may end between them.
            rowOf(site, new Date(from + Math.floor((at + nth) / 2)), {
              path: `/veel/${at + nth}`,
              receipt: life.receiptId,
              visitor: '11',
            }),
          ),
        },
      ])
    const ask = askAsDesk(world.ports.db, site, request)
    const opened = await openPackage(world.ports, site, request, ask)
    const paths = new Set<unknown>()
    let rows = 0
    for await (const page of opened.pages('events')) {
      expect(page.length).toBeLessThanOrEqual(pageRowsMax)
      rows += page.length
      for (const { path } of page) paths.add(path)
    }
    expect([...paths].filter((path) => String(path).startsWith('/veel/'))).toHaveLength(many)
    const summary = await buildPackage(world.ports, site, request)
    expect(summary.categories.find(({ name }) => name === 'events')?.rows).toBe(rows)
  })
})

describe('A-18: what comes with it', () => {
  test('A-18: purposes, grounds, sources, recipients, terms, statement and rights, in the language of the request', async () => {
    await fill()
    const { ports } = house.world
    await ports.db.begin((db) =>
      recordStatement({ db, now: ports.now }, house.site.id, {
        publishedOn: '2026-11-01',
        texts: { nl: 'Wij gaan netjes om met uw gegevens.' },
        isMaterial: true,
      }),
    )
    const settings = must(await readSite(ports, house.site.domain), 'it is there').settings
    await recordSettings(ports, house.site, {
      ...settings,
      privacyOfficer: { name: 'Petra Functionaris', email: 'fg@example.nl' },
      retention: { ...settings.retention, eventsDays: 30 },
    })
    const site = must(await readSite(ports, house.site.domain), 'it is there')
    const bytes = await writeOut({ ...house, site }, request, 'json')
    const written = readJson(bytes)
    for (const { name, ...said } of written.categories) {
      expect(said.purposes.length, name).toBeGreaterThan(0)
      expect(said.grounds.length, name).toBeGreaterThan(0)
      expect(said.sources.length, name).toBeGreaterThan(0)
      expect(said.recipients.length, name).toBeGreaterThan(0)
      expect(said.periods.length, name).toBeGreaterThan(0)
    }
    expect(categoryOf(written, 'events').periods).toContain('30 dagen.')
    expect(categoryOf(written, 'visits').periods).toEqual(['13 maanden.'])
    expect(categoryOf(written, 'hits').grounds).toEqual(['U gaf toestemming (artikel 6 lid 1 onder a AVG).'])
    expect(written['statement']).toMatchObject({ published_on: '2026-11-01' })
    expect(written['recipients']).toEqual([
      {
        name: 'Drukkerij De Pers',
        gets: 'adressen voor de papieren nieuwsbrief',
        country: 'NL',
        transfer: 'none',
        until: null,
      },
    ])
    expect(JSON.stringify(written['complaint'])).toContain('Autoriteit Persoonsgegevens')
    expect(JSON.stringify(written['rights'])).toContain('bezwaar')
    expect(JSON.stringify(written['left_out'])).toContain('controlegetallen')
    expect(written['controller']).toMatchObject({
      name: 'Woonstichting De Linde',
      officer_email: 'fg@example.nl',
    })
    // Nobody who works there is named.
    expect(bytes.toString('utf8')).not.toContain('Petra Functionaris')
    // And all of it stands on the page for reading, with each category what is said of it.
    const html = unescapeHtml((await writeOut({ ...house, site }, request, 'html')).toString('utf8'))
    const [opening = '', ...sections] = html.split('<section data-category="')
    const foot = html.slice(html.lastIndexOf('</section><section>'))
    for (const [
      nth,
      { purposes, grounds, sources, recipients, periods, name },
    ] of written.categories.entries())
      for (const said of [purposes, grounds, sources, recipients, periods].flat())
        expect([name, said, sections[nth]?.includes(said)]).toEqual([name, said, true])
    const info = written as unknown as PackageInfo
    for (const said of [
      '1 november 2026',
      must(info.statement, 'there is one').sha256,
      'Drukkerij De Pers',
      ...info.rights,
      info.rights_url,
      info.automated,
      info.complaint.text,
      info.complaint.url,
      'Woonstichting De Linde',
      'fg@example.nl',
    ])
      expect([said, opening.includes(said)]).toEqual([said, true])
    for (const said of info.left_out) expect([said, foot.includes(said)]).toEqual([said, true])
  })

  test('A-18: their own requests, of before too, with what was decided and written to them', async () => {
    await fill()
    const released = await releasePackage(house.world.ports, house.site, request, staffId)
    expect(released.ok).toBe(true)
    const again = await openFor(house, life, 'access')
    const written = await json(again)
    const requests = categoryOf(written, 'requests').rows
    expect(requests.map(({ kind, state }) => `${String(kind)} ${String(state)}`).toSorted()).toEqual([
      'access answered',
      'access open',
      'erase open',
    ])
    expect(requests.find(({ request_id: id }) => id === again.id)?.['duplicate_of']).toBe(request.id)
    const steps = categoryOf(written, 'steps').rows.filter(({ request_id: id }) => id === request.id)
    expect(steps.map(({ step }) => step)).toEqual(['open', 'verify', 'answer'])
    const letters = categoryOf(written, 'letters').rows.map(({ kind }) => String(kind))
    expect(letters.toSorted()).toEqual(['access', 'received'])
    // A link is a key, and stands in no copy of the letter.
    expect(JSON.stringify(written)).not.toContain('/rights/download/')
    expect(categoryOf(written, 'told').rows).toMatchObject([
      { recipient: 'Drukkerij De Pers', what: 'erase', state: 'waiting' },
    ])
  })

  test('A-18: every purpose, source and period of the register that it can name has words in Dutch', () => {
    const words = wordsIn('nl').package
    const tables = new Set<string>(Object.values(categories).flatMap((category) => [...category.tables]))
    for (const entry of register) {
      if (!entry.personal || entry.subject === 'staff' || !tables.has(entry.table)) continue
      expect(Object.keys(words.purposes)).toContain(entry.purpose)
      expect(Object.keys(words.sources)).toContain(entry.source)
      expect(Object.keys(words.periods)).toContain(entry.period)
    }
  })
})

describe('A-19: tables for a spreadsheet', () => {
  test('A-19: there is one for each category, with as many rows as the JSON has, and what is said with them', async () => {
    await fill()
    const parts = readZip(await writeOut(house, request, 'csv'))
    const [explained, ...tables] = Object.entries(parts)
    expect(explained?.[0]).toBe('00-voordeur-access-package-1.html')
    expect(explained?.[1]).toContain('Autoriteit Persoonsgegevens')
    const written = await json()
    expect(tables.map(([name]) => name.replace(/^\d+-|\.csv$/g, ''))).toEqual(
      written.categories.map(({ name }) => name),
    )
    for (const [nth, [name, text]] of tables.entries()) {
      expect(text.startsWith('\ufeff'), name).toBe(true)
      // Line ends within quotes are a single LF.
      expect(text.split('\r\n').length - 2, name).toBe(written.categories[nth]?.count)
    }
  })

  test('A-19: no cell is a formula (S-14), and numbers stay numbers', async () => {
    const { world, site } = house
    const evil = ['=HYPERLINK("http://kwaad.example")', '+1', '-1', '@SUM(1)', '\u{ff1d}1']
    await storeEvents(world.ports, [
      {
        siteId: site.id,
        events: evil.map((name, nth) =>
          rowOf(site, new Date(Date.parse('2026-11-23T10:30:00Z') + nth), {
            name,
            path: '/s14',
            engaged_ms: 1500,
            receipt: life.receiptId,
            visitor: '12',
          }),
        ),
      },
    ])
    const parts = readZip(await writeOut(house, request, 'csv'))
    const events = parts[`${String(categoryNames.indexOf('events') + 1).padStart(2, '0')}-events.csv`] ?? ''
    const lines = events.split('\r\n').filter((line) => line.includes('/s14'))
    expect(lines).toHaveLength(evil.length)
    for (const name of evil) expect(events).toContain(`'${name.replaceAll('"', '""')}`)
    for (const line of lines) {
      expect(line).not.toMatch(/(^|;)"?[=+@\uff1d]/)
      expect(line.split(';')).toContain('1500')
    }
  })
})

describe('review and release', () => {
  test('an officer sees each category with counts, masks and rows as they will go', async () => {
    await fill()
    const summary = await buildPackage(house.world.ports, house.site, request)
    const written = await json()
    expect(summary.categories.map(({ name, rows }) => [name, rows])).toEqual(
      written.categories.map(({ name, count }) => [name, count]),
    )
    const events = must(
      summary.categories.find(({ name }) => name === 'events'),
      'it is there',
    )
    expect(events.samples).toEqual(categoryOf(written, 'events').rows)
    expect(events.masked).toBeGreaterThan(0)
    expect(JSON.stringify(summary)).not.toContain(strangers.inCampaign)
  })

  test('releasing mails a link, answers the request and writes down the counts, all at once', async () => {
    const { world, site } = house
    await takeMails(house)
    const moved = await releasePackage(world.ports, site, request, staffId)
    expect(moved).toMatchObject({ ok: true, request: { id: request.id, state: 'answered' } })
    const mails = await takeMails(house)
    expect(mails.map(({ to }) => to)).toEqual([life.email])
    expect(mails[0]?.text).toMatch(/http:\/\/localhost:3000\/rights\/download\/[\w-]{30,}/)
    const entries = await listAudit(world.ports, site.id, { requestId: request.id, before: null, limit: 50 })
    const released = entries.find(({ kind }) => kind === 'package-released')
    expect(released?.facts).toMatchObject({ mailed: true, rows: { subscriber: 1, events: 6 } })
    for (const own of [life.email, life.receiptId, life.insight, 'Anna'])
      expect(JSON.stringify(entries)).not.toContain(own)
  })

  test('once it was released, or refused, nothing is sent again', async () => {
    const { world, site } = house
    await releasePackage(world.ports, site, request, staffId)
    await takeMails(house)
    const letters = await listLetters(world.ports, site.id, request.id)
    expect(await releasePackage(world.ports, site, request, staffId)).toEqual({ ok: false, why: 'not-now' })
    expect(await listLetters(world.ports, site.id, request.id)).toEqual(letters)
    expect(await takeMails(house)).toEqual([])
    const [links] = await pglite.db<{ n: number }[]>`select count(*)::integer as n from rights_link`
    expect(links?.n).toBe(1)
    const other = await openFor(house, life, 'erase')
    expect(await releasePackage(world.ports, site, other, staffId)).toEqual({ ok: false, why: 'not-now' })
  })

  test('whoever has no e-mail address gets a letter to be printed, and no link', async () => {
    const { world, site } = house
    await takeMails(house)
    const byPost = await openFor(house, { receiptId: life.receiptId }, 'access')
    const moved = await releasePackage(world.ports, site, byPost, staffId)
    expect(moved.ok).toBe(true)
    expect(await takeMails(house)).toEqual([])
    const [letter] = await listLetters(world.ports, site.id, byPost.id)
    expect(letter).toMatchObject({ kind: 'access', isMailed: false })
    expect(await pglite.db`select from rights_link where request_id = ${byPost.id}`).toHaveLength(0)
  })
})

describe('A-38: the role of the desk', () => {
  const tables = [
    'event',
    'visit',
    'visit_trail',
    'consent_receipt',
    'consent_given',
    'subscriber',
    'subscription',
    'subscriber_receipt',
    'confirmation',
    'suppression',
    'delivery',
    'reader_hit',
    'reader_import_row',
    'rights_request',
    'rights_step',
    'rights_letter',
    'processor',
    'processor_task',
    'restriction',
    'held_row',
  ]
  const seenAs = (siteId: number, requestId: string) =>
    asDesk(pglite.db, { siteId, requestId }, async (tx) => {
      const seen: string[] = []
      for (const table of tables)
        if ((await tx`select 1 from ${tx(table)} limit 1`).length > 0) seen.push(table)
      return seen
    })

  test('A-38: reads while a request of that site is open, and nothing once it is closed', async () => {
    const { world, site } = house
    const other = await openFor(house, life, 'access')
    await fill()
    await releasePackage(world.ports, site, other, staffId)
    expect(await seenAs(site.id, request.id)).toEqual(tables)
    expect(await seenAs(site.id, other.id)).toEqual([])
    expect((await buildPackage(world.ports, site, other)).categories.filter(({ rows }) => rows > 0)).toEqual(
      [],
    )
  })

  test('A-38: reads nothing before it is known who asks, without a request, and by one of another site', async () => {
    const { world, site } = house
    const unverified = await writtenDown(house, { subject: request.subject })
    expect(await seenAs(site.id, unverified.id)).toEqual([])
    expect(await seenAs(site.id, '')).toEqual([])
    const elsewhere = await world.addSite({ domain: 'elders.example' })
    expect(await seenAs(elsewhere.id, request.id)).toEqual([])
    const foreign = await openFor({ ...house, site: elsewhere }, life, 'access')
    expect(await seenAs(site.id, foreign.id)).toEqual([])
    expect(await seenAs(elsewhere.id, foreign.id)).toEqual(['rights_request', 'rights_step'])
  })

  test('A-38: writes nothing', async () => {
    const { site } = house
    for (const table of ['event', 'subscriber', 'rights_request'])
      await expect(
        asDesk(pglite.db, { siteId: site.id, requestId: request.id }, (tx) => tx`delete from ${tx(table)}`),
      ).rejects.toMatchObject({ code: '42501' })
  })
})
