/** Properties of everything in the tables, and then what can't be in a table. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldName, readEntries } from '../../src/source/entry.ts'
import {
  recognise,
  recogniseName,
  ruledByFirstLabel,
  tables,
  type OriginKind,
} from '../../src/source/recognise.ts'
import { readReferrer } from '../../src/source/referrer.ts'
import { isSpamReferrer } from '../../src/source/spam.ts'
import { inAppBrowsers } from '../../src/visitor/known-names.ts'

interface Listed {
  readonly host: string
  readonly isAlone: boolean
  readonly kind: OriginKind
  readonly name: string
}

const kinds = Object.keys(tables) as OriginKind[]
const entries = kinds.flatMap((kind) => readEntries(tables[kind]).map((entry) => ({ kind, ...entry })))
const listed: Listed[] = entries.flatMap(({ kind, name, hosts, hostsAlone }) => [
  ...hosts.map((host) => ({ host, isAlone: false, kind, name })),
  ...hostsAlone.map((host) => ({ host, isAlone: true, kind, name })),
])
const ownerOf = new Map(listed.map((one) => [one.host, one]))

const namesOf = (kind: OriginKind) =>
  new Set(entries.filter((one) => one.kind === kind).map(({ name }) => name))
const parentsOf = (host: string) =>
  host
    .split('.')
    .map((_, at, labels) => labels.slice(at + 1).join('.'))
    .filter((parent) => parent.includes('.'))
/** The nearest listed host that reaches down to this one. */
const above = (host: string) =>
  parentsOf(host)
    .map((parent) => ownerOf.get(parent))
    .find((owner) => owner?.isAlone === false)
const labelRules = (host: string) => ruledByFirstLabel.has(host.slice(0, host.indexOf('.')))

const through = (referrer: string) => {
  const host = readReferrer(referrer, [])
  return host === null ? null : recognise(host)
}

/** The entries for which it doesn't hold: one failing list is easier to read than a thousand tests. */
const except = <T>(all: readonly T[], holds: (one: T) => boolean): T[] => all.filter((one) => !holds(one))

describe('the tables', () => {
  test('are as large as promised', () => {
    expect(namesOf('social').size).toBeGreaterThanOrEqual(95)
    expect(namesOf('search').size).toBeGreaterThanOrEqual(150)
    expect(listed.filter(({ kind }) => kind === 'search').length).toBeGreaterThanOrEqual(300)
    expect(namesOf('email').size).toBeGreaterThanOrEqual(60)
    expect(namesOf('ai').size).toBeGreaterThanOrEqual(40)
    for (const kind of kinds) expect(namesOf(kind).size, kind).toBeGreaterThanOrEqual(10)
  })

  test('have hosts, app ids and names that could come in', () => {
    expect(except(listed, ({ host }) => readReferrer(`https://www.${host}/x`, []) === host)).toEqual([])
    const apps = entries.flatMap((entry) => entry.apps)
    expect(except(apps, (app) => readReferrer(`android-app://${app}`, []) !== null)).toEqual([])
    expect(except(entries, ({ name }) => name !== '' && name === name.trim())).toEqual([])
    expect(
      except(
        entries,
        ({ hosts, hostsAlone, apps, aliases }) => [...hosts, ...hostsAlone, ...apps, ...aliases].length > 0,
      ),
    ).toEqual([])
    const aliases = entries.flatMap((entry) => entry.aliases)
    expect(except(aliases, (alias) => foldName(alias) === alias)).toEqual([])
  })

  const doubles = (all: readonly string[]) => all.filter((one, at) => all.indexOf(one) !== at)

  test('name each host and each app id once', () => {
    expect(doubles(listed.map(({ host }) => host))).toEqual([])
    expect(doubles(entries.flatMap(({ apps }) => apps))).toEqual([])
  })

  test('give each alias and each name to one entry', () => {
    const names = [...new Set(entries.map(({ kind, name }) => `${kind}|${name}`))].map(
      (id) => id.split('|')[1] ?? '',
    )
    expect(doubles([...names.map(foldName), ...entries.flatMap(({ aliases }) => aliases)])).toEqual([])
  })

  test('hold no host that stands under another of the same name', () => {
    expect(listed.filter(({ host, name }) => above(host)?.name === name)).toEqual([])
  })

  test('hold no host that is spam', () => {
    expect(listed.filter(({ host }) => isSpamReferrer(host))).toEqual([])
  })
})

