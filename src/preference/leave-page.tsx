/** Asks whether somebody wants no newsletter any more, says that they get none, and takes it back. Names lists of the mail, and nobody. */
import { VisitorPage, type Visiting } from '../consent/visitor-page.tsx'
import { wordsIn } from '../page/words.ts'
import { actionOf } from './link.ts'

export interface LeavePageProps {
  readonly visiting: Visiting
  /** Of the lists that the mail went to; null: everything. */
  readonly names: string | null
}

export const LeavePage = ({ visiting, names }: LeavePageProps) => {
  const { unsubscribe: words } = wordsIn(visiting.lang).preference
  return (
    <VisitorPage visiting={visiting} title={words.title}>
      <div class="said">
        <h1>{words.title}</h1>
        <p class="lead">{words.lead(visiting.site.domain, names)}</p>
      </div>
      <form class="one-answer" method="post" action={actionOf(visiting)}>
        <button type="submit" name="from" value="page">
          {words.submit}
        </button>
      </form>
      <p class="fine">{words.note}</p>
    </VisitorPage>
  )
}

export interface LeftPageProps extends LeavePageProps {
  /** What takes it back; null when nothing was ended just now. */
  readonly undo: string | null
  /** Everything was ended, not the lists of the mail alone. */
  readonly isAll: boolean
}

export const LeftPage = ({ visiting, names, undo, isAll }: LeftPageProps) => {
  const { unsubscribe: words } = wordsIn(visiting.lang).preference
  const { domain } = visiting.site
  return (
    <VisitorPage visiting={visiting} title={words.doneTitle}>
      <div class="said" role="status">
        <h1>{words.doneTitle}</h1>
        <p class="lead">{words.done(domain, names)}</p>
        <p>{words.onItsWay}</p>
      </div>
      {undo !== null && (
        <form class="card passage" method="post" action={actionOf(visiting)}>
          <h2>{words.undoTitle}</h2>
          <p>{words.undoText(domain, names)}</p>
          {isAll && <input type="hidden" name="all" value="yes" />}
          <p>
            <button class="quiet" type="submit" name="undo" value={undo}>
              {words.undo}
            </button>
          </p>
        </form>
      )}
      {names !== null && (
        <form class="card passage" method="post" action={actionOf(visiting)}>
          <h2>{words.allTitle}</h2>
          <p>{words.allText(domain)}</p>
          <input type="hidden" name="from" value="page" />
          <p>
            <button class="quiet" type="submit" name="all" value="yes">
              {words.all}
            </button>
          </p>
        </form>
      )}
    </VisitorPage>
  )
}

/** `isBack` false: it was too late, or nothing was left to take back. */
export const BackPage = ({ visiting, names, isBack }: LeavePageProps & { readonly isBack: boolean }) => {
  const { unsubscribe: words } = wordsIn(visiting.lang).preference
  const title = isBack ? words.undoneTitle : words.lateTitle
  const { domain } = visiting.site
  return (
    <VisitorPage visiting={visiting} title={title}>
      <div class="said" role={isBack ? 'status' : 'alert'}>
        <h1>{title}</h1>
        <p class="lead">{isBack ? words.undone(domain, names) : words.late(domain)}</p>
      </div>
    </VisitorPage>
  )
}
