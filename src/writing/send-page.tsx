/** The last page before a newsletter goes out: who gets it, what is measured, when. One button, which says how many. */
import type { View } from '../dashboard/view.ts'
import type { AudienceCount } from '../delivery/count-audience.ts'
import type { NoBasis } from '../delivery/basis.ts'
import type { Issue } from '../newsletter/issue.ts'
import { formatIn, type Format } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import { answerKinds, type LevelsByAnswer } from './issue-check.ts'
import { issueHref } from './issue-door.ts'
import { IssueFrame } from './issue-frame.tsx'
import type { Viewer } from './writing-door.ts'

export interface WrittenMoment {
  readonly when: string
  readonly day: string
  readonly time: string
}

export type SendFault = 'when' | 'day' | 'time' | 'skipped' | 'past' | 'far'

export interface SendPageProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  readonly timezone: string
  readonly issue: Issue
  /** Null: it may be sent. */
  readonly noBasis: NoBasis | null
  readonly audience: AudienceCount
  readonly levels: LevelsByAnswer
  readonly warnings: number
  readonly written: WrittenMoment
  readonly fault: SendFault | null
  /** Somebody saved since the page was shown that this form came from. */
  readonly isChanged: boolean
}

type PartProps = SendPageProps & { readonly words: Words; readonly format: Format }

export const SendPage = (props: SendPageProps) => {
  const { lang, view, issue, noBasis, fault, isChanged } = props
  const words = wordsIn(lang)
  const own = words.writing.send
  const parts: PartProps = { ...props, words, format: formatIn(lang) }
  return (
    <IssueFrame {...props} place="send" isWrong={fault !== null || isChanged}>
      {isChanged && (
        <div class="alert" role="alert">
          <h2>{own.changed}</h2>
          <p>{own.changedText}</p>
        </div>
      )}
      {noBasis === null ? (
        <>
          <Who {...parts} />
          <Measured {...parts} />
          <When {...parts} />
        </>
      ) : (
        <section class="card stack">
          <div>
            <h2>{own.stop}</h2>
            <p>{own.noBasis[noBasis]}</p>
          </div>
          <p class="actions">
            {noBasis === 'lint' || noBasis === 'no-unsubscribe' ? (
              <a class="button" href={issueHref(view, issue.id, 'preview')}>
                {own.toMend}
              </a>
            ) : (
              <a class="button" href={issueHref(view, issue.id)}>
                {own.toWrite}
              </a>
            )}
          </p>
        </section>
      )}
    </IssueFrame>
  )
}

const Who = ({ audience, words, format }: PartProps) => {
  const own = words.writing.send
  return (
    <section class="card stack" aria-labelledby="who">
      <h2 id="who">{own.who}</h2>
      <p class="audience">{own.whoText(format.number(audience.all), format.list(audience.lists))}</p>
      <div class="fine">
        <p>{own.once}</p>
        {audience.leftOut === null ? (
          <p>{own.leftOutUnknown}</p>
        ) : (
          audience.leftOut > 0 && <p>{own.leftOut(format.number(audience.leftOut))}</p>
        )}
      </div>
    </section>
  )
}

const Measured = ({ view, issue, audience, levels, warnings, words, format }: PartProps) => {
  const own = words.writing.send
  const { preview } = words.writing
  const isNothing = answerKinds.every(
    (answer) => levels[answer].opens === 'off' && levels[answer].clicks === 'off',
  )
  return (
    <section class="card stack">
      <h2 id="measure">{own.measure}</h2>
      {isNothing ? (
        <p>{own.nothing}</p>
      ) : (
        <div class="table-scroll" role="region" aria-labelledby="measure" tabindex={0}>
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">{preview.answer}</th>
                <th scope="col" class="num">
                  {own.number}
                </th>
                <th scope="col">{preview.opens}</th>
                <th scope="col">{preview.clicks}</th>
              </tr>
            </thead>
            <tbody>
              {answerKinds.map((answer) => (
                <tr>
                  <th scope="row">{preview.answers[answer]}</th>
                  <td class="num">{format.number(audience[answer])}</td>
                  <td>{preview.levels[levels[answer].opens]}</td>
                  <td>{preview.levels[levels[answer].clicks]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {warnings > 0 && (
        <p>
          {own.warnings(format.number(warnings))}{' '}
          <a href={issueHref(view, issue.id, 'preview')}>{own.toWarnings}</a>
        </p>
      )}
    </section>
  )
}

const When = ({ view, issue, timezone, audience, written, fault, words, format }: PartProps) => {
  const own = words.writing.send
  const moment = fault === null || fault === 'when' ? null : fault === 'time' ? 'time' : 'day'
  const faultId = fault === null ? undefined : 'moment-fault'
  const wrong = (which: 'day' | 'time') => ({
    'aria-invalid': moment === which ? ('true' as const) : undefined,
    'aria-describedby':
      [which === 'time' && 'time-hint', moment === which && faultId].filter(Boolean).join(' ') || undefined,
  })
  return (
    <section class="card" aria-labelledby="when-title">
      <form class="settings-form" method="post" action={issueHref(view, issue.id, 'send')}>
        <input type="hidden" name="seen" value={String(issue.changedAt.getTime())} />
        <fieldset class="field" aria-describedby={fault === 'when' ? faultId : undefined}>
          <legend class="setting-title" id="when-title">
            {own.when}
          </legend>
          <div class="send-ways">
            <div class="explained">
              <div class="tick">
                <input
                  id="when-now"
                  name="when"
                  type="radio"
                  value="now"
                  checked={written.when === 'now'}
                  aria-describedby="when-now-hint"
                />
                <label for="when-now">{own.now}</label>
              </div>
              <p class="hint" id="when-now-hint">
                {own.nowText}
              </p>
            </div>
            <div class="explained">
              <div class="tick">
                <input
                  id="when-later"
                  name="when"
                  type="radio"
                  value="later"
                  checked={written.when === 'later'}
                  aria-describedby="when-later-hint"
                />
                <label for="when-later">{own.later}</label>
              </div>
              <p class="hint" id="when-later-hint">
                {own.laterText(timezone)}
              </p>
              <div class="moment">
                <div class="field">
                  <label for="day">{own.day}</label>
                  <input id="day" name="day" type="date" value={written.day} {...wrong('day')} />
                </div>
                <div class="field">
                  <label for="time">{own.time}</label>
                  <input id="time" name="time" type="time" value={written.time} {...wrong('time')} />
                  <p class="hint" id="time-hint">
                    {own.timeHint}
                  </p>
                </div>
              </div>
            </div>
          </div>
          {fault !== null && (
            <p class="wrong" id={faultId}>
              {own.faults[fault]}
            </p>
          )}
        </fieldset>
        <div class="issue-send">
          <p>{own.final}</p>
          <button type="submit">{own.submit(format.number(audience.all))}</button>
        </div>
      </form>
    </section>
  )
}