describe('every listed host', () => {
  test('is known, also with www. and with the page', () => {
    const isKnown = ({ host, kind, name }: Listed) =>
      [host, `www.${host}`].every((known) => {
        const found = through(`https://${known}:443/pad/jan?q=huis#top`)
        return found?.name === name && found.kind === kind
      })
    expect(except(listed, isKnown)).toEqual([])
  })

  test('is known with all below it, unless it stands for itself alone', () => {
    const below = ({ host }: Listed) => [`m.${host}`, `l.${host}`, `a.b.c.${host}`].map(recognise)
    const deep = listed.filter(({ isAlone }) => !isAlone)
    expect(
      except(deep, (one) => below(one).every((found) => found?.name === one.name && found.kind === one.kind)),
    ).toEqual([])
    // Another entry may stand for `m.naver.com`; the other two are nobody's.
    const alone = listed.filter(({ isAlone }) => isAlone)
    expect(
      except(alone, (one) =>
        below(one)
          .slice(1)
          .every((found) => found === null || found === recognise(above(one.host)?.host ?? '')),
      ),
    ).toEqual([])
  })

  test('is not known by its letters within another', () => {
    // Of `xsuche.web.de` no more is left than WEB.DE.
    const isOnlyWhatIsAbove = (host: string) => recognise(host)?.name === above(host)?.name
    const likes = ({ host }: Listed) => [`x${host}`, `niet-echt-${host}`]
    expect(except(listed, (one) => likes(one).every(isOnlyWhatIsAbove))).toEqual([])
  })

  test('is not known under another ending, or in front of another domain', () => {
    const likes = ({ host }: Listed) => [
      host.replace(/\.[^.]+$/, '.evil'),
      `${host}x`,
      `${host}.evil`,
      `${host}.evil.example`,
      `www.${host}.evil.example`,
      `x.${host.replaceAll('.', '-')}.nl`,
    ]
    // Somebody's webmail remains webmail, whatever follows.
    const isNobody = (host: string) => recognise(host) === null || labelRules(host)
    expect(except(listed, (one) => likes(one).every(isNobody))).toEqual([])
    expect(listed.filter(({ host }) => labelRules(host)).length).toBeLessThan(60)
  })

  test('is not known from path, query, fragment or user of another', () => {
    const likes = ({ host }: Listed) => [
      `https://nette-site.nl/${host}`,
      `https://nette-site.nl/?u=https://${host}/`,
      `https://nette-site.nl/#${host}`,
      `https://${host}@nette-site.nl/`,
      `https://nette-site.nl\\@${host}/`,
    ]
    expect(except(listed, (one) => likes(one).every((referrer) => through(referrer) === null))).toEqual([])
  })
})

test('every app id is known, however its case, and nothing near it', () => {
  const apps = entries.flatMap(({ apps, kind, name }) => apps.map((app) => ({ app, kind, name })))
  expect(apps.length).toBeGreaterThan(200)
  const isKnown = ({ app, kind, name }: (typeof apps)[number]) =>
    [
      `android-app://${app}`,
      `android-app://${app}/https/www.example.nl/pad`,
      `Android-App://${app.toUpperCase()}`,
    ].every((referrer) => {
      const found = through(referrer)
      return found?.name === name && found.kind === kind
    })
  expect(except(apps, isKnown)).toEqual([])
  const isNobody = ({ app }: (typeof apps)[number]) =>
    [`android-app://${app}x`, `android-app://x${app}`, `android-app://evil.${app}`, app].every(
      (near) => recognise(near) === null,
    )
  expect(except(apps, isNobody)).toEqual([])
})

