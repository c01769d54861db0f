/**
 * The browser snippet: counts visits without knowing the visitor. It keeps one thing on the device, the visitor's own
 * choice (localStorage `voordeur`), adds nothing to the page, and never stands between a click and its effect. What
 * leaves the page has been cleaned before. The wire is Plausible's event API, plus `id` (UUID v7) and `t` (the choice).
 *
 * Ceiling for all of it: 2,000 B gzip, 1,800 B brotli. That is why some lines are shorter than elsewhere in the house.
 */
import { applyMasks, decode, maskSegments } from '../src/site/mask.ts'
import type { SnippetSettings } from '../src/site/snippet-settings.ts'

interface TrackOptions {
  readonly props?: Readonly<Record<string, unknown>>
  /** False: the event is no sign that somebody stayed, so a visit may still be a bounce. */
  readonly interactive?: boolean
}

declare global {
  /** `build.ts` leaves the text "__SETTINGS__" here, and the server puts the site's settings in its place. */
  const __SETTINGS__: SnippetSettings
  /** Whether this build knows hash routes, masks and excluded pages. Most sites use none of them and load the other build. */
  const __RULES__: boolean
  interface Navigator {
    readonly globalPrivacyControl?: boolean
  }
  interface Window {
    voordeur?: {
      track: (name: string, options?: TrackOptions) => void
      optOut: () => void
      optIn: () => void
    }
  }
}

