/**
 * The wire: Plausible's event API (keys n, u, d, r, p, i, e, sd, v, h, m), so its trackers, plugins and npm client work
 * unchanged, plus `id` (UUID v7) and `t` (the visitor's choice). Reads untrusted text into a `Beacon` or a refusal that
 * names the key and what it takes, and never repeats the value. Unknown keys are ignored, the last of two equal keys wins.
 */
import * as z from 'zod'
import { isEventId } from './event-id.ts'

export interface Beacon {
  readonly name: string
  readonly url: URL
  readonly domain: string
  readonly referrer: string | null
  readonly props: ReadonlyMap<string, string> | null
  readonly isInteractive: boolean
  readonly engagedMs: number | null
  /** Percent of the page's height that was seen. */
  readonly scroll: number | null
  readonly isHashRouted: boolean
  readonly id: string | null
  readonly choice: string | undefined
}

export interface Refusal {
  readonly error: 'not-json' | 'too-many' | 'invalid-beacon'
  readonly message: string
}

export type BeaconReading =
  | { readonly ok: true; readonly beacon: Beacon }
  | { readonly ok: false; readonly refusal: Refusal }

/** More would let one request hold a whole group commit. */
export const beaconsMax = 100
const urlLengthMax = 4_096
const referrerLengthMax = 2_048
const propsMax = 30
const propLengthMax = 500
/** One page view of 24 hours; a longer one is a clock gone wrong. */
const engagedMsMax = 86_400_000

/** NUL has no place in PostgreSQL's text, a lone surrogate none in UTF-8, and control characters none in a name. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const unfit = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/
const isFit = (text: string) => !unfit.test(text) && text.isWellFormed()

const text = (lengthMax: number) =>
  z
    .string('is text')
    .max(lengthMax, `has at most ${lengthMax} characters`)
    .refine(isFit, 'has no control characters or broken Unicode')

const isWebAddress = (url: URL) => url.protocol === 'https:' || url.protocol === 'http:'

const webAddress = text(urlLengthMax).transform((address, context) => {
  const url = URL.parse(address)
  if (url && isWebAddress(url)) return url
  context.addIssue({ code: 'custom', message: 'is an http or https address' })
  return z.NEVER
})

const propsMessage = `is an object of texts, numbers or booleans, without control characters`
// Of any length: it is cut before anything else is done with it, and the body has a limit of its own.
const scalar = z.union(
  [z.string().refine(isFit, propsMessage), z.number(), z.boolean(), z.null()],
  propsMessage,
)
const propsObject = z.record(text(120), scalar, propsMessage)
// Older trackers send the properties as JSON text inside the JSON.
const props = z.union(
  [
    propsObject,
    text(16_384).transform((json, context) => {
      try {
        const read = propsObject.safeParse(JSON.parse(json))
        if (read.success) return read.data
      } catch {
        // Falls through to the one refusal below.
      }
      context.addIssue({ code: 'custom', message: propsMessage })
      return z.NEVER
    }),
  ],
  propsMessage,
)

const wire = z.object(
  {
    n: text(120).min(1, 'is the name of the event'),
    u: webAddress,
    d: text(253).min(1, 'is the domain of the site'),
    // A referrer of any length or shape is no error: what can't be read is unknown.
    r: z.string('is text').nullish(),
    p: props.nullish(),
    m: props.nullish(),
    i: z.boolean('is true or false').nullish(),
    e: z.number('is a number of milliseconds').min(0, 'is not negative').nullish(),
    sd: z.number('is a percentage').min(0, 'is not negative').nullish(),
    v: z.union([z.number(), z.string().max(40, 'is a version')], 'is a version').nullish(),
    h: z.union([z.boolean(), z.literal([0, 1])], 'is 1 or 0').nullish(),
    id: z.string('is text').refine(isEventId, 'is a UUID version 7 in lower case').nullish(),
    t: z
      .string('is text')
      .max(500, 'has at most 500 characters')
      .regex(/^[\w.-]*$/, 'has only letters, digits, dots, dashes')
      .nullish(),
  },
  'is an object',
)

function propsOf(
  given: Readonly<Record<string, string | number | boolean | null>>,
): ReadonlyMap<string, string> | null {
  const kept = new Map<string, string>()
  for (const [name, value] of Object.entries(given)) {
    if (value === null || kept.size === propsMax) continue
    kept.set(name, String(value).slice(0, propLengthMax).toWellFormed())
  }
  return kept.size === 0 ? null : kept
}

/** Reads one event out of parsed JSON. Never throws. */
export function readBeacon(json: unknown): BeaconReading {
  const read = wire.safeParse(json)
  if (!read.success) {
    const [issue] = read.error.issues
    // Only a top-level key is named: deeper down stand the sender's own names.
    const key = String(issue?.path[0] ?? 'an event')
    return {
      ok: false,
      refusal: { error: 'invalid-beacon', message: `${key} ${issue?.message ?? 'is not valid'}` },
    }
  }
  const { n, u, d, r, p, m, i, e, sd, h, id, t } = read.data
  const given = p ?? m
  return {
    ok: true,
    beacon: {
      name: n,
      url: u,
      domain: d.toLowerCase(),
      referrer: r && r.length <= referrerLengthMax && isFit(r) ? r : null,
      props: given ? propsOf(given) : null,
      isInteractive: i !== false,
      engagedMs: e === null || e === undefined ? null : Math.round(Math.min(e, engagedMsMax)),
      scroll: sd === null || sd === undefined || sd > 100 ? null : Math.round(sd),
      isHashRouted: h === true || h === 1,
      id: id ?? null,
      choice: t ?? undefined,
    },
  }
}

export type BodyReading =
  | { readonly ok: true; readonly readings: readonly BeaconReading[]; readonly isArray: boolean }
  | { readonly ok: false; readonly refusal: Refusal }

/** Reads a whole body: one event or an array of at most 100. A bad event in an array leaves its neighbours alone. */
export function readBody(body: string): BodyReading {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return { ok: false, refusal: { error: 'not-json', message: 'The body is not JSON.' } }
  }
  if (!Array.isArray(json)) return { ok: true, readings: [readBeacon(json)], isArray: false }
  if (json.length === 0)
    return { ok: false, refusal: { error: 'invalid-beacon', message: 'The array holds no event.' } }
  if (json.length > beaconsMax)
    return {
      ok: false,
      refusal: { error: 'too-many', message: `An array holds at most ${beaconsMax} events.` },
    }
  return { ok: true, readings: json.map(readBeacon), isArray: true }
}
