/** Whose preferences a link opens, and what is needed to show them. */
import type { Context } from 'hono'
import type { Visiting } from '../consent/visitor-page.tsx'
import type { Ports, Env } from '../ports.ts'
import { listSites, type Site } from '../site/site.ts'
import { listLists } from '../subscriber/list.ts'
import { measuredOf } from '../subscriber/measuring.ts'
import { findNewsletterSettings } from '../subscriber/newsletter-settings.ts'
import { findSubscriber, listSubscribed, type Subscriber } from '../subscriber/subscriber.ts'
import { findSuppression } from '../subscriber/suppression.ts'
import { readLink } from '../subscriber/token.ts'
import { readingOf } from './link.ts'
import type { ManagePageProps, OfferedList } from './manage-page.tsx'

export interface Managing {
  readonly site: Site
  /** Under which endings are counted. */
  readonly issueId: number
  /** Null: erased, or gone by themselves. */
  readonly person: Subscriber | null
  readonly visiting: Visiting
}

/** Null: not a link to preferences of ours, or of a site that is not there. `path` ends in the token. */
export async function readManaging(c: Context<Env>, path: string): Promise<Managing | null> {
  const token = c.req.param('token') ?? ''
  const link = readLink(c.env, 'manage', token)
  const site = link && (await listSites(c.env)).find(({ id }) => id === link.siteId)
  if (!link || link.subscriberId === null || !site) return null
  const person = await findSubscriber(c.env, site.id, link.subscriberId)
  const visiting = readingOf(c, site, { path: `${path}${token}`, own: person?.language })
  return { site, issueId: link.issueId, person, visiting }
}

/** Those that somebody gets, and those that anybody may have. An address that gets no mail any more is offered none. */
async function listOffered(
  ports: Pick<Ports, 'db'>,
  site: Site,
  { id, isSuppressed }: { readonly id: bigint; readonly isSuppressed: boolean },
): Promise<readonly OfferedList[]> {
  const on = await listSubscribed(ports, site.id, id)
  return (await listLists(ports, site))
    .map((list) => ({ ...list, isOn: on.includes(list.id) }))
    .filter(({ isOn, isOpen, closedAt }) => isOn || (isOpen && closedAt === null && !isSuppressed))
}

/** What is shown of a reader, as it stands now. */
export async function findShown(
  ports: Pick<Ports, 'db' | 'keyFor'>,
  site: Site,
  person: Subscriber,
): Promise<Pick<ManagePageProps, 'person' | 'lists' | 'isSuppressed' | 'measured'>> {
  const isSuppressed = (await findSuppression(ports, site.id, person.email)) !== null
  const { id, measureAnswer } = person
  const measured = measuredOf(await findNewsletterSettings(ports, site))
  return {
    person,
    lists: await listOffered(ports, site, { id, isSuppressed }),
    isSuppressed,
    // A yes can be taken back whatever the site measures now: it would count again when that changes.
    measured: measured ?? (measureAnswer === 'yes' ? 'both' : null),
  }
}
