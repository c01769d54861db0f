/**
 * What a visitor chose, as text that the snippet keeps in the site's own localStorage and that travels in each beacon's body
 * (`t`); the choice page hands it back in the URL fragment. The plain words `on` and `off` are what the page's own script stores
 * (`voordeur.optOut()`). Signed forms, URL-safe, for 182 days:
 *
 * - `on.<site>.<unix seconds, base 36>.<mac>`: an answer about being counted. No identifier: everyone who answers in the same
 *   second has the same one.
 * - `<on|of|ok>.<seconds>.<site>.<granted>.<receipt>.<mac>`: an answer to a notice as well. `ok` says nothing about being
 *   counted. The seconds stand in one place, so that the snippet can compare them as text. `granted` are ids between hyphens, or one hyphen. Only where insights are among them does it carry the receipt's
 *   number, since only then may beacons say which device they come from; else there is a hyphen in its place.
 *
 * The MAC is checked without a look at the database. Whether a receipt still holds is looked up where the event is inserted.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { answerDays } from './notice.ts'
import type { Choice } from './signal.ts'

/** Clocks of two of our own processes may differ by this much. */
const aheadSecondsMax = 300

type Keys = Pick<Ports, 'keyFor' | 'now'>

function macOf(ports: Pick<Ports, 'keyFor'>, body: string): Buffer {
  // 128 bits: forging is out of reach, and the token stays short enough for a fragment.
  return createHmac('sha256', ports.keyFor('choice')).update(body).digest().subarray(0, 16)
}

const sign = (ports: Keys, body: string): string => `${body}.${macOf(ports, body).toString('base64url')}`

const isSigned = (ports: Keys, body: string, mac: string): boolean => {
  const given = Buffer.from(mac, 'base64url')
  const expected = macOf(ports, body)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

export const secondsText = (at: Date): string => Math.floor(at.getTime() / 1000).toString(36)

/** An answer about being counted, and about nothing else. */
export function signChoice(ports: Keys, site: Pick<Site, 'id'>, counting: 'on' | 'off'): string {
  return sign(ports, `${counting}.${site.id}.${secondsText(ports.now())}`)
}

export interface SignedAnswer {
  readonly choice: Choice
  /** When it was recorded: the same answer sent twice gets the same token. */
  readonly at: Date
  readonly granted: readonly string[]
  /** Null where beacons may not say which device they come from. */
  readonly receipt: string | null
}

const prefixOf: Readonly<Record<Choice, string>> = { on: 'on', off: 'of', none: 'ok' }
const choiceOf: Readonly<Record<string, Choice>> = { on: 'on', off: 'off', of: 'off', ok: 'none' }

export function signAnswer(
  ports: Keys,
  site: Pick<Site, 'id'>,
  { choice, at, granted, receipt }: SignedAnswer,
): string {
  const parts = [prefixOf[choice], secondsText(at), site.id, granted.join('-') || '-', receipt ?? '-']
  return sign(ports, parts.join('.'))
}

export interface ChoiceReading {
  readonly choice: Choice
  readonly granted: readonly string[]
  /** What the token names, not whether it holds. */
  readonly receipt: string | null
  /** It claims a consent that we did not give out, or not to this site, or that is over. */
  readonly isFalse: boolean
}

const nothing: ChoiceReading = { choice: 'none', granted: [], receipt: null, isFalse: false }

/**
 * What a beacon's `t` says. A refusal is believed in any shape: nobody gains by forging a no. A signed yes must be ours, of
 * this site, given since the site last asked, and not older than 182 days, else it is no choice and no consent (default deny);
 * the plain `on` is the device's own word, about counting alone. Never throws.
 */
export function readToken(
  ports: Keys,
  site: Pick<Site, 'id' | 'askedSince'>,
  text: string | undefined,
): ChoiceReading {
  if (text === undefined || text === '') return nothing
  if (text === 'off' || /^off?\./.test(text)) return { ...nothing, choice: 'off' }
  if (text === 'on') return { ...nothing, choice: 'on' }
  const parts = text.split('.')
  const claims = parts.length === 6 && parts[4] !== '-'
  const refused = { ...nothing, isFalse: claims }
  const [prefix = '', first = '', second = '', granted = '-', receipt = '-'] = parts
  const [siteId, seconds] = parts.length === 6 ? [second, first] : [first, second]
  const choice = Object.hasOwn(choiceOf, prefix) ? choiceOf[prefix] : undefined
  // Somebody else's text, or one that was cut off: whether it claimed something can't be told.
  if (choice === undefined || ![4, 6].includes(parts.length)) return { ...nothing, isFalse: parts.length > 1 }
  const mac = parts.at(-1) ?? ''
  if (siteId !== String(site.id) || !isSigned(ports, parts.slice(0, -1).join('.'), mac)) return refused
  const at = Number.parseInt(seconds, 36)
  const age = ports.now().getTime() / 1000 - at
  if (!(age < answerDays * 86_400 && age > -aheadSecondsMax)) return refused
  if (parts.length === 4) return choice === 'none' ? nothing : { ...nothing, choice }
  // The site asks something else by now: what was said about being counted holds on, the consent does not.
  const isOutdated = site.askedSince === null || at < Math.floor(site.askedSince.getTime() / 1000)
  if (isOutdated) return { ...refused, choice }
  return {
    choice,
    granted: granted === '-' ? [] : granted.split('-'),
    receipt: receipt === '-' ? null : receipt,
    isFalse: false,
  }
}

/** What a beacon's `t` says about being counted. */
export const readChoice = (
  ports: Keys,
  site: Pick<Site, 'id' | 'askedSince'>,
  text: string | undefined,
): Choice => readToken(ports, site, text).choice