describe('the most specific entry wins', () => {
  test('each host that stands under another is its own', () => {
    const under = listed.filter(({ host }) => above(host) !== undefined)
    expect(under.length).toBeGreaterThan(10)
    expect(except(under, ({ host, name }) => recognise(`sub.${host}`)?.name === name)).toEqual([])
  })

  test.each([
    ['google.nl', 'search', 'Google'],
    ['google.co.uk', 'search', 'Google'],
    ['google.com.br', 'search', 'Google'],
    ['images.google.de', 'search', 'Google'],
    ['maps.google.nl', 'search', 'Google Maps'],
    ['mail.google.com', 'email', 'Gmail'],
    ['gemini.google.com', 'ai', 'Gemini'],
    ['notebooklm.google.com', 'ai', 'NotebookLM'],
    ['news.google.com', 'news', 'Google News'],
    ['chat.google.com', 'social', 'Google Chat'],
    ['m.facebook.com', 'social', 'Facebook'],
    ['l.facebook.com', 'social', 'Facebook'],
    ['lm.facebook.com', 'social', 'Facebook'],
    ['l.instagram.com', 'social', 'Instagram'],
    ['l.threads.com', 'social', 'Threads'],
    ['l.messenger.com', 'social', 'Messenger'],
    ['out.reddit.com', 'social', 'Reddit'],
    ['away.vk.com', 'social', 'VK'],
    ['t.umblr.com', 'social', 'Tumblr'],
    ['web.whatsapp.com', 'social', 'WhatsApp'],
    ['nl.pinterest.com', 'social', 'Pinterest'],
    ['pinterest.co.uk', 'social', 'Pinterest'],
    ['meta.ai', 'ai', 'Meta AI'],
    ['edgeservices.bing.com', 'ai', 'Copilot'],
    ['cn.bing.com', 'search', 'Bing'],
    ['nl.search.yahoo.com', 'search', 'Yahoo'],
    ['nl.yahoo.com', 'search', 'Yahoo'],
    ['mail.yahoo.com', 'email', 'Yahoo Mail'],
    ['yandex.com.tr', 'search', 'Yandex'],
    ['mail.yandex.ru', 'email', 'Yandex Mail'],
    ['tieba.baidu.com', 'social', 'Tieba'],
    ['yiyan.baidu.com', 'ai', 'ERNIE'],
    ['suche.web.de', 'search', 'WEB.DE Suche'],
    ['navigator.web.de', 'email', 'WEB.DE'],
    ['nam02.safelinks.protection.outlook.com', 'email', 'Outlook'],
    ['teams.microsoft.com', 'social', 'Teams'],
    ['social.overheid.nl', 'social', 'Mastodon'],
    ['wetten.overheid.nl', 'government', 'Overheid.nl'],
    ['startgoogle.startpagina.nl', 'portal', 'Startpagina'],
    ['link.marktplaats.nl', 'marketplace', 'Marktplaats'],
    ['woonnetrijnmond.nl', 'housing', 'Woonnet Rijnmond'],
  ])('%s is %s: %s', (host, kind, name) => {
    expect(recognise(host)).toEqual({ kind, name })
  })

  test.each([
    'docs.google.com',
    'drive.google.com',
    'classroom.google.com',
    'sites.google.com',
    'accounts.google.com',
    'play.google.com',
    'calendar.google.com',
    'translate.google.com',
    'google.evil.com',
    'google.com.evil',
    'google.co.evil',
    'google.evil',
    'mail.google.com.evil.example',
    'finance.yahoo.com',
    'market.yandex.ru',
    'microsoft.com',
    'walmart.com',
    'internet.com',
    'chat.com',
    'netflix.com',
    'dropbox.com',
    'wix.com',
    'fedex.com',
    'notfacebook.com',
    'facebook.nl.evil.example',
    'linkedin.com-login.example',
    'woonvoorbeeld.nl',
  ])('%s is nobody', (host) => {
    expect(recognise(host)).toBeNull()
  })
})

