/** The ways between the pages for visitors. */
import { wordsIn } from '../page/words.ts'
import { formAction, type Visiting } from './visitor-page.tsx'

export const privacyPath = ({ site, lang }: Pick<Visiting, 'site' | 'lang'>): string =>
  `/privacy/${site.domain}?${new URLSearchParams({ lang })}`

export const MoreLinks = ({ visiting }: { visiting: Visiting }) => {
  const { more } = wordsIn(visiting.lang).choice
  return (
    <ul class="more-links">
      <li>
        <a href={formAction('/my-data', visiting)}>{more.mine}</a>
      </li>
      <li>
        <a href={privacyPath(visiting)}>{more.privacy}</a>
      </li>
    </ul>
  )
}
