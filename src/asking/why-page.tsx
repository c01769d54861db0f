/** Whether visitors are asked for consent, and why: the purposes with the law behind each, what is asked now, and the answers. */
import { PeriodPicker } from '../dashboard/period-picker.tsx'
import type { View } from '../dashboard/view.ts'
import { formatIn, type Format } from '../page/format.ts'
import { Logo } from '../page/logo.tsx'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import type { Notice } from '../consent/notice.ts'
import type { CurrentNotice, Publication } from '../consent/publication.ts'
import { askedFor, type Purpose } from '../consent/purpose.ts'
import type { ConsentReport } from '../stats/consent.ts'
import { AskingFrame, type Done, type Viewer } from './asking-frame.tsx'
import { askingHref } from './asking-href.ts'
import { ConsentAnswers } from './consent-answers.tsx'
import { elementsOf, isBound, purposeName, shortName } from './purpose-words.ts'

export interface WhyPageProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  readonly today: string
  readonly timezone: string
  /** What the draft would become. */
  readonly draft: Notice
  readonly draftId: string
  readonly current: CurrentNotice | null
  /** The latest first. */
  readonly publications: readonly Publication[]
  readonly figures: ConsentReport
  /** Fewest behind a number. */
  readonly k: number
  readonly done?: Done | null
}

interface Parts {
  readonly words: Words
  readonly format: Format
}

export const WhyPage = (props: WhyPageProps) => {
  const { lang, view, viewer, today, draft, current, publications, figures, k, done = null } = props
  const words = wordsIn(lang)
  const own = words.consent
  const format = formatIn(lang)
  return (
    <AskingFrame
      lang={lang}
      view={view}
      viewer={viewer}
      tab="now"
      title={own.title}
      lead={own.lead}
      done={done}
      aside={
        publications.length > 0 && (
          <PeriodPicker view={view} dimension="consent" today={today} words={words} />
        )
      }
    >
      <State {...props} words={words} format={format} />
      <Purposes lang={lang} draft={draft} current={current} words={words} format={format} />
      {publications.length > 0 && <Asked {...props} words={words} format={format} />}
      {publications.length > 0 && (
        <ConsentAnswers lang={lang} view={view} figures={figures} k={k} words={words} format={format} />
      )}
    </AskingFrame>
  )
}

const namesOf = (notice: Notice, lang: Language, format: Format): string =>
  format.list(askedFor(notice.purposes).map(({ id }) => `“${purposeName(notice, id, lang)}”`))

const State = ({ lang, view, viewer, draft, draftId, current, words, format }: WhyPageProps & Parts) => {
  const { state } = words.consent
  const href = (place: 'edit' | 'publish' | 'end') => askingHref(view.domain, view.lang, place)
  const kind =
    current !== null ? 'asking' : askedFor(draft.purposes).length > 0 ? 'waiting' : ('none' as const)
  const text =
    kind === 'none' ? state.noneText : state[`${kind}Text`](namesOf(current?.notice ?? draft, lang, format))
  return (
    <section class={`card asking-state is-${kind}`} aria-labelledby="state">
      <Logo />
      <div>
        <h2 id="state">{state[kind]}</h2>
        <p>{text}</p>
        {viewer.mayDecide && (
          <p class="actions">
            {kind !== 'none' && draftId !== current?.id && (
              <a class="button" href={href('publish')}>
                {state.publish}
              </a>
            )}
            <a class="quiet button" href={href('edit')}>
              {kind === 'none' ? state.add : state.edit}
            </a>
            {kind === 'asking' && (
              <a class="quiet button" href={href('end')}>
                {state.end}
              </a>
            )}
          </p>
        )}
      </div>
    </section>
  )
}

interface PurposesProps extends Parts {
  readonly lang: Language
  readonly draft: Notice
  readonly current: CurrentNotice | null
}

const Purposes = ({ lang, draft, current, words, format }: PurposesProps) => {
  const { why } = words.consent
  const now: readonly Purpose[] =
    current?.notice.purposes ?? draft.purposes.filter(({ id }) => id === 'statistics')
  const later = draft.purposes.filter(({ id }) => !now.some((one) => one.id === id))
  const shown = current?.notice ?? draft
  return (
    <section class="card panel" aria-labelledby="why">
      <h2 id="why">{why.heading}</h2>
      <p class="fine">{why.lead}</p>
      <ul class="purpose-list">
        {now.map((purpose) => (
          <OnePurpose
            purpose={purpose}
            name={purposeName(shown, purpose.id, lang)}
            words={words}
            format={format}
          />
        ))}
        {later.map((purpose) => (
          <OnePurpose
            purpose={purpose}
            name={purposeName(draft, purpose.id, lang)}
            isLater
            words={words}
            format={format}
          />
        ))}
      </ul>
    </section>
  )
}

