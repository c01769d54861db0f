/** All sections of a site's settings, each with how it stands now. */
import { formatIn, type Format } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import type { View } from '../dashboard/view.ts'
import { isControllerKnown } from '../site/site-settings.ts'
import type { Editable } from './fields.ts'
import { settingsHref } from './settings-href.ts'
import { places, SettingsFrame, type Place } from './settings-frame.tsx'

export interface IndexPageProps {
  readonly lang: Language
  readonly view: View
  readonly site: Editable
  /** Keys of this site that open something. */
  readonly openKeys: number
  readonly openRequests?: number | null
}

/** How a section stands, in a few words; null: somebody still has to fill it in. */
function standOf(
  place: Place,
  { hostnames, settings }: Editable,
  openKeys: number,
  { words, format }: { readonly words: Words; readonly format: Format },
): string | null {
  const { summary, picks } = words.settings
  switch (place) {
    case 'site':
      return summary.hosts(hostnames.length)
    case 'counting':
      return summary.rules(settings.masks.length, settings.excluded.length)
    case 'retention': {
      const { eventsDays, visitsMonths, totalsMonths } = settings.retention
      return summary.retention(
        format.number(eventsDays),
        format.number(visitsMonths),
        format.number(totalsMonths),
      )
    }
    case 'organisation':
      return isControllerKnown(settings) ? settings.controller.name : null
    case 'appearance': {
      const languages = settings.languages.join(' ')
      const named: Readonly<Record<string, string>> = picks.languages
      return `${settings.brand.name || settings.brand.colour} · ${named[languages] ?? languages}`
    }
    case 'newsletter':
      return settings.newsletter === null ? null : summary.newsletter[settings.newsletter ? 'yes' : 'no']
    case 'keys':
      return summary.keys(openKeys)
  }
}

export const IndexPage = ({ lang, view, site, openKeys, openRequests = null }: IndexPageProps) => {
  const words = wordsIn(lang)
  const own = words.settings
  const format = formatIn(lang)
  return (
    <SettingsFrame lang={lang} view={view} place={null} openRequests={openRequests}>
      <ul class="settings-index">
        {places.map((place) => {
          const stand = standOf(place, site, openKeys, { words, format })
          return (
            <li class="card">
              <h2>
                <a href={settingsHref(view.domain, view.lang, place)}>{own.sections[place].title}</a>
              </h2>
              <p class="fine">{own.sections[place].lead}</p>
              {stand === null ? (
                <p class="stand missing">{own.notFilled}</p>
              ) : (
                <p class="stand">
                  <bdi>{stand}</bdi>
                </p>
              )}
            </li>
          )
        })}
      </ul>
    </SettingsFrame>
  )
}
