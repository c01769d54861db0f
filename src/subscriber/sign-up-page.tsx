/** The form to sign up on, and what is shown after it. Works without script; what went wrong stands beside its field, and nothing typed is lost. */
import { privacyPath } from '../consent/more-links.tsx'
import { formAction, Points, VisitorPage, type Visiting } from '../consent/visitor-page.tsx'
import { Part, Refusal, TextField, Tick, Trap } from '../page/visitor-fields.tsx'
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
      {why !== undefined && <Refusal title={titleOf(words, why)} text={textOf(words, why)} />}
      <form class="card sign-up" method="post" action={formAction('/newsletter/subscribe', { site, lang })}>
        <input type="hidden" name="d" value={site.domain} />
        <input type="hidden" name="lang" value={lang} />
        <input type="hidden" name="shown" value={formVersion(texts)} />
        <Trap name={trapName} label={words.trap} />
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
          <Part name="measure" legend={words.measureTitle}>
            <Tick
              type="checkbox"
              id="measure"
              name="measure"
              value="yes"
              isOn={typed.wantsMeasuring}
              label={words.measure}
              hint={words.measureHint}
            />
          </Part>
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
    <Part name="list" legend={legend} refusal={refusal}>
      {/* Without it, no tick at all would look like a form that does not ask. */}
      <input type="hidden" name="list" value="" />
      {open.map(({ id, name, description }) => (
        <Tick
          type="checkbox"
          id={`list-${id}`}
          name="list"
          value={String(id)}
          isOn={chosen.includes(String(id))}
          label={name}
          hint={description === '' ? undefined : description}
        />
      ))}
    </Part>
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
