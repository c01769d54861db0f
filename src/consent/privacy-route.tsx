/** The page about privacy that is made of a site's settings, for whoever asks; its table also for a frame on the site itself. */
import { Hono } from 'hono'
import { pageHeaders, setPageHeaders } from '../page/headers.ts'
import { answerPage } from '../page/shell.tsx'
import type { Env } from '../ports.ts'
import { answerPlainTable, PrivacyPage } from './privacy-page.tsx'
import { findCurrentNotice } from './publication.ts'
import { listStatements } from './statement-version.ts'
import { answerUnknownSite, askedSite, visitingOf } from './visitor-page.tsx'
import { originsOf } from './way-back.ts'

export const privacyRoutes = new Hono<Env>()
  .use('/privacy/*', pageHeaders())

  .get('/privacy/:site', async (c) => {
    const site = await askedSite(c, c.req.param('site'))
    if (!site) return answerUnknownSite(c)
    const current = site.askedSince === null ? null : await findCurrentNotice(c.env.db, site.id)
    const visiting = visitingOf(c, site, `/privacy/${site.domain}`, undefined)
    const notice = current?.notice ?? null
    if (c.req.query('plain') === '1') {
      setPageHeaders(c, { frameAncestors: originsOf(site, c.env.config) })
      return answerPlainTable(c, { visiting, notice })
    }
    const statements = await listStatements(c.env.db, site.id)
    return answerPage(c, <PrivacyPage visiting={visiting} notice={notice} statements={statements} />)
  })
