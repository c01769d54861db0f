/** Adding a website: its address, and when its days begin. */
import { formatIn } from '../page/format.ts'
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language } from '../page/words.ts'
import { dashboardHref } from '../dashboard/view.ts'
import type { RefusedSite } from './add.ts'
import { Field } from './field.tsx'

export interface NewSitePageProps {
  readonly lang: Language
  /** Set when the address asked for a language: links keep it. */
  readonly chosenLang?: Language | undefined
  readonly refused?: RefusedSite | null
}

export const newSitePath = '/dashboard/sites/new'

export const NewSitePage = ({ lang, chosenLang, refused = null }: NewSitePageProps) => {
  const words = wordsIn(lang)
  const { settings } = words
  const own = settings.newSite
  const written = refused?.written ?? { domain: '', timezone: 'Europe/Amsterdam' }
  const fault = refused?.faults.domain
  return (
    <Shell
      lang={lang}
      title={refused === null ? own.title : `${settings.wrongPrefix}: ${own.title}`}
      kind="work"
      here={newSitePath}
      trail={[{ name: words.sites.title, href: dashboardHref({ lang: chosenLang }) }, { name: own.title }]}
      signedIn
    >
      <div class="page-head">
        <div>
          <h1>{own.title}</h1>
          <p class="lead">{own.lead}</p>
        </div>
      </div>
      <form
        class="card settings-form narrow"
        method="post"
        action={chosenLang ? `${newSitePath}?lang=${chosenLang}` : newSitePath}
      >
        {refused !== null && (
          <div class="alert" role="alert">
            <h2>{settings.wrongTitle}</h2>
            <ul>
              {fault && (
                <li>
                  <a href="#domain">{own.domain}</a>: {settings.faults[fault]}
                </li>
              )}
              {refused.faults.timezone && (
                <li>
                  <a href="#timezone">{settings.groups.timezone.title}</a>: {settings.faults.zone}
                </li>
              )}
            </ul>
          </div>
        )}
        <div class="field">
          <label for="domain">{own.domain}</label>
          <p class="hint" id="domain-hint">
            {own.domainHint}
          </p>
          <input
            id="domain"
            name="domain"
            type="text"
            inputmode="url"
            required
            maxlength={300}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            value={written.domain}
            aria-describedby={fault ? 'domain-hint domain-fault' : 'domain-hint'}
            aria-invalid={fault ? 'true' : undefined}
          />
          {fault && (
            <p class="wrong" id="domain-fault">
              {settings.faults[fault]}
            </p>
          )}
        </div>
        <Field
          setting="timezone"
          label={settings.groups.timezone.title}
          means={own.timezoneHint}
          written={written.timezone}
          fault={refused?.faults.timezone}
          words={words}
          format={formatIn(lang)}
        />
        <p class="actions">
          <button type="submit">{own.submit}</button>
        </p>
      </form>
    </Shell>
  )
}
