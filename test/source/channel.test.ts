import { describe, expect, test } from 'vitest'
import { readCampaign, readPaidBy } from '../../src/source/campaign.ts'
import { attribute, channels, isEntrance, type Arrival, type Channel } from '../../src/source/channel.ts'
import { readReferrer } from '../../src/source/referrer.ts'

/** An arrival deep in the site, as the beacon would tell it. */
function arrive(search: string, referrer = '', rest: Partial<Arrival> = {}): Arrival {
  const params = new URLSearchParams(search)
  return {
    campaign: readCampaign(params),
    referrer: referrer === '' ? null : readReferrer(referrer, []),
    isInternal: false,
    inApp: null,
    paidBy: readPaidBy(params),
    path: '/huren/zoeken',
    ...rest,
  }
}

type Row = readonly [search: string, referrer: string, channel: Channel, source: string | null]

describe('a medium decides first', () => {
  test.each<Row>([
    ['utm_source=google&utm_medium=cpc', '', 'paid-search', 'Google'],
    ['utm_source=google&utm_medium=CPC', 'https://www.google.nl/', 'paid-search', 'Google'],
    ['utm_source=google&utm_medium=ppc', '', 'paid-search', 'Google'],
    ['utm_source=google-ads&utm_medium=paid', '', 'paid-search', 'Google'],
    ['utm_source=adwords&utm_medium=paidsearch', '', 'paid-search', 'Google'],
    ['utm_source=bing&utm_medium=paid-search', '', 'paid-search', 'Bing'],
    ['utm_source=bing&utm_medium=paid_search', '', 'paid-search', 'Bing'],
    ['utm_source=ecosia&utm_medium=sem', '', 'paid-search', 'Ecosia'],
    ['utm_medium=cpc', 'https://www.google.nl/', 'paid-search', 'Google'],
    ['utm_medium=cpc', '', 'paid-search', null],
    ['utm_source=bureau&utm_medium=cpc', '', 'paid-search', 'bureau'],
    ['utm_source=bureau&utm_medium=cpc', 'https://www.google.nl/', 'paid-search', 'Google'],
    ['utm_source=facebook&utm_medium=cpc', '', 'paid-social', 'Facebook'],
    ['utm_source=fb&utm_medium=paid', 'https://l.facebook.com/', 'paid-social', 'Facebook'],
    ['utm_source=ig&utm_medium=ppc', '', 'paid-social', 'Instagram'],
    ['utm_source=linkedin&utm_medium=paidsearch', '', 'paid-social', 'LinkedIn'],
    ['utm_medium=cpc', 'https://lm.facebook.com/', 'paid-social', 'Facebook'],
    ['utm_source=marktplaats&utm_medium=cpc', '', 'display', 'Marktplaats'],
    ['utm_source=nu.nl&utm_medium=cpc', '', 'display', 'NU.nl'],
    ['utm_source=fb&utm_medium=paid_social', '', 'paid-social', 'Facebook'],
    ['utm_source=fb&utm_medium=paidsocial', '', 'paid-social', 'Facebook'],
    ['utm_source=insta&utm_medium=social-paid', '', 'paid-social', 'Instagram'],
    ['utm_source=zomer&utm_medium=paid-social', '', 'paid-social', 'zomer'],
    ['utm_source=zomer&utm_medium=paid-social', 'https://www.tiktok.com/', 'paid-social', 'TikTok'],
    ['utm_source=nu.nl&utm_medium=display', '', 'display', 'NU.nl'],
    ['utm_source=telegraaf&utm_medium=banner', 'https://www.telegraaf.nl/', 'display', 'De Telegraaf'],
    ['utm_source=bureau&utm_medium=cpm', '', 'display', 'bureau'],
    ['utm_source=bureau&utm_medium=expandable', '', 'display', 'bureau'],
    ['utm_source=bureau&utm_medium=interstitial', '', 'display', 'bureau'],
    ['utm_source=woonpartner&utm_medium=affiliate', '', 'affiliate', 'woonpartner'],
    ['utm_source=funda&utm_medium=partner', '', 'affiliate', 'Funda'],
    ['utm_source=woonbron&utm_medium=email', '', 'email', 'Woonbron'],
    ['utm_source=huurders&utm_medium=e-mail', '', 'email', 'huurders'],
    ['utm_source=huurders&utm_medium=e_mail', '', 'email', 'huurders'],
    ['utm_source=huurders&utm_medium=mail', '', 'email', 'huurders'],
    ['utm_source=huurders&utm_medium=EMail', 'https://mail.google.com/', 'email', 'huurders'],
    ['utm_medium=email', 'https://mail.google.com/', 'email', 'Gmail'],
    ['utm_medium=email', '', 'email', null],
    ['utm_source=nieuwsbrief&utm_medium=email', '', 'newsletter', 'nieuwsbrief'],
    ['utm_source=huurders&utm_medium=newsletter', '', 'newsletter', 'huurders'],
    ['utm_source=huurders&utm_medium=nieuwsbrief', 'https://outlook.live.com/', 'newsletter', 'huurders'],
    ['utm_source=laposta&utm_medium=nieuwsbrief', '', 'newsletter', 'Laposta'],
    ['utm_source=facebook&utm_medium=social', '', 'social', 'Facebook'],
    ['utm_source=facebook&utm_medium=Social-Media', '', 'social', 'Facebook'],
    ['utm_source=tw&utm_medium=sm', '', 'social', 'X'],
    ['utm_source=hoplr&utm_medium=social_network', '', 'social', 'Hoplr'],
    ['utm_source=zomer&utm_medium=social', '', 'social', 'zomer'],
    ['utm_source=zomer&utm_medium=social', 'https://l.instagram.com/', 'social', 'Instagram'],
    ['utm_source=zomer&utm_medium=social', 'https://nette-site.nl/', 'social', 'zomer'],
    ['utm_medium=social', 'https://nette-site.nl/', 'social', 'nette-site.nl'],
    ['utm_source=google&utm_medium=organic', '', 'search', 'Google'],
    ['utm_source=gmb&utm_medium=organic', 'https://www.google.com/', 'search', 'Google'],
    ['utm_source=facebook&utm_medium=organic', '', 'social', 'Facebook'],
    ['utm_medium=organic', 'https://t.co/', 'social', 'X'],
    ['utm_source=zomer&utm_medium=organic', '', 'search', 'zomer'],
    ['utm_source=wa.me&utm_medium=share', '', 'shared', 'WhatsApp'],
    ['utm_source=www.facebook.com&utm_medium=shared', 'https://l.facebook.com/', 'shared', 'Facebook'],
    ['utm_source=bsky.app&utm_medium=gedeeld', '', 'shared', 'Bluesky'],
    ['utm_source=mastodon.voorbeeld.nl&utm_medium=shared', '', 'shared', 'Mastodon'],
    ['utm_source=knop&utm_medium=shared', '', 'shared', 'knop'],
    ['utm_source=buurman&utm_medium=referral', '', 'referral', 'buurman'],
    ['utm_source=rotterdam.nl&utm_medium=referral', '', 'referral', 'Gemeente Rotterdam'],
    ['utm_source=chatgpt&utm_medium=ai', '', 'ai', 'ChatGPT'],
    ['utm_source=wonen-bot&utm_medium=ai', '', 'ai', 'wonen-bot'],
    ['utm_source=zomer&utm_medium=email', 'https://www.facebook.com/', 'email', 'zomer'],
  ])('%s from %j: %s, %j', (search, referrer, channel, source) => {
    expect(attribute(arrive(search, referrer))).toEqual({ channel, source })
  })
})

