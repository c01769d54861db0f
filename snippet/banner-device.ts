/**
 * What the banner was loaded with, and what stands on the device: the choice, which beacons carry, and the number of the latest
 * receipt, which they never do. Nothing is written before somebody chose, nor where the server did not record it. A preview
 * reads and writes nothing.
 */
import type { ShownPurpose } from '../src/consent/wire.ts'

/** What the snippet has on the page, and what is added to it here. */
interface Core {
  /** Settings of the site, where they do not stand in our own address. */
  readonly c?: Settings
  readonly optIn?: () => void
  readonly optOut?: () => void
  /** The choice link that was clicked last, also before we were here. */
  readonly o?: HTMLElement
  /** What is allowed. */
  consent?: () => readonly string[]
}
interface Settings {
  readonly d: string
  /** From when on answers hold: Unix seconds, base 36. Absent where nothing is asked. */
  readonly c?: string
  readonly preview?: string
}
export const core: Core = ((self as { voordeur?: unknown }).voordeur ??= {})

const { origin, searchParams } = new URL(import.meta.url)
export const collector = origin
export const {
  d: domain,
  c: since,
  preview: isPreview,
} = { ...core.c, ...Object.fromEntries(searchParams) } as Settings

/** Where storage is denied a choice holds for as long as the page lives. */
let store: Record<string, string> = {}
try {
  if (!isPreview) store = localStorage
} catch {
  // Denied.
}

export const choice = (): string | undefined => store['voordeur']
export const receipt = (): string | undefined => store['voordeur-receipt']

export interface Kept {
  /** What was said about being counted: `on`, `of` or `off`, or something else for nothing. */
  readonly word: string
  readonly granted: readonly string[]
  /** When: Unix seconds, base 36. */
  readonly at: string
  /** It answers what is asked now. */
  readonly isAnswer: unknown
}

/**
 * `<on|of|ok>.<seconds>.<site>.<granted>.<receipt>.<mac>`, or a word about being counted alone: `on`, `off`, and the four parts of
 * the choice page. The signature is the server's business: here nothing depends on it.
 */
export function kept(): Kept {
  const [word = '', at = '', , granted = '', , mac] = (choice() ?? '').split('.')
  // Without a question the comparison is false as well.
  const isAnswer = mac && at >= since!
  return { word, at, granted: isAnswer ? (granted.match(/\w+/g) ?? []) : [], isAnswer }
}

export function keepChoice(text: string): void {
  store['voordeur'] = text
  // Where storage is denied the snippet can not look: it is told what was said about being counted.
  if (store.constructor == Object) void (text[1] == 'n' ? core.optIn?.() : text[1] == 'f' && core.optOut?.())
}

/** Throws where the device is full: then nothing is kept, and nothing is switched on. */
export function keepReceipt(number: string): void {
  store['voordeur-receipt'] = number
}

/** Deletes what a purpose left behind, by the names that it said: cookies of this host and of each domain above it. */
export function forget({ cookies, storage }: ShownPurpose): void {
  const own = RegExp(`^(${[...cookies, ...storage].join('|').replace(/\*/g, '.*')})$`)
  try {
    for (const [name] of document.cookie.matchAll(/[^ ;=]+(?==)/g))
      // Without a domain at last, which is this host alone.
      if (own.test(name))
        for (let above = `.${location.hostname}`; above;)
          document.cookie = `${name}=;max-age=0;path=/;domain=${(above = above.replace(/^[^.]*\.?/, ''))}`
    for (const where of [store, sessionStorage])
      for (const name in where) if (own.test(name)) delete where[name]
  } catch {
    // Where cookies and storage are denied there is nothing.
  }
}
