/** A newsletter as readers will see it, what would better be mended, and a test to one's own mailbox. Also the mail as it was sent. */
import type { View } from '../dashboard/view.ts'
import type { Issue } from '../newsletter/issue.ts'
import type { LintFinding } from '../newsletter/lint.ts'
import { formatIn, type Format } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import { answerKinds, type LevelsByAnswer } from './issue-check.ts'
import { issueHref } from './issue-door.ts'
import { IssueFrame } from './issue-frame.tsx'
import type { Viewer } from './writing-door.ts'
import { TextField } from '../page/form-fields.tsx'

/** How one looks: all of it in the page's address. */
export interface Looking {
  readonly reader: 'name' | 'none'
  readonly images: 'on' | 'off'
}

export interface RefusedTest {
  readonly also: string
  readonly why: 'email' | 'many' | 'suppressed'
}

export interface PreviewPageProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  readonly timezone: string
  readonly issue: Issue
  readonly looking: Looking
  /** Null: none was made. */
  readonly mail: { readonly subject: string; readonly text: string } | null
  /** Null: as it was sent, with nothing to mend any more. */
  readonly draft: {
    readonly findings: readonly LintFinding[]
    readonly levels: LevelsByAnswer
    /** Whoever looks. */
    readonly email: string
    readonly refused: RefusedTest | null
    /** Mails that were just posted; null: none was. */
    readonly tested: number | null
    readonly isFull: boolean
  } | null
}

type PartProps = PreviewPageProps & { readonly words: Words; readonly format: Format }
type DraftProps = PartProps & { readonly draft: NonNullable<PreviewPageProps['draft']> }

/** As the answer that is shown in it: no script, no forms, an origin of its own; links open a window. */
const sandbox = 'allow-popups allow-popups-to-escape-sandbox'

export const PreviewPage = (props: PreviewPageProps) => {
  const { lang, view, issue, draft, mail } = props
  const words = wordsIn(lang)
  const own = words.writing.preview
  const parts: PartProps = { ...props, words, format: formatIn(lang) }
  return (
    <IssueFrame
      {...props}
      place={issue.state === 'draft' || issue.state === 'scheduled' ? 'preview' : 'mail'}
      isWrong={draft !== null && draft.refused !== null}
    >
      {draft === null ? (
        <p>{mail === null ? own.notSent : own.asSent}</p>
      ) : (
        <Check {...parts} draft={draft} />
      )}
      {mail !== null && <Mail {...parts} mail={mail} />}
      {draft !== null && (
        <>
          <Measured {...parts} draft={draft} />
          <Test {...parts} draft={draft} />
          {issue.state === 'draft' && (
            <p class="actions">
              <a class="button" href={issueHref(view, issue.id, 'send')}>
                {own.toSend}
              </a>
              <a class="quiet button" href={issueHref(view, issue.id)}>
                {own.toEdit}
              </a>
            </p>
          )}
        </>
      )}
    </IssueFrame>
  )
}

