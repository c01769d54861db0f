/**
 * What an owner confirms from a mail: another address, their data, to be forgotten. Looking changes nothing, the button acts, once and within
 * two days. Who could confirm at an address that was changed since can't any more. Another address takes two: who has the old one lets
 * it, then who has the new one says that it is theirs.
 */
import { Hono, type Context } from 'hono'
import { holdChain } from '../audit/chain.ts'
import { recordInJournal } from '../audit/journal.ts'
import type { Visiting } from '../consent/visitor-page.tsx'
import { queueLetter } from '../mail/queue.ts'
import { pageHeaders } from '../page/headers.ts'
import { answerFile } from '../page/read-form.ts'
import { answerPage } from '../page/shell.tsx'
import type { Env, Ports } from '../ports.ts'
import { listSites, type Site } from '../site/site.ts'
import { recordEmail } from '../subscriber/change.ts'
import { readConfirmation, readConfirmationToken, useConfirmation } from '../subscriber/confirmation.ts'
import type { Email } from '../subscriber/email.ts'
import { findSubscriber, type Subscriber } from '../subscriber/subscriber.ts'
import { askNewAddress } from './ask.ts'
import { ChangedPage, ChangePage, type Changed } from './change-page.tsx'
import { exportReader } from './export.ts'
import { forgetReaderWithin } from './forget.ts'
import { changedLetter, type Change } from './letters.ts'
import { answerUnknownLink, limitForm, readingOf, secretAddress } from './link.ts'

interface Confirming {
  readonly site: Site
  readonly visiting: Visiting
  /** Null: expired or used, or not theirs any more. */
  readonly asked: { readonly id: string; readonly change: Change; readonly person: Subscriber } | null
}

/** Null: not a link of ours, or of a site that is not there. */
async function readConfirming(c: Context<Env>): Promise<Confirming | null> {
  const token = c.req.param('token') ?? ''
  const named = readConfirmationToken(c.env, token)
  const site = named && (await listSites(c.env)).find(({ id }) => id === named.siteId)
  if (!site) return null
  const asked = await findAsked(c.env, token)
  const visiting = readingOf(c, site, { path: `/newsletter/change/${token}`, own: asked?.person.language })
  return { site, visiting, asked }
}

async function findAsked(
  ports: Pick<Ports, 'db' | 'keyFor' | 'now'>,
  token: string,
): Promise<Confirming['asked']> {
  const read = await readConfirmation(ports, token)
  // Subscribing is confirmed elsewhere.
  if (!read || read.wish.kind === 'subscribe') return null
  const { siteId, id, wish: change } = read
  const person = await findSubscriber(ports, siteId, BigInt(change.subscriberId))
  // Whose address it is now must be who confirms, or who agreed to leave it.
  const owner = change.kind === 'email' && change.to === undefined ? change.from : change.email
  if (!person || (owner !== undefined && owner !== person.email)) return null
  return { id, change, person }
}

const answerChanged = (c: Context<Env>, visiting: Visiting, changed: Changed) =>
  answerPage(c, <ChangedPage visiting={visiting} changed={changed} />, changed.kind === 'expired' ? 404 : 200)

export const changeRoutes = new Hono<Env>()
  .use('/newsletter/change/*', pageHeaders(), secretAddress, limitForm)

  .get('/newsletter/change/:token', async (c) => {
    const confirming = await readConfirming(c)
    if (!confirming) return answerUnknownLink(c)
    const { visiting, asked } = confirming
    if (!asked) return answerChanged(c, visiting, { kind: 'expired' })
    return answerPage(c, <ChangePage visiting={visiting} change={asked.change} />)
  })

  .post('/newsletter/change/:token', async (c) => {
    const confirming = await readConfirming(c)
    if (!confirming) return answerUnknownLink(c)
    const { site, visiting, asked } = confirming
    if (!asked) return answerChanged(c, visiting, { kind: 'expired' })
    const { id, change, person } = asked
    const acting = { ports: c.env, site, lang: visiting.lang, id, person }
    switch (change.kind) {
      case 'email':
        return answerChanged(
          c,
          visiting,
          change.to === undefined ? await changeEmail(acting, change) : await letChange(acting, change.to),
        )
      case 'erase':
        return answerChanged(c, visiting, await erase(acting, change))
      case 'export': {
        const json = await takeExport(acting)
        return json === null
          ? answerChanged(c, visiting, { kind: 'expired' })
          : answerFile(c, `${site.domain}.json`, json)
      }
    }
  })

interface Acting {
  readonly ports: Ports
  readonly site: Site
  readonly lang: Visiting['lang']
  readonly id: string
  readonly person: Subscriber
}

/** Nothing changes yet: the new address is asked now, in the same transaction. */
function letChange({ ports, site, lang, id, person }: Acting, email: Email): Promise<Changed> {
  return ports.db.begin(async (db): Promise<Changed> => {
    if (!(await useConfirmation({ ...ports, db }, site.id, id))) return { kind: 'expired' }
    const wish = { subscriberId: String(person.id), email, from: person.email }
    await askNewAddress({ ...ports, db }, { site, lang }, wish)
    return { kind: 'asked' }
  })
}

/** The old address is told in the same transaction: a change that nobody hears of must not happen. */
function changeEmail(
  { ports, site, lang, id, person }: Acting,
  { email }: Extract<Change, { kind: 'email' }>,
): Promise<Changed> {
  return ports.db.begin(async (db): Promise<Changed> => {
    if (!(await useConfirmation({ ...ports, db }, site.id, id))) return { kind: 'expired' }
    if (!(await recordEmail({ ...ports, db }, site.id, person.id, email))) return { kind: 'taken' }
    await queueLetter({ ...ports, db }, changedLetter(person.email, { lang, domain: site.domain, email }))
    return { kind: 'email', email }
  })
}

/** Written in the journal as well, so that a restored backup lets them go again. */
function erase(
  { ports, site, id, person }: Acting,
  { isForGood }: Extract<Change, { kind: 'erase' }>,
): Promise<Changed> {
  return ports.db.begin(async (db): Promise<Changed> => {
    // First, as whoever acts at the desk.
    await holdChain(db, site.id)
    if (!(await useConfirmation({ ...ports, db }, site.id, id))) return { kind: 'expired' }
    await forgetReaderWithin({ ...ports, db }, site.id, person.id, { isForGood })
    const whom = { email: person.email, receiptIds: [], requestId: null }
    await recordInJournal({ ...ports, db }, site.id, { act: 'erased', ...whom })
    if (isForGood) await recordInJournal({ ...ports, db }, site.id, { act: 'objected', ...whom })
    return { kind: 'erased', isForGood }
  })
}

function takeExport({ ports, site, id, person }: Acting): Promise<string | null> {
  return ports.db.begin(async (db) => {
    if (!(await useConfirmation({ ...ports, db }, site.id, id))) return null
    const exported = await exportReader({ ...ports, db }, site, person.id)
    return JSON.stringify(exported, null, 2)
  })
}
