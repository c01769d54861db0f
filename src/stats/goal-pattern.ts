/**
 * What a goal, or one step of a funnel, is reached by: a kind and a pattern over the steps of a visit. A pattern becomes a
 * regular expression made here, of escaped pieces and two wildcards, and travels to the database as a value. Holds no
 * personal data: what a pattern is held against was masked before it was stored. Pure.
 */

export const goalKinds = ['page', 'event', 'outbound', 'download'] as const
export type GoalKind = (typeof goalKinds)[number]

/**
 * `*` stands for any run without a slash, `**` for any run; `/**` at the end also for nothing, as in the patterns of pages
 * that are not counted. A page is meant with or without a slash at its end. Capitals count.
 */
export interface GoalPattern {
  readonly kind: GoalKind
  readonly pattern: string
}

/** `empty`; `long`: over 300 characters; `text`: NUL or half a character; `query`: holds a `?`; `path`: does not begin with `/`;
 * `wild`: more than ten wildcards. */
export type PatternFault = 'empty' | 'long' | 'text' | 'query' | 'path' | 'wild'

export type PatternReading =
  | { readonly ok: true; readonly pattern: string }
  | { readonly ok: false; readonly why: PatternFault }

/** As long as a stored target; a path is at most 500, and whoever needs more of it has wildcards. */
export const patternLengthMax = 300
/** More tells nothing apart, and would let one pattern cost what fifty should. */
const wildcardsMax = 10

/** Paths as they are stored: written as the browser writes them, one slash at a time. */
function tidyPath(text: string): string {
  // Two slashes (either way round) would begin the name of a host.
  const { pathname, hash } = new URL(text.replace(/^[\\/]+/, '/'), 'http://own.invalid')
  const path = pathname.replace(/\/+/g, '/')
  return path === '/' || hash !== '' ? path + hash : path.replace(/\/$/, '')
}

/** What somebody wrote -> the pattern that is kept, or why it can't be one. Never throws; reading twice is reading once. */
export function readPattern(kind: GoalKind, given: string): PatternReading {
  const text = given.trim()
  const refuse = (why: PatternFault): PatternReading => ({ ok: false, why })
  if (text.includes('\0') || !text.isWellFormed()) return refuse('text')
  if (text === '') return refuse('empty')
  if (text.length > patternLengthMax) return refuse('long')
  if ((text.match(/\*+/g) ?? []).length > wildcardsMax) return refuse('wild')
  if (kind === 'event') return { ok: true, pattern: text }
  if (text.includes('?')) return refuse('query')
  if (kind === 'page' && !text.startsWith('/')) return refuse('path')
  const tidy =
    kind === 'page'
      ? tidyPath(text)
      : text
          .replace(/^https?:\/\//i, '')
          // Of a link the host stands first, and hosts know no capitals.
          .replace(/^[^/]+/, (host) => (kind === 'outbound' ? host.toLowerCase() : host))
  if (tidy === '') return refuse('empty')
  return tidy.length > patternLengthMax ? refuse('long') : { ok: true, pattern: tidy }
}

const prefixOf: Readonly<Record<GoalKind, string>> = { page: '', event: 'e:', outbound: 'o:', download: 'd:' }

/** What a step must begin with, and the regular expression that all of it must fit. */
export interface CompiledPattern {
  readonly prefix: string
  readonly expression: string
}

const literal = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')

/**
 * For steps as they stand in `visit_trail`. No groups to remember and no choices inside a repetition, so PostgreSQL decides
 * each step in one pass over it. The prefix is there because comparing it costs a tenth.
 */
export function compilePattern({ kind, pattern }: GoalPattern): CompiledPattern {
  const endsOpen = pattern.endsWith('/**') && pattern.length > 3
  const body = prefixOf[kind] + (endsOpen ? pattern.slice(0, -3) : pattern)
  const source = body
    .split(/(\*+)/)
    .map((part) => (part.startsWith('*') ? (part === '*' ? '[^/]*' : '.*') : literal(part)))
    .join('')
  const end = endsOpen ? '(?:/.*)?' : kind === 'page' && pattern !== '/' ? '/?' : ''
  return { prefix: body.split('*', 1)[0] ?? '', expression: `^${source}${end}$` }
}
