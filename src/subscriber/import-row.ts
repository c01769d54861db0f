/**
 * One row of a file as a person who can be mailed, or why not. Proof of consent is required: when it was given and how, else the row is
 * refused (law N1, N6). Pure; which rows are refused for what others know of them is `import-check.ts`'s to say.
 */
import type { Language } from '../page/words.ts'
import { nameLengthMax, readName } from './change.ts'
import { readEmail, type Email } from './email.ts'
import { readCell } from './import-cell.ts'
import type { ColumnMap, ImportField } from './import-columns.ts'

/** `ended`: they ended it themselves after this proof. `suppressed`: they asked never to be mailed, or their mail comes back. */
export const importRefusals = [
  'no-email',
  'bad-email',
  'no-proof',
  'too-long',
  'too-many-columns',
  'duplicate-in-file',
  'suppressed',
  'ended',
] as const
export type ImportRefusal = (typeof importRefusals)[number]

/** What a file says of a consent, in its own words. `at` can be read by `readMoment`. */
export interface Proof {
  readonly at: string
  readonly source: string
  readonly text: string | null
}

export interface ImportedPerson {
  readonly email: Email
  readonly name: string | null
  readonly language: Language
  readonly proof: Proof
  /** `proof.at` as an instant. */
  readonly consentAt: Date
}

export type RowReading =
  | { readonly ok: true; readonly person: ImportedPerson }
  | { readonly ok: false; readonly refusal: ImportRefusal; readonly email: Email | null }

/** RFC 5321 section 4.5.3.1. */
const emailLengthMax = 254
const sourceLengthMax = 500
const textLengthMax = 5_000

/** A day, with a time or without; of days written with dashes or slashes the first number is the day, as it is in the Netherlands. */
const isoMoment =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i
const dutchMoment = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/

/** Before it nobody could subscribe to a newsletter by the law that asks for this proof. */
const yearMin = 1990

function instant(parts: readonly (string | undefined)[], zone = 'Z'): Date | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map((part) =>
    Number(part ?? 0),
  )
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  // What rolled over, such as 31 February, is none.
  const isReal =
    at.getUTCDate() === day &&
    at.getUTCMonth() === month - 1 &&
    at.getUTCHours() === hour &&
    minute < 60 &&
    second < 60
  if (!isReal || year < yearMin) return null
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? []
  const offset = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
  return new Date(at.getTime() - offset * 60_000)
}

/** `2021-04-05`, `2021-04-05T10:00:00Z`, `5-4-2021 10:00`; null for anything else. Without a zone it is read as UTC. */
export function readMoment(text: string): Date | null {
  const [iso, year, month, day, hour, minute, second, zone] = isoMoment.exec(text) ?? []
  if (iso !== undefined) return instant([year, month, day, hour, minute, second], zone?.toUpperCase())
  const [dutch, ownDay, ownMonth, ownYear, ...clock] = dutchMoment.exec(text) ?? []
  return dutch === undefined ? null : instant([ownYear, ownMonth, ownDay, ...clock])
}

/** Clocks and zones differ; what is later than tomorrow was not given yet. */
const aheadMs = 24 * 3_600_000

/** Line ends and whatever else steers a machine are no part of a name, nor are brackets, which an address has around it: they are left out. */
const cleanName = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069<>]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()

const english = /^(en|eng|english|engels)\b/i
/** Whoever says nothing reads Dutch, as the newsletters are. */
const readLanguage = (text: string): Language => (english.test(text) ? 'en' : 'nl')

/**
 * Takes any cells; never throws. `width`: how many columns the file has. A name loses what steers a machine and is kept; everything
 * else that is too long or unreadable refuses the row, so that nothing is cut without a word.
 */
export function readRow(cells: readonly string[], width: number, columns: ColumnMap, now: Date): RowReading {
  const cell = (field: ImportField): string => {
    const nth = columns[field]
    return nth === undefined ? '' : readCell(cells[nth])
  }
  const written = cell('email')
  const email = readEmail(written)
  const refuse = (refusal: ImportRefusal): RowReading => ({ ok: false, refusal, email })

  // One cell too many moves all that follow it: then nothing stands where it belongs.
  if (cells.slice(width).some((one) => one.trim() !== '')) return refuse('too-many-columns')
  if (written === '') return refuse('no-email')
  if (written.length > emailLengthMax) return refuse('too-long')
  if (email === null) return refuse('bad-email')

  const cleaned = cleanName(cell('name'))
  if (cleaned.length > nameLengthMax) return refuse('too-long')
  const [at, source, text] = [cell('consentAt'), cell('consentSource'), cell('consentText')]
  if (source.length > sourceLengthMax || text.length > textLengthMax) return refuse('too-long')
  const consentAt = readMoment(at)
  if (consentAt === null || consentAt.getTime() > now.getTime() + aheadMs || source === '')
    return refuse('no-proof')

  return {
    ok: true,
    person: {
      email,
      name: readName(cleaned),
      language: readLanguage(cell('language')),
      proof: { at, source, text: text === '' ? null : text },
      consentAt,
    },
  }
}

/** As it is sealed with the receipt. */
export const writeProof = ({ at, source, text }: Proof): string => JSON.stringify({ at, source, text })

/** Null where it is no proof of an import, such as what staff wrote down. Takes any text; never throws. */
export function readProof(evidence: string): Proof | null {
  try {
    const { at, source, text } = JSON.parse(evidence) as Record<string, unknown>
    if (typeof at !== 'string' || typeof source !== 'string') return null
    return { at, source, text: typeof text === 'string' ? text : null }
  } catch {
    return null
  }
}
