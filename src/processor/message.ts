/**
 * What a processor is told, signed with its secret (Standard Webhooks): who it is is settled by the signature, over the bytes as they are
 * sent, and `webhook-id` is the task's number, the same at each try, so that a second delivery can be recognised.
 */
import { createHmac } from 'node:crypto'
import type { Message } from '../ports.ts'
import type { Told } from './document.ts'
import type { TaskSubject } from './task.ts'

export interface Telling {
  readonly taskId: string
  readonly domain: string
  readonly what: Told
  /** ISO day. */
  readonly due: string
  readonly subject: TaskSubject
  /** Where to say that it is done. */
  readonly acknowledgeUrl: string
}

/** The HMAC-SHA-256 of `id.timestamp.body`, as `delivery/webhook.ts` reads one. */
export const signatureOf = (secret: string, id: string, timestamp: string, body: string): string =>
  `v1,${createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64')}`

export function composeMessage(url: string, secret: string, telling: Telling, now: Date): Message {
  const { taskId, domain, what, due, subject, acknowledgeUrl } = telling
  const body = JSON.stringify({
    type: `rights.${what}`,
    id: taskId,
    site: domain,
    due,
    // Only what is known: a device has no address, a reader no receipt.
    subject: { email: subject.email ?? undefined, receipt: subject.receiptId ?? undefined },
    change: subject.change,
    acknowledge: acknowledgeUrl,
  })
  const timestamp = String(Math.floor(now.getTime() / 1000))
  return {
    url,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Voordeur',
      'webhook-id': taskId,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatureOf(secret, taskId, timestamp, body),
    },
    body,
  }
}
