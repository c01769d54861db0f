/** Who gets what: how many, to find one person, and the newest. Readers themselves are shown to whoever may see people alone. */
import type { View } from '../dashboard/view.ts'
import { formatIn, type Format } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import type { List } from '../subscriber/list.ts'
import type { NewReader, ReaderCount, ReaderCounts } from '../subscriber/readers.ts'
import { Act, SelectField, TextField } from '../page/form-fields.tsx'
import type { Viewer } from './writing-door.ts'
import { WritingFrame } from './writing-frame.tsx'
import { writingHref } from './writing-href.ts'

export const readersPerPage = 50

/** How it stands with asking whether readers may be measured. */
export interface Asking {
  /** Null: nobody would be measured, so nobody is asked. */
  readonly mayBeAsked: number | null
  /** How many were asked just now; null where that is not why this page is shown. */
  readonly asked: number | null
}

export interface ReadersPageProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  readonly timezone: string
  readonly lists: readonly List[]
  readonly counts: ReaderCounts
  readonly asking: Asking
  /** Null for who may not see people. */
  readonly newest: {
    readonly page: number
    readonly readers: readonly NewReader[]
    readonly hasMore: boolean
  } | null
  readonly fault: 'email' | 'list' | null
}

type PartProps = ReadersPageProps & { readonly words: Words; readonly format: Format }

export const ReadersPage = (props: ReadersPageProps) => {
  const { lang, view, viewer, counts, newest, fault } = props
  const words = wordsIn(lang)
  const own = words.readers.readers
  const parts: PartProps = { ...props, words, format: formatIn(lang) }
  const isEmpty = counts.everybody.all === 0
  return (
    <WritingFrame
      lang={lang}
      view={view}
      viewer={viewer}
      tab="readers"
      title={words.readers.places.readers.title}
      lead={own.lead}
      isWrong={fault !== null}
    >
      {viewer.mayEdit && (
        <p class="actions">
          <a class="button" href={writingHref(view, 'readers/add')}>
            {own.toAdd}
          </a>
          <a class="quiet button" href={writingHref(view, 'import')}>
            {own.toImport}
          </a>
        </p>
      )}
      {viewer.maySeePeople && <Find {...parts} />}
      <Totals {...parts} />
      {viewer.mayEdit && <Ask {...parts} />}
      {newest !== null && newest.readers.length > 0 && <Newest {...parts} newest={newest} />}
      {viewer.maySeePeople && !isEmpty && <Take {...parts} />}
    </WritingFrame>
  )
}

const Find = ({ view, fault, words }: PartProps) => {
  const own = words.readers.readers
  return (
    <section class="card" aria-labelledby="find">
      <h2 id="find">{own.find}</h2>
      <form class="settings-form narrow" method="post" action={writingHref(view, 'readers/find')}>
        <TextField
          id="find-email"
          name="email"
          type="email"
          label={own.email}
          hint={own.findHint}
          fault={fault === 'email' ? own.faults.email : undefined}
          maxlength={254}
          isRequired
        />
        <button type="submit">{own.findSubmit}</button>
      </form>
    </section>
  )
}

