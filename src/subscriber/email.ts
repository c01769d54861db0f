/** An e-mail address as it is stored and compared: one person with one mailbox is found however they type it. */
import { mailAddress } from '../mail/read-letter.ts'

declare const branded: unique symbol
/** Trimmed, in lower case. Local parts could differ by case (RFC 5321 section 2.4); no provider of any size has them do. */
export type Email = string & { readonly [branded]: 'Email' }

/** Null when it can't be one. Takes any text; never throws. */
export function readEmail(text: string): Email | null {
  const email = text.trim().toLowerCase()
  return mailAddress.safeParse(email).success ? (email as Email) : null
}

export const domainOf = (email: Email): string => email.slice(email.lastIndexOf('@') + 1)

/** `a***@example.nl`: for its owner to recognise, and for nobody to learn. */
export const maskEmail = (email: Email): string => `${email.slice(0, 1)}***@${domainOf(email)}`