interface OnePurposeProps extends Parts {
  readonly purpose: Purpose
  readonly name: string
  readonly isLater?: boolean
}

const OnePurpose = ({ purpose, name, isLater = false, words, format }: OnePurposeProps) => {
  const { why } = words.consent
  const { basis, recipients, months, services } = purpose
  const bound = elementsOf({ elements: purpose.elements.filter(isBound) }, words)
  const others = elementsOf({ elements: purpose.elements.filter((one) => !isBound(one)) }, words)
  return (
    <li class={`purpose is-${basis}`}>
      <h3>
        <bdi>{name}</bdi>
      </h3>
      <p class="purpose-marks">
        <span class={`mark is-${basis}`}>{why[basis]}</span>
        {isLater && <span class="mark">{why.draftOnly}</span>}
      </p>
      <dl>
        {bound.length > 0 && <Data name={why.because} values={bound} />}
        {others.length > 0 && <Data name={why.data} values={others} />}
        {services.length > 0 && (
          <Fact name={why.services} values={services.map((one) => one.name)} format={format} />
        )}
        <Fact
          name={why.recipients}
          values={recipients.length > 0 ? recipients : [why.nobody]}
          format={format}
        />
        <Fact
          name={why.kept}
          values={[months === null ? why.monthsTheirs : why.months(months)]}
          format={format}
        />
      </dl>
      <p class="fine">{why.law[basis]}</p>
    </li>
  )
}

const Fact = ({ name, values, format }: { name: string; values: readonly string[]; format: Format }) => (
  <div>
    <dt>{name}</dt>
    <dd>{format.list(values)}</dd>
  </div>
)

const Data = ({ name, values }: { name: string; values: readonly string[] }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <ul class="element-list">
        {values.map((value) => (
          <li>{value}</li>
        ))}
      </ul>
    </dd>
  </div>
)

const Asked = (props: WhyPageProps & Parts) => {
  const { timezone, draftId, current, publications, words, format } = props
  const { asked, languages } = words.consent
  const statement = current?.notice.statement
  const latest = publications[0]
  return (
    <section class="card panel" aria-labelledby="asked">
      <h2 id="asked">{asked.heading}</h2>
      {current === null ? (
        <p>{words.consent.end.nothing}</p>
      ) : (
        <dl class="asked-facts">
          {latest && (
            <Fact name={asked.since} values={[format.dayOf(latest.publishedAt, timezone)]} format={format} />
          )}
          <Fact
            name={asked.answersSince}
            values={[format.dayOf(current.askedSince, timezone)]}
            format={format}
          />
          <Fact
            name={asked.languages}
            values={current.notice.languages.map((language) => languages[language])}
            format={format}
          />
          <div>
            <dt>{asked.version}</dt>
            <dd>
              <code>{shortName(current.id)}</code>
            </dd>
          </div>
          <Fact name={asked.who} values={[current.notice.controller.name]} format={format} />
          <Fact
            name={asked.statement}
            values={[statement ? format.day(statement.publishedOn) : asked.statementNone]}
            format={format}
          />
          <Fact
            name={asked.draft}
            values={[draftId === current.id ? asked.draftSame : asked.draftDiffers]}
            format={format}
          />
        </dl>
      )}
      <details class="disclosure">
        <summary>{asked.history}</summary>
        <div class="scroll" tabindex={0} role="region" aria-label={asked.history}>
          <table class="plain">
            <caption class="visually-hidden">{asked.history}</caption>
            <thead>
              <tr>
                <th scope="col">{asked.published}</th>
                <th scope="col">{asked.version}</th>
                <th scope="col">{asked.askedAgain}</th>
              </tr>
            </thead>
            <tbody>
              {publications.map(({ publishedAt, noticeId, askedSince }) => (
                <tr>
                  <th scope="row">{format.moment(publishedAt)}</th>
                  <td>{noticeId === null ? asked.nothing : <code>{shortName(noticeId)}</code>}</td>
                  <td>
                    {noticeId !== null &&
                      (askedSince?.getTime() === publishedAt.getTime() ? asked.yes : asked.no)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  )
}
