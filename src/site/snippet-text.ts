import type { SnippetSettings } from './snippet-settings.ts'

/** What `build.ts` made of the snippet: without and with the code for what only some sites set. */
export interface SnippetBuilds {
  readonly core: string
  /** For a site that asks for consent and has no rules. */
  readonly coreWithConsent: string
  readonly coreWithRules: string
}

/**
 * The snippet of one site, as its pages load it. Most sites have no rules of their own and get the smaller build. The
 * settings stand in it as a literal; `<` and the two line separators are escaped, since the text may get inlined.
 */
export function writeSnippetText(
  { core, coreWithConsent, coreWithRules }: SnippetBuilds,
  settings: SnippetSettings,
): string {
  // Names of ours without quotes: two bytes less in every browser.
  const members = Object.entries(settings).map(([name, value]) => `${name}:${JSON.stringify(value)}`)
  const literal = `{${members.join(',')}}`.replace(
    /[<\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  // The smaller build sends its settings along with each event as they are: the domain alone.
  const set = Object.keys(settings).filter((name) => name !== 'd')
  const build = set.length === 0 ? core : set.length === 1 && set[0] === 'c' ? coreWithConsent : coreWithRules
  return build.replace('"__SETTINGS__"', () => literal)
}
