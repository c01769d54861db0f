/** Asks whether somebody wants no report any more, and says that they get none. Names the site and nobody. */
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language } from '../page/words.ts'
import type { ReportPeriod } from './period.ts'

export interface UnsubscribePageProps {
  readonly lang: Language
  /** Path and query of this page, token and all. */
  readonly here: string
  readonly domain: string
  readonly period: ReportPeriod
}

export const UnsubscribePage = ({ lang, here, domain, period }: UnsubscribePageProps) => {
  const { unsubscribe: words } = wordsIn(lang).report
  return (
    <Shell lang={lang} title={words.title[period]} kind="public" here={here}>
      <div class="notice">
        <h1>{words.title[period]}</h1>
        <p class="lead">{words.lead(domain)}</p>
        <form method="post" action={here}>
          <button type="submit">{words.submit}</button>
        </form>
      </div>
    </Shell>
  )
}

export const UnsubscribedPage = ({ lang, here, domain, period }: UnsubscribePageProps) => {
  const { unsubscribe: words } = wordsIn(lang).report
  return (
    <Shell lang={lang} title={words.doneTitle} kind="public" here={here}>
      <div class="notice" role="status">
        <h1>{words.doneTitle}</h1>
        <p class="lead">{words.done[period](domain)}</p>
        <p>{words.again}</p>
      </div>
    </Shell>
  )
}
