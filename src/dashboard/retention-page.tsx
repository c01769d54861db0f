/** How long everything is kept, how old the oldest is that is left, and what went on the last 30 days. About numbers, and nobody. */
import { formatIn, type Format } from '../page/format.ts'
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import type { Category } from '../retention/category.ts'
import type { KeptCategory, RetentionReport, SweptDay } from '../retention/report.ts'
import type { Run } from '../retention/run.ts'
import type { Site } from '../site/site.ts'
import { EmptyState } from './empty-state.tsx'
import { LateSweep, retentionHref } from './retention-late.tsx'
import { SiteNav } from './site-nav.tsx'
import { dashboardHref, sitePath, viewHref, type View } from './view.ts'

export interface RetentionPageProps {
  readonly lang: Language
  readonly view: View
  readonly site: Site
  readonly report: RetentionReport
  readonly mayAdminister: boolean
  readonly openRequests: number | null
}

export const RetentionPage = ({
  lang,
  view,
  site,
  report,
  mayAdminister,
  openRequests,
}: RetentionPageProps) => {
  const words = wordsIn(lang)
  const format = formatIn(lang)
  const own = words.retention
  const suffix = view.lang ? `?lang=${view.lang}` : ''
  return (
    <Shell
      lang={lang}
      title={`${own.title} · ${view.domain}`}
      kind="work"
      here={retentionHref({ domain: view.domain })}
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
          <p class="lead">{own.lead(view.domain)}</p>
        </div>
      </div>
      <SiteNav
        view={view}
        here="retention"
        words={words}
        mayAdminister={mayAdminister}
        openRequests={openRequests}
      />
      <div class="stack">
        {report.lateSince !== null && (
          <LateSweep lang={lang} domain={view.domain} timezone={site.timezone} since={report.lateSince} />
        )}
        <section class="card" aria-labelledby="of-site">
          <h2 id="of-site">{own.tableSite}</h2>
          <Kept kept={report.ofSite} labelledBy="of-site" site={site} words={words} format={format} />
          {mayAdminister && (
            <p class="actions">
              <a class="quiet button" href={`${sitePath(view.domain)}/settings/retention${suffix}`}>
                {own.change}
              </a>
            </p>
          )}
        </section>
        <section class="card" aria-labelledby="of-installation">
          <h2 id="of-installation">{own.tableInstallation}</h2>
          <p class="fine">{own.installationText}</p>
          <Kept
            kept={report.ofInstallation}
            labelledBy="of-installation"
            site={site}
            words={words}
            format={format}
          />
        </section>
        <section class="card" aria-labelledby="backups">
          <h2 id="backups">{own.backups}</h2>
          <p>{own.backupsText}</p>
          <p class="fine">{own.backupsKeys}</p>
        </section>
        <section class="card" aria-labelledby="runs">
          {report.days.length === 0 ? (
            <EmptyState id="runs" title={own.empty} text={own.emptyText} />
          ) : (
            <>
              <h2 id="runs">{own.runs}</h2>
              <Days days={report.days} words={words} format={format} />
            </>
          )}
        </section>
      </div>
    </Shell>
  )
}

interface Telling {
  readonly words: Words
  readonly format: Format
}

/** As it holds for the site: what can be set, as it is set. */
function termIn({ term }: Category, { settings }: Site, { retention: words }: Words): string {
  switch (term.kind) {
    case 'set': {
      const length = settings.retention[term.by]
      return term.by === 'eventsDays' ? words.days(length) : words.monthsLong(length)
    }
    case 'hours':
      return words.hours(term.length)
    case 'days':
      return words.days(term.length)
    case 'months':
      return words.monthsLong(term.length)
    case 'years':
      return words.years(term.length)
    case 'until':
      return words.until[term.end]
  }
}

const Kept = ({
  kept,
  labelledBy,
  site,
  words,
  format,
}: Telling & {
  readonly kept: readonly KeptCategory[]
  readonly labelledBy: string
  readonly site: Site
}) => {
  const own = words.retention
  return (
    <div class="scroll" role="group" aria-labelledby={labelledBy} tabindex={0}>
      <table class="plain" aria-labelledby={labelledBy}>
        <thead>
          <tr>
            <th scope="col">{own.what}</th>
            <th scope="col">{own.term}</th>
            <th scope="col">{own.oldest}</th>
            <th scope="col">{own.gone}</th>
            <th scope="col">{own.when}</th>
          </tr>
        </thead>
        <tbody>
          {kept.map(({ category, last }) => {
            const { name, since, law } = own.categories[category.name]
            return (
              <tr>
                <th scope="row">
                  {name}
                  <p class="fine">{law}</p>
                </th>
                <td>
                  {termIn(category, site, words)}
                  {since !== null && ` ${since}`}
                  {category.term.kind === 'set' && <p class="fine">{own.settable}</p>}
                </td>
                {category.rhythm === 'never' ? (
                  <td colspan={3}>{own.notSwept}</td>
                ) : (
                  <Last last={last} timezone={site.timezone} words={words} format={format} />
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

const goneIn = ({ rows, partitions }: Run, { retention: words }: Words, format: Format): string =>
  [words.rows(rows, format.number(rows)), ...(partitions > 0 ? [words.months(partitions)] : [])].join(', ')

const Last = ({
  last,
  timezone,
  words,
  format,
}: Telling & { readonly last: Run | null; readonly timezone: string }) =>
  last === null ? (
    <td colspan={3}>{words.retention.neverSwept}</td>
  ) : (
    <>
      <td>
        {!last.isDone
          ? words.retention.notDone
          : last.oldestAt === null
            ? words.retention.nothingLeft
            : format.dayOf(last.oldestAt, timezone)}
      </td>
      <td>{goneIn(last, words, format)}</td>
      <td>
        {format.dayOf(last.at, timezone)} {format.timeOf(last.at, timezone)}
      </td>
    </>
  )

const Days = ({ days, words, format }: Telling & { readonly days: readonly SweptDay[] }) => {
  const own = words.retention
  return (
    <div class="scroll" role="group" aria-labelledby="runs" tabindex={0}>
      <table class="plain" aria-labelledby="runs">
        <thead>
          <tr>
            <th scope="col">{own.day}</th>
            <th scope="col">{own.gone}</th>
            <th scope="col">{own.isDone}</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, gone, isDone }) => (
            <tr>
              <th scope="row">{format.day(day)}</th>
              <td>
                {gone.length === 0
                  ? own.nothing
                  : gone.map((run) => (
                      <p class="fine">
                        {own.categories[run.category].name}: {goneIn(run, words, format)}
                      </p>
                    ))}
              </td>
              <td>{isDone ? own.done : own.open}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
