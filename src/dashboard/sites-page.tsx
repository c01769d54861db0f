/** The websites that this member of staff may see. */
import { formatIn } from '../page/format.ts'
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language } from '../page/words.ts'
import { EmptyState } from './empty-state.tsx'
import { LateSites } from './retention-late.tsx'
import type { SetUp } from './set-up.ts'
import { sitePath } from './view.ts'
import { welcomeHref } from './welcome-href.ts'

export interface ListedSite {
  readonly domain: string
  /** Null where it was not asked: there are too many sites to ask each. */
  readonly visitorsToday: number | null
}

export interface SitesPageProps {
  readonly lang: Language
  /** Set when the address asked for a language: links keep it. */
  readonly chosenLang?: Language | undefined
  readonly sites: readonly ListedSite[]
  readonly snippet: string
  /** What is still to be set up. */
  readonly setUp?: SetUp | null
  /** Shows the way to a new site; without it, how the operator makes one. */
  readonly mayAdd?: boolean
  /** Who works here, and what they did: for those who may. */
  readonly maySee?: { readonly people: boolean; readonly acts: boolean }
  /** Domains at which a sweep was missed, of those at which they guard privacy. */
  readonly late?: readonly string[]
}

const addSiteLine = 'npm run cli -- site add example.nl'

export const SitesPage = (props: SitesPageProps) => {
  const { lang, chosenLang, sites, snippet, setUp = null, mayAdd = false, maySee, late = [] } = props
  const words = wordsIn(lang)
  const format = formatIn(lang)
  const suffix = chosenLang === undefined ? '' : `?lang=${chosenLang}`
  return (
    <Shell lang={lang} title={words.sites.title} kind="work" here="/dashboard" signedIn>
      <div class="page-head">
        <div>
          <h1>{words.sites.title}</h1>
          {sites.length > 0 && <p class="lead">{words.sites.lead}</p>}
        </div>
        {(maySee?.people || maySee?.acts) && (
          <nav class="work-nav" aria-label={words.sites.work}>
            {maySee.people && (
              <a class="quiet button" href={`/dashboard/people${suffix}`}>
                {words.account.people.title}
              </a>
            )}
            {maySee.acts && (
              <a class="quiet button" href={`/dashboard/acts${suffix}`}>
                {words.account.acts.title}
              </a>
            )}
          </nav>
        )}
      </div>
      <div class="stack">
        {late.length > 0 && <LateSites lang={lang} chosenLang={chosenLang} domains={late} />}
        {setUp !== null && sites.length > 0 && (
          <section class="card set-up" aria-labelledby="set-up">
            <div>
              <h2 id="set-up">{setUp.kind === 'begin' ? words.welcome.begin : words.welcome.finish}</h2>
              <p class="fine">
                {setUp.kind === 'begin' ? words.welcome.beginText : words.welcome.finishText(setUp.domain)}
              </p>
            </div>
            <a
              class="button"
              href={
                setUp.kind === 'begin'
                  ? welcomeHref(undefined, chosenLang)
                  : welcomeHref(setUp.domain, chosenLang)
              }
            >
              {setUp.kind === 'begin' ? words.welcome.title : words.welcome.next}
            </a>
          </section>
        )}
        {sites.length === 0 && mayAdd ? (
          <section class="card" aria-labelledby="empty">
            <EmptyState id="empty" title={words.sites.empty} text={words.welcome.lead} />
            <p class="actions centred">
              <a class="button" href={welcomeHref(undefined, chosenLang)}>
                {words.welcome.begin}
              </a>
            </p>
          </section>
        ) : sites.length === 0 ? (
          <section class="card" aria-labelledby="empty">
            <EmptyState
              id="empty"
              title={words.sites.empty}
              text={words.sites.emptyText}
              code={addSiteLine}
            />
            <Snippet text={words.sites.snippet} line={snippet} />
          </section>
        ) : (
          <>
            <ul class="sites">
              {sites.map(({ domain, visitorsToday }) => (
                <li class="card site">
                  <h2>
                    <a href={sitePath(domain) + suffix}>{domain}</a>
                  </h2>
                  {visitorsToday !== null && (
                    <p>
                      <span class="value">{format.number(visitorsToday)}</span>{' '}
                      <span class="fine">{words.sites.visitorsToday}</span>
                    </p>
                  )}
                </li>
              ))}
            </ul>
            {mayAdd ? (
              <p class="actions">
                <a class="quiet button" href={`/dashboard/sites/new${suffix}`}>
                  {words.sites.another}
                </a>
              </p>
            ) : (
              <details class="disclosure">
                <summary>{words.sites.another}</summary>
                <div class="steps">
                  <p>{words.sites.emptyText}</p>
                  <pre>
                    <code>{addSiteLine}</code>
                  </pre>
                  <Snippet text={words.sites.snippet} line={snippet} />
                </div>
              </details>
            )}
          </>
        )}
      </div>
    </Shell>
  )
}

const Snippet = ({ text, line }: { text: string; line: string }) => (
  <div class="steps">
    <p>{text}</p>
    <pre>
      <code>{line}</code>
    </pre>
  </div>
)
