/** What the first start says to the person at the keyboard: where to look, what to paste, how to sign in. */

export interface Greeting {
  readonly url: string
  /** Domain of the demo's site, when the demo is served. */
  readonly demo: string | null
  /** A key that was made just now and is not shown again. */
  readonly token: string | undefined
}

export function greeting({ url, demo, token }: Greeting): string {
  const lines = ['', 'Voordeur is open.', '', `  Dashboard  ${url}/dashboard`]
  if (demo)
    lines.push(`  Demo       ${url}/demo/`, `  Snippet    <script defer src="${url}/s/${demo}.js"></script>`)
  else lines.push(`  Snippet    <script defer src="${url}/s/YOUR-DOMAIN.js"></script>`)
  if (token)
    lines.push(
      '',
      '  Sign in with this key. It is shown once; make others with: npm run cli -- key create',
      `  ${token}`,
    )
  return `${lines.join('\n')}\n\n`
}
