/** One's own account: how to sign in, what is known, and the way out of it. */
import { encode } from 'uqr'
import { passkeyScriptPath } from '../page/assets.ts'
import { formatIn } from '../page/format.ts'
import { Shell } from '../page/shell.tsx'
import { languages, wordsIn, type Language } from '../page/words.ts'
import { Alert, Done, Field } from './fields.tsx'
import type { Role } from './role.ts'

export interface OwnPasskey {
  readonly id: string
  readonly createdOn: string
}

export interface AccountPageProps {
  readonly lang: Language
  readonly name: string
  readonly email: string
  readonly language: Language
  readonly hasPassword: boolean
  readonly hasSecondFactor: boolean
  readonly passkeys: readonly OwnPasskey[]
  /** Site null: everywhere. */
  readonly roles: readonly { readonly role: Role; readonly site: string | null }[]
  readonly isSaved?: boolean
  readonly refusal?:
    | {
        readonly form: 'profile' | 'password' | 'factor'
        readonly what: 'name' | 'password' | 'current' | 'code' | 'tooMany'
      }
    | undefined
}

const Trailed = ({
  lang,
  title,
  children,
  script,
}: {
  lang: Language
  title: string
  children?: unknown
  script?: string
}) => (
  <Shell
    lang={lang}
    title={title}
    kind="work"
    here="/auth/account"
    trail={[
      { name: wordsIn(lang).sites.title, href: '/dashboard' },
      { name: wordsIn(lang).account.account.title },
    ]}
    signedIn
    {...(script !== undefined && { script })}
  >
    {children as never}
  </Shell>
)

export const AccountPage = (props: AccountPageProps) => {
  const { lang, name, email, language, hasPassword, hasSecondFactor, passkeys, roles, isSaved, refusal } =
    props
  const { account: words, fields, refused, roles: roleWords } = wordsIn(lang).account
  const format = formatIn(lang)
  const refusedIn = (form: string, what: string) =>
    refusal?.form === form && refusal.what === what ? refused[refusal.what] : undefined
  return (
    <Trailed lang={lang} title={words.title} script={passkeyScriptPath}>
      <div class="page-head">
        <h1>{words.title}</h1>
        <p class="lead">{words.lead}</p>
      </div>
      {isSaved && <Done>{words.saved}</Done>}
      <div class="account">
        <section class="card stack" aria-labelledby="profile">
          <h2 id="profile">{words.profile}</h2>
          <p class="fine">{email}</p>
          <form class="stack" method="post" action="/auth/account/profile">
            <Field
              name="name"
              label={fields.name}
              type="text"
              autocomplete="name"
              maxlength={100}
              value={name}
              refusal={refusedIn('profile', 'name')}
            />
            <div class="field">
              <label for="language">{fields.language}</label>
              <select id="language" name="language">
                {languages.map((one) => (
                  <option value={one} selected={one === language}>
                    {wordsIn(one).languageName}
                  </option>
                ))}
              </select>
            </div>
            <button type="submit">{words.save}</button>
          </form>
          <h3>{words.roles}</h3>
          <ul class="plain">
            {roles.map(({ role, site }) => (
              <li>
                <strong>{roleWords.names[role]}</strong>, {site ?? roleWords.everywhere}:{' '}
                {roleWords.may[role]}
              </li>
            ))}
          </ul>
        </section>

        <section class="card stack" aria-labelledby="password-title">
          <h2 id="password-title">{words.password}</h2>
          {hasPassword ? (
            <form class="stack" method="post" action="/auth/account/password">
              {refusedIn('password', 'tooMany') && <Alert>{refused.tooMany}</Alert>}
              <input type="hidden" name="username" autocomplete="username" value={email} />
              <Field
                name="current"
                label={words.currentPassword}
                type="password"
                autocomplete="current-password"
                refusal={refusedIn('password', 'current')}
              />
              <Field
                name="password"
                label={fields.newPassword}
                hint={fields.newPasswordHint}
                type="password"
                autocomplete="new-password"
                refusal={refusedIn('password', 'password')}
              />
              <p class="hint">{words.passwordEnds}</p>
              <button type="submit">{words.changePassword}</button>
            </form>
          ) : (
            <p>{words.noPassword}</p>
          )}
        </section>

        <section class="card stack" aria-labelledby="factor-title">
          <h2 id="factor-title">{words.factor}</h2>
          <p>{hasSecondFactor ? words.factorOn : words.factorOff}</p>
          <form
            class="stack"
            method="post"
            action={hasSecondFactor ? '/auth/account/factor/remove' : '/auth/account/factor'}
          >
            {refusedIn('factor', 'tooMany') && <Alert>{refused.tooMany}</Alert>}
            {hasPassword && (
              <div class="field">
                <label for="factor-password">{words.currentPassword}</label>
                {refusedIn('factor', 'current') && (
                  <p class="refusal" id="factor-refusal">
                    {refused.current}
                  </p>
                )}
                <input
                  id="factor-password"
                  name="current"
                  type="password"
                  autocomplete="current-password"
                  required
                  maxlength={200}
                  aria-describedby={refusedIn('factor', 'current') && 'factor-refusal'}
                  aria-invalid={refusedIn('factor', 'current') ? 'true' : undefined}
                />
              </div>
            )}
            <button class={hasSecondFactor ? 'quiet' : undefined} type="submit">
              {hasSecondFactor ? words.factorEnd : words.factorBegin}
            </button>
          </form>
        </section>

        <section class="card stack" aria-labelledby="passkeys-title">
          <h2 id="passkeys-title">{words.passkeys}</h2>
          {passkeys.length === 0 ? (
            <p>{words.passkeysNone}</p>
          ) : (
            <ul class="plain rows">
              {passkeys.map(({ id, createdOn }) => (
                <li>
                  <span>{words.passkeyMade(format.day(createdOn))}</span>
                  <form method="post" action="/auth/account/passkeys/remove">
                    <input type="hidden" name="id" value={id} />
                    <button
                      class="quiet"
                      type="submit"
                      aria-label={`${words.passkeyRemove}: ${words.passkeyMade(format.day(createdOn))}`}
                    >
                      {words.passkeyRemove}
                    </button>
                  </form>
                </li>
              ))}
            </ul>
          )}
          <p class="refusal" id="passkey-failed" role="alert" tabindex={-1} hidden>
            {words.passkeyFailed}
          </p>
          <button type="button" data-passkey="add" data-next="/auth/account?saved" hidden>
            {words.passkeyAdd}
          </button>
          <noscript>
            <p class="hint">{words.passkeyNoScript}</p>
          </noscript>
        </section>

        <section class="card stack" aria-labelledby="data-title">
          <h2 id="data-title">{words.data}</h2>
          <p>{words.dataLead}</p>
          <form method="post" action="/auth/account/export">
            <button class="quiet" type="submit">
              {words.download}
            </button>
          </form>
          <h3>{words.sessions}</h3>
          <form method="post" action="/auth/account/sessions/end">
            <button class="quiet" type="submit">
              {words.endOthers}
            </button>
          </form>
        </section>
      </div>
    </Trailed>
  )
}

