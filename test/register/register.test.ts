/**
 * the register of article 30 and the annex of the statement are generated, and compared with files in `docs/register/`, so that somebody has
 * to look at a change and accept it. After a change that is meant: `npx vitest run test/register/register.test.ts -u`.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listActs } from '../../src/account/act.ts'
import { register as columns } from '../../src/db/personal.ts'
import type { SiteId } from '../../src/db/schema.ts'
import { languages, wordsIn } from '../../src/page/words.ts'
import { processorDocument } from '../../src/processor/document.ts'
import { addProcessor } from '../../src/processor/processor.ts'
import { activities, activityNames } from '../../src/register/activity.ts'
import { annexText, composeAnnex } from '../../src/register/annex.ts'
import { composeRegister, registerText, type RegisterSources } from '../../src/register/article-30.ts'
import {
  addProcessing,
  changeProcessing,
  listProcessings,
  processingFields,
  type ProcessingFields,
} from '../../src/register/processing.ts'
import type { Site } from '../../src/site/site.ts'
import { siteSettings } from '../../src/site/site-settings.ts'
import { writeCsv } from '../../src/stats/export.ts'
import { root } from '../architecture/source-files.ts'
import { browserOf, nameController, type Browsing } from '../asking/deciding-staff.ts'
import { inlineParts, unescapeHtml } from '../page/html.ts'
import { migrateAll, openDesk, type Desk } from '../rights/requesting.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'

/** As somebody committed them, before this run can write any. */
const accepted = readdirSync(join(root, 'docs/register')).toSorted()

const rent: ProcessingFields = processingFields.parse({
  name: 'Huuradministratie',
  purpose: 'Huur innen en contracten beheren.',
  basis: 'contract',
  subjects: 'huurders en medehuurders',
  data: 'naam, adres, bankrekening',
  recipients: 'de bank',
  transfers: '',
  kept: '7 jaar na het einde van de huur',
  measures: '',
})

const mailer = processorDocument.parse({
  name: 'Mailbureau De Duif',
  gets: 'e-mailadressen, om nieuwsbrieven te versturen',
  country: 'US',
  transfer: 'clauses',
  told: { by: 'webhook', url: 'https://duif.example/gdpr' },
  kinds: ['erase'],
  activities: ['newsletter', 'measuring'],
})

/** A site that does all of it. */
const usual: Site = {
  id: 1 as SiteId,
  domain: 'example.nl',
  hostnames: ['example.nl'],
  timezone: 'Europe/Amsterdam',
  settings: siteSettings.parse({
    controller: {
      name: 'Woonstichting De Linde',
      address: 'Lindelaan 1\n1234 AB Voorbeeldstad',
      email: 'info@delinde.nl',
    },
    privacyOfficer: { name: 'Jos Jansen', email: 'privacy@delinde.nl' },
    newsletter: true,
  }),
  askedSince: new Date('2026-01-01T00:00:00Z'),
}
const at = new Date('2026-11-23T11:00:00Z')
const usualSources: RegisterSources = {
  processors: [{ id: '1', document: mailer, madeAt: at, endedAt: null }],
  processings: [{ id: '2', fields: rent, before: [], changedAt: at, endedAt: null }],
}
const nothing: RegisterSources = { processors: [], processings: [] }

describe('A-36: what stands in docs/register is what is generated', () => {
  test.each(languages)('the register in %s', async (lang) => {
    await expect(registerText(usual, composeRegister(usual, usualSources, lang), lang)).toMatchFileSnapshot(
      `../../docs/register/register.${lang}.txt`,
    )
  })

  test.each(languages)('the annex of the privacy statement in %s', async (lang) => {
    await expect(annexText(composeAnnex(usual, usualSources, lang))).toMatchFileSnapshot(
      `../../docs/register/annex.${lang}.txt`,
    )
  })

  test('nothing is accepted by being written anew: each file is there before it is compared', () => {
    expect(accepted).toEqual([
      'annex.en.txt',
      'annex.nl.txt',
      'columns.csv',
      'register.en.txt',
      'register.nl.txt',
    ])
  })

  test('how each column is classified', async () => {
    const rows = columns.map((entry) => ({
      table: entry.table,
      column: entry.column,
      personal: entry.personal ? 'yes' : 'no',
      what: entry.what,
      why: entry.personal ? entry.purpose : entry.because,
      basis: entry.personal ? entry.basis : '',
      subject: entry.subject,
      source: entry.source,
      recipients: entry.recipients.join(' '),
      thirdParty: entry.thirdParty ? 'may be' : '',
      period: entry.period,
      owner: entry.owner,
    }))
    const names = [
      'table',
      'column',
      'personal',
      'what',
      'why',
      'basis',
      'subject',
      'source',
      'recipients',
      'thirdParty',
      'period',
      'owner',
    ] as const
    await expect(writeCsv(names, rows).replaceAll('\r\n', '\n')).toMatchFileSnapshot(
      '../../docs/register/columns.csv',
    )
  })
})

