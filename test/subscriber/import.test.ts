import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { must } from '../../src/must.ts'
import { exportReaders, writeHead, writeReader } from '../../src/subscriber/export.ts'
import { forgetSubscriber } from '../../src/subscriber/forget.ts'
import { advanceImport, applyImports } from '../../src/subscriber/import-round.ts'
import {
  beginImport,
  cancelImport,
  confirmImport,
  countVerdicts,
  findImport,
  importsMax,
  listImports,
  recordColumns,
  recordRead,
  stageRows,
  sweepImports,
} from '../../src/subscriber/import.ts'
import { reportRefused } from '../../src/subscriber/import-report.ts'
import { importRefusals } from '../../src/subscriber/import-row.ts'
import { readEmail, type Email } from '../../src/subscriber/email.ts'
import { addList } from '../../src/subscriber/list.ts'
import { admitSubscriber, findByEmail, listSubscribed } from '../../src/subscriber/subscriber.ts'
import { suppress } from '../../src/subscriber/suppression.ts'
import { withdraw } from '../../src/subscriber/withdraw.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { readAsText } from '../support/staff.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { bring, bringer, confirm, fileText, head, importOf, line, undo, verdictsOf } from './importing.ts'
import { fileOf, readerRows } from './reader-file.ts'

let database: PgliteWorld
let world: World
let site: Site
let news: number
let tips: number
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyTables(database.db)
  forgetSites(database.db)
  world = await openWorld(database.db)
  site = await world.addSite()
  news = (await addList(world.ports, site, { name: 'Nieuws', description: '', isOpen: true })).id
  tips = (await addList(world.ports, site, { name: 'Tips', description: '', isOpen: false })).id
})

const emailOf = (text: string): Email => must(readEmail(text), 'it is one')
const find = (email: string) => findByEmail(world.ports, site.id, emailOf(email))
const listsOf = async (email: string): Promise<readonly number[]> => {
  const person = await find(email)
  return person ? listSubscribed(world.ports, site.id, person.id) : []
}
const readers = async (): Promise<number> => {
  const [row] = await database.db<{ n: number }[]>`
    select count(*)::integer as n from subscription where site_id = ${site.id} and ended_at is null`
  return row?.n ?? 0
}
const stagedRows = async (): Promise<number> =>
  (await database.db`select row_no from reader_import_row where site_id = ${site.id}`).length
const inOne = <T>(work: (ports: World['ports']) => Promise<T>): Promise<unknown> =>
  database.db.begin((db) => work({ ...world.ports, db: db as unknown as World['ports']['db'] }))
const admit = (email: string, lists: readonly number[]) =>
  inOne((ports) =>
    admitSubscriber(ports, {
      siteId: site.id,
      email: emailOf(email),
      name: null,
      language: 'nl',
      lists,
      textId: null,
      channel: 'form',
    }),
  )
const leave = async (email: string, by: 'page' | 'staff') => {
  const { id } = must(await find(email), 'they are there')
  await inOne((ports) => withdraw(ports, { site, subscriberId: id, lists: null, by, issueId: 0 }))
}
const later = (days: number) =>
  world.setNow(new Date(world.ports.now().getTime() + days * 86_400_000).toISOString())

