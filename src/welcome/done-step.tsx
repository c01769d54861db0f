/** Step 6: it works. What is still open stands here too, for whoever left something for later. */
import { sitePath } from '../dashboard/view.ts'
import { welcomeHref } from '../dashboard/welcome-href.ts'
import { Logo } from '../page/logo.tsx'
import { wordsIn } from '../page/words.ts'
import { settingsHref } from '../settings/settings-href.ts'
import { isOpen, steps } from './steps.ts'
import { WelcomeFrame, type WelcomeProps } from './welcome-frame.tsx'

export const DoneStep = (props: WelcomeProps & { readonly domain: string }) => {
  const { lang, chosenLang, domain, progress } = props
  const { welcome } = wordsIn(lang)
  const own = welcome.finished
  // Pasting the line and seeing a visit are one task: its first step is enough.
  const open = steps.filter((step) => step !== 'visit' && isOpen(progress, step))
  const language = chosenLang ? `?lang=${chosenLang}` : ''
  return (
    <WelcomeFrame
      {...props}
      heading={open.length > 0 ? own.almost : own.heading}
      lead={progress.open.includes('visit') ? own.notYet(domain) : own.lead(domain)}
    >
      <div class="card settings-form finished">
        <Logo />
        {open.length > 0 && (
          <div class="still-open">
            <h2>{own.open}</h2>
            <ul>
              {open.map((step) => (
                <li>
                  <a href={welcomeHref(domain, chosenLang, step)}>{welcome.steps[step]}</a>
                </li>
              ))}
            </ul>
          </div>
        )}
        <p class="actions">
          <a class="button" href={sitePath(domain) + language}>
            {own.dashboard}
          </a>
          <a class="quiet button" href={settingsHref(domain, chosenLang)}>
            {own.settings}
          </a>
        </p>
        <p class="statement">{own.statement}</p>
      </div>
    </WelcomeFrame>
  )
}
