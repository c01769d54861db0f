/**
 * What a reader gets, and may change, by the link in each mail. A mail can be passed on: address and name are shown as far as their owner
 * recognises them, and no further; what would show or end more asks the owner first, by mail (newsletter.md fact 11).
 */
import type { Child } from 'hono/jsx'
import { languagesOf, VisitorPage, type Visiting } from '../consent/visitor-page.tsx'
import { wordsIn } from '../page/words.ts'
import { nameLengthMax } from '../subscriber/change.ts'
import { maskEmail } from '../subscriber/email.ts'
import type { List } from '../subscriber/list.ts'
import { measuringText, type Measured } from '../subscriber/measuring.ts'
import type { Subscriber } from '../subscriber/subscriber.ts'
import { actionOf } from './link.ts'

/** A list that somebody gets, or may subscribe to here. */
export interface OfferedList extends Pick<List, 'id' | 'name' | 'description' | 'isOpen'> {
  readonly isOn: boolean
}

/** A form that was not taken, with what was typed in it. */
export type ManageRefusal =
  | { readonly form: 'about'; readonly typed: string }
  | { readonly form: 'email'; readonly typed: string }
  | { readonly form: 'too-many' }

export interface ManagePageProps {
  readonly visiting: Visiting
  readonly person: Subscriber
  readonly lists: readonly OfferedList[]
  /** The address gets no newsletter any more, by its owner's wish or because mail does not arrive. */
  readonly isSuppressed: boolean
  /** Null: nobody's opens and clicks are measured, so nobody is asked. */
  readonly measured: Measured
  readonly isSaved: boolean
  readonly refusal?: ManageRefusal | undefined
}

export const maskName = (name: string): string => `${Array.from(name)[0] ?? ''}***`

export const ManagePage = (props: ManagePageProps) => {
  const { visiting, person, measured, isSaved, refusal } = props
  const { manage: words } = wordsIn(visiting.lang).preference
  return (
    <VisitorPage visiting={visiting} title={words.title}>
      <div class="said">
        <h1>{words.title}</h1>
        <p class="lead">{words.lead(visiting.site.domain, maskEmail(person.email))}</p>
        <p class="fine">{words.masked}</p>
      </div>
      {isSaved && (
        <p class="done" role="status">
          {words.saved}
        </p>
      )}
      {refusal?.form === 'too-many' && (
        <div class="alert" role="alert">
          <h2>{words.tooMany.title}</h2>
          <p>{words.tooMany.text}</p>
        </div>
      )}
      <ListsForm {...props} />
      {measured !== null && <MeasuringForm visiting={visiting} person={person} measured={measured} />}
      <AboutForm visiting={visiting} person={person} refusal={refusal} />
      <EmailForm visiting={visiting} refusal={refusal} />
      <DataForms visiting={visiting} />
    </VisitorPage>
  )
}

/** A card that is a form; `does` says which. */
const Card = ({
  visiting,
  does,
  title,
  children,
}: {
  visiting: Visiting
  does: string
  /** Absent where the page's own heading says it. */
  title?: string | undefined
  children?: Child
}) => (
  <form
    class="card passage preference"
    method="post"
    action={actionOf(visiting)}
    aria-labelledby={title === undefined ? undefined : `${does}-title`}
  >
    {title !== undefined && <h2 id={`${does}-title`}>{title}</h2>}
    <input type="hidden" name="does" value={does} />
    {children}
  </form>
)

const ListsForm = ({ visiting, lists, isSuppressed }: ManagePageProps) => {
  const { lists: words } = wordsIn(visiting.lang).preference.manage
  return (
    <Card visiting={visiting} does="lists" title={words.title}>
      {isSuppressed && <p class="signal">{words.suppressed}</p>}
      {lists.length === 0 ? (
        !isSuppressed && <p>{words.none}</p>
      ) : (
        <>
          <fieldset class="offered">
            <legend>{words.wish(visiting.site.domain)}</legend>
            {lists.map((list) => (
              <OfferedTick list={list} closedToAll={words.closedToAll} />
            ))}
          </fieldset>
          {!lists.some(({ isOn }) => isOn) && <p class="fine">{words.nothing}</p>}
          <p>
            <button type="submit">{words.save}</button>
          </p>
        </>
      )}
    </Card>
  )
}

