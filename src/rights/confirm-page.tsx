/**
 * What the link in the mail leads to: one page, one button, and by when the answer comes. Shows which right was asked and when, and
 * nothing that was typed: whoever filled in the form need not be who reads this.
 */
import { formAction, VisitorPage, type Visiting } from '../consent/visitor-page.tsx'
import { formatIn } from '../page/format.ts'
import { wordsIn } from '../page/words.ts'
import type { RightsRequest } from './request.ts'

interface RequestProps {
  readonly visiting: Visiting
  readonly request: RightsRequest
}

export const ConfirmRequestPage = ({ visiting, request }: RequestProps) => {
  const { site, lang, here } = visiting
  const { confirm, kind } = wordsIn(lang).request
  const day = formatIn(lang).dayOf(request.receivedAt, site.timezone)
  return (
    <VisitorPage visiting={visiting} title={confirm.title}>
      <div>
        <h1>{confirm.title}</h1>
        <p class="lead">{confirm.lead(site.domain, day)}</p>
      </div>
      <form class="card sign-up" method="post" action={here}>
        <dl class="facts">
          <div>
            <dt>{confirm.asked}</dt>
            <dd>{kind[request.kind].label}</dd>
          </div>
        </dl>
        <button type="submit">{confirm.submit}</button>
      </form>
      <p class="fine">{confirm.not}</p>
    </VisitorPage>
  )
}

/** The first eight characters: enough for a telephone, and no key to anything. */
const shortNumber = (id: string): string => id.slice(0, 8)

/** `isNew`: it was confirmed just now, and not before. */
export const RequestConfirmedPage = ({
  visiting,
  request,
  isNew,
}: RequestProps & { readonly isNew: boolean }) => {
  const { site, lang } = visiting
  const { confirm, kind } = wordsIn(lang).request
  const format = formatIn(lang)
  const due = format.day(request.extendedDue ?? request.promiseDue)
  const title = isNew ? confirm.done.title : confirm.used.title
  return (
    <VisitorPage visiting={visiting} title={title}>
      <div class="said" role="status">
        <h1>{title}</h1>
        <p class="lead">{isNew ? confirm.done.lead(due) : confirm.used.text}</p>
        {isNew && request.kind === 'object' && <p>{confirm.done.stopped}</p>}
      </div>
      <dl class="facts">
        <div>
          <dt>{confirm.asked}</dt>
          <dd>{kind[request.kind].label}</dd>
        </div>
        <div>
          <dt>{confirm.done.received}</dt>
          <dd>{format.dayOf(request.receivedAt, site.timezone)}</dd>
        </div>
        <div>
          <dt>{confirm.done.due}</dt>
          <dd>{due}</dd>
        </div>
        <div>
          <dt>{confirm.done.number}</dt>
          <dd>
            <code>{shortNumber(request.id)}</code>
          </dd>
        </div>
      </dl>
      <p>{confirm.done.numberHint}</p>
      <p>{confirm.done.text}</p>
    </VisitorPage>
  )
}

/** Says nothing of who or what. */
export const RequestEndedPage = ({ visiting, why }: { visiting: Visiting; why: 'closed' | 'over' }) => {
  const { confirm } = wordsIn(visiting.lang).request
  return (
    <VisitorPage visiting={visiting} title={confirm[why].title}>
      <div>
        <h1>{confirm[why].title}</h1>
        <p class="lead">{confirm[why].text}</p>
      </div>
      <p>
        <a class="button" href={formAction('/rights', visiting)}>
          {confirm.again}
        </a>
      </p>
    </VisitorPage>
  )
}
