/**
 * Messages to servers of others, from Workers. The platform resolves names itself and shows nobody what they lead to, so only the address's
 * form is checked; but its `fetch` reaches the public internet alone, and no network of ours is there to be reached.
 */
import type { FailureCode, Ports } from '../ports.ts'
import { readWebhookUrl } from '../processor/webhook-url.ts'

const millisecondsMax = 5_000
const bodyBytesMax = 64 * 1024

export const tellByFetch: Ports['tell'] = async ({ url: text, headers, body }) => {
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
    await answer.body?.cancel()
    return { kind: 'answered', status: answer.status }
  } catch (thrown) {
    const isLate = thrown instanceof Error && thrown.name === 'TimeoutError'
    return { kind: 'failed', code: (isLate ? 'TIMEOUT' : 'UNREACHABLE') as FailureCode }
  }
}
