/**
 * Who wants which newsletter, out of a form or JSON: the same fields, read by the same rules. Which lists are open is ours to say,
 * never the sender's.
 */
import type { Language } from '../page/words.ts'
import { readName } from './change.ts'
import { readEmail, type Email } from './email.ts'
import type { List } from './list.ts'

/** Fields of a form, or members of an object, as texts. */
export type SignUpFields = ReadonlyMap<string, readonly string[]>

/** The first value of a field; a form that was changed on its way may have more. Empty when there is none. */
export const fieldOf = (fields: SignUpFields, name: string): string => fields.get(name)?.[0] ?? ''

/** A field that people do not see. Robots fill in what they find. */
export const trapName = 'website'
export const isTrapped = (fields: SignUpFields): boolean => fieldOf(fields, trapName) !== ''

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value)

/** Null when it is no JSON object of texts, numbers, booleans and lists of them. Never throws. */
export function readJsonFields(text: string): SignUpFields | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (!isObject(value)) return null
  const fields = new Map<string, readonly string[]>()
  for (const [name, given] of Object.entries(value)) {
    if (given === null) continue
    const values: readonly unknown[] = Array.isArray(given) ? given : [given]
    if (!values.every(isPlain)) return null
    // An empty list chooses nothing, which is not the same as not to choose.
    fields.set(name, values.length === 0 ? [''] : values.map(String))
  }
  return fields
}

export interface SignUp {
  readonly email: Email
  readonly name: string | null
  readonly lists: readonly number[]
  readonly wantsMeasuring: boolean
}

/** Fields that can't be used. */
export type SignUpFault = 'email' | 'name' | 'list'

export type SignUpReading =
  | { readonly ok: true; readonly signUp: SignUp }
  | { readonly ok: false; readonly faults: readonly SignUpFault[] }

const yes = new Set(['on', 'yes', 'true', '1'])

/** What was typed and chosen, for showing the form again. */
export interface Typed {
  readonly email: string
  readonly name: string
  readonly lists: readonly string[]
  readonly wantsMeasuring: boolean
}

export const typedOf = (fields: SignUpFields): Typed => ({
  email: fieldOf(fields, 'email').slice(0, 254),
  name: fieldOf(fields, 'name').slice(0, 200),
  lists: fields.get('list') ?? [],
  wantsMeasuring: yes.has(fieldOf(fields, 'measure')),
})

/**
 * Without a `list` all open ones are meant. One that is not open, or none of those there are, is refused rather than left out: whoever sent
 * it would believe they got it. Never throws.
 */
export function readSignUp(fields: SignUpFields, open: readonly List[]): SignUpReading {
  const email = readEmail(fieldOf(fields, 'email'))
  const typedName = fieldOf(fields, 'name').trim()
  const name = typedName === '' ? null : readName(typedName)
  const chosen = fields.get('list')?.filter((one) => one !== '')
  const lists = open.filter(({ id }) => chosen === undefined || chosen.includes(String(id)))
  const isForeign = chosen?.some((one) => !open.some(({ id }) => String(id) === one)) ?? false
  const faults: SignUpFault[] = [
    ...(email === null ? (['email'] as const) : []),
    ...(name === null && typedName !== '' ? (['name'] as const) : []),
    ...(lists.length === 0 || isForeign ? (['list'] as const) : []),
  ]
  if (email === null || faults.length > 0) return { ok: false, faults }
  const wantsMeasuring = yes.has(fieldOf(fields, 'measure'))
  return { ok: true, signUp: { email, name, lists: lists.map(({ id }) => id), wantsMeasuring } }
}

/** `nl-NL` is `nl`; null when it is none of these. */
export const readLanguage = (fields: SignUpFields, among: readonly Language[]): Language | null =>
  among.find((one) => one === fieldOf(fields, 'lang').toLowerCase().split('-')[0]) ?? null
