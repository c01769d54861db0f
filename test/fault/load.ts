/**
 * A bounded load of beacons on keep-alive connections, that remembers what became of each event: sent, acknowledged, or
 * neither (then it is sent again later under the same id, as the snippet does). Events lie within the last 40 hours, so
 * yesterday's figures are at stake too, and come from 40 people.
 */
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { chrome, idAt } from '../support/send.ts'

const lanes = 8
const eventsPerRequest = 20
const people = 40
const spanMs = 40 * 3_600_000

interface Lot {
  readonly ids: readonly string[]
  readonly body: string
  readonly person: number
}

export interface Load {
  readonly sent: Set<string>
  readonly acknowledged: Set<string>
  /** Answers by status; 0 for a connection that broke. */
  readonly answers: Map<number, number>
  /** Lots that were sent again under the same ids. */
  readonly resent: number
  /** Acknowledged lots that came again, and were acknowledged as known. */
  readonly repeats: number
  /** Answers that said they were the last on their connection. */
  readonly lastAnswers: number
  /** Milliseconds in which the load ran. */
  readonly ranMs: number
  /** Answers that broke the contract: 503 without Retry-After, an event dropped for no good reason, a repeat not recognised. */
  readonly complaints: readonly string[]
  /** Sends until stopped. What was not acknowledged before is sent again first. */
  run(url: string): { stop(): Promise<void> }
}

/** `eventsPerSecondMax`: as fast as answers come when it is infinite, so that a request is always under way in each lane. */
export function openLoad({ eventsPerSecondMax = 2_000 } = {}): Load {
  const sent = new Set<string>()
  const acknowledged = new Set<string>()
  const answers = new Map<number, number>()
  const complaints: string[] = []
  const unanswered: Lot[] = []
  let failures = 0
  let acknowledgements = 0
  let repeats = 0
  let resent = 0
  let lastAnswers = 0
  let ranMs = 0
  let made = 0

  function makeLot(): Lot {
    const person = (made / eventsPerRequest) % people
    const ids: string[] = []
    const events = Array.from({ length: eventsPerRequest }, (_, nth) => {
      made += 1
      const id = idAt(new Date(Date.now() - Math.random() * spanMs))
      ids.push(id)
      sent.add(id)
      const u = `https://example.nl/page/${made % 7}`
      if (nth % 10 === 8) return { n: 'engagement', u, d: 'example.nl', e: 1_500, id }
      return { n: nth % 10 === 9 ? 'Signup' : 'pageview', u, d: 'example.nl', id }
    })
    return { ids, body: JSON.stringify(events), person }
  }

  function post(agent: Agent, url: string, lot: Lot): Promise<number> {
    return new Promise((resolve) => {
      const asked = request(
        `${url}/api/event`,
        {
          agent,
          method: 'POST',
          headers: {
            'content-type': 'text/plain',
            'content-length': Buffer.byteLength(lot.body),
            origin: 'https://example.nl',
            'user-agent': chrome,
            'x-forwarded-for': `203.0.${lot.person}.7`,
          },
        },
        (answer) => {
          const status = answer.statusCode ?? 0
          if (answer.headers.connection === 'close') lastAnswers += 1
          const dropped = String(answer.headers['x-voordeur-dropped'] ?? '')
          const isKnown = lot.ids.every((id) => acknowledged.has(id))
          if (status === 202 && isKnown) repeats += 1
          if (status === 202 && (isKnown ? dropped !== 'duplicate' : !['', 'duplicate'].includes(dropped)))
            complaints.push(`${isKnown ? 'sent again' : 'sent'}, and dropped as: ${dropped}`)
          if (status === 503 && !answer.headers['retry-after']) complaints.push('503 without Retry-After')
          answer.resume()
          answer.once('end', () => resolve(status))
          // The head says what became of it; a body that breaks off after it changes nothing.
          answer.once('error', () => resolve(status))
        },
      )
      asked.once('error', () => resolve(0))
      asked.end(lot.body)
    })
  }

  return {
    sent,
    acknowledged,
    answers,
    complaints,
    get resent() {
      return resent
    },
    get repeats() {
      return repeats
    },
    get lastAnswers() {
      return lastAnswers
    },
    get ranMs() {
      return ranMs
    },
    run(url) {
      const agent = new Agent({ keepAlive: true, maxSockets: lanes })
      const begun = performance.now()
      const stopping = new AbortController()
      let inThisRun = 0

      async function lane(): Promise<void> {
        while (!stopping.signal.aborted) {
          const dueMs = (inThisRun / eventsPerSecondMax) * 1000 - (performance.now() - begun)
          if (dueMs > 1) {
            await pause(dueMs)
            continue
          }
          inThisRun += eventsPerRequest
          const again = unanswered.shift()
          if (again) resent += 1
          const lot = again ?? makeLot()
          const status = await post(agent, url, lot)
          answers.set(status, (answers.get(status) ?? 0) + 1)
          if (status === 202) {
            const isRepeat = lot.ids.every((id) => acknowledged.has(id))
            for (const id of lot.ids) acknowledged.add(id)
            // One in sixteen comes again although it was acknowledged: its sender never saw the answer.
            acknowledgements += 1
            if (!isRepeat && acknowledgements % 16 === 0) unanswered.push(lot)
            continue
          }
          if (status !== 0 && status !== 503) complaints.push(`answered ${status}`)
          // One in eight is never sent again: such events may be stored or not, but never twice.
          failures += 1
          if (failures % 8 !== 0) unanswered.push(lot)
          await pause(25)
        }
      }

      const running = Promise.all(Array.from({ length: lanes }, lane))
      return {
        async stop() {
          stopping.abort()
          ranMs += performance.now() - begun
          await running
          agent.destroy()
        },
      }
    },
  }
}
