/**
 * Writing a newsletter: one form for all of it. Whatever goes wrong, the form comes back as it was typed: a field that is wrong, somebody who
 * saved meanwhile, a draft that was sent under one's hands.
 */
import type { View } from '../dashboard/view.ts'
import type { Issue } from '../newsletter/issue.ts'
import { formatIn } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import type { List } from '../subscriber/list.ts'
import type { NewsletterSettings } from '../subscriber/newsletter-settings.ts'
import type { ReaderCounts } from '../subscriber/readers.ts'
import { issueHref } from './issue-door.ts'
import { IssueFrame } from './issue-frame.tsx'
import { levelsUpTo, type IssueFaults, type IssueField, type WrittenIssue } from './issue-read.ts'
import { pauseWhy } from './pause-why.ts'
import type { Viewer } from './writing-door.ts'
import { Act, Choices, TextField, Tick } from '../page/form-fields.tsx'
import { writingHref } from './writing-href.ts'

/** Why a form was not stored, though nothing in it is wrong. `theirs`: what stands there now. */
export type Clash = { readonly kind: 'changed'; readonly theirs: WrittenIssue } | { readonly kind: 'gone' }

export interface EditPageProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  readonly timezone: string
  /** Null: a new one, and one that can't be changed any more and would be saved as new. */
  readonly issue: Issue | null
  /** The state of it that this form began from. */
  readonly seen: Date | null
  readonly written: WrittenIssue
  readonly faults: IssueFaults
  readonly clash: Clash | null
  readonly lists: readonly List[]
  readonly counts: ReaderCounts
  readonly settings: NewsletterSettings
  readonly note: string | null
}

type PartProps = EditPageProps & { readonly words: Words }

const languages = ['nl', 'en'] as const
const formats = ['markdown', 'html'] as const

export const EditPage = (props: EditPageProps) => {
  const { lang, view, issue, seen, faults, clash, note } = props
  const words = wordsIn(lang)
  const own = words.writing.edit
  const parts: PartProps = { ...props, words }
  const isWrong = faults.size > 0 || clash !== null
  const submit = clash === null ? own.save : clash.kind === 'changed' ? own.conflictKeep : own.goneSave
  return (
    <IssueFrame {...props} place="write" isWrong={isWrong} note={note}>
      <Told {...parts} />
      <form
        class="settings-form issue-form"
        method="post"
        action={issue === null ? writingHref(view, 'issues/new') : issueHref(view, issue.id)}
      >
        {seen !== null && <input type="hidden" name="seen" value={String(seen.getTime())} />}
        <Content {...parts} />
        <Audience {...parts} />
        <Measuring {...parts} />
        <p class="actions issue-save">
          <button type="submit">{submit}</button>
          <button class="quiet" type="submit" name="next" value="preview">
            {own.savePreview}
          </button>
        </p>
      </form>
      {clash?.kind === 'changed' && <Theirs {...parts} theirs={clash.theirs} />}
      {issue !== null && clash === null && (
        <section class="card issue-after">
          <Copying view={view} issueId={issue.id} words={words} />
          <details class="disclosure">
            <summary>{own.remove}</summary>
            <div class="stack">
              <p>{own.removeText}</p>
              <Act action={issueHref(view, issue.id, 'remove')} label={own.removeSubmit} isQuiet />
            </div>
          </details>
        </section>
      )}
    </IssueFrame>
  )
}

export const Copying = ({ view, issueId, words }: { view: View; issueId: number; words: Words }) => {
  const own = words.writing.edit
  return (
    <details class="disclosure">
      <summary>{own.duplicate}</summary>
      <div class="stack">
        <p>{own.duplicateText}</p>
        <Act action={issueHref(view, issueId, 'duplicate')} label={own.duplicate} isQuiet />
      </div>
    </details>
  )
}

/** What is the matter, above the form. */
const Told = ({ issue, faults, clash, words }: PartProps) => {
  const own = words.writing.edit
  const { progress } = words.writing
  if (clash !== null)
    return (
      <div class="alert" role="alert">
        <h2>{clash.kind === 'changed' ? own.conflict : own.gone}</h2>
        <p>{clash.kind === 'changed' ? own.conflictText : own.goneText}</p>
      </div>
    )
  if (faults.size > 0)
    return (
      <div class="alert" role="alert">
        <h2>{own.wrong}</h2>
        <p>{own.wrongText}</p>
      </div>
    )
  if (issue?.pauseCode)
    return (
      <div class="alert">
        <h2>{progress.refused}</h2>
        <p>{progress.why[pauseWhy(issue.pauseCode)]}</p>
      </div>
    )
  return null
}

const faultOf = ({ faults, words }: PartProps, field: IssueField): string | undefined =>
  faults.has(field) ? words.writing.edit.faults[field] : undefined

