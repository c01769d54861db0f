/**
 * What an editor may leave open in a newsletter: the reader's name and the three ways out. No conditions, no loops, no other data of a reader.
 * As editors and their programs type it, it is rewritten here to the one form that all others look for (`holes.ts`).
 */

/** The ways out that each mail has, in both its parts (law N1, N5). */
export const waysOut = ['unsubscribe', 'manage', 'view'] as const
export type WayOut = (typeof waysOut)[number]

const names: Readonly<Record<string, WayOut | 'name'>> = {
  name: 'name',
  naam: 'name',
  unsubscribe: 'unsubscribe',
  afmelden: 'unsubscribe',
  manage: 'manage',
  voorkeuren: 'manage',
  view: 'view',
  online: 'view',
}

/**
 * What a reader without a name is called. Nothing that HTML, an address or a header would have to escape, so that it is the same text in each
 * of them.
 */
const fallbackPattern = String.raw`[\p{L}\p{M}\p{N} .,’!?()\-]{0,60}`

/** A placeholder as `normalise` writes it, from the place where it begins. Groups: `name` or one of the ways out. */
export const placeholderAt = new RegExp(
  String.raw`\{\{(?:(name)\|${fallbackPattern}|(${waysOut.join('|')}))\}\}`,
  'uy',
)

const isFallback = new RegExp(`^${fallbackPattern}$`, 'u')

/** Percent-encoded: as editing programs write it into addresses. Bounded, so that no text makes it look far. */
const typed =
  /(?:\{\{|%7B%7B)(?:\s|%20){0,5}([a-z]{1,20})(?:\s|%20){0,5}(?:(?:\||%7C)([^{}|]{0,80}?))?(?:\s|%20){0,5}(?:\}\}|%7D%7D)/gi

/**
 * Writes each placeholder that we know in one way: `{{name|fallback}}`, `{{unsubscribe}}`, `{{manage}}`, `{{view}}`. A name without a fallback
 * gets one (`reader`): "Beste ," is no way to speak to anybody. An empty one (`{{name|}}`) stays. What is none of ours stays as it is, for
 * the lint.
 */
export const normalise = (text: string, reader: string): string =>
  text.replaceAll(typed, (whole, asked: string, fallback?: string) => {
    const name = Object.hasOwn(names, asked.toLowerCase()) ? names[asked.toLowerCase()] : undefined
    if (name === undefined) return whole
    if (name !== 'name') return fallback === undefined ? `{{${name}}}` : whole
    const called = (fallback ?? reader).trim()
    return isFallback.test(called) ? `{{name|${called}}}` : whole
  })
