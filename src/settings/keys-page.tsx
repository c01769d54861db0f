/** The keys of one site: which there are, making one, revoking one. A token is shown on the answer to its making and nowhere else. */
import { formatIn, type Format } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import type { View } from '../dashboard/view.ts'
import type { SettingFault } from '../site/site-settings.ts'
import type { KeyScope, ListedKey } from '../site/key.ts'
import { settingsHref } from './settings-href.ts'
import { SettingsFrame } from './settings-frame.tsx'

export const keyScopes = ['read', 'admin'] as const satisfies readonly KeyScope[]
/** Days that a key may hold. One without an end is forgotten, and opens for whoever finds it. */
export const keyDays = ['90', '365', '730'] as const
export const labelLengthMax = 100

export type KeyField = 'label' | 'scope' | 'days'
export interface RefusedKey {
  readonly written: Readonly<Record<KeyField, string>>
  readonly faults: Readonly<Partial<Record<KeyField, SettingFault>>>
}

export interface KeysPageProps {
  readonly lang: Language
  readonly view: View
  readonly timezone: string
  readonly now: Date
  readonly keys: readonly ListedKey[]
  readonly refused?: RefusedKey | null
  readonly isSaved?: boolean
  readonly openRequests?: number | null
}

export const KeysPage = (props: KeysPageProps) => {
  const { lang, view, keys, refused = null, isSaved = false, openRequests = null } = props
  const words = wordsIn(lang)
  const own = words.settings.keys
  const outcome = refused !== null ? 'wrong' : isSaved ? 'saved' : null
  return (
    <SettingsFrame lang={lang} view={view} place="keys" outcome={outcome} openRequests={openRequests}>
      <section class="card panel" aria-labelledby="keys">
        <h2 id="keys">{own.heading}</h2>
        {keys.length === 0 ? (
          <p class="empty-small">{own.empty}</p>
        ) : (
          <KeyList {...props} words={words} format={formatIn(lang)} />
        )}
        <p class="fine">{own.everywhere}</p>
      </section>
      <KeyForm action={settingsHref(view.domain, view.lang, 'keys')} refused={refused} words={words} />
    </SettingsFrame>
  )
}

interface ListProps extends KeysPageProps {
  readonly words: Words
  readonly format: Format
}

const KeyList = ({ view, timezone, now, keys, words, format }: ListProps) => {
  const { column, scopesShort, never, expired, revoked } = words.settings.keys
  return (
    <ul class="key-list">
      {keys.map((key) => {
        const { label, scope, createdAt, expiresAt, isRevoked } = key
        const isExpired = expiresAt !== null && expiresAt <= now
        return (
          <li>
            <h3>
              <bdi>{label}</bdi>
            </h3>
            <dl>
              <div>
                <dt>{column.scope}</dt>
                <dd>{scopesShort[scope]}</dd>
              </div>
              <div>
                <dt>{column.created}</dt>
                <dd>{format.dayOf(createdAt, timezone)}</dd>
              </div>
              <div>
                <dt>{column.expires}</dt>
                <dd>{expiresAt === null ? never : format.dayOf(expiresAt, timezone)}</dd>
              </div>
            </dl>
            {isRevoked || isExpired ? (
              <p class="stand missing">{isRevoked ? revoked : expired}</p>
            ) : (
              <Revoke
                id={key.id}
                label={label}
                action={settingsHref(view.domain, view.lang, 'keys/revoke')}
                words={words}
              />
            )}
          </li>
        )
      })}
    </ul>
  )
}

interface RevokeProps {
  readonly id: string
  readonly label: string
  readonly action: string
  readonly words: Words
}

/** Unfolds first: what can't be undone takes two steps. */
const Revoke = ({ id, label, action, words: { settings } }: RevokeProps) => (
  <details class="disclosure">
    <summary>{settings.keys.revokeOne(label)}</summary>
    <form class="revoke" method="post" action={action}>
      <p class="fine">{settings.keys.revokeSure}</p>
      <input type="hidden" name="id" value={id} />
      <button class="quiet" type="submit">
        {settings.keys.revoke}
      </button>
    </form>
  </details>
)

interface KeyFormProps {
  readonly action: string
  readonly refused: RefusedKey | null
  readonly words: Words
}