describe('without one, the source does, and then the referrer', () => {
  test.each<Row>([
    ['utm_source=facebook', '', 'social', 'Facebook'],
    ['utm_source=FB', '', 'social', 'Facebook'],
    ['utm_source=wa', '', 'social', 'WhatsApp'],
    ['ref=producthunt', '', 'social', 'Product Hunt'],
    ['utm_source=facebook&utm_medium=story', '', 'social', 'Facebook'],
    ['utm_source=facebook', 'https://www.google.nl/', 'social', 'Facebook'],
    ['utm_source=google', '', 'search', 'Google'],
    ['utm_source=gmail', '', 'email', 'Gmail'],
    ['utm_source=laposta', '', 'email', 'Laposta'],
    ['utm_source=email', '', 'email', 'email'],
    ['utm_source=chatgpt.com', '', 'ai', 'ChatGPT'],
    ['utm_source=copilot.com', '', 'ai', 'Copilot'],
    ['utm_source=perplexity', '', 'ai', 'Perplexity'],
    ['utm_source=funda', '', 'referral', 'Funda'],
    ['utm_source=rijnmond.nl', '', 'referral', 'Rijnmond'],
    ['utm_source=nieuwsbrief', '', 'newsletter', 'nieuwsbrief'],
    ['utm_source=Newsletter', 'https://mail.google.com/', 'newsletter', 'newsletter'],
    ['utm_source=nieuwsbrief&utm_medium=knop', '', 'newsletter', 'nieuwsbrief'],
    ['utm_source=zomer', 'https://l.facebook.com/', 'social', 'Facebook'],
    ['utm_source=zomer', 'https://nette-site.nl/', 'referral', 'zomer'],
    ['utm_source=poster&utm_medium=qr', '', 'referral', 'poster'],
    ['', 'https://www.google.nl/', 'search', 'Google'],
    ['', 'https://www.google.com/search?q=huis', 'search', 'Google'],
    ['', 'android-app://com.google.android.googlequicksearchbox/', 'search', 'Google'],
    ['', 'https://duckduckgo.com/', 'search', 'DuckDuckGo'],
    ['', 'https://nl.search.yahoo.com/', 'search', 'Yahoo'],
    ['', 'https://l.facebook.com/', 'social', 'Facebook'],
    ['', 'https://t.co/AbC', 'social', 'X'],
    ['', 'https://lnkd.in/', 'social', 'LinkedIn'],
    ['', 'https://out.reddit.com/', 'social', 'Reddit'],
    ['', 'https://mastodon.gemeente-voorbeeld.nl/', 'social', 'Mastodon'],
    ['', 'android-app://com.facebook.katana', 'social', 'Facebook'],
    ['', 'android-app://org.telegram.messenger/', 'social', 'Telegram'],
    ['', 'https://mail.google.com/', 'email', 'Gmail'],
    ['', 'android-app://com.google.android.gm', 'email', 'Gmail'],
    ['', 'https://webmail.provider.example/', 'email', 'Webmail'],
    ['', 'https://chatgpt.com/', 'ai', 'ChatGPT'],
    ['', 'https://gemini.google.com/', 'ai', 'Gemini'],
    ['', 'https://www.marktplaats.nl/', 'referral', 'Marktplaats'],
    ['', 'https://www.startpagina.nl/', 'referral', 'Startpagina'],
    ['', 'https://www.nu.nl/', 'referral', 'NU.nl'],
    ['', 'https://www.funda.nl/', 'referral', 'Funda'],
    ['', 'https://www.rotterdam.nl/', 'referral', 'Gemeente Rotterdam'],
    ['', 'https://nette-site.nl/pagina', 'referral', 'nette-site.nl'],
    ['', 'https://docs.google.com/', 'referral', 'docs.google.com'],
    ['', 'android-app://com.onbekend.app', 'referral', 'android-app://com.onbekend.app'],
    ['', 'https://netflix.com/', 'referral', 'netflix.com'],
    ['', 'https://facebook.com.evil.example/', 'referral', 'facebook.com.evil.example'],
    ['utm_campaign=zomer', 'https://www.google.nl/', 'search', 'Google'],
  ])('%s from %j: %s, %j', (search, referrer, channel, source) => {
    expect(attribute(arrive(search, referrer))).toEqual({ channel, source })
  })
})

