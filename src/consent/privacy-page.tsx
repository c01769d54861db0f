/**
 * What a site does with data of its visitors, made of its settings and of what it asks now, so that it can't be forgotten: every
 * purpose with its data, ground, period and recipients, what stands on the device, who answers for it and how to object (D7). A
 * site that asks nothing has it too: exempt measuring is told of, and can be switched off (B1).
 */
import { html } from 'hono/html'
import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import { stylesheetPath } from '../page/assets.ts'
import { formatIn } from '../page/format.ts'
import { wordsIn } from '../page/words.ts'
import { formAction, VisitorPage, type Visiting } from './visitor-page.tsx'
import { answerDays, type Notice, type ShownTexts } from './notice.ts'
import { statistics, type Purpose } from './purpose.ts'
import type { StatementVersion } from './statement-version.ts'
import { textsIn } from './texts.ts'
import { isLanguageOf } from './notice-language.ts'

export interface PrivacyPageProps {
  readonly visiting: Visiting
  /** What the site asks now; null when it asks nothing. */
  readonly notice: Notice | null
  /** Latest first. */
  readonly statements: readonly StatementVersion[]
}

const authorityUrl = 'https://www.autoriteitpersoonsgegevens.nl/een-tip-of-klacht-indienen-bij-de-ap'

export const PrivacyPage = ({ visiting, notice, statements }: PrivacyPageProps) => {
  const { site, lang } = visiting
  const { privacy: words } = wordsIn(lang)
  return (
    <VisitorPage visiting={visiting} title={words.title(site.domain)}>
      <div>
        <h1>{words.title(site.domain)}</h1>
        <p class="lead">{words.lead}</p>
      </div>
      <Who visiting={visiting} />
      <section class="passage" aria-labelledby="purposes">
        <h2 id="purposes">{words.table}</h2>
        <p>{words.tableText}</p>
        <PurposeTable visiting={visiting} notice={notice} />
      </section>
      <section class="card passage">
        <h2>{words.objection}</h2>
        <p>{words.objectionText}</p>
        <p>
          <a class="button" href={formAction('/choice', visiting)}>
            {notice ? words.choiceLink : words.objectionLink}
          </a>
        </p>
      </section>
      <section class="passage" aria-labelledby="device">
        <h2 id="device">{words.device}</h2>
        <p>{words.deviceText}</p>
        <DeviceTable visiting={visiting} asks={notice !== null} />
      </section>
      <section class="passage">
        <h2>{words.rights}</h2>
        <p>{words.rightsText}</p>
        <p>
          <a href={formAction('/my-data', visiting)}>{words.mine}</a>
        </p>
        <p>
          <a href={formAction('/rights', visiting)}>{wordsIn(visiting.lang).request.way}</a>
        </p>
      </section>
      <section class="passage">
        <h2>{words.complaint}</h2>
        <p>
          {words.complaintText}{' '}
          <a href={authorityUrl} rel="noreferrer">
            {words.authority}
          </a>
          .
        </p>
      </section>
      <Statements visiting={visiting} statements={statements} />
    </VisitorPage>
  )
}

