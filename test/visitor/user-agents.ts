/** User agents as apps, browsers and robots send them: what the room promises about each kind is shown on these. */
import type { Device } from '../../src/visitor/device.ts'

export interface Sample {
  readonly userAgent: string
  readonly device: Device['device']
  readonly browser: string | null
  readonly os: string | null
}

const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'
const blink = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const iphone = (version = '18_6_2') =>
  `Mozilla/5.0 (iPhone; CPU iPhone OS ${version} like Mac OS X) ${webkit}`
const ipad = `Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) ${webkit}`
const webView = (model: string, android = 15, chrome = '140.0.7339.51') =>
  `Mozilla/5.0 (Linux; Android ${android}; ${model} Build/AP3A.240905.015; wv) ${blink} Version/4.0 Chrome/${chrome} Mobile Safari/537.36`
const chromeMobile = `Mozilla/5.0 (Linux; Android 10; K) ${blink} Chrome/141.0.0.0 Mobile Safari/537.36`
const windows = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${blink}`

const iosApp = (browser: string, userAgent: string): Sample => ({
  userAgent,
  device: 'mobile',
  browser,
  os: 'iOS',
})
const androidApp = (browser: string, userAgent: string): Sample => ({
  userAgent,
  device: 'mobile',
  browser,
  os: 'Android',
})

/** Browsers inside the apps of social networks and messengers: people, every one (analytics §6g). */
export const inApp: readonly Sample[] = [
  iosApp(
    'Instagram 393',
    `${iphone('18_5')} Mobile/22F76 Instagram 393.1.0.36.70 (iPhone15,3; iOS 18_5; nl_NL; nl; scale=3.00; 1290x2796; IABMV/1; 776538208) Safari/604.1`,
  ),
  iosApp(
    'Instagram 306',
    `${iphone('16_6')} Mobile/15E148 Instagram 306.0.0.20.118 (iPhone12,1; iOS 16_6; nl_NL; nl; scale=2.00; 828x1792; 529083166)`,
  ),
  iosApp('Instagram', `${iphone()} Mobile/22G100 Safari/604.1 MetaIAB Instagram`),
  {
    userAgent: `${ipad} Mobile/22G86 Instagram 391.0.0.31.84 (iPad13,18; iPadOS 18_6; nl_NL; nl; scale=2.00; 750x1334; 772158103)`,
    device: 'tablet',
    browser: 'Instagram 391',
    os: 'iOS',
  },
  androidApp(
    'Instagram 355',
    `${webView('Pixel 8', 14, '130.0.6723.58')} Instagram 355.1.0.44.103 Android (34/14; 420dpi; 1080x2205; Google/google; Pixel 8; shiba; shiba; nl_NL; 658190016)`,
  ),
  // The Android build number that one public crawler list takes for a scanner.
  androidApp(
    'Instagram 216',
    `Mozilla/5.0 (Linux; Android 9; SM-G955F Build/PPR1.180610.011; wv) ${blink} Version/4.0 Chrome/96.0.4664.104 Mobile Safari/537.36 Instagram 216.1.0.21.137 Android (28/9; 420dpi; 1080x2094; samsung; SM-G955F; dream2lte; samsungexynos8895; nl_NL; 339713013)`,
  ),
  androidApp(
    'Threads 355',
    `${webView('Pixel 8', 14)} Barcelona 355.0.0.39.109 Android (34/14; 420dpi; 1080x2205; Google/google; Pixel 8; shiba; shiba; nl_NL; 658190016)`,
  ),
  iosApp(
    'Threads 382',
    `${iphone()} Mobile/22G100 Barcelona 382.0.0.27.85 (iPhone14,7; iOS 18_6_2; nl_NL; nl; scale=3.00; 1170x2532; 752155208)`,
  ),
  iosApp('Threads', `${iphone()} Mobile/22G100 Safari/604.1 MetaIAB Threads`),
  iosApp(
    'Facebook 470',
    `${iphone('17_6')} Mobile/21G80 [FBAN/FBIOS;FBAV/470.1.0.43.105;FBBV/617163155;FBDV/iPhone12,8;FBMD/iPhone;FBSN/iOS;FBSV/17.6;FBSS/2;FBID/phone;FBLC/nl_NL;FBOP/5;FBRV/619345678]`,
  ),
  iosApp(
    'Facebook 488',
    `${iphone('18_1')} Mobile/22B83 [FBAN/FBIOS;FBAV/488.0.0.68.101;FBBV/658219612;FBDV/iPhone16,1;FBMD/iPhone;FBSN/iOS;FBSV/18.1;FBSS/3;FBID/phone;FBLC/nl_NL;FBOP/5;FBRV/0;IABMV/1]`,
  ),
  iosApp('Facebook', `${iphone()} Mobile/22G100 Safari/604.1 MetaIAB Facebook`),
  iosApp(
    'Facebook',
    `${iphone()} Mobile/15E148 [FBAN/FBIOS;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/18.6.2;FBSS/3;FBID/phone;FBLC/nl_NL;FBOP/5]`,
  ),
  {
    userAgent: `${ipad} Mobile/15E148 [FBAN/FBIOS;FBAV/471.0.0.42.81;FBBV/618943213;FBDV/iPad11,6;FBMD/iPad;FBSN/iPadOS;FBSV/18.6;FBSS/2;FBID/tablet;FBLC/nl_NL;FBOP/5]`,
    device: 'tablet',
    browser: 'Facebook 471',
    os: 'iOS',
  },
  androidApp('Facebook 488', `${webView('Pixel 8', 14)} [FB_IAB/FB4A;FBAV/488.0.0.62.79;IABMV/1;]`),
  androidApp('Facebook 529', `${webView('SM-A546B')} [FB_IAB/FB4A;FBAV/529.0.0.44.109;]`),
  androidApp('Facebook', `${webView('211033MI', 10)} MetaIAB`),
  androidApp('Facebook', `${webView('SM-S921B')} MetaIAB Facebook`),
  androidApp(
    'Facebook 402',
    `${webView('CPH2211', 12)} [FB_IAB/FB4A;FBAV/402.0.0.27.81;FBLC/nl_NL;FBMF/OPPO;FBBD/OPPO;FBPN/com.facebook.katana;FBDV/CPH2211;FBSV/12;]`,
  ),
  iosApp(
    'Messenger 475',
    `${iphone()} Mobile/22G100 [FBAN/MessengerForiOS;FBAV/475.0.0.29.105;FBBV/660235478;FBDV/iPhone15,2;FBMD/iPhone;FBSN/iOS;FBSV/18.6.2;FBSS/3;FBCR/;FBID/phone;FBLC/nl_NL;FBOP/5]`,
  ),
  androidApp('Messenger 439', `${webView('SM-A536B', 13)} [FB_IAB/Orca-Android;FBAV/439.0.0.29.119;]`),
  androidApp('Messenger', `${webView('SM-A536B')} MetaIAB Messenger`),
  iosApp('TikTok 41', `${iphone()} Mobile/15E148 Safari/604.1 musical_ly_41.9.0 BytedanceWebview/d8a21c6`),
  iosApp(
    'TikTok',
    `${iphone()} Mobile/15E148 musical_ly_2022508050 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/nl Region/NL BytedanceWebview/d8a21c6`,
  ),
  androidApp(
    'TikTok',
    `${webView('Pixel 8', 14)} musical_ly_2023303040 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musical_ly app_version/33.3.4 ByteLocale/nl ByteFullLocale/nl Region/NL AppId/1233 Spark/1.5.0.1 AppVersion/33.3.4 BytedanceWebview/d8a21c6`,
  ),
  androidApp(
    'TikTok',
    `${webView('SM-G991B', 13)} trill_2023208030 JsSdk/1.0 NetType/4G Channel/googleplay AppName/trill ByteLocale/nl Region/NL AppId/1180 BytedanceWebview/d8a21c6`,
  ),
  iosApp('LinkedIn 9', `${iphone()} Mobile/15E148 [LinkedInApp]/9.31.1753`),
  androidApp('LinkedIn 4', `${webView('SM-S911B', 14)} [LinkedInApp]/4.1.1030`),
  iosApp(
    'Snapchat 12',
    `${iphone('17_3_1')} Version/17.3.1 Mobile/15E148 Snapchat/12.72.0.39 (like Safari/8617.2.4.10.8, panda)`,
  ),
  androidApp(
    'Snapchat 13',
    `${webView('SM-A525F', 14)} Snapchat/13.5.0.42 (SM-A525F; Android 14#A525FXXS7EXD1#34; gzip; )`,
  ),
  iosApp('Pinterest', `${iphone()} Mobile/15E148 [Pinterest/iOS]`),
  androidApp('Pinterest', `${webView('SM-G973F', 12)} [Pinterest/Android]`),
  iosApp('WhatsApp 2', `${iphone('26_0_1')} Version/26.0.1 Mobile/15E148 Safari/604.1 [WAiOS/2.25.31]`),
  androidApp('WhatsApp 2', `${chromeMobile} [WA4A/2.25.32.75;]`),
  androidApp('WhatsApp 2', `${webView('SM-A556B')} WhatsApp/2.24.21.79`),
  iosApp('X', `${iphone()} Mobile/15E148 Twitter for iPhone/11.30`),
  iosApp('X', `${iphone('15_6')} Mobile/15E148 Twitter for iPhone`),
  { userAgent: `${ipad} Mobile/15E148 Twitter for iPad/11.30`, device: 'tablet', browser: 'X', os: 'iOS' },
  androidApp('X', `${webView('Pixel 7a', 14)} TwitterAndroid`),
  androidApp('Viber 22', `${webView('SM-A155F', 14)} Viber/22.0.0.0`),
  {
    userAgent: `Mozilla/5.0 (Windows NT 10.0; WOW64) ${blink} discord/1.0.9236 Chrome/138.0.7204.251 Electron/37.6.0 Safari/537.36`,
    device: 'desktop',
    browser: 'Discord 1',
    os: 'Windows',
  },
  iosApp('Line 14', `${iphone()} Mobile/15E148 Safari Line/14.10.0`),
  androidApp('Line 14', `${webView('SO-51C', 14)} Line/14.9.1/IAB`),
  iosApp('WeChat 8', `${iphone()} Mobile/15E148 MicroMessenger/8.0.61(0x18003d29) NetType/WIFI Language/nl`),
  androidApp(
    'WeChat 8',
    `${webView('SM-A536B', 13)} XWEB/1160065 MMWEBSDK/20231202 MMWEBID/6170 MicroMessenger/8.0.47.2560(0x28002F30) WeChat/arm64 Weixin NetType/WIFI Language/en ABI/arm64`,
  ),
  androidApp(
    'Telegram 11',
    `${webView('Pixel 8', 14)} Telegram-Android/11.7.4 (Google Pixel 8; Android 14; SDK 34; HIGH)`,
  ),
  androidApp(
    'Telegram 12',
    `${chromeMobile} Telegram-Android/12.1.1 (Samsung SM-S928B; Android 15; SDK 35; HIGH)`,
  ),
  androidApp('Reddit', `${webView('23129RN51X')} Reddit/Version 2025.23.0/Build 2523040/Android 15`),
  iosApp('Reddit', `${iphone()} Mobile/15E148 Reddit/Version 2025.30.0/Build 617890/iOS Version 18.6.2`),
  iosApp('Google App 334', `${iphone('18_1')} GSA/334.0.674067880 Mobile/15E148 Safari/604.1`),
  androidApp('Google App 15', `${chromeMobile} GSA/15.30.0.28.arm64`),
  androidApp('KakaoTalk', `${webView('SM-S926N', 14)};KAKAOTALK 2510100 KAKAOTALK 25.10.0`),
  iosApp('Safari 18', `${iphone('18_1')} Version/18.1 Mobile/15E148 Safari/604.1`),
  // A web view that names no app: on iOS the version is not said either.
  iosApp('WebKit', `${iphone()} Mobile/15E148`),
  androidApp('Android WebView 140', webView('SM-A536B')),
]

