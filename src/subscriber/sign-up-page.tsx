/** The form to sign up on, and what is shown after it. Works without script; what went wrong stands beside its field, and nothing typed is lost. */
import type { Child } from 'hono/jsx'
import { privacyPath } from '../consent/more-links.tsx'
import { formAction, Points, VisitorPage, type Visiting } from '../consent/visitor-page.tsx'
import { wordsIn } from '../page/words.ts'
import type { List } from './list.ts'
import { nameLengthMax } from './change.ts'
import { trapName, type SignUpFault, type Typed } from './read-sign-up.ts'
import { formVersion, textsOfForm } from './sign-up.ts'

export interface SignUpPageProps {
  readonly visiting: Visiting
  /** Those that one may subscribe to; at least one. */
  readonly open: readonly List[]
  readonly asksMeasuring: boolean
  /** Absent: the form is shown for the first time. */
  readonly refused?: {
    readonly typed: Typed
    readonly why: { readonly faults: readonly SignUpFault[] } | 'proof' | 'busy'
  }
}

const nothingTyped: Typed = { email: '', name: '', lists: [], wantsMeasuring: false }

export const SignUpPage = ({ visiting, open, asksMeasuring, refused }: SignUpPageProps) => {
  const { site, lang } = visiting
  const { signUp: words } = wordsIn(lang)
  const typed = refused?.typed ?? nothingTyped
  const why = refused?.why
  const faults = typeof why === 'object' ? why.faults : []
  const texts = textsOfForm(site, lang)
  return (
    <VisitorPage visiting={visiting} title={words.title(site.domain)}>
      <div>
        <h1>{words.title(site.domain)}</h1>
        <p class="lead">{words.lead}</p>
      </div>
      {why !== undefined && <Refusal title={titleOf(words, why)}>{textOf(words, why)}</Refusal>}
      <form class="card sign-up" method="post" action={formAction('/newsletter/subscribe', { site, lang })}>
        <input type="hidden" name="d" value={site.domain} />
        <input type="hidden" name="lang" value={lang} />
        <input type="hidden" name="shown" value={formVersion(texts)} />
        <Trap label={words.trap} />
        <TextField
          name="email"
          label={words.email}
          type="email"
          autocomplete="email"
          value={typed.email}
          maxlength={254}
          refusal={faults.includes('email') ? words.refused.email : undefined}
        />
        <TextField
          name="name"
          label={words.name}
          optional={words.optional}
          hint={words.nameHint}
          type="text"
          autocomplete="name"
          value={typed.name}
          maxlength={nameLengthMax}
          refusal={faults.includes('name') ? words.refused.name : undefined}
        />
        <Lists
          open={open}
          legend={words.lists}
          chosen={typed.lists}
          refusal={faults.includes('list') ? words.refused.list : undefined}
        />
        {asksMeasuring && (
          <fieldset class="sign-up-part">
            <legend>{words.measureTitle}</legend>
            <Tick
              id="measure"
              name="measure"
              value="yes"
              isTicked={typed.wantsMeasuring}
              label={words.measure}
              hint={words.measureHint}
            />
          </fieldset>
        )}
        <p>{texts.receive}</p>
        <button type="submit">{words.submit}</button>
      </form>
      <div class="counted">
        <Points heading={words.happens} points={words.happensList} />
      </div>
      <p>
        <a href={privacyPath(visiting)}>{words.privacy}</a>
      </p>
    </VisitorPage>
  )
}

type Words = ReturnType<typeof wordsIn>['signUp']
type Why = NonNullable<SignUpPageProps['refused']>['why']

const titleOf = (words: Words, why: Why): string => (why === 'busy' ? words.busy.title : words.refused.title)
const textOf = (words: Words, why: Why): string =>
  why === 'busy' ? words.busy.text : why === 'proof' ? words.refused.proof : words.refused.check

const Refusal = ({ title, children }: { title: string; children?: Child }) => (
  <div class="alert" role="alert">
    <h2>{title}</h2>
    <p>{children}</p>
  </div>
)

