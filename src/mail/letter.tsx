/**
 * How every mail looks: one frame, filled with plain texts, and the same texts once more without any markup for readers that
 * show none. No picture, no script, nothing loaded from anywhere: opening a mail tells nobody.
 */
import { html } from 'hono/html'
import { must } from '../must.ts'
import { wordsIn, type Language } from '../page/words.ts'
import type { Letter } from '../ports.ts'

export interface LetterTable {
  readonly caption: string
  readonly columns: readonly string[]
  /** Each as long as `columns`. The first cell names its row. */
  readonly rows: readonly (readonly string[])[]
}

/** A figure that stands out: its name, what it is, and how it changed. */
export interface LetterFigure {
  readonly name: string
  readonly value: string
  readonly change: string
}

/** A part of a longer mail, under a heading of its own. */
export interface LetterSection {
  readonly heading: string
  readonly list?: readonly string[]
  readonly table?: LetterTable
  readonly note?: string
}

/** What a mail says. Plain text throughout: markup in it is shown as it stands. */
export interface LetterParts {
  readonly lang: Language
  readonly subject: string
  readonly greeting?: string
  readonly paragraphs: readonly string[]
  readonly list?: readonly string[]
  readonly table?: LetterTable
  readonly figures?: readonly LetterFigure[]
  readonly sections?: readonly LetterSection[]
  /** The one thing to do: a button, with the address below it for whoever trusts no button. */
  readonly action?: { readonly label: string; readonly url: string }
  readonly closing?: readonly string[]
  /** For mail that comes by itself: a link in the foot, and one click in the reader's own list of mails (RFC 8058). */
  readonly unsubscribeUrl?: string
}

/** A letter that only lacks whom it goes to. */
export type Content = Omit<Letter, 'to'>

export function composeLetter(parts: LetterParts): Content {
  const page = html`<!doctype html>${<Frame {...parts} />}`
  return {
    subject: parts.subject,
    text: textOf(parts),
    html: must(page instanceof Promise ? null : page, 'no part of the frame waits for anything').toString(),
    ...(parts.unsubscribeUrl !== undefined && { unsubscribeUrl: parts.unsubscribeUrl }),
  }
}

/** Tables become lines: spaces line up in no reader that shows text in its own typeface. */
function textOf({
  lang,
  greeting,
  paragraphs,
  list = [],
  table,
  figures = [],
  sections = [],
  action,
  closing = [],
  unsubscribeUrl,
}: LetterParts): string {
  const words = wordsIn(lang).mail
  const blocks = [
    greeting,
    ...paragraphs,
    figures.map(({ name, value, change }) => `- ${name}: ${value}, ${change}`).join('\n'),
    listAsText(list),
    table && tableAsText(table),
    ...sections.flatMap((section) => [
      `${section.heading}\n${'='.repeat(section.heading.length)}`,
      listAsText(section.list ?? []),
      section.table && tableAsText(section.table),
      section.note,
    ]),
    action && `${action.label}:\n${action.url}`,
    closing.join('\n'),
    // RFC 3676 section 4.3: readers fold or grey what follows such a line.
    `-- \n${words.foot}${unsubscribeUrl === undefined ? '' : `\n${words.unsubscribe}: ${unsubscribeUrl}`}`,
  ]
  return `${blocks.filter(Boolean).join('\n\n')}\n`
}

const listAsText = (list: readonly string[]): string => list.map((item) => `- ${item}`).join('\n')

const tableAsText = ({ caption, columns, rows }: LetterTable): string =>
  [caption, ...rows.map((row) => rowAsText(columns, row))].join('\n')

/** `Home: 12 visitors, 30 views` as `name: column value, column value`. */
function rowAsText(columns: readonly string[], [name = '', ...cells]: readonly string[]): string {
  const values = cells.map((cell, nth) => `${columns[nth + 1] ?? ''} ${cell}`.trim())
  return values.length > 0 ? `- ${name}: ${values.join(', ')}` : `- ${name}`
}

// Many readers keep neither a `style` element nor custom properties, so the colours stand at each element, and dark ones
// come by class where the element is kept. Colours as in `page/styles/tokens.css`.
const dark = `@media (prefers-color-scheme: dark) {
  body, .ground { background: #0d1411 !important; }
  .sheet { background: #141d19 !important; border-color: #26332d !important; }
  .ink, .sheet td, .sheet th { color: #ece8dd !important; }
  .soft { color: #a5b2aa !important; }
  .rule { border-color: #26332d !important; }
  .link { color: #7fd0ae !important; }
  .button { background: #7fd0ae !important; color: #0b1a14 !important; }
}`

/** A telephone's window is narrow enough: tables need the room that the frame would take. */
const narrow = `@media (max-width: 480px) {
  .ground { padding: 12px 6px !important; }
  .sheet { padding: 20px 14px !important; }
}`

const typeface =
  "font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
const paragraph = 'margin: 0 0 16px; font-size: 16px; line-height: 1.55; color: #17241e'
const fine = 'margin: 0 0 8px; font-size: 13px; line-height: 1.5; color: #56615a'
const cell = 'border-bottom: 1px solid #e3dbca; color: #17241e; font-weight: 400'
const button =
  'display: inline-block; padding: 13px 22px; border-radius: 8px; background: #14543f; color: #fffdf9; font-size: 16px; font-weight: 600; line-height: 1.25; text-decoration: none'

