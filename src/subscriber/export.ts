/**
 * The readers of a list as a file, with their proof of consent, so that they can go to another system or come back into this one: what
 * is written here is read by `import-row.ts`. A page of people at a time, whatever their number.
 */
import type { Tx } from '../db/connect.ts'
import type { Language } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import { unseal } from '../seal.ts'
import type { Site } from '../site/site.ts'
import { byteOrderMark, writeRecord } from './import-cell.ts'
import type { ImportField } from './import-columns.ts'
import { readProof, type Proof } from './import-row.ts'
import type { Channel } from './receipt.ts'

const peoplePerPage = 1_000

/** In the order of the columns. */
export const exportFields = [
  'email',
  'name',
  'language',
  'consentAt',
  'consentSource',
  'consentText',
] as const satisfies readonly ImportField[]

/** Names of the columns, and how a channel is called where a receipt has no proof of its own. */
export interface ExportWords {
  readonly columns: Readonly<Record<ImportField, string>>
  readonly channels: Readonly<Record<Channel, string>>
}

export interface ExportedReader {
  readonly email: string
  readonly name: string | null
  readonly language: Language
  readonly proof: Proof
}

interface ReaderRow {
  readonly subscriber_id: string
  readonly email: Uint8Array
  readonly name: Uint8Array | null
  readonly language: Language
  readonly began_at: Date
  readonly channel: Channel | null
  readonly evidence: Uint8Array | null
  readonly recorded_at: Date | null
  readonly text: string | null
}

/**
 * What an import brought goes out as it came. Of all others the receipt says it: when, by which way, and what was shown or, where staff
 * wrote something down, that.
 */
function proofOf(ports: Pick<Ports, 'keyFor'>, row: ReaderRow, { channels }: ExportWords): Proof {
  const evidence = row.evidence && unseal(ports, 'subscriber_receipt.evidence', row.evidence)
  const brought = evidence === null ? null : readProof(evidence)
  if (brought) return brought
  return {
    at: (row.recorded_at ?? row.began_at).toISOString(),
    source: channels[row.channel ?? 'import'],
    text: evidence ?? row.text,
  }
}

export const writeReader = ({ email, name, language, proof }: ExportedReader): string =>
  writeRecord([email, name ?? '', language, proof.at, proof.source, proof.text ?? ''])

/** With the mark that tells a spreadsheet how it was written. */
export const writeHead = ({ columns }: Pick<ExportWords, 'columns'>): string =>
  byteOrderMark + writeRecord(exportFields.map((field) => columns[field]))

/**
 * Everybody who gets a list now, as pieces of a file. Who comes or goes while it is written may be in it or not. Indexes:
 * subscription_live, subscriber_pk, subscriber_receipt_pk, subscription_text_pk.
 */
export async function* exportReaders(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor'>,
  { id: siteId }: Pick<Site, 'id'>,
  listId: number,
  words: ExportWords,
): AsyncGenerator<string, void, undefined> {
  yield writeHead(words)
  // Numbers of subscribers are not negative.
  for (let after = '-1'; ;) {
    const rows = await ports.db<ReaderRow[]>`
      select p.subscriber_id, p.email, p.name, p.language, s.began_at, r.channel, r.evidence, r.recorded_at, t.body as text
      from subscription s
        join subscriber p on p.site_id = ${siteId} and p.subscriber_id = s.subscriber_id
        left join subscriber_receipt r on r.site_id = ${siteId} and r.receipt_id = s.receipt_id
        left join subscription_text t on t.site_id = ${siteId} and t.text_id = r.text_id
      where s.site_id = ${siteId} and s.list_id = ${listId} and s.ended_at is null and s.subscriber_id > ${after}
      order by s.subscriber_id limit ${peoplePerPage}`
    if (rows.length > 0)
      yield rows
        .map((row) =>
          writeReader({
            email: unseal(ports, 'subscriber.email', row.email),
            name: row.name && unseal(ports, 'subscriber.name', row.name),
            language: row.language,
            proof: proofOf(ports, row, words),
          }),
        )
        .join('')
    const last = rows.at(-1)
    if (!last || rows.length < peoplePerPage) return
    after = last.subscriber_id
  }
}