/** For robots, which fill in what they find. Not shown, not read out, not reached by the keyboard, not filled in by the browser. */
const Trap = ({ label }: { label: string }) => (
  <div hidden>
    <label for={trapName}>{label}</label>
    <input id={trapName} name={trapName} type="text" tabindex={-1} autocomplete="off" />
  </div>
)

interface TextFieldProps {
  readonly name: string
  readonly label: string
  readonly type: 'email' | 'text'
  readonly autocomplete: string
  readonly value: string
  readonly maxlength: number
  readonly optional?: string
  readonly hint?: string
  readonly refusal: string | undefined
}

const TextField = ({
  name,
  label,
  type,
  autocomplete,
  value,
  maxlength,
  optional,
  hint,
  refusal,
}: TextFieldProps) => {
  const told = [hint && `${name}-hint`, refusal && `${name}-refusal`].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={name}>
        {label} {optional !== undefined && <span class="optional">({optional})</span>}
      </label>
      {hint !== undefined && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {refusal !== undefined && (
        <p class="refusal" id={`${name}-refusal`}>
          {refusal}
        </p>
      )}
      <input
        id={name}
        name={name}
        type={type}
        autocomplete={autocomplete}
        required={optional === undefined}
        maxlength={maxlength}
        value={value}
        spellcheck={false}
        aria-describedby={told === '' ? undefined : told}
        aria-invalid={refusal === undefined ? undefined : 'true'}
      />
    </div>
  )
}

interface TickProps {
  readonly id: string
  readonly name: string
  readonly value: string
  readonly isTicked: boolean
  readonly label: string
  readonly hint: string
}

const Tick = ({ id, name, value, isTicked, label, hint }: TickProps) => (
  <div class="tick">
    <input
      id={id}
      type="checkbox"
      name={name}
      value={value}
      checked={isTicked}
      aria-describedby={hint === '' ? undefined : `${id}-hint`}
    />
    <div>
      <label for={id}>{label}</label>
      {hint !== '' && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  </div>
)

interface ListsProps {
  readonly open: readonly List[]
  readonly legend: string
  /** As they were sent. */
  readonly chosen: readonly string[]
  readonly refusal: string | undefined
}

/** The only one there is is no question. It is sent by its number all the same: another may be opened meanwhile. */
const Lists = ({ open, legend, chosen, refusal }: ListsProps) => {
  const [first] = open
  if (first && open.length === 1)
    return (
      <div class="sign-up-list">
        <input type="hidden" name="list" value={String(first.id)} />
        <p>
          <strong>{first.name}</strong>
        </p>
        {first.description !== '' && <p class="hint">{first.description}</p>}
      </div>
    )
  return (
    <fieldset class="sign-up-part" aria-describedby={refusal === undefined ? undefined : 'list-refusal'}>
      <legend>{legend}</legend>
      {refusal !== undefined && (
        <p class="refusal" id="list-refusal">
          {refusal}
        </p>
      )}
      {/* Without it, no tick at all would look like a form that does not ask. */}
      <input type="hidden" name="list" value="" />
      {open.map(({ id, name, description }) => (
        <Tick
          id={`list-${id}`}
          name="list"
          value={String(id)}
          isTicked={chosen.includes(String(id))}
          label={name}
          hint={description}
        />
      ))}
    </fieldset>
  )
}

/** The same for every address. */
export const PendingPage = ({ visiting }: { visiting: Visiting }) => {
  const { pending } = wordsIn(visiting.lang).signUp
  return (
    <VisitorPage visiting={visiting} title={pending.title}>
      <div role="status">
        <h1>{pending.title}</h1>
        <p class="lead">{pending.lead(visiting.site.domain)}</p>
      </div>
      <div class="counted">
        <Points heading={pending.hints} points={pending.hintsList} />
      </div>
    </VisitorPage>
  )
}
