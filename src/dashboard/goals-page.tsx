/** Goals with their figures and where they came from, funnels step by step, and for whoever may write the forms for both. */
import { formatIn, type Format } from '../page/format.ts'
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import type { FunnelFigures, FunnelStep, GoalFigures, Known, Told } from '../stats/conversions.ts'
import type { GoalPattern } from '../stats/goal-pattern.ts'
import { EmptyState } from './empty-state.tsx'
import { FunnelForm, GoalForm, type Refused } from './goal-forms.tsx'
import { PeriodPicker } from './period-picker.tsx'
import { SiteNav } from './site-nav.tsx'
import { networkName, valueLabel } from './value-label.ts'
import { conversionsCsvHref, dashboardHref, viewHref, type View } from './view.ts'

export interface GoalsPageProps {
  readonly lang: Language
  readonly view: View
  readonly today: string
  readonly goals: readonly GoalFigures[]
  readonly funnels: readonly FunnelFigures[]
  /** Shows the forms. */
  readonly mayWrite: boolean
  /** Shows the way to the settings. */
  readonly mayAdminister?: boolean
  /** Open at the desk, for who guards privacy; null for all others. */
  readonly openRequests?: number | null
  /** A form that came and was refused. */
  readonly refused?: Refused | null
  /** Fewest visitors behind a figure. */
  readonly k: number
}

interface Parts {
  readonly words: Words
  readonly format: Format
}

/** `/goals?period=7d` -> `/goals/remove?period=7d` */
function actionHref(view: View, action = ''): string {
  const [path = '', query] = viewHref(view, 'goals').split('?', 2)
  return `${path}${action}${query === undefined ? '' : `?${query}`}`
}

export const GoalsPage = (props: GoalsPageProps) => {
  const {
    lang,
    view,
    today,
    goals,
    funnels,
    mayWrite,
    mayAdminister = false,
    openRequests = null,
    refused = null,
    k,
  } = props
  const words = wordsIn(lang)
  const format = formatIn(lang)
  const { range } = view.period
  const own = words.goals
  const hasHidden =
    goals.some(({ visitors }) => visitors === null) ||
    funnels.some(({ steps }) => steps.some(({ visitors }) => visitors === null))
  return (
    <Shell
      lang={lang}
      title={`${own.title} · ${view.domain}`}
      kind="work"
      here={viewHref({ ...view, lang: undefined }, 'goals')}
      trail={[
        { name: words.sites.title, href: dashboardHref(view) },
        { name: view.domain, href: viewHref(view) },
        { name: own.title },
      ]}
      signedIn
    >
      <div class="page-head">
        <div>
          <h1>{own.title}</h1>
          <p class="fine">{format.range(range.from, range.to)}</p>
        </div>
        <PeriodPicker view={view} dimension="goals" today={today} words={words} />
      </div>
      <SiteNav
        view={view}
        here="goals"
        words={words}
        mayAdminister={mayAdminister}
        openRequests={openRequests}
      />
      <div class="stack">
        {view.filters.length > 0 && <p class="fine">{own.noFilters}</p>}
        <section class="card panel" aria-labelledby="goals">
          {goals.length === 0 ? (
            <EmptyState
              id="goals"
              title={own.empty}
              text={mayWrite ? own.emptyText : `${own.emptyText} ${own.emptyReader}`}
            />
          ) : (
            <>
              <h2 id="goals">{own.heading}</h2>
              <p class="fine">{own.means}</p>
              <ul class="goal-list">
                {goals.map((goal) => (
                  <Goal goal={goal} view={view} mayWrite={mayWrite} k={k} words={words} format={format} />
                ))}
              </ul>
            </>
          )}
        </section>
        <section class="card panel" aria-labelledby="funnels">
          <h2 id="funnels">{own.funnels}</h2>
          {funnels.length === 0 ? (
            <p class="empty-small">{own.emptyFunnelsText}</p>
          ) : (
            <>
              <p class="fine">{own.funnelsLead}</p>
              <ul class="goal-list">
                {funnels.map((funnel) => (
                  <Funnel funnel={funnel} view={view} mayWrite={mayWrite} words={words} format={format} />
                ))}
              </ul>
            </>
          )}
        </section>
        {hasHidden && <p class="fine">{own.fewWhy(k)}</p>}
        {mayWrite && (
          <div class="goal-forms">
            <GoalForm action={actionHref(view)} refused={refused} words={words} />
            <FunnelForm action={actionHref(view, '/funnels')} refused={refused} words={words} />
          </div>
        )}
        {goals.length + funnels.length > 0 && (
          <p class="actions">
            {goals.length > 0 && (
              <a class="button" href={conversionsCsvHref(view, 'goals')}>
                {own.csvGoals}
              </a>
            )}
            {funnels.length > 0 && (
              <a class="button" href={conversionsCsvHref(view, 'funnels')}>
                {own.csvFunnels}
              </a>
            )}
          </p>
        )}
      </div>
    </Shell>
  )
}

