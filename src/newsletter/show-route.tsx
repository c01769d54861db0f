/**
 * "View in your browser". The token names an issue and nobody: all readers have the same one, and who passes it on passes on no way into their
 * own preferences. Reads only; counts nothing.
 */
import { Hono } from 'hono'
import { answerError } from '../page/error-page.tsx'
import { readLanguageOf } from '../page/language.ts'
import { wordsIn } from '../page/words.ts'
import type { Env } from '../ports.ts'
import { listSites } from '../site/site.ts'
import { readLink } from '../subscriber/token.ts'
import { archivePath } from './archive-path.ts'
import { findBody } from './body.ts'
import { answerMail, fillForNobody } from './show.ts'

export const showRoutes = new Hono<Env>().get('/n/v/:token', async (c) => {
  const token = c.req.param('token')
  const link = readLink(c.env, 'view', token)
  const site = link && (await listSites(c.env)).find(({ id }) => id === link.siteId)
  const body = link && site ? await findBody(c.env, link.siteId, link.issueId) : null
  if (!site || !body)
    return answerError(c, 'not-found', { detail: wordsIn(readLanguageOf(c)).archive.unknownMail })
  const { publicUrl } = c.env.config
  return answerMail(
    c,
    fillForNobody(body.html, 'html', {
      wayOutUrl: `${publicUrl}${archivePath(site)}#leave`,
      viewUrl: `${publicUrl}/n/v/${token}`,
    }),
  )
})
