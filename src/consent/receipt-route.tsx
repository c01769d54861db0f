/**
 * What one can do with the number of a receipt, without script: see it, take it along, withdraw. Seeing works from any page, since
 * the banner sends people here from the site's own: it changes nothing, reads no cookie, and needs a number of 128 bits in its
 * body, which no page can guess. All else works from our own pages alone.
 */
import { Hono, type Context } from 'hono'
import { pageHeaders } from '../page/headers.ts'
import { answerFile, readForm } from '../page/read-form.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage } from '../page/shell.tsx'
import { must } from '../must.ts'
import type { Env } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { chanceOf } from './choice-route.tsx'
import { signAnswer } from './choice-token.ts'
import { sealLater } from './consent-route.ts'
import { DonePage } from './done-page.tsx'
import { findReceipt, listHistory, recordWithdrawal } from './ledger.ts'
import { noticeLanguageOf } from './notice-language.ts'
import { findProof, writeProofs } from './proof.ts'
import { findCurrentNotice, findNotice } from './publication.ts'
import { readReceiptNumber, withdrawalKey } from './read-choice.ts'
import { ReceiptPage, UnknownReceiptPage } from './receipt-page.tsx'
import type { Receipt } from './receipt.ts'
import { hasSignal } from './signal.ts'
import { answerUnknownSite, askedSite, limitForm, visitingOf, type Visiting } from './visitor-page.tsx'
import { wayBack } from './way-back.ts'

export const answerUnknownReceipt = (c: Context<Env>, visiting: Visiting) =>
  answerPage(c, <UnknownReceiptPage visiting={visiting} />, 404)

export const receiptRoutes = new Hono<Env>()
  .use('/choice/receipt', pageHeaders(), limitForm)
  .use('/choice/receipt.json', pageHeaders(), requireSameOrigin, limitForm)
  .use('/choice/withdraw', pageHeaders(), requireSameOrigin, limitForm)

  .post('/choice/receipt', async (c) => {
    const asked = await readAsked(c)
    if (!asked) return answerUnknownSite(c)
    const { site, visiting, receiptId } = asked
    const proof = await findProof(c.env, site, receiptId)
    if (!proof) return answerUnknownReceipt(c, visiting)
    const current = site.askedSince === null ? null : await findCurrentNotice(c.env.db, site.id)
    return answerPage(
      c,
      <ReceiptPage
        visiting={visiting}
        proof={proof}
        once={chanceOf(c)}
        asked={current && { current, language: noticeLanguageOf(c, current.notice) }}
        hasSignal={hasSignal(c.req.raw.headers)}
      />,
    )
  })

  .post('/choice/receipt.json', async (c) => {
    const asked = await readAsked(c)
    if (!asked) return answerUnknownSite(c)
    const { site, visiting, receiptId } = asked
    const history = await listHistory(c.env.db, site.id, receiptId)
    if (history.length === 0) return answerUnknownReceipt(c, visiting)
    return answerFile(c, 'voordeur-keuze.json', await writeProofs(c.env, site, history))
  })

  .post('/choice/withdraw', async (c) => {
    const asked = await readAsked(c)
    if (!asked) return answerUnknownSite(c)
    const { site, visiting, receiptId, once } = asked
    const history = await listHistory(c.env.db, site.id, receiptId)
    const withdrawn = await recordWithdrawal(c.env, site, {
      d: site.domain,
      receipt: receiptId,
      key: withdrawalKey(once, receiptId),
      t: refusalToken(c, site, history),
    })
    if (!withdrawn) return answerUnknownReceipt(c, visiting)
    if (withdrawn.isNew) sealLater(c.env)
    const { receipt: id, token } = withdrawn.recorded
    const receipt = must(await findReceipt(c.env.db, site.id, id), 'it was just recorded')
    const notice = must(await findNotice(c.env.db, site.id, receipt.notice_id), 'a receipt names a notice')
    const back = wayBack(site, c.env.config, visiting.returnTo, token)
    return answerPage(c, <DonePage visiting={visiting} receipt={receipt} notice={notice} back={back} />)
  })

export interface AskedReceipt {
  readonly site: Site
  readonly visiting: Visiting
  /** As it was sent: any text. */
  readonly receiptId: string
  readonly once: string
  /** It was asked and said that this is meant. */
  readonly isSure: boolean
}

/** Null for a site that is not ours. */
export async function readAsked(c: Context<Env>, start = '/choice'): Promise<AskedReceipt | null> {
  const form = await readForm(c)
  const site = await askedSite(c, form.one('d'))
  if (!site) return null
  return {
    site,
    visiting: visitingOf(c, site, start, form.one('return')),
    receiptId: readReceiptNumber(form.one('receipt')) ?? '',
    once: form.one('once') ?? '',
    isSure: form.one('sure') === 'yes',
  }
}

/** A device's choice when nothing is allowed any more: what it last said of being counted stays as it was. Names no receipt. */
export function refusalToken(c: Context<Env>, site: Site, history: readonly Receipt[]): string {
  const choice = history.at(-1)?.counting ?? 'none'
  return signAnswer(c.env, site, { choice, at: c.env.now(), granted: [], receipt: null })
}
