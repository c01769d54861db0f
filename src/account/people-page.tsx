/** Who works here: what each may do, open invitations, and the form for the next one. */
import { formatIn } from '../page/format.ts'
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language } from '../page/words.ts'
import { Alert, Done, Field } from './fields.tsx'
import type { Invitation, Person, Where } from './people.ts'
import { everywhere, roles } from './role.ts'

export interface Place {
  readonly where: Where
  /** Null: everywhere. */
  readonly domain: string | null
}

export type PeopleNotice = 'invited' | 'saved' | 'removed' | 'withdrawn'

export interface PeoplePageProps {
  readonly lang: Language
  readonly meId: string
  readonly people: readonly Person[]
  readonly invitations: readonly Invitation[]
  /** Where whoever looks may give roles. */
  readonly places: readonly Place[]
  readonly notice?: PeopleNotice | undefined
  readonly refusal?: 'email' | 'role' | 'where' | 'last' | undefined
  readonly written?: { readonly email: string; readonly role: string; readonly where: string }
}

export const PeoplePage = ({
  lang,
  meId,
  people,
  invitations,
  places,
  notice,
  refusal,
  written,
}: PeoplePageProps) => {
  const { people: words, roles: roleWords, fields, refused } = wordsIn(lang).account
  const format = formatIn(lang)
  const placeName = (where: Where) =>
    places.find((one) => one.where === where)?.domain ?? roleWords.everywhere
  return (
    <Shell
      lang={lang}
      title={words.title}
      kind="work"
      here="/dashboard/people"
      trail={[{ name: wordsIn(lang).sites.title, href: '/dashboard' }, { name: words.title }]}
      signedIn
    >
      <div class="page-head">
        <h1>{words.title}</h1>
        <p class="lead">{words.lead}</p>
      </div>
      {notice && <Done>{words[notice]}</Done>}
      {refusal === 'last' && <Alert>{words.last}</Alert>}
      <ul class="people plain">
        {people.map((person) => (
          <li class="card stack">
            <h2>
              {person.name}
              {person.id === meId && <span class="fine"> ({words.you})</span>}
            </h2>
            <p class="fine">
              {person.email} · {words.factor}: {factorOf(person, words.factors)}
              {person.byProvider !== null && ` · ${words.byProvider}`}
            </p>
            <ul class="plain rows">
              {places
                .filter(({ where }) => where === everywhere || person.roles.has(where) || places.length <= 12)
                .map(({ where, domain }) => {
                  const id = `role-${person.id}-${where}`
                  return (
                    <li>
                      <form class="role-form" method="post" action="/dashboard/people/role">
                        <label for={id}>{domain ?? roleWords.everywhere}</label>
                        <input type="hidden" name="staff" value={person.id} />
                        <input type="hidden" name="where" value={domain ?? ''} />
                        <select id={id} name="role">
                          <option value="" selected={!person.roles.has(where)}>
                            {words.noRole}
                          </option>
                          {roles.map((role) => (
                            <option value={role} selected={person.roles.get(where) === role}>
                              {roleWords.names[role]}
                            </option>
                          ))}
                        </select>
                        <button class="quiet" type="submit">
                          {words.change}
                        </button>
                      </form>
                    </li>
                  )
                })}
            </ul>
            {person.id !== meId && places.some(({ where }) => where === everywhere) && (
              <details>
                <summary>{words.remove}</summary>
                <form class="stack" method="post" action="/dashboard/people/remove">
                  <p>{words.removeConfirm(person.name)}</p>
                  <input type="hidden" name="staff" value={person.id} />
                  <button type="submit">{words.remove}</button>
                </form>
              </details>
            )}
          </li>
        ))}
      </ul>
      {invitations.length > 0 && (
        <section class="card stack" aria-labelledby="open">
          <h2 id="open">{words.open}</h2>
          <ul class="plain rows">
            {invitations.map(({ id, email, role, where, expiresAt }) => (
              <li>
                <span>
                  {email} · {roleWords.names[role]}, {placeName(where)} ·{' '}
                  {words.openUntil(format.day(expiresAt.toISOString().slice(0, 10)))}
                </span>
                <form method="post" action="/dashboard/people/withdraw">
                  <input type="hidden" name="id" value={id} />
                  <input type="hidden" name="where" value={where === everywhere ? '' : placeName(where)} />
                  <button class="quiet" type="submit" aria-label={`${words.withdraw}: ${email}`}>
                    {words.withdraw}
                  </button>
                </form>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="card stack" aria-labelledby="invite">
        <h2 id="invite">{words.invite}</h2>
        <form class="stack" method="post" action="/dashboard/people/invite">
          <Field
            name="email"
            label={fields.email}
            type="email"
            autocomplete="off"
            maxlength={254}
            value={written?.email}
            refusal={refusal === 'email' ? refused.email : undefined}
          />
          <div class="field">
            <label for="invite-role">{fields.role}</label>
            {refusal === 'role' && <p class="refusal">{refused.role}</p>}
            <select id="invite-role" name="role" required>
              {roles.map((role) => (
                <option value={role} selected={written?.role === role}>
                  {roleWords.names[role]}
                </option>
              ))}
            </select>
          </div>
          <ul class="plain roles">
            {roles.map((role) => (
              <li>
                <strong>{roleWords.names[role]}</strong> {roleWords.may[role]}
              </li>
            ))}
          </ul>
          <div class="field">
            <label for="invite-where">{fields.where}</label>
            {refusal === 'where' && <p class="refusal">{refused.where}</p>}
            <select id="invite-where" name="where">
              {places.map(({ domain }) => (
                <option value={domain ?? ''} selected={written?.where === (domain ?? '')}>
                  {domain ?? roleWords.everywhere}
                </option>
              ))}
            </select>
          </div>
          <button type="submit">{words.inviteSubmit}</button>
        </form>
      </section>
    </Shell>
  )
}

const factorOf = (
  { hasSecondFactor, passkeys }: Person,
  names: { none: string; app: string; passkey: string },
): string => {
  const has = [hasSecondFactor && names.app, passkeys > 0 && names.passkey].filter(Boolean)
  return has.length === 0 ? names.none : has.join(', ')
}
