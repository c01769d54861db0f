/** The links of a newsletter and where they lead; one that is wrong is mended here, after sending too. */
import type { View } from '../dashboard/view.ts'
import type { IssueLink } from '../newsletter/issue-list.ts'
import type { Issue } from '../newsletter/issue.ts'
import { targetLengthMax } from '../newsletter/target.ts'
import { formatIn } from '../page/format.ts'
import { wordsIn, type Language } from '../page/words.ts'
import { issueHref } from './issue-door.ts'
import { IssueFrame } from './issue-frame.tsx'
import type { Viewer } from './writing-door.ts'
import { TextField } from '../page/form-fields.tsx'

export interface RefusedTarget {
  readonly linkNo: number
  readonly target: string
}

export interface LinksPageProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  readonly timezone: string
  readonly issue: Issue
  readonly links: readonly IssueLink[]
  readonly refused: RefusedTarget | null
  readonly isSaved: boolean
}

export const LinksPage = (props: LinksPageProps) => {
  const { lang, view, issue, links, refused, isSaved } = props
  const own = wordsIn(lang).writing.links
  const format = formatIn(lang)
  return (
    <IssueFrame {...props} place="links" isWrong={refused !== null} note={isSaved ? own.saved : null}>
      <section class="card stack" aria-labelledby="links">
        <div>
          <h2 id="links">{own.title}</h2>
          {links.length === 0 ? <p>{own.empty}</p> : <p>{own.lead}</p>}
        </div>
        {links.length > 0 && (
          <>
            <ol class="issue-links plain">
              {links.map(({ linkNo, target }) => {
                const isRefused = refused?.linkNo === linkNo
                const number = format.number(linkNo)
                return (
                  <li>
                    <p class="link-target">
                      <span class="fine">{own.one(number)}</span>
                      <bdi>{target}</bdi>
                    </p>
                    <details class="disclosure" open={isRefused}>
                      <summary aria-label={own.changeOne(number)}>{own.change}</summary>
                      <form class="settings-form" method="post" action={issueHref(view, issue.id, 'links')}>
                        <input type="hidden" name="link" value={String(linkNo)} />
                        <TextField
                          id={`target-${linkNo}`}
                          name="target"
                          label={own.target}
                          fault={isRefused ? own.fault : undefined}
                          value={isRefused ? refused.target : target}
                          maxlength={targetLengthMax}
                          isRequired
                        />
                        <p class="actions">
                          <button type="submit">{own.save}</button>
                        </p>
                      </form>
                    </details>
                  </li>
                )
              })}
            </ol>
            <p class="fine">{own.limit}</p>
          </>
        )}
      </section>
    </IssueFrame>
  )
}
