/**
 * The rows of a package as they are stored, a page at a time, so that a million of them need no more memory than a thousand. Each
 * page is asked for by itself: whoever downloads slowly holds no transaction open, and the embedded database has but one. All pages end at
 * one instant, so that what comes in meanwhile is in none of them.
 */
import type { CategoryName, FieldName, PackageRow } from './package-category.ts'
import { consentReaders } from './package-consents.ts'
import { newsletterReaders } from './package-newsletters.ts'
import type { Reader, Reading } from './package-reading.ts'
import { requestReaders } from './package-requests.ts'
import { restrictionReaders } from './package-restrictions.ts'
import { countVisitRows, visitReaders } from './package-visits.ts'

const readers: Readonly<Record<CategoryName, Reader>> = {
  ...requestReaders,
  ...restrictionReaders,
  ...newsletterReaders,
  ...consentReaders,
  ...visitReaders,
}

/**
 * When a row began, where it says so. Events and visits are asked for up to the instant itself; a mail that waits to be sent, a row of a file
 * and one that is held have no beginning of their own.
 */
const begins: Readonly<Partial<Record<CategoryName, FieldName>>> = {
  requests: 'entered_at',
  steps: 'at',
  letters: 'sent_at',
  told: 'made_at',
  restrictions: 'began_at',
  subscriber: 'made_at',
  subscriptions: 'began_at',
  'newsletter-answers': 'recorded_at',
  confirmations: 'asked_at',
  suppression: 'suppressed_at',
  deliveries: 'sent_at',
  hits: 'first_at',
  'device-answers': 'recorded_at',
}

/** The rows of a category, unmasked, in pages of `pageRowsMax` at most; none where there is nothing. */
export async function* readRows(reading: Reading, name: CategoryName): AsyncGenerator<readonly PackageRow[]> {
  const field = begins[name]
  const until = reading.until.toISOString()
  for await (const page of readers[name](reading)) {
    const rows = page.filter((row) => {
      const begun = field && row[field]
      return typeof begun !== 'string' || begun <= until
    })
    if (rows.length > 0) yield rows
  }
}

/** How many rows a category has; those of which there may be a million are counted where they are. */
export async function countRows(reading: Reading, name: CategoryName): Promise<number> {
  if (name === 'events' || name === 'visits') return countVisitRows(reading, name)
  let rows = 0
  for await (const page of readRows(reading, name)) rows += page.length
  return rows
}
