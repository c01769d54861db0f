/**
 * A package for reading: one page that stands by itself, is opened from a disk and printed, and loads nothing. Its style is in it, as nothing
 * else could be; no script runs in it, whatever stands in its rows. In pieces, each whole by itself but for the elements that hold
 * the rows between them.
 */
import { html, raw } from 'hono/html'
import { createHash } from 'node:crypto'
import type { Child } from 'hono/jsx'
import { must } from '../must.ts'
import { formatIn, type Format } from '../page/format.ts'
import { wordsIn, type Language } from '../page/words.ts'
import type { Site } from '../site/site.ts'
import { categories, type Field, type FieldName, type PackageRow } from './package-category.ts'
import type { CategoryInfo, PackageInfo } from './package-info.ts'
import type { Json } from './package-mask.ts'

// Colours as in `page/styles/tokens.css`. On paper there are none, a row stays on one page, and addresses of links are written out.
const style = `
:root { color-scheme: light dark; --ink: #17241e; --soft: #56615a; --ground: #fffdf9; --rule: #e3dbca; --link: #14543f; }
@media (prefers-color-scheme: dark) { :root { --ink: #ece8dd; --soft: #a5b2aa; --ground: #0d1411; --rule: #26332d; --link: #7fd0ae; } }
body { margin: 0 auto; padding: 1.5rem; max-width: 60rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; overflow-wrap: anywhere; }
h1, h2 { line-height: 1.2; text-wrap: balance; }
h2 { margin-block: 2.5rem 0.75rem; padding-block-start: 1rem; border-block-start: 1px solid var(--rule); }
a { color: var(--link); }
dl { margin: 0; }
.facts > div { display: grid; grid-template-columns: minmax(7rem, 14rem) minmax(0, 1fr); gap: 0.75rem; }
dt, .count { color: var(--soft); }
dd { margin: 0; }
.about { font-size: 0.875rem; margin-block-end: 1rem; }
.rows { list-style-position: outside; padding-inline-start: 3rem; }
.rows > li { padding-block: 0.5rem; border-block-start: 1px solid var(--rule); break-inside: avoid; }
.rows > li > dl > div { display: inline-block; vertical-align: top; margin-inline-end: 1.25rem; }
.rows dt { font-size: 0.8125rem; }
.rows dd { white-space: pre-line; }
.rows ul { margin: 0; padding-inline-start: 1.25rem; white-space: normal; }
@media (max-width: 30rem) { body { padding: 1rem; } .facts > div { grid-template-columns: 1fr; gap: 0; } .rows { padding-inline-start: 2rem; } }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #333; --ground: #fff; --rule: #999; --link: #000; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  h2 { break-after: avoid; }
  a[href^='http']::after { content: ' (' attr(href) ')'; }
}
`

