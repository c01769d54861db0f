/**
 * What has to come with a copy of somebody's data (art. 15(1) and (2)): what for, on which ground, from where, to whom, how long, by which
 * privacy statement, and what they can do about it. Of each category it is what the register says of its columns; nothing of it is written
 * down a second time.
 */
import { findStatement } from '../consent/statement-version.ts'
import type { Period } from '../db/personal.ts'
import { must } from '../must.ts'
import { formatIn } from '../page/format.ts'
import { wordsIn, type Language } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import type { TransferGround } from '../processor/document.ts'
import { listProcessors } from '../processor/processor.ts'
import type { RightsRequest } from '../rights/request.ts'
import { mask } from '../rights/shared-visit.ts'
import { localDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import { entriesOf, fieldsOf, type CategoryName, type FieldName } from './package-category.ts'
import type { Ask } from './package-reading.ts'

export const packageFormat = 'voordeur-access-package-1'
export const schemaPath = '/rights/package.schema.json'

/** Someone who gets data, or got it, as the person is told. */
export interface NamedRecipient {
  readonly name: string
  readonly gets: string
  /** ISO 3166 alpha-2. */
  readonly country: string
  readonly transfer: TransferGround
  /** ISO day; null: still. */
  readonly until: string | null
}

/** Everything of a package but its rows; texts are in its language. */
export interface PackageInfo {
  readonly format: typeof packageFormat
  readonly schema: string
  readonly language: Language
  readonly site: string
  readonly made_at: string
  /** Nothing that came in later is in it. */
  readonly as_of: string
  readonly request: { readonly id: string; readonly received_on: string }
  readonly subject: {
    readonly name: string | null
    readonly email: string | null
    readonly postal: string | null
    readonly receipt_id: string | null
    readonly represented_by: string | null
  }
  readonly controller: {
    readonly name: string
    readonly postal: string
    readonly email: string
    readonly phone: string
    readonly website: string
    /** Of the privacy officer, whose name is not in it. */
    readonly officer_email: string | null
  }
  readonly statement: { readonly published_on: string; readonly sha256: string } | null
  readonly recipients: readonly NamedRecipient[]
  readonly rights: readonly string[]
  readonly rights_url: string
  readonly complaint: { readonly text: string; readonly url: string }
  readonly automated: string
  readonly left_out: readonly string[]
  readonly mask: { readonly mark: string; readonly text: string }
}

const authorityUrl = 'https://www.autoriteitpersoonsgegevens.nl/een-tip-of-klacht-indienen-bij-de-ap'

export interface Describing {
  readonly site: Site
  readonly request: RightsRequest
  readonly ask: Ask
  readonly until: Date
}

export async function describePackage(
  { config, now }: Pick<Ports, 'config' | 'now'>,
  { site, request, ask, until }: Describing,
): Promise<PackageInfo> {
  const { language, subject } = request
  const words = wordsIn(language).package
  const { controller, privacyOfficer } = site.settings
  const statement = await ask((db) => findStatement(db, site.id))
  const processors = await ask((db) => listProcessors({ db }, site.id))
  return {
    format: packageFormat,
    schema: `${config.publicUrl}${schemaPath}`,
    language,
    site: site.domain,
    made_at: now().toISOString(),
    as_of: until.toISOString(),
    request: { id: request.id, received_on: localDay(request.receivedAt, site.timezone) },
    subject: {
      name: subject.name,
      email: subject.email,
      postal: subject.postal,
      receipt_id: subject.receiptId,
      represented_by: subject.representedBy?.name ?? null,
    },
    controller: {
      name: controller.name,
      postal: controller.address,
      email: controller.email,
      phone: controller.phone,
      website: controller.website,
      officer_email: privacyOfficer?.email ?? null,
    },
    statement: statement && { published_on: statement.publishedOn, sha256: statement.hash },
    recipients: processors.map(({ document, endedAt }) => ({
      name: document.name,
      gets: document.gets,
      country: document.country,
      transfer: document.transfer,
      until: endedAt && localDay(endedAt, site.timezone),
    })),
    rights: words.rightsList,
    rights_url: `${config.publicUrl}/rights?${new URLSearchParams({ d: site.domain })}`,
    complaint: { text: words.complaintText, url: authorityUrl },
    automated: words.automated,
    left_out: words.leftOutList,
    mask: { mark: mask, text: words.masked(mask) },
  }
}

/** What is said with a category, in the language of the package. */
export interface CategoryInfo {
  readonly name: CategoryName
  readonly title: string
  readonly purposes: readonly string[]
  readonly grounds: readonly string[]
  readonly sources: readonly string[]
  readonly recipients: readonly string[]
  readonly periods: readonly string[]
  readonly fields: readonly { readonly name: FieldName; readonly label: string }[]
}

const once = <T>(values: readonly T[]): readonly T[] => [...new Set(values)]

export function describeCategory(name: CategoryName, language: Language, site: Site): CategoryInfo {
  const words = wordsIn(language).package
  // What is kept about staff with it is not the person's, nor told to them.
  const entries = entriesOf(name).filter(({ subject }) => subject !== 'staff')
  const recipients = once(entries.flatMap((entry) => entry.recipients))
  return {
    name,
    title: words.categories[name],
    // The register is in English.
    purposes: once(entries.map(({ purpose }) => words.purposes[purpose] ?? purpose)),
    grounds: once(entries.map(({ basis }) => words.grounds[basis])),
    sources: once(entries.map(({ source }) => must(words.sources[source], `there are words for ${source}`))),
    recipients: recipients.length > 0 ? recipients.map((one) => words.recipients[one]) : [words.nobody],
    periods: once(entries.map(({ period }) => periodIn(period, language, site))),
    fields: fieldsOf(name).map(([field]) => ({ name: field, label: words.fields[field] })),
  }
}

/** Of events and visits what the site has set, else as the register has it. */
function periodIn(period: Period, language: Language, site: Site): string {
  const words: Readonly<Partial<Record<Period, (set: string) => string>>> = wordsIn(language).package.periods
  const { eventsDays, visitsMonths } = site.settings.retention
  const set = period === 'events-90-days' ? eventsDays : visitsMonths
  return must(words[period], `there are words for ${period}`)(formatIn(language).number(set))
}
