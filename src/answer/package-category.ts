/**
 * What a package holds, as data: its parts, the fields of each, and which columns of the register a field shows. Reading, masking, the
 * published schema, the readable pages and the spreadsheets are all made of it, so that none of them can leave out what another has
 * . A test walks the register along it.
 */
import * as z from 'zod'
import { register, type ColumnEntry } from '../db/personal.ts'
import type { Words } from '../page/words.ts'
import { mask } from '../rights/shared-visit.ts'
import { recognise, recogniseName } from '../source/recognise.ts'
import { maskJson, maskText, type Json } from './package-mask.ts'

/**
 * `code` is a closed word, which a page for reading says in its own language. `moment` is an instant, `day` a local day, both ISO; `json` as it is stored. What the register says may name others is masked as a whole,
 * but for three kinds, of which whoever asked would else learn nothing: `known` is shown where it is one of the networks, engines and
 * programs that we know; the `free` ones, such as the path of a page, were rid of personal parts when they came in, and lose whatever
 * still looks like a way to reach somebody; what was `opened` is their own, or was
 * masked as it was opened.
 */
export type FieldKind =
  | 'text'
  | 'code'
  | 'number'
  | 'moment'
  | 'day'
  | 'json'
  | 'known'
  | 'free-text'
  | 'free-json'
  | 'opened'

/** Each has a word in every language. */
export type FieldName = keyof Words['package']['fields']

export interface Field {
  readonly kind: FieldKind
  /** Columns that it shows, as `table.column`. None: it says what another field means, such as the name of a list. */
  readonly from: readonly string[]
}

export interface Category {
  /** Whose columns are explained with it: purposes, grounds, sources, recipients, periods. */
  readonly tables: readonly string[]
  readonly fields: Readonly<Partial<Record<FieldName, Field>>>
}

type Kinds = Readonly<Partial<Record<FieldName, FieldKind>>>

/** Fields that are called as their columns are. */
const columnsOf = (table: string, kinds: Kinds): Category['fields'] =>
  Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [name, { kind, from: [`${table}.${name}`] }]),
  )
const field = (kind: FieldKind, ...from: readonly string[]): Field => ({ kind, from })

const circumstances: Kinds = {
  device: 'code',
  browser: 'text',
  os: 'text',
  language: 'code',
  country: 'text',
  channel: 'code',
  source: 'known',
  referrer: 'known',
  utm_source: 'known',
  utm_medium: 'text',
  utm_campaign: 'text',
  insight: 'text',
}

