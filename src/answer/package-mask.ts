/**
 * What of a package may be about somebody else than whoever asked (art. 15(4), A-16). A column that the register calls a third
 * party's is replaced as a whole; a text that strangers or staff wrote loses whatever looks like a way to reach somebody. Pure.
 * What no pattern knows, such as a name in a sentence, is for the officer who looks at the package before it goes.
 */

import { mask } from '../rights/shared-visit.ts'

/** What JSON can say. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json | undefined }

const mailbox = /[\p{L}\p{N}._%+'-]+(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu
/** ISO 13616: a country, two digits, up to thirty more; as it is printed, in groups of four. */
const iban =
  /(?<![\p{L}\p{N}])[a-z]{2}\d{2}(?:[ .-]?[a-z0-9]{4}){2,7}(?:[ .-]?[a-z0-9]{1,3})?(?![\p{L}\p{N}])/giu
/**
 * Seven digits or more, also with what people put between those of a telephone number, a citizen's or a customer's. A date as computers write
 * it is none, with its time or without; nor do digits count that stand in the middle of one.
 */
const digits = /(?<![\d.,:-])(?!\d{4}-\d{2}-\d{2}(?!\d))\+?(?:\(0\))?\d(?:[ ().-]{0,2}\d){6,}(?!\d)/g

/** Words with a year in them look like an account number, and have fewer digits than any. */
const hasAccountDigits = (found: string): boolean => found.replace(/\D/g, '').length >= 8

/** What is their own, or stands on the site for everybody, is given in `kept`, in small letters. */
export function maskText(text: string, kept: ReadonlySet<string>): string {
  return text
    .replace(mailbox, (found) => (kept.has(found.toLowerCase().replaceAll('%40', '@')) ? found : mask))
    .replace(iban, (found) => (hasAccountDigits(found) ? mask : found))
    .replace(digits, (found) => (kept.has(found) ? found : mask))
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/** Every text in it, names of members too: a page may put anything there. */
export function maskJson(value: Json, kept: ReadonlySet<string>): Json {
  if (typeof value === 'string') return maskText(value, kept)
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map((one) => maskJson(one, kept))
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [maskText(name, kept), maskJson(one ?? null, kept)]),
  )
}