// A second tag on the same page, by mistake or by a plugin, counts nothing twice.
if (!window.voordeur) {
  const settings = __SETTINGS__
  const { src, dataset } = document.currentScript as HTMLScriptElement

  /** Events as JSON: what an event says is settled at its moment, and its length is known. */
  let waiting: string[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let retryMs = 1e3
  let choice: string | undefined

  /** Where the browser is; the same masked, as a page is counted; the same with origin and campaign. */
  let place: string | undefined
  let page: string
  let address: string
  /** Somebody saw something of this document. Before that (prerendered, opened in the background) nothing leaves. */
  let shown: unknown
  /** The view of this page was counted, so its time may be, too. */
  let viewed: unknown

  let active: boolean
  let tickedAt: number
  let engagedMs: number
  let sentMs: number
  /** Lowest pixel that was in view, and the share of the page that was told last. */
  let bottom: number
  let depth: number

  /**
   * The one gate: each event passes it when it is made and again when it leaves. Closed, it forgets what waits. Given a
   * choice, it keeps that first. Read anew each time, so a choice made in another tab holds here at once.
   */
  const mayCount = (next?: string): unknown => {
    choice = next ?? choice
    try {
      if (next) localStorage['voordeur'] = next
      choice = (localStorage['voordeur'] as string | undefined) ?? choice
    } catch {
      // Storage is denied: the choice holds for as long as the page lives.
    }
    const may =
      !(
        (window !== top && !('iframe' in dataset)) ||
        // A bare address counts as local: a site that is published has a name.
        (/\blocalhost$|^[^a-z]*$/.test(location.hostname) && !('localhost' in dataset)) ||
        (navigator.webdriver && !('automation' in dataset))
      ) &&
      (choice?.startsWith('on') ||
        !(choice?.startsWith('off') || +navigator.doNotTrack! || navigator.globalPrivacyControl))
    if (!may) {
      waiting = []
      viewed = 0
    }
    return may
  }

  const where = (): string =>
    __RULES__ && settings.h ? (location.pathname + location.hash).split('?')[0]! : location.pathname

  const clean = __RULES__
    ? (path: string): string => maskSegments(applyMasks(path, settings.m ?? []))
    : maskSegments

  /** Bounds memory, and the body: a browser refuses a keepalive of 64 KiB, and a character has three bytes at worst. */
  const keep = (...texts: string[]): void => {
    waiting = texts
    while (waiting.join().length > 2e4) waiting.pop()
  }

  const record = (n: string, rest?: object): void => {
    if (!mayCount() || (__RULES__ && settings.x && page.match(settings.x))) return
    const text = JSON.stringify({
      n,
      u: address,
      d: settings.d,
      h: settings.h,
      v: 1,
      // UUID v7 (RFC 9562, 5.7): the time, then chance. Decimal digits are hexadecimal ones too; 18 of them per
      // millisecond are plenty. `crypto.randomUUID` would be missing on pages without TLS.
      id: `0${Date.now().toString(16)}${crypto.getRandomValues(new Uint32Array(4)).join('')}`.replace(
        /(.{8})(.{4})(...)(...)(.{12}).*/,
        '$1-$2-7$3-8$4-$5',
      ),
      t: choice,
      ...rest,
    })
    keep(...waiting, text)
    timer ||= setTimeout(flush, 500)
  }

  const track = (name: string, { props, interactive: i }: TrackOptions = {}): void => {
    const p: Record<string, string> = {}
    for (const key in props) p[key] = String(props[key]).slice(0, 500)
    record(name, { p, i })
  }

  const flush = (): void => {
    timer = clearTimeout(timer) as undefined
    if (shown && mayCount() && waiting[0]) {
      const batch = waiting.splice(0, 100)
      // Twice as long each time, without end: whoever blocks us is soon left in peace.
      const retry = (failure: { readonly headers?: Headers }): void => {
        keep(...batch, ...waiting)
        clearTimeout(timer)
        timer = setTimeout(flush, (retryMs *= 2) + (Number(failure.headers?.get('retry-after')) * 1e3 || 0))
      }
      // Not navigator.sendBeacon, not even when leaving: it can't do without the collector's cookies. As text/plain,
      // which a string is by default, it needs no preflight. The referrer would be the whole address of the page.
      fetch(new URL('/api/event', src), {
        method: 'POST',
        body: `[${batch.join()}]`,
        keepalive: true,
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
      }).then((answer) => (answer.status === 429 || answer.status > 499) && retry(answer), retry)
    }
  }

  /**
   * Looks at the page: adds the time since the last look, tells what was read of a page that is left, counts the view of
   * one that is there. `gone` says that nobody sees it now.
   */
  const look = (gone = document.hidden): void => {
    const now = performance.now()
    // Only while it was visible and in focus, and no longer than 30 s after the last sign of life.
    if (active) engagedMs += Math.min(now - tickedAt, 3e4)
    tickedAt = now
    active = !gone && document.hasFocus()
    bottom = Math.max(bottom, scrollY + innerHeight)

    const isElsewhere = where() !== place
    if (viewed && (gone || isElsewhere)) {
      // A page has 30 minutes at most.
      const e = (Math.min(engagedMs, 18e5) - sentMs) | 0
      const sd = Math.max(
        depth,
        Math.min(100, ((bottom / document.documentElement.scrollHeight) * 100 + 0.5) | 0),
      )
      if (e > 999 || sd > depth) {
        sentMs += e
        depth = sd
        record('engagement', { e, sd })
      }
    }
    if (isElsewhere) {
      place = where()
      page = clean(place)
      const query = location.search
        .split(/[?&]/)
        .filter((pair) => /^(utm_(source|medium|campaign)|ref)=[^@]*$/.test(decode(pair)))
        .join('&')
      const search = query && `?${query}`
      address = location.origin + (__RULES__ ? page.replace(/(?=#)|$/, () => search) : page + search)
      viewed = 0
    }
    if (!viewed && !gone) {
      viewed = 1
      record('pageview', { r: shown ? null : document.referrer.split('/', 3).join('/') })
      shown = 1
      engagedMs = sentMs = bottom = depth = 0
    }
  }

  // Our own choice page hands a signed choice back this way; a bare `on` in a link could be anybody's. Read before anything is sent, and taken out of sight.
  const handedBack = location.hash.match(/^#voordeur=(o(n|ff)\.[\w.-]+)$/)
  if (handedBack) {
    mayCount(handedBack[1])
    history.replaceState(null, '', location.pathname + location.search)
  }

  window.voordeur = {
    track,
    optOut: () => mayCount('off'),
    optIn: () => {
      mayCount('on')
      look()
    },
  }

  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name]
    history[name] = (...change) => {
      original.apply(history, change)
      look()
    }
  }

  for (const type of 'pointermove keydown scroll blur visibilitychange pagehide pageshow popstate click auxclick submit'.split(
    ' ',
  ))
    // In the capturing phase: a page that stops an event later hides nothing from us, nor do we hide it from the page.
    addEventListener(
      type,
      (event: Event & { readonly persisted?: boolean; readonly button?: number }) => {
        const gone = type === 'pagehide' || document.hidden
        // Back from the back/forward cache: the same document, a new view.
        if (type === 'pageshow' && event.persisted) viewed = 0
        look(gone)
        if (gone) flush()

        const isSubmit = type === 'submit'
        if (isSubmit || (/click/.test(type) && event.button! < 2)) {
          const at = event.composedPath()[0] as Element
          const link = at.closest?.('a')
          const tagged = at.closest?.<HTMLElement>('[data-voordeur-event]')
          if (isSubmit) record('Form: Submission', { p: { path: page } })
          // http: and https:, not tel:, mailto:, blob: or a link in a drawing (SVG), which has no such text.
          // oxlint-disable-next-line unicorn/prefer-string-starts-ends-with -- a link in a drawing (SVG) has no protocol
          else if (link && /^http/.test(link.protocol)) {
            const name = /\.(pdf|(doc|xls|ppt)x?|od.|csv|zip|mp.)$/i.test(link.pathname)
              ? 'File Download'
              : link.host !== location.host && 'Outbound Link: Click'
            if (name) record(name, { p: { url: link.origin + clean(link.pathname) } })
          }
          // A form is meant by its submission, everything else by a click; the middle button only opens links.
          if (tagged && (tagged.tagName === 'FORM') === isSubmit && (link || !event.button)) {
            const props: Record<string, string> = {}
            for (const { name, value } of tagged.attributes) {
              const key = name.split('data-voordeur-prop-')[1]
              if (key) props[key] = value
            }
            track(tagged.dataset['voordeurEvent']!, { props })
          }
        }
      },
      true,
    )

  look()
}
