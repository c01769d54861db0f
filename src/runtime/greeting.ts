/** What the first start says to the person at the keyboard: where to look, what to paste, how to sign in. */

export interface Greeting {
  readonly url: string
  /** Domain of the demo's site, when the demo is served. */
  readonly demo: string | null
  /** The token of an invitation for the first administrator; absent once somebody has an account. */
  readonly invitation: string | undefined
}

export function greeting({ url, demo, invitation }: Greeting): string {
  const lines = ['', 'Voordeur is open.', '', `  Dashboard  ${url}/dashboard`]
  if (demo)
    lines.push(`  Demo       ${url}/demo/`, `  Snippet    <script defer src="${url}/s/${demo}.js"></script>`)
  else lines.push(`  Snippet    <script defer src="${url}/s/YOUR-DOMAIN.js"></script>`)
  if (invitation !== undefined)
    lines.push(
      '',
      '  Make the first account. This address works once, for seven days:',
      `  ${url}/auth/invitation/${invitation}`,
    )
  return `${lines.join('\n')}\n\n`
}