const Content = (props: PartProps) => {
  const { written, words } = props
  const own = words.writing.edit
  const sourceFault = faultOf(props, 'source')
  return (
    <section class="card setting" aria-labelledby="content">
      <h2 id="content">{own.content}</h2>
      <TextField
        id="subject"
        name="subject"
        label={own.subject}
        hint={own.subjectHint}
        fault={faultOf(props, 'subject')}
        value={written.subject}
      />
      <TextField
        id="preheader"
        name="preheader"
        label={own.preheader}
        hint={own.preheaderHint}
        fault={faultOf(props, 'preheader')}
        value={written.preheader}
      />
      <div class="field">
        <label for="source">{own.source}</label>
        <details class="disclosure">
          <summary>{own.help}</summary>
          <dl class="writing-help">
            {own.helpText.map(({ sample, text }) => (
              <div>
                <dt>
                  <code>{sample}</code>
                </dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </details>
        {/* The parser drops one line end right behind the tag. */}
        <textarea
          id="source"
          name="source"
          class="issue-source"
          rows={22}
          spellcheck
          lang={written.language === 'en' ? 'en' : 'nl'}
          aria-describedby={sourceFault === undefined ? undefined : 'source-fault'}
          aria-invalid={sourceFault === undefined ? undefined : 'true'}
        >
          {`\n${written.source}`}
        </textarea>
        {sourceFault !== undefined && (
          <p class="wrong" id="source-fault">
            {sourceFault}
          </p>
        )}
      </div>
      <div class="setting-fields">
        <Choices
          id="format"
          name="format"
          legend={own.format}
          fault={faultOf(props, 'format')}
          type="radio"
          choices={formats.map((value) => ({
            value,
            label: own.formats[value].name,
            text: own.formats[value].text,
          }))}
          chosen={[written.format]}
        />
        <Choices
          id="language"
          name="language"
          legend={own.language}
          fault={faultOf(props, 'language')}
          type="radio"
          choices={languages.map((value) => ({ value, label: own.languages[value] }))}
          chosen={[written.language]}
        />
      </div>
    </section>
  )
}

const Audience = (props: PartProps) => {
  const { lang, view, written, lists, counts, words } = props
  const own = words.writing.edit
  const format = formatIn(lang)
  return (
    <section class="card setting" aria-labelledby="to">
      <h2 id="to">{own.to}</h2>
      {lists.length === 0 ? (
        <p>
          {own.noLists} <a href={writingHref(view, 'lists')}>{own.toLists}</a>
        </p>
      ) : (
        <Choices
          id="lists"
          name="lists"
          legend={own.lists}
          hint={own.listsHint}
          fault={faultOf(props, 'lists')}
          type="checkbox"
          choices={lists.map(({ id, name }) => ({
            value: String(id),
            label: `${name} (${own.people(format.number(counts.of(id).all))})`,
          }))}
          chosen={written.lists}
        />
      )}
      <Tick
        id="isPublic"
        name="isPublic"
        type="checkbox"
        value="on"
        label={own.isPublic}
        hint={own.isPublicHint}
        isOn={written.isPublic}
      />
    </section>
  )
}

const Measuring = (props: PartProps) => {
  const { view, written, settings, words } = props
  const own = words.writing.edit
  return (
    <section class="card setting" aria-labelledby="measuring">
      <h2 id="measuring">{own.measuring}</h2>
      <div class="setting-fields">
        {(['opens', 'clicks'] as const).map((which) =>
          settings[which] === 'off' ? (
            <div class="field">
              <h3>{own[which]}</h3>
              <p>
                {own.levelOff[which]} <a href={writingHref(view, 'settings')}>{own.toSettings}</a>
              </p>
            </div>
          ) : (
            <Choices
              id={which}
              name={which}
              legend={own[which]}
              fault={faultOf(props, which)}
              type="radio"
              choices={levelsUpTo(settings[which]).map((value) => ({
                value,
                label: own.levels[which][value].name,
                text: own.levels[which][value].text,
              }))}
              chosen={[written[which]]}
            />
          ),
        )}
      </div>
    </section>
  )
}

/** For copying from. What is the same in both is left out, but for the text: that is what one reads. */
const Theirs = ({ view, issue, written, theirs, words }: PartProps & { readonly theirs: WrittenIssue }) => {
  const own = words.writing.edit
  return (
    <section class="card stack" aria-labelledby="theirs">
      <h2 id="theirs">{own.conflictTheirs}</h2>
      <dl class="stored">
        {(['subject', 'preheader'] as const)
          .filter((field) => theirs[field] !== written[field])
          .map((field) => (
            <div>
              <dt>{own[field]}</dt>
              <dd>{theirs[field]}</dd>
            </div>
          ))}
        <div>
          <dt>{own.source}</dt>
          <dd class="their-source">{theirs.source}</dd>
        </div>
      </dl>
      {issue !== null && (
        <p class="actions">
          <a class="quiet button" href={issueHref(view, issue.id)}>
            {own.conflictTake}
          </a>
        </p>
      )}
    </section>
  )
}
