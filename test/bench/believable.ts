/** What a housing corporation's website sees: pages, browsers and senders for the load and for the generated months. */

/** Repeats itself: the same seed gives the same figures between 0 and 1. */
export function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

const sections = [
  'ik-ben-huurder',
  'ik-zoek-een-woning',
  'over-ons',
  'nieuws',
  'contact',
  'projecten',
  'wijken',
  'en',
]
const subjects = [
  'reparatieverzoek',
  'huur-betalen',
  'huurverhoging',
  'woningaanbod',
  'verhuizen',
  'overlast',
  'duurzaam',
  'vacatures',
  'storing-melden',
  'huurtoeslag',
]
const kinds = ['', '/veelgestelde-vragen', '/aanvragen', '/voorwaarden']

/** 300 pages, the home page first; how often each is seen is the user's business. */
export const pages: readonly string[] = [
  '/',
  ...sections.flatMap((section) =>
    subjects.flatMap((subject) => kinds.map((kind) => `/${section}/${subject}${kind}`)),
  ),
].slice(0, 300)

/** Host that led here; null is nobody. The first is met most. */
export const referrers: readonly (string | null)[] = [
  'google.com',
  null,
  null,
  'facebook.com',
  'bing.com',
  'woningnet.nl',
  'rotterdam.nl',
  'instagram.com',
  'duckduckgo.com',
  'linkedin.com',
  'nextdoor.nl',
  'huurcommissie.nl',
  'ad.nl',
  'rijnmond.nl',
  'outlook.live.com',
  'ecosia.org',
  'android-app://com.google.android.gm',
  'chatgpt.com',
  'youtube.com',
  'startpage.com',
]

export const campaigns: readonly string[] = Array.from(
  { length: 20 },
  (_, nth) => `nieuwsbrief-2026-${String(nth + 1).padStart(2, '0')}`,
)

export const devices: readonly (readonly [device: string, browser: string, os: string])[] = [
  ['mobile', 'Chrome 141', 'Android'],
  ['mobile', 'Safari 18', 'iOS'],
  ['desktop', 'Chrome 141', 'Windows'],
  ['desktop', 'Edge 141', 'Windows'],
  ['mobile', 'Chrome 140', 'Android'],
  ['desktop', 'Firefox 143', 'Windows'],
  ['desktop', 'Safari 18', 'macOS'],
  ['mobile', 'Samsung Internet 28', 'Android'],
  ['tablet', 'Safari 18', 'iOS'],
  ['mobile', 'Facebook 530', 'Android'],
  ['mobile', 'Instagram 393', 'iOS'],
  ['desktop', 'Chrome 141', 'macOS'],
  ['mobile', 'Safari 17', 'iOS'],
  ['desktop', 'Chrome 138', 'Linux'],
  ['desktop', 'Opera 122', 'Windows'],
]

export const languages: readonly string[] = ['nl', 'nl', 'nl', 'nl', 'en', 'pl', 'tr', 'ar', 'uk', 'de']

/** 50 ordinary user agents. */
export const userAgents: readonly string[] = [
  ...Array.from(
    { length: 20 },
    (_, nth) =>
      `Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${122 + nth}.0.0.0 Mobile Safari/537.36`,
  ),
  ...Array.from(
    { length: 15 },
    (_, nth) =>
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${127 + nth}.0.0.0 Safari/537.36`,
  ),
  ...Array.from(
    { length: 10 },
    (_, nth) =>
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_${nth % 7} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${nth < 7 ? 18 : 17}.${nth % 7} Mobile/15E148 Safari/604.1`,
  ),
  ...Array.from(
    { length: 5 },
    (_, nth) =>
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:${139 + nth}.0) Gecko/20100101 Firefox/${139 + nth}.0`,
  ),
]
