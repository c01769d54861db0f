/**
 * Messages to servers of others, from Node (S-24). What the name in the address leads to is asked for once, by the connection itself, and
 * that very answer is checked and connected to: a second answer that leads elsewhere (DNS rebinding) is never asked for. No redirect is
 * followed, and of the answer only its status is read.
 */
import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { request } from 'node:https'
import type { LookupFunction } from 'node:net'
import { failureOf } from '../db/failure.ts'
import type { FailureCode, Message, MessageOutcome, Ports } from '../ports.ts'
import { readWebhookUrl } from '../processor/webhook-url.ts'
import { isPublicAddress } from './public-address.ts'

/** An answer's headers; its body is not read at all. */
const headerBytesMax = 16 * 1024
/** What we ever say is far less; a bug that says more must not be somebody else's problem. */
const bodyBytesMax = 64 * 1024

export interface Outbound {
  /** Every address of a name. */
  readonly resolve: (host: string) => Promise<readonly LookupAddress[]>
  readonly mayReach: (address: string) => boolean
  readonly port: number
  /** For all of it: the name, the connection, the certificate, the answer. */
  readonly millisecondsMax: number
  /** Whom to believe besides those that everybody does; PEM. */
  readonly ca?: string
}

const internet: Outbound = {
  resolve: (host) => lookup(host, { all: true, verbatim: true }),
  mayReach: isPublicAddress,
  port: 443,
  millisecondsMax: 5_000,
}

class Blocked extends Error {
  readonly code = 'BLOCKED'
}

type Found = readonly [LookupAddress, ...LookupAddress[]]

/** One address of ours among others spoils them all. Never throws. */
async function findReachable({ resolve, mayReach }: Outbound, host: string): Promise<Found | Error> {
  try {
    const [first, ...others] = await resolve(host)
    const isReachable = first && [first, ...others].every(({ address }) => mayReach(address))
    return isReachable ? [first, ...others] : new Blocked('leads into a network of ours')
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Blocked('the resolver said something else')
  }
}

/** What the connection asks for the name: it gets what was checked, or nothing. */
const lookupWith =
  (outbound: Outbound): LookupFunction =>
  (host, options, answer) =>
    void findReachable(outbound, host).then((found) => {
      if (found instanceof Error) return answer(found, [])
      return options.all ? answer(null, [...found]) : answer(null, found[0].address, found[0].family)
    })

export function openOutbound(outbound: Outbound = internet): Ports['tell'] {
  const find = lookupWith(outbound)
  return async ({ url: text, headers, body }) => {
    const url = readWebhookUrl(text)
    if (!url || Buffer.byteLength(body) > bodyBytesMax)
      return { kind: 'failed', code: 'BLOCKED' as FailureCode }
    try {
      return { kind: 'answered', status: await post(outbound, find, url, { headers, body }) }
    } catch (thrown) {
      return failed(thrown)
    }
  }
}

function post(
  { port, millisecondsMax, ca }: Outbound,
  find: LookupFunction,
  url: URL,
  { headers, body }: Pick<Message, 'headers' | 'body'>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        method: 'POST',
        hostname: url.hostname,
        path: url.pathname + url.search,
        port,
        headers: { ...headers, host: url.host, 'content-length': Buffer.byteLength(body) },
        lookup: find,
        // A connection that is kept would be to what the name led to then.
        agent: false,
        maxHeaderSize: headerBytesMax,
        signal: AbortSignal.timeout(millisecondsMax),
        ...(ca !== undefined && { ca }),
      },
      (answer) => {
        resolve(answer.statusCode ?? 0)
        // Whatever follows may have no end.
        asking.destroy()
      },
    )
    asking.on('error', reject)
    asking.end(body)
  })
}

/** The code alone: an error's words name the host, and what it leads to. */
function failed(thrown: unknown): MessageOutcome {
  const isLate = thrown instanceof Error && ['AbortError', 'TimeoutError'].includes(thrown.name)
  return { kind: 'failed', code: isLate ? ('TIMEOUT' as FailureCode) : failureOf(thrown).code }
}
