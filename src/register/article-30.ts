/**
 * The register of a site (GDPR art. 30(1)): who answers for it, and of each processing what for, on what ground, of whom, which data, from
 * where, to whom, how long, how protected. What the service does comes from the register of columns, what the organisation does besides from its
 * staff, and to whom from the processors that are entered. As lines in a language, for pages, files and the command line alike.
 */
import type { Tx } from '../db/connect.ts'
import { formatIn } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import { isInEea } from '../processor/document.ts'
import { listProcessors, type Processor } from '../processor/processor.ts'
import { localDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import { writeCsv } from '../stats/export.ts'
import { activitiesOf, concerns, dataWords, periodWords, type Activity } from './activity.ts'
import { listProcessings, type OutsideProcessing } from './processing.ts'

/** In the order in which they stand in a file and on the page. */
export const registerColumns = [
  'name',
  'purpose',
  'basis',
  'subjects',
  'data',
  'sources',
  'recipients',
  'transfers',
  'kept',
  'measures',
] as const satisfies readonly (keyof Words['register']['columns'])[]
export type RegisterColumn = (typeof registerColumns)[number]

/** Each cell of several parts, one a line. None: there is nothing to say. */
export type RegisterRow = Readonly<Record<RegisterColumn, readonly string[]>>

export interface Register {
  /** What this service does, in its own order. */
  readonly own: readonly RegisterRow[]
  /** What else the organisation does, present ones. */
  readonly outside: readonly RegisterRow[]
}

export interface RegisterSources {
  readonly processors: readonly Processor[]
  readonly processings: readonly OutsideProcessing[]
}

export async function readSources(
  ports: { readonly db: Tx },
  { id }: Pick<Site, 'id'>,
): Promise<RegisterSources> {
  const [processors, processings] = await Promise.all([listProcessors(ports, id), listProcessings(ports, id)])
  return { processors, processings }
}

type Registered = Pick<Site, 'domain' | 'settings' | 'askedSince'>

/** Pure. */
export function composeRegister(site: Registered, sources: RegisterSources, lang: Language): Register {
  return {
    own: activitiesOf(site).map((activity) => rowOfActivity(activity, site, sources, lang)),
    outside: sources.processings
      .filter(({ endedAt }) => endedAt === null)
      .map(({ fields }) => rowOfOutside(fields, lang)),
  }
}

function rowOfActivity(
  activity: Activity,
  { settings }: Registered,
  { processors }: RegisterSources,
  lang: Language,
): RegisterRow {
  const words = wordsIn(lang)
  const own = words.register
  const format = formatIn(lang)
  const present = processors.filter(
    ({ document, endedAt }) => endedAt === null && concerns(document.activities, activity),
  )
  // Who is told of a request without getting anything else at this activity.
  const isToldUnnamed =
    present.length === 0 &&
    processors.some(({ document, endedAt }) => endedAt === null && document.kinds.length > 0)
  const { name, purpose } = own.activities[activity.name]
  return {
    name: [name],
    purpose: [purpose],
    basis: activity.bases.map((basis) => own.bases[basis]),
    subjects: activity.subjects.map((subject) => own.subjects[subject]),
    data: activity.kept.map(({ table }) => dataWords(activity.name, table, own)),
    sources: activity.sources.map((source) => own.sources[source]),
    recipients: [
      ...activity.recipients.flatMap((one) =>
        one === 'processors' && !isToldUnnamed ? [] : [own.recipients[one]],
      ),
      ...present.map(({ document }) => `${document.name}: ${document.gets}`),
    ],
    transfers: present.flatMap(({ document: { name: who, country, transfer } }) =>
      isInEea(country)
        ? []
        : [own.transferTo(who, format.countryName(country), words.processors.transfers[transfer])],
    ),
    kept: activity.kept.map(({ table, period }) =>
      own.annexPage.line(
        dataWords(activity.name, table, own),
        periodWords(period, settings, own, format.number),
      ),
    ),
    measures: own.measures,
  }
}

/** One that is empty says nothing. */
const part = (text: string): readonly string[] => (text === '' ? [] : [text])

function rowOfOutside(fields: OutsideProcessing['fields'], lang: Language): RegisterRow {
  return {
    name: [fields.name],
    purpose: [fields.purpose],
    basis: [wordsIn(lang).register.bases[fields.basis]],
    subjects: [fields.subjects],
    data: [fields.data],
    sources: [],
    recipients: part(fields.recipients),
    transfers: part(fields.transfers),
    kept: [fields.kept],
    measures: part(fields.measures),
  }
}

/** Who answers for it, a part a line; empty where nothing was filled in. */
export function controllerLines({ settings: { controller } }: Pick<Site, 'settings'>): readonly string[] {
  const { name, address, email, phone, website } = controller
  return [name, ...address.split('\n'), email, phone, website].filter((line) => line !== '')
}

export const officerLines = ({ settings: { privacyOfficer } }: Pick<Site, 'settings'>): readonly string[] =>
  privacyOfficer === null ? [] : [privacyOfficer.name, privacyOfficer.email]

/** For spreadsheets, safe to open (S-14): a row for each processing, with who answers for it in each, since rows are sorted and cut out. */
export function registerCsv(site: Registered, register: Register, lang: Language): string {
  const own = wordsIn(lang).register
  const { controller, officer } = own.page
  const columns = [...registerColumns.map((column) => own.columns[column]), controller, officer]
  const who = { [controller]: controllerLines(site).join('; '), [officer]: officerLines(site).join('; ') }
  const rows = [...register.own, ...register.outside].map((row) => ({
    ...Object.fromEntries(registerColumns.map((column) => [own.columns[column], row[column].join('; ')])),
    ...who,
  }))
  return writeCsv(columns, rows)
}

/** For the command line and for a review. */
export function registerText(site: Registered, register: Register, lang: Language): string {
  const own = wordsIn(lang).register
  const block = (row: RegisterRow): string =>
    [
      `## ${row.name.join(' ')}`,
      ...registerColumns.flatMap((column) =>
        column === 'name' || column === 'measures'
          ? []
          : [
              `- ${own.columns[column]}: ${row[column].length === 0 ? own.none : ''}`.trimEnd(),
              ...row[column].map((line) => `  - ${line}`),
            ],
      ),
    ].join('\n')
  const list = (lines: readonly string[]): string =>
    lines.length === 0 ? own.none : lines.map((line) => `- ${line}`).join('\n')
  return `${[
    `# ${own.page.title}: ${site.domain}`,
    `## ${own.page.controller}\n${list(controllerLines(site))}`,
    `## ${own.page.officer}\n${list(officerLines(site))}`,
    ...register.own.map(block),
    ...register.outside.map(block),
    `## ${own.page.measures}\n${list(own.measures)}`,
  ].join('\n\n')}\n`
}

/** Days of a file's name are the site's. */
export const registerFileName = (site: Pick<Site, 'domain' | 'timezone'>, now: Date): string =>
  `register-${site.domain}-${localDay(now, site.timezone)}`
