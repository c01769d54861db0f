/** What every first step has around it: where one is, which steps there are, and one thing to do. */
import type { Child } from 'hono/jsx'
import { welcomeHref, welcomePath } from '../dashboard/welcome-href.ts'
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import { isOpen, stepBefore, steps, type Progress, type Step } from './steps.ts'

export interface WelcomeProps {
  readonly lang: Language
  /** Set when the address asked for a language: links keep it. */
  readonly chosenLang?: Language | undefined
  readonly step: Step
  /** Null: there is no site yet. */
  readonly domain: string | null
  readonly progress: Progress
}

interface FrameProps extends WelcomeProps {
  readonly heading: string
  readonly lead: string
  readonly isWrong?: boolean
  /** A script of our own; the policy of the answer must allow it. */
  readonly script?: string
  readonly children?: Child
}

export const WelcomeFrame = (props: FrameProps) => {
  const { lang, chosenLang, step, domain, progress, heading, lead, isWrong = false, script, children } = props
  const words = wordsIn(lang)
  const { welcome, settings } = words
  const nth = steps.indexOf(step) + 1
  const before = stepBefore(step)
  return (
    <Shell
      lang={lang}
      title={`${isWrong ? `${settings.wrongPrefix}: ` : ''}${heading} · ${welcome.step(nth, steps.length)}`}
      kind="work"
      here={welcomeHref(domain ?? undefined, undefined, step)}
      trail={[
        { name: words.sites.title, href: chosenLang ? `/dashboard?lang=${chosenLang}` : '/dashboard' },
        { name: welcome.title },
      ]}
      signedIn
      {...(script !== undefined && { script })}
    >
      <div class="welcome">
        <StepList step={step} domain={domain} progress={progress} chosenLang={chosenLang} words={words} />
        <div class="welcome-step">
          <p class="welcome-count">{welcome.step(nth, steps.length)}</p>
          <h1>{heading}</h1>
          <p class="lead">{lead}</p>
          {children}
          {domain !== null && before !== null && before !== 'site' && (
            <p class="fine">
              <a href={welcomeHref(domain, chosenLang, before)}>{welcome.back}</a>
            </p>
          )}
        </div>
      </div>
    </Shell>
  )
}

interface StepListProps extends Pick<WelcomeProps, 'step' | 'domain' | 'progress' | 'chosenLang'> {
  readonly words: Words
}

const StepList = ({ step, domain, progress, chosenLang, words: { welcome } }: StepListProps) => (
  <nav class="welcome-steps" aria-label={welcome.progress}>
    <ol>
      {steps.map((one, nth) => {
        const isDone =
          one === 'site' ? domain !== null : one !== 'done' && domain !== null && !isOpen(progress, one)
        const state = one === step ? 'is-here' : isDone ? 'is-done' : undefined
        const inside = (
          <>
            <span class="nth" aria-hidden="true">
              {isDone && one !== step ? <Tick /> : String(nth + 1)}
            </span>
            <span>
              {welcome.steps[one]}
              {one !== step && (
                <span class="visually-hidden">{` (${welcome[isDone ? 'done' : 'open']})`}</span>
              )}
            </span>
          </>
        )
        return (
          <li class={state}>
            {domain === null || one === 'site' || one === step ? (
              <span aria-current={one === step ? 'step' : undefined}>{inside}</span>
            ) : (
              <a href={welcomeHref(domain, chosenLang, one)}>{inside}</a>
            )}
          </li>
        )
      })}
    </ol>
  </nav>
)

const Tick = () => (
  <svg viewBox="0 0 20 20" focusable="false">
    <path d="m4 10.5 4 4 8-9" />
  </svg>
)

/** Where the form of a step goes. */
export const stepAction = ({ domain, chosenLang, step }: WelcomeProps): string =>
  domain === null && chosenLang === undefined
    ? `${welcomePath}/${step}`
    : welcomeHref(domain ?? undefined, chosenLang, step)
