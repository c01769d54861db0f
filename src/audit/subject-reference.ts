/**
 * Whom a proof is about, without naming them: a keyed hash, by a key of the year that is destroyed two years after that year ended.
 * Until then the desk can show that somebody's data was erased; after it, the same address leads to no entry any more, and the chain
 * stays whole.
 */
import { createHmac } from 'node:crypto'
import type { Tx } from '../db/connect.ts'
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'
import { listSites } from '../site/site.ts'
import { recordAudit } from './chain.ts'

/** Years after the end of its own that a key is kept: as long as the file of a request. */
const keptYears = 2

const reference = (key: Uint8Array, subject: string): Buffer =>
  createHmac('sha256', key).update(subject).digest()

/**
 * A reference by this year's key, which is made when there is none. `subject` is an e-mail address as `readEmail` writes it, or the
 * number of a receipt. Index: subject_key_pk.
 */
export async function referenceTo(
  { db, now, random }: { readonly db: Tx } & Pick<Ports, 'now' | 'random'>,
  subject: string,
): Promise<{ readonly ref: Buffer; readonly year: number }> {
  const year = now().getUTCFullYear()
  await db`
    insert into subject_key (year, key, made_at) values (${year}, ${random(32)}, ${now()})
    on conflict (year) do nothing`
  const ref = await referenceOf({ db }, year, subject)
  return { ref: must(ref, 'a key is not destroyed in its own year'), year }
}

/** The reference that an entry of that year would have; null once its key is destroyed, or was never made. Index: subject_key_pk. */
export async function referenceOf(
  { db }: { readonly db: Tx },
  year: number,
  subject: string,
): Promise<Buffer | null> {
  const [row] = await db<{ key: Buffer | null }[]>`select key from subject_key where year = ${year}`
  return row?.key ? reference(row.key, subject) : null
}

/**
 * Destroys the keys of years that ended more than two years ago, and writes so in each site's chain. Answers the years. Idempotent:
 * a restored backup can bring a key back, and the next round destroys it again. Index: subject_key_pk.
 */
export async function destroyOldKeys({ db, now }: Pick<Ports, 'db' | 'now'>): Promise<number[]> {
  const sites = await listSites({ db })
  return await db.begin(async (tx) => {
    const rows = await tx<{ year: number }[]>`
      update subject_key set key = null, destroyed_at = ${now()}
      where year < ${now().getUTCFullYear() - keptYears} and key is not null returning year`
    if (rows.length === 0) return []
    const years = rows.map(({ year }) => year).toSorted((a, b) => a - b)
    for (const site of sites) {
      for (const year of years)
        await recordAudit({ db: tx, now }, site.id, {
          kind: 'key-destroyed',
          requestId: null,
          facts: { year },
        })
    }
    return years
  })
}
