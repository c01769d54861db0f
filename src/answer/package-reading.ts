/** What a package is read with: as whom, of whom and up to when; and the shapes that its pages of rows come in. */
import type { Tx } from '../db/connect.ts'
import { findOnFile, type OnFile } from '../hold/on-file.ts'
import type { Ports } from '../ports.ts'
import { requestEmailIndex, requestReceiptIndex, type RightsRequest } from '../rights/request.ts'
import type { Site } from '../site/site.ts'
import type { PackageRow } from './package-category.ts'

/** Rows that are held at once, at most. */
export const pageRowsMax = 1_000

/** Runs one question: as the desk while a request is open, as the owner once its link and code were checked. */
export type Ask = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>

/** What is read, of whom, up to when. */
export interface Reading {
  readonly ask: Ask
  readonly keys: Pick<Ports, 'keyFor'>
  readonly site: Site
  readonly request: RightsRequest
  readonly found: OnFile
  /** All of the same person's requests at this site, the oldest first, the present one among them. */
  readonly requestIds: readonly string[]
  readonly until: Date
  /** Their own address, and what stands on the site for everybody: no mask's business. In small letters. */
  readonly kept: ReadonlySet<string>
}

const keptTexts = (
  { settings: { controller, privacyOfficer } }: Site,
  { subject }: RightsRequest,
): ReadonlySet<string> =>
  new Set(
    [subject.email, controller.email, controller.phone, privacyOfficer?.email].flatMap((text) =>
      text ? [text.toLowerCase()] : [],
    ),
  )

export async function openReading(
  keys: Pick<Ports, 'keyFor'>,
  site: Site,
  { request, ask, until }: Pick<Reading, 'request' | 'ask' | 'until'>,
): Promise<Reading> {
  const { keyFor } = keys
  return {
    ask,
    keys,
    site,
    request,
    until,
    kept: keptTexts(site, request),
    found: await ask((db) => findOnFile({ db, keyFor }, site, request.subject)),
    requestIds: await ask((db) => listOwnRequests({ db, keyFor }, site, request)),
  }
}

/** Index: rights_request_email, rights_request_receipt. Somebody asks some tens of times at most. */
async function listOwnRequests(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor'>,
  { id: siteId }: Site,
  { id, subject: { email, receiptId } }: RightsRequest,
): Promise<string[]> {
  const rows = await ports.db<{ request_id: string }[]>`
    select request_id from rights_request
    where site_id = ${siteId} and (request_id = ${id} or email_index = ${email && requestEmailIndex(ports, email)}
      or receipt_index = ${receiptId && requestReceiptIndex(ports, receiptId)})
    order by received_at, request_id limit ${pageRowsMax}`
  return rows.map((row) => row.request_id)
}

/** The rows of one category, unmasked, in pages of `pageRowsMax` at most. */
export type Reader = (reading: Reading) => AsyncIterable<readonly PackageRow[]>

/** What is little by nature comes as one page. */
export const wholly = (read: (reading: Reading) => Promise<readonly PackageRow[]>): Reader =>
  async function* wholly(reading) {
    const rows = await read(reading)
    if (rows.length > 0) yield rows
  }

export const iso = (at: Date | null): string | null => at?.toISOString() ?? null
