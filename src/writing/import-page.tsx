/** Where a file of readers is sent: what it must have, to which lists it goes, and the imports of the last days. */
import type { View } from '../dashboard/view.ts'
import { formatIn } from '../page/format.ts'
import { wordsIn, type Language } from '../page/words.ts'
import type { ReaderImport } from '../subscriber/import.ts'
import type { List } from '../subscriber/list.ts'
import type { RefusedUpload, UploadFault } from './import-upload.ts'
import { About, Choices } from '../page/form-fields.tsx'
import type { Viewer } from './writing-door.ts'
import { WritingFrame, type Done } from './writing-frame.tsx'
import { writingHref } from './writing-href.ts'

export interface ImportPageProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  /** Those that can be joined. */
  readonly lists: readonly List[]
  readonly imports: readonly ReaderImport[]
  readonly refused: RefusedUpload | null
  readonly done: Done | null
}

export const ImportPage = (props: ImportPageProps) => {
  const { lang, view, viewer, lists, imports, refused, done } = props
  const words = wordsIn(lang)
  const own = words.readers.import
  const format = formatIn(lang)
  const fault = (...these: readonly UploadFault[]): string | undefined =>
    refused !== null && these.includes(refused.fault)
      ? [own.faults[refused.fault], refused.rowNo !== null && own.atRow(format.number(refused.rowNo))]
          .filter(Boolean)
          .join(' ')
      : undefined
  const fileFault = fault(
    'file',
    'full',
    'broken',
    'empty',
    'too-large',
    'too-many-rows',
    'too-many-columns',
    'quotes',
  )
  return (
    <WritingFrame
      lang={lang}
      view={view}
      viewer={viewer}
      tab="readers"
      below="import"
      title={words.readers.places.import.title}
      lead={own.lead}
      done={done}
      isWrong={refused !== null}
    >
      <section class="card stack" aria-labelledby="need">
        <h2 id="need">{own.need}</h2>
        <ul class="ticked">
          {own.needList.map((text) => (
            <li>{text}</li>
          ))}
        </ul>
        <p>{own.also}</p>
        <details class="disclosure">
          <summary>{own.example}</summary>
          <pre>{own.exampleText}</pre>
        </details>
        <p class="statement">{own.measure}</p>
      </section>
      <section class="card" aria-labelledby="send-file">
        <h2 id="send-file">{own.send}</h2>
        {lists.length === 0 ? (
          <p>
            <a href={writingHref(view, 'lists')}>{own.noLists}</a>
          </p>
        ) : (
          <form
            class="settings-form narrow"
            method="post"
            enctype="multipart/form-data"
            action={writingHref(view, 'import')}
          >
            <Choices
              id="lists"
              name="list"
              legend={own.lists}
              fault={fault('lists')}
              type="checkbox"
              choices={lists.map(({ id, name }) => ({ value: String(id), label: name }))}
              chosen={refused?.lists ?? (lists.length === 1 ? lists.map(({ id }) => String(id)) : [])}
            />
            <div class="field">
              <label for="file">{own.file}</label>
              <input
                id="file"
                name="file"
                type="file"
                accept=".csv,.txt,text/csv,text/plain"
                required
                aria-describedby={fileFault === undefined ? undefined : 'file-fault'}
                aria-invalid={fileFault === undefined ? undefined : 'true'}
              />
              {fileFault !== undefined && (
                <p class="wrong" id="file-fault">
                  {fileFault}
                </p>
              )}
            </div>
            <p class="hint">{own.next}</p>
            <button type="submit">{own.submit}</button>
          </form>
        )}
      </section>
      {imports.length > 0 && (
        <section class="card stack" aria-labelledby="recent">
          <div>
            <h2 id="recent">{own.recent}</h2>
            <p class="fine">{own.recentText}</p>
          </div>
          <div class="table-scroll" role="group" aria-labelledby="recent" tabindex={0}>
            <table class="plain">
              <thead>
                <tr>
                  <th scope="col">{own.when}</th>
                  <th scope="col" class="num">
                    {own.rows}
                  </th>
                  <th scope="col">{own.state}</th>
                  <td />
                </tr>
              </thead>
              <tbody>
                {imports.map(({ id, madeAt, rows, state }) => (
                  <tr>
                    <th scope="row">{format.moment(madeAt)}</th>
                    <td class="num">{format.number(rows)}</td>
                    <td>{own.states[state]}</td>
                    <td>
                      <a href={writingHref(view, `import/${id}`)}>
                        {own.open}
                        <About what={format.moment(madeAt)} />
                      </a>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </WritingFrame>
  )
}
