/** The mails of accounts. */
import { composeLetter } from '../mail/letter.tsx'
import { wordsIn, type Language } from '../page/words.ts'
import type { Letter } from '../ports.ts'

interface To {
  readonly to: string
  readonly lang: Language
  readonly url: string
}

/** No text of whoever invites is in it: a stranger's mailbox is not theirs to write to. */
export function composeInvitation({
  to,
  lang,
  url,
  where,
  role,
}: To & { where: string | null; role: string }): Letter {
  const { letters } = wordsIn(lang).account
  return {
    to,
    ...composeLetter({
      lang,
      subject: letters.invitation.subject,
      paragraphs: [letters.invitation.what(role, where), letters.invitation.how],
      action: { label: letters.invitation.action, url },
      closing: [letters.invitation.notYou],
    }),
  }
}

export function composeReset({ to, lang, url }: To): Letter {
  const { letters } = wordsIn(lang).account
  return {
    to,
    ...composeLetter({
      lang,
      subject: letters.reset.subject,
      paragraphs: [letters.reset.what, letters.reset.how],
      action: { label: letters.reset.action, url },
      closing: [letters.reset.notYou],
    }),
  }
}

/** To the address itself: somebody who did not do it must hear of it. */
export function composeChanged({
  to,
  lang,
  url,
  what,
}: To & { what: 'password' | 'factor' | 'passkey' }): Letter {
  const { letters } = wordsIn(lang).account
  return {
    to,
    ...composeLetter({
      lang,
      subject: letters.changed.subject,
      paragraphs: [letters.changed[what], letters.changed.notYou],
      action: { label: letters.changed.action, url },
    }),
  }
}
