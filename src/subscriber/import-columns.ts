/** Which column of a file says what: guessed by its name, in Dutch and in English, and changed by whoever knows better. */
import * as z from 'zod'
import { columnsMax } from './import-file.ts'

export const importFields = [
  'email',
  'name',
  'language',
  'consentAt',
  'consentSource',
  'consentText',
] as const
export type ImportField = (typeof importFields)[number]

/** Columns by their place, from 0. Absent: the file says nothing of it. */
export type ColumnMap = Partial<Readonly<Record<ImportField, number>>>

const place = z
  .int()
  .min(0)
  .max(columnsMax - 1)
  .optional()

/** As it is stored. */
export const columnMap = z.strictObject({
  email: place,
  name: place,
  language: place,
  consentAt: place,
  consentSource: place,
  consentText: place,
})

/** Without them no row can be taken: whom to mail, and how we know that they want it (law N6). */
export const requiredFields = [
  'email',
  'consentAt',
  'consentSource',
] as const satisfies readonly ImportField[]

/** Names as `plain` leaves them. What stands first is looked for first: a whole name before a first one. */
const known: Readonly<Record<ImportField, readonly string[]>> = {
  email: ['email', 'emailadres', 'emailaddress', 'mailadres', 'mail'],
  name: ['name', 'naam', 'fullname', 'volledigenaam', 'firstname', 'voornaam'],
  language: ['language', 'taal'],
  consentAt: ['consentat', 'toestemmingop', 'consentdate', 'toestemmingsdatum', 'datumtoestemming'],
  consentSource: ['consentsource', 'toestemmingvia', 'consentvia', 'bronvantoestemming'],
  consentText: ['consenttext', 'toestemmingtekst', 'toestemmingstekst'],
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]/g, '')

export function guessColumns(names: readonly string[]): ColumnMap {
  const plainNames = names.map(plain)
  const map: Partial<Record<ImportField, number>> = {}
  for (const field of importFields) {
    const places = known[field].map((name) => plainNames.indexOf(name))
    const found = places.find((one) => one !== -1)
    if (found !== undefined) map[field] = found
  }
  return map
}
