/** What is pasted into a website, and what a strict one must allow for it. Pure. */

export const snippetLine = (publicUrl: string, domain: string): string =>
  `<script defer src="${publicUrl}/s/${domain}.js"></script>`

/** Lines of a Content-Security-Policy: the script comes from us, and so it may speak to us. */
export function policyLines(publicUrl: string): string {
  const { origin } = new URL(publicUrl)
  return `script-src ${origin};\nconnect-src ${origin};`
}
