import { expect, test } from 'vitest'
import { readReferrer } from '../../src/source/referrer.ts'
import { isSpamReferrer } from '../../src/source/spam.ts'
import { spamReferrers } from '../../src/source/spam-referrers.ts'

const listed = spamReferrers.trim().split('\n')
const known = new Set(listed)

test('the list is sorted, without doubles, each entry a host in lower case', () => {
  expect(listed.length).toBeGreaterThan(2_000)
  expect(listed).toEqual([...new Set(listed)].toSorted())
  for (const host of listed) expect(host).toMatch(/^(?:[a-z\d-]+\.)+[a-z\d-]{2,}$/)
})

const missed = (change: (host: string) => string): string[] =>
  listed.map(change).filter((host) => !isSpamReferrer(host))
const hit = (change: (host: string) => string): string[] => listed.map(change).filter(isSpamReferrer)

test('each listed host is spam, with everything below it, however it is written', () => {
  expect(missed((host) => host)).toEqual([])
  expect(missed((host) => `a.b.${host}`)).toEqual([])
  expect(missed((host) => host.toUpperCase())).toEqual([])
  expect(missed((host) => readReferrer(`https://www.${host}/free?x=1`, []) ?? `not read: ${host}`)).toEqual(
    [],
  )
})

const parents = (host: string) => host.split('.').map((_, at, labels) => labels.slice(at + 1).join('.'))

test('no host that merely holds a listed one is spam', () => {
  expect(hit((host) => `${host}.nette-site.nl`)).toEqual([])
  expect(hit((host) => `${host}x`)).toEqual([])
  expect(hit((host) => `nette-site.nl/${host}`)).toEqual([])
  expect(hit((host) => `android-app://com.${host}`)).toEqual([])
  // A host that ends in the letters of one is none, unless what it stands under is listed by itself.
  const alone = listed.filter((host) => !parents(host).some((parent) => known.has(parent)))
  expect(alone.length).toBeGreaterThan(2_000)
  expect(alone.map((host) => `niet-echt-${host}`).filter(isSpamReferrer)).toEqual([])
})

test('the hosts that people do come from are none', () => {
  const good = [
    'google.com',
    'google.nl',
    'bing.com',
    'duckduckgo.com',
    'ecosia.org',
    'startpage.com',
    'yandex.ru',
    'baidu.com',
    'qwant.com',
    'facebook.com',
    'l.facebook.com',
    'instagram.com',
    'l.instagram.com',
    't.co',
    'x.com',
    'linkedin.com',
    'lnkd.in',
    'youtube.com',
    'pinterest.com',
    'reddit.com',
    'out.reddit.com',
    'tiktok.com',
    'wa.me',
    'web.whatsapp.com',
    'mastodon.social',
    'bsky.app',
    'threads.net',
    'nu.nl',
    'nos.nl',
    'ad.nl',
    'rijnmond.nl',
    'rotterdam.nl',
    'funda.nl',
    'woonnetrijnmond.nl',
    'marktplaats.nl',
    'outlook.live.com',
    'chatgpt.com',
    'perplexity.ai',
    'gemini.google.com',
    'android-app://com.google.android.gm',
    'nl',
    'com',
    'ru',
    '',
    '.',
    '..',
  ]
  expect(good.filter(isSpamReferrer)).toEqual([])
})
