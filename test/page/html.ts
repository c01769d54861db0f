/** Reads a page as a test needs it: what it links to, and whether anything in it could run or style itself. */
import { html } from 'hono/html'
import type { Shell } from '../../src/page/shell.tsx'

/** The page as the text that is sent. */
export const renderPage = async (page: ReturnType<typeof Shell>): Promise<string> =>
  (await html`${page}`).toString()

export const attributesOf = (html: string, name: string): string[] =>
  [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map(([, value = '']) => unescapeHtml(value))

export const unescapeHtml = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

/** Inline scripts, inline styles, handlers and script addresses: none may be in any page (S-16). */
export function inlineParts(html: string): string[] {
  // What stands between quotes is a value, whatever it looks like; escaping is what keeps it there.
  const tags = (html.match(/<[a-z][^>]*>/gi) ?? []).map((tag) => tag.replaceAll(/"[^"]*"/g, '""'))
  return [
    ...tags.filter((tag) => /^<script(?![^>]*\ssrc=)/i.test(tag) || /^<style\b/i.test(tag)),
    ...tags.filter((tag) => /\s(style|srcdoc|on[a-z]+)\s*=/i.test(tag)),
    ...attributesOf(html, 'href').filter((href) => /^\s*(javascript|data|vbscript):/i.test(href)),
  ]
}
