/**
 * better-auth, wired to our tables, mail and rules. Only the calls that our routes make are reachable; its own handler is
 * mounted for the provider's way back alone. No address, user agent or plain token is kept (`store.ts` decides); sessions are
 * read from the table on every request, so that one that was ended is dead on the next (S-04).
 */
import { passkey } from '@better-auth/passkey'
import { betterAuth } from 'better-auth/minimal'
import { genericOAuth, twoFactor } from 'better-auth/plugins'
import type { Config, Oidc } from '../config.ts'
import type { Ports } from '../ports.ts'
import { composeReset } from './letters.tsx'
import { grantsOf } from './provider.ts'
import { hashPassword, isPassword, passwordLength } from './password.ts'
import { openStore } from './store.ts'

export type AuthPorts = Pick<Ports, 'config' | 'db' | 'random' | 'keyFor' | 'post'>

/** Idle, and absolute, whatever happens in between (rights-security B3). */
export const idleSeconds = 30 * 60
export const sessionSecondsMax = 12 * 60 * 60
export const resetMinutes = 60

/** Of the provider in our addresses and tables. There is one. */
export const providerId = 'oidc'

function build(ports: AuthPorts, oidc: Oidc | undefined) {
  const { config } = ports
  const { origin, hostname, protocol } = new URL(config.publicUrl)
  const secure = protocol === 'https:'
  // `__Host-` binds a cookie to this very host, and browsers take it over https only; plain http is for trying out.
  const prefix = secure ? '__Host-' : ''
  return betterAuth({
    appName: 'Voordeur',
    baseURL: config.publicUrl,
    basePath: '/auth/api',
    secret: Buffer.from(ports.keyFor('session')).toString('hex'),
    database: openStore(ports),
    trustedOrigins: [origin],
    emailAndPassword: {
      enabled: true,
      // An account comes of an invitation or of a group at the provider.
      disableSignUp: true,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
      resetPasswordTokenExpiresIn: resetMinutes * 60,
      revokeSessionsOnPasswordReset: true,
      password: {
        hash: (password) => hashPassword(ports, password),
        verify: ({ hash, password }) => isPassword(password, hash),
      },
      sendResetPassword: ({ user, token }) =>
        ports.post(
          composeReset({
            to: user.email,
            lang: 'language' in user && user.language === 'en' ? 'en' : 'nl',
            url: `${config.publicUrl}/auth/reset/${token}`,
          }),
        ),
    },
    session: { expiresIn: idleSeconds, updateAge: 60, freshAge: 60 * 60, cookieCache: { enabled: false } },
    user: {
      additionalFields: {
        language: { type: 'string', required: true, defaultValue: 'nl', input: false },
        // Taken from the provider's profile alone: the library's own ways to change an account are not mounted.
        grantedByProvider: { type: 'string', required: false },
      },
    },
    databaseHooks: {
      // The library makes accounts of a provider's people alone; without a mapped group none is made.
      user: { create: { before: async (user) => (user['grantedByProvider'] ? { data: user } : false) } },
    },
    // An address that a provider says somebody has proves nothing to us: an account is never joined by it.
    account: { accountLinking: { enabled: false } },
    verification: { storeIdentifier: 'plain' },
    // Ours counts by account and in the database (`attempt.ts`); this one would count by address.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    onAPIError: { errorURL: `${config.publicUrl}/auth/sign-in` },
    advanced: {
      ipAddress: { disableIpTracking: true },
      useSecureCookies: false,
      cookiePrefix: `${prefix}voordeur`,
      cookies: { session_token: { name: `${prefix}sid` } },
      defaultCookieAttributes: { secure, httpOnly: true, sameSite: 'lax', path: '/' },
    },
    plugins: [
      twoFactor({
        issuer: hostname,
        accountLockout: { enabled: true, maxFailedAttempts: 5, durationSeconds: 15 * 60 },
        // Who came by a provider has no password to give; their session is fresh or nothing changes.
        allowPasswordless: true,
      }),
      passkey({
        rpID: hostname,
        rpName: 'Voordeur',
        origin,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      }),
      ...(oidc
        ? [
            genericOAuth({
              config: [
                {
                  providerId,
                  discoveryUrl: `${oidc.issuer}/.well-known/openid-configuration`,
                  clientId: oidc.clientId,
                  clientSecret: oidc.clientSecret.reveal(),
                  scopes: ['openid', 'email', 'profile'],
                  pkce: true,
                  requireIdTokenVerification: true,
                  // Each time: who left a group loses what it gave.
                  overrideUserInfo: true,
                  mapProfileToUser: (profile) => ({
                    ...(!profile.email &&
                      typeof profile['preferred_username'] === 'string' && {
                        email: profile['preferred_username'],
                      }),
                    emailVerified: true,
                    grantedByProvider: grantsOf(oidc, profile),
                  }),
                },
              ],
            }),
          ]
        : []),
    ],
  })
}

export type Auth = ReturnType<typeof build>

const built = new WeakMap<Ports['db'], WeakMap<Config, Auth>>()

/** The one of these ports: made at the first call, since making one costs more than a request. */
export function openAuth(ports: AuthPorts): Auth {
  let known = built.get(ports.db)
  if (!known) built.set(ports.db, (known = new WeakMap()))
  let auth = known.get(ports.config)
  if (!auth) known.set(ports.config, (auth = build(ports, undefined)))
  return auth
}

/**
 * The one that knows the identity provider. Made for each sign-in there: it asks the provider where it lives, which no other
 * request should wait for, and which works again as soon as the provider does.
 */
export const openProviderAuth = (ports: AuthPorts, oidc: Oidc): Auth => build(ports, oidc)
