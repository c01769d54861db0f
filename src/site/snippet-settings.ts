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
  /** The site asks for consent: answers from this second on hold (Unix seconds, base 36). */
  readonly c?: string
}

/** An answer, yes and no alike, holds for 182 days. */
const answerSeconds = 182 * 86_400
const hourSeconds = 3_600

/**
 * One text that answers two questions in the browser: an answer older than this was given to another question, or is too old. Whole
 * hours, so that the snippet's text changes that often and no more.
 */
export function askedSinceText(askedSince: Date | null, now: Date): string | null {
  if (askedSince === null) return null
  const oldest = Math.floor(now.getTime() / 1000) - answerSeconds
  const seconds = Math.max(Math.floor(askedSince.getTime() / 1000), oldest - (oldest % hourSeconds))
  return seconds.toString(36)
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
    /** Of `askedSinceText`. */
    readonly askedSince?: string | null
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
    ...(site.askedSince && { c: site.askedSince }),
  }
}
