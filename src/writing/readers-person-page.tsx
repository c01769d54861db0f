/** One reader: what is kept of them, and what staff can end for them. Shown after a POST alone, so that no address of a page says who. */
import type { View } from '../dashboard/view.ts'
import { formatIn, type Format } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import type { ExportedSubscriber } from '../subscriber/forget.ts'
import { readProof } from '../subscriber/import-row.ts'
import type { SuppressionReason } from '../subscriber/suppression.ts'
import { Act } from '../page/form-fields.tsx'
import type { Viewer } from './writing-door.ts'
import { WritingFrame } from './writing-frame.tsx'
import { writingHref } from './writing-href.ts'

export type PersonDone = keyof Words['readers']['person']['done']

export interface PersonPageProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  readonly timezone: string
  /** Null: nobody at this address. */
  readonly person: ExportedSubscriber | null
  readonly suppression: SuppressionReason | null
  readonly done: PersonDone | null
}

export const PersonPage = (props: PersonPageProps) => {
  const { lang, view, viewer, person, suppression, done } = props
  const words = wordsIn(lang)
  const own = words.readers.person
  const format = formatIn(lang)
  return (
    <WritingFrame
      lang={lang}
      view={view}
      viewer={viewer}
      tab="readers"
      title={person === null ? own.none : own.title}
      lead={person === null ? (suppression === null ? own.noneText : own.suppressed[suppression]) : own.lead}
    >
      {done !== null && (
        <div class="saved" role="status">
          <p>{own.done[done]}</p>
        </div>
      )}
      {person !== null && (
        <>
          {suppression !== null && <p class="alert">{own.suppressed[suppression]}</p>}
          <Known {...props} person={person} words={words} format={format} />
          <Lists {...props} person={person} words={words} format={format} />
          <Receipts {...props} person={person} words={words} format={format} />
        </>
      )}
      <p class="actions">
        <a class="quiet button" href={writingHref(view, 'readers')}>
          {own.back}
        </a>
        {person === null && suppression === null && viewer.mayEdit && (
          <a class="button" href={writingHref(view, 'readers/add')}>
            {words.readers.readers.toAdd}
          </a>
        )}
      </p>
    </WritingFrame>
  )
}

type PartProps = Omit<PersonPageProps, 'person'> & {
  readonly person: ExportedSubscriber
  readonly words: Words
  readonly format: Format
}

const Known = ({ timezone, person: { subscriber }, words, format }: PartProps) => {
  const own = words.readers.person
  const {
    email,
    name,
    language,
    made_at: madeAt,
    measure_answer: answer,
    measure_asked_at: askedAt,
  } = subscriber
  const asked = askedAt === null ? '' : ` (${own.measureAsked(format.dayOf(askedAt, timezone))})`
  const rows = [
    [own.email, email],
    [own.name, name ?? own.nameNone],
    [own.language, own.languages[language === 'en' ? 'en' : 'nl']],
    [own.since, format.dayOf(madeAt, timezone)],
    [own.measure, words.readers.readers.answers[answer ?? 'none'] + asked],
  ] as const
  return (
    <section class="card">
      <dl class="stored">
        {rows.map(([what, text]) => (
          <div>
            <dt>{what}</dt>
            <dd>
              <bdi>{text}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

const endings = ['page', 'one-click', 'mail', 'staff', 'bounce', 'complaint'] as const

const Lists = ({ view, timezone, person, words, format }: PartProps) => {
  const own = words.readers.person
  const { email } = person.subscriber
  const live = person.subscription.filter(({ ended_at: endedAt }) => endedAt === null)
  const action = writingHref(view, 'readers/end')
  const ended = (row: ExportedSubscriber['subscription'][number]): string => {
    const by = endings.find((one) => one === row.ended_by)
    return row.ended_at === null || by === undefined
      ? own.running
      : `${format.dayOf(row.ended_at, timezone)}, ${own.endedBy[by]}`
  }
  return (
    <section class="card stack" aria-labelledby="their-lists">
      <h2 id="their-lists">{own.lists}</h2>
      <div class="table-scroll" role="group" aria-labelledby="their-lists" tabindex={0}>
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">{own.list}</th>
              <th scope="col">{own.began}</th>
              <th scope="col">{own.ended}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {person.subscription.map((row) => (
              <tr>
                <th scope="row">
                  <bdi>{row.list}</bdi>
                </th>
                <td>{format.dayOf(row.began_at, timezone)}</td>
                <td>{ended(row)}</td>
                <td>
                  {row.ended_at === null && (
                    <Act
                      action={action}
                      label={own.end}
                      about={row.list}
                      fields={{ email, list: String(row.list_id) }}
                      isQuiet
                    />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {live.length > 0 && (
        <>
          <p class="hint">{own.endText}</p>
          <Act action={action} label={own.endAll} fields={{ email }} />
        </>
      )}
    </section>
  )
}

const channels = ['form', 'api', 'page', 'one-click', 'mail', 'staff', 'import'] as const

const Receipts = ({ timezone, person, words, format }: PartProps) => {
  const own = words.readers.person
  const what = ({ purpose, answer }: ExportedSubscriber['subscriber_receipt'][number]): string => {
    const said = own.answers[purpose === 'measure' ? 'measure' : 'receive']
    return said[answer === 'yes' ? 'yes' : answer === 'no' ? 'no' : 'withdrawn']
  }
  const shown = ({ text, evidence }: ExportedSubscriber['subscriber_receipt'][number]): string => {
    const proof = evidence === null ? null : readProof(evidence)
    if (proof === null) return evidence ?? text ?? ''
    return [own.proof(proof.at, proof.source), proof.text ?? ''].join('\n').trim()
  }
  return (
    <section class="card stack" aria-labelledby="their-receipts">
      <div>
        <h2 id="their-receipts">{own.receipts}</h2>
        <p>{own.receiptsText}</p>
      </div>
      <div class="table-scroll" role="group" aria-labelledby="their-receipts" tabindex={0}>
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">{own.when}</th>
              <th scope="col">{own.what}</th>
              <th scope="col">{own.how}</th>
              <th scope="col">{own.shown}</th>
            </tr>
          </thead>
          <tbody>
            {person.subscriber_receipt.map((receipt) => (
              <tr>
                <td>{`${format.dayOf(receipt.recorded_at, timezone)}, ${format.timeOf(receipt.recorded_at, timezone)}`}</td>
                <td>{what(receipt)}</td>
                <td>{own.channels[channels.find((one) => one === receipt.channel) ?? 'import']}</td>
                <td class="proof">
                  <bdi>{shown(receipt)}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
