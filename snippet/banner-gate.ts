/**
 * Holds back what waits for consent, and starts it once that is given: scripts of type text/plain, and frames, images and
 * other things with their address in `data-src`. What they are for stands in `data-voordeur-purpose`, or where Klaro
 * (`data-name`) and vanilla-cookieconsent (`data-category`, `data-service`) have it. An unknown id is never started.
 */
import { forget } from './banner-device.ts'
import { button, link, make, openShadow } from './banner-elements.ts'
import { askedFor, fill, idsOf, notice, partsOf, pause } from './banner-notice.ts'

/** Ids of purposes and services that are allowed. */
export let granted: readonly string[] = []
let isKnown: unknown

const gated = '[data-voordeur-purpose],[data-name],[data-service],[data-category]'

interface Wanted {
  readonly id: string
  readonly name: string
}

/** What an element needs, and whose it is. A purpose with services means the one that the address is of. */
function wantedBy(element: HTMLElement): Wanted | undefined {
  const { voordeurPurpose, name, service, category, src } = element.dataset
  // Unlike `new URL` it takes any text.
  const { hostname, protocol } = link(src ?? (element as HTMLScriptElement).src)
  // No `javascript:`: a page that lets others write attributes would run it.
  if (protocol.startsWith('http'))
    for (const mark of [voordeurPurpose, name, service, category])
      for (const purpose of askedFor())
        for (const { id, name: owner = hostname, hosts } of partsOf(purpose))
          if (
            id == mark ||
            (purpose.id == mark && hosts!.some((host) => `.${hostname}`.endsWith(`.${host}`)))
          )
            return { id, name: owner }
}

interface TrustedMakers {
  createScript(text: string): string
  createScriptURL(text: string): string
}
let makers: TrustedMakers | undefined

/** Only once something starts: a policy that the page does not allow is reported to it. */
function trusted(): TrustedMakers {
  if (!makers) {
    const asIs = (text: string) => text
    makers = { createScript: asIs, createScriptURL: asIs }
    try {
      makers = (
        self as unknown as {
          trustedTypes: { createPolicy(name: string, makers: TrustedMakers): TrustedMakers }
        }
      ).trustedTypes.createPolicy('voordeur', makers)
    } catch {
      // No such thing here, or not allowed: then the browser refuses the text, where it must.
    }
  }
  return makers
}

/** What scripts were started for. They can't be stopped. */
const started: string[] = []

/** Scripts that run and are no longer allowed: only a page that begins anew is rid of them. */
export const mustReload = (): boolean => started.some((id) => !granted.includes(id))

/**
 * Puts a script that runs in the place of one that does not, after the one before it and in a task of its own, so that no click
 * waits for it. Done when the next may start.
 */
async function start(script: HTMLScriptElement, id: string, before: unknown): Promise<unknown> {
  // Looked at once.
  script.type = 'waiting'
  await before
  await pause()
  if (!granted.includes(id)) return (script.type = 'text/plain')
  started.push(id)
  // Not a clone: of one that came in as HTML the browser would not run that either.
  const copy = document.createElement('script')
  const { src = script.src, type = '' } = script.dataset
  try {
    for (const { name, value } of script.attributes)
      if (!name.endsWith('src')) copy.setAttribute(name, trusted().createScript(value))
    copy.nonce = script.nonce
    copy.type = type
    if (src) copy.src = trusted().createScriptURL(src)
    else copy.text = trusted().createScript(script.text)
  } catch {
    // Trusted Types without a policy for us: this script stays off.
    return
  }
  script.replaceWith(copy)
  if (src && !copy.hasAttribute('async'))
    return new Promise((resolve) => {
      for (const end of ['load', 'error']) copy.addEventListener(end, resolve)
    })
}

/** Until the script that was found last has its turn. */
let last: unknown

/** What stands right before what is held back, in its place; null: shown this once. */
const places = new Map<Element, HTMLElement | null>()
let allowAlways: (id: string) => unknown

function clearPlace(element: Element): void {
  places.get(element)?.remove()
  places.delete(element)
}

