/** What the owner of an address confirms, from the mail: one button, and what became of it. */
import { VisitorPage, type Visiting } from '../consent/visitor-page.tsx'
import { wordsIn, type Words } from '../page/words.ts'
import type { Change } from './letters.ts'
import { actionOf } from './link.ts'

export const ChangePage = ({ visiting, change }: { visiting: Visiting; change: Change }) => {
  const { change: words } = wordsIn(visiting.lang).preference
  const to = change.kind === 'email' ? change.to : undefined
  const { title, submit } = to === undefined ? words[change.kind] : words.emailLeft
  const { domain } = visiting.site
  return (
    <VisitorPage visiting={visiting} title={title}>
      <div class="said">
        <h1>{title}</h1>
        <p class="lead">{leadOf(words, domain, change)}</p>
        {change.kind === 'erase' && <p>{change.isForGood ? words.erase.keepsForGood : words.erase.keeps}</p>}
      </div>
      <form class="one-answer" method="post" action={actionOf(visiting)}>
        <button type="submit">{submit}</button>
      </form>
    </VisitorPage>
  )
}

function leadOf(words: Words['preference']['change'], domain: string, change: Change): string {
  if (change.kind !== 'email') return words[change.kind].lead(domain)
  return change.to === undefined
    ? words.email.lead(domain, change.email)
    : words.emailLeft.lead(domain, change.to)
}

export type Changed =
  /** Whoever has the new address is asked now. */
  | { readonly kind: 'asked' }
  | { readonly kind: 'email'; readonly email: string }
  | { readonly kind: 'taken' }
  | { readonly kind: 'erased'; readonly isForGood: boolean }
  /** Too old, or used before. */
  | { readonly kind: 'expired' }

export const ChangedPage = ({ visiting, changed }: { visiting: Visiting; changed: Changed }) => {
  const { title, texts } = said(visiting, changed)
  return (
    <VisitorPage visiting={visiting} title={title}>
      <div class="said" role="status">
        <h1>{title}</h1>
        {texts.map((text) => (
          <p class="lead">{text}</p>
        ))}
      </div>
    </VisitorPage>
  )
}

function said({ lang, site }: Visiting, changed: Changed): { title: string; texts: readonly string[] } {
  const { change: words } = wordsIn(lang).preference
  switch (changed.kind) {
    case 'email':
      return { title: words.email.doneTitle, texts: [words.email.done(changed.email)] }
    case 'asked':
      return { title: words.emailLeft.doneTitle, texts: [words.emailLeft.done] }
    case 'taken':
      return { title: words.email.takenTitle, texts: [words.email.taken] }
    case 'erased':
      return {
        title: words.erase.doneTitle,
        texts: [words.erase.done(site.domain), ...(changed.isForGood ? [words.erase.doneForGood] : [])],
      }
    case 'expired':
      return { title: words.expiredTitle, texts: [words.expired] }
  }
}
