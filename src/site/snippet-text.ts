import type { SnippetSettings } from './snippet-settings.ts'

/** What `build.ts` made of the snippet: without and with the code for what only some sites set. */
export interface SnippetBuilds {
  readonly core: string
  readonly coreWithRules: string
}

/**
 * The snippet of one site, as its pages load it. Most sites have no rules of their own and get the smaller build. The
 * settings stand in it as a literal; `<` and the two line separators are escaped, since the text may get inlined.
 */
export function writeSnippetText({ core, coreWithRules }: SnippetBuilds, settings: SnippetSettings): string {
  const literal = JSON.stringify(settings).replace(
    /[<\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  // The smaller build sends its settings along with each event as they are: the domain alone.
  const hasRules = Object.keys(settings).length > 1
  return (hasRules ? coreWithRules : core).replace('"__SETTINGS__"', () => literal)
}
