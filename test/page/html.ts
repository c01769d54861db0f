/** Reads a page as a test needs it: what it links to, and whether anything in it could run or style itself. */

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
export const inlineParts = (html: string): string[] => [
  ...(html.match(/<script(?![^>]*\ssrc=)[^>]*>/gi) ?? []),
  ...(html.match(/<style[\s>]/gi) ?? []),
  ...(html.match(/<[^>]+\s(style|on[a-z]+)\s*=/gi) ?? []),
  ...attributesOf(html, 'href').filter((href) => /^\s*(javascript|data|vbscript):/i.test(href)),
]
