import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readReferrer } from '../../src/source/referrer.ts'

const own = ['woonvoorbeeld.nl', 'www.mijn.woonvoorbeeld.nl', 'WOON.example']

describe('readReferrer keeps a host or an app, and nothing of the page', () => {
  test.each([
    ['https://www.google.com/search?q=jan%20jansen', 'google.com'],
    ['https://www.google.com/', 'google.com'],
    ['http://l.facebook.com:8080/l.php?u=https%3A%2F%2Fx#top', 'l.facebook.com'],
    ['HTTPS://WWW.LinkedIn.COM', 'linkedin.com'],
    ['https://t.co/AbCdEf', 't.co'],
    ['https://jan:geheim@forum.example.org/thread', 'forum.example.org'],
    ['https://a@b@forum.example.org/', 'forum.example.org'],
    ['https://example.org./x', 'example.org'],
    ['https://example.org?naam=jan', 'example.org'],
    ['https://example.org#jan', 'example.org'],
    ['https://example.org\\jan', 'example.org'],
    ['https://www.nl/', 'www.nl'],
    ['https://www.www.example.org/', 'www.example.org'],
    ['https://xn--mnchen-3ya.example/', 'xn--mnchen-3ya.example'],
    ['https://münchen.example/', 'xn--mnchen-3ya.example'],
    ['https://пример.рф/путь', 'xn--e1afmkfd.xn--p1ai'],
    ['https://my_shop.example.org/', 'my_shop.example.org'],
    ['https://1-2-3.example.org/', '1-2-3.example.org'],
    ['https://nu.nl/artikel/6301234/', 'nu.nl'],
    ['android-app://com.google.android.gm', 'android-app://com.google.android.gm'],
    ['android-app://com.example.app/https/example.com/jan', 'android-app://com.example.app'],
    ['android-app://org.telegram.messenger/', 'android-app://org.telegram.messenger'],
    ['Android-App://com.Slack?x=1', 'android-app://com.Slack'],
  ])('%j is %j', (referrer, host) => {
    expect(readReferrer(referrer, own)).toBe(host)
  })

  test.each([
    'https://woonvoorbeeld.nl/huren',
    'https://www.woonvoorbeeld.nl/',
    'https://WWW.Woonvoorbeeld.NL:443/',
    'http://woonvoorbeeld.nl.',
    'https://mijn.woonvoorbeeld.nl/',
    'https://woon.example/',
  ])('%j is our own site: null', (referrer) => {
    expect(readReferrer(referrer, own)).toBeNull()
  })

  test('a host that only looks like ours, or that we did not list, is another', () => {
    expect(readReferrer('https://nietwoonvoorbeeld.nl/', own)).toBe('nietwoonvoorbeeld.nl')
    expect(readReferrer('https://woonvoorbeeld.nl.evil.example/', own)).toBe('woonvoorbeeld.nl.evil.example')
    expect(readReferrer('https://blog.woonvoorbeeld.nl/', own)).toBe('blog.woonvoorbeeld.nl')
    expect(readReferrer('https://woonvoorbeeld.nl/', [])).toBe('woonvoorbeeld.nl')
  })

  test.each([
    '',
    ' ',
    'google.com',
    '//google.com/',
    'https:google.com',
    'https:/google.com',
    'https://',
    'https:///x',
    'https://:80',
    'about:blank',
    'data:text/html,x',
    'javascript:alert(1)',
    'ftp://example.org/',
    'file:///home/jan',
    'blob:https://example.org/1',
    'https://localhost/',
    'https://localhost:3000/x',
    'https://app.localhost/',
    'https://intranet/',
    'https://example',
    'https://.nl',
    'https://203.0.113.77/',
    'https://203.0.113.77./',
    'https://[2001:db8::1]/',
    'https://[2001:db8::1]:8080/',
    'https://0xcb00714d/',
    'https://3405803853/',
    'https://0313.0.0x71.77/',
    'https://２０３.0.113.77/',
    'https://203-0-113-77.provider.example/',
    'https://ip.77.113.0.203.provider.example/',
    'https://203.0.113.77.nip.example/',
    'https://example.123/',
    'https://line-cb00714d.provider.example/',
    'https://ex%61mple.org/',
    'https://%6Aan.example/',
    'https://exa mple.org/',
    'https://exam\tple.org/',
    'https://example.org/\u0000',
    'https://example.org\r\n/',
    'https://mün%63hen.example/',
    'https://-example.org/',
    'https://example-.org/',
    'https://a..example.org/',
    'https://exam!ple.org/',
    "https://example.org'/",
    'https://<b>.example.org/',
    'https://a＠b.example/',
    'https://\ud800.example/',
    `https://${'a'.repeat(64)}.example/`,
    `https://${'a.'.repeat(130)}nl/`,
    `https://example.org/${'a'.repeat(2_048)}`,
    'android-app://',
    'android-app://com',
    'android-app://com.',
    'android-app://.com.example',
    'android-app://com.1example',
    'android-app://com.exa-mple',
    'android-app://com.exa%6Dple',
    'android-app://jan@com.example',
    'android-app://com.example:80',
    `android-app://com.${'a'.repeat(150)}`,
    'android-app://com.exámple',
    'android-app://com.example.a203_0_113_77',
  ])('%j is nothing: null', (referrer) => {
    expect(readReferrer(referrer, own)).toBeNull()
  })

  test('never throws, and what it gives is a host or an app id whatever came in', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'https://',
        'www.',
        'example',
        '.nl',
        '/',
        '@',
        ':',
        '%41',
        'android-app://com',
        '[',
        '?',
      ),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (text) => {
          const host = readReferrer(text, own)
          if (host === null) return
          expect(host).toMatch(/^(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]+$|^android-app:\/\/\w+(?:\.\w+)+$/)
          expect(host.length).toBeLessThanOrEqual(253)
        },
      ),
    )
  })

  test('of any page no path, query, fragment, user or port is kept', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const host = readReferrer(url, [])
        fc.pre(host !== null)
        expect(new URL(url).hostname.replace(/^www\.(?=[^.]+\.)/, '')).toBe(host)
      }),
    )
  })
})
