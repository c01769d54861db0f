/**
 * A letter as it may be queued. What ends up in a header is read here, before anything is stored: a line end in it would be
 * a header of somebody else's choosing (RFC 5322 section 2.2).
 */
import * as z from 'zod'
import type { Letter } from '../ports.ts'

/** One address and nothing beside it; ASCII, at a domain name. RFC 5321 section 4.5.3.1. */
export const mailAddress = z
  .email()
  .max(254)
  .refine((address) => address.indexOf('@') <= 64)

/** Longer ones are cut by every reader. */
export const subjectLengthMax = 200

/** A line may not pass 998 characters (RFC 5322 section 2.1.1), and a URL can't be folded. */
const urlLengthMax = 900

export type LetterRefusal = 'recipient' | 'sender' | 'subject' | 'content' | 'unsubscribe-url'

export type LetterReading =
  | { readonly ok: true; readonly letter: Letter }
  | { readonly ok: false; readonly refusal: LetterRefusal }

/** Line ends of every kind, NUL, and whatever else is there to steer a machine. */
const steers = /[\p{Cc}\p{Zl}\p{Zp}]/u

/** A web address in the letters that one is written in, so that it can stand between `<` and `>`. */
const isPlainUrl = (text: string): boolean =>
  text.length <= urlLengthMax && /^https?:\/\/[!#-;=?-~]+$/.test(text) && URL.canParse(text)

/** Never throws. Texts of the body may hold anything: they are encoded. */
export function readLetter(letter: Letter): LetterReading {
  const { to, subject, text, html, senderName, unsubscribeUrl } = letter
  if (!mailAddress.safeParse(to).success) return { ok: false, refusal: 'recipient' }
  if (senderName !== undefined && (senderName.length > 200 || steers.test(senderName)))
    return { ok: false, refusal: 'sender' }
  if (subject.trim() === '' || subject.length > subjectLengthMax || steers.test(subject))
    return { ok: false, refusal: 'subject' }
  // An empty part would be left out, and who reads only that one would see nothing.
  if (text.trim() === '' || html.trim() === '') return { ok: false, refusal: 'content' }
  if (unsubscribeUrl !== undefined && !isPlainUrl(unsubscribeUrl))
    return { ok: false, refusal: 'unsubscribe-url' }
  return { ok: true, letter }
}
