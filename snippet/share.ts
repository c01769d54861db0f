/**
 * What the snippet loads on pages with a `data-voordeur-share` attribute. It marks the page's address in the links by which
 * a visitor shares it, so that who comes back by it is seen as shared, and counts `navigator.share`. The mark says by which
 * network, never by whom. Nothing else of the page is changed, and nothing is kept.
 */

/** Those who let one share a page, with all that is below them. A page can name others by the attribute on the link itself. */
const networks =
  /^(.+\.)?((facebook|messenger|whatsapp|x|twitter|linkedin|reddit|tumblr|xing|flipboard|hoplr|viber|vk|mastodonshare)\.com|(wa|t|telegram|line)\.me|threads\.(com|net)|bsky\.app|pinterest\.(com|nl|be|de|fr|co\.uk)|nextdoor\.(com|nl|be|de|fr|co\.uk)|share\.joinmastodon\.org|tootpick\.org|(toot|s2f)\.kytta\.dev|teams\.microsoft\.com|news\.ycombinator\.com)$/

/** Apps, and mail that is addressed to nobody yet. */
const apps = /^(whatsapp|tg|fb-messenger|viber|sms):|^mailto:\?/

/**
 * An address in a value of a link's query, whether it is encoded there or stands as it is. It ends where the value does, at
 * white space, a quotation mark, `<` or `>`, and before the punctuation of a sentence around it. A plus is a space there, but
 * not in mail.
 */
const addressIn = (isMail: boolean): RegExp => {
  const end = String.raw`[\s"<>${isMail ? '' : '+'}]|%(?:0[9AD]|2[02]|3[CE])`
  const punctuation = String.raw`[.,:;!?')\]]|%(?:2[179CE]|3[ABF]|5D)`
  return RegExp(String.raw`https?(?::|%3A)(?:(?!${end})[^])*?(?=(?:${punctuation})*(?:${end}|$))`, 'gi')
}

const isMarked = ({ search }: URL): boolean => /[?&]utm_/.test(search)

/** Goes before the fragment. What a page has marked itself (`utm_…`) stays as it is, so nothing is marked twice. */
const marksFor = (address: string, marks: string): string => (/^[^#]*\?/.test(address) ? '&' : '?') + marks

const isThisPage = ({ origin, pathname }: URL): boolean =>
  origin === location.origin && pathname.replace(/\/$/, '') === location.pathname.replace(/\/$/, '')

/** Answers the link's address with that of this page in it marked; every other character stays as it was. Never throws. */
function withMarks({ href, protocol, hostname }: HTMLAnchorElement): string {
  const source = protocol.startsWith('http') ? hostname : protocol.slice(0, -1)
  const address = addressIn(/^(mailto|sms):/.test(protocol))
  const markIt = (found: string): string => {
    try {
      const plain = decodeURIComponent(found)
      const url = new URL(plain)
      if (!isThisPage(url) || isMarked(url)) return found
      const marks = encodeURIComponent(marksFor(plain, `utm_source=${source}&utm_medium=share`))
      return found.replace(/%23|$/, (fragment) => marks + fragment)
    } catch {
      // It only looked like an address.
      return found
    }
  }
  const query = href.indexOf('?') + 1
  if (query === 0) return href
  // To `redirect_uri` comes back who shares, not who it is shared with.
  const markPair = (pair: string) => (pair.startsWith('redirect') ? pair : pair.replace(address, markIt))
  return href.slice(0, query) + href.slice(query).replace(/[^&#]+/g, markPair)
}

const asking = '[data-voordeur-share]'

for (const type of ['click', 'auxclick'] as const)
  // In the capturing phase and before the browser follows the link. The right button follows none.
  addEventListener(
    type,
    (event) => {
      const path = event.composedPath()
      const asked = path.find((node) => node instanceof Element && node.matches(asking))
      const link = path.find((node) => node instanceof HTMLAnchorElement)
      if (!asked || !link || event.button > 1 || link.origin === location.origin) return
      const isShareLink = asked === link || networks.test(link.hostname) || apps.test(link.href)
      const href = isShareLink ? withMarks(link) : link.href
      if (href !== link.href) link.href = href
    },
    true,
  )

/** What `navigator.share` is given, with the address marked if it is one of ours. The browser does not say where it went. */
function withMarkedUrl(data: ShareData): ShareData {
  try {
    if (data.url === undefined) return data
    const url = new URL(data.url, document.baseURI)
    if (url.origin !== location.origin || isMarked(url)) return data
    const marks = marksFor(url.href, 'utm_medium=share')
    // The page's own object stays as it is, and what that inherits is given as well.
    return { __proto__: data, ...data, url: url.href.replace(/#|$/, (end) => marks + end) } as ShareData
  } catch {
    // The browser itself says what is wrong with it.
    return data
  }
}

const asksForAll = ['html', 'body', 'script'].map((name) => name + asking).join()

// The page may have put something of its own here, or nothing may be there. A proxy can be called, awaited and looked at as
// what it stands for, and it calls on in the same turn, since the browser asks for a visitor's gesture.
const share = Reflect.get(navigator, 'share') as ((data?: ShareData) => Promise<void>) | undefined
if (share)
  Reflect.set(
    navigator,
    'share',
    new Proxy(share, {
      apply: (target, self, given: ShareData[]) => {
        const [data, ...rest] = given
        const answer: unknown = Reflect.apply(
          target,
          self,
          data && document.querySelector(asksForAll) ? [withMarkedUrl(data), ...rest] : given,
        )
        window.voordeur?.track('Share')
        return answer
      },
    }),
  )