export interface FactorPageProps {
  readonly lang: Language
  /** `otpauth://…`, as an authenticator app takes it. */
  readonly uri: string
  readonly recoveryCodes: readonly string[]
}

/** Shown once: what the app needs, and the codes for the day the phone is gone. */
export const FactorPage = ({ lang, uri, recoveryCodes }: FactorPageProps) => {
  const { account: words } = wordsIn(lang).account
  const secret = new URL(uri).searchParams.get('secret') ?? ''
  return (
    <Trailed lang={lang} title={words.factor}>
      <div class="page-head">
        <h1>{words.factor}</h1>
        <p class="lead">{words.factorScan}</p>
      </div>
      <div class="account">
        <section class="card stack">
          <QrCode text={uri} label={words.qr} />
          <p>
            {words.factorKey}: <code class="secret">{secret.match(/.{1,4}/g)?.join(' ')}</code>
          </p>
        </section>
        <section class="card stack" aria-labelledby="recovery-title">
          <h2 id="recovery-title">{words.recoveryTitle}</h2>
          <p>{words.recovery}</p>
          <ul class="plain codes">
            {recoveryCodes.map((code) => (
              <li>
                <code>{code}</code>
              </li>
            ))}
          </ul>
          <FactorForm lang={lang} />
        </section>
      </div>
    </Trailed>
  )
}

const FactorForm = ({ lang, hasFailed = false }: { lang: Language; hasFailed?: boolean }) => {
  const { account: words, refused } = wordsIn(lang).account
  return (
    <form class="stack" method="post" action="/auth/account/factor/confirm">
      <Field
        name="code"
        label={words.factorCode}
        type="text"
        autocomplete="one-time-code"
        inputmode="numeric"
        maxlength={10}
        refusal={hasFailed ? refused.code : undefined}
      />
      <button type="submit">{words.factorConfirm}</button>
    </form>
  )
}

/** After a wrong code. The secret is not shown a second time: the app has it. */
export const FactorAgainPage = ({ lang }: { lang: Language }) => (
  <Trailed lang={lang} title={wordsIn(lang).account.account.factor}>
    <div class="page-head">
      <h1>{wordsIn(lang).account.account.factor}</h1>
    </div>
    <div class="account">
      <section class="card stack">
        <FactorForm lang={lang} hasFailed />
      </section>
    </div>
  </Trailed>
)

/** Black on white whatever the theme is: cameras want it so. */
const QrCode = ({ text, label }: { text: string; label: string }) => {
  const { data, size } = encode(text, { ecc: 'M', border: 2 })
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={dark.join('')} fill="#000" />
    </svg>
  )
}