interface HeadProps {
  readonly id: string
  readonly name: string
  /** What is meant, where it fits in a line. */
  readonly pattern: GoalPattern | null
  /** Where to post its removal; null: not by this key. */
  readonly removal: string | null
  readonly words: Words
}

const Head = ({ id, name, pattern, removal, words: { goals } }: HeadProps) => (
  <div class="goal-head">
    <div>
      <h3>
        <bdi>{name}</bdi>
      </h3>
      {pattern !== null && (
        <p class="fine">
          {goals.kinds[pattern.kind]} <code>{pattern.pattern}</code>
        </p>
      )}
    </div>
    {removal !== null && (
      <form method="post" action={removal}>
        <input type="hidden" name="id" value={id} />
        <button class="quiet" type="submit" aria-label={goals.removeOne(name)}>
          {goals.remove}
        </button>
      </form>
    )}
  </div>
)

const KnownNote = ({ known, words: { goals }, format }: { known: Known | null } & Parts) => {
  if (known === null) return null
  const text =
    known.from === null
      ? goals.filling
      : known.isFilling
        ? goals.fillingFrom(format.day(known.from))
        : goals.knownFrom(format.day(known.from))
  return <p class="filling">{text}</p>
}

/** Nothing was computed yet: a zero would be read as "nobody". */
const isUnknown = (known: Known | null): boolean => known !== null && known.from === null

type OneProps = Parts & { readonly view: View; readonly mayWrite: boolean }

const Goal = ({ goal, view, mayWrite, k, words, format }: OneProps & { goal: GoalFigures; k: number }) => {
  const { id, name, visitors, visits, times, rate, sources, hidden, known } = goal
  const own = words.goals
  return (
    <li>
      <Head
        id={id}
        name={name}
        pattern={goal}
        removal={mayWrite ? actionHref(view, '/remove') : null}
        words={words}
      />
      <KnownNote known={known} words={words} format={format} />
      {!isUnknown(known) && (
        <>
          <dl class="goal-figures">
            {(
              [
                [own.visitors, visitors],
                [own.visits, visits],
                [own.times, times],
              ] as const
            ).map(([title, value]) => (
              <div>
                <dt>{title}</dt>
                <Count value={value} words={words} format={format} />
              </div>
            ))}
            <div>
              <dt>{own.rate}</dt>
              {rate === null ? <dd class="few">–</dd> : <dd>{shareText(rate, format)}</dd>}
            </div>
          </dl>
          {visitors === 0 && known === null ? (
            <p class="empty-small">{own.nobody}</p>
          ) : (
            (sources.length > 0 || hidden !== null) && (
              <Sources goal={goal} k={k} words={words} format={format} />
            )
          )}
        </>
      )}
    </li>
  )
}

