/**
 * What is written down of a breach of personal data (GDPR art. 33(3), (5), 34): the fields of the form of the Autoriteit Persoonsgegevens, in its
 * order, as data. Forms, checks and files are made of this one list.
 */
import * as z from 'zod'

/** Why a value is refused; each has a sentence in the page's words. */
export type BreachFault =
  | 'empty'
  | 'long'
  | 'text'
  | 'choice'
  | 'number'
  | 'range'
  | 'moment'
  | 'skipped'
  | 'future'
  | 'order'
  | 'not-aware'
  | 'reason'
  | 'delay'
const fault = (code: BreachFault): BreachFault => code

const text = (lengthMax: number) =>
  z
    .string(fault('text'))
    .transform((given) => given.replace(/\r\n?/g, '\n').trim())
    .pipe(
      z
        .string()
        .max(lengthMax, fault('long'))
        .refine(
          (given) => given.isWellFormed() && !/\p{Cc}/u.test(given.replaceAll('\n', '')),
          fault('text'),
        ),
    )

/** Art. 4(12): what happened to the data. */
export const natures = ['confidentiality', 'integrity', 'availability'] as const
export const incidents = [
  'wrong-recipient',
  'lost-device',
  'hacking',
  'published',
  'wrong-access',
  'destroyed',
  'other',
] as const
export const sensitives = [
  'bsn',
  'identity',
  'financial',
  'passwords',
  'health',
  'special',
  'criminal',
  'vulnerable',
] as const
export const unreadables = ['no', 'partly', 'yes'] as const
export const tolds = ['undecided', 'yes', 'later', 'no'] as const

const several = <const T extends readonly string[]>(choices: T) =>
  z.array(z.enum(choices, fault('choice'))).transform((chosen) => [...new Set(chosen)])
const people = z.int(fault('number')).min(0, fault('number')).max(20_000_000, fault('number')).nullable()

/** Only what happened must be known to begin with: the rest may follow, without undue delay (art. 33(4)). */
export const breachContent = z
  .strictObject({
    began: text(200).default(''),
    ended: text(200).default(''),
    happened: text(5_000).pipe(z.string().min(1, fault('empty'))),
    cause: text(2_000).default(''),
    natures: several(natures).default([]),
    incident: z.enum(incidents, fault('choice')).default('other'),
    processor: text(300).default(''),
    data: text(2_000).default(''),
    sensitive: several(sensitives).default([]),
    subjects: text(1_000).default(''),
    peopleMin: people.default(null),
    peopleMax: people.default(null),
    records: text(200).default(''),
    unreadable: z.enum(unreadables, fault('choice')).default('no'),
    consequences: text(5_000).default(''),
    taken: text(5_000).default(''),
    planned: text(5_000).default(''),
    told: z.enum(tolds, fault('choice')).default('undecided'),
    toldText: text(2_000).default(''),
    abroad: text(1_000).default(''),
  })
  .refine(({ peopleMin, peopleMax }) => peopleMin === null || peopleMax === null || peopleMin <= peopleMax, {
    path: ['peopleMax'],
    error: fault('range'),
  })
export type BreachContent = z.infer<typeof breachContent>
export type BreachField = keyof BreachContent

/** Fields that have several lines, those of one, and so on: how each is asked for. In the order of the form. */
export const breachFields = {
  what: ['happened', 'began', 'ended', 'cause', 'natures', 'incident', 'processor'],
  whose: ['data', 'sensitive', 'subjects', 'peopleMin', 'peopleMax', 'records', 'unreadable'],
  effect: ['consequences', 'taken', 'planned'],
  people: ['told', 'toldText'],
  abroad: ['abroad'],
} as const satisfies Record<string, readonly BreachField[]>
export type BreachGroup = keyof typeof breachFields
export const breachGroups = Object.keys(breachFields) as readonly BreachGroup[]

export const breachDecision = z.strictObject({
  reason: text(5_000),
  /** The number that the authority gave. */
  reference: text(100),
  /** Why it was later than 72 hours (art. 33(1)). */
  delay: text(2_000),
})
export type BreachDecision = z.infer<typeof breachDecision>

/** All that is sealed. */
export const breachDocument = z.strictObject({
  version: z.literal(1),
  now: breachContent,
  /** Null until somebody decided. */
  decision: breachDecision.nullable(),
  /** The latest first. */
  before: z.array(z.strictObject({ until: z.iso.datetime(), content: breachContent })),
})
export type BreachDocument = z.infer<typeof breachDocument>
