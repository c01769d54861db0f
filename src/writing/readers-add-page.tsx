/** Somebody who asked staff for the newsletter, written down with what they said. */
import type { View } from '../dashboard/view.ts'
import { languages, wordsIn, type Language } from '../page/words.ts'
import type { List } from '../subscriber/list.ts'
import type { AddFault, WrittenReader } from './readers-add.ts'
import { Choices, TextField } from '../page/form-fields.tsx'
import type { Viewer } from './writing-door.ts'
import { WritingFrame } from './writing-frame.tsx'
import { writingHref } from './writing-href.ts'

export interface AddPageProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  /** Those that can be joined. */
  readonly lists: readonly List[]
  readonly written: WrittenReader
  readonly faults: ReadonlySet<AddFault>
}

export const AddPage = ({ lang, view, viewer, lists, written, faults }: AddPageProps) => {
  const { readers } = wordsIn(lang)
  const own = readers.add
  const fault = (...these: readonly AddFault[]): string | undefined => {
    const found = these.find((one) => faults.has(one))
    return found && own.faults[found]
  }
  return (
    <WritingFrame
      lang={lang}
      view={view}
      viewer={viewer}
      tab="readers"
      below="readers/add"
      title={own.title}
      lead={own.lead}
      isWrong={faults.size > 0}
    >
      <section class="card">
        {lists.length === 0 ? (
          <p>
            <a href={writingHref(view, 'lists')}>{own.noLists}</a>
          </p>
        ) : (
          <form class="settings-form narrow" method="post" action={writingHref(view, 'readers/add')}>
            <TextField
              id="email"
              name="email"
              type="email"
              label={readers.readers.email}
              fault={fault('email', 'suppressed')}
              value={written.email}
              maxlength={254}
              isRequired
            />
            <TextField
              id="name"
              name="name"
              label={own.name}
              aside={own.optional}
              hint={own.nameHint}
              fault={fault('name')}
              value={written.name}
              maxlength={100}
            />
            <Choices
              id="language"
              name="language"
              legend={own.language}
              type="radio"
              choices={languages.map((one) => ({ value: one, label: readers.person.languages[one] }))}
              chosen={[written.language]}
            />
            <Choices
              id="lists"
              name="list"
              legend={own.lists}
              fault={fault('lists')}
              type="checkbox"
              choices={lists.map(({ id, name }) => ({ value: String(id), label: name }))}
              chosen={written.lists}
            />
            <TextField
              id="said"
              name="said"
              label={own.said}
              hint={own.saidHint}
              fault={fault('said')}
              value={written.said}
              rows={3}
              maxlength={1_000}
              isRequired
            />
            <button type="submit">{own.submit}</button>
          </form>
        )}
      </section>
    </WritingFrame>
  )
}
