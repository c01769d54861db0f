/** Step 3: has anything come in? A script of ours asks again and says so; without it one looks again. Never tells who it was. */
import { welcomeHref, welcomePath } from '../dashboard/welcome-href.ts'
import { welcomeScriptPath } from '../page/assets.ts'
import { formatIn } from '../page/format.ts'
import { wordsIn, type Language } from '../page/words.ts'
import { WelcomeFrame, type WelcomeProps } from './welcome-frame.tsx'

/** What is said of it, on the page and to its script alike. */
export function seenText(lang: Language, lastSeen: Date | null, now: Date): string {
  const { visit } = wordsIn(lang).welcome
  if (lastSeen === null) return visit.waiting
  return visit.seen(formatIn(lang).ago((now.getTime() - lastSeen.getTime()) / 1000))
}

type VisitStepProps = WelcomeProps & {
  readonly domain: string
  readonly lastSeen: Date | null
  readonly now: Date
}

export const VisitStep = (props: VisitStepProps) => {
  const { lang, chosenLang, domain, lastSeen, now } = props
  const { welcome } = wordsIn(lang)
  const own = welcome.visit
  const isSeen = lastSeen !== null
  const next = welcomeHref(domain, chosenLang, 'people')
  return (
    <WelcomeFrame {...props} heading={own.heading} lead={own.lead(domain)} script={welcomeScriptPath}>
      <div class="card settings-form">
        <p>
          <a href={`https://${domain}/`} target="_blank" rel="noopener noreferrer">
            {own.open(domain)}
            <span class="visually-hidden">{` (${own.newTab})`}</span>
          </a>
        </p>
        <div
          class={isSeen ? 'seen is-seen' : 'seen'}
          data-ask={`${welcomePath}/seen?${new URLSearchParams({ d: domain, lang })}`}
        >
          <span class="lamp" aria-hidden="true"></span>
          <p role="status">{seenText(lang, lastSeen, now)}</p>
        </div>
        <p class="fine" data-when-seen hidden={!isSeen}>
          {own.seenWhat}
        </p>
        <p class="actions">
          <a class="button" href={next} data-when-seen hidden={!isSeen}>
            {welcome.next}
          </a>
          <a class="button" href={welcomeHref(domain, chosenLang, 'visit')} data-until-seen hidden={isSeen}>
            {own.again}
          </a>
          <a class="quiet button" href={next} data-until-seen hidden={isSeen}>
            {welcome.later}
          </a>
        </p>
        <details class="disclosure" data-until-seen hidden={isSeen}>
          <summary>{own.help}</summary>
          <ul class="recipes">
            {own.helps.map((help) => (
              <li>{help}</li>
            ))}
          </ul>
        </details>
      </div>
    </WelcomeFrame>
  )
}
