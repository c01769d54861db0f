/** The archive of a site's newsletters: a list, a feed, each issue, and the mark that stands on them. Reads only; counts nothing. */
import { Hono } from 'hono'
import { answerUnknownSite, askedSite, visitingOf } from '../consent/visitor-page.tsx'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readLanguageOf } from '../page/language.ts'
import { answerPage } from '../page/shell.tsx'
import { wordsIn } from '../page/words.ts'
import type { Env } from '../ports.ts'
import { findSite } from '../site/site.ts'
import { writeFeed } from './archive-feed.ts'
import { ArchivePage } from './archive-page.tsx'
import { archivedPath, archivePath } from './archive-path.ts'
import { listArchive } from './archive.ts'
import { findBody } from './body.ts'
import { findIssue } from './issue.ts'
import { answerMail, fillForNobody } from './show.ts'

/** The same for everybody: how long one that was taken out may still be listed somewhere, and a new logo is not seen. */
const feedSeconds = 300
const logoSeconds = 3_600

/** What fits an `integer`: a larger number is nobody's. */
const issueIdMax = 2 ** 31 - 1

export const archiveRoutes = new Hono<Env>()
  .use('/newsletter/archive', pageHeaders())

  .get('/newsletter/archive', async (c) => {
    const site = await askedSite(c, c.req.query('d'))
    if (!site) return answerUnknownSite(c)
    const visiting = visitingOf(c, site, '/newsletter/archive', undefined)
    return answerPage(c, <ArchivePage visiting={visiting} issues={await listArchive(c.env, site.id)} />)
  })

  .get('/newsletter/archive.xml', async (c) => {
    const site = await askedSite(c, c.req.query('d'))
    if (!site) return answerUnknownSite(c)
    const { archive: words } = wordsIn(site.settings.languages[0] ?? 'nl')
    const feed = writeFeed({
      site,
      issues: await listArchive(c.env, site.id, 50),
      publicUrl: c.env.config.publicUrl,
      title: words.feedTitle(site.domain),
      noSubject: words.noSubject,
    })
    return c.body(feed, 200, {
      'Content-Type': 'application/rss+xml; charset=utf-8',
      'Cache-Control': `public, max-age=${feedSeconds}`,
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
      'X-Content-Type-Options': 'nosniff',
    })
  })

  .get('/newsletter/archive/:issue{[1-9][0-9]*}', async (c) => {
    const site = await askedSite(c, c.req.query('d'))
    if (!site) return answerUnknownSite(c)
    const issueId = Number(c.req.param('issue'))
    const issue = issueId > issueIdMax ? null : await findIssue(c.env, site.id, issueId)
    const isOpen = issue?.state === 'sent' && issue.document.isPublic
    const body = isOpen ? await findBody(c.env, site.id, issueId) : null
    if (!body) return answerError(c, 'not-found', { detail: wordsIn(readLanguageOf(c)).archive.unknownMail })
    const { publicUrl } = c.env.config
    const nobody = {
      wayOutUrl: `${publicUrl}${archivePath(site)}#leave`,
      viewUrl: publicUrl + archivedPath(site, issueId),
    }
    return answerMail(c, fillForNobody(body.html, 'html', nobody))
  })

  // A mail can't hold it: most programs show no picture that is written into one. The same for every reader of every mail, so it tells of nobody.
  .get('/newsletter/logo/:site', async (c) => {
    const site = await findSite(c.env, c.req.param('site').toLowerCase())
    const [, type = '', body = ''] =
      /^data:(image\/[a-z]+);base64,(.+)$/.exec(site?.settings.brand.logo ?? '') ?? []
    if (body === '') return answerError(c, 'not-found')
    return c.body(Uint8Array.from(Buffer.from(body, 'base64')), 200, {
      'Content-Type': type,
      'Cache-Control': `public, max-age=${logoSeconds}`,
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
      'X-Content-Type-Options': 'nosniff',
    })
  })
