/**
 * Whether a hook really comes from whom we gave the secret (Standard Webhooks, as Svix and Resend send it; rights-security B2: one product took
 * unsigned hooks for true), and what one of its events says. The signature is of the bytes, before anybody reads what they mean.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import type { Secret } from '../config.ts'
import type { Returned } from './returned.ts'

type Header = (name: string) => string | undefined

/** The clocks of two servers, and a slow one's queue: what is older was perhaps kept by somebody else. */
const apartSecondsMax = 300

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Equal lengths for the comparison, whatever was shown; it takes as long for every wrong one. */
const isSame = (shown: string, expected: string): boolean => timingSafeEqual(digest(shown), digest(expected))

/** `whsec_` and base64 is how providers show a key of bytes; any other secret is a key as it stands. */
const keyOf = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret)

/** `Authorization: Bearer …` with the secret as it was set: for the operator's own mail server. */
export function isBearer(secret: Secret, header: Header): boolean {
  const shown = /^Bearer (\S{1,500})$/i.exec(header('authorization') ?? '')?.[1]
  return shown !== undefined && isSame(shown, secret.reveal())
}

/** What a hook says about itself; Svix calls the same by its own name. */
export interface Signed {
  readonly id: string
  /** Unix seconds, as it was written: so it is signed. */
  readonly timestamp: string
  /** Base64 of what may be the HMAC; several while a secret is changed. */
  readonly signatures: readonly string[]
}

/** Null when it can't be right, whatever the body is: so the body of a stranger is not even taken in. */
export function readSigned(header: Header, now: Date): Signed | null {
  for (const prefix of ['webhook', 'svix']) {
    const id = header(`${prefix}-id`)
    const timestamp = header(`${prefix}-timestamp`)
    const signature = header(`${prefix}-signature`)
    if (id === undefined || timestamp === undefined || signature === undefined) continue
    if (id.length > 256 || !/^\d{1,12}$/.test(timestamp) || signature.length > 2048) return null
    if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > apartSecondsMax) return null
    const signatures = signature.split(' ').flatMap((one) => /^v1,([\w+/]{43}=)$/.exec(one)?.[1] ?? [])
    return signatures.length === 0 ? null : { id, timestamp, signatures }
  }
  return null
}

/** HMAC-SHA256 of `id.timestamp.body`, over the bytes as they came. */
export function isSigned(secret: Secret, { id, timestamp, signatures }: Signed, body: Uint8Array): boolean {
  const expected = createHmac('sha256', keyOf(secret.reveal()))
    .update(`${id}.${timestamp}.`)
    .update(body)
    .digest('base64')
  return signatures.some((one) => isSame(one, expected))
}

/** What we read of an event; a provider may add what it likes. */
const event = z.object({
  type: z.string().max(100),
  data: z
    .object({
      to: z.union([z.string().max(500), z.array(z.string().max(500)).max(50)]).optional(),
      message_id: z.string().max(998).nullish(),
      headers: z
        .array(z.object({ name: z.string().max(100), value: z.string().max(8192) }))
        .max(200)
        .optional(),
      bounce: z.object({ type: z.string().max(100).optional() }).optional(),
    })
    .optional(),
})

/** `unknown`: an event that tells of nothing that came back. */
export type HookEvent =
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'returned'
      readonly returned: Returned
      /** Texts in which our own signed token may stand: headers that we wrote, if the provider hands them back. */
      readonly texts: readonly string[]
      /** To whom the provider sent it. Believed, since it is signed. */
      readonly to: readonly string[]
    }

/**
 * Null when it is no event at all. A bounce is for good when it is called permanent; `Transient` and `Undetermined` (RFC 3463 knows no
 * such class) are for now. Never throws.
 */
export function readEvent(body: Uint8Array): HookEvent | null {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return null
  }
  const read = event.safeParse(json)
  if (!read.success) return null
  const { type, data } = read.data
  if (type !== 'email.bounced' && type !== 'email.complained') return { kind: 'unknown' }
  if (!data) return null
  const { to = [], message_id: messageId, headers = [], bounce } = data
  const isPermanent = bounce?.type?.toLowerCase() === 'permanent'
  return {
    kind: 'returned',
    returned: type === 'email.complained' ? 'complaint' : isPermanent ? 'hard' : 'soft',
    texts: [...(messageId ? [messageId] : []), ...headers.map(({ value }) => value)],
    to: typeof to === 'string' ? [to] : to,
  }
}
