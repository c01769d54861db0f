/**
 * `GET /s/:site.js`: the snippet with the site's settings. The same bytes for every visitor, whatever their headers: a cache
 * in between can never hand one visitor's choice to another. Signals and choices are read in the browser and again at ingest.
 */
import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import core from '../../dist/core.txt'
import type { Env } from '../ports.ts'
import { findSite, type Site } from './site.ts'
import { snippetSettings, type SnippetSettings } from './snippet-settings.ts'

/** A change of settings reaches every page within this time. */
const cacheSeconds = 300

/** `</script>` cannot occur in a file of its own, but U+2028 and `<` are escaped all the same: the file may get inlined. */
const literal = (settings: SnippetSettings) =>
  JSON.stringify(settings).replace(
    /[<\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

export const writeSnippet = (site: Site): string =>
  core.replace('"__SETTINGS__"', () => literal(snippetSettings(site.domain, site.settings)))

export const snippetRoute = new Hono<Env>().get('/:file{.+\\.js}', async (c) => {
  const site = await findSite(c.env, c.req.param('file').slice(0, -3).toLowerCase())
  // A page that names an unknown site must not break, and a cache must not remember the mistake for long.
  if (!site)
    return c.text('// Voordeur: there is no such site\n', 404, { 'Cache-Control': 'public, max-age=60' })
  const text = writeSnippet(site)
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
})