const Who = ({ visiting: { site, lang } }: Pick<PrivacyPageProps, 'visiting'>) => {
  const { privacy: words } = wordsIn(lang)
  const { controller, privacyOfficer } = site.settings
  return (
    <section class="passage">
      <h2>{words.who}</h2>
      {controller.name === '' ? (
        <p>{words.whoUnknown}</p>
      ) : (
        <address>
          <strong>{controller.name}</strong>
          {controller.address.split('\n').map((line) => line !== '' && <span>{line}</span>)}
          {controller.email !== '' && <a href={`mailto:${controller.email}`}>{controller.email}</a>}
          {controller.phone !== '' && (
            <span>
              {words.phone}: {controller.phone}
            </span>
          )}
          {controller.website !== '' && (
            <a href={controller.website} rel="noreferrer">
              {controller.website.replace(/^https?:\/\//, '')}
            </a>
          )}
        </address>
      )}
      {privacyOfficer !== null && (
        <>
          <h3>{words.officer}</h3>
          <p>{words.officerText}</p>
          <address>
            <span>{privacyOfficer.name}</span>
            <a href={`mailto:${privacyOfficer.email}`}>{privacyOfficer.email}</a>
          </address>
        </>
      )}
    </section>
  )
}

type TableProps = Pick<PrivacyPageProps, 'visiting' | 'notice'>

/** Roles are said, since a narrow window lays cells out below each other and some browsers then see no table. */
export const PurposeTable = ({ visiting, notice }: TableProps) => {
  const { privacy: words } = wordsIn(visiting.lang)
  const { columns } = words
  return (
    <table class="stacked purposes" role="table">
      <caption class="visually-hidden">{words.table}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {Object.values(columns).map((name) => (
            <th scope="col" role="columnheader">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {(notice?.purposes ?? [statistics]).map((purpose) => (
          <PurposeRow visiting={visiting} notice={notice} purpose={purpose} />
        ))}
      </tbody>
    </table>
  )
}

/** As the site says it in its question, in this language or else in one that it has; without one, as we say it. */
function purposeTexts(
  { site, lang }: Visiting,
  notice: Notice | null,
  id: string,
): { readonly name: string; readonly sentence: string; readonly language: string } {
  const language = notice === null || isLanguageOf(notice, lang) ? lang : (notice.languages[0] ?? lang)
  const shown: Pick<ShownTexts, 'purposes'> = notice?.texts[language] ?? textsIn(language, site.settings.form)
  return { ...(shown.purposes[id] ?? { name: id, sentence: '' }), language }
}

const PurposeRow = ({ visiting, notice, purpose }: TableProps & { purpose: Purpose }) => {
  const { site, lang } = visiting
  const { privacy: words, choice } = wordsIn(lang)
  const { columns, kept } = words
  const format = formatIn(lang)
  const { name, sentence, language } = purposeTexts(visiting, notice, purpose.id)
  const { eventsDays, visitsMonths, totalsMonths } = site.settings.retention
  const recipients = [...purpose.recipients, ...purpose.services.map((service) => service.name)]
  const months = purpose.months === null ? kept.theirs : kept.months(format.number(purpose.months))
  return (
    <tr role="row">
      <th scope="row" role="rowheader" lang={language === lang ? undefined : language}>
        <strong>{name}</strong>
        <span>{sentence}</span>
      </th>
      <Cell name={columns.data}>
        {format.list(purpose.elements.map((element) => choice.elements[element]))}
      </Cell>
      <Cell name={columns.basis}>{words.basis[purpose.basis]}</Cell>
      <Cell name={columns.kept}>
        {purpose.id === 'statistics'
          ? kept.counting(format.number(eventsDays), format.number(visitsMonths), format.number(totalsMonths))
          : months}
      </Cell>
      <Cell name={columns.recipients}>{recipients.length > 0 ? format.list(recipients) : words.nobody}</Cell>
      <Cell name={columns.device}>
        {purpose.cookies.length + purpose.storage.length === 0 ? (
          // Beacons carry the receipt's number then, and no other.
          purpose.id === 'insights' ? (
            words.receiptNumber
          ) : (
            words.nothing
          )
        ) : (
          <>
            <Names what={words.cookies} names={purpose.cookies} />{' '}
            <Names what={words.storage} names={purpose.storage} /> {months}
          </>
        )}
      </Cell>
    </tr>
  )
}

const Names = ({ what, names }: { what: string; names: readonly string[] }) =>
  names.length === 0 ? null : (
    <>
      {what}:{' '}
      {names.map((name, nth) => (
        <>
          {nth > 0 && ', '}
          <code>{name}</code>
        </>
      ))}
      .
    </>
  )

const Cell = ({ name, children }: { name: string; children?: Child }) => (
  <td role="cell">
    <span class="cell-name" aria-hidden="true">
      {name}
    </span>
    <span>{children}</span>
  </td>
)

const DeviceTable = ({
  visiting: { lang },
  asks,
}: Pick<PrivacyPageProps, 'visiting'> & { asks: boolean }) => {
  const { privacy: words } = wordsIn(lang)
  const { deviceColumns: columns, deviceRows } = words
  const kept = words.days(formatIn(lang).number(answerDays))
  const rows = [
    { name: 'localStorage.voordeur', ...deviceRows.choice },
    ...(asks ? [{ name: 'localStorage.voordeur-receipt', ...deviceRows.receipt }] : []),
  ]
  return (
    <table class="stacked" role="table" aria-labelledby="device">
      <thead role="rowgroup">
        <tr role="row">
          {Object.values(columns).map((name) => (
            <th scope="col" role="columnheader">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map(({ name, what, why }) => (
          <tr role="row">
            <th scope="row" role="rowheader">
              <code>{name}</code>
            </th>
            <Cell name={columns.what}>{what}</Cell>
            <Cell name={columns.why}>{why}</Cell>
            <Cell name={columns.kept}>{kept}</Cell>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const Statements = ({
  visiting: { lang },
  statements,
}: Pick<PrivacyPageProps, 'visiting' | 'statements'>) => {
  const { privacy: words } = wordsIn(lang)
  const format = formatIn(lang)
  return (
    <section class="passage">
      <h2>{words.statements}</h2>
      {statements.length === 0 ? (
        <p>{words.statementsNone}</p>
      ) : (
        <>
          <p>{words.statementsText}</p>
          <ol class="versions">
            {statements.map(({ hash, publishedOn, texts }, nth) => (
              <li>
                <details>
                  <summary>
                    {words.statement(format.day(publishedOn))}
                    {nth === 0 && ` (${words.now})`}
                  </summary>
                  <p class="fine">
                    {words.fingerprint}: <code class="fingerprint">{hash}</code>
                  </p>
                  {Object.entries(texts).map(([language, text]) => (
                    <div class="version-text" lang={language} dir="auto">
                      {text}
                    </div>
                  ))}
                </details>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}

/** The table alone, in a document of its own, for a frame in the site's own privacy statement. Links would stay in the frame. */
export const answerPlainTable = (c: Context, { visiting, notice }: TableProps) =>
  c.html(
    html`<!doctype html>${(
        <html lang={visiting.lang}>
          <head>
            <meta charset="utf-8" />
            <title>{wordsIn(visiting.lang).privacy.title(visiting.site.domain)}</title>
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            <meta name="robots" content="noindex" />
            <link rel="stylesheet" href={stylesheetPath} />
          </head>
          <body class="fragment">
            <main>
              <h1 class="visually-hidden">{wordsIn(visiting.lang).privacy.table}</h1>
              <PurposeTable visiting={visiting} notice={notice} />
              <p class="fine">
                <a href={formAction('/choice', visiting)} target="_top">
                  {notice
                    ? wordsIn(visiting.lang).privacy.choiceLink
                    : wordsIn(visiting.lang).privacy.objectionLink}
                </a>
              </p>
            </main>
          </body>
        </html>
      )}`,
  )
