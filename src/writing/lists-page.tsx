/** The lists of a site: what they are called, who may join, how many readers each has; to make, change and close for who may edit. */
import type { View } from '../dashboard/view.ts'
import { formatIn, type Format } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import type { List } from '../subscriber/list.ts'
import type { ReaderCounts } from '../subscriber/readers.ts'
import { About, Act, TextField, Tick } from '../page/form-fields.tsx'
import type { Viewer } from './writing-door.ts'
import { WritingFrame, type Done } from './writing-frame.tsx'
import { writingHref } from './writing-href.ts'

/** A form as it came. */
export interface WrittenList {
  readonly name: string
  readonly description: string
  readonly isOpen: boolean
}

export type ListFaults = ReadonlySet<'name' | 'description'>

/** `id` null: the form for a new one. */
export interface RefusedList {
  readonly id: number | null
  readonly written: WrittenList
  readonly faults: ListFaults
}

export interface ListsPageProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  readonly timezone: string
  readonly lists: readonly List[]
  readonly counts: ReaderCounts
  readonly refused: RefusedList | null
  readonly done: Done | null
}

const noFaults: ListFaults = new Set()

export const ListsPage = (props: ListsPageProps) => {
  const { lang, view, viewer, lists, refused, done } = props
  const words = wordsIn(lang)
  const own = words.readers.lists
  return (
    <WritingFrame
      lang={lang}
      view={view}
      viewer={viewer}
      tab="lists"
      title={words.readers.places.lists.title}
      lead={own.lead}
      done={done}
      isWrong={refused !== null}
    >
      {lists.length === 0 ? (
        <section class="card">
          <h2>{own.empty}</h2>
          <p>{own.emptyText}</p>
        </section>
      ) : (
        <ul class="plain stack">
          {lists.map((list) => (
            <ListCard {...props} list={list} words={words} format={formatIn(lang)} />
          ))}
        </ul>
      )}
      {viewer.mayEdit && (
        <section class="card" aria-labelledby="add-list">
          <h2 id="add-list">{own.add}</h2>
          <form class="settings-form narrow" method="post" action={writingHref(view, 'lists')}>
            <ListFields
              id="new"
              written={refused?.id === null ? refused.written : { name: '', description: '', isOpen: true }}
              faults={refused?.id === null ? refused.faults : noFaults}
              words={words}
            />
            <button type="submit">{own.addSubmit}</button>
          </form>
        </section>
      )}
    </WritingFrame>
  )
}

type CardProps = ListsPageProps & {
  readonly list: List
  readonly words: Words
  readonly format: Format
}

const ListCard = ({ view, viewer, timezone, list, counts, refused, words, format }: CardProps) => {
  const own = words.readers.lists
  const isRefused = refused?.id === list.id
  const stand =
    list.closedAt === null
      ? list.isOpen
        ? own.isOpen
        : own.isByStaff
      : own.isClosed(format.dayOf(list.closedAt, timezone))
  return (
    <li class="card stack">
      <div>
        <h2>
          <bdi>{list.name}</bdi>
        </h2>
        <p class="fine">
          {own.readers(format.number(counts.of(list.id).all))} · {stand}
        </p>
      </div>
      {list.description !== '' && <p>{list.description}</p>}
      {viewer.mayEdit && (
        <>
          <details class="disclosure" open={isRefused}>
            <summary>
              {own.change}
              <About what={list.name} />
            </summary>
            <form class="settings-form narrow" method="post" action={writingHref(view, 'lists/change')}>
              <input type="hidden" name="id" value={String(list.id)} />
              <ListFields
                id={String(list.id)}
                written={isRefused ? refused.written : list}
                faults={isRefused ? refused.faults : noFaults}
                words={words}
              />
              <button type="submit">{own.save}</button>
            </form>
          </details>
          <Closing view={view} list={list} words={words} />
        </>
      )}
    </li>
  )
}

const Closing = ({ view, list, words }: { view: View; list: List; words: Words }) => {
  const own = words.readers.lists
  const action = writingHref(view, 'lists/close')
  const id = String(list.id)
  return list.closedAt === null ? (
    <details class="disclosure">
      <summary>
        {own.close}
        <About what={list.name} />
      </summary>
      <div class="stack">
        <p>{own.closeText}</p>
        <Act action={action} label={own.close} about={list.name} fields={{ id, closed: 'yes' }} isQuiet />
      </div>
    </details>
  ) : (
    <Act action={action} label={own.reopen} about={list.name} fields={{ id, closed: 'no' }} isQuiet />
  )
}

interface ListFieldsProps {
  readonly id: string
  readonly written: WrittenList
  readonly faults: ListFaults
  readonly words: Words
}

const ListFields = ({ id, written, faults, words }: ListFieldsProps) => {
  const own = words.readers.lists
  return (
    <>
      <TextField
        id={`name-${id}`}
        name="name"
        label={own.name}
        hint={own.nameHint}
        fault={faults.has('name') ? own.faults.name : undefined}
        value={written.name}
        maxlength={100}
        isRequired
      />
      <TextField
        id={`description-${id}`}
        name="description"
        label={own.description}
        hint={own.descriptionHint}
        fault={faults.has('description') ? own.faults.description : undefined}
        value={written.description}
        rows={3}
        maxlength={500}
      />
      <Tick
        id={`open-${id}`}
        name="isOpen"
        type="checkbox"
        value="on"
        label={own.open}
        hint={own.openHint}
        isOn={written.isOpen}
      />
    </>
  )
}
