/**
 * The browser snippet: counts visits without knowing the visitor. It keeps one thing on the device, the visitor's own
 * choice (localStorage `voordeur`), adds nothing to the page, and never stands between a click and its effect. What
 * leaves the page has been cleaned before. The wire is Plausible's event API, plus `id` (UUID v7) and `t` (the choice).
 *
 * Ceiling for all of it: 2,000 B gzip, 1,800 B brotli. That is why many lines are shorter than elsewhere in the house, and
 * why lists whose order means nothing stand in the order that compresses best.
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
  /**
   * Whether this build knows what only some sites ask for: hash routes, masks, excluded pages, titles of missing pages,
   * search terms. Most sites use none of them and load the other build.
   */
  const __RULES__: boolean
  /** Whether this build knows the question for consent. A site without one loads a build that does not. */
  const __ASKS__: boolean
  interface Navigator {
    readonly globalPrivacyControl?: boolean
  }
  interface Window {
    voordeur?: {
      track: (name: string, options?: TrackOptions) => void
      optOut: () => void
      optIn: () => void
      /** For `banner.js`: the site's domain and since when answers hold (`c`), and the choice link that was clicked last (`o`). */
      readonly c?: Partial<SnippetSettings>
      o?: unknown
    }
  }
}

/** Empty in the smallest build, where the settings have one place only: in `record`. */
const settings: Partial<SnippetSettings> = __RULES__ || __ASKS__ ? __SETTINGS__ : {}

/** In the other build it does nothing, and the minifier takes such a function out. */
function byRules(path: string): string {
  return __RULES__ ? applyMasks(path, settings.m ?? []) : path
}

/**
 * What a visitor looked for on the site itself, in lower case and at most 60 characters; undefined without the setting, and
 * for what might tell who it was: an address of mail, or as many digits as a telephone or customer number starts with.
 */
const searchTerm = (): string | undefined => {
  const query = new URLSearchParams((settings.h && location.hash.split('?')[1]) || location.search)
  const term = settings.q?.map((name) => query.get(name)?.trim().toLowerCase()).find((text) => text)
  return term && !/[@\uff20]|(\p{Nd}\P{Nd}*){5}/u.test(decode(term))
    ? Array.from(term).slice(0, 60).join('')
    : undefined
}

/** The page masked, as it is counted. The other build masks anew, which is shorter. */
let page: string