const Count = ({ value, words, format }: { value: Told } & Parts) =>
  value === null ? <dd class="few">{words.goals.few}</dd> : <dd>{format.number(value)}</dd>

/** A share that rounds to nothing is still something. */
const shareText = (share: number, format: Format): string =>
  share > 0 && share < 0.005 ? `<${format.percent(0.01)}` : format.percent(share)

/** Sources come named; where there is none, the channel stands in its place. */
const sourceLabel = (value: string, words: Words, format: Format): string =>
  valueLabel('channel', networkName(value, words), words, format)

const sourcesMax = 6

const Sources = ({ goal, k, words, format }: { goal: GoalFigures; k: number } & Parts) => {
  const { name, sources, hidden } = goal
  const most = Math.max(1, ...sources.map(({ visitors }) => visitors))
  return (
    <table class="ranked">
      <caption class="visually-hidden">{words.goals.sourcesOf(name)}</caption>
      <thead>
        <tr>
          <th scope="col">{words.goals.sources}</th>
          <th scope="col" class="num main">
            {words.goals.visitors}
          </th>
        </tr>
      </thead>
      <tbody>
        {sources.slice(0, sourcesMax).map(({ value, visitors }) => (
          <tr>
            <th scope="row" class="name">
              <span class="bar">
                <Bar share={visitors / most} />
                <bdi class="text">{sourceLabel(value, words, format)}</bdi>
              </span>
            </th>
            <td class="num main">{format.number(visitors)}</td>
          </tr>
        ))}
        {hidden && (
          <tr class="hidden-row">
            <th scope="row" class="name">
              <span class="bar">
                <span class="text">{words.breakdown.hidden(format.number(hidden.values))}</span>
              </span>
            </th>
            <td class="num main">{format.number(hidden.visitors)}</td>
          </tr>
        )}
      </tbody>
      {hidden && (
        <tfoot>
          <tr>
            <td class="why" colspan={2}>
              <span>{words.breakdown.hiddenWhy(k)}</span>
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  )
}

const Bar = ({ share }: { share: number }) => (
  <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
    <rect width={Math.max(share > 0 ? 0.5 : 0, Math.round(share * 1000) / 10)} height="1" />
  </svg>
)

const Funnel = ({ funnel, view, mayWrite, words, format }: OneProps & { funnel: FunnelFigures }) => {
  const { id, name, steps, known } = funnel
  return (
    <li>
      <Head
        id={id}
        name={name}
        pattern={null}
        removal={mayWrite ? actionHref(view, '/funnels/remove') : null}
        words={words}
      />
      <KnownNote known={known} words={words} format={format} />
      <ol class="funnel">
        {steps.map((step, nth) => (
          <Step step={step} nth={nth} isUnknown={isUnknown(known)} words={words} format={format} />
        ))}
      </ol>
    </li>
  )
}

interface StepProps extends Parts {
  readonly step: FunnelStep
  readonly nth: number
  readonly isUnknown: boolean
}

const Step = ({ step, nth, isUnknown: withoutFigures, words, format }: StepProps) => {
  const { kind, pattern, visitors, share, lost } = step
  const own = words.goals
  return (
    <li class="funnel-step">
      <span class="bar">
        <Bar share={withoutFigures ? 0 : (share ?? 0)} />
        <span class="text">
          <span class="visually-hidden">{`${own.step(nth + 1)}: `}</span>
          <span aria-hidden="true">{String(nth + 1)}</span>
          <span>
            {own.kinds[kind]} <code>{pattern}</code>
          </span>
        </span>
      </span>
      {!withoutFigures && (
        <span class="funnel-told">
          <strong>{visitors === null ? own.few : own.people(visitors, format.number(visitors))}</strong>
          {nth > 0 && share !== null && <span>{own.share(shareText(share, format))}</span>}
          {lost !== null && lost > 0 && <span class="lost">{own.lost(format.number(lost))}</span>}
        </span>
      )}
    </li>
  )
}
