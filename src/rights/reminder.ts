/**
 * Reminds whoever answers requests of those that wait: 7, 14, 21 and 25 days after receipt and once when an answer is late. Which
 * ones went is a row written with the mail in one transaction, so that each goes once, whoever runs and however often; what fell due
 * while nothing ran comes in one mail. A reminder names the request and nobody: mail is read in more places than the desk.
 */
import { listPeople } from '../account/people.ts'
import { everywhere } from '../account/role.ts'
import { rolesOf } from '../account/staff.ts'
import { arrayLiteral, type Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { failureOf } from '../db/failure.ts'
import { composeLetter, type Content } from '../mail/letter.tsx'
import { queueLetter } from '../mail/queue.ts'
import { mailAddress } from '../mail/read-letter.ts'
import { formatIn } from '../page/format.ts'
import type { Language } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import { addDays, localDay } from '../site/local-day.ts'
import { listSites, type Site } from '../site/site.ts'
import { daysLeft } from './clock.ts'
import { letterWords } from './letter-words.ts'
import type { RequestKind } from './request.ts'

type Reminding = Pick<Ports, 'config' | 'db' | 'now' | 'random' | 'keyFor' | 'log' | 'isStopping'>

/** Days after the day of receipt. The last leaves three until the promise. */
const remindedAfter = { 'day-7': 7, 'day-14': 14, 'day-21': 21, 'day-25': 25 } as const
export type Reminder = keyof typeof remindedAfter | 'overdue'
const firstAfter = 7

export interface WaitingRequest {
  readonly id: string
  readonly kind: RequestKind
  /** Days of the site's calendar, ISO. */
  readonly receivedOn: string
  /** Told in a letter: the promise, or what it was extended to. */
  readonly due: string
  /** What the law gives, with what it was extended by. */
  readonly legalDue: string
  readonly isVerified: boolean
}

/**
 * What should have gone by today. `overdue` once, when what was promised is over: who did not answer then has the desk open, and a mail
 * a day is a mail that nobody reads. Pure.
 */
export function remindersBy(
  { receivedOn, due }: Pick<WaitingRequest, 'receivedOn' | 'due'>,
  today: string,
): Reminder[] {
  const passed = Object.entries(remindedAfter).flatMap(([reminder, days]) =>
    today >= addDays(receivedOn, days) ? [reminder as keyof typeof remindedAfter] : [],
  )
  return today > due ? [...passed, 'overdue'] : passed
}

interface WaitingRow {
  readonly request_id: string
  readonly kind: RequestKind
  readonly received_at: Date
  readonly due: string
  readonly legal_due: string
  readonly is_verified: boolean
  readonly reminded: readonly Reminder[]
}

/** Of one site in one round: a flood of the form must not hold up all else. */
const requestsMax = 1000

/**
 * Open requests old enough for a reminder that did not get all of them, with those that went. One that nobody confirmed yet is among them:
 * its clock runs as well, and somebody has to close it. Index: rights_request_open, then rights_reminder_pk for each.
 */
async function listWaiting(
  { db, now }: Pick<Ports, 'db' | 'now'>,
  { id, timezone }: Pick<Site, 'id' | 'timezone'>,
): Promise<readonly (WaitingRequest & { readonly reminded: readonly Reminder[] })[]> {
  // A day less than a week of hours: the days of the calendar decide, below, and one of them may have 25.
  const before = new Date(now().getTime() - (firstAfter - 1) * 86_400_000)
  const rows = await db<WaitingRow[]>`
    select request_id, kind, received_at, coalesce(extended_due, promise_due)::text as due,
      coalesce(extended_due, legal_due)::text as legal_due, verified_at is not null as is_verified, reminded.all as reminded
    from rights_request
    cross join lateral (
      select coalesce(json_agg(reminder), '[]'::json) as all, count(*) as went from rights_reminder
      where rights_reminder.site_id = ${id} and rights_reminder.request_id = rights_request.request_id) as reminded
    where rights_request.site_id = ${id} and closed_at is null and received_at <= ${before} and reminded.went < 5
    order by promise_due, rights_request.request_id limit ${requestsMax}`
  return rows.map((row) => ({
    id: row.request_id,
    kind: row.kind,
    receivedOn: localDay(row.received_at, timezone),
    due: row.due,
    legalDue: row.legal_due,
    isVerified: row.is_verified,
    reminded: row.reminded,
  }))
}

/**
 * Takes reminders up: true for whoever was first with one of them at least. None of a request that was closed meanwhile.
 * Index: rights_request_pk, rights_reminder_pk.
 */
async function claim(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  requestId: string,
  reminders: readonly Reminder[],
): Promise<boolean> {
  const rows = await db`
    insert into rights_reminder (site_id, request_id, reminder, at)
    select site_id, request_id, reminder, ${now()}::timestamptz
    from rights_request cross join unnest(${arrayLiteral(reminders)}::text[]) as reminder
    where site_id = ${siteId} and request_id = ${requestId} and closed_at is null
    on conflict (site_id, request_id, reminder) do nothing
    returning reminder`
  return rows.length > 0
}

interface Recipient {
  readonly email: string
  readonly language: Language
}

/** Settings take an address that mail does not: whoever has such a one is not reached, and the others are. */
export const isReachable = ({ email }: Recipient): boolean => mailAddress.safeParse(email).success

/** The privacy officer; without one, staff with that role here; without any, the organisation. Nobody when none of them is known. */
export async function recipientsOf(
  ports: Pick<Ports, 'db' | 'now' | 'random' | 'keyFor'>,
  site: Site,
): Promise<readonly Recipient[]> {
  const { privacyOfficer, controller, languages } = site.settings
  const language = languages[0] ?? 'nl'
  if (privacyOfficer) return [{ email: privacyOfficer.email, language }]
  const staff: Recipient[] = []
  for (const { id, email, byProvider, language: theirs } of await listPeople(ports, null)) {
    const roles = await rolesOf(ports, id, byProvider)
    if ([roles.get(site.id), roles.get(everywhere)].includes('officer'))
      staff.push({ email, language: theirs })
  }
  if (staff.length > 0) return staff
  return controller.email === '' ? [] : [{ email: controller.email, language }]
}

/** What a reminder says. No name, no address, nothing that somebody wrote: a kind, days, a number that only the desk opens. */
export function reminderLetter(
  { domain }: Pick<Site, 'domain'>,
  request: WaitingRequest,
  {
    language,
    today,
    publicUrl,
  }: { readonly language: Language; readonly today: string; readonly publicUrl: string },
): Content {
  const { reminder: words } = letterWords(language)
  const format = formatIn(language)
  const kind = words.kinds[request.kind]
  const left = daysLeft(request.due, today)
  const due = format.day(request.due)
  const law = format.day(request.legalDue)
  return composeLetter({
    lang: language,
    subject: words.subject(kind, left),
    paragraphs: [
      words.open(kind, domain, format.day(request.receivedOn)),
      left < 0 ? words.overdue(left, due) : words.left(left, due),
      today > request.legalDue ? words.lawPassed(law) : words.law(law),
      ...(request.isVerified ? [] : [words.unverified]),
    ],
    action: {
      label: words.action,
      url: `${publicUrl}/dashboard/sites/${encodeURIComponent(domain)}/desk/requests/${request.id}`,
    },
    closing: [words.why],
  })
}

/**
 * Sends what is due of one site. Where nobody is known to remind, nothing is taken up: it goes as soon as somebody is. Whom to ask is
 * found before the transaction, since on the embedded database one that waits for a second connection waits forever.
 */
export async function sendReminders(ports: Reminding, site: Site): Promise<number> {
  const today = localDay(ports.now(), site.timezone)
  const waiting = (await listWaiting(ports, site)).flatMap((request) => {
    const reminders = remindersBy(request, today).filter((one) => !request.reminded.includes(one))
    return reminders.length > 0 ? [{ request, reminders }] : []
  })
  if (waiting.length === 0) return 0
  const recipients = (await recipientsOf(ports, site)).filter(isReachable)
  if (recipients.length === 0) return 0
  const { publicUrl } = ports.config
  let reminded = 0
  for (const { request, reminders } of waiting) {
    if (ports.isStopping()) break
    await ports.db.begin(async (tx) => {
      if (!(await claim({ ...ports, db: tx }, site.id, request.id, reminders))) return
      for (const { email, language } of recipients)
        await queueLetter(
          { ...ports, db: tx },
          { to: email, ...reminderLetter(site, request, { language, today, publicUrl }) },
        )
      reminded += 1
    })
  }
  return reminded
}

/** For a round: every site. One that fails is logged, stops no other, and comes again with the next round. */
export async function remindEverybody(ports: Reminding): Promise<void> {
  for (const site of await listSites(ports)) {
    if (ports.isStopping()) return
    try {
      await sendReminders(ports, site)
    } catch (thrown) {
      ports.log({ event: 'failure', place: 'rights', code: failureOf(thrown).code })
    }
  }
}
