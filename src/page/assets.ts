/**
 * The stylesheet, the icon, and the scripts of passkeys, of the first steps and of the editor of what is asked. Their names carry a hash of what they hold, so browsers may keep them for a year and a
 * new release is a new name.
 */
import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import type { Env } from '../ports.ts'
import passkey from '../../dist/passkey.txt'
import preview from '../../dist/preview.txt'
import styles from '../../dist/styles.txt'
import welcome from '../../dist/welcome.txt'
import { icon } from './logo.tsx'

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12)

export const stylesheetPath = `/assets/styles-${hashOf(styles)}.css`
export const passkeyScriptPath = `/assets/passkey-${hashOf(passkey)}.js`
export const welcomeScriptPath = `/assets/welcome-${hashOf(welcome)}.js`
export const previewScriptPath = `/assets/preview-${hashOf(preview)}.js`
export const iconPath = `/assets/icon-${hashOf(icon)}.svg`

const files: Readonly<Record<string, { readonly type: string; readonly text: string }>> = {
  [stylesheetPath]: { type: 'text/css; charset=utf-8', text: styles },
  [passkeyScriptPath]: { type: 'text/javascript; charset=utf-8', text: passkey },
  [welcomeScriptPath]: { type: 'text/javascript; charset=utf-8', text: welcome },
  [previewScriptPath]: { type: 'text/javascript; charset=utf-8', text: preview },
  [iconPath]: { type: 'image/svg+xml', text: icon },
}

const year = 'public, max-age=31536000, immutable'

export const assetRoutes = new Hono<Env>().get('/assets/:file', (c) => {
  const file = files[c.req.path]
  if (!file) return c.notFound()
  return c.body(file.text, 200, {
    'Content-Type': file.type,
    'Cache-Control': year,
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
    // An icon opened by itself is a document: it may do nothing either.
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  })
})
