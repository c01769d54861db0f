/** Newsletters that were sent, for whoever wants to read them without getting them; and how one leaves. */
import { VisitorPage, type Visiting } from '../consent/visitor-page.tsx'
import { Logo } from '../page/logo.tsx'
import { formatIn } from '../page/format.ts'
import { wordsIn } from '../page/words.ts'
import { archivedPath, feedPath } from './archive-path.ts'
import type { ArchivedIssue } from './archive.ts'
import { fillForNobody } from './show.ts'

export interface ArchivePageProps {
  readonly visiting: Visiting
  /** The latest first. */
  readonly issues: readonly ArchivedIssue[]
}

/** A subject as it reads for nobody in particular. No way out belongs in one. */
export const subjectOf = ({ subject }: Pick<ArchivedIssue, 'subject'>): string =>
  fillForNobody(subject, 'subject', { wayOutUrl: '', viewUrl: '' })

export const ArchivePage = ({ visiting, issues }: ArchivePageProps) => {
  const { site, lang } = visiting
  const { archive: words } = wordsIn(lang)
  const format = formatIn(lang)
  return (
    <VisitorPage visiting={visiting} title={words.title}>
      <div>
        <h1>{words.title}</h1>
        <p class="lead">{words.lead(site.domain)}</p>
      </div>
      {issues.length === 0 ? (
        <div class="empty">
          <Logo />
          <h2>{words.empty}</h2>
          <p>{words.emptyText}</p>
        </div>
      ) : (
        <section class="passage" aria-labelledby="issues">
          <h2 id="issues">{words.issues}</h2>
          <ol class="mails">
            {issues.map((issue) => (
              <li>
                <a href={archivedPath(site, issue.id)}>{subjectOf(issue) || words.noSubject}</a>
                <time class="fine" datetime={issue.sentAt.toISOString()}>
                  {format.dayOf(issue.sentAt, site.timezone)}
                </time>
              </li>
            ))}
          </ol>
          <p class="fine">
            <a href={feedPath(site)}>{words.feed}</a>
          </p>
        </section>
      )}
      <section class="passage" id="leave">
        <h2>{words.leave}</h2>
        <p>{words.leaveText}</p>
      </section>
    </VisitorPage>
  )
}