/** In the place and the size of what is held back: who would be told, and how to see it all the same. */
function makePlace(element: HTMLElement, { id, name }: Wanted): HTMLElement {
  const { texts } = notice
  const { width, height } = element.getBoundingClientRect()
  const { position, inset, margin } = getComputedStyle(element)
  const root = openShadow(
    'voordeur-placeholder',
    // A size of its own where there is none yet, as in a tab that is not open.
    `:host{display:inline-block;position:${position};inset:${inset};margin:${margin};width:${width || 560}px;max-width:100%;height:${height || 315}px;max-height:100%;vertical-align:top}`,
  )
  const src = element.dataset['src'] ?? ''
  // What is made for a frame often refuses to be a page.
  const visit = link(
    src
      .replace(/\?.*/, '')
      .replace(/youtube.+embed\//, 'youtube.com/watch?v=')
      .replace(/embed.*/, ''),
  )
  visit.textContent = fill(texts.visit, visit.hostname)
  root.append(
    make(
      '.card place',
      make('p', fill(texts.placeholder, name)),
      make(
        '.row',
        button(texts.show, () => {
          clearPlace(element)
          places.set(element, null)
          scan()
          element.focus()
        }),
        button(texts.showAlways, () => allowAlways(id)),
      ),
      visit,
    ),
  )
  return root.host as HTMLElement
}

/** Looks at all there is; changes nothing that is right already. */
function scan(): void {
  for (const element of places.keys()) if (!element.isConnected) clearPlace(element)
  for (const element of document.querySelectorAll<HTMLElement>(gated)) {
    const wanted = wantedBy(element)
    let isOn = wanted && granted.includes(wanted.id)
    if (element instanceof HTMLScriptElement) {
      if (isOn && element.type == 'text/plain') last = start(element, wanted!.id, last)
      continue
    }
    let place = places.get(element)
    let wasOn: unknown
    if (isOn) clearPlace(element)
    isOn ||= place === null
    for (const name of ['src', 'srcset']) {
      const value = element.dataset[name]
      if (value && (element.getAttribute(name) == value) != isOn)
        if (isOn)
          // To the browser an <embed> is as good as a script.
          element.setAttribute(name, element.matches('embed') ? trusted().createScriptURL(value) : value)
        else {
          element.removeAttribute(name)
          wasOn = true
        }
    }
    if (wanted && !isOn && element.dataset['src'] && element.matches('iframe,embed,video')) {
      if (!place) places.set(element, (place = makePlace(element, wanted)))
      if (place.nextSibling != element) element.before(place)
      // What was loaded ends when it is taken out of the page.
      if (wasOn) place.after(element)
    }
  }
}

/** Google's tags read the arguments of a call, not a list. */
const gtag: (...said: unknown[]) => void = function () {
  // oxlint-disable-next-line prefer-rest-params -- see above
  ;((self as { dataLayer?: unknown[] }).dataLayer ??= []).push(arguments)
}

/** Consent Mode v2, the basic one: it is said before a tag runs, and no tag runs before somebody agreed (T2). */
function tellTags(mode: string): void {
  const stateOf = (id: string) =>
    isKnown && askedFor().some((one) => one.id == id && idsOf(one).every((part) => granted.includes(part)))
      ? 'granted'
      : 'denied'
  const ad_storage = stateOf('marketing')
  gtag('consent', mode, {
    ad_storage,
    ad_user_data: ad_storage,
    ad_personalization: ad_storage,
    analytics_storage: stateOf('insights'),
  })
}

/** From now on this is allowed, and nothing else. */
export function settle(next: readonly string[]): void {
  const lost = granted.filter((id) => !next.includes(id))
  if (isKnown && !lost[0] && next.length == granted.length) return
  granted = next
  for (const purpose of notice.purposes) if (idsOf(purpose).some((id) => lost.includes(id))) forget(purpose)
  const tells = notice.consentMode
  // Nothing is known yet, so that all is denied.
  if (tells && !isKnown) tellTags('default')
  isKnown = true
  if (tells) tellTags('update')
  document.dispatchEvent(new CustomEvent('voordeur:consent', { detail: { granted } }))
  scan()
}

/** Begins to watch the page, for what scripts add later too. `keepHost` is called at each change. */
export function openGate(always: (id: string) => unknown, keepHost: () => void): void {
  allowAlways = always
  new MutationObserver((changes) => {
    for (const { type, target } of changes) if (type == 'attributes') clearPlace(target as Element)
    keepHost()
    scan()
  }).observe(document, { childList: true, subtree: true, attributeFilter: ['data-src'] })
}
