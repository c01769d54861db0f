/**
 * `POST /hooks/processor/:token`: a processor says that it did what it was told. Which task is in the address, who says so is in the signature
 * over the body, with the secret that only the two of us have (S-25). Whatever is wrong with either, the answer is the same, and nothing of
 * the body is read before.
 */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import * as z from 'zod'
import { Secret } from '../config.ts'
import type { Tx } from '../db/connect.ts'
import { isSigned, readSigned, type Signed } from '../delivery/webhook.ts'
import type { Env, Ports } from '../ports.ts'
import { findSecret } from './processor.ts'
import { recordDone } from './task.ts'
import { readTaskToken, type TaskKey } from './token.ts'

const bodyBytesMax = 16 * 1024

type HookEnv = Env & { Variables: { key: TaskKey; secret: Secret; signed: Signed } }

/** Null: there is no such task, or who has to do it has no secret. Index: processor_task_pk. */
async function findSecretOf(ports: Pick<Ports, 'db' | 'keyFor'>, key: TaskKey): Promise<Secret | null> {
  const { siteId, taskId } = key
  const [row] = await ports.db<{ processor_id: string }[]>`
    select processor_id from processor_task where site_id = ${siteId} and task_id = ${taskId}`
  const secret = row && (await findSecret(ports, siteId, row.processor_id))
  return secret ? new Secret(secret) : null
}

const requireSender = createMiddleware<HookEnv>(async (c, next) => {
  const key = readTaskToken(c.env, c.req.param('token') ?? '')
  const signed = readSigned((name) => c.req.header(name), c.env.now())
  const secret = key && signed && (await findSecretOf(c.env, key))
  if (!key || !signed || !secret) return refuse(c, 'unauthorized')
  c.set('key', key)
  c.set('signed', signed)
  c.set('secret', secret)
  return next()
})

const answer = z.object({ state: z.literal('done') })

function isDone(body: Uint8Array): boolean {
  try {
    return answer.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))).success
  } catch {
    return false
  }
}

/**
 * False: it was signed no later than one that was taken already, so it is that one once more. Whoever tries again because our answer was lost
 * signs anew. Index: processor_task_pk.
 */
async function takeTurn(
  { db }: { readonly db: Tx },
  { siteId, taskId }: TaskKey,
  signedAt: Date,
): Promise<boolean> {
  const rows = await db<{ task_id: string }[]>`
    update processor_task set answered_at = ${signedAt}
    where site_id = ${siteId} and task_id = ${taskId} and (answered_at is null or answered_at < ${signedAt})
    returning task_id`
  return rows.length > 0
}

export const processorHookRoutes = new Hono<HookEnv>().post(
  '/hooks/processor/:token',
  requireSender,
  bodyLimit({ maxSize: bodyBytesMax, onError: (c) => refuse(c, 'too-large') }),
  async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer())
    const { key, secret, signed } = c.var
    // A length that lies gets past the limit where nothing holds it to its word.
    if (body.length > bodyBytesMax) return refuse(c, 'too-large')
    if (!isSigned(secret, signed, body)) return refuse(c, 'unauthorized')
    return await c.env.db.begin(async (tx) => {
      const within = { ...c.env, db: tx }
      if (!(await takeTurn(within, key, new Date(Number(signed.timestamp) * 1000))))
        return refuse(c, 'unauthorized')
      if (!isDone(body)) return refuse(c, 'unreadable')
      // Done before, by themselves or by staff: it is done.
      await recordDone(within, key.siteId, key.taskId, 'processor')
      return c.body(null, 204)
    })
  },
)

const refusals = {
  unauthorized: { status: 401, message: 'Sign it with the secret that you were given, each time anew.' },
  'too-large': { status: 413, message: 'The body is larger than anything that is read here.' },
  unreadable: { status: 400, message: 'Send {"state":"done"}.' },
} as const

function refuse(c: Context, error: keyof typeof refusals): Response {
  const { status, message } = refusals[error]
  return c.json({ error, message }, status)
}
