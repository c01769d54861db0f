/**
 * "Am I counted?": what is counted, in plain words, and two answers of the same size and look (A-30). Works without
 * script and keeps nothing: the choice goes back to the site in the address' fragment and lives there.
 */
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language } from '../page/words.ts'

export interface ChoicePageProps {
  readonly lang: Language
  readonly here: string
  readonly domain: string
  /** The browser sends DNT or GPC, so nothing is counted until its owner says otherwise. */
  readonly hasSignal: boolean
  /** Hostname of the site, or a page of the demo, to go back to. */
  readonly returnTo?: string | undefined
}

export const ChoicePage = ({ lang, here, domain, hasSignal, returnTo }: ChoicePageProps) => {
  const { choice } = wordsIn(lang)
  return (
    <Shell lang={lang} title={`${choice.title} · ${domain}`} kind="public" here={here}>
      <div class="choice">
        <div>
          <h1>{choice.title}</h1>
          <p class="lead">{choice.lead(domain)}</p>
        </div>
        <div class="counted">
          <Points heading={choice.counted} points={choice.countedList} />
          <Points heading={choice.not} points={choice.notList} />
        </div>
        {hasSignal ? (
          <section class="signal" aria-labelledby="signal">
            <h2 id="signal">{choice.signal.title}</h2>
            <p>{choice.signal.text}</p>
          </section>
        ) : (
          <p class="fine">{choice.noSignal}</p>
        )}
        <form class="card" method="post" action={`/choice?${new URLSearchParams({ d: domain, lang })}`}>
          <h2 id="question">{choice.question}</h2>
          <input type="hidden" name="d" value={domain} />
          {returnTo !== undefined && <input type="hidden" name="return" value={returnTo} />}
          <div class="answers" role="group" aria-labelledby="question">
            <button type="submit" name="counting" value="off">
              {choice.off}
            </button>
            <button type="submit" name="counting" value="on">
              {choice.on}
            </button>
          </div>
          <p class="fine after">{choice.after}</p>
        </form>
      </div>
    </Shell>
  )
}

const Points = ({ heading, points }: { heading: string; points: readonly string[] }) => (
  <section>
    <h2>{heading}</h2>
    <ul>
      {points.map((point) => (
        <li>{point}</li>
      ))}
    </ul>
  </section>
)
