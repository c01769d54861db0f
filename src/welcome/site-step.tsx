/** Step 1: a name and an address, from which the site is made. */
import { wordsIn } from '../page/words.ts'
import type { SettingFault } from '../site/site-settings.ts'
import { stepAction, WelcomeFrame, type WelcomeProps } from './welcome-frame.tsx'

export type SiteStepField = 'organisation' | 'domain'
export interface RefusedSiteStep {
  readonly written: Readonly<Record<SiteStepField, string>>
  readonly faults: Readonly<Partial<Record<SiteStepField, SettingFault>>>
}

const fields = ['organisation', 'domain'] as const satisfies readonly SiteStepField[]

export const SiteStep = (props: WelcomeProps & { readonly refused?: RefusedSiteStep | null }) => {
  const { lang, refused = null } = props
  const { welcome, settings } = wordsIn(lang)
  const own = welcome.site
  const labels: Readonly<Record<SiteStepField, readonly [label: string, hint: string]>> = {
    organisation: [own.organisation, own.organisationHint],
    domain: [own.domain, own.domainHint],
  }
  return (
    <WelcomeFrame {...props} heading={own.heading} lead={own.lead} isWrong={refused !== null}>
      <form class="card settings-form" method="post" action={stepAction(props)}>
        {refused !== null && (
          <div class="alert" role="alert">
            <h2>{settings.wrongTitle}</h2>
            <ul>
              {fields.flatMap((field) => {
                const fault = refused.faults[field]
                return fault === undefined
                  ? []
                  : [
                      <li>
                        <a href={`#${field}`}>{labels[field][0]}</a>: {settings.faults[fault]}
                      </li>,
                    ]
              })}
            </ul>
          </div>
        )}
        {fields.map((field) => {
          const [label, hint] = labels[field]
          const fault = refused?.faults[field]
          return (
            <div class="field">
              <label for={field}>{label}</label>
              <p class="hint" id={`${field}-hint`}>
                {hint}
              </p>
              <input
                id={field}
                name={field}
                type="text"
                inputmode={field === 'domain' ? 'url' : undefined}
                autocapitalize={field === 'domain' ? 'off' : undefined}
                spellcheck={false}
                required
                maxlength={300}
                autocomplete={field === 'organisation' ? 'organization' : 'off'}
                value={refused?.written[field] ?? ''}
                aria-describedby={fault ? `${field}-hint ${field}-fault` : `${field}-hint`}
                aria-invalid={fault ? 'true' : undefined}
              />
              {fault && (
                <p class="wrong" id={`${field}-fault`}>
                  {settings.faults[fault]}
                </p>
              )}
            </div>
          )
        })}
        <p class="actions">
          <button type="submit">{own.submit}</button>
        </p>
      </form>
    </WelcomeFrame>
  )
}