const OfferedTick = ({
  list: { id, name, description, isOpen, isOn },
  closedToAll,
}: {
  list: OfferedList
  closedToAll: string
}) => {
  const hint = [description, isOpen ? '' : closedToAll].filter(Boolean).join(' ')
  return (
    <div class="tick">
      <input type="hidden" name="shown" value={String(id)} />
      <input
        id={`list-${id}`}
        type="checkbox"
        name="list"
        value={String(id)}
        checked={isOn}
        aria-describedby={hint === '' ? undefined : `list-${id}-hint`}
      />
      <label for={`list-${id}`}>{name}</label>
      {hint !== '' && (
        <p class="hint" id={`list-${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}

export interface MeasuringFormProps {
  readonly visiting: Visiting
  readonly person: Subscriber
  readonly measured: NonNullable<Measured>
  /** The page asks nothing else. */
  readonly isAlone?: boolean
}

/** Two answers that look the same, and neither beforehand (law N3). */
export const MeasuringForm = ({ visiting, person, measured, isAlone = false }: MeasuringFormProps) => {
  const { measure: words } = wordsIn(visiting.lang).preference.manage
  const { question, text } = measuringText(visiting.lang, visiting.site, measured)
  return (
    <Card visiting={visiting} does="measuring" title={isAlone ? undefined : words.title}>
      <p>{question}</p>
      <p>{text}</p>
      {!(isAlone && person.measureAnswer === null) && (
        <p>
          <strong>{words.now[person.measureAnswer ?? 'unasked']}</strong>
        </p>
      )}
      <div class="answers">
        <button type="submit" name="answer" value="yes">
          {words.yes}
        </button>
        <button type="submit" name="answer" value="no">
          {words.no}
        </button>
      </div>
    </Card>
  )
}

const AboutForm = ({
  visiting,
  person,
  refusal,
}: Pick<ManagePageProps, 'visiting' | 'person' | 'refusal'>) => {
  const { about: words } = wordsIn(visiting.lang).preference.manage
  const refused = refusal?.form === 'about' ? refusal : undefined
  const languages = languagesOf(visiting.site)
  return (
    <Card visiting={visiting} does="about" title={words.title}>
      <div class="field">
        <label for="name">{words.name}</label>
        <p class="hint" id="name-hint">
          {person.name === null ? words.nameNone : words.nameNow(maskName(person.name))}
        </p>
        {refused && (
          <p class="refusal" id="name-refusal">
            {words.nameRefused}
          </p>
        )}
        <input
          id="name"
          name="name"
          type="text"
          autocomplete="name"
          maxlength={nameLengthMax}
          value={refused?.typed}
          aria-describedby={refused ? 'name-hint name-refusal' : 'name-hint'}
          aria-invalid={refused ? 'true' : undefined}
        />
      </div>
      {person.name !== null && (
        <div class="tick">
          <input id="nameless" type="checkbox" name="nameless" value="yes" />
          <label for="nameless">{words.removeName}</label>
        </div>
      )}
      {languages.length > 1 && (
        <div class="field">
          <label for="language">{words.language}</label>
          <select id="language" name="language">
            {languages.map((one) => (
              <option value={one} lang={one} selected={one === person.language}>
                {wordsIn(one).languageName}
              </option>
            ))}
          </select>
        </div>
      )}
      <p>
        <button type="submit">{words.save}</button>
      </p>
    </Card>
  )
}

const EmailForm = ({ visiting, refusal }: Pick<ManagePageProps, 'visiting' | 'refusal'>) => {
  const { email: words } = wordsIn(visiting.lang).preference.manage
  const refused = refusal?.form === 'email' ? refusal : undefined
  return (
    <Card visiting={visiting} does="email" title={words.title}>
      <div class="field">
        <label for="email">{words.label}</label>
        <p class="hint" id="email-hint">
          {words.hint}
        </p>
        {refused && (
          <p class="refusal" id="email-refusal">
            {words.refused}
          </p>
        )}
        <input
          id="email"
          name="email"
          type="email"
          autocomplete="email"
          required
          maxlength={254}
          spellcheck={false}
          autocapitalize="off"
          value={refused?.typed}
          aria-describedby={refused ? 'email-hint email-refusal' : 'email-hint'}
          aria-invalid={refused ? 'true' : undefined}
        />
      </div>
      <p>
        <button type="submit">{words.submit}</button>
      </p>
    </Card>
  )
}

const DataForms = ({ visiting }: Pick<ManagePageProps, 'visiting'>) => {
  const { data: words } = wordsIn(visiting.lang).preference.manage
  const deeds = [
    { does: 'export', button: words.export, text: words.exportText },
    { does: 'erase', button: words.erase, text: words.eraseText },
    { does: 'erase-for-good', button: words.eraseForGood, text: words.eraseForGoodText },
  ]
  return (
    <section class="passage" aria-labelledby="data-title">
      <h2 id="data-title">{words.title}</h2>
      <p>{words.why}</p>
      <ul class="deeds">
        {deeds.map(({ does, button, text }) => (
          <li>
            <form method="post" action={actionOf(visiting)}>
              <button class="quiet" type="submit" name="does" value={does}>
                {button}
              </button>
              <p class="fine">{text}</p>
            </form>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** After a mail was asked for. `email`: whose mail it is, masked. */
export const MailedPage = ({ visiting, email }: { visiting: Visiting; email: string }) => {
  const { mailed: words } = wordsIn(visiting.lang).preference.manage
  return (
    <VisitorPage visiting={visiting} title={words.title}>
      <div class="said" role="status">
        <h1>{words.title}</h1>
        <p class="lead">{words.text(email)}</p>
      </div>
      <p>
        <a href={actionOf(visiting)}>{words.back}</a>
      </p>
    </VisitorPage>
  )
}

/** Nobody has this link any more: erased, or gone by themselves. */
export const NobodyPage = ({ visiting }: { visiting: Visiting }) => {
  const { nobody: words } = wordsIn(visiting.lang).preference.manage
  return (
    <VisitorPage visiting={visiting} title={words.title}>
      <div class="said">
        <h1>{words.title}</h1>
        <p class="lead">{words.text(visiting.site.domain)}</p>
      </div>
    </VisitorPage>
  )
}