// A second tag on the same page, by mistake or by a plugin, counts nothing twice.
if (!self.voordeur) {
  const { src, dataset } = document.currentScript as HTMLScriptElement

  /** Events as JSON: what an event says is settled at its moment, and its length is known. */
  const waiting: string[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let retryS = 1
  let choice: string | undefined
  /** The browser asks for everyone not to be followed. */
  const signal = +navigator.doNotTrack! || navigator.globalPrivacyControl

  /** Where the browser is, and the same masked, with origin and campaign. */
  let place: string | undefined
  let address: string
  /** Somebody saw something of this document. Before that (prerendered, opened in the background) nothing leaves. */
  let shown: unknown
  /** 1: the view of this page was counted, so its time may be, too. 2: and that the page is missing. */
  let viewed: unknown

  let asked: unknown

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
  const mayCount = (next?: string): boolean => {
    try {
      if (next) localStorage['voordeur'] = next
      else next = localStorage['voordeur'] as string | undefined
    } catch {
      // Storage is denied: the choice holds for as long as the page lives.
    }
    choice = next ?? choice
    const may = ![
      dataset['iframe'] ?? self == top,
      // A bare address counts as local: a site that is published has a name.
      dataset['localhost'] ?? !/\blocalhost$|^[^a-z]*$/.test(location.hostname),
      dataset['automation'] ?? !navigator.webdriver,
      // `on`, `off`, or an answer that says nothing of being counted (`ok`): then the browser's signal holds, as without any.
      // oxlint-disable-next-line unicorn/prefer-string-starts-ends-with -- in these bytes
      /^on/.test(choice!) || !(/^of/.test(choice!) || signal),
    ].includes(false)
    // Bounds memory, and the body: a browser refuses a keepalive of 64 KiB, and a character has three bytes at worst.
    while (waiting.join()[may ? 2e4 : 0]) waiting.pop()
    if (!may) viewed = 0
    return may
  }

  /**
   * Loads what asks for consent and what holds back scripts and frames until there is one: when nothing holds that was answered to
   * this question (a browser that signals has answered), when the page has something to hold back, and when somebody wants to choose.
   */
  const ask = (open?: unknown): unknown =>
    __ASKS__ &&
    (asked ||= load(
      open || !(signal || (choice?.slice(3) as string) >= settings.c!) ? '*' : '[data-src],[type$=plain]',
      '/banner.js',
    ))

  /** A file of its own, for pages that have what it is for. */
  const load = (selector: string, path: string): unknown =>
    document.querySelector(selector) &&
    import(new URL(path, src) as never).catch((failure: unknown) => failure)

  const record = (n: string, rest?: object): void => {
    if (mayCount() && !(__RULES__ && settings.x && page.match(settings.x))) {
      waiting.push(
        JSON.stringify({
          u: address,
          t: choice,
          // With a question for consent its date goes along, which nobody reads: it is the shorter text.
          ...(__RULES__ ? { d: settings.d, h: settings.h } : __ASKS__ ? settings : __SETTINGS__),
          // UUID v7 (RFC 9562, 5.7): the time, then chance. Decimal digits are hexadecimal ones too; the 16 start with 8,
          // as the variant does, and 10^15 chances per millisecond are plenty for what only has to differ.
          // `crypto.randomUUID` would be missing on pages without TLS.
          id: ('0' + Date.now().toString(16) + 7e3 + (8 + Math.random()) * 1e15).replace(
            /^.{8}|.{4}(?=.{12})/g,
            '$&-',
          ),
          n,
          ...rest,
        }),
      )
      timer ||= setTimeout(flush, 500)
    }
  }

  const flush = (): void => {
    if (shown && mayCount() && waiting[0]) {
      // Only now, half a second after the view: a page that changes without loading calls pushState first and shows later.
      if (
        viewed == 1 &&
        (document.querySelector('[data-voordeur-404]') ||
          (__RULES__ && settings.t && document.title.includes(settings.t)))
      ) {
        viewed = 2
        record('404', { i: false })
      }
      // A file of its own, for pages that ask for it. The browser loads it once, however often it is asked.
      load('[data-voordeur-share]', '/share.js')
      const batch = waiting.splice(0, 100)
      // Not navigator.sendBeacon, not even when leaving: it can't do without the collector's cookies. As text/plain,
      // which a string is by default, it needs no preflight. The referrer would be the whole address of the page.
      void fetch(new URL('/api/event', src), {
        keepalive: true,
        method: 'POST',
        referrer: '',
        credentials: 'omit',
        body: '[' + batch + ']',
      })
        .catch((failure: unknown) => failure as Partial<Response>)
        // oxlint-disable-next-line promise/always-return -- nobody waits for it
        .then((answer) => {
          // Without an answer the status is undefined. Twice as long each time, without end: whoever blocks us is soon left in
          // peace.
          if (/29|^[5u]/.test(answer.status as never)) {
            waiting.unshift(...batch)
            clearTimeout(timer)
            timer = setTimeout(flush, 1e3 * ((retryS *= 2) + ~~(answer.headers?.get('retry-after') as never)))
          }
        })
    }
    // Last: what was recorded on the way left with it, and a timer left over would look at the next page before it is there.
    timer = clearTimeout(timer) as undefined
  }

  /**
   * Looks at the page: adds the time since the last look, tells what was read of a page that is left, counts the view of
   * one that is there.
   */
  const look = (event: Partial<PageTransitionEvent> = {}): void => {
    /** Nobody sees it now. */
    const gone = event.type == 'pagehide' || document.hidden
    // Back from the back/forward cache: the same document, a new view.
    if (event.persisted && !gone) viewed = 0
    // Only while it was visible and in focus, and no longer than 30 s after the last sign of life. A page has 30 minutes at
    // most.
    engagedMs += Math.min(performance.now() - tickedAt, 3e4, 18e5 - engagedMs) * (active as never)
    tickedAt = performance.now()
    active = !gone && document.hasFocus()
    bottom = Math.max(bottom, innerHeight + scrollY)

    const isElsewhere =
      place !=
      (place =
        __RULES__ && settings.h ? (location.pathname + location.hash).split('?')[0]! : location.pathname)
    if (viewed && (gone || isElsewhere)) {
      const e = (engagedMs - sentMs) | 0
      const sd = Math.min(((100 * bottom) / document.documentElement.scrollHeight + 0.5) | 0, 100)
      if (sd > depth || e > 999) {
        sentMs += e
        depth = sd
        record('engagement', { e, sd })
      }
    }
    if (isElsewhere) {
      if (__RULES__) page = maskSegments(byRules(place))
      const query = location.search
        .split(/[?&]/)
        .filter((pair) => /^(utm_(source|campaign|medium)|ref)=[^@]*$/.test(decode(pair)))
        .join('&')
      address = __RULES__
        ? location.origin + page.replace(/(?=#)|$/, () => query && '?' + query)
        : location.origin + maskSegments(place) + (query && '?' + query)
      viewed = 0
    }
    if (!(viewed || gone)) {
      viewed = 1
      // From page to page without loading the referrer stays that of the first: the page before was one of ours.
      record('pageview', { r: (shown ? origin : document.referrer).split('/', 3).join('/') })
      if (__RULES__ && viewed) {
        const term = searchTerm()
        if (term) record('Site Search', { p: { term }, i: false })
      }
      shown = 1
      engagedMs = depth = sentMs = bottom = 0
    }
    if (gone) flush()
    // Anew at each sign of life, since pages add things by script. A browser loads an address once.
    if (__ASKS__) ask()
  }

  // Our own choice page hands a signed choice back this way; a bare `on` in a link could be anybody's. Read before anything is
  // sent, and taken out of sight.
  location.hash.replace(/^#voordeur=(o\w+\.[\w.-]+)$/, (_, signed: string) => {
    mayCount(signed)
    return history.replaceState(0, '', location.pathname + location.search) as never
  })

  self.voordeur = {
    // Turned into texts and cut at the server.
    track: (name, { props: p, interactive: i } = {}) => record(name, { p, i }),
    optIn: () => {
      mayCount('on')
      look()
    },
    optOut: () => mayCount('off'),
    ...(__ASKS__ && { c: settings }),
  }

  for (const name of 'replaceState pushState'.split(' ') as ('pushState' | 'replaceState')[]) {
    const original = history[name]
    history[name] = (...change) => {
      original.apply(history, change)
      look()
    }
  }

  for (const type of 'submit scroll visibilitychange auxclick pointermove pagehide blur pageshow keydown click popstate'.split(
    ' ',
  ))
    // In the capturing phase: a page that stops an event later hides nothing from us, nor do we hide it from the page.
    addEventListener(
      type,
      (event: Event & Partial<PageTransitionEvent & MouseEvent>) => {
        look(event)
        const isSubmit = type == 'submit'
        // click, auxclick and submit
        if (/[kt]$/.test(type) && !(event.button! > 1)) {
          /** The nearest one, also out of a web component. */
          const within = (selector: string) =>
            event.composedPath().find((node) => (node as Partial<Element>).matches?.(selector)) as unknown
          const link = within('a') as HTMLAnchorElement | undefined
          // Without script it is a link to the page that does the same. What is on its way to us reads what was clicked when it is here.
          if (__ASKS__)
            ask((self.voordeur!.o = within('[data-voordeur-choice]')) && !(event.preventDefault() as unknown))
          const tagged = within('[data-voordeur-event]') as HTMLFormElement | undefined
          if (isSubmit) record('Form: Submission')
          // http:, https: and whatsapp:, not tel:, mailto:, blob: or a link in a drawing (SVG), which has no such text.
          if (link && /^(http|wh)/.test(link.protocol)) {
            const url = link.protocol + '//' + link.host + maskSegments(byRules(link.pathname))
            if (/\.(zip|pdf|csv|od.|mp.|(xls|doc|ppt)x?)$/i.test(link.pathname))
              record('File Download', { p: { url } })
            else if (link.host != location.host)
              record('Outbound Link: Click', {
                p: {
                  // What a link shares is told by the names of its parameters that have a value. Never the value.
                  url: url + link.search.replace(/([a-z_]+(?==[^&]))?[^?&]+/gi, '$1'),
                  // The landmark's element, or its role: contentinfo, banner, navigation. A menu in the footer is footer.
                  where: within('[role^=con],footer')
                    ? 'footer'
                    : within('[role^=ban],[role^=nav],header,nav') && 'header',
                },
              })
          }
          // A form (the one element with a method) is meant by its submission, everything else by a click; the middle button
          // only opens links.
          if (tagged && !tagged.method != isSubmit && (link || !event.button)) {
            const p: Record<string, string> = {}
            for (let { name, value } of tagged.attributes)
              if ((name = name.split('data-voordeur-prop-')[1]!)) p[name] = value
            record(tagged.dataset['voordeurEvent']!, { p })
          }
        }
      },
      true,
    )

  look()
}
