/**
 * The signed session of a member of staff: which API key let them in, and when. It is kept in the cookie and nowhere
 * else. It ends after twelve hours, and at once when the key behind it is revoked or expires, since that is looked up
 * on every request. The trade-off of keeping no row: signing out forgets the cookie in this browser; a stolen copy of
 * it lives until the twelve hours are over or the key is revoked.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { CookieOptions } from 'hono/utils/cookie'
import type { Env, Ports } from '../ports.ts'

/** Absolute, whatever happens in between (rights-security B3). */
export const sessionSecondsMax = 12 * 60 * 60

type SessionPorts = Pick<Ports, 'keyFor' | 'now'>

const macOf = ({ keyFor }: Pick<Ports, 'keyFor'>, payload: string): Buffer =>
  createHmac('sha256', keyFor('session')).update(payload).digest()

/** `<issued at, epoch seconds>.<key id>.<mac>` for a key that was just shown. */
export function signSession(ports: SessionPorts, keyId: string): string {
  const payload = `${Math.floor(ports.now().getTime() / 1000)}.${keyId}`
  return `${payload}.${macOf(ports, payload).toString('base64url')}`
}

/** The key id of a session that is ours and not over; null for anything else. Never throws. */
export function readSession(ports: SessionPorts, text: string): string | null {
  const parts = /^(\d{1,12})\.([0-9a-f-]{36})\.([\w-]{43})$/.exec(text)
  if (!parts) return null
  const [, issuedAt = '', keyId = '', mac = ''] = parts
  const given = Buffer.from(mac, 'base64url')
  const expected = macOf(ports, `${issuedAt}.${keyId}`)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  const age = Math.floor(ports.now().getTime() / 1000) - Number(issuedAt)
  // A session from the future means that the clock was set back: how long it has lived can't be known.
  return age >= 0 && age < sessionSecondsMax ? keyId : null
}

/** `__Host-` binds the cookie to this very host, and browsers take it over https only; plain http is for trying out. */
function cookieOf(publicUrl: string): { readonly name: string; readonly options: CookieOptions } {
  const secure = publicUrl.startsWith('https:')
  return {
    name: secure ? '__Host-sid' : 'sid',
    options: { path: '/', httpOnly: true, sameSite: 'Lax', secure },
  }
}

export function beginSession(c: Context<Env>, keyId: string): void {
  const { name, options } = cookieOf(c.env.config.publicUrl)
  setCookie(c, name, signSession(c.env, keyId), { ...options, maxAge: sessionSecondsMax })
}

/** The key id of the request's session, or null. */
export function sessionOf<E extends Env>(c: Context<E>): string | null {
  const text = getCookie(c, cookieOf(c.env.config.publicUrl).name)
  return text === undefined ? null : readSession(c.env, text)
}

export function endSession(c: Context<Env>): void {
  const { name, options } = cookieOf(c.env.config.publicUrl)
  deleteCookie(c, name, options)
}
