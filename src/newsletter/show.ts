/**
 * A mail shown in a browser: somebody else's HTML under our own address. It runs in a sandbox of its own origin, where no script runs, no form is
 * sent and no cookie of ours can be read, and what it loads is pictures alone. Always the clean copy: who reads here is counted nowhere.
 */
import type { Context } from 'hono'
import { escapeHtml, readPlaceholders } from './holes.ts'
import { fill, type Hole } from './pieces.ts'

/**
 * Links may open a window, which is then an ordinary one: a page of a site that runs in our sandbox would not work. Without `allow-scripts`,
 * `allow-forms` and `allow-same-origin`; the page that shows it in a frame can't be led away, since `allow-top-navigation` is missing too.
 */
const policy = [
  'sandbox allow-popups allow-popups-to-escape-sandbox',
  "default-src 'none'",
  'img-src https: http: data:',
  "style-src 'unsafe-inline'",
  "frame-ancestors 'self'",
  "form-action 'none'",
  "base-uri 'none'",
].join('; ')

/**
 * Answers a mail as a page. No `Cross-Origin-Opener-Policy`: browsers show nothing at all of a sandboxed page that has one. `no-referrer`: the
 * address may hold a token, and the hosts of its pictures are others. Never kept: a token led here, or it was taken out of the archive since.
 */
export const answerMail = (c: Context, html: string): Response =>
  c.body(html, 200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy,
    'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'SAMEORIGIN',
    'X-Robots-Tag': 'noindex, nofollow',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  })

/** Where links lead that are each reader's own, when nobody knows who reads. */
export interface Nobody {
  /** A page that says how one leaves: with the link in one's own mail. */
  readonly wayOutUrl: string
  /** This mail itself. */
  readonly viewUrl: string
}

/** A composed text as it reads for nobody in particular. */
export function fillForNobody(text: string, as: 'html' | 'subject', { wayOutUrl, viewUrl }: Nobody): string {
  const escape = as === 'html' ? escapeHtml : (plain: string) => plain
  const put = (hole: Hole): string => {
    switch (hole.hole) {
      case 'name':
        return escape(hole.fallback)
      case 'unsubscribe':
      case 'manage':
        return escape(wayOutUrl)
      case 'view':
        return escape(viewUrl)
      case 'click':
        return hole.target
      case 'open':
        return ''
    }
  }
  return fill(readPlaceholders(text, as), put)
}
