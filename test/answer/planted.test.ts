/**
 * Erasing, column by column of the live catalogue: a word that stands nowhere else is written into every text and json column of somebody's
 * rows, whatever belongs there, and after the erasure no column of any table has it. A table or a column that is new is in no list here,
 * and fails.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eraseSubject } from '../../src/answer/erase.ts'
import type { Tx } from '../../src/db/connect.ts'
import { migrateAll, staffId } from '../rights/requesting.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { everything, live, openFor, openHouse, roll, type House, type Life } from './life.ts'

let pglite: PgliteWorld
beforeAll(async () => {
  pglite = await openPglite()
  await migrateAll(pglite.db)
})
afterAll(() => pglite.close())

/** A page, as the steps of a visit have to be. */
const seed = '/zaadkorrel-7'

/** Which rows are somebody's, by table. */
const ownRows = ({ subscriberId, receiptId, insight }: Life): Readonly<Record<string, string>> => {
  const reader = `subscriber_id = ${subscriberId}`
  return {
    confirmation: reader,
    consent_given: `receipt_id = '${receiptId}'`,
    consent_receipt: `receipt_id = '${receiptId}'`,
    delivery: reader,
    event: `insight = ${insight}`,
    reader_hit: reader,
    reader_import_row: `email_index = (select email_index from subscriber where ${reader})`,
    subscriber: reader,
    subscriber_receipt: reader,
    subscription: reader,
    visit: `insight = ${insight}`,
    visit_trail: `(visitor, started_at) in (select visitor, started_at from visit where insight = ${insight})`,
  }
}

/** Tables with text of which no row is somebody's who can be erased, and why. */
const nobodys: Readonly<Record<string, readonly string[]>> = {
  'figures and settings: made of many, or written by staff': [
    'annotation',
    'api_key',
    'consent_count',
    'consent_draft',
    'day_value',
    'delivery_total',
    'drop_count',
    'funnel',
    'goal',
    'hit_count',
    'issue_body',
    'issue_link',
    'lease',
    'letter_template',
    'newsletter_issue',
    'newsletter_list',
    'newsletter_settings',
    'notice',
    'notice_publication',
    'processing',
    'processor',
    'reader_import',
    'report_subscription',
    'retention_run',
    'schema_migration',
    'sending_day',
    'site',
    'site_day',
    'statement_version',
    'subscription_text',
    'unsubscribe_count',
  ],
  'of staff': [
    'staff',
    'staff_act',
    'staff_credential',
    'staff_factor',
    'staff_invitation',
    'staff_passkey',
    'staff_role',
  ],
  'the file and the proof of what was asked, kept for their own term (A-20)': [
    'audit_entry',
    'breach',
    'held_row',
    'journal_entry',
    'processor_task',
    'restriction',
    'rights_letter',
    'rights_link',
    'rights_reminder',
    'rights_request',
    'rights_step',
  ],
  'dates and hashes of answers, and a keyed hash that keeps a promise': [
    'consent_chain',
    'consent_unsealed',
    'suppression',
  ],
  'a mail on its way: sealed, and found by whom it is to': ['mail'],
}

/** Columns of somebody's rows that take no such word, and why. */
const closed: Readonly<Record<string, readonly string[]>> = {
  'by which they are found': [
    'consent_given.receipt_id',
    'consent_receipt.previous_id',
    'consent_receipt.receipt_id',
  ],
  'one of a few words, in the totals of a newsletter that stay': [
    'delivery.clicks',
    'delivery.opens',
    'delivery.returned',
    'delivery.state',
  ],
}
const closedColumns = new Set(Object.values(closed).flat())

interface Column {
  readonly table: string
  readonly column: string
  readonly type: 'text' | 'json' | 'jsonb' | 'text[]'
}

const listColumns = (db: Tx) => db<Column[]>`
  select c.relname::text as table, a.attname::text as column, format_type(a.atttypid, null) as type
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
  where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped
    and format_type(a.atttypid, null) in ('text', 'character varying', 'json', 'jsonb', 'text[]') order by 1, a.attnum`

const valueOf: Readonly<Record<Column['type'], string>> = {
  text: `'${seed}'`,
  json: `'{"${seed}": "${seed}"}'::json`,
  jsonb: `'{"${seed}": "${seed}"}'::jsonb`,
  'text[]': `array['${seed}']`,
}

/** Constraints that keep a column to some words are off, so that nothing is passed over because of them. */
async function openColumns(db: Tx, tables: readonly string[]): Promise<void> {
  const checks = await db<{ table: string; name: string }[]>`
    select conrelid::regclass::text as table, conname::text as name from pg_constraint
    where contype = 'c' and conparentid = 0 and connamespace = 'public'::regnamespace`
  for (const { table, name } of checks)
    if (tables.includes(table)) await db.unsafe(`alter table ${table} drop constraint ${name}`)
}

const tablesWithSeed = async (house: House): Promise<string[]> =>
  [...(await everything(house))]
    .filter(([, rows]) => rows.some((row) => row.includes(seed)))
    .map(([table]) => table)
    .toSorted()

test('A-20: a word in every text and json column of somebody’s rows is in no column of any table after the erasure', async () => {
  const { db } = pglite
  const house = await openHouse(db)
  const { world, site } = house
  const life = await live(house)
  const own = ownRows(life)
  const columns = await listColumns(db)
  const named = new Set([...Object.keys(own), ...Object.values(nobodys).flat()])
  expect(columns.filter(({ table }) => !named.has(table))).toEqual([])
  await openColumns(db, Object.keys(own))

  const planted = new Set<string>()
  for (const { table, column, type } of columns) {
    const where = own[table]
    if (where === undefined || closedColumns.has(`${table}.${column}`)) continue
    const rows = await db.unsafe(
      `update ${table} set ${column} = ${valueOf[type]} where ${where} returning 1`,
    )
    expect([`${table}.${column}`, rows.length > 0]).toEqual([`${table}.${column}`, true])
    planted.add(table)
  }
  await db`update site_day set marks = marks + 1, computed_at = null where site_id = ${site.id}`
  await roll(world)
  // It is where it was written, and in the figures that are made of it.
  expect(await tablesWithSeed(house)).toEqual([...planted, 'day_value'].toSorted())

  const request = await openFor(house, life, 'erase')
  expect(await eraseSubject(world.ports, site, request, { ground: 'b', staffId })).toMatchObject({ ok: true })
  await roll(world)
  expect(await tablesWithSeed(house)).toEqual([])
})
