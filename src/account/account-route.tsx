/**
 * One's own account. Whatever changes how somebody gets in ends their other sessions and is told to their address (S-04); what
 * asks for the password is counted like signing in (S-06).
 */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import * as z from 'zod'
import { mailAddress } from '../mail/read-letter.ts'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readLanguageOf } from '../page/language.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage } from '../page/shell.tsx'
import { seal } from '../seal.ts'
import { localDay } from '../site/local-day.ts'
import { listSites } from '../site/site.ts'
import { personName } from './accept.ts'
import { AccountPage, FactorAgainPage, FactorPage, type AccountPageProps } from './account-page.tsx'
import { recordAct, type ActKind } from './act.ts'
import { beginAttempt, forgetAttempts } from './attempt.ts'
import { openAuth } from './auth.ts'
import { passOn, takeCookies } from './auth-route.tsx'
import { composeChanged } from './letters.tsx'
import { passwordLength } from './password.ts'
import { endSessions, exportStaff } from './people.ts'
import { everywhere } from './role.ts'
import { requireStaff, type SignedIn, type StaffEnv } from './staff.ts'

type Own = Context<StaffEnv>

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

const me = (c: Own): SignedIn => c.var.staff as SignedIn

async function answerAccount(
  c: Own,
  more: Pick<AccountPageProps, 'isSaved' | 'refusal'> = {},
  status: 200 | 400 | 401 | 429 = 200,
): Promise<Response> {
  const { id, name, email, language, hasSecondFactor, roles } = me(c)
  const [passkeys, credentials, sites] = await Promise.all([
    c.env.db<{ passkey_id: string; created_at: Date }[]>`
      select passkey_id, created_at from staff_passkey where staff_id = ${id} order by created_at`,
    c.env.db`select 1 from staff_credential where staff_id = ${id} and provider_id = 'credential'`,
    listSites(c.env),
  ])
  return answerPage(
    c,
    <AccountPage
      lang={readLanguageOf(c)}
      name={name}
      email={email}
      language={language}
      hasPassword={credentials.length > 0}
      hasSecondFactor={hasSecondFactor}
      passkeys={passkeys.map((row) => ({
        id: row.passkey_id,
        createdOn: localDay(row.created_at, 'Europe/Amsterdam'),
      }))}
      roles={[...roles].flatMap(([where, role]): AccountPageProps['roles'] => {
        const site = sites.find((one) => one.id === where)?.domain
        return where === everywhere ? [{ role, site: null }] : site === undefined ? [] : [{ role, site }]
      })}
      {...more}
    />,
    status,
  )
}

const record = (c: Own, kind: ActKind) =>
  recordAct(c.env, { actor: { kind: 'staff', id: me(c).id }, siteId: null, kind, object: null })

/** After a change of how somebody gets in: other sessions end, the act is written down, their address hears of it. */
async function settle(
  c: Own,
  kind: ActKind,
  what: 'password' | 'factor' | 'passkey',
  keptToken: string,
): Promise<void> {
  const { id, email, language } = me(c)
  await endSessions(c.env.db, id, keptToken)
  await record(c, kind)
  // What a provider calls an address need not be one.
  if (mailAddress.safeParse(email).success)
    await c.env.post(
      composeChanged({ to: email, lang: language, url: `${c.env.config.publicUrl}/auth/account`, what }),
    )
}

/** The session that an answer of the library begins in place of this one; this one's where it begins none. */
async function sessionAfter(c: Own, answer: Response): Promise<string> {
  takeCookies(c, answer)
  const { name } = (await openAuth(c.env).$context).authCookies.sessionToken
  const set = answer.headers.getSetCookie().find((one) => one.startsWith(`${name}=`))
  const value = set && decodeURIComponent(set.slice(name.length + 1).split(';')[0] ?? '')
  return value ? (value.split('.')[0] ?? me(c).token) : me(c).token
}

