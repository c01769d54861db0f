/**
 * Sends issues: a few mails of each in turn, over a few connections that are kept. A row for each mail says how far it is, so that whoever
 * dies leaves nobody out, and nobody is mailed twice unless a person says so (newsletter.md fact 10). While the server is away all wait; what
 * it keeps refusing of us is stopped, before a whole list is used up.
 */
import { composeMail, type Signing } from '../mail/message.ts'
import type { Away, Handing, Parcel, Session } from '../mail/session.ts'
import { findIssue, type Issue } from '../newsletter/issue.ts'
import { findIssueMail, type IssueMail } from '../newsletter/mail.ts'
import { failureOf, mayPassLater } from '../db/failure.ts'
import type { FailureCode, Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { findNewsletterSettings, type NewsletterSettings } from '../subscriber/newsletter-settings.ts'
import { listAudienceLists } from './basis.ts'
import { claimDue, listLeft, recoverLeases, type Claim } from './claim.ts'
import { addressMail } from './headers.ts'
import {
  codeOf,
  isNoMailbox,
  markHanding,
  outcomeOf,
  recordOutcomes,
  releaseOf,
  skipOf,
  type Outcome,
} from './outcome.ts'
import { findRecipients, type Recipient } from './recipient.ts'
import { recordReturn } from './returned.ts'
import { listActive, startDue } from './start.ts'
import { finishIssue, recordStopped, recordTrouble } from './state.ts'
import { openTogether } from './together.ts'

export type SenderPorts = Pick<
  Ports,
  'config' | 'db' | 'now' | 'random' | 'keyFor' | 'log' | 'count' | 'isStopping'
>

/** What takes the mails. */
export interface Outlet {
  /** One for each mail that may be handed in at a time. */
  readonly sessions: readonly Session[]
  readonly signing: Signing | null
}

export interface Turn {
  /** Mails at most. */
  readonly limit: number
  /** Waits until the next mail may leave; without it the turn ends there. False: there is no time for that. */
  readonly waitUntil?: (at: Date) => Promise<boolean>
}

export interface Sender {
  /** Sends what is due, and answers how many mails were handed in or given up. Throws when the database is away. */
  readonly send: (turn: Turn) => Promise<number>
  /** Hangs up. */
  readonly close: () => void
}

/** Mails of one issue before it is another's turn; a second or less, so that a pause is felt at once. */
const batchMax = 50

/** Mails in a row that none was taken between: whoever reads them all as spam, or hangs up on each, would use up a list. */
const refusedMax = 10
const uncertainMax = 5

/** How long a server that is away is left alone: five seconds, longer each time, a minute at most. */
const awayMs = (failures: number, { isOurs }: Away): number =>
  isOurs ? 60_000 : Math.min(60_000, 5_000 * 2 ** failures)

interface Batch {
  /** Mails of which something became. */
  readonly handled: number
  readonly claim: Pick<Claim, 'hasPutOff' | 'freeAt'>
  readonly away: Away | null
}

const idle: Batch = { handled: 0, claim: { hasPutOff: false, freeAt: null }, away: null }

/** What one batch needs besides its mails. */
interface Sending {
  readonly site: Site
  readonly issue: Issue
  readonly settings: NewsletterSettings
  readonly lists: ReadonlyMap<number, string>
  readonly mail: IssueMail
}

/** Mails of one batch by what became of them, and what ended it early. */
interface HandedOver {
  sent: number
  refused: number
  uncertain: number
  postponed: number
  away: Away | null
  /** Somebody has to look at the issue. */
  stopped: FailureCode | null
}

interface Unrecorded {
  readonly issue: Pick<Issue, 'siteId' | 'id'>
  readonly outcomes: readonly Outcome[]
}

type Mails = (site: Site, issue: Issue) => Promise<IssueMail | null>

/** Each issue's mail is made ready once in a turn. */
function openMails(ports: SenderPorts): Mails {
  const made = new Map<string, IssueMail | null>()
  return async (site, { id }) => {
    const key = `${site.id} ${id}`
    const known = made.get(key)
    if (known !== undefined) return known
    const mail = await findIssueMail(ports, site, id)
    made.set(key, mail)
    return mail
  }
}

const add = (a: Batch, b: Batch): Batch => ({
  handled: a.handled + b.handled,
  claim: {
    hasPutOff: a.claim.hasPutOff || b.claim.hasPutOff,
    freeAt: earliest(a.claim.freeAt, b.claim.freeAt),
  },
  away: b.away,
})

const earliest = (a: Date | null, b: Date | null): Date | null =>
  a === null || (b !== null && b < a) ? b : a

export function openSender(ports: SenderPorts, { sessions, signing }: Outlet, holder: string): Sender {
  let awayUntil = 0
  let failures = 0
  /** Known, and not yet written down because the database was away. */
  let unrecorded: Unrecorded[] = []

  async function record(issue: Issue, outcomes: readonly Outcome[]): Promise<void> {
    try {
      await recordOutcomes(ports, issue, holder, outcomes)
    } catch (thrown) {
      unrecorded.push({ issue, outcomes })
      throw thrown
    }
  }

  async function recordLate(): Promise<void> {
    while (unrecorded.length > 0) {
      const [first, ...rest] = unrecorded
      if (first) await recordOutcomes(ports, first.issue, holder, first.outcomes)
      unrecorded = rest
    }
  }

  /** Hands over some mails of one issue, each session one at a time. */
  async function handOver(
    { site, issue, settings, lists, mail }: Sending,
    recipients: readonly Recipient[],
  ): Promise<HandedOver> {
    const waiting = [...recipients]
    const done: HandedOver = { sent: 0, refused: 0, uncertain: 0, postponed: 0, away: null, stopped: null }
    const mark = openTogether(async (some: readonly Recipient[]) => {
      const marked = await markHanding(ports, issue, holder, [...lists.keys()], some)
      return some.map(({ subscriberId }) => marked.has(subscriberId))
    })
    const settle = openTogether(async (some: readonly Outcome[]) => {
      await record(issue, some)
      return some.map(() => true)
    })
    const sending = { site, issueId: issue.id, settings, config: ports.config }

    /** Null: it has no way out, so it must not leave (law N1). */
    async function make(recipient: Recipient): Promise<Parcel | null> {
      const rendered = mail.render(recipient)
      const { unsubscribeUrl } = rendered
      if (![rendered.html, rendered.text].every((part) => part.includes(unsubscribeUrl))) return null
      const at = ports.now()
      const { from, parts } = addressMail(ports, sending, recipient, rendered, at)
      return { id: parts.id, at, from, to: recipient.email, message: await composeMail(parts, signing) }
    }

    /** Null: not now, and it is not ours any more or will not leave with this batch. */
    async function handOne(session: Session, recipient: Recipient): Promise<Handing | null> {
      let parcel: Parcel | null
      try {
        parcel = await make(recipient)
      } catch {
        // What an error says may quote the mail, and who it is for.
        return { kind: 'refused', at: 'message', code: 'UNMADE' as FailureCode, status: null }
      }
      if (parcel && (await mark(recipient))) return session.hand(parcel)
      if (!parcel) done.stopped = 'NO_UNSUBSCRIBE' as FailureCode
      await settle(releaseOf(recipient, ports.now()))
      return null
    }

    async function finish(recipient: Recipient, handing: Handing): Promise<void> {
      const outcome = outcomeOf(recipient, handing, ports.now())
      await settle(outcome)
      if (handing.kind === 'away') return
      done[handing.kind] += 1
      if (handing.kind !== 'sent')
        ports.log({ event: 'failure', place: 'newsletter', code: codeOf(handing.code) })
      if (outcome.state === 'sent') ports.count('newsletters_sent')
      if (outcome.state === 'failed') ports.count('newsletters_failed')
      if (outcome.state === 'uncertain') ports.count('newsletters_uncertain')
      if (isNoMailbox(handing))
        await recordReturn(ports, { ...recipient, siteId: site.id, issueId: issue.id }, 'hard')
      const isUsingUp = done.sent === 0 && (done.refused >= refusedMax || done.uncertain >= uncertainMax)
      if (isUsingUp && handing.kind !== 'sent') done.stopped = codeOf(handing.code)
    }

    async function lane(session: Session): Promise<void> {
      while (waiting.length > 0 && !ports.isStopping() && done.stopped === null) {
        // Before a mail is taken for it: while a server lets us wait, nothing is uncertain.
        const trouble = await session.ready()
        const recipient = trouble ? undefined : waiting.shift()
        const handing = recipient ? await handOne(session, recipient) : trouble
        if (recipient && handing) await finish(recipient, handing)
        // Other connections may still be good: a server takes only so many.
        if (handing?.kind !== 'away') continue
        done.away = handing
        return
      }
    }

    const lanes = await Promise.allSettled(sessions.map(lane))
    for (const one of lanes) if (one.status === 'rejected') throw one.reason
    await record(
      issue,
      waiting.map((one) => releaseOf(one, ports.now())),
    )
    return done
  }

  async function sendSome(site: Site, issueId: number, limit: number, mails: Mails): Promise<Batch> {
    const issue = await findIssue(ports, site.id, issueId)
    if (issue?.state !== 'sending') return idle
    const settings = await findNewsletterSettings(ports, site)
    const claim = await claimDue(ports, site, issue, settings, { limit: Math.min(limit, batchMax), holder })
    if (claim.isDayFull) await recordTrouble(ports, issue, 'DAY_FULL' as FailureCode)
    if (claim.taken.length === 0) {
      if (!claim.hasPutOff && !claim.isDayFull && claim.freeAt === null) await finishIssue(ports, issue)
      return { ...idle, claim }
    }
    const lists = await listAudienceLists(ports, issue)
    const { recipients, skipped } = await findRecipients(ports, issue, claim.taken, lists)
    await record(
      issue,
      skipped.map((one) => skipOf(one, one.code, ports.now())),
    )
    const mail = await mails(site, issue)
    if (!mail) {
      await record(
        issue,
        recipients.map((one) => releaseOf(one, ports.now())),
      )
      await recordStopped(ports, issue, 'UNMADE' as FailureCode)
      return idle
    }
    const done = await handOver({ site, issue, settings, lists, mail }, recipients)
    const { sent, refused, uncertain, postponed, away, stopped } = done
    const handled = sent + refused + uncertain + postponed
    // Said twice, with time between, by a server that gives us no mail at all: somebody has to mend it.
    const isHopeless = handled === 0 && away?.isOurs === true && issue.pauseCode === codeOf(away.code)
    if (stopped) await recordStopped(ports, issue, stopped)
    else if (isHopeless) await recordStopped(ports, issue, codeOf(away.code))
    else if (handled === 0 && away) await recordTrouble(ports, issue, codeOf(away.code))
    else if (sent > 0 && issue.pauseCode !== null) await recordTrouble(ports, issue, null)
    return { handled: handled + skipped.length, claim, away: handled === 0 ? away : null }
  }

  /** A few mails of each issue. */
  async function pass(limit: number, mails: Mails): Promise<Batch> {
    const due = (await listActive(ports)).filter(({ state }) => state === 'sending')
    let total = idle
    for (const { site, issueId } of due) {
      if (ports.isStopping() || total.handled >= limit) break
      if (total.away) {
        await recordTrouble(ports, { siteId: site.id, id: issueId }, codeOf(total.away.code))
        continue
      }
      try {
        total = add(total, await sendSome(site, issueId, limit - total.handled, mails))
      } catch (thrown) {
        const failure = failureOf(thrown)
        if (mayPassLater(failure)) throw thrown
        // A bug of ours with this issue: the others go on. What it had taken waits for its lease to end.
        ports.log({ event: 'failure', place: 'newsletter', code: failure.code })
        await recordStopped(ports, { siteId: site.id, id: issueId }, 'UNMADE' as FailureCode)
      }
    }
    return total
  }

  async function sendAll({ limit, waitUntil }: Turn): Promise<number> {
    let handled = 0
    const mails = openMails(ports)
    await recordLate()
    while (!ports.isStopping() && handled < limit) {
      await startDue(ports)
      for (const left of await listLeft(ports)) {
        const uncertain = await recoverLeases(ports, left)
        if (uncertain > 0) ports.count('newsletters_uncertain', uncertain)
      }
      if (ports.now().getTime() < awayUntil) break
      const { handled: some, claim, away } = await pass(limit - handled, mails)
      handled += some
      if (away) {
        awayUntil = ports.now().getTime() + awayMs(failures, away)
        failures += 1
        ports.log({ event: 'failure', place: 'newsletter', code: codeOf(away.code) })
        break
      }
      if (some > 0) failures = 0
      if (some > 0 || claim.hasPutOff) continue
      if (claim.freeAt === null || !(await waitUntil?.(claim.freeAt))) break
    }
    return handled
  }

  const close = (): void => {
    for (const session of sessions) session.close()
  }
  return {
    close,
    async send(turn) {
      const handled = await sendAll(turn)
      // A connection that nobody uses is the server's to keep open, too.
      if (handled === 0) close()
      return handled
    },
  }
}