const Check = ({ draft: { findings }, words, format }: DraftProps) => {
  const own = words.writing.preview
  const many = (weight: LintFinding['weight']) => findings.filter((one) => one.weight === weight).length
  const [errors, warnings] = [many('error'), many('warning')]
  return (
    <section class={`card stack issue-check${errors > 0 ? ' has-errors' : ''}`} aria-labelledby="check">
      <div>
        <h2 id="check">{own.check}</h2>
        <p>
          {findings.length === 0 && own.fine}
          {errors > 0 && own.errors(format.number(errors))}
          {errors > 0 && warnings > 0 && ' '}
          {warnings > 0 && own.warnings(format.number(warnings))}
        </p>
      </div>
      {findings.length > 0 && (
        <ul class="findings plain">
          {findings.map(({ rule, weight, what }) => (
            <li>
              <span class={`weight is-${weight}`}>{own.weights[weight]}</span>
              <div>
                <p>{own.rules[rule]}</p>
                {what !== undefined && (
                  <p class="fine">
                    <bdi>{own.whatAt(what)}</bdi>
                  </p>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** The ways to look that the page can still be asked for, with the one that it shows marked. */
const Ways = ({ view, issue, looking, draft, words }: PartProps) => {
  const own = words.writing.preview
  const href = (change: Partial<Looking>) =>
    `${issueHref(view, issue.id, 'preview', { ...looking, ...change })}#look`
  const readers = draft === null ? [] : (['name', 'none'] as const)
  return (
    <div class="look-ways">
      {readers.length > 0 && (
        <nav aria-label={own.reader}>
          <span aria-hidden="true">{own.reader}</span>
          {readers.map((one) => (
            <a href={href({ reader: one })} aria-current={one === looking.reader ? 'true' : undefined}>
              {own.readers[one]}
            </a>
          ))}
        </nav>
      )}
      <nav aria-label={own.images}>
        <span aria-hidden="true">{own.images}</span>
        {(['on', 'off'] as const).map((one) => (
          <a href={href({ images: one })} aria-current={one === looking.images ? 'true' : undefined}>
            {own.imagesStates[one]}
          </a>
        ))}
      </nav>
    </div>
  )
}

const Mail = (props: PartProps & { readonly mail: NonNullable<PreviewPageProps['mail']> }) => {
  const { view, issue, looking, mail, words } = props
  const own = words.writing.preview
  const source = issueHref(view, issue.id, 'mail', { ...looking })
  return (
    <section class="card stack" id="look" aria-labelledby="how">
      <div>
        <h2 id="how">{own.how}</h2>
        <p class="fine">{own.howText}</p>
      </div>
      <Ways {...props} />
      <p class="subject-line">
        <span class="fine">{own.subjectLine}</span> <bdi>{mail.subject}</bdi>
      </p>
      <div class="mail-frames">
        <figure>
          <figcaption>{own.wide}</figcaption>
          <div class="mail-scroll" role="region" aria-label={own.wide} tabindex={0}>
            <iframe class="mail-frame is-wide" src={source} sandbox={sandbox} title={own.wide} />
          </div>
        </figure>
        <figure>
          <figcaption>{own.narrow}</figcaption>
          <div class="mail-scroll" role="region" aria-label={own.narrow} tabindex={0}>
            <iframe
              class="mail-frame is-narrow"
              src={source}
              sandbox={sandbox}
              title={own.narrow}
              loading="lazy"
            />
          </div>
        </figure>
      </div>
      <details class="disclosure">
        <summary>{own.text}</summary>
        <div class="stack">
          <p class="fine">{own.textHint}</p>
          <pre class="mail-text" tabindex={0} role="region" aria-label={own.text}>
            {mail.text}
          </pre>
        </div>
      </details>
    </section>
  )
}

const Measured = ({ draft: { levels }, words }: DraftProps) => {
  const own = words.writing.preview
  return (
    <section class="card stack">
      <div>
        <h2 id="measured">{own.measured}</h2>
        <p>{own.measuredText}</p>
      </div>
      <div class="table-scroll" role="region" aria-labelledby="measured" tabindex={0}>
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">{own.answer}</th>
              <th scope="col">{own.opens}</th>
              <th scope="col">{own.clicks}</th>
            </tr>
          </thead>
          <tbody>
            {answerKinds.map((answer) => (
              <tr>
                <th scope="row">{own.answers[answer]}</th>
                <td>{own.levels[levels[answer].opens]}</td>
                <td>{own.levels[levels[answer].clicks]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

const Test = ({ view, issue, draft, words, format }: DraftProps) => {
  const own = words.writing.preview
  const { email, refused, tested, isFull } = draft
  return (
    <section class="card stack" id="test" aria-labelledby="test-title">
      <h2 id="test-title">{own.test}</h2>
      {tested !== null && tested > 0 && (
        <div class="saved" role="status">
          <p>{own.tested(format.number(tested))}</p>
        </div>
      )}
      {isFull && (
        <div class="alert" role="alert">
          <p>{own.testFull}</p>
        </div>
      )}
      <p>{own.testText(email)}</p>
      <form class="settings-form narrow" method="post" action={`${issueHref(view, issue.id, 'test')}#test`}>
        <TextField
          id="also"
          name="also"
          label={own.testAlso}
          aside={own.optional}
          hint={own.testAlsoHint}
          fault={refused === null ? undefined : own.testFaults[refused.why]}
          value={refused?.also ?? ''}
          maxlength={1000}
        />
        <button type="submit">{own.testSubmit}</button>
      </form>
    </section>
  )
}