describe('the register of columns', () => {
  test('says of each personal column of whom it is, and has words for its table in every language', () => {
    const personal = columns.filter((entry) => entry.personal)
    expect(personal.filter(({ subject }) => subject === 'nobody')).toEqual([])
    expect(
      columns.filter((entry) => !entry.personal && (entry.subject !== 'nobody' || entry.thirdParty)),
    ).toEqual([])
    for (const lang of languages) {
      const { tables } = wordsIn(lang).register
      const needed = [...new Set(personal.map(({ table }) => table))]
      expect([lang, needed.filter((table) => !Object.hasOwn(tables, table))]).toEqual([lang, []])
      // Nor are there words for what is no more.
      const known = [
        ...needed,
        ...activities.flatMap(({ name, kept }) => kept.map(({ table }) => `${name}.${table}`)),
      ]
      expect([lang, Object.keys(tables).filter((name) => !known.includes(name))]).toEqual([lang, []])
    }
  })

  test('gives every personal column a place in one activity', () => {
    const placed = activities.flatMap(({ kept }) => kept.map(({ table }) => table))
    expect(columns.filter(({ personal, table }) => personal && !placed.includes(table))).toEqual([])
    expect(activities.map(({ name }) => name)).toEqual(activityNames)
    expect(
      activities.filter(({ bases, subjects, kept }) => bases.length * subjects.length * kept.length === 0),
    ).toEqual([])
  })

  test('marks what strangers and staff write as perhaps about somebody else, and nothing that we make', () => {
    const third = columns
      .filter(({ thirdParty }) => thirdParty)
      .map(({ table, column }) => `${table}.${column}`)
    expect(third).toEqual(
      expect.arrayContaining([
        'event.path',
        'event.props',
        'event.utm_campaign',
        'visit.utm_source',
        'visit_trail.trail',
        'annotation.note',
        'rights_note.sealed',
        'rights_request.sealed',
        'held_row.sealed',
        'breach.sealed',
        'subscriber_receipt.evidence',
      ]),
    )
    expect(third).not.toEqual(expect.arrayContaining(['subscriber.email']))
    expect(third.filter((name) => /_id$|_at$|_index$|_hash$/.test(name))).toEqual([])
  })
})

describe('the register of a site', () => {
  const names = (site: Site, sources = nothing) =>
    composeRegister(site, sources, 'nl').own.map(({ name }) => name.join(' '))

  test('A-36: holds what the site does, and not what it does not', () => {
    const plain = { ...usual, askedSince: null, settings: { ...usual.settings, newsletter: null } }
    expect(names(usual)).toEqual(
      expect.arrayContaining(['Nieuwsbrieven', 'Terugkerend bezoek', 'Datalekken']),
    )
    expect(names(plain).filter((name) => /brie|Terugkerend/.test(name))).toEqual([])
    expect(names(plain)).toContain('Bezoekstatistiek')
  })

  test('A-36: says how long as the site has set it', () => {
    const retention = { ...usual.settings.retention, eventsDays: 30, visitsMonths: 6, totalsMonths: 12 }
    const site = { ...usual, settings: { ...usual.settings, retention } }
    const text = annexText(composeAnnex(site, nothing, 'nl'))
    expect(text).toMatch(/- ingekort netwerkadres \(30 dagen\)/)
    expect(text).toMatch(/van een bezoek \(6 maanden\)/)
    expect(text).not.toContain('90 dagen')
  })

  test('A-36: names processors as recipients, and a transfer where one is outside the EEA', () => {
    const row = composeRegister(usual, usualSources, 'nl').own.find(({ name }) => name[0] === 'Nieuwsbrieven')
    expect(row?.recipients).toContain('Mailbureau De Duif: e-mailadressen, om nieuwsbrieven te versturen')
    expect(row?.transfers).toEqual(['Mailbureau De Duif: Verenigde Staten, modelcontract (artikel 46 AVG)'])
    const visits = composeRegister(usual, usualSources, 'nl').own.find(
      ({ name }) => name[0] === 'Bezoekstatistiek',
    )
    expect([visits?.recipients, visits?.transfers]).toEqual([[], []])
    const [processor] = usualSources.processors
    const ended = { ...usualSources, processors: processor ? [{ ...processor, endedAt: at }] : [] }
    expect(JSON.stringify(composeRegister(usual, ended, 'nl'))).not.toContain('De Duif')
  })

  test('A-36: has an annex for the public, that leaves staff and breaches out and says where to ask', () => {
    const { parts, questions } = composeAnnex(usual, usualSources, 'nl')
    const headings = parts.map(({ heading }) => heading)
    expect(headings).toEqual(
      expect.arrayContaining(['Bezoekstatistiek', 'Nieuwsbrieven', 'Huuradministratie']),
    )
    expect(headings).not.toEqual(expect.arrayContaining(['Medewerkers']))
    expect(headings).not.toEqual(expect.arrayContaining(['Datalekken']))
    expect(questions).toContain('privacy@delinde.nl')
    for (const { heading, lines } of parts)
      expect([heading, lines.map(({ name }) => name)]).toEqual([
        heading,
        expect.arrayContaining(['Van wie', 'Wat, en hoe lang', 'Waarom dat mag', 'Wie krijgt ze']),
      ])
  })
})

