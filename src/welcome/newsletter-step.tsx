/** Step 5: yes or no, and what follows from either. */
import { wordsIn } from '../page/words.ts'
import type { Editable } from '../settings/fields.ts'
import { stepAction, WelcomeFrame, type WelcomeProps } from './welcome-frame.tsx'

type NewsletterStepProps = WelcomeProps & {
  readonly site: Editable
  /** It was sent without an answer. */
  readonly isUnanswered?: boolean
}

export const NewsletterStep = (props: NewsletterStepProps) => {
  const { lang, site, isUnanswered = false } = props
  const { welcome, settings } = wordsIn(lang)
  const own = welcome.newsletter
  const { newsletter } = site.settings
  const answers = [
    ['yes', own.yes, own.yesMeans, newsletter === true],
    ['no', own.no, own.noMeans, newsletter === false],
  ] as const
  return (
    <WelcomeFrame {...props} heading={own.heading} lead={own.lead} isWrong={isUnanswered}>
      <form class="card settings-form" method="post" action={stepAction(props)}>
        {isUnanswered && (
          <div class="alert" role="alert" id="unanswered">
            <h2>{settings.wrongTitle}</h2>
            <p>
              <a href="#newsletter-yes">{own.heading}</a> {settings.faults.choice}
            </p>
          </div>
        )}
        <fieldset class="answers-explained" aria-describedby={isUnanswered ? 'unanswered' : undefined}>
          <legend class="visually-hidden">{own.heading}</legend>
          {answers.map(([value, label, means, isChosen]) => (
            <div class="explained">
              <div class="tick">
                <input
                  id={`newsletter-${value}`}
                  name="newsletter"
                  type="radio"
                  value={value}
                  required
                  checked={isChosen}
                  aria-describedby={`newsletter-${value}-means`}
                />
                <label for={`newsletter-${value}`}>{label}</label>
              </div>
              <p class="hint" id={`newsletter-${value}-means`}>
                {means}
              </p>
            </div>
          ))}
        </fieldset>
        <p class="actions">
          <button type="submit">{welcome.next}</button>
        </p>
      </form>
    </WelcomeFrame>
  )
}
