/** The ways between the pages for visitors. */
import { wordsIn } from '../page/words.ts'
import { formAction, type Visiting } from './visitor-page.tsx'

export const privacyPath = ({ site, lang }: Pick<Visiting, 'site' | 'lang'>): string =>
  `/privacy/${site.domain}?${new URLSearchParams({ lang })}`

export const MoreLinks = ({ visiting }: { visiting: Visiting }) => {
  const { choice, request } = wordsIn(visiting.lang)
  const { more } = choice
  return (
    <ul class="more-links">
      <li>
        <a href={formAction('/my-data', visiting)}>{more.mine}</a>
      </li>
      <li>
        <a href={formAction('/rights', visiting)}>{request.way}</a>
      </li>
      <li>
        <a href={privacyPath(visiting)}>{more.privacy}</a>
      </li>
    </ul>
  )
}
