/** `/dashboard/register`, for who guards privacy at several sites: of which one. */
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language } from '../page/words.ts'
import { deskHref } from './desk-href.ts'

export interface RegisterChoosePageProps {
  readonly lang: Language
  readonly domains: readonly string[]
}

export const RegisterChoosePage = ({ lang, domains }: RegisterChoosePageProps) => {
  const words = wordsIn(lang)
  const { page } = words.register
  return (
    <Shell
      lang={lang}
      title={page.title}
      kind="work"
      here="/dashboard/register"
      trail={[{ name: words.sites.title, href: '/dashboard' }, { name: page.title }]}
      signedIn
    >
      <div class="page-head">
        <div>
          <h1>{page.choose}</h1>
          <p class="lead">{page.chooseLead}</p>
        </div>
      </div>
      <ul class="plain stack">
        {domains.map((domain) => (
          <li>
            <a href={deskHref({ domain }, 'register')}>{domain}</a>
          </li>
        ))}
      </ul>
    </Shell>
  )
}
