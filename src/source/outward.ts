/**
 * Where a link to a social network leads: to somebody's profile, to a post, to a form that shares our page, or to a
 * message. Read from host, path and the names of the parameters; no text of the link comes out, since a share link holds
 * our page and a message link somebody's telephone number.
 */
import { recognise } from './recognise.ts'
import { readReferrer } from './referrer.ts'

export interface SocialLink {
  /** One of our names (`WhatsApp`). */
  readonly network: string
  readonly kind: 'profile' | 'post' | 'share' | 'message'
}

/**
 * What tells them apart, tried in this order against `host/path?names&of&parameters`: without `www.` and without the
 * parameters that have no value, so that `?phone=&text=x` is a share. The query may have been dropped before.
 */
interface Shapes {
  readonly share?: RegExp
  readonly message?: RegExp
  readonly post?: RegExp
}

const federated: Shapes = {
  share:
    /^(?:share\.joinmastodon\.org|mastodonshare\.com|tootpick\.org|toot\.kytta\.dev|s2f\.kytta\.dev)\/|^[^/]+\/(?:share|intent\/post|create_post)\/?(?:\?|$)/,
  post: /\/(?:@[^/]+|users\/[^/]+\/statuses|p\/[^/]+)\/\d|\/(?:notes|notice|post|comment|w|videos\/watch|objects|display)\/[\w-]/,
}

