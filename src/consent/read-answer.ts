/** Untrusted text into an answer or a withdrawal, or a refusal that names the field and never repeats what stood in it. */
import * as z from 'zod'
import type { Answer, Withdrawal } from './wire.ts'

/** An answer is some 400 bytes; the largest token makes it a thousand. */
export const answerBytesMax = 4 * 1024

const domain = z
  .string('is the domain of the site')
  .min(1, 'is the domain of the site')
  .max(253, 'is the domain of the site')
const key = z.string('is 22 random characters').regex(/^[\w-]{22}$/, 'is 22 random characters')
const receipt = z.string('is the number of a receipt').regex(/^[\w-]{22}$/, 'is the number of a receipt')
const token = z
  .string('is the choice that the device holds')
  .max(500, 'is the choice that the device holds')
  .regex(/^[\w.-]*$/, 'is the choice that the device holds')
const language = z.string('is a language').max(35, 'is a language')

const answer = z.object(
  {
    d: domain,
    notice: z.string('is the name of a notice').regex(/^[\da-f]{64}$/, 'is the name of a notice'),
    lang: language,
    ui: z.enum(['banner', 'panel', 'placeholder', 'page'], 'is banner, panel, placeholder or page'),
    granted: z
      .array(
        z.string('is a list of purposes').regex(/^[a-z][a-z0-9_]{0,19}$/, 'is a list of purposes'),
        'is a list of purposes',
      )
      .max(300, 'has at most 300 purposes'),
    counting: z.enum(['on', 'off'], 'is on or off').optional(),
    key,
    viewport: z.enum(['small', 'large'], 'is small or large'),
    t: token.optional(),
    previous: receipt.optional(),
    at: z.number('is a time in milliseconds').optional(),
  },
  'is an object',
)

const withdrawal = z.object(
  { d: domain, receipt, key, t: token.optional(), lang: language.optional() },
  'is an object',
)

export type Reading<T> =
  | { readonly ok: true; readonly read: T }
  | { readonly ok: false; readonly message: string }

function read<T>(schema: z.ZodType<T>, body: string): Reading<T> {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return { ok: false, message: 'The body is not JSON.' }
  }
  const reading = schema.safeParse(json)
  if (reading.success) return { ok: true, read: reading.data }
  const [issue] = reading.error.issues
  // Only a top-level key is named: what stands deeper is the sender's own.
  return {
    ok: false,
    message: `${String(issue?.path[0] ?? 'an answer')} ${issue?.message ?? 'is not valid'}`,
  }
}

/** An unknown purpose is no error here: what the notice does not ask is left out when the answer is recorded. */
export const readAnswer = (body: string): Reading<Answer> =>
  read(answer as unknown as z.ZodType<Answer>, body)
export const readWithdrawal = (body: string): Reading<Withdrawal> =>
  read(withdrawal as unknown as z.ZodType<Withdrawal>, body)