describe('taking a file', () => {
  test('N6: everybody taken has a receipt with the proof of the file, sealed, by way of an import', async () => {
    const id = await bring(
      world.ports,
      site,
      [news, tips],
      fileText(line('anna@example.nl'), 'bert@example.nl;;en;5-4-2023;"formulier; balie";'),
    )
    expect(await verdictsOf(world.ports, site, id)).toEqual({ new: 2 })
    // Nobody is a subscriber before it is confirmed.
    expect(await find('anna@example.nl')).toBeNull()
    await confirm(world.ports, site, id)
    expect(await importOf(world.ports, site, id)).toMatchObject({
      state: 'done',
      admitted: 2,
      known: 0,
      rows: 2,
    })

    expect(await find('anna@example.nl')).toMatchObject({
      name: 'Anna',
      language: 'nl',
      measureAnswer: null,
      measureAskedAt: null,
    })
    expect(await find('bert@example.nl')).toMatchObject({ name: null, language: 'en' })
    expect(await listsOf('anna@example.nl')).toEqual([news, tips])
    const receipts = await database.db`
      select r.purpose, r.answer, r.channel, r.lists, r.text_id, r.evidence, p.receive_receipt = r.receipt_id as is_own
      from subscriber_receipt r join subscriber p on p.site_id = r.site_id and p.subscriber_id = r.subscriber_id`
    expect(receipts).toHaveLength(2)
    for (const receipt of receipts)
      expect(receipt).toMatchObject({
        purpose: 'receive',
        answer: 'yes',
        channel: 'import',
        lists: [news, tips],
        text_id: null,
        is_own: true,
      })
    expect(readAsText(receipts)).not.toContain('open dag')
    const [, bert] = await written(news)
    expect(bert).toBe('bert@example.nl;;en;5-4-2023;"formulier; balie";')
  })

  test('what waits is sealed: neither rows nor names of columns can be read in the tables', async () => {
    // A file without names: its first row is a person.
    const id = await bring(
      world.ports,
      site,
      [news],
      Buffer.from('geheim@example.nl;Geheim\nander@example.nl;Ander\n'),
    )
    const rows = [
      ...(await database.db`select * from reader_import`),
      ...(await database.db`select * from reader_import_row`),
    ]
    expect(rows).toHaveLength(3)
    expect(readAsText(rows)).not.toMatch(/geheim|ander@/i)
    expect((await importOf(world.ports, site, id)).names).toEqual([])
  })

  test('N1: every refusal is one of a closed list, each row has its own, and none of them is taken', async () => {
    await inOne((ports) => suppress(ports, site.id, emailOf('nooit@example.nl'), 'asked'))
    await admit('weg@example.nl', [news])
    await leave('weg@example.nl', 'page')
    await admit('al@example.nl', [news])
    const id = await bring(
      world.ports,
      site,
      [news],
      fileText(
        line('anna@example.nl'),
        ';Niemand;nl;2024-05-01;open dag;',
        'geen-adres;X;nl;2024-05-01;open dag;',
        'zonder@example.nl;X;nl;;;',
        `lang@example.nl;${'x'.repeat(200)};nl;2024-05-01;open dag;`,
        `${line('veel@example.nl')};te;veel`,
        line('ANNA@example.nl'),
        line('nooit@example.nl'),
        line('weg@example.nl'),
        line('al@example.nl'),
      ),
    )
    const expected = {
      ...Object.fromEntries(importRefusals.map((refusal) => [refusal, 1])),
      new: 1,
      known: 1,
    }
    expect(await verdictsOf(world.ports, site, id)).toEqual(expected)
    await confirm(world.ports, site, id)
    expect(await importOf(world.ports, site, id)).toMatchObject({ state: 'done', admitted: 1, known: 1 })
    for (const email of ['zonder@example.nl', 'lang@example.nl', 'veel@example.nl', 'nooit@example.nl'])
      expect(await find(email), email).toBeNull()
    expect(await listsOf('weg@example.nl')).toEqual([])
    expect(await listsOf('al@example.nl')).toEqual([news])
    // What was taken is gone; what was refused stays to be reported.
    expect(await stagedRows()).toBe(importRefusals.length)
    expect(await report(id)).toEqual([
      'regel;waarom;e-mailadres;naam;taal;toestemming_op;toestemming_via;toestemming_tekst',
      '3;no-email;;Niemand;nl;2024-05-01;open dag;',
      '4;bad-email;geen-adres;X;nl;2024-05-01;open dag;',
      '5;no-proof;zonder@example.nl;X;nl;;;',
      `6;too-long;lang@example.nl;${'x'.repeat(200)};nl;2024-05-01;open dag;`,
      `7;too-many-columns;${line('veel@example.nl')};te;veel`,
      `8;duplicate-in-file;${line('ANNA@example.nl')}`,
      `9;suppressed;${line('nooit@example.nl')}`,
      `10;ended;${line('weg@example.nl')}`,
    ])
  })

  test('S-14: a formula is kept as text, and neutralised in the report and in the export', async () => {
    const id = await bring(
      world.ports,
      site,
      [news],
      fileText(
        'anna@example.nl;"=HYPERLINK(""https://kwaad.example"")";nl;2024-05-01;+formulier;@x',
        '-geen;=1+1;;;;',
      ),
    )
    await confirm(world.ports, site, id)
    expect((await find('anna@example.nl'))?.name).toBe('=HYPERLINK("https://kwaad.example")')
    expect(await written(news)).toEqual([
      `anna@example.nl;"'=HYPERLINK(""https://kwaad.example"")";nl;2024-05-01;'+formulier;'@x`,
    ])
    expect((await report(id))[1]).toBe(`3;bad-email;'-geen;'=1+1;;;;`)
  })

  test('an address twice in a file is taken once: the first that nothing is wrong with, also when far apart', async () => {
    const many = Array.from({ length: 1_200 }, (_, nth) => line(`lezer${nth}@example.nl`))
    const id = await bring(
      world.ports,
      site,
      [news],
      fileText(
        'anna@example.nl;Zonder bewijs;;;;',
        'anna@example.nl;Eerste;;2024-05-01;balie;',
        ...many,
        'Anna@Example.nl;Laatste;;2024-05-02;balie;',
      ),
    )
    expect(await verdictsOf(world.ports, site, id)).toEqual({
      new: 1_201,
      'no-proof': 1,
      'duplicate-in-file': 1,
    })
    await confirm(world.ports, site, id)
    expect((await find('anna@example.nl'))?.name).toBe('Eerste')
    expect(await readers()).toBe(1_201)
  })

  test('who is known keeps what they said themselves, and gets what they did not get yet', async () => {
    await inOne((ports) =>
      admitSubscriber(ports, {
        siteId: site.id,
        email: emailOf('anna@example.nl'),
        name: 'Anna de Wit',
        language: 'en',
        lists: [news],
        textId: null,
        channel: 'form',
        measure: { answer: 'no', textId: null },
      }),
    )
    const before = must(await find('anna@example.nl'), 'she is there')
    const proven = await database.db`select receive_receipt, measure_receipt from subscriber`
    later(1)
    const id = await bring(world.ports, site, [news, tips], fileText(line('anna@example.nl')))
    await confirm(world.ports, site, id)
    expect(await find('anna@example.nl')).toEqual(before)
    expect(await database.db`select receive_receipt, measure_receipt from subscriber`).toEqual(proven)
    expect(await listsOf('anna@example.nl')).toEqual([news, tips])
    expect((await importOf(world.ports, site, id)).admitted).toBe(1)
    // Undone, only what it began is ended.
    await undo(world.ports, site, id)
    expect(await listsOf('anna@example.nl')).toEqual([news])
  })

  test('N4: nobody is measured for being imported, also where the site measures in person', async () => {
    const id = await bring(world.ports, site, [news], fileText(line('anna@example.nl')))
    await confirm(world.ports, site, id)
    const [row] = await database.db`select measure_answer, measure_receipt, measure_asked_at from subscriber`
    expect(row).toEqual({ measure_answer: null, measure_receipt: null, measure_asked_at: null })
    expect(world.posted).toEqual([])
  })
})

