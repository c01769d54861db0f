/**
 * What banner and server say to each other. The banner takes these types alone, no code.
 *
 * The core loads `/banner.js`; `self.voordeur.c` has the site's domain (`d`) and since when answers hold (`c`), `self.voordeur.o` the
 * choice link that was clicked last, also while the banner was on its way. The banner writes `localStorage.voordeur` itself; the
 * core reads it anew each time. Where storage is denied, `voordeur.optOut()` and `optIn()` hold for as long as the page lives. A choice
 * answers the question when `choice.slice(3) >= voordeur.c.c`: `<on|of|ok>.<seconds>.<site>.<granted>.<receipt>.<mac>` (`choice-token.ts`).
 *
 * `GET /api/consent?d=&lang=[&shown=1]` → `ShownNotice`; `POST /api/consent` takes `Answer` → `Recorded`;
 * `POST /api/consent/withdraw` takes `Withdrawal` → `Recorded`. All without credentials, open to the site's own origins, as
 * text/plain, so that no preflight is needed.
 */
import type { Theme } from './draft.ts'
import type { Purpose } from './purpose.ts'
import type { ShownTexts } from './notice.ts'
import type { NoticeLanguage } from './texts.ts'

/** One notice in one language. */
export interface ShownNotice {
  readonly notice: string
  readonly lang: NoticeLanguage
  readonly texts: ShownTexts
  readonly purposes: readonly ShownPurpose[]
  readonly theme: Theme
  readonly consentMode: boolean
}

/** What of a purpose is shown or done in the browser: the rest stays with the notice, which the answer names. */
export type ShownPurpose = Omit<Purpose, 'version' | 'elements'>

/** Where an answer was given. `page` is the choice page, without script. */
export type Surface = 'banner' | 'panel' | 'placeholder' | 'page'

export interface Answer {
  readonly d: string
  readonly notice: string
  readonly lang: string
  readonly ui: Surface
  /** Ids of purposes and services that are allowed; all others are refused. */
  readonly granted: readonly string[]
  /** What the visitor says of being counted; absent: nothing new. */
  readonly counting?: 'on' | 'off'
  /** 16 random bytes, base64url: the same for each attempt to send one answer, so that it makes one receipt. */
  readonly key: string
  readonly viewport: 'small' | 'large'
  /** The choice that the device holds now, as the beacons carry it. */
  readonly t?: string
  /** Number of the receipt before this one, on this device. */
  readonly previous?: string
  /** The device's clock, ms. */
  readonly at?: number
}

export interface Withdrawal {
  readonly d: string
  readonly receipt: string
  readonly key: string
  readonly t?: string
  readonly lang?: string
}

export interface Recorded {
  /** Whole number of the receipt: 22 characters; whoever has it can see, withdraw and delete it. */
  readonly receipt: string
  /** What the device keeps as its choice, and beacons carry. */
  readonly token: string
  readonly at: string
  readonly until: string
  readonly granted: readonly string[]
}

/** `stale-notice`: another notice holds by now; ask again with that one. */
export type Refused = 'invalid-consent' | 'unknown-site' | 'no-notice' | 'stale-notice' | 'foreign-origin'
