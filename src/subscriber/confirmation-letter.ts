/**
 * The mails that answer a sign-up. Somebody else may have filled in the address, so they hold none of what was typed, not even a name: else the
 * form would send strangers' words to strangers (listmonk #1133). Nothing in them is counted, and there is nothing to unsubscribe from.
 */
import { composeLetter, type Content } from '../mail/letter.tsx'
import { subjectLengthMax } from '../mail/read-letter.ts'
import { wordsIn, type Language } from '../page/words.ts'
import type { Site } from '../site/site.ts'

export interface Confirming {
  readonly lang: Language
  readonly url: string
  /** Names of lists, as staff wrote them. */
  readonly lists: readonly string[]
  /** They had asked never to be mailed again. */
  readonly isAgain: boolean
}

const cut = (subject: string): string => subject.slice(0, subjectLengthMax)

export function confirmationLetter(
  { domain }: Pick<Site, 'domain'>,
  { lang, url, lists, isAgain }: Confirming,
): Content {
  const { mail } = wordsIn(lang).signUp
  return composeLetter({
    lang,
    subject: cut(mail.subject(domain)),
    paragraphs: [mail.asked(domain), ...(isAgain ? [mail.again] : []), mail.confirm],
    list: lists,
    action: { label: mail.action, url },
    closing: [mail.not],
  })
}

/** Nothing to press: whoever filled it in need not be who reads it. */
export function knownLetter({ domain }: Pick<Site, 'domain'>, lang: Language): Content {
  const { known } = wordsIn(lang).signUp.mail
  return composeLetter({
    lang,
    subject: cut(known.subject(domain)),
    paragraphs: [known.text(domain), known.change],
    closing: [known.not],
  })
}
