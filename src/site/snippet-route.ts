/**
 * `GET /s/:site.js`: the snippet with the site's settings; `GET /share.js` and `GET /banner.js`: what that loads on pages that ask
 * for it; `GET /form.js`: what a page with a sign-up form loads. The same bytes for every visitor, whatever their headers: a cache in
 * between can never hand one visitor’s choice to another.
 * Signals and choices are read in the browser and again at ingest.
 */
import { createHash } from 'node:crypto'
import { Hono, type Context } from 'hono'
import banner from '../../dist/banner.txt'
import core from '../../dist/core.txt'
import coreWithConsent from '../../dist/core-consent.txt'
import coreWithRules from '../../dist/core-rules.txt'
import form from '../../dist/form.txt'
import share from '../../dist/share.txt'
import type { Env } from '../ports.ts'
import { findSite, type Site } from './site.ts'
import { askedSinceText, snippetSettings } from './snippet-settings.ts'
import { writeSnippetText } from './snippet-text.ts'

/** A change of settings reaches every page within this time. */
const cacheSeconds = 300

/** `now` is for how long answers to the site's question hold: for a site that asks none the text is the same at any time. */
export const writeSnippet = (site: Site, now: Date): string =>
  writeSnippetText(
    { core, coreWithConsent, coreWithRules },
    snippetSettings(site.domain, { ...site.settings, askedSince: askedSinceText(site.askedSince, now) }),
  )

export const snippetRoute = new Hono<Env>().get('/:file{.+\\.js}', async (c) => {
  const site = await findSite(c.env, c.req.param('file').slice(0, -3).toLowerCase())
  // A page that names an unknown site must not break, and a cache must not remember the mistake for long.
  if (!site)
    return c.text('// Voordeur: there is no such site\n', 404, { 'Cache-Control': 'public, max-age=60' })
  return answer(c, writeSnippet(site, c.env.now()))
})

/** To be mounted at `/banner.js`: asks for consent, and holds back what waits for it. */
export const bannerRoute = new Hono<Env>().get('/', (c) => answer(c, banner))

/** To be mounted at `/share.js`. */
export const shareRoute = new Hono<Env>().get('/', (c) => answer(c, share))

/** To be mounted at `/form.js`: sends a site's sign-up form for the newsletter without leaving the page. */
export const formRoute = new Hono<Env>().get('/', (c) => answer(c, form))

function answer(c: Context<Env>, text: string): Response {
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
  const headers = {
    'Content-Type': 'text/javascript; charset=utf-8',
    'Cache-Control': `public, max-age=${cacheSeconds}`,
    ETag: etag,
    // Pages of other origins load it, with or without `crossorigin`; it holds nothing of a visitor.
    'Access-Control-Allow-Origin': '*',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'X-Content-Type-Options': 'nosniff',
  }
  return c.req.header('if-none-match') === etag ? c.body(null, 304, headers) : c.body(text, 200, headers)
}
