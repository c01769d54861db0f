/** What staff did, newest first, for admins and the privacy officer. */
import { formatIn } from '../page/format.ts'
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language } from '../page/words.ts'
import type { ListedAct } from './act.ts'

export interface ActsPageProps {
  readonly lang: Language
  readonly acts: readonly ListedAct[]
  /** Names by number of who works here now. */
  readonly names: ReadonlyMap<string, string>
  readonly domains: ReadonlyMap<number, string>
  /** ISO instant to look before; absent when there is nothing older. */
  readonly older?: string | undefined
}

export const ActsPage = ({ lang, acts, names, domains, older }: ActsPageProps) => {
  const { acts: words } = wordsIn(lang).account
  const format = formatIn(lang)
  const who = (actor: ListedAct['actor']): string =>
    actor.kind === 'staff'
      ? (names.get(actor.id) ?? words.gone)
      : actor.kind === 'key'
        ? `${words.key} ${actor.id.slice(0, 8)}`
        : words[actor.kind]
  return (
    <Shell
      lang={lang}
      title={words.title}
      kind="work"
      here="/dashboard/acts"
      trail={[{ name: wordsIn(lang).sites.title, href: '/dashboard' }, { name: words.title }]}
      signedIn
    >
      <div class="page-head">
        <h1>{words.title}</h1>
        <p class="lead">{words.lead}</p>
      </div>
      {acts.length === 0 ? (
        <section class="card stack">
          <h2>{words.empty}</h2>
          <p>{words.emptyText}</p>
        </section>
      ) : (
        <div class="card table-scroll" role="region" aria-labelledby="acts-caption" tabindex={0}>
          <table class="acts">
            <caption id="acts-caption" class="visually-hidden">
              {words.title}
            </caption>
            <thead>
              <tr>
                <th scope="col">{words.when}</th>
                <th scope="col">{words.who}</th>
                <th scope="col">{words.what}</th>
                <th scope="col">{words.where}</th>
              </tr>
            </thead>
            <tbody>
              {acts.map((act) => (
                <tr>
                  <td>
                    <time datetime={act.at.toISOString()}>{format.moment(act.at)}</time>
                  </td>
                  <td>{who(act.actor)}</td>
                  <td>
                    {words.kinds[act.kind] ?? act.kind}
                    {act.kind === 'setting-changed' && act.object !== null && <code> {act.object}</code>}
                  </td>
                  <td>{act.siteId === null ? '–' : (domains.get(act.siteId) ?? '–')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {older !== undefined && (
        <p>
          <a class="quiet button" href={`/dashboard/acts?${new URLSearchParams({ before: older })}`}>
            {words.older}
          </a>
        </p>
      )}
    </Shell>
  )
}
