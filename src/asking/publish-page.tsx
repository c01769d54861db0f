/** Before publishing and before stopping: what it means for visitors, and the one button that does it. */
import type { View } from '../dashboard/view.ts'
import { formatIn } from '../page/format.ts'
import { wordsIn, type Language } from '../page/words.ts'
import { materialOf, type Notice } from '../consent/notice.ts'
import type { CurrentNotice } from '../consent/publication.ts'
import { AskingFrame, type Viewer } from './asking-frame.tsx'
import { askingHref, organisationHref } from './asking-href.ts'
import { OffenceList } from './edit-page.tsx'
import { changesOf } from './notice-changes.ts'
import { shortName, type Told } from './purpose-words.ts'

/** Why the draft can not be published as it stands, or could not be when it was confirmed. */
export type Refusal =
  | { readonly why: 'no-controller' | 'no-statement' | 'nothing-to-ask' | 'unchanged' }
  | { readonly why: 'offences'; readonly offences: readonly Told[] }

/** There is nothing to mend: nothing is there to be published. */
const isNothing = (refusal: Refusal): refusal is Refusal & { readonly why: 'unchanged' | 'nothing-to-ask' } =>
  refusal.why === 'unchanged' || refusal.why === 'nothing-to-ask'

export interface PublishPageProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  readonly current: CurrentNotice | null
  readonly next: Notice
  readonly nextId: string
  readonly refusal: Refusal | null
  /** It was confirmed for another draft. */
  readonly isChanged?: boolean
}

export const PublishPage = (props: PublishPageProps) => {
  const { lang, view, viewer, current, next, nextId, refusal, isChanged = false } = props
  const words = wordsIn(lang)
  const own = words.consent.publish
  const edit = askingHref(view.domain, view.lang, 'edit')
  const kind =
    current === null
      ? ('first' as const)
      : materialOf(current.notice) === materialOf(next)
        ? ('notAgain' as const)
        : ('again' as const)
  const changes = changesOf(current?.notice ?? null, next, { lang, words, format: formatIn(lang) })
  return (
    <AskingFrame
      lang={lang}
      view={view}
      viewer={viewer}
      tab="edit"
      place="publish"
      title={own.title}
      lead={own.lead}
      isWrong={(refusal !== null && !isNothing(refusal)) || isChanged}
    >
      <div class="stack asking-narrow">
        {isChanged && (
          <div class="alert" role="alert">
            <p>{own.refused.changed}</p>
          </div>
        )}
        {refusal !== null && isNothing(refusal) ? (
          <section class="card panel" aria-labelledby="nothing">
            <h2 id="nothing">{own.nothingTitle}</h2>
            <p>{own.refused[refusal.why]}</p>
          </section>
        ) : refusal !== null ? (
          <div class="alert" role="alert">
            <h2>{own.refusedTitle}</h2>
            <p>{own.refused[refusal.why]}</p>
            {refusal.why === 'offences' && <OffenceList offences={refusal.offences} />}
            {refusal.why === 'no-statement' && (
              <p>
                <a href={askingHref(view.domain, view.lang, 'statements')}>
                  {words.consent.statements.title}
                </a>
              </p>
            )}
            {refusal.why === 'no-controller' && viewer.mayAdminister && (
              <p>
                <a href={organisationHref(view.domain, view.lang)}>{words.consent.edit.controllerFill}</a>
              </p>
            )}
          </div>
        ) : (
          <section class={`card panel asks-${kind}`} aria-labelledby="asks">
            <h2 id="asks">{own[kind]}</h2>
            <p>{own[`${kind}Text`]}</p>
            {changes.length > 0 && (
              <>
                <h3>{own.changes}</h3>
                <ul class="change-list">
                  {changes.map((change) => (
                    <li>{change}</li>
                  ))}
                </ul>
              </>
            )}
            <p class="fine">
              {own.version}: <code>{shortName(nextId)}</code>
            </p>
          </section>
        )}
        <form class="actions" method="post" action={askingHref(view.domain, view.lang, 'publish')}>
          {refusal === null && (
            <>
              <input type="hidden" name="notice" value={nextId} />
              <button type="submit">{own.submit}</button>
            </>
          )}
          <a class="quiet button" href={edit}>
            {own.back}
          </a>
        </form>
      </div>
    </AskingFrame>
  )
}

export interface EndPageProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  readonly isAsking: boolean
}

export const EndPage = ({ lang, view, viewer, isAsking }: EndPageProps) => {
  const own = wordsIn(lang).consent.end
  return (
    <AskingFrame
      lang={lang}
      view={view}
      viewer={viewer}
      tab="now"
      place="end"
      title={own.title}
      lead={own.lead(view.domain)}
    >
      <div class="stack asking-narrow">
        <section class="card panel">
          {isAsking ? own.text.map((text) => <p>{text}</p>) : <p>{own.nothing}</p>}
        </section>
        <form class="actions" method="post" action={askingHref(view.domain, view.lang, 'end')}>
          {isAsking && <button type="submit">{own.submit}</button>}
          <a class="quiet button" href={askingHref(view.domain, view.lang)}>
            {own.back}
          </a>
        </form>
      </div>
    </AskingFrame>
  )
}