describe('A-27: who asked not to be mailed', () => {
  test('is never taken: not again, not after undoing, and not when they ask while it waits', async () => {
    await inOne((ports) => suppress(ports, site.id, emailOf('nooit@example.nl'), 'asked'))
    const file = fileText(
      line('nooit@example.nl', '2026-11-22'),
      line('anna@example.nl'),
      line('straks@example.nl'),
    )
    const first = await bring(world.ports, site, [news], file)
    expect(await verdictsOf(world.ports, site, first)).toEqual({ new: 2, suppressed: 1 })
    await inOne((ports) => suppress(ports, site.id, emailOf('straks@example.nl'), 'complaint'))
    await confirm(world.ports, site, first)
    await undo(world.ports, site, first)
    expect(await readers()).toBe(0)
    const again = await bring(world.ports, site, [news], file)
    await confirm(world.ports, site, again)
    expect(await listsOf('anna@example.nl')).toEqual([news])
    for (const email of ['nooit@example.nl', 'straks@example.nl']) expect(await find(email), email).toBeNull()
    expect(await verdictsOf(world.ports, site, again)).toEqual({ suppressed: 2 })
  })

  test('is not taken after they were erased for good, by a file that was there before', async () => {
    await admit('anna@example.nl', [news])
    const id = await bring(
      world.ports,
      site,
      [news, tips],
      fileText(line('anna@example.nl', '2026-11-23'), line('bert@example.nl')),
    )
    const { id: number } = must(await find('anna@example.nl'), 'she is there')
    await inOne(async (ports) => {
      await suppress(ports, site.id, emailOf('anna@example.nl'), 'asked')
      await forgetSubscriber(ports, site.id, number)
    })
    await confirm(world.ports, site, id)
    expect(await find('anna@example.nl')).toBeNull()
    expect(await listsOf('bert@example.nl')).toEqual([news, tips])
  })

  test('nor who left, by a proof from before that; a newer word brings them back', async () => {
    await admit('anna@example.nl', [news, tips])
    await leave('anna@example.nl', 'page')
    later(10)
    const old = await bring(world.ports, site, [news], fileText(line('anna@example.nl', '2026-11-23')))
    expect(await verdictsOf(world.ports, site, old)).toEqual({ ended: 1 })
    await confirm(world.ports, site, old)
    expect(await listsOf('anna@example.nl')).toEqual([])
    const fresh = await bring(world.ports, site, [news], fileText(line('anna@example.nl', '2026-11-30')))
    await confirm(world.ports, site, fresh)
    expect(await listsOf('anna@example.nl')).toEqual([news])
  })

  test('nor who told staff, while what was undone can be imported again', async () => {
    const file = fileText(line('anna@example.nl'), line('bert@example.nl'))
    const first = await bring(world.ports, site, [news], file)
    await confirm(world.ports, site, first)
    later(1)
    await leave('anna@example.nl', 'staff')
    await undo(world.ports, site, first)
    const again = await bring(world.ports, site, [news], file)
    expect(await verdictsOf(world.ports, site, again)).toEqual({ ended: 1, new: 1 })
    await confirm(world.ports, site, again)
    expect([await listsOf('anna@example.nl'), await listsOf('bert@example.nl')]).toEqual([[], [news]])
  })

  test('who leaves between the check and the taking stays away', async () => {
    await admit('anna@example.nl', [tips])
    const id = await bring(world.ports, site, [news, tips], fileText(line('anna@example.nl')))
    expect(await verdictsOf(world.ports, site, id)).toEqual({ new: 1 })
    await admit('anna@example.nl', [news])
    await leave('anna@example.nl', 'page')
    await confirm(world.ports, site, id)
    expect(await listsOf('anna@example.nl')).toEqual([])
    expect(await importOf(world.ports, site, id)).toMatchObject({ state: 'done', admitted: 0 })
  })
})