/** Ordinary browsers, televisions and consoles. */
export const browsers: readonly Sample[] = [
  {
    userAgent: `${windows} Chrome/140.0.0.0 Safari/537.36`,
    device: 'desktop',
    browser: 'Chrome 140',
    os: 'Windows',
  },
  {
    userAgent: `${windows} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`,
    device: 'desktop',
    browser: 'Edge 140',
    os: 'Windows',
  },
  {
    userAgent: `${windows} Chrome/138.0.0.0 Safari/537.36 OPR/122.0.0.0`,
    device: 'desktop',
    browser: 'Opera 122',
    os: 'Windows',
  },
  {
    userAgent: `${windows} Chrome/138.0.0.0 Safari/537.36 Vivaldi/7.5.3735.66`,
    device: 'desktop',
    browser: 'Vivaldi 7',
    os: 'Windows',
  },
  {
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0',
    device: 'desktop',
    browser: 'Firefox 143',
    os: 'Windows',
  },
  {
    userAgent: 'Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko',
    device: 'desktop',
    browser: 'Internet Explorer 11',
    os: 'Windows',
  },
  {
    userAgent: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/18.6 Safari/605.1.15`,
    device: 'desktop',
    browser: 'Safari 18',
    os: 'macOS',
  },
  {
    userAgent: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${blink} Chrome/140.0.0.0 Safari/537.36`,
    device: 'desktop',
    browser: 'Chrome 140',
    os: 'macOS',
  },
  {
    userAgent: `Mozilla/5.0 (X11; Linux x86_64) ${blink} Chrome/140.0.0.0 Safari/537.36`,
    device: 'desktop',
    browser: 'Chrome 140',
    os: 'Linux',
  },
  {
    userAgent: 'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
    device: 'desktop',
    browser: 'Firefox 143',
    os: 'Linux',
  },
  {
    userAgent: 'Mozilla/5.0 (X11; FreeBSD amd64; rv:128.0) Gecko/20100101 Firefox/128.0',
    device: 'desktop',
    browser: 'Firefox 128',
    os: 'BSD',
  },
  {
    userAgent: `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${blink} Chrome/140.0.0.0 Safari/537.36`,
    device: 'desktop',
    browser: 'Chrome 140',
    os: 'ChromeOS',
  },
  iosApp('Safari 18', `${iphone()} Version/18.6 Mobile/15E148 Safari/604.1`),
  iosApp('Chrome 140', `${iphone()} CriOS/140.0.7339.101 Mobile/15E148 Safari/604.1`),
  iosApp('Firefox 143', `${iphone()} FxiOS/143.0 Mobile/15E148 Safari/605.1.15`),
  iosApp('Edge 140', `${iphone()} EdgiOS/140.0.3485.66 Version/18.0 Mobile/15E148 Safari/604.1`),
  iosApp('DuckDuckGo 7', `${iphone()} Version/18.6 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15 Ddg/18.6`),
  {
    userAgent: `${ipad} Version/18.6 Mobile/15E148 Safari/604.1`,
    device: 'tablet',
    browser: 'Safari 18',
    os: 'iOS',
  },
  androidApp('Chrome 141', chromeMobile),
  androidApp(
    'Samsung Internet 28',
    `Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S921B) ${blink} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
  ),
  androidApp('Firefox 143', 'Mozilla/5.0 (Android 14; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0'),
  androidApp(
    'Edge 140',
    `Mozilla/5.0 (Linux; Android 10; K) ${blink} Chrome/140.0.0.0 Mobile Safari/537.36 EdgA/140.0.0.0`,
  ),
  androidApp(
    'Opera 90',
    `Mozilla/5.0 (Linux; Android 10; K) ${blink} Chrome/138.0.0.0 Mobile Safari/537.36 OPR/90.0.0.0`,
  ),
  androidApp(
    'Ecosia 12',
    `Mozilla/5.0 (Linux; Android 10; K) ${blink} Chrome/139.0.0.0 Mobile Safari/537.36 (Ecosia android@12.3.1)`,
  ),
  {
    userAgent: `Mozilla/5.0 (Linux; Android 13; SM-X900) ${blink} Chrome/140.0.0.0 Safari/537.36`,
    device: 'tablet',
    browser: 'Chrome 140',
    os: 'Android',
  },
  {
    userAgent: `Mozilla/5.0 (Linux; Android 10; K) ${blink} Chrome/140.0.0.0 Safari/537.36`,
    device: 'tablet',
    browser: 'Chrome 140',
    os: 'Android',
  },
  {
    userAgent: `Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) 76.0.3809.146/6.0 TV Safari/537.36`,
    device: 'tv',
    browser: 'Safari',
    os: 'Tizen',
  },
  {
    userAgent: `Mozilla/5.0 (Web0S; Linux/SmartTV) ${blink} Chrome/108.0.5359.211 Safari/537.36 WebAppManager`,
    device: 'tv',
    browser: 'Chrome 108',
    os: 'webOS',
  },
  {
    userAgent: `Mozilla/5.0 (PlayStation; PlayStation 5/2.26) ${webkit} Version/13.0 Safari/605.1.15`,
    device: 'other',
    browser: 'Safari 13',
    os: 'PlayStation',
  },
]

const majorOf = (userAgent: string, product: RegExp): number => Number(product.exec(userAgent)?.[1])

/** What such a browser says in Sec-CH-UA-Platform, in quotes as it is sent. */
function platformOf(userAgent: string): string {
  const [, name] = [
    ['Android', 'Android'],
    ['CrOS', 'Chrome OS'],
    ['Windows', 'Windows'],
    ['Macintosh', 'macOS'],
    ['Linux', 'Linux'],
  ].find(([sign = '']) => userAgent.includes(sign)) ?? ['', 'Unknown']
  return `"${name}"`
}

export type Transport = 'fetch' | 'sendBeacon'

/**
 * Headers of a beacon from a page on https or http, to a collector beside it, as the browser of that name sends them. The
 * Chromium of `test/worlds` was recorded sending our snippet's fetch and a sendBeacon; who sends which header since when is
 * from MDN's tables.
 */
export function beaconHeaders(
  userAgent: string,
  scheme: 'https' | 'http' = 'https',
  transport: Transport = 'fetch',
): Record<string, string> {
  const chrome = majorOf(userAgent, /\bChrome\/(\d+)/)
  const firefox = majorOf(userAgent, /\bFirefox\/(\d+)/)
  const safari = majorOf(userAgent, /\bVersion\/(\d+(?:\.\d)?).* Safari\//)
  const isSecure = scheme === 'https'
  const saysHow = isSecure && (chrome >= 76 || firefox >= 90 || (!chrome && safari >= 16.4))
  const saysWho = isSecure && chrome >= 89
  return {
    'user-agent': userAgent,
    accept: '*/*',
    'accept-language': firefox ? 'nl,en-US;q=0.7,en;q=0.3' : 'nl-NL,nl;q=0.9,en;q=0.8',
    'accept-encoding': isSecure ? 'gzip, deflate, br' : 'gzip, deflate',
    'content-type': 'text/plain;charset=UTF-8',
    origin: `${scheme}://example.nl`,
    ...(transport === 'sendBeacon' && { referer: `${scheme}://example.nl/` }),
    ...(saysHow && {
      'sec-fetch-site': 'same-site',
      'sec-fetch-mode': transport === 'fetch' ? 'cors' : 'no-cors',
    }),
    ...(saysHow && !(chrome < 80) && { 'sec-fetch-dest': 'empty' }),
    ...(saysWho && {
      'sec-ch-ua': `"Google Chrome";v="${chrome}", "Not_A Brand";v="8", "Chromium";v="${chrome}"`,
      'sec-ch-ua-mobile': userAgent.includes('Mobile') ? '?1' : '?0',
      'sec-ch-ua-platform': platformOf(userAgent),
    }),
  }
}

