/**
 * The cluster rules of the data, held by what is really sent: the texts of all statements of a scenario that reaches
 * every statement in the source (a new one that it does not reach fails here), and the migrations as they stand.
 * Values never show: they travel apart from the text.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { migrations } from '../../src/db/migrations.ts'
import { dropPartition, makePartitions, monthOf } from '../../src/db/partitions.ts'
import { listKeys, makeKey, revokeKey, seedAdminKey } from '../../src/site/key.ts'
import { recordSettings } from '../../src/site/site.ts'
import { fillDemo } from '../../src/demo/fill.ts'
import { findFunnels, findGoals } from '../../src/stats/conversions.ts'
import { reportSocial } from '../../src/social/report.ts'
import { listMail, queueLetter, sendDue, sweepMail } from '../../src/mail/queue.ts'
import type { FailureCode } from '../../src/ports.ts'
import { listAnnotations, recordAnnotation, removeAnnotation } from '../../src/stats/annotations.ts'
import { findCoverage, recordServed } from '../../src/stats/coverage.ts'
import { listDrops } from '../../src/stats/drops.ts'
import { addFunnel, addGoal, removeFunnel, removeGoal } from '../../src/stats/goals.ts'
import { breakDown, findSummary, listSeries } from '../../src/stats/query.ts'
import { dimensions, intervals, type Filter } from '../../src/stats/question.ts'
import { rollUp } from '../../src/stats/roll-up.ts'
import { sweepDayKeys } from '../../src/visitor/key.ts'
import { idAt, sendBeacon, view } from '../support/send.ts'
import { openWorld } from '../support/world.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { workWithAccounts } from './account-scenario.ts'
import { readArchive } from './archive-scenario.ts'
import { workWithBackups } from './audit-scenario.ts'
import { workWithConsent } from './consent-scenario.ts'
import { workWithDeeds } from './deeds-scenario.ts'
import { workWithDeliveries } from './delivery-scenario.ts'
import { workAtDesk } from './desk-scenario.ts'
import { workWithMails } from './mail-scenario.ts'
import { workWithLetters } from './letter-scenario.ts'
import { workWithLinks } from './links-scenario.ts'
import { workWithImports } from './import-scenario.ts'
import { workWithWriting } from './issues-scenario.ts'
import { workWithIssues } from './newsletter-scenario.ts'
import { workWithNewsletterReport } from './newsletter-report-scenario.ts'
import { workWithPackages } from './package-scenario.ts'
import { workWithPreferences } from './preference-scenario.ts'
import { workWithBreaches, workWithProcessors, workWithRegister } from './register-scenario.ts'
import { workWithReports } from './report-scenario.ts'
import { workWithRetention } from './retention-scenario.ts'
import { workWithRequests } from './request-scenario.ts'
import { workWithReturns } from './returns-scenario.ts'
import { workWithSettings } from './settings-scenario.ts'
import { workWithSignUps } from './sign-up-scenario.ts'
import { workWithSubscribers } from './subscriber-scenario.ts'
import { readSources } from './source-files.ts'

const tenantTables = [
  'event',
  'ingest_batch',
  'visit',
  'visit_trail',
  'day_hour',
  'site_day',
  'day_value',
  'day_key',
  'drop_count',
  'annotation',
  'served_day',
  'goal',
  'funnel',
  'report_subscription',
  'consent_draft',
  'statement_version',
  'notice',
  'notice_publication',
  'consent_receipt',
  'consent_unsealed',
  'consent_chain',
  'consent_head',
  'consent_given',
  'consent_count',
  'newsletter_settings',
  'newsletter_list',
  'subscription_text',
  'subscriber',
  'subscription',
  'subscriber_receipt',
  'confirmation',
  'reader_import',
  'reader_import_row',
  'sign_up_try',
  'suppression',
  'unsubscribe_count',
  'newsletter_issue',
  'issue_body',
  'issue_link',
  'delivery',
  'delivery_total',
  'sending_pace',
  'sending_day',
  'hit_count',
  'reader_hit',
  'rights_request',
  'rights_step',
  'rights_link',
  'rights_code',
  'rights_note',
  'rights_reminder',
  'rights_letter',
  'letter_template',
  'rights_try',
  'audit_head',
  'audit_entry',
  'audit_anchor',
  'journal_entry',
  'restriction',
  'held_row',
  'processor',
  'processor_task',
  'processing',
  'breach',
  'retention_run',
]

/** Reference and local tables that name a site, or none. */
const referencesWithSite = ['site', 'api_key', 'staff_role', 'staff_invitation', 'staff_act']