export const categories = {
  requests: {
    tables: ['rights_request'],
    fields: {
      ...columnsOf('rights_request', {
        request_id: 'text',
        kind: 'code',
        state: 'code',
        channel: 'code',
        language: 'code',
        received_at: 'moment',
        entered_at: 'moment',
        promise_due: 'day',
        legal_due: 'day',
        extended_due: 'day',
        extension_reason: 'free-text',
        verified_at: 'moment',
        verified_by: 'code',
        duplicate_of: 'text',
        ground: 'code',
        closed_at: 'moment',
      }),
      subject: field('opened', 'rights_request.sealed'),
      wish: field('free-text', 'rights_request.sealed'),
    },
  },
  steps: {
    tables: ['rights_step'],
    fields: columnsOf('rights_step', {
      request_id: 'text',
      at: 'moment',
      step: 'code',
      from_state: 'code',
      to_state: 'code',
      actor_kind: 'code',
    }),
  },
  letters: {
    tables: ['rights_letter'],
    fields: {
      ...columnsOf('rights_letter', {
        request_id: 'text',
        letter_id: 'text',
        kind: 'code',
        sent_at: 'moment',
      }),
      title: field('free-text', 'rights_letter.sealed'),
      text: field('free-text', 'rights_letter.sealed'),
    },
  },
  told: {
    tables: ['processor_task'],
    fields: {
      ...columnsOf('processor_task', {
        request_id: 'text',
        what: 'code',
        state: 'code',
        due: 'day',
        made_at: 'moment',
        sent_at: 'moment',
        done_at: 'moment',
      }),
      recipient: field('text', 'processor_task.processor_id'),
    },
  },
  restrictions: {
    tables: ['restriction'],
    fields: columnsOf('restriction', {
      restriction_id: 'text',
      request_id: 'text',
      because: 'code',
      began_at: 'moment',
      noticed_at: 'moment',
      lifted_at: 'moment',
      objection_upheld_at: 'moment',
    }),
  },
  held: {
    tables: ['held_row'],
    fields: {
      ...columnsOf('held_row', { restriction_id: 'text', table_name: 'text', day: 'day' }),
      // Masked as it is opened, by its own columns (`package-held.ts`).
      row: field('opened', 'held_row.sealed'),
    },
  },
  subscriber: {
    tables: ['subscriber'],
    fields: columnsOf('subscriber', {
      subscriber_id: 'text',
      email: 'text',
      name: 'text',
      language: 'code',
      made_at: 'moment',
      receive_receipt: 'text',
      measure_answer: 'code',
      measure_receipt: 'text',
      measure_asked_at: 'moment',
      soft_bounces: 'number',
      bounced_at: 'moment',
    }),
  },
  subscriptions: {
    tables: ['subscription'],
    fields: {
      list: field('text'),
      ...columnsOf('subscription', {
        list_id: 'number',
        began_at: 'moment',
        receipt_id: 'text',
        ended_at: 'moment',
        ended_by: 'code',
      }),
    },
  },
  'newsletter-answers': {
    tables: ['subscriber_receipt'],
    fields: {
      ...columnsOf('subscriber_receipt', {
        receipt_id: 'text',
        purpose: 'code',
        answer: 'code',
        text_id: 'text',
        channel: 'code',
        lists: 'json',
        evidence: 'free-text',
        recorded_at: 'moment',
      }),
      text: field('text'),
    },
  },
  confirmations: {
    tables: ['confirmation'],
    fields: {
      ...columnsOf('confirmation', {
        confirmation_id: 'text',
        kind: 'code',
        asked_at: 'moment',
        mailed_at: 'moment',
        used_at: 'moment',
      }),
      email: field('text', 'confirmation.sealed'),
      name: field('text', 'confirmation.sealed'),
    },
  },
  imports: {
    tables: ['reader_import_row'],
    fields: {
      row: field('free-json', 'reader_import_row.sealed'),
      ...columnsOf('reader_import_row', { verdict: 'code' }),
    },
  },
  suppression: {
    tables: ['suppression'],
    fields: columnsOf('suppression', { reason: 'code', suppressed_at: 'moment', asked_again_at: 'moment' }),
  },
  deliveries: {
    tables: ['delivery'],
    fields: {
      title: field('text'),
      ...columnsOf('delivery', {
        issue_id: 'number',
        state: 'code',
        opens: 'code',
        clicks: 'code',
        sent_at: 'moment',
        returned: 'code',
        returned_at: 'moment',
      }),
    },
  },
  hits: {
    tables: ['reader_hit'],
    fields: {
      title: field('text'),
      target: field('text', 'reader_hit.link_no'),
      ...columnsOf('reader_hit', {
        issue_id: 'number',
        verdict: 'code',
        times: 'number',
        first_at: 'moment',
        last_at: 'moment',
      }),
    },
  },
  'device-answers': {
    tables: ['consent_receipt', 'consent_given'],
    fields: {
      ...columnsOf('consent_receipt', {
        receipt_id: 'text',
        previous_id: 'text',
        recorded_at: 'moment',
        valid_until: 'moment',
      }),
      answer: field('json', 'consent_receipt.body'),
      ...columnsOf('consent_given', { ended_at: 'moment', insight: 'text', insight_until: 'moment' }),
    },
  },
  /** What a device was asked, each once: an answer names its notice. */
  notices: {
    tables: ['consent_receipt'],
    fields: { notice_id: field('text'), shown: field('json') },
  },
  visits: {
    tables: ['visit', 'visit_trail'],
    fields: {
      ...columnsOf('visit', {
        visitor: 'text',
        day: 'day',
        started_at: 'moment',
        ended_at: 'moment',
        opened_at: 'moment',
        engaged_ms: 'number',
        views: 'number',
        events: 'number',
        interactions: 'number',
        social: 'text',
        ...circumstances,
      }),
      ...columnsOf('visit_trail', {
        entry: 'free-text',
        exit: 'free-text',
        trail: 'free-json',
        trail_at: 'json',
      }),
    },
  },
  events: {
    tables: ['event'],
    fields: columnsOf('event', {
      id: 'text',
      occurred_at: 'moment',
      visitor: 'text',
      network: 'text',
      name: 'free-text',
      path: 'free-text',
      target: 'free-text',
      outward: 'text',
      props: 'free-json',
      engaged_ms: 'number',
      scroll: 'number',
      ...circumstances,
    }),
  },
} as const satisfies Record<string, Category>

