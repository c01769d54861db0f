/**
 * What becomes of a request from the page that nobody confirms: after fourteen days whoever filled in the address is told that we do
 * not know who asked, and the request is closed. Else it would stay open, and its data be kept, for ever; and the month in which the
 * law wants somebody told (article 12(4)) would pass. A request that a member of staff took on is theirs; and so is an objection that holds
 * something, which a restored backup was told that somebody confirmed.
 */
import { failureOf } from '../db/failure.ts'
import { must } from '../must.ts'
import { wordsIn } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import { listSites, type Site } from '../site/site.ts'
import { sendRequestLetter } from './letter.ts'
import { lockRequest, type Opening } from './request.ts'
import { moveRequest } from './state.ts'

type Lapsing = Opening & Pick<Ports, 'db'>

/** The link works for two days. The rest is for whoever calls to say that no mail came. */
const lapseDays = 14
/** Each sends a mail; what is left comes the next hour. */
const lapsesMax = 50

/** How many were closed at a site. Index: rights_request_open, restriction_pk. */
export async function lapseUnconfirmed(ports: Lapsing, site: Site): Promise<number> {
  const before = new Date(ports.now().getTime() - lapseDays * 86_400_000)
  const rows = await ports.db<{ request_id: string }[]>`
    select request_id from rights_request
    where site_id = ${site.id} and closed_at is null and state = 'verifying' and channel = 'page' and assigned_to is null
      and received_at <= ${before} and not exists (
        select from restriction where restriction.site_id = ${site.id} and restriction.request_id = rights_request.request_id
          and lifted_at is null)
    order by promise_due, request_id limit ${lapsesMax}`
  let lapsed = 0
  for (const { request_id: id } of rows) if (await lapse(ports, site, id)) lapsed += 1
  return lapsed
}

/** False when it went on meanwhile. */
async function lapse(ports: Lapsing, site: Site, id: string): Promise<boolean> {
  return await ports.db.begin(async (tx) => {
    const within = { ...ports, db: tx }
    const request = await lockRequest(within, site.id, id)
    if (request?.state !== 'verifying') return false
    const reason = wordsIn(request.language).request.lapsed
    const letter = await sendRequestLetter(within, site, request, 'cannot-identify', { reason })
    const actor = { kind: 'service' } as const
    const moved = await moveRequest(within, site, id, 'cannot-identify', { actor, letter })
    must(moved.ok || undefined, 'it is locked in a state that leads there, and the letter was sent')
    return true
  })
}

/** Every site in turn: one whose database is away must not keep the others waiting. */
export async function lapseEverywhere(ports: Lapsing & Pick<Ports, 'log'>): Promise<void> {
  for (const site of await listSites(ports)) {
    try {
      await lapseUnconfirmed(ports, site)
    } catch (thrown) {
      ports.log({ event: 'failure', place: 'rights', code: failureOf(thrown).code })
    }
  }
}
