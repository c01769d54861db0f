/**
 * What the mailed link is for: whoever presses the button read the mail, so it is they who asked. Looking changes nothing, since scanners
 * of mail follow every link.
 */
import type { Tx } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { sendRequestLetter } from './letter.ts'
import { findLink, useLink } from './link.ts'
import { findRequest, type Opening, type RightsRequest } from './request.ts'
import { closedStates } from './state.ts'
import { verifyRequest } from './verify.ts'

/**
 * `waiting`: the button can be pressed. `done`: it was, or staff know who asks. `closed`: it was answered, refused or taken back.
 * `over`: the link is none, or none any more.
 */
export type Confirming =
  | { readonly kind: 'waiting' | 'done' | 'closed'; readonly request: RightsRequest }
  | { readonly kind: 'over' }

/** What a link leads to. Changes nothing. Takes any text. Index: rights_link_pk, rights_request_pk. */
export async function findConfirming(
  ports: { readonly db: Tx } & Pick<Ports, 'now' | 'keyFor'>,
  site: Site,
  token: string,
): Promise<Confirming> {
  const link = await findLink(ports, token)
  if (!link || link.purpose !== 'confirm' || link.siteId !== site.id) return { kind: 'over' }
  const request = await findRequest(ports, site.id, link.requestId)
  if (!request) return { kind: 'over' }
  if (closedStates.has(request.state)) return { kind: 'closed', request }
  if (request.verifiedAt !== null) return { kind: 'done', request }
  return link.uses === 0 ? { kind: 'waiting', request } : { kind: 'over' }
}

/**
 * Confirms: the link is used up, the request is open, and whoever asked has by mail when the answer comes; all of it or nothing.
 * `done` only for whoever does it: for one who comes second it is as `findConfirming` says.
 */
export async function confirmRequest(
  ports: Opening & Pick<Ports, 'db'>,
  site: Site,
  token: string,
): Promise<{ readonly isNew: boolean; readonly confirming: Confirming }> {
  return await ports.db.begin(async (tx) => {
    const within = { ...ports, db: tx }
    const before = await findConfirming(within, site, token)
    if (before.kind !== 'waiting' || !(await useLink(within, token)))
      return { isNew: false, confirming: await findConfirming(within, site, token) }
    const moved = await verifyRequest(within, site, before.request.id, {
      actor: { kind: 'subject' },
      verifiedBy: 'mail',
    })
    if (!moved.ok) return { isNew: false, confirming: await findConfirming(within, site, token) }
    await sendRequestLetter(within, site, moved.request, 'received', {})
    return { isNew: true, confirming: { kind: 'done', request: moved.request } }
  })
}
