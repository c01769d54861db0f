/** One import: how far it is, what was found in its rows, what was done with them; to confirm, to stop, to undo. */
import type { View } from '../dashboard/view.ts'
import { formatIn, type Format } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import { readCell } from '../subscriber/import-cell.ts'
import { importFields } from '../subscriber/import-columns.ts'
import { namesOf } from '../subscriber/import-report.ts'
import { importRefusals } from '../subscriber/import-row.ts'
import {
  goneAt,
  missingFields,
  progressOf,
  type ReaderImport,
  type StagedRow,
  type Verdict,
} from '../subscriber/import.ts'
import type { List } from '../subscriber/list.ts'
import { Act, SelectField } from '../page/form-fields.tsx'
import type { Viewer } from './writing-door.ts'
import { WritingFrame } from './writing-frame.tsx'
import { writingHref } from './writing-href.ts'

export interface ImportStatusPageProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  readonly lists: readonly List[]
  readonly staged: ReaderImport
  readonly verdicts: ReadonlyMap<Verdict, number>
  /** The first of them. */
  readonly rows: readonly StagedRow[]
  /** Loads itself again by and by. */
  readonly isRefreshing: boolean
}

type PartProps = ImportStatusPageProps & {
  readonly words: Words
  readonly format: Format
  readonly href: (place?: string, more?: Readonly<Record<string, string>>) => string
}

export const ImportStatusPage = (props: ImportStatusPageProps) => {
  const { lang, view, viewer, lists, staged } = props
  const words = wordsIn(lang)
  const own = words.readers.import
  const format = formatIn(lang)
  const place = `import/${staged.id}`
  const parts: PartProps = {
    ...props,
    words,
    format,
    href: (below, more) => writingHref(view, below === undefined ? place : `${place}/${below}`, more),
  }
  const names = lists.filter(({ id }) => staged.lists.includes(id)).map(({ name }) => name)
  return (
    <WritingFrame
      lang={lang}
      view={view}
      viewer={viewer}
      tab="readers"
      below={place}
      title={own.titles[staged.state]}
      lead={own.leads[staged.state]}
    >
      <p>{own.to(format.list(names))}</p>
      <Body {...parts} />
      <p>
        <a href={writingHref(view, 'import')}>{own.another}</a>
      </p>
    </WritingFrame>
  )
}

const Body = (parts: PartProps) => {
  switch (parts.staged.state) {
    case 'reading':
    case 'checking':
    case 'applying':
    case 'undoing':
      return <UnderWay {...parts} />
    case 'ready':
      return <Ready {...parts} />
    case 'done':
    case 'cancelled':
    case 'undone':
      return <Ended {...parts} />
  }
}

const UnderWay = ({ staged, isRefreshing, words, format, href }: PartProps) => {
  const own = words.readers.import
  const percent = Math.round(progressOf(staged) * 100)
  return (
    <section class="card stack" aria-labelledby="progress">
      <h2 id="progress">{own.progress(format.number(staged.cursorRow), format.number(staged.lastRow))}</h2>
      <progress class="progress" max={100} value={percent} aria-labelledby="progress">
        {format.percent(percent / 100)}
      </progress>
      <p class="actions">
        {isRefreshing ? (
          <a class="quiet button" href={href(undefined, { still: '1' })}>
            {own.still}
          </a>
        ) : (
          <a class="quiet button" href={href(undefined, { still: '1' })}>
            {own.refresh}
          </a>
        )}
      </p>
      {staged.state !== 'undoing' && staged.state !== 'reading' && (
        <Act action={href('cancel')} label={own.cancel} isQuiet />
      )}
    </section>
  )
}

const refusedOf = (verdicts: PartProps['verdicts']): number =>
  importRefusals.reduce((sum, refusal) => sum + (verdicts.get(refusal) ?? 0), 0)

const Counts = ({
  heading,
  rows,
  format,
}: {
  heading: string
  rows: readonly (readonly [number, string])[]
  format: Format
}) => (
  <section class="card" aria-labelledby="counts">
    <h2 id="counts">{heading}</h2>
    <dl class="tally">
      {rows.map(([number, what]) => (
        <div>
          <dt>{what}</dt>
          <dd>{format.number(number)}</dd>
        </div>
      ))}
    </dl>
  </section>
)