describe('the pages', () => {
  const path = '/dashboard/sites/example.nl/desk/register'
  let database: PgliteWorld
  let desk: Desk
  let officer: Browsing
  beforeAll(async () => {
    database = await openPglite()
    await migrateAll(database.db)
    desk = await openDesk(database.db)
    await nameController(desk.world, desk.site)
    officer = await browserOf(desk.world, 'officer', desk.site.id)
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    await database.db`truncate processing, processor, staff_act`
    desk.world.setNow('2026-11-23T11:00:00Z')
  })

  const textOf = async (answer: Response | Promise<Response>) => unescapeHtml(await (await answer).text())
  const formOf = (over: Partial<Record<keyof ProcessingFields | 'id', string>> = {}): [string, string][] =>
    Object.entries({ ...rent, ...over })
  const list = () => listProcessings(desk.world.ports, desk.site.id)

  test('A-36: add, change and end what the organisation does besides; what stood there stays to be read', async () => {
    expect(await textOf(officer.ask(path))).toContain('Nog niets. Zet hieronder')
    expect((await officer.post(`${path}/processings`, formOf())).headers.get('location')).toBe(
      `${path}?done=added`,
    )
    const [added] = await list()
    const id = added?.id ?? ''
    desk.world.setNow('2026-11-24T11:00:00Z')
    await officer.post(`${path}/processings/change`, formOf({ id, kept: '10 jaar' }))
    expect(await list()).toMatchObject([
      { fields: { kept: '10 jaar' }, before: [{ until: new Date('2026-11-24T11:00:00Z'), fields: rent }] },
    ])
    const html = await textOf(officer.ask(path))
    for (const text of [
      'Huuradministratie',
      '10 jaar',
      '7 jaar na het einde van de huur',
      'Woonstichting De Linde',
      'Eerdere versies (1)',
    ])
      expect(html).toContain(text)
    expect(inlineParts(html)).toEqual([])

    await officer.post(`${path}/processings/end`, [['id', id]])
    expect(await textOf(officer.ask(path))).toContain('beëindigd op 24 november 2026')
    expect((await officer.post(`${path}/processings/end`, [['id', id]])).status).toBe(404)
    expect((await officer.post(`${path}/processings/change`, formOf({ id }))).status).toBe(404)
    expect(await textOf(officer.ask(`${path}/annex`))).not.toContain('Huuradministratie')
    const acts = await listActs(desk.world.ports, { siteIds: [desk.site.id], before: null, limit: 9 })
    expect(acts.map(({ kind, object }) => `${kind} ${object}`).toSorted()).toEqual(
      ['added', 'changed', 'ended'].map((done) => `processing-${done} ${id}`),
    )
  })

  test('lose nothing that was typed, and say what is wrong beside its field', async () => {
    const answer = await officer.post(`${path}/processings`, formOf({ basis: 'zomaar', kept: '' }))
    const html = await textOf(answer)
    expect(answer.status).toBe(400)
    for (const id of ['basis-new-fault', 'kept-new-fault']) expect(html).toContain(`id="${id}"`)
    expect(html).toContain('Huur innen en contracten beheren.')
    expect(await list()).toEqual([])
    expect((await officer.post(`${path}/processings/change`, formOf({ id: 'x' }))).status).toBe(400)
  })

  test('A-36: hand out a sheet that is safe to open (S-14) and a text for the statement', async () => {
    await addProcessing(desk.world.ports, desk.site.id, { ...rent, name: '=1+1', recipients: '@kwaad' })
    const csv = await officer.ask(`${path}.csv`)
    expect(csv.headers.get('content-disposition')).toBe(
      'attachment; filename="register-example.nl-2026-11-23.csv"',
    )
    expect(csv.headers.get('cache-control')).toBe('no-store')
    const sheet = await csv.text()
    expect(sheet).toMatch(/^Verwerking,Doel,Grondslag,Van wie,/)
    expect(sheet).toContain("'=1+1")
    expect(sheet).toContain("'@kwaad")
    expect(sheet.split('\r\n').filter((line) => /^"?[=+@]|,[=+@]/.test(line))).toEqual([])
    const annex = await officer.ask(`${path}/annex.txt?lang=en`)
    expect(await annex.text()).toMatch(/^# Which data Woonstichting De Linde keeps\n/)
  })

  test('are there for who guards privacy alone; a site’s own register is found by itself', async () => {
    for (const role of ['viewer', 'editor'] as const) {
      const browsing = await browserOf(desk.world, role, desk.site.id)
      for (const at of [path, `${path}.csv`, `${path}/annex`, '/dashboard/register'])
        expect([role, at, (await browsing.ask(at)).status]).toEqual([role, at, 404])
    }
    const answer = await officer.ask('/dashboard/register')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, path])
    await desk.world.addSite({ domain: 'ander.nl' })
    const admin = await browserOf(desk.world, 'admin', 0)
    expect(await textOf(admin.ask('/dashboard/register'))).toContain(
      '/dashboard/sites/ander.nl/desk/register',
    )
    expect((await officer.ask('/dashboard/sites/ander.nl/desk/register')).status).toBe(404)
  })

  test('of processors show a secret once, tell what is wrong, and end one for good', async () => {
    const processors = '/dashboard/sites/example.nl/desk/processors'
    const fields = (over: Readonly<Record<string, string>> = {}): [string, string][] => [
      ...Object.entries({
        name: 'Mailbureau De Duif',
        gets: 'e-mailadressen',
        country: 'nl',
        transfer: 'none',
        by: 'webhook',
        url: 'https://duif.example/gdpr',
        language: 'nl',
        ...over,
      }),
      ['kinds', 'erase'],
      ['kinds', 'object'],
    ]
    expect(await textOf(officer.ask(processors))).toContain('Nog geen verwerkers')
    const wrong = await officer.post(processors, fields({ url: 'https://10.0.0.1/', country: 'US' }))
    const html = await textOf(wrong)
    expect(wrong.status).toBe(400)
    for (const id of ['url-fault', 'transfer-fault']) expect(html).toContain(`id="${id}"`)
    expect(html).toContain('value="https://10.0.0.1/"')

    const made = await textOf(officer.post(processors, fields()))
    const secret = /whsec_[\w+/]{43}=/.exec(made)?.[0] ?? ''
    expect(secret).not.toBe('')
    expect(inlineParts(made)).toEqual([])
    const listed = await textOf(officer.ask(processors))
    expect(listed).not.toContain(secret)
    const id = /processors\/([\da-f-]{36})/.exec(listed)?.[1] ?? ''
    expect((await officer.post(`${processors}/${id}`, fields({ name: 'De Duif' }))).status).toBe(303)
    const renewed = /whsec_[\w+/]{43}=/.exec(
      await textOf(officer.post(`${processors}/${id}/secret`, [])),
    )?.[0]
    expect(renewed).not.toBe(secret)
    expect(
      (await officer.post(`${processors}/${id}`, fields({ by: 'mail', email: 'avg@duif.example' }))).status,
    ).toBe(303)
    expect((await officer.post(`${processors}/${id}/secret`, [])).status).toBe(400)
    expect((await officer.post(`${processors}/${id}/end`, [])).status).toBe(303)
    expect((await officer.ask(`${processors}/${id}`)).status).toBe(404)
    expect(await textOf(officer.ask(processors))).toContain('beëindigd op 23 november 2026')
    const editor = await browserOf(desk.world, 'editor', desk.site.id)
    expect((await editor.ask(processors)).status).toBe(404)
    expect((await editor.post(processors, fields())).status).toBe(404)
  })

  test('are the same for a change that meets another: the second sees what the first wrote', async () => {
    const { ports } = desk.world
    const id = await addProcessing(ports, desk.site.id, rent)
    await addProcessor(ports, desk.site.id, mailer)
    const change = (kept: string) =>
      ports.db.begin((db) => changeProcessing({ ...ports, db }, desk.site.id, id, { ...rent, kept }))
    expect(await Promise.all([change('1 jaar'), change('2 jaar')])).toEqual([true, true])
    const [stored] = await list()
    expect(stored?.before).toHaveLength(2)
  })
})
