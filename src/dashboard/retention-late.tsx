/** That a sweep was missed (A-35): what privacy staff see at the site and in the list of sites. */
import { formatIn } from '../page/format.ts'
import { wordsIn, type Language } from '../page/words.ts'
import { sitePath } from './view.ts'

export const retentionHref = ({
  domain,
  lang,
}: {
  readonly domain: string
  readonly lang?: Language | undefined
}): string => `${sitePath(domain)}/retention${lang ? `?lang=${lang}` : ''}`

interface LateSweepProps {
  readonly lang: Language
  readonly domain: string
  readonly chosenLang?: Language | undefined
  readonly timezone: string
  readonly since: Date
  /** Not on the page that it leads to. */
  readonly withLink?: boolean
}

export const LateSweep = ({
  lang,
  domain,
  chosenLang,
  timezone,
  since,
  withLink = false,
}: LateSweepProps) => {
  const { late } = wordsIn(lang).retention
  const format = formatIn(lang)
  return (
    <div class="alert" role="alert">
      <h2>{late.title}</h2>
      <p>{late.text(format.dayOf(since, timezone), format.timeOf(since, timezone))}</p>
      {withLink && (
        <p>
          <a href={retentionHref({ domain, lang: chosenLang })}>{late.link}</a>
        </p>
      )}
    </div>
  )
}

interface LateSitesProps {
  readonly lang: Language
  readonly chosenLang?: Language | undefined
  readonly domains: readonly string[]
}

export const LateSites = ({ lang, chosenLang, domains }: LateSitesProps) => {
  const { late } = wordsIn(lang).retention
  return (
    <div class="alert" role="alert">
      <h2>{late.title}</h2>
      <p>{late.sites}</p>
      <ul>
        {domains.map((domain) => (
          <li>
            <a href={retentionHref({ domain, lang: chosenLang })}>{domain}</a>
          </li>
        ))}
      </ul>
    </div>
  )
}