/** Nothing runs and nothing loads, also where the page is opened from a disk. */
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`

const text = (piece: Child): string => {
  const written = html`${piece}`
  return must(written instanceof Promise ? null : written, 'nothing in it waits').toString()
}

export const pageHead = (info: PackageInfo, site: Site): string => {
  const { language: lang } = info
  const words = wordsIn(lang).package
  return [
    `<!doctype html><html lang="${lang}"><head><meta charset="utf-8">`,
    text(
      <>
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <title>
          {words.title} · {info.site}
        </title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <style>{raw(style)}</style>
      </>,
    ),
    '</head><body><main>',
    text(<Opening info={info} site={site} />),
  ].join('')
}

export const pageFoot = (info: PackageInfo): string => {
  const words = wordsIn(info.language).package
  return `${text(
    <section>
      <h2>{words.leftOut}</h2>
      <ul>
        {info.left_out.map((one) => (
          <li>{one}</li>
        ))}
      </ul>
    </section>,
  )}</main></body></html>\n`
}

const Fact = ({ name, value }: { name: string; value: Child }) =>
  value === null || value === '' ? null : (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )

const Opening = ({ info, site }: { info: PackageInfo; site: Site }) => {
  const words = wordsIn(info.language).package
  const format = formatIn(info.language)
  const moment = (at: string) => momentOf(at, info.language, site.timezone)
  const { subject, controller, statement } = info
  return (
    <>
      <h1>{words.title}</h1>
      <p>{words.lead}</p>
      <dl class="facts">
        <Fact name={words.of(info.site)} value={subject.name ?? subject.email ?? subject.receipt_id} />
        <Fact name={words.received} value={format.day(info.request.received_on)} />
        <Fact name={words.request} value={info.request.id} />
        <Fact name={words.asOf} value={moment(info.as_of)} />
        <Fact name={words.madeOn} value={moment(info.made_at)} />
      </dl>
      <p>{info.mask.text}</p>
      <section>
        <h2>{words.who}</h2>
        <dl class="facts">
          <Fact name={words.subject.name} value={subject.name} />
          <Fact name={words.subject.email} value={subject.email} />
          <Fact name={words.subject.postal} value={subject.postal} />
          <Fact name={words.subject.receiptId} value={subject.receipt_id} />
          <Fact name={words.subject.representedBy} value={subject.represented_by} />
        </dl>
      </section>
      <section>
        <h2>{words.controller}</h2>
        {controller.name === '' ? (
          <p>{words.controllerUnknown}</p>
        ) : (
          <p>
            {[
              controller.name,
              ...controller.postal.split('\n'),
              controller.email,
              controller.phone === '' ? '' : `${words.phone}: ${controller.phone}`,
              controller.website,
            ]
              .filter((line) => line !== '')
              .map((line) => (
                <>
                  {line}
                  <br />
                </>
              ))}
          </p>
        )}
        {controller.officer_email !== null && (
          <p>
            {words.officer} <a href={`mailto:${controller.officer_email}`}>{controller.officer_email}</a>.
          </p>
        )}
      </section>
      <section>
        <h2>{words.statement}</h2>
        {statement === null ? (
          <p>{words.statementNone}</p>
        ) : (
          <>
            <p>{words.statementOf(format.day(statement.published_on))}</p>
            <p class="count">
              {words.fingerprint}: {statement.sha256}
            </p>
          </>
        )}
      </section>
      <Processors info={info} />
      <section>
        <h2>{words.rights}</h2>
        <ul>
          {info.rights.map((one) => (
            <li>{one}</li>
          ))}
        </ul>
        <p>
          <a href={info.rights_url}>{words.rightsLink}</a>
        </p>
        <p>{info.automated}</p>
      </section>
      <section>
        <h2>{words.complaint}</h2>
        <p>
          {info.complaint.text} <a href={info.complaint.url}>{new URL(info.complaint.url).hostname}</a>
        </p>
      </section>
    </>
  )
}

const Processors = ({ info }: { info: PackageInfo }) => {
  const words = wordsIn(info.language).package
  const format = formatIn(info.language)
  return (
    <section>
      <h2>{words.processors}</h2>
      {info.recipients.length === 0 ? (
        <p>{words.processorsNone}</p>
      ) : (
        <ul>
          {info.recipients.map(({ name, country, gets, transfer, until }) => (
            <li>
              {words.processor(name, format.countryName(country), gets)} {words.transfer[transfer]}{' '}
              {until !== null && words.processorEnded(format.day(until))}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** Opens the section that `categoryFoot` closes. */
export const categoryHead = (category: CategoryInfo, language: Language): string => {
  const words = wordsIn(language).package
  const about = [
    [words.about.purposes, category.purposes],
    [words.about.grounds, category.grounds],
    [words.about.sources, category.sources],
    [words.about.recipients, category.recipients],
    [words.about.periods, category.periods],
  ] as const
  return `<section data-category="${category.name}">${text(
    <>
      <h2>{category.title}</h2>
      <dl class="facts about">
        {about.map(([name, lines]) => (
          <Fact name={name} value={lines.join(name === words.about.purposes ? '; ' : ' ')} />
        ))}
      </dl>
    </>,
  )}`
}

/** Null: rows are elsewhere. */
export const categoryFoot = (count: number | null, language: Language): string => {
  const words = wordsIn(language).package
  const said = count === 0 ? words.none : count === null ? null : words.rows(formatIn(language).number(count))
  return `${said === null ? '' : text(<p class="count">{said}</p>)}</section>`
}

interface Written {
  readonly language: Language
  readonly timezone: string
  /** Rows of this category that came before. */
  readonly before: number
}

export const categoryRows = (
  category: CategoryInfo,
  rows: readonly PackageRow[],
  { language, timezone, before }: Written,
): string => {
  const fields: Readonly<Partial<Record<FieldName, Field>>> = categories[category.name].fields
  const format = formatIn(language)
  return text(
    <ol class="rows" start={before + 1}>
      {rows.map((row) => (
        <li>
          <dl>
            {category.fields.map(({ name, label }) => {
              const value = row[name] ?? null
              return value === null || value === '' ? null : (
                <Fact name={label} value={shown(value, fields[name], { format, language, timezone })} />
              )
            })}
          </dl>
        </li>
      ))}
    </ol>,
  )
}

interface Showing {
  readonly format: Format
  readonly language: Language
  readonly timezone: string
}

function shown(value: Json, field: Field | undefined, { format, language, timezone }: Showing): Child {
  if (typeof value === 'number') return format.number(value)
  if (typeof value === 'string' && field?.kind === 'moment') return momentOf(value, language, timezone)
  if (typeof value === 'string' && field?.kind === 'day') return format.day(value)
  if (typeof value === 'string' && field?.kind === 'code')
    return wordsIn(language).package.codes[value] ?? value
  return <Value value={value} language={language} />
}

/** Formatters cost half a millisecond to make, and a package has a moment in each of its rows. One for each language and zone. */
const formatters = new Map<string, Intl.DateTimeFormat>()

function momentOf(at: string, language: Language, timezone: string): string {
  const key = `${language} ${timezone}`
  let formatter = formatters.get(key)
  if (!formatter) {
    const locale = language === 'en' ? 'en-GB' : language
    formatter = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: timezone })
    formatters.set(key, formatter)
  }
  return formatter.format(new Date(at))
}

/** What is stored as JSON, as lists within lists. */
const Value = ({ value, language }: { value: Json; language: Language }) => {
  const words = wordsIn(language).package
  if (typeof value === 'boolean') return <>{value ? words.yes : words.no}</>
  if (typeof value !== 'object' || value === null) return <>{String(value ?? '')}</>
  return (
    <ul>
      {Object.entries(value)
        .filter(([, one]) => one !== null)
        .map(([name, one]) => (
          <li>
            {!Array.isArray(value) && `${name}: `}
            <Value value={one ?? null} language={language} />
          </li>
        ))}
    </ul>
  )
}