const plain = (statement: string) => statement.replace(/\s+/g, ' ').trim()

const captured = new Set<string>()
let database: PgliteWorld

beforeAll(async () => {
  database = await openPglite({ observe: (statement) => captured.add(plain(statement)) })
  await goEverywhere(database)
})
afterAll(() => database.close())

/** Goes through every statement of the source at least once. */
async function goEverywhere({ db }: PgliteWorld): Promise<void> {
  await migrate(db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
  const world = await openWorld(db, { at: '2026-11-23T11:00:00Z' })
  const { ports } = world
  const site = await world.addSite()
  await world.addSite()
  await recordSettings(ports, site, { ...site.settings, excluded: ['/intern/**'] })

  await seedAdminKey(ports, 'vd_A-long-enough-key-for-this-purpose')
  const { key } = await makeKey(ports, { label: 'one', scope: 'admin', siteId: null, expiresAt: null })
  await listKeys(ports)
  await world.request('/api/stats/example.nl/summary', {
    headers: { authorization: 'Bearer vd_A-long-enough-key-for-this-purpose' },
  })
  await revokeKey(ports, key.id)

  // Yesterday and today; a bot and a page that is not counted; the same event again.
  const yesterday = { id: idAt('2026-11-22T10:00:00Z') }
  await sendBeacon(world, view(yesterday))
  await sendBeacon(world, view(yesterday))
  await sendBeacon(world, view(), { headers: { 'user-agent': 'Googlebot/2.1' } })
  await sendBeacon(world, view({ u: 'https://example.nl/intern/x' }))
  await sendBeacon(world, view({ n: 'Signup' }))
  await world.drops.flush()

  // Of days before them and of days after, seen while today is live.
  const goal = await addGoal(ports, site, { name: 'Aanmelden', kind: 'event', pattern: 'Signup' })
  const funnel = await addFunnel(ports, site, {
    name: 'Naar aanmelden',
    steps: [
      { kind: 'page', pattern: '/' },
      { kind: 'event', pattern: 'Signup' },
    ],
  })

  // The partition is gone: it is made while the event waits.
  await dropPartition(db, monthOf(new Date('2026-12-15T00:00:00Z')))
  world.setNow('2026-12-01T00:00:10Z')
  await sendBeacon(world, view({ id: idAt('2026-12-01T00:00:00Z') }))

  await rollUp(ports, { eventsMax: 500, holder: 'scenario' })
  // Today's figures, and then those of a day that is over.
  const filters: readonly Filter[] = [
    { dimension: 'browser', value: 'Chrome 140' },
    { dimension: 'page', value: '/' },
  ]
  const range = { from: '2026-11-01', to: '2026-12-01' }
  for (const question of [
    { range, filters: [] },
    { range, filters },
  ]) {
    await findSummary(ports, site, question)
    for (const interval of intervals)
      if (interval !== 'hour' || question.filters.length === 0)
        await listSeries(ports, site, question, interval)
    for (const dimension of dimensions) await breakDown(ports, site, question, dimension)
  }
  await listDrops(ports, site, range)
  await reportSocial(ports, site, { range, filters: [] })
  await recordServed(ports, site, { day: '2026-11-22', requests: 9 })
  await findCoverage(ports, site, range)
  await recordAnnotation(ports, site, { day: '2026-11-22', note: 'x' })
  for (const note of await listAnnotations(ports, site, range)) await removeAnnotation(ports, site, note)
  await findGoals(ports, site, range)
  await findFunnels(ports, site, range)
  if (goal.ok) await removeGoal(ports, site, goal.added.id)
  if (funnel.ok) await removeFunnel(ports, site, funnel.added.id)
  // One that is taken, one that is told to come back, one that never will be.
  const code = '451' as FailureCode
  for (const delivery of [
    { kind: 'sent' },
    { kind: 'postponed', code, isAway: true },
    { kind: 'refused', code },
  ] as const) {
    await queueLetter(ports, { to: 'anna@example.nl', subject: 'x', text: 'x', html: 'x' })
    await sendDue(ports, async () => delivery, { limit: 1, holder: 'scenario' })
  }
  await listMail(ports)
  await sweepMail(ports)
  const then = ports.now().toISOString()
  // The library of accounts counts by the real clock.
  world.setNow(new Date().toISOString())
  await workWithAccounts(world, site)
  world.setNow(then)
  await workWithReports(world, site)
  await workWithSettings(world)
  await workWithConsent(world)
  await workWithSubscribers(world, site)
  await workWithIssues(world, site)
  await workWithWriting(world, site)
  await readArchive(world, site)
  await workWithDeliveries(world, site)
  await workWithImports(world, site)
  await workWithPreferences(world, site)
  await workWithRequests(world, site)
  await workWithDeeds(world)
  await workWithPackages(world)
  await workWithLetters(world, site)
  await workAtDesk(world, site)
  await workWithReturns(world, site)
  await workWithLinks(world, site)
  await workWithMails(world, site)
  await workWithNewsletterReport(world, site)
  await workWithSignUps(world, site)
  await workWithProcessors(world, site)
  await workWithRegister(world, site)
  await workWithBreaches(world, site)
  await workWithRetention(world, site)
  await workWithBackups(world, site)
  await world.request('/readyz')
  await sweepDayKeys(ports, site.id)
  await fillDemo(ports, site, { days: 1, seed: 1, onDay: () => {} })
  await makePartitions(db, new Date('2027-06-01T00:00:00Z'))
}

/** What landed once over all sites is no statement of the service. */
const migrated = new Set(
  migrations.flatMap(({ text }) => text.split('--> statement-breakpoint').map((part) => plain(part))),
)
const isOurs = (statement: string) =>
  !/\bpg_(class|inherits|namespace)\b/.test(statement) && !migrated.has(statement)

describe('the scenario', () => {
  /** The fixed beginning of each SQL text in the source, up to its first value or fragment. */
  const written = readSources('src').flatMap(({ path, code }) =>
    [
      ...code.matchAll(/\b(?:tx|db)(?:<(?:[^<>`]|<[^<>`]*>)*>)?`([^`$]*)/g),
      ...code.matchAll(/\.unsafe\(\s*`([^`$]*)/g),
    ].flatMap(([, text = '']) => (plain(text).length > 14 ? [{ path, text: plain(text) }] : [])),
  )

  test('reaches every statement of the source', () => {
    expect(written.length).toBeGreaterThan(35)
    const all = [...captured].join('\n')
    expect(written.filter(({ text }) => !all.includes(text))).toEqual([])
  })

  test('captures texts without values', () => {
    expect([...captured].filter((statement) => /203\.0\.113|example\.nl|Chrome 140/.test(statement))).toEqual(
      [],
    )
    expect(captured.size).toBeGreaterThan(60)
  })
})