const Refused = ({ staged, verdicts, words, format, href }: PartProps) => {
  const own = words.readers.import
  if (refusedOf(verdicts) === 0) return null
  return (
    <section class="card stack" aria-labelledby="why">
      <h2 id="why">{own.why}</h2>
      <ul class="tallied">
        {importRefusals
          .filter((refusal) => verdicts.has(refusal))
          .map((refusal) => (
            <li>
              <strong>{format.number(verdicts.get(refusal) ?? 0)}</strong> {own.refusals[refusal]}
            </li>
          ))}
      </ul>
      <p>
        <a class="quiet button" href={href('refused.csv')}>
          {own.refusedCsv}
        </a>
      </p>
      <p class="hint">{own.refusedText(format.moment(goneAt(staged)))}</p>
    </section>
  )
}

const Ready = (parts: PartProps) => {
  const { staged, verdicts, words, format, href } = parts
  const own = words.readers.import
  const fresh = verdicts.get('new') ?? 0
  const missing = missingFields(staged)
  return (
    <>
      {missing.length > 0 && (
        <div class="alert" role="alert">
          <p>{own.missing(format.list(missing.map((field) => own.fields[field])))}</p>
        </div>
      )}
      <Counts
        heading={own.counts}
        rows={[
          [fresh, own.newOnes],
          [verdicts.get('known') ?? 0, own.known],
          [refusedOf(verdicts), own.refused],
        ]}
        format={format}
      />
      <section class="card stack" aria-labelledby="decide">
        <h2 id="decide" class="visually-hidden">
          {own.titles.ready}
        </h2>
        <div class="actions">
          {fresh > 0 && <Act action={href('confirm')} label={own.confirm(format.number(fresh))} />}
          <Act action={href('cancel')} label={own.cancel} isQuiet />
        </div>
        {fresh === 0 && <p>{own.nothing}</p>}
      </section>
      <Refused {...parts} />
      <FirstRows {...parts} />
      <Columns {...parts} />
    </>
  )
}

const isTaken = ({ verdict }: StagedRow): boolean => verdict === 'new' || verdict === 'known'

const FirstRows = ({ staged: { columns }, rows, words, format }: PartProps) => {
  const own = words.readers.import
  const shown = importFields.filter((field) => columns[field] !== undefined)
  const verdictOf = ({ verdict }: StagedRow): string =>
    verdict === null
      ? ''
      : verdict === 'new' || verdict === 'known'
        ? own.verdicts[verdict]
        : own.refusals[verdict]
  return (
    <section class="card stack" aria-labelledby="first-rows">
      <h2 id="first-rows">{own.preview}</h2>
      <div class="table-scroll" role="group" aria-labelledby="first-rows" tabindex={0}>
        <table class="plain people-table">
          <thead>
            <tr>
              <th scope="col" class="num">
                {own.row}
              </th>
              <th scope="col">{own.verdict}</th>
              {shown.map((field) => (
                <th scope="col">{own.fields[field]}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr>
                <th scope="row" class="num">
                  {format.number(row.rowNo)}
                </th>
                <td class={isTaken(row) ? 'verdict' : 'verdict not-taken'}>{verdictOf(row)}</td>
                {shown.map((field) => (
                  <td>
                    <bdi>{readCell(row.cells[columns[field] ?? -1]).slice(0, 120)}</bdi>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

const Columns = ({ staged, words, href }: PartProps) => {
  const own = words.readers.import
  const names = namesOf(staged, own.column)
  const options = [
    { value: '', label: own.columnNone },
    ...names.map((name, nth) => ({ value: String(nth), label: name })),
  ]
  return (
    <section class="card stack" aria-labelledby="columns">
      <div>
        <h2 id="columns">{own.columns}</h2>
        <p>{own.columnsText}</p>
      </div>
      <form class="settings-form" method="post" action={href('columns')}>
        <div class="setting-fields">
          {importFields.map((field) => (
            <SelectField
              id={`column-${field}`}
              name={field}
              label={own.fields[field]}
              options={options}
              chosen={String(staged.columns[field] ?? '')}
            />
          ))}
        </div>
        <button type="submit" class="quiet">
          {own.recheck}
        </button>
      </form>
    </section>
  )
}

const Ended = (parts: PartProps) => {
  const { staged, verdicts, words, format, href } = parts
  const own = words.readers.import
  const isUndone = staged.state === 'undone'
  return (
    <>
      <Counts
        heading={own.outcome}
        rows={[
          [staged.admitted, own.admitted],
          ...(isUndone ? [[staged.ended, own.ended] as const] : []),
          [staged.known, own.known],
          [refusedOf(verdicts), own.refused],
        ]}
        format={format}
      />
      <Refused {...parts} />
      {!isUndone && staged.admitted > 0 && (
        <section class="card stack" aria-labelledby="undo">
          <h2 id="undo">{own.undo}</h2>
          <p>{own.undoText(format.moment(goneAt(staged)))}</p>
          <Act action={href('undo')} label={own.undo} isQuiet />
        </section>
      )}
    </>
  )
}