export const accountRoutes = new Hono<StaffEnv>()
  .use(
    '/auth/account',
    pageHeaders(() => ({ ownScript: true })),
    requireStaff,
  )
  .use(
    '/auth/account/*',
    pageHeaders(() => ({ ownScript: true })),
    requireSameOrigin,
    requireStaff,
  )
  .use('/auth/passkey/register*', pageHeaders(), requireSameOrigin, requireStaff)
  .use('/auth/account/*', bodyLimit({ maxSize: 16 * 1024, onError: (c) => answerError(c, 'bad-request') }))

  .get('/auth/account', (c) => answerAccount(c, { isSaved: c.req.query('saved') !== undefined }))

  .post('/auth/account/profile', async (c) => {
    const form = await c.req.parseBody()
    const name = personName.safeParse(text(form['name']))
    if (!name.success) return answerAccount(c, { refusal: { form: 'profile', what: 'name' } }, 400)
    const language = text(form['language']) === 'en' ? 'en' : 'nl'
    await c.env.db`
      update staff set name = ${seal(c.env, 'staff.name', name.data)}, language = ${language}, updated_at = ${c.env.now()}
      where staff_id = ${me(c).id}`
    return c.redirect('/auth/account?saved', 303)
  })

  .post('/auth/account/password', async (c) => {
    const form = await c.req.parseBody()
    const [current, password] = [text(form['current']), text(form['password'])]
    const subject = { kind: 'password', email: me(c).email } as const
    if (!(await beginAttempt(c.env, subject)))
      return answerAccount(c, { refusal: { form: 'password', what: 'tooMany' } }, 429)
    if (password.length < passwordLength.min || password.length > passwordLength.max)
      return answerAccount(c, { refusal: { form: 'password', what: 'password' } }, 400)
    const answer = await openAuth(c.env).api.changePassword({
      body: { currentPassword: current, newPassword: password, revokeOtherSessions: false },
      headers: c.req.raw.headers,
      asResponse: true,
    })
    if (!answer.ok) return answerAccount(c, { refusal: { form: 'password', what: 'current' } }, 401)
    await forgetAttempts(c.env, subject)
    await settle(c, 'password-changed', 'password', await sessionAfter(c, answer))
    return c.redirect('/auth/account?saved', 303)
  })

  .post('/auth/account/factor', async (c) => {
    const form = await c.req.parseBody()
    const subject = { kind: 'password', email: me(c).email } as const
    if (!(await beginAttempt(c.env, subject)))
      return answerAccount(c, { refusal: { form: 'factor', what: 'tooMany' } }, 429)
    const answer = await openAuth(c.env).api.enableTwoFactor({
      body: { password: text(form['current']) },
      headers: c.req.raw.headers,
      asResponse: true,
    })
    if (!answer.ok) return answerAccount(c, { refusal: { form: 'factor', what: 'current' } }, 401)
    await forgetAttempts(c.env, subject)
    const { totpURI, backupCodes } = (await answer.json()) as { totpURI: string; backupCodes: string[] }
    return answerPage(c, <FactorPage lang={readLanguageOf(c)} uri={totpURI} recoveryCodes={backupCodes} />)
  })

  .post('/auth/account/factor/confirm', async (c) => {
    const code = text((await c.req.parseBody())['code']).replaceAll(' ', '')
    const subject = { kind: 'code', staffId: me(c).id } as const
    if (!(await beginAttempt(c.env, subject)))
      return answerAccount(c, { refusal: { form: 'factor', what: 'tooMany' } }, 429)
    const answer = await openAuth(c.env).api.verifyTOTP({
      body: { code },
      headers: c.req.raw.headers,
      asResponse: true,
    })
    if (!answer.ok) return answerPage(c, <FactorAgainPage lang={readLanguageOf(c)} />, 401)
    await forgetAttempts(c.env, subject)
    await settle(c, 'factor-added', 'factor', await sessionAfter(c, answer))
    return c.redirect('/auth/account?saved', 303)
  })

  .post('/auth/account/factor/remove', async (c) => {
    const subject = { kind: 'password', email: me(c).email } as const
    if (!(await beginAttempt(c.env, subject)))
      return answerAccount(c, { refusal: { form: 'factor', what: 'tooMany' } }, 429)
    const answer = await openAuth(c.env).api.disableTwoFactor({
      body: { password: text((await c.req.parseBody())['current']) },
      headers: c.req.raw.headers,
      asResponse: true,
    })
    if (!answer.ok) return answerAccount(c, { refusal: { form: 'factor', what: 'current' } }, 401)
    await forgetAttempts(c.env, subject)
    await settle(c, 'factor-removed', 'factor', await sessionAfter(c, answer))
    return c.redirect('/auth/account?saved', 303)
  })

  .post('/auth/passkey/register-options', async (c) =>
    passOn(
      c,
      await openAuth(c.env).api.generatePasskeyRegistrationOptions({
        query: {},
        headers: c.req.raw.headers,
        asResponse: true,
      }),
    ),
  )

  .post('/auth/passkey/register', async (c) => {
    const body: unknown = await c.req.json().catch(() => null)
    const read = z.object({ response: z.looseObject({ id: z.string() }) }).safeParse(body)
    if (!read.success) return c.json({ error: 'invalid' }, 400)
    const answer = await openAuth(c.env).api.verifyPasskeyRegistration({
      body: { response: read.data.response as never },
      headers: c.req.raw.headers,
      asResponse: true,
    })
    if (!answer.ok) return c.json({ error: 'refused' }, 401)
    await settle(c, 'passkey-added', 'passkey', await sessionAfter(c, answer))
    return c.json({ ok: true })
  })

  .post('/auth/account/passkeys/remove', async (c) => {
    const id = text((await c.req.parseBody())['id'])
    if (!uuid.test(id)) return answerError(c, 'bad-request', { signedIn: true })
    const removed = await c.env.db`
      delete from staff_passkey where passkey_id = ${id} and staff_id = ${me(c).id} returning 1`
    if (removed.length === 0) return answerError(c, 'not-found', { signedIn: true })
    await settle(c, 'passkey-removed', 'passkey', me(c).token)
    return c.redirect('/auth/account?saved', 303)
  })

  .post('/auth/account/sessions/end', async (c) => {
    await endSessions(c.env.db, me(c).id, me(c).token)
    return c.redirect('/auth/account?saved', 303)
  })

  .post('/auth/account/export', async (c) => {
    const known = await exportStaff(c.env, me(c).id)
    await record(c, 'staff-exported')
    return c.body(JSON.stringify(known, null, 2), 200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': 'attachment; filename="voordeur-account.json"',
    })
  })
