/**
 * Which beacons are counted: a list of named steps, each of which lets a beacon pass or names the reason to drop it. The list
 * is the documentation. Pure: everything a step looks at is in `Arrival`; counting the drops is the route's business.
 */
import type { DropReason } from '../db/schema.ts'
import type { Site } from '../site/site.ts'
import { isExcluded } from '../site/mask.ts'
import { isSpamReferrer } from '../source/spam.ts'
import { decideCounting, type Choice } from '../consent/signal.ts'
import { behindMsMax, timeOf } from './event-id.ts'

export interface Arrival {
  readonly site: Site
  /** Host of the `Origin` header; null when there was none (a server that sends), empty when it is no web origin. */
  readonly originHost: string | null
  /** Host of the page's address. */
  readonly pageHost: string
  /** Cleaned path of the page. */
  readonly path: string
  /** Host or app id of the referrer. */
  readonly referrer: string | null
  readonly choice: Choice
  readonly signal: boolean
  readonly isRobot: boolean
  readonly isPrefetch: boolean
  readonly id: string | null
  /** The newest id's time in the same request: the device's own idea of "now". */
  readonly newestMs: number | null
}

type Step = (arrival: Arrival) => DropReason | null

const isOwn = ({ site }: Arrival, host: string) => site.hostnames.includes(host)

/** A page of another site, or a script elsewhere that sends in this site's name. */
const foreignOrigin: Step = (arrival) =>
  (arrival.originHost === null || isOwn(arrival, arrival.originHost)) && isOwn(arrival, arrival.pageHost)
    ? null
    : 'foreign-origin'

/** The browser loaded ahead of a click that may never come. */
const prefetch: Step = ({ isPrefetch }) => (isPrefetch ? 'prefetch' : null)

const robot: Step = ({ isRobot }) => (isRobot ? 'bot' : null)

const spamReferrer: Step = ({ referrer }) =>
  referrer !== null && isSpamReferrer(referrer) ? 'spam-referrer' : null

/** Objections: what the visitor chose, else what the browser signals. */
const objection: Step = ({ choice, signal }) => {
  const decision = decideCounting(choice, signal)
  return decision === 'count' ? null : decision
}

const excludedPath: Step = ({ site, path }) =>
  isExcluded(path, site.settings.excluded) ? 'excluded-path' : null

/** No page stays open for longer; times further apart tell of a clock that was set in between. */
const waitedMsMax = 90 * 86_400_000

/**
 * An event that waited on the device for more than 48 hours, by the device's own clock: a laptop that was closed over the
 * weekend. Its day's key is gone. A clock that is wrong as a whole, or was set while the page was open, is something else:
 * then the time is clamped, and one absurd id does no harm to the events beside it.
 */
const tooOld: Step = ({ id, newestMs }) => {
  const waited = id === null || newestMs === null ? 0 : newestMs - timeOf(id)
  return waited > behindMsMax && waited <= waitedMsMax ? 'too-old' : null
}

/** In this order: what is not ours, what is no person, who does not want it, what the site does not want. */
export const admitSteps: readonly Step[] = [
  foreignOrigin,
  prefetch,
  robot,
  objection,
  spamReferrer,
  excludedPath,
  tooOld,
]

/** The first reason to drop a beacon, or null to count it. */
export function admit(arrival: Arrival): DropReason | null {
  for (const step of admitSteps) {
    const reason = step(arrival)
    if (reason !== null) return reason
  }
  return null
}