describe('a click id', () => {
  test.each<Row>([
    ['gclid=x', 'https://www.google.nl/', 'paid-search', 'Google'],
    ['gbraid=x', 'android-app://com.google.android.googlequicksearchbox', 'paid-search', 'Google'],
    ['wbraid=x&utm_source=google', '', 'paid-search', 'Google'],
    ['msclkid=x', 'https://www.bing.com/', 'paid-search', 'Bing'],
    ['msclkid=x&utm_source=microsoft', '', 'paid-search', 'Bing'],
    // A copied link still carries it.
    ['gclid=x', '', 'unknown', null],
    ['gclid=x', 'https://l.facebook.com/', 'social', 'Facebook'],
    ['gclid=x', 'https://www.bing.com/', 'search', 'Bing'],
    ['gclid=x', 'https://mail.google.com/', 'email', 'Gmail'],
    ['msclkid=x', 'https://www.google.nl/', 'search', 'Google'],
    ['msclkid=x', 'https://duckduckgo.com/', 'search', 'DuckDuckGo'],
    ['gclid=x&utm_source=google&utm_medium=organic', '', 'search', 'Google'],
    ['gclid=x&utm_source=huurders&utm_medium=email', '', 'email', 'huurders'],
    // On every link of a post, paid for or not.
    ['fbclid=x', 'https://l.facebook.com/', 'social', 'Facebook'],
    ['fbclid=x', '', 'unknown', null],
    ['fbclid=x&utm_source=facebook', '', 'social', 'Facebook'],
    ['ttclid=x', 'https://www.tiktok.com/', 'social', 'TikTok'],
    ['twclid=x', 'https://t.co/', 'social', 'X'],
    ['li_fat_id=x', 'https://www.linkedin.com/', 'social', 'LinkedIn'],
    ['igshid=x', 'https://l.instagram.com/', 'social', 'Instagram'],
  ])('%s from %j: %s, %j', (search, referrer, channel, source) => {
    expect(attribute(arrive(search, referrer))).toEqual({ channel, source })
  })
})

