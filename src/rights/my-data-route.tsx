/**
 * Seeing what is stored about one's own device (art. 15) and taking it along (art. 20), by the number of a receipt and without an
 * account. Seeing works from any page, as `consent/receipt-route` says of receipts; the file only from our own.
 */
import { Hono, type Context } from 'hono'
import { findLiveOf, writeProofs } from '../consent/proof.ts'
import { insightMonths } from '../consent/purpose.ts'
import { listHistory, listInsights } from '../consent/ledger.ts'
import type { Receipt } from '../consent/receipt.ts'
import { readAsked, type AskedReceipt } from '../consent/receipt-route.tsx'
import { answerUnknownSite, askedSite, limitForm, visitingOf } from '../consent/visitor-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { answerFile } from '../page/read-form.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage } from '../page/shell.tsx'
import { wordsIn } from '../page/words.ts'
import type { Env } from '../ports.ts'
import { countDeviceData, listDeviceEvents, listDeviceVisits } from './device-data.ts'
import { MyDataPage, MyDataStartPage, type DeviceData } from './my-data-page.tsx'
import { mask } from './shared-visit.ts'

/** On the page. */
const shownMax = 200
/** In the file; a device that is seen every ten minutes all day makes so many events in ninety days. */
const exportMax = 10_000

export const myDataRoutes = new Hono<Env>()
  .use('/my-data', pageHeaders(), limitForm)
  .use('/my-data/export', pageHeaders(), requireSameOrigin, limitForm)

  .get('/my-data', async (c) => {
    const site = await askedSite(c, c.req.query('d'))
    if (!site) return answerUnknownSite(c)
    const visiting = visitingOf(c, site, '/my-data', c.req.query('return'))
    return answerPage(c, <MyDataStartPage visiting={visiting} />)
  })

  .post('/my-data', async (c) => {
    const asked = await readAsked(c, '/my-data')
    if (!asked) return answerUnknownSite(c)
    const { site, visiting, receiptId } = asked
    const history = await listHistory(c.env.db, site.id, receiptId)
    if (history.length === 0) return answerPage(c, <MyDataStartPage visiting={visiting} isUnknown />, 404)
    const data = await dataOf(c, asked, history, shownMax)
    return answerPage(
      c,
      <MyDataPage
        visiting={visiting}
        receiptId={receiptId}
        history={history}
        data={data}
        exportMax={exportMax}
      />,
    )
  })

  .post('/my-data/export', async (c) => {
    const asked = await readAsked(c, '/my-data')
    if (!asked) return answerUnknownSite(c)
    const { site, visiting, receiptId } = asked
    const history = await listHistory(c.env.db, site.id, receiptId)
    if (history.length === 0) return answerPage(c, <MyDataStartPage visiting={visiting} isUnknown />, 404)
    const data = await dataOf(c, asked, history, exportMax)
    const receipts = await writeProofs(c.env, site, history)
    return answerFile(c, 'voordeur-gegevens.json', writeExport(asked, data, receipts))
  })

/** Null where no answer of this device gave it an id: then nothing but receipts leads to it. */
async function dataOf(
  c: Context<Env>,
  { site, receiptId }: Pick<AskedReceipt, 'site' | 'receiptId'>,
  history: readonly Receipt[],
  limit: number,
): Promise<DeviceData | null> {
  const { db } = c.env
  const insights = await listInsights(db, site.id, receiptId)
  if (insights.length === 0) return null
  const live = await findLiveOf(c.env, site, history)
  return {
    lasts: live?.insightUntil ? lastsUntil(live.insightUntil) : null,
    counts: await countDeviceData(db, site.id, insights),
    events: await listDeviceEvents(db, site.id, insights, limit),
    visits: await listDeviceVisits(db, site.id, insights, limit),
  }
}

/** An id lives as long as `ledger` gives it, counted from when it was made. */
function lastsUntil(until: Date): DeviceData['lasts'] {
  const since = new Date(until)
  since.setUTCMonth(since.getUTCMonth() - insightMonths)
  return { since, until }
}

/** The receipts stay as they were hashed, byte for byte. */
function writeExport(
  { site, visiting }: Pick<AskedReceipt, 'site' | 'visiting'>,
  data: DeviceData | null,
  receipts: string,
): string {
  const rows = JSON.stringify({
    site: site.domain,
    device: data && { lasts: data.lasts, stored: data.counts },
    mask: { mark: mask, text: wordsIn(visiting.lang).rights.shared(mask) },
    visits: data?.visits ?? [],
    events: data?.events ?? [],
  })
  return `${rows.slice(0, -1)},"receipts":${receipts}}\n`
}
