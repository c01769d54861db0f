/** The pages before one is in: sign in, the second step, a forgotten password, an invitation. Secrets are never written back. */
import type { Child } from 'hono/jsx'
import { passkeyScriptPath } from '../page/assets.ts'
import { Shell } from '../page/shell.tsx'
import { languages, wordsIn, type Language } from '../page/words.ts'
import { Alert, Done, Field } from './fields.tsx'

interface Page {
  readonly lang: Language
  /** Path and query of this page. */
  readonly here: string
}

/** Two columns: what this is, and the form. */
const Door = ({
  lang,
  here,
  title,
  lead,
  script,
  side,
  children,
}: Page & {
  title: string
  lead: string
  script?: string
  side?: Child
  children?: Child
}) => (
  <Shell lang={lang} title={title} kind="work" here={here} {...(script !== undefined && { script })}>
    <div class="sign-in">
      <div>
        <h1>{title}</h1>
        <p class="lead">{lead}</p>
        {side}
      </div>
      <div class="card stack">{children}</div>
    </div>
  </Shell>
)

const Promises = ({ lang }: { lang: Language }) => (
  <ul class="promises">
    {wordsIn(lang).signIn.promises.map((promise) => (
      <li>
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="m4 10.5 4 4 8-9" />
        </svg>
        {promise}
      </li>
    ))}
  </ul>
)

export type SignInNotice = 'failed' | 'too-many' | 'provider' | 'code-over' | 'reset' | 'joined' | 'out'

export interface SignInPageProps extends Page {
  /** Where to go after signing in: already safe. */
  readonly next: string
  readonly email?: string
  readonly notice?: SignInNotice | undefined
  readonly hasProvider: boolean
}

export const SignInPage = ({ lang, here, next, email, notice, hasProvider }: SignInPageProps) => {
  const { signIn, account } = wordsIn(lang)
  const wrong: Partial<Record<SignInNotice, string>> = {
    failed: account.signIn.failed,
    'too-many': account.refused.tooMany,
    provider: account.signIn.providerFailed,
    'code-over': account.code.over,
  }
  const right: Partial<Record<SignInNotice, string>> = {
    reset: account.reset.done,
    joined: account.invitation.joined,
    out: account.signIn.done,
  }
  return (
    <Door
      lang={lang}
      here={here}
      title={signIn.title}
      lead={signIn.lead}
      script={passkeyScriptPath}
      side={<Promises lang={lang} />}
    >
      {notice && wrong[notice] !== undefined && <Alert title={signIn.failedTitle}>{wrong[notice]}</Alert>}
      {notice && right[notice] !== undefined && <Done>{right[notice]}</Done>}
      <form method="post" action={`/auth/sign-in?lang=${lang}`}>
        <Field
          name="email"
          label={account.fields.email}
          type="email"
          autocomplete="username webauthn"
          value={email}
          maxlength={254}
        />
        <Field
          name="password"
          label={account.fields.password}
          type="password"
          autocomplete="current-password"
        />
        <input type="hidden" name="next" value={next} />
        <button type="submit">{signIn.submit}</button>
        <p class="fine">
          <a href={`/auth/forgot?lang=${lang}`}>{account.signIn.forgot}</a>
        </p>
      </form>
      <div class="other-ways">
        <p class="refusal" id="passkey-failed" role="alert" tabindex={-1} hidden>
          {account.signIn.passkeyFailed}
        </p>
        <button class="quiet" type="button" data-passkey="use" data-next={next} hidden>
          {account.signIn.passkey}
        </button>
        {hasProvider && (
          <form method="post" action="/auth/provider">
            <input type="hidden" name="next" value={next} />
            <button class="quiet" type="submit">
              {account.signIn.provider}
            </button>
          </form>
        )}
      </div>
    </Door>
  )
}

export const CodePage = ({
  lang,
  here,
  next,
  hasFailed,
  isOver,
}: Page & { next: string; hasFailed?: boolean; isOver?: boolean }) => {
  const { code, fields, refused } = wordsIn(lang).account
  return (
    <Door lang={lang} here={here} title={code.title} lead={code.lead}>
      {isOver && <Alert>{refused.tooMany}</Alert>}
      <form method="post" action={`/auth/code?lang=${lang}`}>
        <Field
          name="code"
          label={fields.code}
          hint={code.recovery}
          type="text"
          autocomplete="one-time-code"
          maxlength={40}
          refusal={hasFailed ? refused.code : undefined}
        />
        <input type="hidden" name="next" value={next} />
        <button type="submit">{code.submit}</button>
      </form>
    </Door>
  )
}

