/**
 * `GET,POST /rights/download/:token`: fetching the copy of one's data with the link in the mail and a code that is mailed anew.
 * Looking changes nothing, since scanners of mail follow every link; a code is mailed, tried, and the file fetched from our own page alone.
 * Besides it the form that packages have, for whoever reads them by machine.
 */
import { Hono, type Context } from 'hono'
import type { Visiting } from '../consent/visitor-page.tsx'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readLanguageOf } from '../page/language.ts'
import { readForm, type Form } from '../page/read-form.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage } from '../page/shell.tsx'
import { wordsIn } from '../page/words.ts'
import type { Env } from '../ports.ts'
import { limitForm, readingOf } from '../preference/link.ts'
import { findLink, useLink, usesMax } from '../rights/link.ts'
import { findRequest, type RightsRequest } from '../rights/request.ts'
import { listSites, type Site } from '../site/site.ts'
import { isPass, mailCode, signPass, tryCode } from './code.ts'
import { ChoosePage, CodePage, DownloadPage, UsedUpPage, type DownloadFault } from './download-page.tsx'
import { answerPackage } from './package-answer.ts'
import { schemaPath } from './package-info.ts'
import { writePackageSchema } from './package-schema.ts'
import { packageFormats } from './package-write.ts'
import { askAsOwner, openPackage } from './package.ts'

interface Fetching {
  readonly token: string
  readonly site: Site
  readonly request: RightsRequest
  readonly visiting: Visiting
  readonly left: number
}

/** Null: not a link to a package of ours, or not any more. */
async function readFetching(c: Context<Env>): Promise<Fetching | null> {
  const token = c.req.param('token') ?? ''
  const link = await findLink(c.env, token)
  const site = link && (await listSites(c.env)).find(({ id }) => id === link.siteId)
  if (!site || link.purpose !== 'download') return null
  const request = await findRequest(c.env, site.id, link.requestId)
  if (request?.state !== 'answered') return null
  const visiting = readingOf(c, site, { path: `/rights/download/${token}`, own: request.language })
  return { token, site, request, visiting, left: usesMax.download - link.uses }
}

const answerUnknown = (c: Context<Env>) =>
  answerError(c, 'not-found', { detail: wordsIn(readLanguageOf(c)).package.download.unknown })

export const downloadRoutes = new Hono<Env>()
  .get(schemaPath, (c) =>
    c.body(writePackageSchema(), 200, {
      'Content-Type': 'application/schema+json; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    }),
  )

  .use('/rights/download/*', pageHeaders(), requireSameOrigin, limitForm)

  .get('/rights/download/:token', async (c) => {
    const fetching = await readFetching(c)
    if (!fetching) return answerUnknown(c)
    const { visiting, left } = fetching
    if (left <= 0) return answerPage(c, <UsedUpPage visiting={visiting} />, 410)
    const isSent = c.req.query('sent') !== undefined
    return answerPage(
      c,
      isSent ? (
        <CodePage visiting={visiting} left={left} />
      ) : (
        <DownloadPage visiting={visiting} left={left} />
      ),
    )
  })

  .post('/rights/download/:token', async (c) => {
    const fetching = await readFetching(c)
    if (!fetching) return answerUnknown(c)
    if (fetching.left <= 0) return answerPage(c, <UsedUpPage visiting={fetching.visiting} />, 410)
    const form = await readForm(c)
    const handle = handlers.get(form.one('does') ?? '')
    return handle ? handle(c, fetching, form) : answerError(c, 'bad-request')
  })

type Handler = (c: Context<Env>, fetching: Fetching, form: Form) => Promise<Response>

const sendCode: Handler = async (c, fetching) => {
  const { site, request, visiting } = fetching
  if (!(await mailCode(c.env, site, request))) return answerFault(c, fetching, 'too-many')
  return c.redirect(`${visiting.here}?${new URLSearchParams({ lang: visiting.lang, sent: '' })}`, 303)
}

const checkCode: Handler = async (c, fetching, form) => {
  const { token, site, request, visiting, left } = fetching
  const which = { siteId: site.id, requestId: request.id }
  const outcome = await tryCode(c.env, which, form.one('code') ?? '')
  if (outcome !== 'right') return answerFault(c, fetching, outcome === 'wrong' ? 'code' : 'dead')
  return answerPage(c, <ChoosePage visiting={visiting} left={left} pass={signPass(c.env, token)} />)
}

/** Counted before a byte of it leaves, so that of many at once three are answered. */
const fetchPackage: Handler = async (c, fetching, form) => {
  const { token, site, request, visiting } = fetching
  const format = packageFormats.find((one) => one === form.one('format'))
  if (!format) return answerError(c, 'bad-request')
  if (!isPass(c.env, token, form.one('pass') ?? '')) return answerFault(c, fetching, 'over')
  if (!(await useLink(c.env, token))) return answerPage(c, <UsedUpPage visiting={visiting} />, 410)
  return answerPackage(c, await openPackage(c.env, site, request, askAsOwner(c.env.db)), format)
}

const handlers: ReadonlyMap<string, Handler> = new Map([
  ['send', sendCode],
  ['check', checkCode],
  ['fetch', fetchPackage],
])

const answerFault = (c: Context<Env>, { visiting, left }: Fetching, fault: DownloadFault) =>
  answerPage(c, <CodePage visiting={visiting} left={left} fault={fault} />, fault === 'too-many' ? 429 : 400)
