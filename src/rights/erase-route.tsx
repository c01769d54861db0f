/**
 * Erasure by the number of a receipt (art. 17): asked once more, then done, and the device is given a refusal that names no
 * receipt, so that the site does not ask again at once. It stands beside the choice page's other addresses, and here in the rooms.
 */
import { Hono } from 'hono'
import { listHistory, listLine } from '../consent/ledger.ts'
import { isReceiptId } from '../consent/receipt.ts'
import { answerUnknownReceipt, readAsked, refusalToken } from '../consent/receipt-route.tsx'
import { answerUnknownSite, limitForm } from '../consent/visitor-page.tsx'
import { wayBack } from '../consent/way-back.ts'
import { pageHeaders } from '../page/headers.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage } from '../page/shell.tsx'
import type { Env } from '../ports.ts'
import { ErasedPage, ErasePage } from './erase-page.tsx'
import { eraseDevice } from './erase.ts'

export const eraseRoutes = new Hono<Env>()
  .use('/choice/erase', pageHeaders(), requireSameOrigin, limitForm)

  .post('/choice/erase', async (c) => {
    const asked = await readAsked(c)
    if (!asked) return answerUnknownSite(c)
    const { site, visiting, receiptId, isSure } = asked
    if (!isReceiptId(receiptId)) return answerUnknownReceipt(c, visiting)
    if (!isSure) {
      const line = await listLine(c.env.db, site.id, receiptId)
      if (line.length === 0) return answerUnknownReceipt(c, visiting)
      return answerPage(c, <ErasePage visiting={visiting} receiptId={receiptId} />)
    }
    // One who meant it may come twice: the second time there is nothing left, and that is no mistake.
    const history = await listHistory(c.env.db, site.id, receiptId)
    const erased = await eraseDevice(c.env, site, receiptId)
    const back = wayBack(site, c.env.config, visiting.returnTo, refusalToken(c, site, history))
    return answerPage(c, <ErasedPage visiting={visiting} erased={erased} back={back} />)
  })
