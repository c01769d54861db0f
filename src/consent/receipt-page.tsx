/**
 * A receipt as its owner reads it: whether it holds, what was answered, what stood on the screen, that nothing was changed since,
 * and what can be done. Whoever has the number sees it; the page's address says nothing of it.
 */
import { formatIn } from '../page/format.ts'
import { wordsIn } from '../page/words.ts'
import { AnswerList, answeredTexts, ReceiptNumber } from './answer-words.tsx'
import { ChoiceForm, type ChoiceFormProps } from './choice-form.tsx'
import { MoreLinks } from './more-links.tsx'
import type { Proof } from './proof.ts'
import { ReceiptField } from './receipt-field.tsx'
import { shortNumber } from './receipt.ts'
import { ShownText } from './shown-text.tsx'
import { Carried, formAction, VisitorPage, type Visiting } from './visitor-page.tsx'

export interface ReceiptPageProps {
  readonly visiting: Visiting
  readonly proof: Proof
  /** Chance for the forms; see `read-choice`. */
  readonly once: string
  /** What the site asks now, to answer again; null when it asks nothing. */
  readonly asked: Pick<ChoiceFormProps, 'current' | 'language'> | null
  readonly hasSignal: boolean
}

export const ReceiptPage = ({ visiting, proof, once, asked, hasSignal }: ReceiptPageProps) => {
  const { lang } = visiting
  const { receipt: words } = wordsIn(lang).choice
  const { shown, notice, holding } = proof
  const { receipt } = shown
  const isBroken = holding === 'broken'
  const texts = answeredTexts(notice, receipt)
  return (
    <VisitorPage visiting={visiting} title={words.title}>
      <div class="passage">
        <h1>{words.title}</h1>
        <ReceiptNumber lang={lang} id={receipt.receipt_id} />
        <p class="fine">{words.short(shortNumber(receipt.receipt_id))}</p>
      </div>
      <Holds visiting={visiting} proof={proof} />
      <section class="card passage">
        <h2>{words.words}</h2>
        <Facts visiting={visiting} proof={proof} />
        <AnswerList lang={lang} notice={notice} receipt={receipt} isWhole />
      </section>
      {texts && (
        <section class="passage">
          <h2>{words.shown}</h2>
          <p>{words.shownText(formatIn(lang).languageName(receipt.language))}</p>
          <ShownText lang={lang} notice={notice} receipt={receipt} texts={texts} />
        </section>
      )}
      <section class="passage">
        <h2>{words.whole}</h2>
        <p>{isBroken ? words.isBroken : words.isWhole}</p>
        <p class="fine">
          {words.fingerprint}: <code class="fingerprint">{receipt.notice_id}</code>
        </p>
      </section>
      <History visiting={visiting} proof={proof} />
      <Deeds visiting={visiting} proof={proof} once={once} />
      {asked && (
        <details class="again">
          <summary>
            <h2>{words.change}</h2> <span class="fine">{words.changeText}</span>
          </summary>
          <ChoiceForm
            {...asked}
            visiting={visiting}
            hasSignal={hasSignal}
            once={once}
            previous={receipt.receipt_id}
          />
        </details>
      )}
      <MoreLinks visiting={visiting} />
    </VisitorPage>
  )
}

type PartProps = Pick<ReceiptPageProps, 'visiting' | 'proof'>

const Holds = ({ visiting: { site, lang }, proof: { holding, shown } }: PartProps) => {
  const { title, text } = wordsIn(lang).choice.receipt.holds[holding]
  const until = formatIn(lang).dayOf(new Date(shown.receipt.valid_until), site.timezone)
  return (
    <section class={holding === 'broken' ? 'alert' : 'signal'} aria-labelledby="holds">
      <h2 id="holds">{title}</h2>
      <p>{typeof text === 'string' ? text : text(until)}</p>
    </section>
  )
}

const Facts = ({ visiting: { site, lang }, proof }: PartProps) => {
  const { receipt: words } = wordsIn(lang).choice
  const { facts } = words
  const format = formatIn(lang)
  const { receipt } = proof.shown
  const { name, address, email } = receipt.controller
  const { statement } = proof.notice
  const rows: readonly (readonly [string, string])[] = [
    [facts.who, [name, ...address.split('\n'), email].filter((part) => part !== '').join(', ')],
    [facts.site, receipt.site],
    [facts.at, format.moment(new Date(receipt.at))],
    [facts.until, format.dayOf(new Date(receipt.valid_until), site.timezone)],
    [facts.where, words.surface[receipt.ui.surface]],
    [facts.answer, words.action[receipt.action]],
    [facts.counting, words.counting[receipt.counting]],
    [facts.notice, receipt.notice_id.slice(0, 12)],
    [
      facts.statement,
      statement === null
        ? facts.noStatement
        : `${format.day(statement.publishedOn)} (${statement.hash.slice(0, 12)})`,
    ],
  ]
  return (
    <dl class="facts">
      {rows.map(([label, value]) => (
        <div>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const History = ({ visiting: { lang }, proof: { history, shown } }: PartProps) => {
  const { receipt: words } = wordsIn(lang).choice
  const format = formatIn(lang)
  return (
    <section class="passage">
      <h2>{words.history}</h2>
      {history.length <= 1 ? (
        <p>{words.historyOne}</p>
      ) : (
        <ol class="history">
          {history.map((one) => (
            <li aria-current={one.receipt_id === shown.receipt.receipt_id ? 'true' : undefined}>
              <time datetime={one.at}>{format.moment(new Date(one.at))}</time>
              <span>
                {words.action[one.action]}
                {one.receipt_id === shown.receipt.receipt_id && ` (${words.thisOne})`}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

const Deeds = ({ visiting, proof, once }: PartProps & Pick<ReceiptPageProps, 'once'>) => {
  const { receipt: words } = wordsIn(visiting.lang).choice
  const id = proof.shown.receipt.receipt_id
  const deeds = [
    ...(proof.live ? [{ path: '/choice/withdraw', name: words.withdraw, text: words.withdrawText }] : []),
    { path: '/my-data', name: words.mine, text: words.mineText },
    { path: '/choice/receipt.json', name: words.download, text: words.downloadText },
    { path: '/choice/erase', name: words.erase, text: words.eraseText },
  ]
  return (
    <section class="passage">
      <h2>{words.do}</h2>
      <ul class="deeds">
        {deeds.map(({ path, name, text }) => (
          <li>
            <form method="post" action={formAction(path, visiting)}>
              <Carried visiting={visiting} receipt={id} />
              {path === '/choice/withdraw' && <input type="hidden" name="once" value={once} />}
              <button class="quiet" type="submit">
                {name}
              </button>
              <p class="fine">{text}</p>
            </form>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** One page for every number that leads to nothing, which it never repeats. */
export const UnknownReceiptPage = ({ visiting }: { visiting: Visiting }) => {
  const { receipt: words } = wordsIn(visiting.lang).choice
  return (
    <VisitorPage visiting={visiting} title={words.unknown}>
      <div role="alert">
        <h1>{words.unknown}</h1>
        <p class="lead">{words.unknownText}</p>
      </div>
      <ReceiptField visiting={visiting} />
      <MoreLinks visiting={visiting} />
    </VisitorPage>
  )
}
