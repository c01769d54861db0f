/**
 * The proof of what was done about somebody's data (art. 5(2)): one entry in the chain for each deed, in its transaction. Dates, counts,
 * closed words, the state of the register by its hash, and a keyed reference to whom, which leads to nobody once the key of its year is
 * destroyed. What stands there once also answers whoever asks again: a deed is done once for each request.
 */
import { recordAct, type ActKind } from '../account/act.ts'
import { listAudit, recordAudit, type AuditKind } from '../audit/chain.ts'
import { referenceTo } from '../audit/subject-reference.ts'
import { canonical, sha256, type Canonical } from '../consent/canonical.ts'
import type { Tx } from '../db/connect.ts'
import { register } from '../db/personal.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import type { RightsRequest } from '../rights/request.ts'
import type { Site } from '../site/site.ts'
import { nameOf } from './subject.ts'

/** Deeds that are proven by an entry of their own. */
export type DeedKind = Extract<
  AuditKind,
  'erased' | 'restricted' | 'restriction-lifted' | 'objected' | 'rectified' | 'withdrawn'
>

export type Facts = Readonly<Record<string, Canonical>>

/** Which register of columns the deed went by: a category that it did not have yet shows. */
const registerDigest: string = sha256(
  canonical(register.map(({ table, column, personal, period }) => ({ table, column, personal, period }))),
).toString('hex')

/** What staff did, in the list of their acts. */
const acts: Readonly<Record<DeedKind, ActKind>> = {
  erased: 'person-erased',
  restricted: 'person-restricted',
  'restriction-lifted': 'restriction-lifted',
  objected: 'objection-upheld',
  rectified: 'person-rectified',
  withdrawn: 'consent-withdrawn',
}

export interface Deed {
  readonly kind: DeedKind
  readonly staffId: string
  /** Nothing that names anybody. */
  readonly facts: Facts
}

/**
 * Adds the entry, in the transaction of the deed; the chain of the site is held from here on, so it comes last but for the letter.
 * `request` is null where it has gone by now: a restriction can outlast it.
 */
export async function recordEvidence(
  ports: { readonly db: Tx } & Pick<Ports, 'now' | 'random'>,
  { id: siteId }: Pick<Site, 'id'>,
  request: RightsRequest | null,
  { kind, staffId, facts }: Deed,
): Promise<void> {
  const reference = request && (await referenceTo(ports, nameOf(request)))
  await recordAct(ports, {
    actor: { kind: 'staff', id: staffId },
    siteId,
    kind: acts[kind],
    object: request?.id ?? null,
  })
  await recordAudit(ports, siteId, {
    kind,
    requestId: request?.id ?? null,
    facts: {
      ...facts,
      right: request?.kind ?? null,
      received_at: request?.receivedAt.toISOString() ?? null,
      verified_at: request?.verifiedAt?.toISOString() ?? null,
      executed_at: ports.now().toISOString(),
      by: 'staff',
      register: registerDigest,
      register_columns: register.length,
      subject: reference?.ref.toString('hex') ?? null,
      subject_year: reference?.year ?? null,
    },
  })
}

/** More than the steps, letters and tasks of one request can be. */
const entriesMax = 500

/** What was written down of a deed of this request, or of what it stopped, the last one of that kind; null: it was not done. Index: audit_entry_of. */
export async function findEvidence(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  requestId: string,
  kind: DeedKind | 'stopped',
): Promise<Facts | null> {
  const entries = await listAudit({ db }, siteId, { requestId, before: null, limit: entriesMax })
  const entry = entries.find((one) => one.kind === kind)
  return entry ? (entry.facts as Facts) : null
}
