/**
 * "Am I counted?": for a site that asks no consent. What is counted, in plain words, and two answers of the same size and look
 * (A-30). Works without script and keeps nothing: the choice goes back to the site in the address' fragment and lives there.
 */
import { wordsIn } from '../page/words.ts'
import { MoreLinks } from './more-links.tsx'
import { Carried, formAction, Points, VisitorPage, type Visiting } from './visitor-page.tsx'

export interface ChoicePageProps {
  readonly visiting: Visiting
  /** The browser sends DNT or GPC, so nothing is counted until its owner says otherwise. */
  readonly hasSignal: boolean
}

export const ChoicePage = ({ visiting, hasSignal }: ChoicePageProps) => {
  const { choice } = wordsIn(visiting.lang)
  return (
    <VisitorPage visiting={visiting} title={choice.title}>
      <div>
        <h1>{choice.title}</h1>
        <p class="lead">{choice.lead(visiting.site.domain)}</p>
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
      <form class="card" method="post" action={formAction('/choice', visiting)}>
        <h2 id="question">{choice.question}</h2>
        <Carried visiting={visiting} />
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
      <MoreLinks visiting={visiting} />
    </VisitorPage>
  )
}
