/**
 * What is known of somebody who gets data from the site (GDPR art. 28, 30(1)(d) and (e)): who they are, what they get, where, on what a
 * transfer rests, how they are told of requests. One document with a version, in `processor.document`.
 */
import * as z from 'zod'
import { mailAddress } from '../mail/read-letter.ts'
import { isWebhookUrl } from './webhook-url.ts'

/** What somebody can ask that others have to hear of (art. 19; an objection by art. 21 and 28(3)(e)). */
export const taskKinds = ['erase', 'rectify', 'restrict', 'object'] as const
export type TaskKind = (typeof taskKinds)[number]
/** What one is told. `resume`: with what they were told to restrict or to stop they may go on. */
export type Told = TaskKind | 'resume'

/** On what a transfer out of the European Economic Area rests: art. 45, 46(2)(c) and (d), 47, 49. `none`: there is none. */
export const transferGrounds = ['none', 'adequacy', 'clauses', 'rules', 'exception'] as const
export type TransferGround = (typeof transferGrounds)[number]

/** At what the site does they may get data; the names of activities in the register of article 30. */
export const processorActivities = [
  'visits',
  'returning',
  'protection',
  'consent',
  'newsletter',
  'measuring',
  'rights',
  'breaches',
  'staff',
] as const
export type ProcessorActivity = (typeof processorActivities)[number]

/** Why a value is refused; each has a sentence in the page's words. */
export type ProcessorFault = 'empty' | 'long' | 'text' | 'country' | 'transfer' | 'url' | 'email' | 'choice'
const fault = (code: ProcessorFault): ProcessorFault => code

/** The Union's 27, Iceland, Liechtenstein and Norway. */
const eea = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' '),
)
const isCountry = (text: string): boolean => /^[A-Z]{2}$/.test(text)
export const isInEea = (country: string): boolean => eea.has(country)

/** PostgreSQL has no NUL in text, half a surrogate pair is no text, and control characters are nothing that one writes. */
const isPlain = (text: string): boolean => text.isWellFormed() && !/\p{Cc}/u.test(text.replaceAll('\n', ''))

const text = (lengthMax: number) =>
  z
    .string(fault('text'))
    .transform((given) => given.replace(/\r\n?/g, '\n').trim())
    .pipe(z.string().max(lengthMax, fault('long')).refine(isPlain, fault('text')))
const filled = (lengthMax: number) => text(lengthMax).pipe(z.string().min(1, fault('empty')))

const told = z.discriminatedUnion(
  'by',
  [
    z.strictObject({
      by: z.literal('webhook'),
      url: z.string(fault('url')).trim().refine(isWebhookUrl, fault('url')),
    }),
    z.strictObject({
      by: z.literal('mail'),
      email: z
        .string(fault('email'))
        .trim()
        .refine((given) => mailAddress.safeParse(given).success, fault('email')),
    }),
  ],
  fault('choice'),
)

export const processorDocument = z
  .strictObject({
    version: z.literal(1).default(1),
    name: filled(150),
    /** Which data, and what for, in the words of staff. */
    gets: filled(500),
    /** ISO 3166 alpha-2. */
    country: z.string(fault('country')).trim().toUpperCase().refine(isCountry, fault('country')),
    transfer: z.enum(transferGrounds, fault('choice')),
    /** Where the agreement of art. 28(3) is found. May be empty. */
    agreement: text(200).default(''),
    told,
    /** Of what the site does they get data. None is named: of all that is about people outside. */
    activities: z
      .array(z.enum(processorActivities, fault('choice')))
      .transform((all) => [...new Set(all)])
      .default([]),
    /** Of which requests they are told. None: they are in the register alone. */
    kinds: z.array(z.enum(taskKinds, fault('choice'))).transform((kinds) => [...new Set(kinds)]),
    /** Of mails to them. */
    language: z.enum(['nl', 'en'], fault('choice')).default('nl'),
  })
  .refine(({ country, transfer }) => !isCountry(country) || isInEea(country) === (transfer === 'none'), {
    path: ['transfer'],
    error: fault('transfer'),
  })
export type ProcessorDocument = z.infer<typeof processorDocument>