describe('undoing', () => {
  test('ends what this import began, and only that', async () => {
    await admit('voor@example.nl', [news])
    const other = await bring(
      world.ports,
      site,
      [tips],
      fileText(line('ander@example.nl'), line('beide@example.nl')),
    )
    await confirm(world.ports, site, other)
    const id = await bring(
      world.ports,
      site,
      [news],
      fileText(
        line('voor@example.nl'),
        line('beide@example.nl'),
        line('nieuw@example.nl'),
        line('zelf@example.nl'),
        line('weg@example.nl'),
      ),
    )
    await confirm(world.ports, site, id)
    later(1)
    // One says yes herself, one leaves himself: neither is the import's to end.
    await admit('zelf@example.nl', [news])
    await leave('weg@example.nl', 'page')

    expect(await undo(world.ports, site, id)).toBe(true)
    expect(await importOf(world.ports, site, id)).toMatchObject({ state: 'undone', ended: 2 })
    expect(await listsOf('voor@example.nl')).toEqual([news])
    expect(await listsOf('ander@example.nl')).toEqual([tips])
    expect(await listsOf('beide@example.nl')).toEqual([tips])
    expect(await listsOf('nieuw@example.nl')).toEqual([])
    expect(await listsOf('zelf@example.nl')).toEqual([news])
    const ends =
      await database.db`select ended_by, count(*)::integer as n from subscription where ended_at is not null group by 1 order by 1`
    expect([...ends]).toEqual([
      { ended_by: 'page', n: 1 },
      { ended_by: 'staff', n: 2 },
    ])
    // No reader left, so none is counted as leaving but the one who did.
    expect(await database.db`select ended_by, times from unsubscribe_count`).toEqual([
      { ended_by: 'page', times: 1 },
    ])
    // Once is enough.
    expect(await undo(world.ports, site, id)).toBe(false)
  })

  test('is possible for three days, and then all of it is gone', async () => {
    const id = await bring(world.ports, site, [news], fileText(line('anna@example.nl'), 'geen;;;;;'))
    await confirm(world.ports, site, id)
    later(2.9)
    await sweepImports(world.ports, site.id)
    expect(await findImport(world.ports, site.id, id)).not.toBeNull()
    later(0.2)
    await sweepImports(world.ports, site.id)
    expect(await findImport(world.ports, site.id, id)).toBeNull()
    expect(await stagedRows()).toBe(0)
    expect(await undo(world.ports, site, id)).toBe(false)
    expect(await listsOf('anna@example.nl')).toEqual([news])
  })
})