describe('the rules by first label', () => {
  test.each([
    ['mastodon.gemeente-voorbeeld.nl', 'social', 'Mastodon'],
    ['mastodon.nl', 'social', 'Mastodon'],
    ['pixelfed.voorbeeld.nl', 'social', 'Pixelfed'],
    ['webmail.provider.example', 'email', 'Webmail'],
    ['roundcube.provider.example', 'email', 'Webmail'],
    ['webmail.rotterdam.nl', 'email', 'Webmail'],
    ['webmail.kpnmail.nl', 'email', 'KPN Mail'],
    ['searx.provider.example', 'search', 'SearXNG'],
  ])('%s is %s: %s', (host, kind, name) => {
    expect(recognise(host)).toEqual({ kind, name })
  })

  test.each([
    'mastodon',
    'a.mastodon.voorbeeld.nl',
    'mastodonte.nl',
    'mijnwebmail.nl',
    'my-webmail.nl',
    'voorbeeld.webmail',
  ])('%s is none of them', (host) => {
    expect(recognise(host)).toBeNull()
  })

  test('say only names that the tables know, but for "Webmail"', () => {
    const named = [...ruledByFirstLabel.values()].filter(({ name }) => name !== 'Webmail')
    expect(except(named, ({ kind, name }) => namesOf(kind).has(name))).toEqual([])
  })
})

describe('recogniseName', () => {
  test('knows every name and alias, in any case and spelled with dashes', () => {
    const spelled = entries.flatMap((entry) =>
      [entry.name, ...entry.aliases].flatMap((name) =>
        [name, name.toUpperCase(), ` ${name} `, name.replaceAll(' ', '-'), name.replaceAll(' ', '_')].map(
          (text) => ({ text, ...entry }),
        ),
      ),
    )
    // Of two spellings that Unicode folds apart (`İ`) none is in the tables.
    expect(
      except(
        spelled,
        ({ text, kind, name }) => recogniseName(text)?.name === name && recogniseName(text)?.kind === kind,
      ),
    ).toEqual([])
  })

  test('knows every host and app id, as a share link or another tool writes them', () => {
    expect(
      except(listed, ({ host, name }) =>
        [host, `www.${host}`, host.toUpperCase()].every((text) => recogniseName(text)?.name === name),
      ),
    ).toEqual([])
    expect(recogniseName('android-app://com.facebook.katana')).toEqual({ kind: 'social', name: 'Facebook' })
  })

  test.each([
    ['fb', 'Facebook'],
    ['ig', 'Instagram'],
    ['insta', 'Instagram'],
    ['li', 'LinkedIn'],
    ['linked-in', 'LinkedIn'],
    ['tw', 'X'],
    ['x', 'X'],
    ['twitter', 'X'],
    ['yt', 'YouTube'],
    ['wa', 'WhatsApp'],
    ['whats-app', 'WhatsApp'],
    ['wa.me', 'WhatsApp'],
    ['www.facebook.com', 'Facebook'],
    ['facebook_ads', 'Facebook'],
    ['chatgpt.com', 'ChatGPT'],
    ['openai', 'ChatGPT'],
    ['google-ads', 'Google'],
    ['ddg', 'DuckDuckGo'],
    ['Hacker-News', 'Hacker News'],
    ['funda', 'Funda'],
    ['nu.nl', 'NU.nl'],
  ])('%j is %s', (source, name) => {
    expect(recogniseName(source)?.name).toBe(name)
  })

  test.each([
    '',
    ' ',
    '-',
    'ad',
    'web',
    'website',
    'woonbron-nieuwsbrief',
    'nieuwsbrief',
    'utrecht',
    'portaal',
    'room',
    'avg',
    'app',
    'chat',
    'poster',
    'constructor',
    '__proto__',
    'facebook.com.evil.example',
  ])('%j is nobody', (source) => {
    expect(recogniseName(source)).toBeNull()
  })

  test('knows every app that signs its own browser', () => {
    expect(except(inAppBrowsers, ({ family }) => recogniseName(family) !== null)).toEqual([])
  })
})

