/**
 * `POST /hooks/mail/:provider`: who we gave the secret tells what came back. `dsn`: a mail as it came in (RFC 5322), from the operator's own server.
 * `webhook`: an event of a mail provider. Who it is from is settled before anything is read, a stranger's body is not even taken
 * in, and the answer is the same whether or not anybody is known: it tells nobody who subscribes.
 */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import type { Env, Ports } from '../ports.ts'
import { takeEvent } from './return-event.ts'
import { takeMail } from './return-mail.ts'
import { isBearer, isSigned, readSigned } from './webhook.ts'

interface Provider {
  readonly bytesMax: number
  /** A server that pipes a mail with curl has no way to sign it. */
  readonly takesBearer: boolean
  readonly take: (ports: Ports, body: Uint8Array) => Promise<string>
}

const mebibyte = 1024 * 1024

const providers: Readonly<Record<string, Provider>> = {
  // A bounce brings the mail along that came back.
  dsn: { bytesMax: 5 * mebibyte, takesBearer: true, take: takeMail },
  webhook: { bytesMax: mebibyte, takesBearer: false, take: takeEvent },
}

/** `isTrue` is what is left to ask of the body. */
type HookEnv = Env & { Variables: { provider: Provider; isTrue: (body: Uint8Array) => boolean } }

/** Lets through who shows the secret, and who may have signed with it. Without a secret there is no such route. */
const requireSender = createMiddleware<HookEnv>(async (c, next) => {
  const secret = c.env.config.returns.hookSecret
  const name = c.req.param('provider') ?? ''
  const provider = Object.hasOwn(providers, name) ? providers[name] : undefined
  if (!secret || !provider) return c.notFound()
  const header = (one: string) => c.req.header(one)
  const isKnown = provider.takesBearer && isBearer(secret, header)
  const signed = isKnown ? null : readSigned(header, c.env.now())
  if (!isKnown && !signed) return refuse(c, 'unauthorized')
  c.set('provider', provider)
  c.set('isTrue', (body) => signed === null || isSigned(secret, signed, body))
  return next()
})

const limitBody = createMiddleware<HookEnv>((c, next) =>
  bodyLimit({ maxSize: c.var.provider.bytesMax, onError: (over) => refuse(over, 'too-large') })(c, next),
)

export const hookRoutes = new Hono<HookEnv>().post(
  '/hooks/mail/:provider',
  requireSender,
  limitBody,
  async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer())
    const { provider, isTrue } = c.var
    // A length that lies gets past the limit where nothing holds it to its word.
    if (body.length > provider.bytesMax) return refuse(c, 'too-large')
    if (!isTrue(body)) return refuse(c, 'unauthorized')
    return (await provider.take(c.env, body)) === 'unreadable' ? refuse(c, 'unreadable') : c.body(null, 204)
  },
)

const refusals = {
  unauthorized: { status: 401, message: 'Sign it, or send the secret: see the operating manual.' },
  'too-large': { status: 413, message: 'The body is larger than anything that is read here.' },
  unreadable: { status: 400, message: 'This is not what is sent here.' },
} as const

function refuse(c: Context, error: keyof typeof refusals): Response {
  const { status, message } = refusals[error]
  return c.json({ error, message }, status)
}
