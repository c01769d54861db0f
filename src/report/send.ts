/**
 * Sends the reports that are due, and the one that somebody asks for now. Claim and mail are one transaction: a process that
 * dies before its end has taken nothing, and one that dies after it has a row in the queue that another one sends. So each
 * report is queued once for each subscriber, however many processes ask and however often they are restarted.
 */
import { recordAct } from '../account/act.ts'
import { findPerson, type Person } from '../account/people.ts'
import { may } from '../account/role.ts'
import { rolesOf } from '../account/staff.ts'
import { failureOf } from '../db/failure.ts'
import type { Content } from '../mail/letter.tsx'
import { queueLetter } from '../mail/queue.ts'
import type { Ports } from '../ports.ts'
import { localToday } from '../site/local-day.ts'
import { listSites, type Site } from '../site/site.ts'
import { findReport, type Report } from './figures.ts'
import { composeReport, reportParts } from './letter.ts'
import { dueAt, dueRange, lastWhole, type ReportPeriod } from './period.ts'
import {
  claimReport,
  endSubscription,
  listOwn,
  listSubscriptions,
  sweepSubscriptions,
  type Subscription,
  type SubscriptionKey,
} from './subscription.ts'
import { signUnsubscribe } from './token.ts'

type Sending = Pick<Ports, 'config' | 'db' | 'now' | 'random' | 'keyFor' | 'log' | 'isStopping'>

/** Where the link in the mail leads: a page that asks, and one click in the reader's list of mails. */
const unsubscribeUrl = (ports: Pick<Ports, 'config' | 'keyFor' | 'random'>, key: SubscriptionKey): string =>
  `${ports.config.publicUrl}/report/unsubscribe/${signUnsubscribe(ports, key)}`

const contentFor = (
  ports: Pick<Ports, 'config' | 'keyFor' | 'random'>,
  report: Report,
  { language }: Pick<Person, 'language'>,
  key: SubscriptionKey | null,
): Content =>
  composeReport(
    reportParts(report, language, ports.config.publicUrl),
    key === null ? undefined : unsubscribeUrl(ports, key),
  )

/** Whoever may see the site's figures now, by their own roles and by those of their groups. */
async function mayRead(ports: Pick<Ports, 'db' | 'now'>, person: Person, site: Site): Promise<boolean> {
  return may({ roles: await rolesOf(ports, person.id, person.byProvider) }, 'statistics', site.id)
}

/**
 * One subscriber's report. Whoever may no longer see the site gets none, and their subscription ends; an account that is
 * gone gets none either. What is reported is asked for before the transaction: on the embedded database a transaction that
 * waits for a second connection waits forever.
 */
async function sendOne(
  ports: Sending,
  site: Site,
  key: Subscription,
  findFigures: () => Promise<Report>,
): Promise<void> {
  const person = await findPerson(ports, key.staffId)
  if (!person) return
  if (!(await mayRead(ports, person, site))) return await endForLackOfRole(ports, key)
  const report = await findFigures()
  const content = contentFor(ports, report, person, key)
  await ports.db.begin(async (tx) => {
    if (await claimReport({ db: tx }, key, report.range.from))
      await queueLetter({ ...ports, db: tx }, { to: person.email, ...content })
  })
}

async function endForLackOfRole(ports: Sending, key: SubscriptionKey): Promise<void> {
  await ports.db.begin(async (tx) => {
    if (!(await endSubscription({ db: tx }, key))) return
    const { siteId, staffId: object } = key
    await recordAct(
      { ...ports, db: tx },
      { actor: { kind: 'service' }, siteId, kind: 'report-unsubscribed', object },
    )
  })
}

/** Whose report of this range is still to come. Who subscribed when it was due already waits for the next one. */
const isOpen = (
  { subscribedAt, lastSentFor }: Subscription,
  range: Report['range'],
  { timezone }: Site,
): boolean => (lastSentFor === null || lastSentFor < range.from) && subscribedAt < dueAt(range, timezone)

/**
 * Queues every report that is due and was not yet: for a round of ten minutes. Of each site, week or month the last whole one
 * alone, so that after an outage one report comes late and none twice. One that fails is logged, stops no other and is tried
 * again in the next round. Throws only when the subscriptions can't be read.
 */
export async function sendReports(ports: Sending): Promise<void> {
  await sweepSubscriptions(ports)
  const subscriptions = await listSubscriptions(ports)
  if (subscriptions.length === 0) return
  const sites = new Map((await listSites(ports)).map((site) => [site.id, site]))
  // The figures of one site and period are found once, for all who get them.
  const found = new Map<string, Promise<Report>>()
  for (const key of subscriptions) {
    if (ports.isStopping()) return
    const site = sites.get(key.siteId)
    const range = site && dueRange(key.period, ports.now(), site.timezone)
    if (!site || !range || !isOpen(key, range, site)) continue
    const name = `${site.id} ${key.period}`
    const findFigures = () => {
      const known = found.get(name) ?? findReport(ports, site, key.period, range)
      found.set(name, known)
      return known
    }
    try {
      await sendOne(ports, site, key, findFigures)
    } catch (thrown) {
      ports.log({ event: 'failure', place: 'reports', code: failureOf(thrown).code })
    }
  }
}

/** The last whole week or month, due or not: what is shown beforehand and sent when somebody asks for it. */
export const findLastReport = (
  ports: Pick<Ports, 'db' | 'now'>,
  site: Site,
  period: ReportPeriod,
): Promise<Report> =>
  findReport(ports, site, period, lastWhole(period, localToday(ports.now(), site.timezone)))

/** Posts the last report to somebody who asks for it now; it takes none of those that come by themselves. */
export async function postReport(
  ports: Pick<Ports, 'config' | 'db' | 'now' | 'random' | 'keyFor' | 'post'>,
  site: Site,
  person: Person,
  period: ReportPeriod,
): Promise<void> {
  const key = { siteId: site.id, staffId: person.id, period }
  const isSubscribed = (await listOwn(ports, key)).has(period)
  const report = await findLastReport(ports, site, period)
  await ports.post({ to: person.email, ...contentFor(ports, report, person, isSubscribed ? key : null) })
}