describe('by itself', () => {
  const many = (count: number) =>
    fileText(...Array.from({ length: count }, (_, nth) => line(`lezer${nth}@example.nl`)))

  test('a round goes on where a process died, takes nobody twice and leaves nobody out', async () => {
    const id = await bring(world.ports, site, [news], many(1_700))
    await confirmImport(world.ports, site.id, id)
    await advanceImport(world.ports, site.id, id, 2)
    expect(await importOf(world.ports, site, id)).toMatchObject({ state: 'applying', admitted: 1_000 })
    // In the middle of a batch: nothing of it was committed.
    const dying = {
      ...world.ports,
      random: () => {
        throw new Error('died')
      },
    }
    await expect(advanceImport(dying, site.id, id, 1)).rejects.toThrow('died')
    expect(await readers()).toBe(1_000)
    await applyImports(world.ports)
    expect(await importOf(world.ports, site, id)).toMatchObject({ state: 'done', admitted: 1_700 })
    expect([await readers(), await stagedRows()]).toEqual([1_700, 0])
    const [receipts] =
      await database.db`select count(*)::integer as n, count(distinct subscriber_id)::integer as people from subscriber_receipt`
    expect(receipts).toEqual({ n: 1_700, people: 1_700 })
  })

  test('two processes at once do the work of one', async () => {
    const id = await bring(world.ports, site, [news], many(1_600))
    await confirmImport(world.ports, site.id, id)
    await Promise.all([applyImports(world.ports), applyImports(world.ports)])
    await applyImports(world.ports)
    expect(await importOf(world.ports, site, id)).toMatchObject({ state: 'done', admitted: 1_600 })
    expect(await readers()).toBe(1_600)
  })

  test('stops between batches when it is told to, and after so many', async () => {
    const id = await bring(world.ports, site, [news], many(1_100))
    await confirmImport(world.ports, site.id, id)
    await applyImports({ ...world.ports, isStopping: () => true })
    expect((await importOf(world.ports, site, id)).cursorRow).toBe(0)
    await applyImports(world.ports, 1)
    expect((await importOf(world.ports, site, id)).admitted).toBe(500)
  })

  test('one that fails keeps no other waiting', async () => {
    const broken = await bring(world.ports, site, [news], many(1))
    await confirmImport(world.ports, site.id, broken)
    await database.db`update reader_import_row set sealed = ${Buffer.from([1, 2, 3])} where site_id = ${site.id}`
    later(0.01)
    const id = await bring(world.ports, site, [news], many(2))
    await confirmImport(world.ports, site.id, id)
    await expect(applyImports(world.ports)).rejects.toThrow()
    expect(await importOf(world.ports, site, id)).toMatchObject({ state: 'done', admitted: 2 })
  })

  test('two imports of the same people at once take each once', async () => {
    const ids = [
      await bring(world.ports, site, [news], many(700)),
      await bring(world.ports, site, [news], many(700)),
    ]
    for (const id of ids) await confirmImport(world.ports, site.id, id)
    await Promise.all(ids.map((id) => advanceImport(world.ports, site.id, id, Infinity)))
    const done = await Promise.all(ids.map((id) => importOf(world.ports, site, id)))
    expect(done.map(({ state }) => state)).toEqual(['done', 'done'])
    expect(done.reduce((sum, { admitted }) => sum + admitted, 0)).toBe(700)
    expect(done.reduce((sum, { known }) => sum + known, 0)).toBe(700)
    expect(await readers()).toBe(700)
  })
})

