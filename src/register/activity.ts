/**
 * What the service does with personal data, made of the register of columns (`db/personal.ts`), so that neither can say anything else than the
 * other: each purpose belongs to one activity, and a purpose that nobody gave a place does not compile. Pure.
 */
import {
  register,
  type Basis,
  type Period,
  type Purpose,
  type Recipient,
  type Source,
  type Subject,
} from '../db/personal.ts'
import type { Words } from '../page/words.ts'
import type { ProcessorActivity } from '../processor/document.ts'
import type { Site } from '../site/site.ts'

/** In the order in which they are shown. */
export const activityNames = [
  'visits',
  'returning',
  'protection',
  'consent',
  'newsletter',
  'measuring',
  'rights',
  'breaches',
  'staff',
  'contact',
] as const satisfies readonly (keyof Words['register']['activities'])[]
export type ActivityName = (typeof activityNames)[number]

const publicSubjects: ReadonlySet<Subject> = new Set(['visitor', 'device', 'reader', 'asker'])
/** People outside the organisation, for whom a privacy statement is written; not staff, nor who is named in a text of theirs. */
export const isPublicSubject = (subject: Subject): boolean => publicSubjects.has(subject)

const activityOf: Readonly<Record<Purpose, ActivityName>> = {
  'to tell visitors who is responsible and whom to ask': 'contact',
  'to know which key to revoke': 'staff',
  'to count each event once, also when it is sent again': 'visits',
  'to tell visits of one day apart': 'visits',
  'to recognise and undo floods of false events': 'protection',
  'to see which pages and links are used': 'visits',
  'to see that a visitor came before, with their consent alone': 'returning',
  'to see which devices and languages the site has to serve': 'visits',
  'to see where visits come from': 'visits',
  'to explain the figures of a day': 'visits',
  'to show who changed what': 'staff',
  'to prove who was asked what, and to keep to the answer': 'consent',
  'to let staff in, and nobody else': 'staff',
  'to send the mails that staff ask for or signed up to': 'staff',
  'to mail the figures to staff who asked for them': 'staff',
  'to send the newsletters that somebody asked for, and no others': 'newsletter',
  'to prove what somebody agreed to': 'newsletter',
  'to see what is opened and clicked, with the consent of each reader alone': 'measuring',
  'to keep robots from mailing strangers through the form': 'protection',
  'to keep the promise never to mail it again': 'newsletter',
  'to answer what somebody asks about their data, in time, and to show that it was done': 'rights',
  'to keep the form for requests usable': 'protection',
  'to tell recipients what somebody asks about their data': 'rights',
  'to record each breach, and to tell the authority in time': 'breaches',
}

/** Data of one table, which are kept for one period. */
export interface Kept {
  readonly table: string
  readonly period: Period
  /** Of people outside the organisation. */
  readonly isPublic: boolean
}

export interface Activity {
  readonly name: ActivityName
  readonly bases: readonly Basis[]
  readonly subjects: readonly Subject[]
  readonly sources: readonly Source[]
  readonly recipients: readonly Recipient[]
  readonly kept: readonly Kept[]
}

const distinct = <T>(all: readonly T[]): readonly T[] => [...new Set(all)]

function activityNamed(name: ActivityName): Activity {
  const columns = register.flatMap((entry) =>
    entry.personal && activityOf[entry.purpose] === name ? [entry] : [],
  )
  const tables = distinct(columns.map(({ table }) => table))
  return {
    name,
    bases: distinct(columns.map(({ basis }) => basis)),
    subjects: distinct(columns.map(({ subject }) => subject)),
    sources: distinct(columns.map(({ source }) => source)),
    recipients: distinct(columns.flatMap(({ recipients }) => recipients)),
    kept: tables.flatMap((table) =>
      distinct(columns.filter((column) => column.table === table).map(({ period }) => period)).map(
        (period) => ({
          table,
          period,
          isPublic: columns.some((column) => column.table === table && isPublicSubject(column.subject)),
        }),
      ),
    ),
  }
}

export const activities: readonly Activity[] = activityNames.map(activityNamed)

/** Those that this site does: without newsletters nobody reads any, and a site that asks nothing knows nobody again. */
export const activitiesOf = ({
  settings,
  askedSince,
}: Pick<Site, 'settings' | 'askedSince'>): readonly Activity[] =>
  activities.filter(({ name }) => {
    if (name === 'newsletter' || name === 'measuring') return settings.newsletter === true
    return name === 'returning' ? askedSince !== null : true
  })

/** As the site has set it, where it can be set; else as the register has it. */
export function periodWords(
  period: Period,
  { retention }: Pick<Site['settings'], 'retention'>,
  words: Words['register'],
  number: (value: number) => string,
): string {
  if (period === 'events-90-days') return words.days(number(retention.eventsDays))
  if (period === 'visits-13-months') return words.months(number(retention.visitsMonths))
  if (period === 'totals-25-months') return words.months(number(retention.totalsMonths))
  return words.periods[period]
}

/** Which data of a table an activity has, in words: where it has only some of them, these have words of their own. */
export const dataWords = (activity: ActivityName, table: string, { tables }: Words['register']): string =>
  tables[`${activity}.${table}`] ?? tables[table] ?? table

/** Whether who is entered for these gets data of this activity: where none is named, of all that is about people outside. */
export const concerns = (named: readonly ProcessorActivity[], { name, subjects }: Activity): boolean =>
  named.length === 0 ? subjects.some(isPublicSubject) : named.some((one) => one === name)
