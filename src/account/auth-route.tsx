/**
 * Getting in and out: password, second step, passkey, provider, forgotten password, invitation. A token stands in the address of
 * a mailed link and nowhere else; GET shows, POST acts. One answer for whatever is wrong: it tells nobody which.
 */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import * as z from 'zod'
import { mailAddress } from '../mail/read-letter.ts'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readLanguageOf } from '../page/language.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage, hereOf } from '../page/shell.tsx'
import type { Env } from '../ports.ts'
import { listSites } from '../site/site.ts'
import { acceptInvitation, joinByInvitation } from './accept.ts'
import { recordAct } from './act.ts'
import { beginAttempt, forgetAttempts } from './attempt.ts'
import { openAuth, openProviderAuth, providerId } from './auth.ts'
import {
  CodePage,
  ForgotPage,
  InvitationPage,
  ResetPage,
  SignInPage,
  type SignInNotice,
} from './door-pages.tsx'
import { passwordLength } from './password.ts'
import { findInvitation, normalEmail, type Where } from './people.ts'
import { everywhere } from './role.ts'
import { safeNext, signedInOf } from './staff.ts'

const formBytesMax = 16 * 1024

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const tokenShape = /^[\w-]{20,100}$/
const notices: readonly string[] = [
  'provider',
  'code-over',
  'reset',
  'joined',
  'out',
] satisfies SignInNotice[]

/** Hands on the cookies that an answer of the library sets. */
export function takeCookies<E extends Env>(c: Context<E>, answer: Response): void {
  for (const cookie of answer.headers.getSetCookie()) c.header('Set-Cookie', cookie, { append: true })
}

const signInPage = (c: Context<Env>, props: { next: string; email?: string; notice?: SignInNotice }) => {
  const lang = readLanguageOf(c)
  const here = `/auth/sign-in?${new URLSearchParams({ next: props.next })}`
  return <SignInPage lang={lang} here={here} hasProvider={c.env.config.oidc !== undefined} {...props} />
}

/** The member of staff of a session that was just begun, to write down that they came. */
async function recordSignIn(c: Context<Env>, answer: Response): Promise<void> {
  const body = (await answer.clone().json()) as { user?: { id?: string } }
  const id = body.user?.id
  if (id)
    await recordAct(c.env, { actor: { kind: 'staff', id }, siteId: null, kind: 'signed-in', object: null })
}

/** The place of an invitation by its name; null: everywhere. */
async function nameOf(c: Context<Env>, where: Where): Promise<string | null> {
  if (where === everywhere) return null
  return (await listSites(c.env)).find(({ id }) => id === where)?.domain ?? null
}

