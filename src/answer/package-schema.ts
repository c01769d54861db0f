/**
 * The form of a package in JSON, published so that another organisation can read it (art. 20; A-17): JSON Schema 2020-12, made of the same
 * fields that are written.
 */
import * as z from 'zod'
import { transferGrounds } from '../processor/document.ts'
import { categories, categoryNames, rowSchemaOf, type CategoryName } from './package-category.ts'
import { packageFormat } from './package-info.ts'

const categorySchema = (name: CategoryName) =>
  z.strictObject({
    name: z.literal(name),
    title: z.string(),
    purposes: z.array(z.string()),
    grounds: z.array(z.string()),
    sources: z.array(z.string()),
    recipients: z.array(z.string()),
    periods: z.array(z.string()),
    fields: z.array(
      z.strictObject({ name: z.enum(Object.keys(categories[name].fields)), label: z.string() }),
    ),
    rows: z.array(rowSchemaOf(name)),
    /** How many rows were written. */
    count: z.int().nonnegative(),
  })

export const packageSchema = z.strictObject({
  format: z.literal(packageFormat),
  schema: z.url(),
  language: z.enum(['nl', 'en']),
  site: z.string(),
  made_at: z.iso.datetime(),
  as_of: z.iso.datetime(),
  request: z.strictObject({ id: z.uuid(), received_on: z.iso.date() }),
  subject: z.strictObject({
    name: z.string().nullable(),
    email: z.string().nullable(),
    postal: z.string().nullable(),
    receipt_id: z.string().nullable(),
    represented_by: z.string().nullable(),
  }),
  controller: z.strictObject({
    name: z.string(),
    postal: z.string(),
    email: z.string(),
    phone: z.string(),
    website: z.string(),
    officer_email: z.string().nullable(),
  }),
  statement: z.strictObject({ published_on: z.iso.date(), sha256: z.string() }).nullable(),
  recipients: z.array(
    z.strictObject({
      name: z.string(),
      gets: z.string(),
      country: z.string(),
      transfer: z.enum(transferGrounds),
      until: z.iso.date().nullable(),
    }),
  ),
  rights: z.array(z.string()),
  rights_url: z.url(),
  complaint: z.strictObject({ text: z.string(), url: z.url() }),
  automated: z.string(),
  left_out: z.array(z.string()),
  mask: z.strictObject({ mark: z.string(), text: z.string() }),
  categories: z.array(z.union(categoryNames.map(categorySchema))),
})

/** As text, made once: it is the same for all. */
let published: string | undefined
export const writePackageSchema = (): string =>
  (published ??= `${JSON.stringify(z.toJSONSchema(packageSchema, { target: 'draft-2020-12' }))}\n`)
