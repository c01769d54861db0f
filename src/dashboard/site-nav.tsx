/** The parts of one site's dashboard. They keep period, filters and language, so that a question goes along. */
import type { Words } from '../page/words.ts'
import { viewHref, type View } from './view.ts'

export const siteParts = ['overview', 'social', 'goals'] as const
export type SitePart = (typeof siteParts)[number]

const hrefOf: Readonly<Record<SitePart, (view: View) => string>> = {
  overview: (view) => viewHref(view),
  social: (view) => viewHref(view, 'social'),
  goals: (view) => viewHref(view, 'goals'),
}

export const SiteNav = ({ view, here, words }: { view: View; here: SitePart; words: Words }) => (
  <nav class="parts" aria-label={words.parts.heading}>
    <ul>
      {siteParts.map((part) => (
        <li>
          <a href={hrefOf[part](view)} aria-current={part === here ? 'page' : undefined}>
            {words.parts[part]}
          </a>
        </li>
      ))}
    </ul>
  </nav>
)
