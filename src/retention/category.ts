/**
 * How long each kind of thing is kept, as data: one category for each period of the register (`db/personal.ts`), so that no table is
 * without one. There is no "for ever": what has no term in days or months ends with something, and says with what. No setting turns a
 * term off; three of them can be set, within the yardsticks of `retentionBounds` (A-33, GDPR art. 5(1)(e)).
 */
import { register, type Owner, type Period } from '../db/personal.ts'
import { addDays, addMonths, localToday, startOfDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'

/** As it stands in `retention_run`; each has its words. */
export type CategoryName =
  | 'events'
  | 'visits'
  | 'totals'
  | 'day-keys'
  | 'batches'
  | 'receipts'
  | 'unsealed'
  | 'consents'
  | 'subscriptions'
  | 'confirmations'
  | 'imports'
  | 'tries'
  | 'suppressions'
  | 'deliveries'
  | 'requests'
  | 'links'
  | 'restrictions'
  | 'journal'
  | 'breaches'
  | 'sweeps'
  | 'site'
  | 'reports'
  | 'references'
  | 'sessions'
  | 'verifications'
  | 'invitations'
  | 'acts'
  | 'mail'
  | 'accounts'
  | 'keys'
  | 'installation'

/** What ends that which has no term by the clock. */
export type End =
  | 'rolled-up'
  | 'sealed'
  | 'newsletter-ends'
  | 'site-ends'
  | 'unsubscribed'
  | 'account-removed'
  | 'key-deleted'
  | 'installation-ends'

export type Term =
  /** Set by the site, within `retentionBounds`. */
  | { readonly kind: 'set'; readonly by: 'eventsDays' | 'visitsMonths' | 'totalsMonths' }
  | { readonly kind: 'hours' | 'days' | 'months' | 'years'; readonly length: number }
  | { readonly kind: 'until'; readonly end: End }

export interface Category {
  readonly name: CategoryName
  /** `installation`: of all sites together, or of none. */
  readonly scope: 'site' | 'installation'
  readonly term: Term
  /** Short terms are swept each hour, the others once on each local day. */
  readonly rhythm: 'hourly' | 'daily' | 'never'
  /**
   * By table: from when on the term counts, as SQL for an instant; `day` for what is kept by the local day; or a whole question with the
   * site as $1. Null: goes with the others.
   */
  readonly since: Readonly<Record<string, string | null>>
}

const swept = (
  name: CategoryName,
  rhythm: 'hourly' | 'daily',
  term: Term,
  since: Category['since'],
  scope: Category['scope'] = 'site',
): Category => ({ name, scope, term, rhythm, since })

/** Of whatever tables the register has under this period. */
const ending = (
  name: CategoryName,
  period: Period,
  end: End,
  scope: Category['scope'] = 'site',
): Category => ({
  name,
  scope,
  term: { kind: 'until', end },
  rhythm: 'never',
  since: Object.fromEntries(
    register.filter((entry) => entry.period === period).map(({ table }) => [table, null]),
  ),
})

const months = (length: number): Term => ({ kind: 'months', length })
const years = (length: number): Term => ({ kind: 'years', length })
const days = (length: number): Term => ({ kind: 'days', length })
const hours = (length: number): Term => ({ kind: 'hours', length })

/**
 * By period: one that is not here does not compile, and a table that is not here or stands in the wrong place fails a test. In the
 * order in which they are swept: what is fine before what was made of it.
 */
export const categories: Readonly<Record<Period, Category>> = {
  'events-90-days': swept('events', 'daily', { kind: 'set', by: 'eventsDays' }, { event: 'occurred_at' }),
  'visits-13-months': swept(
    'visits',
    'daily',
    { kind: 'set', by: 'visitsMonths' },
    { visit: 'day', visit_trail: 'day' },
  ),
  'consents-13-months': swept(
    'consents',
    'daily',
    { kind: 'set', by: 'visitsMonths' },
    { consent_given: 'least(ended_at, valid_until, insight_until)' },
  ),
  'totals-25-months': swept(
    'totals',
    'daily',
    { kind: 'set', by: 'totalsMonths' },
    {
      site_day: 'day',
      day_hour: 'day',
      day_value: 'day',
      served_day: 'day',
      drop_count: 'day',
      consent_count: 'day',
      unsubscribe_count: 'day',
      hit_count: 'day',
    },
  ),
  'day-keys-48-hours': swept('day-keys', 'hourly', hours(48), { day_key: 'made_at' }),
  'until-rolled-up': ending('batches', 'until-rolled-up', 'rolled-up'),
  'receipts-24-months': swept('receipts', 'daily', months(24), { consent_receipt: 'valid_until' }),
  'until-sealed': ending('unsealed', 'until-sealed', 'sealed'),
  'subscriptions-30-days': swept('subscriptions', 'daily', days(30), {
    // Of who gets nothing any more, the day on which the last of it ended.
    subscription: `select max(ended_at) from subscription where site_id = $1
      group by subscriber_id having bool_and(ended_at is not null)`,
    subscriber: null,
    subscriber_receipt: null,
  }),
  'confirmations-3-days': swept('confirmations', 'hourly', days(3), { confirmation: 'asked_at' }),
  'imports-3-days': swept('imports', 'hourly', days(3), {
    reader_import: 'changed_at',
    reader_import_row: null,
  }),
  'tries-1-hour': swept('tries', 'hourly', hours(1), {
    sign_up_try: 'began_at',
    rights_try: 'began_at',
    sending_pace: 'greatest(free_at, planned_at)',
  }),
  'suppressed-for-good': ending('suppressions', 'suppressed-for-good', 'newsletter-ends'),
  'deliveries-13-months': swept('deliveries', 'daily', months(13), {
    delivery: 'coalesce(sent_at, next_try_at)',
    reader_hit: 'last_at',
  }),
  'requests-2-years': swept('requests', 'daily', years(2), {
    rights_request: 'closed_at',
    rights_step: null,
    rights_note: null,
    rights_reminder: null,
    rights_letter: null,
    processor_task: null,
  }),
  'links-7-days': swept('links', 'hourly', days(7), { rights_link: 'made_at', rights_code: 'made_at' }),
  'until-lifted': swept('restrictions', 'daily', years(2), { restriction: 'lifted_at', held_row: null }),
  'journal-13-months': swept('journal', 'daily', months(13), { journal_entry: 'at' }),
  'breaches-5-years': swept('breaches', 'daily', years(5), { breach: 'closed_at' }),
  'sweeps-13-months': swept('sweeps', 'daily', months(13), { retention_run: 'day' }),
  'life-of-the-site': ending('site', 'life-of-the-site', 'site-ends'),
  'until-unsubscribed': ending('reports', 'until-unsubscribed', 'unsubscribed'),
  'references-2-years': swept(
    'references',
    'daily',
    years(2),
    { subject_key: 'case when key is not null then make_date(year + 1, 1, 1) end' },
    'installation',
  ),
  'sessions-12-hours': swept(
    'sessions',
    'hourly',
    hours(12),
    { staff_session: 'created_at' },
    'installation',
  ),
  'verifications-a-quarter': swept(
    'verifications',
    'hourly',
    hours(1),
    { staff_verification: 'created_at', staff_attempt: 'began_at' },
    'installation',
  ),
  'invitations-14-days': swept(
    'invitations',
    'hourly',
    days(14),
    { staff_invitation: 'created_at' },
    'installation',
  ),
  'acts-2-years': swept('acts', 'daily', years(2), { staff_act: 'at' }, 'installation'),
  'mail-14-days': swept('mail', 'hourly', days(14), { mail: 'queued_at' }, 'installation'),
  'life-of-the-account': ending('accounts', 'life-of-the-account', 'account-removed', 'installation'),
  'until-revoked': ending('keys', 'until-revoked', 'key-deleted', 'installation'),
  'life-of-the-installation': ending(
    'installation',
    'life-of-the-installation',
    'installation-ends',
    'installation',
  ),
}

/** In the order of `categories`. */
export const categoriesOf = (scope: Category['scope']): readonly Category[] =>
  Object.values(categories).filter((category) => category.scope === scope)

/** Those that are swept by age. */
export const sweptOf = (scope: Category['scope']): readonly Category[] =>
  categoriesOf(scope).filter(({ rhythm }) => rhythm !== 'never')

/** The rooms that answer for it, by the register. */
export const ownersOf = ({ since }: Pick<Category, 'since'>): readonly (Owner | 'db')[] => [
  ...new Set(register.filter(({ table }) => Object.hasOwn(since, table)).map(({ owner }) => owner)),
]

/** What is swept of one site; of all together, the calendar is that of UTC and nothing can be set. */
export type Kept = Pick<Site, 'timezone'> & { readonly settings: Pick<Site['settings'], 'retention'> }

/** Since when something may be there: older is to go. */
export interface Limit {
  /** Local day of the site, ISO. What is kept by the day goes when its day is before this one. */
  readonly day: string
  readonly at: Date
}

/**
 * How old the oldest may be today; null where no clock ends it. Whole local days, so that what is told of a day is about all of it:
 * nothing is older than its term and that day. Pure.
 */
export function limitOf(term: Term, { timezone, settings }: Kept, now: Date): Limit | null {
  const today = localToday(now, timezone)
  const since = (day: string): Limit => ({ day, at: startOfDay(day, timezone) })
  switch (term.kind) {
    case 'set': {
      const { eventsDays, visitsMonths, totalsMonths } = settings.retention
      const visitsSince = addMonths(today, -visitsMonths)
      // February is shorter than the days that events may be kept beside it: nothing finer outlives a visit.
      if (term.by === 'eventsDays')
        return since([addDays(today, -eventsDays), visitsSince].toSorted().at(-1) ?? visitsSince)
      return since(term.by === 'visitsMonths' ? visitsSince : addMonths(today, -totalsMonths))
    }
    case 'hours':
      return { day: today, at: new Date(now.getTime() - term.length * 3_600_000) }
    case 'days':
      return since(addDays(today, -term.length))
    case 'months':
      return since(addMonths(today, -term.length))
    case 'years':
      return since(addMonths(today, -term.length * 12))
    case 'until':
      return null
  }
}
