/** Where people clicked: the mail with a number at each link, and beside it the table that says how often. */
import type { View } from '../dashboard/view.ts'
import type { IssueReport, LinkFigures } from '../stats/newsletter.ts'
import { issueHref } from './issue-door.ts'
import { Count, type Telling } from './report-cell.tsx'

/** As the answer that is shown in it (`show.ts`): no script, no forms, an origin of its own; links open a window. */
const sandbox = 'allow-popups allow-popups-to-escape-sandbox'

export const measuresClicks = ({ clicks }: IssueReport): boolean =>
  clicks.aggregate.mails + clicks.personal.mails > 0

export const LinkMap = ({
  view,
  report,
  hasMail,
  words,
  format,
}: Telling & { readonly view: View; readonly report: IssueReport; readonly hasMail: boolean }) => {
  const own = words.newsletterReport
  const { links, clicks } = report
  const withPeople = clicks.personal.mails > 0
  return (
    <section class="card panel" aria-labelledby="map">
      <h2 id="map">{own.map}</h2>
      {!measuresClicks(report) ? (
        <p>{own.clicksOff}</p>
      ) : links.length === 0 ? (
        <p>{own.noLinks}</p>
      ) : (
        <>
          {hasMail && <p class="fine">{own.mapLead}</p>}
          <div class={hasMail ? 'click-map' : undefined}>
            {hasMail && (
              <iframe
                class="click-map-mail"
                src={issueHref(view, report.issue, 'report/mail')}
                sandbox={sandbox}
                title={own.mapFrame}
              />
            )}
            <div>
              <LinkTable links={links} withPeople={withPeople} words={words} format={format} />
            </div>
          </div>
        </>
      )}
    </section>
  )
}

const LinkTable = ({
  links,
  withPeople,
  words,
  format,
}: Telling & { readonly links: readonly LinkFigures[]; readonly withPeople: boolean }) => {
  const own = words.newsletterReport
  const most = Math.max(1, ...links.map(({ clicks }) => clicks ?? 0))
  return (
    <table class="ranked link-figures">
      <caption class="visually-hidden">{own.links}</caption>
      <thead>
        <tr>
          <th scope="col" class="link-no">
            <span aria-hidden="true">#</span>
            <span class="visually-hidden">{own.number}</span>
          </th>
          <th scope="col">{own.target}</th>
          <th scope="col" class="num">
            {own.clicks}
          </th>
          {withPeople && (
            <th scope="col" class="num">
              {own.people}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {links.map(({ link, target, clicks, unique }) => (
          <tr>
            <td class="link-no">
              <span class="link-badge">{format.number(link)}</span>
            </td>
            <th scope="row" class="name">
              <span class="bar">
                <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                  <rect width={Math.round(((clicks ?? 0) / most) * 1000) / 10} height="1" />
                </svg>
                <bdi class="text">{target || own.elsewhere}</bdi>
              </span>
            </th>
            <td class="num main">
              <Count value={clicks} words={words} format={format} />
            </td>
            {withPeople && (
              <td class="num">
                <Count value={unique} words={words} format={format} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
