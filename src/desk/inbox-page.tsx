/** The inbox: what was asked, by when it must be answered, and who does. The most urgent first. */
import type { View } from '../dashboard/view.ts'
import { Logo } from '../page/logo.tsx'
import { formatIn, type Format } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import { requestKinds, type RightsRequest } from '../rights/request.ts'
import { deadlineOf } from './deadline.ts'
import type { Desk } from './desk-door.ts'
import { DeskFrame } from './desk-frame.tsx'
import { deskHref, requestHref } from './desk-href.ts'
import { DueMark } from './due-mark.tsx'
import type { InboxCounts } from './inbox-counts.ts'
import { filterQuery, whiches, whos, type InboxFilter } from './inbox-filter.ts'
import { shortOf, whoOf } from './request-words.ts'

export const requestsPerPage = 25

/** Data that are only kept, as the list shows them: no more of whose than the number of their request. */
export interface RunningRestriction {
  readonly id: string
  readonly requestId: string | null
  readonly beganAt: Date
  readonly noticedAt: Date | null
}

export interface InboxPageProps {
  readonly lang: Language
  readonly view: View
  readonly desk: Desk
  readonly filter: InboxFilter
  readonly counts: InboxCounts
  readonly requests: readonly RightsRequest[]
  readonly page: number
  readonly hasMore: boolean
  /** Names by number of who may handle requests. */
  readonly names: ReadonlyMap<string, string>
  readonly restrictions: readonly RunningRestriction[]
}

type PartProps = InboxPageProps & { readonly words: Words; readonly format: Format }

export const InboxPage = (props: InboxPageProps) => {
  const { lang, view, desk, filter, requests, restrictions } = props
  const words = wordsIn(lang)
  const own = words.desk
  const parts: PartProps = { ...props, words, format: formatIn(lang) }
  return (
    <DeskFrame
      lang={lang}
      view={view}
      desk={desk}
      place="inbox"
      more={filterQuery(filter)}
      title={own.title}
      lead={own.places.inbox.lead}
    >
      <Counts {...parts} />
      <Filters {...parts} />
      {requests.length === 0 ? <Empty {...parts} /> : <List {...parts} />}
      {restrictions.length > 0 && <Restrictions {...parts} />}
    </DeskFrame>
  )
}

