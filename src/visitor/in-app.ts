/** Which social network a visit came through, told by the browser inside its app: such visits seldom have a referrer. */
import type { InAppFamily } from './known-names.ts'

/** Every app is decided, the parser's `Weibo` as well; null: no network of people, or a search or a browser of its own. */
const networks: Readonly<Record<InAppFamily | 'Weibo', string | null>> = {
  Threads: 'Threads',
  Messenger: 'Messenger',
  Instagram: 'Instagram',
  Facebook: 'Facebook',
  TikTok: 'TikTok',
  LinkedIn: 'LinkedIn',
  Snapchat: 'Snapchat',
  Pinterest: 'Pinterest',
  WhatsApp: 'WhatsApp',
  X: 'X',
  Telegram: 'Telegram',
  Reddit: 'Reddit',
  Discord: 'Discord',
  Viber: 'Viber',
  // As it writes itself; stored is the older spelling.
  Line: 'LINE',
  WeChat: 'WeChat',
  KakaoTalk: 'KakaoTalk',
  Weibo: 'Weibo',
  'Google App': null,
  Ecosia: null,
}

const known: ReadonlyMap<string, string | null> = new Map(Object.entries(networks))

/** Of `Device.browser` (`Facebook 470`), whose name may end in a major version, the network's name as a page writes it. */
export function inAppNetwork(browser: string | null): string | null {
  if (browser === null) return null
  return known.get(browser.replace(/ \d{1,3}$/, '')) ?? null
}
