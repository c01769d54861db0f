/**
 * The closed lists of names that a report can show. What the parser calls otherwise is merged here, and what stands in
 * no list is "unknown": a visitor can't bring a name of their own into the storage.
 */

/**
 * Browsers inside apps, by what the app adds to its web view's user agent; the first group is the major version. They
 * come before the general parser, which knows half of them. Order matters: Threads and Messenger sign as Meta's too.
 */
export const inAppBrowsers = [
  { family: 'Threads', sign: /\bBarcelona (\d+)|\bMetaIAB Threads\b/ },
  {
    family: 'Messenger',
    sign: /\b(?:FBAN\/Messenger|FB_IAB\/(?:Orca|MESSENGER))(?:.*?;FBAV\/(\d+))?|\bMetaIAB Messenger\b/,
  },
  { family: 'Instagram', sign: /\bInstagram (\d+)|\bMetaIAB Instagram\b/ },
  { family: 'Facebook', sign: /\b(?:FBAN|FB_IAB)\/(?:.*?;FBAV\/(\d+))?|\bMetaIAB\b/ },
  { family: 'TikTok', sign: /\b(?:musical_ly|trill)_(?:(\d{1,3})\.)?|\bBytedanceWebview\// },
  { family: 'LinkedIn', sign: /\[LinkedInApp\](?:\/(\d+))?/ },
  { family: 'Snapchat', sign: /\bSnapchat\/(\d+)/ },
  { family: 'Pinterest', sign: /\[Pinterest\/(?:iOS|Android)\]/ },
  { family: 'WhatsApp', sign: /\b(?:WA4A|WAiOS|WhatsApp)\/(\d+)/ },
  { family: 'X', sign: /\bTwitter for iP(?:hone|ad)\b|\bTwitterAndroid\b/ },
  { family: 'Telegram', sign: /\bTelegram-Android\/(\d+)/ },
  { family: 'Reddit', sign: /\bReddit\/Version \d/ },
  // On the desktop; on a phone it opens the phone's own browser.
  { family: 'Discord', sign: /\bdiscord\/(\d+)/ },
  { family: 'Viber', sign: /\bViber(?:\/(\d+)|$)/ },
  { family: 'Line', sign: /\bLine\/(\d+)/ },
  { family: 'WeChat', sign: /\bMicroMessenger\/(\d+)/ },
  { family: 'KakaoTalk', sign: /\bKAKAOTALK\b/ },
  { family: 'Google App', sign: /\bGSA\/(\d+)/ },
  { family: 'Ecosia', sign: /\(Ecosia (?:android|ios)@(\d+)/ },
] as const satisfies readonly { readonly family: string; readonly sign: RegExp }[]

export type InAppFamily = (typeof inAppBrowsers)[number]['family']

/** The parser's name of a browser in lower case -> ours. */
export const browserNames: ReadonlyMap<string, string> = new Map([
  ['chrome', 'Chrome'],
  ['mobile chrome', 'Chrome'],
  ['chromium', 'Chromium'],
  ['chrome headless', 'Chrome Headless'],
  ['chrome webview', 'Android WebView'],
  ['android browser', 'Android Browser'],
  ['safari', 'Safari'],
  ['mobile safari', 'Safari'],
  ['webkit', 'WebKit'],
  ['firefox', 'Firefox'],
  ['mobile firefox', 'Firefox'],
  ['firefox focus', 'Firefox Focus'],
  ['klar', 'Firefox Focus'],
  ['firefox reality', 'Firefox Reality'],
  ['edge', 'Edge'],
  ['ie', 'Internet Explorer'],
  ['iemobile', 'Internet Explorer'],
  ['opera', 'Opera'],
  ['opera mini', 'Opera Mini'],
  ['opera mobi', 'Opera'],
  ['opera tablet', 'Opera'],
  ['opera touch', 'Opera'],
  ['opera gx', 'Opera'],
  ['samsung internet', 'Samsung Internet'],
  ['huawei browser', 'Huawei Browser'],
  ['huaweibrowser', 'Huawei Browser'],
  ['miui browser', 'MIUI Browser'],
  ['vivo browser', 'Vivo Browser'],
  ['vivobrowser', 'Vivo Browser'],
  ['heytap', 'HeyTap Browser'],
  ['oculus browser', 'Meta Quest Browser'],
  ['duckduckgo', 'DuckDuckGo'],
  ['brave', 'Brave'],
  ['vivaldi', 'Vivaldi'],
  ['yandex', 'Yandex'],
  ['whale', 'Whale'],
  ['silk', 'Silk'],
  ['kindle', 'Kindle'],
  ['ucbrowser', 'UC Browser'],
  ['puffin', 'Puffin'],
  ['maxthon', 'Maxthon'],
  ['sailfish browser', 'Sailfish Browser'],
  ['avast secure browser', 'Avast Secure Browser'],
  ['avg secure browser', 'AVG Secure Browser'],
  ['coc coc', 'Coc Coc'],
  ['qqbrowser', 'QQ Browser'],
  ['quark', 'Quark'],
  ['baidu', 'Baidu'],
  ['weibo', 'Weibo'],
  ['naver', 'Naver'],
  ['alipay', 'Alipay'],
  ['klarna', 'Klarna'],
  ['epiphany', 'GNOME Web'],
  ['konqueror', 'Konqueror'],
  ['falkon', 'Falkon'],
  ['midori', 'Midori'],
  ['librewolf', 'LibreWolf'],
  ['waterfox', 'Waterfox'],
  ['palemoon', 'Pale Moon'],
  ['seamonkey', 'SeaMonkey'],
  ['tesla', 'Tesla'],
  ['electron', 'Electron'],
])

export type OsName =
  | 'Windows'
  | 'Windows Phone'
  | 'macOS'
  | 'iOS'
  | 'watchOS'
  | 'Android'
  | 'HarmonyOS'
  | 'ChromeOS'
  | 'Chromecast'
  | 'Linux'
  | 'BSD'
  | 'Tizen'
  | 'webOS'
  | 'KaiOS'
  | 'BlackBerry'
  | 'Sailfish'
  | 'PlayStation'
  | 'Nintendo'
  | 'Xbox'

const merged: Readonly<Record<OsName, readonly string[]>> = {
  Windows: ['windows'],
  'Windows Phone': ['windows phone', 'windows phone os', 'windows mobile'],
  macOS: ['mac os', 'macos', 'mac os x'],
  iOS: ['ios', 'ipados'],
  watchOS: ['watchos'],
  Android: ['android', 'android-x86', 'android x86'],
  HarmonyOS: ['harmonyos', 'openharmony'],
  ChromeOS: ['chromium os', 'chrome os', 'cros'],
  Chromecast: ['chromecast'],
  // The distribution would set its few users apart from all others.
  Linux:
    `linux gnu ubuntu kubuntu xubuntu lubuntu debian fedora suse opensuse arch gentoo mint manjaro centos redhat
    raspbian deepin slackware mandriva mageia pclinuxos sabayon zenwalk linspire`
      .split(/\s+/)
      .concat('ubuntu touch', 'red hat', 'elementary os'),
  BSD: ['freebsd', 'openbsd', 'netbsd', 'pc-bsd', 'ghostbsd', 'bsd', 'dragonfly'],
  Tizen: ['tizen'],
  webOS: ['webos'],
  KaiOS: ['kaios'],
  BlackBerry: ['blackberry', 'rim tablet os'],
  Sailfish: ['sailfish'],
  PlayStation: ['playstation'],
  Nintendo: ['nintendo'],
  Xbox: ['xbox'],
}

/** The parser's name of an operating system in lower case -> ours. */
export const osNames: ReadonlyMap<string, OsName> = new Map(
  (Object.keys(merged) as OsName[]).flatMap((name) => merged[name].map((other) => [other, name] as const)),
)