const KeyForm = ({ action, refused, words }: KeyFormProps) => {
  const { settings } = words
  const own = settings.keys
  const written = refused?.written ?? { label: '', scope: 'read', days: '365' }
  const faults = refused?.faults ?? {}
  const fault = (field: KeyField) => {
    const why = faults[field]
    return why === undefined ? null : (
      <p class="wrong" id={`key-${field}-fault`}>
        {settings.faults[why]}
      </p>
    )
  }
  const described = (field: KeyField, hint?: string) =>
    [hint, faults[field] && `key-${field}-fault`].filter(Boolean).join(' ') || undefined
  const names: Readonly<Record<KeyField, string>> = { label: own.label, scope: own.scope, days: own.expires }
  return (
    <form class="card settings-form" method="post" action={action}>
      {refused !== null && (
        <div class="alert" role="alert">
          <h2>{settings.wrongTitle}</h2>
          <ul>
            {(Object.keys(names) as KeyField[]).flatMap((field) => {
              const why = faults[field]
              return why === undefined
                ? []
                : [
                    <li>
                      <a href={`#key-${field}`}>{names[field]}</a> {settings.faults[why]}
                    </li>,
                  ]
            })}
          </ul>
        </div>
      )}
      <h2>{own.make}</h2>
      <div class="setting">
        <div class="field">
          <label for="key-label">{own.label}</label>
          <p class="hint" id="key-label-hint">
            {own.labelHint}
          </p>
          <input
            id="key-label"
            name="label"
            type="text"
            required
            maxlength={labelLengthMax}
            autocomplete="off"
            value={written.label}
            aria-describedby={described('label', 'key-label-hint')}
            aria-invalid={faults.label ? 'true' : undefined}
          />
          {fault('label')}
        </div>
        <fieldset class="field" id="key-scope" aria-describedby={described('scope')}>
          <legend>{own.scope}</legend>
          <div class="picks">
            {keyScopes.map((scope) => (
              <div class="tick">
                <input
                  id={`key-${scope}`}
                  name="scope"
                  type="radio"
                  value={scope}
                  checked={scope === written.scope}
                />
                <label for={`key-${scope}`}>{own.scopes[scope]}</label>
              </div>
            ))}
          </div>
          {fault('scope')}
        </fieldset>
        <fieldset class="field" id="key-days" aria-describedby={described('days')}>
          <legend>{own.expires}</legend>
          <div class="picks">
            {keyDays.map((days) => (
              <div class="tick">
                <input
                  id={`key-${days}`}
                  name="days"
                  type="radio"
                  value={days}
                  checked={days === written.days}
                />
                <label for={`key-${days}`}>{own.expiries[days]}</label>
              </div>
            ))}
          </div>
          {fault('days')}
        </fieldset>
        <p class="statement">
          <span class="statement-label">{settings.statement}</span> {own.statement}
        </p>
      </div>
      <p class="actions">
        <button type="submit">{own.make}</button>
      </p>
    </form>
  )
}

export interface KeyMadePageProps {
  readonly lang: Language
  readonly view: View
  readonly label: string
  readonly token: string
  readonly openRequests?: number | null
}

/** The answer to making a key. Nothing keeps it: not an address, not a cache, not we. */
export const KeyMadePage = ({ lang, view, label, token, openRequests = null }: KeyMadePageProps) => {
  const { settings } = wordsIn(lang)
  return (
    <SettingsFrame lang={lang} view={view} place="keys" openRequests={openRequests}>
      <section class="card panel" aria-labelledby="made">
        <h2 id="made">{settings.keys.made}</h2>
        <p>
          <bdi>{label}</bdi>
        </p>
        <div class="field">
          <label for="token">{settings.keys.token}</label>
          <p class="hint" id="token-hint">
            {settings.keys.madeText}
          </p>
          <input
            id="token"
            class="code"
            type="text"
            readonly
            value={token}
            autocomplete="off"
            spellcheck={false}
            aria-describedby="token-hint"
          />
        </div>
        <p class="actions">
          <a class="button" href={settingsHref(view.domain, view.lang, 'keys')}>
            {settings.keys.done}
          </a>
        </p>
      </section>
    </SettingsFrame>
  )
}