const Counts = ({ counts, words, format }: PartProps) => {
  const own = words.desk.inbox
  return (
    <section class="card headline" aria-label={own.counts}>
      <dl class="figures desk-figures">
        {(['open', 'late', 'soon', 'unassigned'] as const).map((one) => (
          <div class={`figure${one === 'late' && counts.late > 0 ? ' is-late' : ''}`}>
            <dt>{own[one]}</dt>
            <dd class="value">{format.number(counts[one])}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

const Filters = ({ view, filter, words }: PartProps) => {
  const own = words.desk.inbox
  const select = (
    name: 'which' | 'kind' | 'who',
    label: string,
    options: readonly (readonly [string, string])[],
    chosen: string,
  ) => (
    <div class="field">
      <label for={`filter-${name}`}>{label}</label>
      <select id={`filter-${name}`} name={name}>
        {options.map(([value, text]) => (
          <option value={value} selected={value === chosen}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )
  return (
    <form class="desk-filter" method="get" action={deskHref({ domain: view.domain })} aria-label={own.filter}>
      {view.lang !== undefined && <input type="hidden" name="lang" value={view.lang} />}
      {select(
        'which',
        own.which,
        whiches.map((one) => [one, own.whiches[one]]),
        filter.which,
      )}
      {select(
        'kind',
        own.kind,
        [['', own.everyKind], ...requestKinds.map((one) => [one, words.desk.kinds[one]] as const)],
        filter.kind ?? '',
      )}
      {select(
        'who',
        own.who,
        whos.map((one) => [one, own.whos[one]]),
        filter.who,
      )}
      <button type="submit" class="quiet">
        {own.show}
      </button>
    </form>
  )
}

const Empty = ({ view, filter, words }: PartProps) => {
  const own = words.desk.inbox
  const isWhole = Object.keys(filterQuery(filter)).length === 0
  return (
    <section class="card empty">
      <Logo />
      <h2>{isWhole ? own.empty : own.emptyFilter}</h2>
      <p>{isWhole ? own.emptyText : own.emptyFilterText}</p>
      <p>
        <a class="button" href={isWhole ? deskHref(view, 'intake') : deskHref(view)}>
          {isWhole ? own.toIntake : own.toAll}
        </a>
      </p>
    </section>
  )
}

const List = (props: PartProps) => {
  const { view, filter, requests, page, hasMore, words } = props
  const own = words.desk.inbox
  const href = (to: number) =>
    deskHref(view, null, { ...filterQuery(filter), ...(to > 1 && { page: String(to) }) })
  return (
    <section class="stack" aria-labelledby="requests">
      <h2 id="requests" class="visually-hidden">
        {own.list}
      </h2>
      <ol class="requests">
        {requests.map((request) => (
          <Item {...props} request={request} />
        ))}
      </ol>
      {(page > 1 || hasMore) && (
        <p class="actions">
          {page > 1 && (
            <a class="quiet button" href={href(page - 1)}>
              {own.previous}
            </a>
          )}
          {hasMore && (
            <a class="quiet button" href={href(page + 1)}>
              {own.next}
            </a>
          )}
        </p>
      )}
    </section>
  )
}

const Item = ({ view, desk, request, names, words, format }: PartProps & { request: RightsRequest }) => {
  const { inbox: own, due, kinds, channels, states } = words.desk
  const { id, kind, state, channel, receivedAt, assignedTo, closedAt, duplicateOf } = request
  const { timezone } = desk.site
  return (
    <li class="card request">
      <div class="request-what">
        <h3>
          <a href={requestHref(view, id)}>
            {kinds[kind]} <span class="fine">{own.number(shortOf(id))}</span>
          </a>
        </h3>
        <p>
          <bdi>{whoOf(request, words)}</bdi>
        </p>
        {duplicateOf !== null && <p class="mark is-consent">{own.duplicate}</p>}
      </div>
      <div class="request-due">
        {closedAt === null ? (
          <>
            <DueMark deadline={deadlineOf(request, desk.today)} words={words} />
            <p class="fine">
              {request.extendedDue === null
                ? due.byPromise(format.day(request.promiseDue))
                : due.byExtension(format.day(request.extendedDue))}
              {request.extendedDue === null && (
                <>
                  <br />
                  {due.byLaw(format.day(request.legalDue))}
                </>
              )}
            </p>
          </>
        ) : (
          <p class="fine">{own.closed(format.dayOf(closedAt, timezone))}</p>
        )}
      </div>
      <p class="fine request-facts">
        <span class="desk-state">{states[state]}</span>
        {[
          own.since(format.dayOf(receivedAt, timezone)),
          own.via(channels[channel]),
          assignedTo === null ? own.byNobody : own.by(names.get(assignedTo) ?? words.account.acts.gone),
        ].map((fact) => (
          <span>{fact}</span>
        ))}
      </p>
    </li>
  )
}

const Restrictions = ({ view, desk, restrictions, words, format }: PartProps) => {
  const own = words.desk.inbox
  const { timezone } = desk.site
  return (
    <section class="card stack" aria-labelledby="restrictions">
      <div>
        <h2 id="restrictions">{own.restrictions}</h2>
        <p>{own.restrictionsText}</p>
      </div>
      <ul class="rows">
        {restrictions.map(({ requestId, beganAt, noticedAt }) => (
          <li>
            <span>
              {own.restrictionSince(format.dayOf(beganAt, timezone))}
              {noticedAt !== null && `, ${own.restrictionTold(format.dayOf(noticedAt, timezone))}`}
            </span>
            {requestId !== null && (
              <a href={`${requestHref(view, requestId)}#deed`}>
                {own.toRequest} <span class="visually-hidden">{own.number(shortOf(requestId))}</span>
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