describe('before it is confirmed', () => {
  test('other columns can be chosen, and all rows are looked at anew', async () => {
    const file = Buffer.from(
      'post;wie;wanneer;hoe\nanna@example.nl;Anna;2024-05-01;balie\nbert@example.nl;Bert;;\n',
    )
    const id = await bring(world.ports, site, [news], file)
    expect(await verdictsOf(world.ports, site, id)).toEqual({ 'no-email': 2 })
    expect(
      await recordColumns(world.ports, site.id, id, { email: 0, name: 1, consentAt: 2, consentSource: 3 }),
    ).toBe(true)
    expect(await recordColumns(world.ports, site.id, id, {})).toBe(false)
    await advanceImport(world.ports, site.id, id, Infinity)
    expect(await verdictsOf(world.ports, site, id)).toEqual({ new: 1, 'no-proof': 1 })
    await confirm(world.ports, site, id)
    expect((await find('anna@example.nl'))?.name).toBe('Anna')
    expect(await recordColumns(world.ports, site.id, id, {})).toBe(false)
  })

  test('it can be cancelled without a trace, and halfway with what was taken till then to be undone', async () => {
    const none = await bring(world.ports, site, [news], fileText(line('anna@example.nl'), 'geen;;;;;'))
    expect(await inOne((ports) => cancelImport(ports, site.id, none))).toBe(true)
    expect([await findImport(world.ports, site.id, none), await stagedRows()]).toEqual([null, 0])

    const half = await bring(
      world.ports,
      site,
      [news],
      fileText(...Array.from({ length: 1_300 }, (_, nth) => line(`lezer${nth}@example.nl`)), 'geen;;;;;'),
    )
    await confirmImport(world.ports, site.id, half)
    await advanceImport(world.ports, site.id, half, 1)
    expect(await inOne((ports) => cancelImport(ports, site.id, half))).toBe(true)
    expect(await inOne((ports) => cancelImport(ports, site.id, half))).toBe(false)
    await applyImports(world.ports)
    expect(await importOf(world.ports, site, half)).toMatchObject({ state: 'cancelled', admitted: 500 })
    expect([await readers(), await stagedRows()]).toEqual([500, 1])
    expect(await undo(world.ports, site, half)).toBe(true)
    expect([await readers(), (await importOf(world.ports, site, half)).ended]).toEqual([0, 500])
  })

  test('it is confirmed once', async () => {
    const id = await bring(world.ports, site, [news], fileText(line('anna@example.nl')))
    expect(
      await Promise.all([confirmImport(world.ports, site.id, id), confirmImport(world.ports, site.id, id)]),
    ).toEqual(expect.arrayContaining([true, false]))
  })

  test('a site has some imports at once and no more, and none of another site’s', async () => {
    for (let nth = 0; nth < importsMax; nth += 1)
      await bring(world.ports, site, [news], fileText(line('anna@example.nl')))
    expect(await beginImport(world.ports, site, { lists: [news], madeBy: bringer })).toBeNull()
    const other = await world.addSite({ domain: 'ander.nl' })
    expect(await listImports(world.ports, other)).toEqual([])
    const [first] = await listImports(world.ports, site)
    expect(await findImport(world.ports, other.id, must(first, 'there are some').id)).toBeNull()
    expect(await findImport(world.ports, site.id, "' or 1=1")).toBeNull()
    expect(await beginImport(world.ports, other, { lists: [news], madeBy: bringer })).not.toBeNull()
  })

  test('erasing somebody takes the rows of theirs that wait, too', async () => {
    await admit('anna@example.nl', [news])
    const id = await bring(
      world.ports,
      site,
      [tips],
      fileText(line('anna@example.nl'), line('bert@example.nl')),
    )
    const { id: number } = must(await find('anna@example.nl'), 'she is there')
    await inOne((ports) => forgetSubscriber(ports, site.id, number))
    expect(await verdictsOf(world.ports, site, id)).toEqual({ new: 1 })
    expect(await stagedRows()).toBe(1)
  })
})

const words = {
  columns: {
    email: 'e-mailadres',
    name: 'naam',
    language: 'taal',
    consentAt: 'toestemming_op',
    consentSource: 'toestemming_via',
    consentText: 'toestemming_tekst',
  },
  channels: {
    form: 'formulier',
    api: 'API',
    page: 'pagina',
    'one-click': 'klik',
    mail: 'mail',
    staff: 'medewerker',
    import: 'import',
  },
}

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