export const shapesOf: Readonly<Record<string, Shapes>> = {
  Facebook: {
    // `/share/p/…` isn't the form: the app writes it to stand for a post.
    share: /\/sharer\b|\/share\.php|\/dialog\/(?:share|feed|send)\b/,
    message: /\/(?:messages|msg)(?:\/|\?|$)/,
    post: /\/(?:posts|photos?|videos?|reels?|story|stories|watch|share|permalink|events|notes|media)(?:\.php)?(?:\/|\?|$)|^fb\.(?:watch|gg)\/[^/?]|^fb\.me\/e\//,
  },
  Messenger: {
    share: /\/share\b/,
    message: /^(?:m\.me|msngr\.com)\/|^fb-messenger:|\/(?:t|e2ee)\//,
  },
  Instagram: {
    message: /^ig\.me\/m\/|\/direct\//,
    post: /\/(?:p|reels?|tv|stories|share)\/[^/?]/,
  },
  Threads: {
    share: /\/intent\/post\b/,
    post: /\/post\/[^/?]|^[^/]+\/t\/[^/?]/,
  },
  X: {
    // The other intents are a step towards somebody: following isn't sharing.
    share: /^[^/]+\/(?:intent\/(?!(?:user|follow)\b)|share\b)|^[^/]+\/home\?.*\bstatus\b/,
    message: /^[^/]+\/messages\b/,
    post: /\/status(?:es)?\/\d/,
  },
  LinkedIn: {
    share: /\/(?:sharing|cws)\/|\/sharearticle\b|\/feed\/?\?.*\bshareactive\b/,
    message: /\/messaging\b/,
    post: /\/(?:posts|pulse|events|video|newsletters)\/[^/?]|\/feed\/update\//,
  },
  WhatsApp: {
    // Without a number there is nobody to write to: WhatsApp asks whom to share with.
    share: /^wa\.me\/(?:\?|$)|\/send\/?(?=\?|$)(?!.*\bphone\b)/,
    // A telephone number may have been masked on the way.
    message: /^wa\.me\/(?:\+?\d|:id|message\/|qr\/)|\/(?:send|message)(?:\/|\?|$)/,
  },
  Telegram: {
    share: /\/share(?:\/|\?|$)|^tg:\/\/msg(?:_url)?\b/,
    message: /^[^/]+\/\+\d{6}/,
    post: /^[^/]+\/(?:s\/)?[a-z]\w+\/\d|^[^/]+\/c\/\d/,
  },
  Signal: { message: /^(?:sgnl:\/\/)?signal\.me\b/ },
  Nextdoor: {
    share: /\/share/,
    post: /\/p\/[^/?]|\/news_feed\/?\?.*\bpost\b/,
  },
  Pinterest: {
    share: /\/pin\/create\b/,
    post: /\/pin\/[^/?]|^pin\.it\/[^/?]/,
  },
  TikTok: { post: /\/@[^/]+\/(?:video|photo)\/|^(?:vm|vt)\.tiktok\.com\/[^/?]|\/(?:t|v|embed)\/[^/?]/ },
  YouTube: {
    post: /^youtu\.be\/[^/?]|\/(?:watch|playlist)(?:\?|$)|\/(?:shorts|live|embed|clip|post)\/[^/?]/,
  },
  Reddit: {
    share: /\/submit\b/,
    message: /\/message\/compose\b|^chat\.|\/chat\b/,
    post: /\/comments\/|\/r\/[^/]+\/s\/|^redd\.it\/[^/?]/,
  },
  Bluesky: {
    share: /\/intent\/compose\b/,
    message: /\/messages\b/,
    post: /\/profile\/[^/]+\/post\//,
  },
  Mastodon: federated,
  Pixelfed: federated,
  Lemmy: federated,
  PieFed: federated,
  Mbin: federated,
  PeerTube: federated,
  Misskey: federated,
  Friendica: federated,
  Pleroma: federated,
  Tumblr: {
    share: /\/share(?:\/|\?|$)|\/widgets\/share\//,
    post: /\/post\/\d|^tumblr\.com\/[^/]+\/\d/,
  },
  VK: {
    share: /\/share\.php/,
    message: /^vk\.me\/|\/(?:im|write\d+)(?:\/|\?|$)/,
    post: /\/(?:wall|video|photo|clip)-?\d/,
  },
  Odnoklassniki: {
    share: /\/(?:offer|share)(?:\/|\?|$)/,
    post: /\/(?:topic|video)\/\d/,
  },
  Weibo: {
    share: /\/share\b/,
    post: /\/(?:status|detail)\/[^/?]|^weibo\.com\/\d+\/\w/,
  },
  XING: { share: /\/shares?(?:\/|\?|$)|\/app\/user\?.*\bop\b/, post: /\/(?:discover|news|communities)\// },
  LINE: { share: /\/(?:lineit|r)\/(?:share|msg)\b|\/share\b/ },
  KakaoTalk: { share: /^sharer\.|\/share\b/, message: /\/chat\b|^open\.kakao\.com\// },
  Skype: { share: /\/share\b/, message: /^join\./ },
  Teams: { share: /\/share\b/, message: /\/l\/(?:chat|call)\b/ },
  Slack: { message: /^app\.slack\.com\//, post: /\/archives\/[^/]+\/p\d/ },
  Viber: { share: /^viber:\/\/forward\b/, message: /^viber:\/\/chat\b/ },
  Flipboard: { share: /\/bookmarklet\/|^share\./, post: /\/article\// },
  'Hacker News': { share: /\/submit/, post: /\/item\b/ },
  Digg: { share: /\/submit\b/ },
  Diaspora: { share: /^share\.|\/bookmarklet\b/, post: /\/(?:posts|p)\// },
  Flickr: { post: /\/photos\/[^/]+\/\d|^flic\.kr\/p\// },
  Vimeo: { post: /^vimeo\.com\/(?:channels\/[^/]+\/)?\d|\/video\/\d/ },
  Quora: { share: /\/share\b/ },
}

/** For networks that have no line of their own: what most of them call these things. */
const usual: Shapes = {
  share: /\/(?:share|sharer|submit)(?:\/?$|\/?\?|\.php)|\/intent\//,
  message: /\/(?:messages|direct)\//,
  post: /\/(?:p|posts?|status|videos?|watch|photos?|activities|note|questions|events|clips?)\/[^/]/,
}

/** Schemes that open an app instead of a page. */
const apps: ReadonlyMap<string, string> = new Map([
  ['whatsapp:', 'WhatsApp'],
  ['tg:', 'Telegram'],
  ['fb-messenger:', 'Messenger'],
  ['viber:', 'Viber'],
  ['sgnl:', 'Signal'],
])

// Far longer than any link that a page holds; it bounds what the expressions can cost.
const charactersMax = 1_024

/** Null for a link that leads to no social network, also to one that only looks so. Pure; never throws. */
export function readSocialLink(url: URL): SocialLink | null {
  const app = apps.get(url.protocol)
  const host =
    app === undefined ? readReferrer(`${url.protocol}//${url.host}`, []) : `${url.protocol}//${url.hostname}`
  if (host === null) return null
  const network = app ?? networkAt(host)
  return network === null ? null : { network, kind: kindOf(shapesOf[network] ?? usual, placeOf(host, url)) }
}

function networkAt(host: string): string | null {
  const origin = recognise(host)
  return origin?.kind === 'social' ? origin.name : null
}

/** Our own snippet sends the names of parameters that have a value, and no value: then all of them count. */
function placeOf(host: string, { pathname, search, searchParams }: URL): string {
  const isNamesAlone = !search.includes('=')
  const names = [...searchParams]
    .filter(([name, value]) => name !== '' && (isNamesAlone || value !== ''))
    .map(([name]) => name)
  const query = names.length === 0 ? '' : `?${names.join('&')}`
  return `${host}${pathname}${query}`.slice(0, charactersMax).toLowerCase()
}

function kindOf({ share, message, post }: Shapes, place: string): SocialLink['kind'] {
  if (share?.test(place)) return 'share'
  if (message?.test(place)) return 'message'
  return post?.test(place) ? 'post' : 'profile'
}