describe('what is no clean host', () => {
  test.each([
    '',
    '.',
    '..',
    'com',
    'nl',
    'facebook',
    'Facebook.com',
    'FACEBOOK.COM',
    'm.Facebook.com',
    'https://m.facebook.com',
    'https://m.facebook.com/',
    '//m.facebook.com',
    'm.facebook.com/',
    'm.facebook.com/jan',
    'm.facebook.com?x=1',
    'm.facebook.com#x',
    'm.facebook.com:443',
    'jan@m.facebook.com',
    'jan:geheim@m.facebook.com',
    'm.facebook.com.',
    '.facebook.com',
    'm..facebook.com',
    'm.facebook.com\n',
    '\nm.facebook.com',
    'm.facebook.com\r\n',
    'm.facebook.com ',
    ' m.facebook.com',
    'a b.facebook.com',
    'm%2efacebook.com',
    '%6d.facebook.com',
    'm.facebook.c%6fm',
    '\u0000.facebook.com',
    'é.facebook.com',
    'facebook。com',
    'xn--fcebook-8va.com',
    'xn--80ak6aa92e.com',
    '203.0.113.77',
    '127.0.0.1',
    '[2001:db8::1]',
    '2001:db8::1',
    'localhost',
    'android-app://',
    'android-app://com',
    'android-app://com.facebook.katana/',
    'android-app://com.facebook.katana\n',
    'android-app://facebook.com',
    'ios-app://com.facebook.katana',
    'com.facebook.katana',
    '\ud800.facebook.com',
    'constructor',
    '__proto__.toString',
  ])('%j is nobody', (text) => {
    expect(recognise(text)).toBeNull()
  })

  test.each([
    'facebook.com',
    'https://203.0.113.77/facebook.com',
    'https://facebook.com\n/',
    'https://facebook%2ecom/',
    'https://f%61cebook.com/',
    'https://[::ffff:203.0.113.77]/',
    'https://facebook.com@203.0.113.77/',
    'https://facebook.com:x/',
    'ftp://facebook.com/',
    'javascript:facebook.com',
  ])('a referrer %j is nobody either', (referrer) => {
    expect(through(referrer)).toBeNull()
  })

  test.each([
    'HTTPS://WWW.Facebook.COM/',
    'https://facebook.com:443/',
    'https://jan:geheim@facebook.com/',
    'http://facebook.com.',
  ])('a referrer %j is read clean, and is Facebook', (referrer) => {
    expect(through(referrer)?.name).toBe('Facebook')
  })

  test('two kilobytes of junk are nobody, with a known host at their end too', () => {
    const long = [
      `${'a'.repeat(2_048)}.facebook.com`,
      `${'a.'.repeat(1_024)}facebook.com`,
      `${'facebook.com.'.repeat(160)}facebook.com`,
      `https://facebook.com/${'x'.repeat(2_048)}`,
      `android-app://${'com.'.repeat(512)}facebook`,
      '%'.repeat(2_048),
      '.'.repeat(2_048),
    ]
    expect(
      [...long.map(recognise), ...long.map(recogniseName), ...long.map(through)].filter(Boolean),
    ).toEqual([])
  })

  test('never throws, and says nothing that came in', () => {
    const said = new Set([...entries.map(({ name }) => name), 'Webmail'])
    const piece = fc.oneof(
      fc.constantFrom(
        ...listed.map(({ host }) => host),
        '.',
        'www.',
        'android-app://',
        'com.',
        '@',
        ':80',
        'é',
        '\ud800',
        'İ',
      ),
      fc.string({ unit: 'binary-ascii' }),
    )
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (text) => {
          for (const found of [recognise(text), recogniseName(text)]) {
            expect(found === null || said.has(found.name)).toBe(true)
          }
        },
      ),
    )
  })
})