export const authRoutes = new Hono<Env>()
  .use('/auth/*', pageHeaders(), requireSameOrigin)
  .use(
    '/auth/sign-in',
    pageHeaders(() => ({ ownScript: true })),
  )
  .use('/auth/*', bodyLimit({ maxSize: formBytesMax, onError: (c) => answerError(c, 'bad-request') }))

  .get('/auth/sign-in', async (c) => {
    const next = safeNext(c.req.query('next'))
    if (await signedInOf(c)) return c.redirect(next, 303)
    const said = c.req.query('error') === undefined ? text(c.req.query('notice')) : 'provider'
    const notice = notices.includes(said) ? (said as SignInNotice) : undefined
    return answerPage(c, signInPage(c, { next, ...(notice && { notice }) }))
  })

  .post('/auth/sign-in', async (c) => {
    const form = await c.req.parseBody()
    const [email, password] = [normalEmail(text(form['email'])), text(form['password'])]
    const next = safeNext(text(form['next']))
    const again = (notice: SignInNotice, status: 401 | 429) =>
      answerPage(c, signInPage(c, { next, notice, email: email.slice(0, 254) }), status)
    if (!mailAddress.safeParse(email).success || password.length > passwordLength.max)
      return again('failed', 401)
    // Counted before it is looked at, and for addresses that nobody has as well.
    if (!(await beginAttempt(c.env, { kind: 'password', email }))) return again('too-many', 429)
    const answer = await openAuth(c.env).api.signInEmail({
      body: { email, password },
      headers: c.req.raw.headers,
      asResponse: true,
    })
    if (!answer.ok) return again('failed', 401)
    await forgetAttempts(c.env, { kind: 'password', email })
    takeCookies(c, answer)
    const body = (await answer.clone().json()) as { twoFactorRedirect?: boolean }
    if (body.twoFactorRedirect) return c.redirect(`/auth/code?${new URLSearchParams({ next })}`, 303)
    await recordSignIn(c, answer)
    return c.redirect(next, 303)
  })

  .get('/auth/code', (c) =>
    answerPage(
      c,
      <CodePage lang={readLanguageOf(c)} here={hereOf(c)} next={safeNext(c.req.query('next'))} />,
    ),
  )

  .post('/auth/code', async (c) => {
    const form = await c.req.parseBody()
    const code = text(form['code']).trim()
    const next = safeNext(text(form['next']))
    const lang = readLanguageOf(c)
    const over = () => c.redirect('/auth/sign-in?notice=code-over', 303)
    const auth = openAuth(c.env)
    const staffId = await challengedOf(c)
    if (staffId === null) return over()
    if (!(await beginAttempt(c.env, { kind: 'code', staffId })))
      return answerPage(c, <CodePage lang={lang} here="/auth/code" next={next} isOver />, 429)
    const isRecovery = !/^\d[\d ]{5,10}$/.test(code)
    const headers = c.req.raw.headers
    const answer = isRecovery
      ? await auth.api.verifyBackupCode({ body: { code }, headers, asResponse: true })
      : await auth.api.verifyTOTP({ body: { code: code.replaceAll(' ', '') }, headers, asResponse: true })
    if (!answer.ok)
      return answerPage(c, <CodePage lang={lang} here="/auth/code" next={next} hasFailed />, 401)
    await forgetAttempts(c.env, { kind: 'code', staffId })
    takeCookies(c, answer)
    await recordSignIn(c, answer)
    return c.redirect(next, 303)
  })

  .post('/auth/sign-out', async (c) => {
    const staff = await signedInOf(c)
    takeCookies(c, await openAuth(c.env).api.signOut({ headers: c.req.raw.headers, asResponse: true }))
    if (staff)
      await recordAct(c.env, {
        actor: { kind: 'staff', id: staff.id },
        siteId: null,
        kind: 'signed-out',
        object: null,
      })
    return c.redirect('/auth/sign-in?notice=out', 303)
  })

  .post('/auth/passkey/sign-in-options', async (c) => {
    const answer = await openAuth(c.env).api.generatePasskeyAuthenticationOptions({
      headers: c.req.raw.headers,
      asResponse: true,
    })
    return passOn(c, answer)
  })

  .post('/auth/passkey/sign-in', async (c) => {
    const body: unknown = await c.req.json().catch(() => null)
    const read = z.object({ response: z.looseObject({ id: z.string() }) }).safeParse(body)
    if (!read.success) return c.json({ error: 'invalid' }, 400)
    const answer = await openAuth(c.env).api.verifyPasskeyAuthentication({
      body: read.data as never,
      headers: c.req.raw.headers,
      asResponse: true,
    })
    if (answer.ok) await recordSignIn(c, answer)
    takeCookies(c, answer)
    // Its own answer holds the session's token, which scripts have no business with.
    return answer.ok ? c.json({ ok: true }) : c.json({ error: 'refused' }, 401)
  })

  .post('/auth/provider', async (c) => {
    const { oidc } = c.env.config
    if (!oidc) return answerError(c, 'not-found')
    const form = await c.req.parseBody()
    const answer = await openProviderAuth(c.env, oidc).api.signInSocial({
      body: {
        provider: providerId,
        callbackURL: safeNext(text(form['next'])),
        errorCallbackURL: '/auth/sign-in?notice=provider',
        disableRedirect: true,
      },
      headers: c.req.raw.headers,
      asResponse: true,
    })
    const { url } = (await answer.clone().json()) as { url?: string }
    if (!answer.ok || !url)
      return answerPage(c, signInPage(c, { next: '/dashboard', notice: 'provider' }), 401)
    takeCookies(c, answer)
    return c.redirect(url, 303)
  })

  // The provider's way back: the one call that the library answers itself.
  .get('/auth/api/callback/:provider', async (c) => {
    const { oidc } = c.env.config
    if (!oidc || c.req.param('provider') !== providerId) return answerError(c, 'not-found')
    const answer = await openProviderAuth(c.env, oidc).handler(c.req.raw)
    takeCookies(c, answer)
    const to = answer.headers.get('location')
    return c.redirect(to === null ? '/auth/sign-in?notice=provider' : ownPath(c, to), 303)
  })

  .get('/auth/forgot', (c) => answerPage(c, <ForgotPage lang={readLanguageOf(c)} here={hereOf(c)} />))

  .post('/auth/forgot', async (c) => {
    const lang = readLanguageOf(c)
    const email = normalEmail(text((await c.req.parseBody())['email']))
    if (!mailAddress.safeParse(email).success)
      return answerPage(c, <ForgotPage lang={lang} here="/auth/forgot" refusal="email" />, 400)
    if (!(await beginAttempt(c.env, { kind: 'reset', email })))
      return answerPage(c, <ForgotPage lang={lang} here="/auth/forgot" refusal="tooMany" />, 429)
    // Afterwards, so that the answer takes as long for an address that nobody has.
    c.env.defer(openAuth(c.env).api.requestPasswordReset({ body: { email } }))
    return answerPage(c, <ForgotPage lang={lang} here="/auth/forgot" isSent />)
  })

  .get('/auth/reset/:token', (c) =>
    answerPage(
      c,
      <ResetPage lang={readLanguageOf(c)} here={hereOf(c)} isOver={!tokenShape.test(c.req.param('token'))} />,
    ),
  )

  .post('/auth/reset/:token', async (c) => {
    const lang = readLanguageOf(c)
    const here = hereOf(c)
    const token = c.req.param('token')
    const password = text((await c.req.parseBody())['password'])
    if (password.length < passwordLength.min || password.length > passwordLength.max)
      return answerPage(c, <ResetPage lang={lang} here={here} refusal="password" />, 400)
    const answer = await openAuth(c.env).api.resetPassword({
      body: { newPassword: password, token },
      asResponse: true,
    })
    if (!answer.ok) return answerPage(c, <ResetPage lang={lang} here={here} isOver />, 400)
    return c.redirect('/auth/sign-in?notice=reset', 303)
  })

  .get('/auth/invitation/:token', async (c) => {
    const invitation = await findInvitation(c.env, c.req.param('token'))
    const shown = invitation && {
      role: invitation.role,
      where: await nameOf(c, invitation.where),
      asksEmail: invitation.email === null,
      isMine: invitation.email !== null && (await signedInOf(c))?.email === invitation.email,
    }
    const page = <InvitationPage lang={readLanguageOf(c)} here={hereOf(c)} invitation={shown} />
    return answerPage(c, page, invitation ? 200 : 404)
  })

  .post('/auth/invitation/:token', async (c) => {
    const token = c.req.param('token')
    const staff = await signedInOf(c)
    if (staff && (await joinByInvitation(c.env, token, staff)))
      return c.redirect('/auth/sign-in?notice=joined', 303)
    const form = await c.req.parseBody()
    const written = { name: text(form['name']).trim(), email: normalEmail(text(form['email'])) }
    const language = text(form['language']) === 'en' ? 'en' : 'nl'
    const accepted = await acceptInvitation(c.env, token, {
      ...written,
      password: text(form['password']),
      language,
    })
    if (accepted.kind === 'accepted') {
      const answer = await openAuth(c.env).api.signInEmail({
        body: { email: accepted.email, password: text(form['password']) },
        headers: c.req.raw.headers,
        asResponse: true,
      })
      takeCookies(c, answer)
      return c.redirect(accepted.isFirst ? '/dashboard/welcome' : '/dashboard', 303)
    }
    const lang = readLanguageOf(c)
    if (accepted.kind === 'over')
      return answerPage(c, <InvitationPage lang={lang} here={hereOf(c)} invitation={null} />, 404)
    const shown = {
      role: accepted.invitation.role,
      where: await nameOf(c, accepted.invitation.where),
      asksEmail: accepted.invitation.email === null,
      isMine: false,
    }
    const page = (
      <InvitationPage
        lang={lang}
        here={hereOf(c)}
        invitation={shown}
        written={{ name: written.name.slice(0, 100), email: written.email.slice(0, 254) }}
        refusals={accepted.refusals}
      />
    )
    return answerPage(c, page, 400)
  })