export type CategoryName = keyof typeof categories
export const categoryNames = Object.keys(categories) as readonly CategoryName[]
export const fieldsOf = (name: CategoryName): readonly (readonly [FieldName, Field])[] =>
  Object.entries(categories[name].fields) as [FieldName, Field][]

/** A field that a category has; all others are absent, not null. */
export type PackageRow = Readonly<Partial<Record<FieldName, Json>>>

const byColumn = new Map(register.map((entry) => [`${entry.table}.${entry.column}`, entry]))
const isThirdParty = ({ from }: Field): boolean =>
  from.some((column) => {
    const entry = byColumn.get(column)
    return entry?.thirdParty === true
  })

const isKnown = (name: string): boolean => recogniseName(name) !== null || recognise(name) !== null

function maskedValue(field: Field, value: Json, kept: ReadonlySet<string>): Json {
  if (value === null || field.kind === 'opened') return value
  if (field.kind === 'free-text' && typeof value === 'string') return maskText(value, kept)
  if (field.kind === 'free-json') return maskJson(value, kept)
  if (field.kind === 'known' && typeof value === 'string') return isKnown(value) ? value : mask
  return isThirdParty(field) ? mask : value
}

/** A row of a category as it may leave the house. Fields that it lacks are null. */
export const maskRow = (name: CategoryName, row: PackageRow, kept: ReadonlySet<string>): PackageRow =>
  Object.fromEntries(
    fieldsOf(name).map(([column, field]) => [column, maskedValue(field, row[column] ?? null, kept)]),
  )

/** The field that shows a column, if any does. */
const shownAs = new Map(
  categoryNames.flatMap((name) =>
    fieldsOf(name).flatMap(([, one]) => one.from.map((from) => [from, one] as const)),
  ),
)

/** One value by its column, as where a category shows it; where none does, by the register. */
export const maskColumn = (column: string, value: Json, kept: ReadonlySet<string>): Json =>
  maskedValue(shownAs.get(column) ?? field('text', column), value, kept)

/** What is a person's own in a table: not of staff, and no keyed hash, which would say nothing. */
export function isOwnColumn(column: string): boolean {
  const entry = byColumn.get(column)
  return entry?.personal === true && entry.subject !== 'staff' && !/_(index|hash|key)$/.test(column)
}

/** How many values of a row have something taken out. */
export const countMasks = (row: PackageRow): number =>
  Object.values(row).filter((value) => JSON.stringify(value)?.includes(mask)).length

const valueOf: Readonly<Record<FieldKind, z.ZodType>> = {
  text: z.string().nullable(),
  code: z.string().nullable(),
  number: z.number().nullable(),
  moment: z.iso.datetime().nullable(),
  day: z.iso.date().nullable(),
  json: z.unknown(),
  known: z.string().nullable(),
  'free-text': z.string().nullable(),
  'free-json': z.unknown(),
  opened: z.unknown(),
}

/** What a row is, for the published schema. */
export const rowSchemaOf = (name: CategoryName) =>
  z.strictObject(
    Object.fromEntries(
      fieldsOf(name).map(([column, field]) => [
        column,
        isThirdParty(field) ? z.union([valueOf[field.kind], z.literal(mask)]) : valueOf[field.kind],
      ]),
    ),
  )

type PersonalEntry = Extract<ColumnEntry, { personal: true }>

/** What the register says of the columns of a category that are about people. */
export const entriesOf = (name: CategoryName): readonly PersonalEntry[] => {
  const tables: readonly string[] = categories[name].tables
  return register.filter((entry): entry is PersonalEntry => entry.personal && tables.includes(entry.table))
}
