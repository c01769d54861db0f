/**
 * Takes out of a path what could tell who looks at it. The same lines run in the browser, so that it never leaves the
 * page, and again at the server, which can't trust the browser. The browser's half (`decode` to `applyMasks`) is as small as
 * it can be and is given a site's rules as sources of regular expressions; the server makes those here.
 */

/** `%40` and `%2540` become `@`. Never throws, unlike decodeURIComponent; of use for looking only, not for keeping. */
// oxlint-disable-next-line typescript/no-deprecated -- nothing else that every runtime has is total and as short
export const decode = (text: string): string => unescape(unescape(text))

/**
 * A random text changes between digits, capitals and small letters every second or third character, words of a slug
 * (`65plussers`, `co2-neutraal`, `WoningZoekenStap2`) hardly ever: three changes, each within ten characters of the one before,
 * and a letter after a digit somewhere. Of 20,000 random texts of 32 hexadecimal digits it misses none, of 32 characters
 * of base64 0.7 % and of 16 such 10 % (most of those have no digit and could be words). UUIDs go by their shape.
 */
const token =
  /^(?=.*\d[a-zA-Z]).*(([a-z](?=[A-Z\d])|[A-Z](?=\d)|\d(?=[a-zA-Z]))[\w-]{0,9}?){3}|[\da-f]{8}-(.{4}-){3}/

const maskSegment = (segment: string): string => {
  const plain = decode(segment)
  // `/@name` is the address of a public profile, not of a mailbox.
  return /.@/s.test(plain)
    ? ':email'
    : // With a house number it names one home, without one some twenty. The whole segment only: `5000-euro` is none.
      /^\d{4}\W?[a-z]{2}(\W?\d+\W?\w{0,3})?$/i.test(plain)
      ? ':postcode'
      : plain[15] && token.test(plain)
        ? ':token'
        : /\d{5}/.test(plain)
          ? ':id'
          : segment
}

/** Masks each segment of a path. */
export const maskSegments = (path: string): string => path.replace(/[^/]+/g, maskSegment)

/** Puts `:id` where the site says so; `masks` are of `compileMasks`. Comes before `maskSegments`. */
export const applyMasks = (path: string, masks: readonly string[]): string =>
  masks.reduce((text, mask) => text.replace(RegExp(mask), '$1:id'), path)

/** A pattern's segments as sources: `*` is any one segment, everything else stands for itself. Nothing can blow up. */
const sourcesOf = (pattern: string): string[] =>
  (pattern.match(/[^/]+/g) ?? []).map((step) => `/+${step === '*' ? '[^/]+' : step.replace(/\W/g, '\\$&')}`)

/** One source for each `*` of each rule: its group 1 is what stands before, what must follow is looked at. */
export const compileMasks = (rules: readonly string[]): string[] =>
  rules.flatMap((rule) => {
    const sources = sourcesOf(rule)
    return sources.flatMap((source, at) => {
      if (source !== '/+[^/]+') return []
      const after = sources.slice(at + 1).join('')
      return `^(${sources.slice(0, at).join('')}/+)[^/]+${after && `(?=${after}(?![^/]))`}`
    })
  })

/** One source for all patterns; null without any. `**` at the end stands for the rest, or for nothing. */
export const compileExcluded = (patterns: readonly string[]): string | null =>
  patterns.length === 0
    ? null
    : `^(${patterns
        .map((pattern) =>
          sourcesOf(pattern)
            .join('')
            .replace(/\/\+\\\*\\\*$/, '(/[^]*)?'),
        )
        .join('|')})/*$`

const pathLengthMax = 500

/** Sites are remembered by the server, so their lists are too; a list that is gone takes its sources with it. */
const compiled = new WeakMap<readonly string[], readonly string[]>()

const remembered = (list: readonly string[], compile: (list: readonly string[]) => readonly string[]) => {
  const known = compiled.get(list) ?? compile(list)
  compiled.set(list, known)
  return known
}

/**
 * Masks a path: `:email`, `:postcode`, `:token`, `:id` for a segment that looks like one; everything else stays as it
 * was. A rule such as `/klant/*` turns what stands at its `*` into `:id`, in every path that starts so. The answer starts
 * with `/`, holds no `//` and at most 500 characters (whole segments, since half of one might look like something else).
 * Masking twice is masking once, as long as no rule spells out a mask (`:id`). Never throws.
 */
export function maskPath(path: string, rules: readonly string[] = []): string {
  const text = maskSegments(applyMasks(`/${path}`.replace(/\/+/g, '/'), remembered(rules, compileMasks)))
  if (text.length <= pathLengthMax) return text
  return text.slice(0, pathLengthMax + 1).replace(/\/[^/]*$/, '') || '/'
}

/** Whether nothing is counted at a (masked) path: a pattern fits all of it, or its start when it ends in `**`. */
export function isExcluded(path: string, patterns: readonly string[] = []): boolean {
  const [source] = remembered(patterns, (list) => [compileExcluded(list) ?? '(?!)'])
  return RegExp(source ?? '(?!)').test(path)
}
