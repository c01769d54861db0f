/** The websites that this member of staff may see. */
import { formatIn } from '../page/format.ts'
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language } from '../page/words.ts'
import { EmptyState } from './empty-state.tsx'
import { sitePath } from './view.ts'

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
}

const addSiteLine = 'npm run cli -- site add example.nl'

export const SitesPage = ({ lang, chosenLang, sites, snippet }: SitesPageProps) => {
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
      </div>
      <div class="stack">
        {sites.length === 0 ? (
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