/** Offences of one statement against the rules; each is shown an offender below. */
const rules: Readonly<Record<string, (statement: string) => boolean>> = {
  'names site_id for each tenant table': (statement) => {
    if (statement.startsWith('/* every site */')) return false
    const tables =
      statement.match(
        new RegExp(`\\b(?:from|join|into|update|using|only)\\s+(?:${tenantTables.join('|')})\\b(?!_)`, 'gi'),
      ) ?? []
    return tables.length > (statement.match(/\bsite_id\b/gi) ?? []).length
  },
  'locks rows, not sessions': (statement) => /advisory|\blisten\b|\bnotify\b/i.test(statement),
  'sets nothing that outlives its transaction': (statement) =>
    /^\s*(set|reset|discard|prepare|execute|deallocate|declare)\b/i.test(statement) ||
    (/\bset_config\b/i.test(statement) &&
      !/^select (set_config\('[\w.]+', ('[\w.]+'|\$\d+), true\)(,\s*)?)+$/i.test(statement.trim())),
  'makes no temporary table': (statement) =>
    /\btemp(orary)?\s+(table|view|sequence)\b|\bpg_temp\b/i.test(statement),
  'takes the time and chance from its parameters': (statement) =>
    /\b(now|random|gen_random_uuid|uuidv[47]|clock_timestamp|statement_timestamp|transaction_timestamp)\s*\(|\bcurrent_(timestamp|time|date)\b|\blocaltime/i.test(
      statement,
    ),
  'gives each time zone as a parameter': (statement) => /at time zone (?!\$\d)/i.test(statement),
}

const offenders: Readonly<Record<string, readonly string[]>> = {
  'names site_id for each tenant table': [
    'select count(*) from visit',
    'select 1 from event e join visit v on v.visitor = e.visitor where e.site_id = $1',
    'delete from ingest_batch where batch = any($1)',
    'update site_day set marks = 0',
  ],
  'locks rows, not sessions': ['select pg_advisory_lock(1)', 'listen a', 'notify a'],
  'sets nothing that outlives its transaction': [
    'set role voordeur_ingest',
    'SET statement_timeout = 1',
    'prepare a as select 1',
    'set local timezone to $1',
    `select set_config('role', 'voordeur_ingest', false)`,
  ],
  'makes no temporary table': ['create temp table a (b int)', 'create temporary table a (b int)'],
  'takes the time and chance from its parameters': [
    'insert into site_day values ($1) on conflict (site_id, day) do update set at = now()',
    'insert into site values ($1) returning random()',
    'select current_timestamp',
  ],
  'gives each time zone as a parameter': [
    `select at time zone 'Europe/Amsterdam'`,
    'select at time zone timezone',
  ],
}

describe('every statement', () => {
  test.each(Object.entries(rules))('%s', (name, offends) => {
    for (const offender of offenders[name] ?? []) expect(offends(offender), offender).toBe(true)
    expect(offenders[name]?.length).toBeGreaterThan(0)
    const sent = [...captured]
      .filter(isOurs)
      .filter((statement) => !/^(create|alter|grant|do) /i.test(statement))
    expect(sent.filter(offends)).toEqual([])
  })
})

describe('every migration', () => {
  const statements = migrations.flatMap(({ name, text }) =>
    text
      .split('--> statement-breakpoint')
      .map((part) => ({ name, text: plain(part.replace(/^\s*--.*$/gm, '')) })),
  )

  const forbidden =
    /\b(small|big)?serial\b|generated\s+(always|by default)\s+as\s+identity|\bcreate\s+(or replace\s+)?(constraint\s+)?trigger\b|\bcreate\s+(or replace\s+)?rule\b|\bexclude\s+using\b|\bon delete set null\b|detach\s+partition.*concurrently|index\s+concurrently|\bdefault\s+(now|random|gen_random_uuid|nextval)\b|\bpartition\s+of\b.*\bdefault\b/i

  test('uses nothing that a cluster or a pooler refuses', () => {
    for (const offender of [
      'CREATE TABLE a (b bigserial)',
      'CREATE TABLE a (b int GENERATED ALWAYS AS IDENTITY)',
      'CREATE TRIGGER a BEFORE INSERT ON b',
      'ALTER TABLE a ADD CONSTRAINT b EXCLUDE USING gist (c WITH =)',
      'REFERENCES a (b) ON DELETE SET NULL',
      'CREATE TABLE a PARTITION OF event DEFAULT',
      'ALTER TABLE a ALTER b SET DEFAULT now()',
    ])
      expect(forbidden.test(offender), offender).toBe(true)
    expect(statements.filter(({ text }) => forbidden.test(text))).toEqual([])
  })

  test('is one statement per breakpoint', () => {
    const withoutBodies = (text: string) => text.replace(/\$\$[\s\S]*?\$\$/g, '')
    const more = statements.filter(
      ({ text }) => text === '' || withoutBodies(text).replace(/;\s*$/, '').includes(';'),
    )
    expect(more).toEqual([])
    expect(statements.length).toBeGreaterThan(30)
  })

  test('names each constraint, in a statement of its own', () => {
    const inTable = statements.filter(({ text }) =>
      /^create (unlogged )?table .*\b(primary key|unique|references|check|constraint)\b/i.test(text),
    )
    expect(inTable).toEqual([])
    const unnamed = statements.filter(
      ({ text }) =>
        /^alter table .* add\b/i.test(text) && !/^alter table \w+ add (constraint \w+ |column )/i.test(text),
    )
    expect(unnamed).toEqual([])
  })
})

describe('the tables as they stand', () => {
  test('each key and each unique rule of a tenant table holds site_id', async () => {
    const keys = await database.db<{ table: string; name: string; has_site: boolean }[]>`
      select c.relname::text as table, i.relname::text as name, exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attnum = any(x.indkey) and a.attname = 'site_id') as has_site
      from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
      where x.indisunique and c.relname = any(${`{${tenantTables.join(',')}}`}::text[])`
    expect(new Set(keys.map(({ table }) => table))).toEqual(new Set(tenantTables))
    expect(keys.filter(({ has_site: hasSite }) => !hasSite)).toEqual([])
  })

  test('every table with a site_id is a tenant table, or a reference', async () => {
    const tables = await database.db<{ name: string }[]>`
      select c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname = 'site_id') order by 1`
    expect(tables.map(({ name }) => name)).toEqual([...tenantTables, ...referencesWithSite].toSorted())
  })

  test('nothing fires by itself and nothing counts by itself', async () => {
    const found = await database.db`
      select tgname::text as name from pg_trigger where not tgisinternal
      union all select relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind = 'S'`
    expect(found).toHaveLength(0)
  })
})
