/** After an answer: what was recorded, its number, and the way back, by which the device learns of it. */
import { formatIn } from '../page/format.ts'
import { wordsIn } from '../page/words.ts'
import { AnswerList, ReceiptNumber } from './answer-words.tsx'
import type { Notice } from './notice.ts'
import { shortNumber, type Receipt } from './receipt.ts'
import { Carried, formAction, VisitorPage, type Visiting } from './visitor-page.tsx'

export interface DonePageProps {
  readonly visiting: Visiting
  readonly receipt: Receipt
  readonly notice: Notice
  /** The site's address with the token in its fragment. */
  readonly back: string
}

export const DonePage = ({ visiting, receipt, notice, back }: DonePageProps) => {
  const { site, lang } = visiting
  const { done, receipt: words } = wordsIn(lang).choice
  const isWithdrawn = receipt.action === 'withdraw'
  const title = isWithdrawn ? done.withdrawnTitle : done.title
  const until = formatIn(lang).dayOf(new Date(receipt.valid_until), site.timezone)
  return (
    <VisitorPage visiting={visiting} title={title}>
      <div role="status">
        <h1>{title}</h1>
        <p class="lead">{isWithdrawn ? done.withdrawnLead(site.domain) : done.lead(site.domain)}</p>
      </div>
      <p>
        <a class="button" href={back}>
          {done.back(site.domain)}
        </a>
      </p>
      <section class="card passage">
        <h2>{done.answered}</h2>
        <p>{words.action[receipt.action]}</p>
        <AnswerList lang={lang} notice={notice} receipt={receipt} />
        {receipt.counting !== 'none' && (
          <p>
            {words.facts.counting}: {words.counting[receipt.counting]}
          </p>
        )}
        <p>{done.until(until)}</p>
      </section>
      <section class="card passage">
        <h2 class="visually-hidden">{words.title}</h2>
        <ReceiptNumber lang={lang} id={receipt.receipt_id} />
        <p class="fine">{words.short(shortNumber(receipt.receipt_id))}</p>
        <p>{done.keep}</p>
        <form method="post" action={formAction('/choice/receipt', visiting)}>
          <Carried visiting={visiting} receipt={receipt.receipt_id} />
          <button class="quiet" type="submit">
            {done.show}
          </button>
        </form>
      </section>
    </VisitorPage>
  )
}
