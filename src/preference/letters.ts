/**
 * The mails by which the owner of an address confirms, and the one that tells the old address. No text of whoever asks is in them: a link
 * to preferences can be passed on, and a stranger's mailbox is not theirs to write to.
 */
import { composeLetter } from '../mail/letter.tsx'
import { wordsIn, type Language } from '../page/words.ts'
import type { Letter } from '../ports.ts'
import type { Wish } from '../subscriber/confirmation.ts'
import { maskEmail, type Email } from '../subscriber/email.ts'

/** What is confirmed here; subscribing has letters of its own. */
export type Change = Exclude<Wish, { kind: 'subscribe' }>

/** To the address of the wish. Where that changes, both get one: the old one that lets it, the new one that it is theirs. */
export function confirmingLetter(
  change: Change,
  { lang, domain, url }: { readonly lang: Language; readonly domain: string; readonly url: string },
): Letter {
  const { mail } = wordsIn(lang).preference
  const isLeft = change.kind === 'email' && change.to !== undefined
  const { subject, what, action } = isLeft ? mail.emailLeft : mail[change.kind]
  return {
    to: change.email,
    ...composeLetter({
      lang,
      subject,
      paragraphs: [what(domain), mail.until],
      action: { label: action, url },
      closing: [mail.notYou],
    }),
  }
}

/** To the address that was left, for the case that somebody else did this. */
export function changedLetter(
  to: Email,
  { lang, domain, email }: { readonly lang: Language; readonly domain: string; readonly email: Email },
): Letter {
  const { subject, what, notYou } = wordsIn(lang).preference.mail.emailChanged
  return {
    to,
    ...composeLetter({ lang, subject, paragraphs: [what(domain, maskEmail(email))], closing: [notYou] }),
  }
}
