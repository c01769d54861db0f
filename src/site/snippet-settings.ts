import { compileExcluded, compileMasks } from './mask.ts'

/** What the snippet is told about its site. Names are one letter, since every visitor's browser loads them. */
export interface SnippetSettings {
  /** The site's domain, as in `d` of each beacon. */
  readonly d: string
  /** The part after `#` is a page of its own. */
  readonly h?: 1
  /** Sources of `compileMasks`. */
  readonly m?: readonly string[]
  /** Source of `compileExcluded`. */
  readonly x?: string
  /** A text that the title of a missing page contains. */
  readonly t?: string
  /** Names of the query parameters that hold search terms. */
  readonly q?: readonly string[]
}

/** Settings as the server keeps them, as the snippet takes them. What is absent costs no byte. */
export function snippetSettings(
  domain: string,
  site: {
    readonly masks: readonly string[]
    readonly excluded: readonly string[]
    readonly hashRoutes: boolean
    readonly missingTitle?: string
    readonly searchParameters?: readonly string[]
  },
): SnippetSettings {
  const excluded = compileExcluded(site.excluded)
  return {
    d: domain,
    ...(site.hashRoutes && { h: 1 }),
    ...(site.masks.length > 0 && { m: compileMasks(site.masks) }),
    ...(excluded !== null && { x: excluded }),
    ...(site.missingTitle && { t: site.missingTitle }),
    ...(site.searchParameters?.length && { q: site.searchParameters }),
  }
}
