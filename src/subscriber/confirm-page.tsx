/** What the link in the mail leads to: one page, one large button, no second question; and what there is to say afterwards. */
import { privacyPath } from '../consent/more-links.tsx'
import { formAction, VisitorPage, type Visiting } from '../consent/visitor-page.tsx'
import { wordsIn } from '../page/words.ts'
import type { List } from './list.ts'
import type { MeasureAnswer } from './level.ts'
import { textsOfConfirming } from './sign-up.ts'

export interface ConfirmPageProps {
  readonly visiting: Visiting
  readonly lists: readonly List[]
  /** Null: nothing was asked. */
  readonly measure: MeasureAnswer
}

/**
 * Says all that the button agrees to: whoever filled in the form need not be who reads this, so what they ticked there is shown here, in the
 * words that are kept as proof.
 */
export const ConfirmPage = ({ visiting, lists, measure }: ConfirmPageProps) => {
  const { site, lang, here } = visiting
  const { confirm, privacy } = wordsIn(lang).signUp
  const texts = textsOfConfirming(site, lang, measure ?? 'no')
  return (
    <VisitorPage visiting={visiting} title={confirm.title}>
      <div>
        <h1>{confirm.title}</h1>
        <p class="lead">{confirm.lead}</p>
      </div>
      <form class="card sign-up" method="post" action={here}>
        <div>
          <p>{confirm.lists}:</p>
          <ul class="sign-up-lists">
            {lists.map(({ name }) => (
              <li>{name}</li>
            ))}
          </ul>
        </div>
        <p>{texts.receive}</p>
        {measure !== null && <p>{texts.measure}</p>}
        <button type="submit">{confirm.submit}</button>
      </form>
      <p class="fine">{confirm.not}</p>
      <p>
        <a href={privacyPath(visiting)}>{privacy}</a>
      </p>
    </VisitorPage>
  )
}

export const ConfirmedPage = ({ visiting, manageUrl }: { visiting: Visiting; manageUrl: string }) => {
  const { done } = wordsIn(visiting.lang).signUp.confirm
  return (
    <VisitorPage visiting={visiting} title={done.title}>
      <div role="status">
        <h1>{done.title}</h1>
        <p class="lead">{done.lead(visiting.site.domain)}</p>
      </div>
      <div>
        <p>{done.change}</p>
        <p class="after">
          <a class="button" href={manageUrl}>
            {done.manage}
          </a>
        </p>
      </div>
    </VisitorPage>
  )
}

/** `used`: pressed before. `over`: too old. `closed`: its lists ended. Says nothing of who or what. */
export const EndedPage = ({ visiting, why }: { visiting: Visiting; why: 'used' | 'over' | 'closed' }) => {
  const { confirm } = wordsIn(visiting.lang).signUp
  const { title, text } = confirm[why]
  return (
    <VisitorPage visiting={visiting} title={title}>
      <div>
        <h1>{title}</h1>
        <p class="lead">{text}</p>
      </div>
      {why === 'over' && (
        <p>
          <a class="button" href={formAction('/newsletter/subscribe', visiting)}>
            {confirm.over.again}
          </a>
        </p>
      )}
    </VisitorPage>
  )
}