export const robots: readonly string[] = [
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  `Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) ${blink} Chrome/140.0.7339.80 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
  `Mozilla/5.0 ${blink.replace(')', '; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)')} Chrome/116.0.1938.76 Safari/537.36`,
  `${windows} Chrome/95.0.4638.69 Safari/537.36 BingPreview/1.0b`,
  'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)',
  'Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)',
  'DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)',
  `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) ${webkit} Version/13.1.1 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)`,
  'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
  'facebookcatalog/1.0',
  'meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)',
  'Twitterbot/1.0',
  'LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)',
  'WhatsApp/2.23.20.0',
  'TelegramBot (like TwitterBot)',
  'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
  'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)',
  'Mozilla/5.0 (compatible; Pinterestbot/1.0; +http://www.pinterest.com/bot.html)',
  'Snapchat/10.77.5.59 (Android 10; gzip)',
  'Mozilla/5.0 (compatible; Bytespider; spider-feedback@bytedance.com)',
  `Mozilla/5.0 ${blink.replace(')', '; compatible; GPTBot/1.2; +https://openai.com/gptbot)')}`,
  `Mozilla/5.0 ${blink.replace(')', '; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)')}`,
  'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
  'Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)',
  'Mozilla/5.0 (compatible; MJ12bot/v1.4.8; http://mj12bot.com/)',
  'Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)',
  'Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)',
  `Mozilla/5.0 (X11; Linux x86_64) ${blink} HeadlessChrome/140.0.0.0 Safari/537.36`,
  `Mozilla/5.0 (X11; Linux x86_64) ${blink} Chrome/140.0.0.0 Safari/537.36 Chrome-Lighthouse`,
  'curl/8.5.0',
  'Wget/1.21.4',
  'python-requests/2.32.3',
  'Python/3.12 aiohttp/3.10.5',
  'Go-http-client/2.0',
  'Java/17.0.9',
  'okhttp/4.12.0',
  'axios/1.7.7',
  'node',
  'PostmanRuntime/7.42.0',
  'Scrapy/2.11.2 (+https://scrapy.org)',
  'W3C_Validator/1.3 http://validator.w3.org/services',
  'ia_archiver (+http://www.alexa.com/site/help/webmasters; crawler@alexa.com)',
  'Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)',
  'Mozilla/5.0',
]