/** The records of an export, sorted, without the names of columns. */
async function written(list: number): Promise<string[]> {
  const text = await textOf(exportReaders(world.ports, site, list, words))
  expect(text.startsWith(`\ufeff${head}\r\n`)).toBe(true)
  return text.split('\r\n').slice(1, -1).toSorted()
}

async function report(id: string): Promise<string[]> {
  const text = await textOf(
    reportRefused(world.ports, await importOf(world.ports, site, id), {
      row: 'regel',
      why: 'waarom',
      column: (nth) => `kolom ${nth}`,
      refusals: Object.fromEntries(importRefusals.map((refusal) => [refusal, refusal])) as Record<
        (typeof importRefusals)[number],
        string
      >,
    }),
  )
  expect(text.startsWith('\ufeff')).toBe(true)
  return text.slice(1).split('\r\n').slice(0, -1)
}

describe('exporting', () => {
  test('says of each reader by which word they get it, and of nobody who left', async () => {
    await admit('form@example.nl', [news])
    await inOne((ports) =>
      admitSubscriber(ports, {
        siteId: site.id,
        email: emailOf('balie@example.nl'),
        name: "'t Hooft",
        language: 'en',
        lists: [news],
        textId: null,
        channel: 'staff',
        evidence: 'Zei het aan de balie',
      }),
    )
    await admit('weg@example.nl', [news])
    await leave('weg@example.nl', 'page')
    await admit('ander@example.nl', [tips])
    expect(await written(news)).toEqual([
      "balie@example.nl;'t Hooft;en;2026-11-23T11:00:00.000Z;medewerker;Zei het aan de balie",
      'form@example.nl;;nl;2026-11-23T11:00:00.000Z;formulier;',
    ])
  })

  test('whatever is imported goes out as it came in, and comes in again at another site as the same', async () => {
    await fc.assert(
      fc.asyncProperty(readerRows(world.ports.now()), async (people) => {
        await database.db`truncate subscriber, subscription, subscriber_receipt, reader_import, reader_import_row`
        const file = writeHead(words) + people.map(writeReader).join('')
        await confirm(world.ports, site, await bring(world.ports, site, [news], Buffer.from(file)))
        const once = await textOf(exportReaders(world.ports, site, news, words))
        expect(once.split('\r\n').toSorted()).toEqual(file.split('\r\n').toSorted())
        await confirm(world.ports, site, await bring(world.ports, site, [tips], Buffer.from(once)))
        expect(await textOf(exportReaders(world.ports, site, tips, words))).toBe(once)
      }),
      { numRuns: 12 },
    )
  })

  test('5,000 rows go in and out, in pages', async () => {
    const id = await bring(world.ports, site, [news], fileOf(5_000))
    expect(await verdictsOf(world.ports, site, id)).toEqual({ new: 4_500, 'no-proof': 500 })
    await confirm(world.ports, site, id)
    const pieces: string[] = []
    for await (const piece of exportReaders(world.ports, site, news, words)) pieces.push(piece)
    // The names of the columns, and people by the thousand.
    expect(pieces.map((piece) => piece.split('\r\n').length - 1)).toEqual([
      1, 1_000, 1_000, 1_000, 1_000, 500,
    ])
    expect(new Set(pieces.join('').split('\r\n')).size).toBe(4_502)
    expect((await report(id)).length).toBe(501)
    expect([...(await countVerdicts(world.ports, await importOf(world.ports, site, id)))]).toEqual([
      ['no-proof', 500],
    ])
  })
})

test('a file that is sent halfway leaves nothing that is applied', async () => {
  const id = must(await beginImport(world.ports, site, { lists: [news], madeBy: bringer }), 'there is room')
  await stageRows(world.ports, site.id, id, [{ rowNo: 2, cells: ['anna@example.nl'] }])
  await applyImports(world.ports)
  expect(await importOf(world.ports, site, id)).toMatchObject({ state: 'reading' })
  expect(await listImports(world.ports, site)).toEqual([])
  expect(await confirmImport(world.ports, site.id, id)).toBe(false)
  await recordRead(world.ports, site.id, id, { ok: true, names: ['email'], width: 1, rows: 1, lastRow: 2 })
  expect(await listImports(world.ports, site)).toHaveLength(1)
})
