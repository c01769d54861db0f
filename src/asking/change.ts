/** What a site asks changes here: each as one transaction that holds the site, with the list of what staff did. */
import { recordAct, type Actor } from '../account/act.ts'
import { asRole, type Tx } from '../db/connect.ts'
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'
import { forgetSites, lockSite, type Site } from '../site/site.ts'
import { canonical } from '../consent/canonical.ts'
import { noticeIdOf, noticeText } from '../consent/notice.ts'
import {
  endAsking,
  findDraft,
  previewNotice,
  publishDraft,
  recordDraft,
  type Publishing,
} from '../consent/publication.ts'
import { recordStatement, type NewStatement } from '../consent/statement-version.ts'
import type { ConsentDraft } from '../consent/draft.ts'

export type Changing = Pick<Ports, 'db' | 'now' | 'random'>
type Decider = Actor & { readonly kind: 'staff' }

/** The site as it stands and stays until the work is done; other work on it waits. */
async function holdingSite<T>(
  ports: Changing,
  site: Pick<Site, 'id'>,
  work: (within: Changing & { readonly db: Tx }, held: Site) => Promise<T>,
): Promise<T> {
  const done = await asRole(ports.db, 'owner', async (tx) => {
    const held = must(await lockSite(tx, site), 'nothing of ours removes a site')
    return work({ ...ports, db: tx } as Changing & { readonly db: Tx }, held)
  })
  forgetSites(ports.db)
  return done
}

const same = (a: ConsentDraft, b: ConsentDraft): boolean => canonical(a) === canonical(b)

/** Saved again as it is, it is no act. */
export const saveDraft = (
  ports: Changing,
  actor: Decider,
  site: Pick<Site, 'id'>,
  draft: ConsentDraft,
): Promise<void> =>
  holdingSite(ports, site, async (within, { id: siteId }) => {
    if (same(await findDraft(within.db, siteId), draft)) return
    await recordDraft(within, siteId, draft)
    await recordAct(within, { actor, siteId, kind: 'consent-draft-saved', object: null })
  })

/** `changed`: what would be shown is not what was looked at before it was confirmed. */
export type Confirming = Publishing | { readonly ok: false; readonly why: 'changed' }

/** Publishes what was looked at: `seen` is the name of the notice that the page to confirm showed. Refused as `publishDraft` does. */
export const publishSeen = (
  ports: Changing,
  actor: Decider,
  site: Pick<Site, 'id'>,
  seen: string,
): Promise<Confirming> =>
  holdingSite(ports, site, async (within, held): Promise<Confirming> => {
    const next = await previewNotice(within.db, held, await findDraft(within.db, held.id))
    if (noticeIdOf(noticeText(next)) !== seen) return { ok: false, why: 'changed' }
    const publishing = await publishDraft(within, held, actor.id)
    if (publishing.ok)
      await recordAct(within, {
        actor,
        siteId: held.id,
        kind: 'consent-published',
        object: publishing.noticeId,
      })
    return publishing
  })

/** False: nothing was asked. */
export const stopAsking = (ports: Changing, actor: Decider, site: Pick<Site, 'id'>): Promise<boolean> =>
  holdingSite(ports, site, async (within, held) => {
    const ended = await endAsking(within, held, actor.id)
    if (ended) await recordAct(within, { actor, siteId: held.id, kind: 'consent-ended', object: null })
    return ended !== null
  })

/** False: this very text with this date is there already. */
export const addStatement = (
  ports: Changing,
  actor: Decider,
  site: Pick<Site, 'id'>,
  statement: NewStatement,
): Promise<boolean> =>
  holdingSite(ports, site, async (within, { id: siteId }) => {
    const recording = await recordStatement(within, siteId, statement)
    if (recording.ok)
      await recordAct(within, { actor, siteId, kind: 'statement-recorded', object: recording.hash })
    return recording.ok
  })