export const ForgotPage = ({
  lang,
  here,
  refusal,
  isSent,
}: Page & { refusal?: 'email' | 'tooMany' | undefined; isSent?: boolean }) => {
  const { forgot, fields, refused } = wordsIn(lang).account
  if (isSent)
    return (
      <Door lang={lang} here={here} title={forgot.sentTitle} lead={forgot.sent}>
        <p>
          <a class="button" href={`/auth/sign-in?lang=${lang}`}>
            {wordsIn(lang).signIn.title}
          </a>
        </p>
      </Door>
    )
  return (
    <Door lang={lang} here={here} title={forgot.title} lead={forgot.lead}>
      <form method="post" action={`/auth/forgot?lang=${lang}`}>
        <Field
          name="email"
          label={fields.email}
          type="email"
          autocomplete="username"
          maxlength={254}
          refusal={refusal && refused[refusal]}
        />
        <button type="submit">{forgot.submit}</button>
      </form>
    </Door>
  )
}

export const ResetPage = ({
  lang,
  here,
  refusal,
  isOver,
}: Page & { refusal?: 'password' | undefined; isOver?: boolean }) => {
  const { reset, fields, refused, forgot } = wordsIn(lang).account
  return (
    <Door lang={lang} here={here} title={reset.title} lead={isOver ? reset.over : reset.lead}>
      {isOver ? (
        <p>
          <a class="button" href={`/auth/forgot?lang=${lang}`}>
            {forgot.title}
          </a>
        </p>
      ) : (
        <form method="post" action={`${here.split('?')[0]}?lang=${lang}`}>
          <Field
            name="password"
            label={fields.newPassword}
            hint={fields.newPasswordHint}
            type="password"
            autocomplete="new-password"
            refusal={refusal && refused[refusal]}
          />
          <button type="submit">{reset.submit}</button>
        </form>
      )}
    </Door>
  )
}

export interface InvitationPageProps extends Page {
  /** Null: over, used or unknown. */
  readonly invitation: {
    readonly role: string
    readonly where: string | null
    readonly asksEmail: boolean
    /** Of an account that is signed in now: one press adds the role to it. */
    readonly isMine: boolean
  } | null
  readonly written?: { readonly name: string; readonly email: string }
  readonly refusals?: {
    readonly name?: 'name'
    readonly email?: 'email' | 'taken'
    readonly password?: 'password'
  }
}

export const InvitationPage = ({ lang, here, invitation, written, refusals = {} }: InvitationPageProps) => {
  const { invitation: words, fields, refused, roles } = wordsIn(lang).account
  if (!invitation)
    return (
      <Door lang={lang} here={here} title={words.overTitle} lead={words.over}>
        <p>
          <a class="button" href={`/auth/sign-in?lang=${lang}`}>
            {wordsIn(lang).signIn.title}
          </a>
        </p>
      </Door>
    )
  const role = roles.names[invitation.role] ?? invitation.role
  const lead = invitation.asksEmail ? words.first : words.lead(role, invitation.where ?? roles.everywhere)
  if (invitation.isMine)
    return (
      <Door lang={lang} here={here} title={words.title} lead={lead}>
        <form method="post" action={`${here.split('?')[0]}?lang=${lang}`}>
          <p>{words.mine}</p>
          <button type="submit">{words.join}</button>
        </form>
      </Door>
    )
  return (
    <Door lang={lang} here={here} title={words.title} lead={lead} side={<p class="fine">{words.stored}</p>}>
      <form method="post" action={`${here.split('?')[0]}?lang=${lang}`}>
        <Field
          name="name"
          label={fields.name}
          hint={fields.nameHint}
          type="text"
          autocomplete="name"
          maxlength={100}
          value={written?.name}
          refusal={refusals.name && refused[refusals.name]}
        />
        {invitation.asksEmail && (
          <Field
            name="email"
            label={fields.email}
            type="email"
            autocomplete="username"
            maxlength={254}
            value={written?.email}
            refusal={refusals.email && refused[refusals.email]}
          />
        )}
        {!invitation.asksEmail && refusals.email && <Alert>{refused[refusals.email]}</Alert>}
        <Field
          name="password"
          label={fields.newPassword}
          hint={fields.newPasswordHint}
          type="password"
          autocomplete="new-password"
          refusal={refusals.password && refused[refusals.password]}
        />
        <div class="field">
          <label for="language">{fields.language}</label>
          <select id="language" name="language">
            {languages.map((language) => (
              <option value={language} selected={language === lang}>
                {wordsIn(language).languageName}
              </option>
            ))}
          </select>
        </div>
        <button type="submit">{words.submit}</button>
      </form>
    </Door>
  )
}
