/**
 * The way out of a newsletter, from the mail itself. Looking changes nothing, since scanners of mail follow every link (newsletter.md fact 5);
 * the button does, and so does the one click of a mail program (RFC 8058): posted by the reader's mail provider from its own
 * machines, without `Origin`, as a form of either kind, as often as it likes. It is answered 200 at once, with no redirect and no
 * cookie, and never counted against anybody.
 *
 * The token opens nothing else: a newsletter that was passed on can end the subscription of its first reader, and undo that within the hour
 * on the same page, and shows nothing of them (fact 11). It never expires, and works alike for who is gone.
 */
import { Hono, type Context } from 'hono'
import type { Visiting } from '../consent/visitor-page.tsx'
import { coveredBy, endByIssue, type Covered } from '../newsletter/unsubscribe.ts'
import { formatIn } from '../page/format.ts'
import { pageHeaders } from '../page/headers.ts'
import { readForm, type Form } from '../page/read-form.ts'
import { answerPage } from '../page/shell.tsx'
import { wordsIn } from '../page/words.ts'
import type { Env } from '../ports.ts'
import { listLists } from '../subscriber/list.ts'
import { recordText } from '../subscriber/receipt.ts'
import { readLink, type MailLink } from '../subscriber/token.ts'
import { undoWithdrawal } from '../subscriber/withdraw.ts'
import { BackPage, LeavePage, LeftPage } from './leave-page.tsx'
import { answerUnknownLink, limitForm, readingOf, secretAddress } from './link.ts'
import { readUndo, sealUndo } from './undo.ts'

interface Leaving {
  readonly link: MailLink & { readonly subscriberId: bigint }
  readonly covered: Covered
  readonly visiting: Visiting
}

/** Null: not one of ours, or of a site that is not there. */
async function readLeaving(c: Context<Env>): Promise<Leaving | null> {
  const token = c.req.param('token') ?? ''
  const link = readLink(c.env, 'unsubscribe', token)
  const covered = link && (await coveredBy(c.env, link))
  if (!link || link.subscriberId === null || !covered) return null
  const visiting = readingOf(c, covered.site, { path: `/n/u/${token}` })
  return { link: { ...link, subscriberId: link.subscriberId }, covered, visiting }
}

/** What the lists are called; null for everything. */
async function namesOf(
  { env }: Context<Env>,
  { site, lists }: Covered,
  lang: Visiting['lang'],
): Promise<string | null> {
  if (lists === null) return null
  const names = (await listLists(env, site)).filter(({ id }) => lists.includes(id)).map(({ name }) => name)
  return names.length === 0 ? null : formatIn(lang).list(names)
}

export const leaveRoutes = new Hono<Env>()
  .use('/n/u/*', pageHeaders(), secretAddress, limitForm)

  .get('/n/u/:token', async (c) => {
    const leaving = await readLeaving(c)
    if (!leaving) return answerUnknownLink(c)
    const { covered, visiting } = leaving
    return answerPage(c, <LeavePage visiting={visiting} names={await namesOf(c, covered, visiting.lang)} />)
  })

  .post('/n/u/:token', async (c) => {
    const leaving = await readLeaving(c)
    if (!leaving) return answerUnknownLink(c)
    const form = await readForm(c)
    const undo = form.one('undo')
    return undo === undefined ? answerLeaving(c, leaving, form) : answerUndo(c, leaving, form, undo)
  })

const isAllOf = (form: Form): boolean => form.one('all') === 'yes'

/** Whatever is no form of our page came from a mail program, however it wrote its body. */
async function answerLeaving(c: Context<Env>, { link, covered, visiting }: Leaving, form: Form) {
  const by = form.one('from') === 'page' ? 'page' : 'one-click'
  const isAll = by === 'page' && isAllOf(form)
  const ending = isAll ? { ...covered, lists: null } : covered
  const { lists, at } = await endByIssue(c.env, link, ending, by)
  const undo = by === 'page' && lists.length > 0 ? sealUndo(c.env, link, { lists, endedAt: at }) : null
  const names = await namesOf(c, ending, visiting.lang)
  return answerPage(c, <LeftPage visiting={visiting} names={names} undo={undo} isAll={isAll} />)
}

async function answerUndo(c: Context<Env>, { link, covered, visiting }: Leaving, form: Form, undo: string) {
  const { lang, site } = visiting
  const names = await namesOf(c, isAllOf(form) ? { ...covered, lists: null } : covered, lang)
  const undoable = readUndo(c.env, link, undo)
  if (!undoable) return answerPage(c, <BackPage visiting={visiting} names={names} isBack={false} />)
  const text = wordsIn(lang).preference.unsubscribe.undoText(site.domain, names)
  const { now, random, keyFor } = c.env
  const { subscriberId, issueId } = link
  const back = await c.env.db.begin(async (db) => {
    const ports = { db, now, random, keyFor }
    const textId = await recordText(ports, site.id, lang, text)
    return undoWithdrawal(ports, { site, subscriberId, issueId, ...undoable }, textId)
  })
  return answerPage(c, <BackPage visiting={visiting} names={names} isBack={back.length > 0} />)
}
