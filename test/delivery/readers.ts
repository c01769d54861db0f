/** Readers with mails on their way, for tests of what comes back. */
import { recordText } from '../../src/subscriber/receipt.ts'
import { must } from '../../src/must.ts'
import { addIssue, issueDocument, type Issue } from '../../src/newsletter/issue.ts'
import { makeReturnPath, type ReturnKind } from '../../src/delivery/return-path.ts'
import type { Site } from '../../src/site/site.ts'
import { readEmail, type Email } from '../../src/subscriber/email.ts'
import { addList } from '../../src/subscriber/list.ts'
import { admitSubscriber, type Subscriber } from '../../src/subscriber/subscriber.ts'
import type { Ports } from '../../src/ports.ts'

/** A world, or what stands for it beside a service that runs elsewhere. */
export interface Working {
  readonly ports: Pick<Ports, 'db' | 'now' | 'random' | 'keyFor'>
}

export const emailOf = (text: string): Email => must(readEmail(text), 'it is one')

/** Two lists, so that it can be seen that both end. */
export async function makeLists({ ports }: Working, site: Site): Promise<readonly number[]> {
  const lists = []
  for (const name of ['Nieuws', 'Onderhoud'])
    lists.push((await addList(ports, site, { name, description: '', isOpen: true })).id)
  return lists
}

export async function addReader(
  { ports }: Working,
  site: Site,
  lists: readonly number[],
  email = 'anna@lezer.example',
): Promise<Subscriber> {
  const textId = await recordText(ports, site.id, 'nl', 'Ik wil de nieuwsbrief.')
  return await ports.db.begin((db) =>
    admitSubscriber(
      { ...ports, db },
      {
        siteId: site.id,
        email: emailOf(email),
        name: null,
        language: 'nl',
        lists,
        textId,
        channel: 'form',
      },
    ),
  )
}

export const makeIssue = ({ ports }: Working, site: Site, lists: readonly number[]): Promise<Issue> =>
  addIssue(ports, site, {
    document: issueDocument.parse({ subject: 'Nieuws', source: 'Dag', lists: [...lists] }),
    madeBy: null,
  })

/** The row that sending leaves: the server took it now. */
export async function handIn(
  { ports }: Working,
  issue: Issue,
  { id }: Pick<Subscriber, 'id'>,
): Promise<void> {
  await ports.db`
    insert into delivery (site_id, issue_id, subscriber_id, state, opens, clicks, next_try_at, tries, sent_at)
    values (${issue.siteId}, ${issue.id}, ${String(id)}, 'sent', 'off', 'off', ${ports.now()}, 1, ${ports.now()})`
}

/** Where what comes back of it goes. */
export const returnTo = (
  { ports }: Working,
  issue: Issue,
  { id }: Pick<Subscriber, 'id'>,
  kind: ReturnKind = 'return',
): string =>
  must(
    makeReturnPath(ports, { address: 'nieuws@corporatie.example', name: '' }, kind, {
      siteId: issue.siteId,
      issueId: issue.id,
      subscriberId: id,
    }),
    'there is room for it',
  )

export interface Standing {
  readonly returned: string | null
  readonly suppressed: string | null
  readonly softBounces: number | null
  readonly live: number
  readonly endedBy: readonly string[]
}

/** All that a report changes. Null where the person is gone. */
export async function standingOf(
  { ports: { db } }: Working,
  issue: Issue,
  { id }: Pick<Subscriber, 'id'>,
): Promise<Standing> {
  const key = { site: issue.siteId, person: String(id) }
  const [delivery] = await db<{ returned: string | null }[]>`
    select returned from delivery
    where site_id = ${key.site} and issue_id = ${issue.id} and subscriber_id = ${key.person}`
  const [suppression] = await db<
    { reason: string }[]
  >`select reason from suppression where site_id = ${key.site}`
  const [subscriber] = await db<{ soft_bounces: number }[]>`
    select soft_bounces from subscriber where site_id = ${key.site} and subscriber_id = ${key.person}`
  const subscriptions = await db<{ ended_by: string | null }[]>`
    select ended_by from subscription
    where site_id = ${key.site} and subscriber_id = ${key.person} order by list_id`
  return {
    returned: delivery?.returned ?? null,
    suppressed: suppression?.reason ?? null,
    softBounces: subscriber?.soft_bounces ?? null,
    live: subscriptions.filter(({ ended_by: by }) => by === null).length,
    endedBy: subscriptions.flatMap(({ ended_by: by }) => by ?? []),
  }
}