/** Hands on an answer of the library with its cookies, and no header of its own besides. */
export async function passOn<E extends Env>(c: Context<E>, answer: Response): Promise<Response> {
  takeCookies(c, answer)
  return c.json((await answer.json()) as object, answer.ok ? 200 : 401)
}

/** The provider sends people back to our own pages alone. */
function ownPath(c: Context<Env>, to: string): string {
  const own = c.env.config.publicUrl
  const { origin, pathname, search } = new URL(to, own)
  if (origin !== new URL(own).origin) return '/auth/sign-in?notice=provider'
  return pathname.startsWith('/auth/sign-in') ? '/auth/sign-in?notice=provider' : safeNext(pathname + search)
}

/** Whose second step this is, by the cookie that the first one set: null when that is over. */
async function challengedOf(c: Context<Env>): Promise<string | null> {
  const context = await openAuth(c.env).$context
  const { name } = context.createAuthCookie('two_factor')
  const cookie = (c.req.header('cookie') ?? '').split('; ').find((one) => one.startsWith(`${name}=`))
  if (cookie === undefined) return null
  // Signed; the library checks that when the code is right. Here it only says whose tries to count.
  const identifier = decodeURIComponent(cookie.slice(name.length + 1)).split('.')[0] ?? ''
  const known = await context.internalAdapter.findVerificationValue(identifier)
  return known && known.expiresAt > c.env.now() ? known.value : null
}