const Frame = (parts: LetterParts) => {
  const {
    lang,
    subject,
    greeting,
    paragraphs,
    list = [],
    table,
    figures = [],
    sections = [],
    action,
    closing = [],
    unsubscribeUrl,
  } = parts
  const words = wordsIn(lang).mail
  return (
    <html lang={lang}>
      <head>
        <meta charset="utf-8" />
        <title>{subject}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{`${dark}\n${narrow}`}</style>
      </head>
      <body class="ground" style={`margin: 0; padding: 24px 12px; background: #f6f2e9; ${typeface}`}>
        <div
          class="sheet"
          role="article"
          lang={lang}
          style="max-width: 600px; box-sizing: border-box; margin: 0 auto; padding: 28px 24px; background: #fffdf9; border: 1px solid #e3dbca; border-radius: 14px; overflow-wrap: break-word"
        >
          <h1
            class="ink"
            style="margin: 0 0 20px; font-size: 22px; line-height: 1.25; font-weight: 600; color: #17241e"
          >
            {subject}
          </h1>
          {greeting !== undefined && <Paragraph text={greeting} />}
          {paragraphs.map((text) => (
            <Paragraph text={text} />
          ))}
          {figures.length > 0 && <Headline figures={figures} />}
          {list.length > 0 && <List items={list} />}
          {table && <Figures table={table} />}
          {sections.map((section) => (
            <Section section={section} />
          ))}
          {action && (
            <>
              <p style="margin: 24px 0 12px">
                <a class="button" href={action.url} style={button}>
                  {action.label}
                </a>
              </p>
              <p class="soft" style={`${fine}; margin-bottom: 24px; word-break: break-all`}>
                {words.plainAddress}
                <br />
                <a class="link" href={action.url} style="color: #14543f">
                  {action.url}
                </a>
              </p>
            </>
          )}
          {closing.map((text) => (
            <Paragraph text={text} />
          ))}
          <hr class="rule" style="margin: 24px 0 16px; border: 0; border-top: 1px solid #e3dbca" />
          <p class="soft" style={fine}>
            {words.foot}
          </p>
          {unsubscribeUrl !== undefined && (
            <p class="soft" style={fine}>
              <a class="link" href={unsubscribeUrl} style="color: #14543f">
                {words.unsubscribe}
              </a>
            </p>
          )}
        </div>
      </body>
    </html>
  )
}

const Paragraph = ({ text }: { text: string }) => (
  <p class="ink" style={paragraph}>
    {text}
  </p>
)

const List = ({ items }: { items: readonly string[] }) => (
  <ul style="margin: 0 0 16px; padding: 0 0 0 22px">
    {items.map((item) => (
      <li class="ink" style="margin: 0 0 6px; font-size: 16px; line-height: 1.55; color: #17241e">
        {item}
      </li>
    ))}
  </ul>
)

/** Two beside each other where there is room, below each other where there is not, without a table for layout. */
const Headline = ({ figures }: { figures: readonly LetterFigure[] }) => (
  <ul style="margin: 0 0 8px; padding: 0; list-style: none; font-size: 0">
    {figures.map(({ name, value, change }) => (
      <li style="display: inline-block; box-sizing: border-box; width: 50%; min-width: 210px; padding: 0 12px 20px 0; vertical-align: top">
        <span class="soft" style="display: block; font-size: 14px; line-height: 1.4; color: #56615a">
          {name}
        </span>
        <strong
          class="ink"
          style="display: block; font-size: 30px; line-height: 1.2; font-weight: 600; color: #17241e"
        >
          {value}
        </strong>
        <span class="soft" style="display: block; font-size: 14px; line-height: 1.4; color: #56615a">
          {change}
        </span>
      </li>
    ))}
  </ul>
)

const Section = ({ section: { heading, list = [], table, note } }: { section: LetterSection }) => (
  <>
    <h2
      class="ink"
      style="margin: 28px 0 8px; font-size: 18px; line-height: 1.3; font-weight: 600; color: #17241e"
    >
      {heading}
    </h2>
    {list.length > 0 && <List items={list} />}
    {table && <Figures table={table} />}
    {note !== undefined && (
      <p class="soft" style={fine}>
        {note}
      </p>
    )}
  </>
)

/** Figures, not layout: a table is what they are. */
const Figures = ({ table: { caption, columns, rows } }: { table: LetterTable }) => (
  <table
    style={`width: 100%; margin: 8px 0 20px; border-collapse: collapse; font-size: 15px; line-height: 1.4; ${typeface}`}
  >
    <caption
      class="soft"
      style="padding: 0 0 6px; font-size: 14px; font-weight: 600; text-align: left; color: #56615a"
    >
      {caption}
    </caption>
    <thead>
      <tr>
        {columns.map((name, nth) => (
          <th
            class="rule"
            scope="col"
            style={`${cell}; ${asideOf(nth)}; font-size: 13px; white-space: normal; vertical-align: bottom`}
          >
            {name}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map(([name = '', ...cells]) => (
        <tr>
          <th
            class="rule"
            scope="row"
            style={`${cell}; ${asideOf(0)}; min-width: 84px; word-break: break-word`}
          >
            {name}
          </th>
          {cells.map((text) => (
            <td class="rule" style={`${cell}; ${asideOf(1)}`}>
              {text}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
)

/** Names to the left, numbers to the right. */
const asideOf = (column: number): string =>
  column === 0
    ? 'padding: 8px 0; text-align: left'
    : 'padding: 8px 0 8px 9px; text-align: right; white-space: nowrap'
