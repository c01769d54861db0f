/**
 * Messages to servers of others, from Workers. The platform resolves names itself and shows nobody what they lead to, so only the address's
 * form is checked; but its `fetch` reaches the public internet alone, and no network of ours is there to be reached. No redirect is followed,
 * and of the answer only its status is read.
 */
import type { FailureCode, Ports } from '../ports.ts'
import { readWebhookUrl } from '../processor/webhook-url.ts'

/** What we ever say is far less; a bug that says more must not be somebody else's problem. */
const bodyBytesMax = 64 * 1024

export interface Fetching {
  readonly fetch: (url: URL, init: RequestInit) => Promise<Response>
  /** Until the answer begins. */
  readonly millisecondsMax: number
}

const platform: Fetching = { fetch: (url, init) => fetch(url, init), millisecondsMax: 5_000 }

export function openFetching({ fetch, millisecondsMax }: Fetching = platform): Ports['tell'] {
  return async ({ url: text, headers, body }) => {
    const url = readWebhookUrl(text)
    if (!url || Buffer.byteLength(body) > bodyBytesMax)
      return { kind: 'failed', code: 'BLOCKED' as FailureCode }
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers,
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(millisecondsMax),
      })
      // Whatever follows may have no end.
      await answer.body?.cancel()
      return { kind: 'answered', status: answer.status }
    } catch (thrown) {
      const isLate = thrown instanceof Error && thrown.name === 'TimeoutError'
      return { kind: 'failed', code: (isLate ? 'TIMEOUT' : 'UNREACHABLE') as FailureCode }
    }
  }
}