const Totals = ({ lists, counts, words, format }: PartProps) => {
  const own = words.readers.readers
  const cells = ({ all, yes, no, unasked }: ReaderCount) =>
    [all, yes, no, unasked].map((number) => <td class="num">{format.number(number)}</td>)
  return (
    <section class="card" aria-labelledby="totals">
      <h2 id="totals">{own.totals}</h2>
      {counts.everybody.all === 0 ? (
        <p>{own.totalsEmpty}</p>
      ) : (
        <div class="table-scroll" role="group" aria-labelledby="totals" tabindex={0}>
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">{own.list}</th>
                {([own.all, own.yes, own.no, own.unasked] as const).map((name) => (
                  <th scope="col" class="num">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {lists.map(({ id, name, closedAt }) => (
                <tr>
                  <th scope="row">
                    <bdi>{name}</bdi>
                    {closedAt !== null && ` (${own.closed})`}
                  </th>
                  {cells(counts.of(id))}
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">{own.everybody}</th>
                {cells(counts.everybody)}
              </tr>
            </tfoot>
          </table>
        </div>
      )}
    </section>
  )
}

const Ask = ({ view, asking: { mayBeAsked, asked }, words, format }: PartProps) => {
  const own = words.readers.readers
  return (
    <section class="card stack" aria-labelledby="ask">
      <h2 id="ask">{own.ask}</h2>
      {asked !== null && (
        <div class="saved" role="status">
          <p>
            {own.asked(format.number(asked))}
            {mayBeAsked !== null && mayBeAsked > 0 && ` ${own.askedMore(format.number(mayBeAsked))}`}
          </p>
        </div>
      )}
      {mayBeAsked === null ? (
        <p>{own.askOff}</p>
      ) : mayBeAsked === 0 ? (
        <p>{own.askNobody}</p>
      ) : (
        <>
          <p>{own.askText(format.number(mayBeAsked))}</p>
          <Act
            action={writingHref(view, 'readers/ask')}
            label={own.askSubmit(format.number(mayBeAsked))}
            fields={{ ask: 'all' }}
            isQuiet
          />
        </>
      )}
    </section>
  )
}

type NewestProps = PartProps & { readonly newest: NonNullable<ReadersPageProps['newest']> }

const Newest = ({ view, timezone, lists, newest, words, format }: NewestProps) => {
  const own = words.readers.readers
  const { page, readers, hasMore } = newest
  const nameOf = new Map(lists.map(({ id, name }) => [id, name]))
  const first = (page - 1) * readersPerPage + 1
  const href = (to: number) => `${writingHref(view, 'readers', to > 1 ? { page: String(to) } : {})}#newest`
  return (
    <section class="card stack" aria-labelledby="newest">
      <div>
        <h2 id="newest">{own.newest}</h2>
        <p class="fine">{own.newestOf(format.number(first), format.number(first + readers.length - 1))}</p>
      </div>
      <div class="table-scroll" role="group" aria-labelledby="newest" tabindex={0}>
        <table class="plain people-table">
          <thead>
            <tr>
              <th scope="col">{own.email}</th>
              <th scope="col">{own.name}</th>
              <th scope="col">{own.since}</th>
              <th scope="col">{own.gets}</th>
              <th scope="col">{own.measure}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {readers.map(({ email, name, madeAt, lists: gets, measureAnswer }) => (
              <tr>
                <th scope="row">
                  <bdi>{email}</bdi>
                </th>
                <td>
                  <bdi>{name ?? ''}</bdi>
                </td>
                <td>{format.dayOf(madeAt, timezone)}</td>
                <td>
                  {gets.length === 0
                    ? own.getsNothing
                    : gets.flatMap((id) => nameOf.get(id) ?? []).join(', ')}
                </td>
                <td>{own.answers[measureAnswer ?? 'none']}</td>
                <td>
                  <Act
                    action={writingHref(view, 'readers/find')}
                    label={own.show}
                    about={email}
                    fields={{ email }}
                    isQuiet
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {(page > 1 || hasMore) && (
        <p class="actions">
          {page > 1 && (
            <a class="quiet button" href={href(page - 1)}>
              {own.newer}
            </a>
          )}
          {hasMore && (
            <a class="quiet button" href={href(page + 1)}>
              {own.older}
            </a>
          )}
        </p>
      )}
    </section>
  )
}

const Take = ({ view, lists, fault, words }: PartProps) => {
  const own = words.readers.readers
  return (
    <section class="card" aria-labelledby="take">
      <h2 id="take">{own.take}</h2>
      <p>{own.takeText}</p>
      <form class="settings-form narrow" method="post" action={writingHref(view, 'readers/export')}>
        <SelectField
          id="take-list"
          name="list"
          label={own.takeList}
          fault={fault === 'list' ? own.faults.list : undefined}
          options={lists.map(({ id, name }) => ({ value: String(id), label: name }))}
          chosen=""
        />
        <button type="submit">{own.takeSubmit}</button>
      </form>
    </section>
  )
}
