/** Step 4: who is responsible, and whom visitors can ask. The same settings as on their own page, asked for at once. */
import { welcomeHref } from '../dashboard/welcome-href.ts'
import { formatIn } from '../page/format.ts'
import { wordsIn } from '../page/words.ts'
import type { Editable, Setting } from '../settings/fields.ts'
import { Groups, Summary, type Refused } from '../settings/section-page.tsx'
import { stepAction, WelcomeFrame, type WelcomeProps } from './welcome-frame.tsx'

/** What a privacy statement can't do without. */
export const neededOfController = [
  'controller.name',
  'controller.address',
  'controller.email',
] as const satisfies readonly Setting[]

type PeopleStepProps = WelcomeProps & {
  readonly domain: string
  readonly site: Editable
  readonly refused?: Refused | null
}

export const PeopleStep = (props: PeopleStepProps) => {
  const { lang, chosenLang, domain, site, refused = null } = props
  const words = wordsIn(lang)
  const { welcome } = words
  return (
    <WelcomeFrame
      {...props}
      heading={welcome.people.heading}
      lead={welcome.people.lead}
      isWrong={refused !== null}
    >
      <form class="card settings-form" method="post" action={stepAction(props)}>
        {refused !== null && <Summary section="organisation" faults={refused.faults} words={words} />}
        <Groups
          section="organisation"
          site={site}
          isZoneFixed={false}
          refused={refused}
          required={neededOfController}
          words={words}
          format={formatIn(lang)}
        />
        <p class="actions">
          <button type="submit">{welcome.next}</button>
          <a class="quiet button" href={welcomeHref(domain, chosenLang, 'newsletter')}>
            {welcome.later}
          </a>
        </p>
      </form>
    </WelcomeFrame>
  )
}