describe('an app in which the page was opened', () => {
  test.each<readonly [inApp: string, channel: Channel, source: string | null]>([
    ['Facebook', 'social', 'Facebook'],
    ['Instagram', 'social', 'Instagram'],
    ['Line', 'social', 'LINE'],
    ['Google App', 'search', 'Google'],
    ['Onbekend', 'unknown', null],
  ])('%s says %s, %j', (inApp, channel, source) => {
    expect(attribute(arrive('', '', { inApp }))).toEqual({ channel, source })
  })

  test('is asked only when nothing said more', () => {
    const inApp = 'Facebook'
    expect(attribute(arrive('', 'https://www.google.nl/', { inApp })).source).toBe('Google')
    expect(attribute(arrive('', 'https://nette-site.nl/', { inApp })).source).toBe('nette-site.nl')
    expect(attribute(arrive('utm_source=insta', '', { inApp })).source).toBe('Instagram')
    expect(attribute(arrive('utm_source=huurders&utm_medium=email', '', { inApp })).channel).toBe('email')
    expect(attribute(arrive('utm_source=zomer', '', { inApp }))).toEqual({
      channel: 'social',
      source: 'Facebook',
    })
    expect(attribute(arrive('', '', { inApp, path: '/' })).channel).toBe('social')
  })

  test('is no arrival again on the next page', () => {
    expect(attribute(arrive('', '', { inApp: 'Facebook', isInternal: true }))).toEqual({
      channel: 'direct',
      source: null,
    })
  })
})

describe('nothing said', () => {
  const nothing = arrive('')

  test('is direct at an entrance, unknown deep in the site', () => {
    expect(attribute({ ...nothing, path: '/' })).toEqual({ channel: 'direct', source: null })
    expect(attribute(nothing)).toEqual({ channel: 'unknown', source: null })
  })

  test('is direct when there was anything: a page of ours before it, a campaign, a medium', () => {
    for (const arrival of [
      { ...nothing, isInternal: true },
      arrive('utm_campaign=zomer'),
      arrive('utm_medium=knop'),
    ]) {
      expect(attribute(arrival)).toEqual({ channel: 'direct', source: null })
    }
  })

  test.each([
    '/',
    '',
    '/nl',
    '/nl/',
    '/en',
    '/EN/',
    '/en-gb/',
    '/home',
    '/home/',
    '/nl/home',
    '/index.html',
    '/index.php',
    '/nl/index.html',
    '/Default.aspx',
    '/welkom',
    '/start',
    '/startpagina',
    '/#/',
    '/#',
    '/nl/#/',
  ])('%j is an entrance', (path) => {
    expect(isEntrance(path)).toBe(true)
  })

  test.each([
    '/huren',
    '/nl/huren',
    '/homes',
    '/home/huren',
    '/index.html/x',
    '/nl/nl',
    '/nederlands/',
    '/indexering',
    '/startersleningen',
    '/404',
    '/#/huren',
    '/#huren',
    '//',
    '/nl//',
    '/wonen/index.html',
    '/home\n',
  ])('%j is none', (path) => {
    expect(isEntrance(path)).toBe(false)
  })
})

test('each channel is reached, and no other; a source is missing only where nobody named one', () => {
  const sources = [
    '',
    'facebook',
    'google',
    'bing',
    'gmail',
    'funda',
    'nieuwsbrief',
    'zomer',
    'wa.me',
    'chatgpt',
  ]
  const mediums = [
    '',
    'cpc',
    'social',
    'email',
    'nieuwsbrief',
    'display',
    'partner',
    'share',
    'organic',
    'ai',
    'knop',
  ]
  const referrers = [null, 'google.nl', 'l.facebook.com', 'nette-site.nl', 'mail.google.com', 'bing.com']
  const campaigns = sources.flatMap((source) =>
    mediums.map((medium) => readCampaign(new URLSearchParams({ utm_source: source, utm_medium: medium }))),
  )
  const arrivals = campaigns.flatMap((campaign) =>
    referrers.flatMap((referrer) =>
      [true, false].flatMap((isInternal) =>
        [null, 'Facebook', 'x'].flatMap((inApp) =>
          ([null, 'google', 'microsoft'] as const).flatMap((paidBy) =>
            ['/', '/huren'].map((path): Arrival => ({ campaign, referrer, isInternal, inApp, paidBy, path })),
          ),
        ),
      ),
    ),
  )
  const wrong = arrivals.filter((arrival) => {
    const { channel, source } = attribute(arrival)
    const isNamed = arrival.campaign.source !== null || arrival.referrer !== null
    return ['direct', 'unknown'].includes(channel) ? source !== null || isNamed : source === null && isNamed
  })
  expect(wrong).toEqual([])
  expect(new Set(arrivals.map((arrival) => attribute(arrival).channel))).toEqual(new Set(channels))
})
