import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readEntries } from '../../src/source/entry.ts'
import { readSocialLink, shapesOf, type SocialLink } from '../../src/source/outward.ts'
import { tables } from '../../src/source/recognise.ts'

const read = (link: string) => readSocialLink(new URL(link))

type Row = readonly [link: string, network: string]

const links: Readonly<Record<SocialLink['kind'], readonly Row[]>> = {
  share: [
    ['https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fwoonvoorbeeld.nl%2Fhuren', 'Facebook'],
    ['https://www.facebook.com/sharer.php?u=x&t=y', 'Facebook'],
    ['https://m.facebook.com/sharer.php', 'Facebook'],
    ['https://www.facebook.com/sharer', 'Facebook'],
    ['https://www.facebook.com/share.php?u=x', 'Facebook'],
    ['https://www.facebook.com/dialog/share?app_id=1&href=x', 'Facebook'],
    ['https://www.facebook.com/v19.0/dialog/feed', 'Facebook'],
    ['https://www.facebook.com/dialog/send?link=x', 'Facebook'],
    ['https://twitter.com/intent/tweet?text=x', 'X'],
    ['https://x.com/intent/post?url=x', 'X'],
    ['https://x.com/intent/tweet', 'X'],
    ['https://twitter.com/share?url=x', 'X'],
    ['https://x.com/share', 'X'],
    ['https://twitter.com/home?status=x', 'X'],
    ['https://www.linkedin.com/sharing/share-offsite/?url=x', 'LinkedIn'],
    ['https://www.linkedin.com/sharing/share-offsite', 'LinkedIn'],
    ['https://www.linkedin.com/shareArticle?mini=true&url=x', 'LinkedIn'],
    ['https://www.linkedin.com/feed/?shareActive=true&text=x', 'LinkedIn'],
    ['https://wa.me/?text=x', 'WhatsApp'],
    ['https://wa.me/', 'WhatsApp'],
    ['https://wa.me', 'WhatsApp'],
    ['https://api.whatsapp.com/send?text=x', 'WhatsApp'],
    ['https://api.whatsapp.com/send/?phone=&text=x', 'WhatsApp'],
    ['https://api.whatsapp.com/send?phone&text=x', 'WhatsApp'],
    ['https://api.whatsapp.com/send', 'WhatsApp'],
    ['https://web.whatsapp.com/send?text=x', 'WhatsApp'],
    ['whatsapp://send?text=x', 'WhatsApp'],
    ['https://t.me/share/url?url=x&text=y', 'Telegram'],
    ['https://t.me/share/url', 'Telegram'],
    ['https://telegram.me/share/url?url=x', 'Telegram'],
    ['https://t.me/share?url=x', 'Telegram'],
    ['tg://msg_url?url=x', 'Telegram'],
    ['fb-messenger://share/?link=x', 'Messenger'],
    ['https://www.pinterest.com/pin/create/button/?url=x', 'Pinterest'],
    ['https://nl.pinterest.com/pin/create/link/?url=x', 'Pinterest'],
    ['https://pinterest.co.uk/pin/create/bookmarklet/', 'Pinterest'],
    ['https://www.reddit.com/submit?url=x', 'Reddit'],
    ['https://www.reddit.com/r/Rotterdam/submit', 'Reddit'],
    ['https://bsky.app/intent/compose?text=x', 'Bluesky'],
    ['https://www.threads.net/intent/post?text=x', 'Threads'],
    ['https://threads.com/intent/post', 'Threads'],
    ['https://mastodon.social/share?text=x', 'Mastodon'],
    ['https://mastodon.gemeente-voorbeeld.nl/share?text=x', 'Mastodon'],
    ['https://social.overheid.nl/share', 'Mastodon'],
    ['https://mastodonshare.com/?text=x', 'Mastodon'],
    ['https://misskey.io/share?text=x', 'Misskey'],
    ['https://lemmy.world/create_post?url=x', 'Lemmy'],
    ['https://www.tumblr.com/share/link?url=x', 'Tumblr'],
    ['https://www.tumblr.com/widgets/share/tool?canonicalUrl=x', 'Tumblr'],
    ['https://nextdoor.nl/sharekit/?source=x&body=y', 'Nextdoor'],
    ['https://nextdoor.com/share?body=x', 'Nextdoor'],
    ['https://vk.com/share.php?url=x', 'VK'],
    ['https://connect.ok.ru/offer?url=x', 'Odnoklassniki'],
    ['https://service.weibo.com/share/share.php?url=x', 'Weibo'],
    ['https://www.xing.com/spi/shares/new?url=x', 'XING'],
    ['https://social-plugins.line.me/lineit/share?url=x', 'LINE'],
    ['https://line.me/R/msg/text/?x', 'LINE'],
    ['viber://forward?text=x', 'Viber'],
    ['https://web.skype.com/share?url=x', 'Skype'],
    ['https://teams.microsoft.com/share?href=x', 'Teams'],
    ['https://share.flipboard.com/bookmarklet/popout?url=x', 'Flipboard'],
    ['https://news.ycombinator.com/submitlink?u=x&t=y', 'Hacker News'],
    ['https://www.livejournal.com/share', 'LiveJournal'],
  ],
  message: [
    ['https://wa.me/31612345678', 'WhatsApp'],
    ['https://wa.me/31612345678?text=x', 'WhatsApp'],
    ['https://wa.me/message/ABCDEF', 'WhatsApp'],
    ['https://api.whatsapp.com/send?phone=31612345678', 'WhatsApp'],
    ['https://api.whatsapp.com/send/?phone=31612345678&text=x', 'WhatsApp'],
    ['https://api.whatsapp.com/message/ABCDEF', 'WhatsApp'],
    ['whatsapp://send?phone=31612345678', 'WhatsApp'],
    ['https://m.me/woonvoorbeeld', 'Messenger'],
    ['https://www.messenger.com/t/woonvoorbeeld', 'Messenger'],
    ['fb-messenger://user/123', 'Messenger'],
    ['https://www.facebook.com/messages/t/123', 'Facebook'],
    ['https://www.facebook.com/msg/woonvoorbeeld', 'Facebook'],
    ['https://ig.me/m/woonvoorbeeld', 'Instagram'],
    ['https://www.instagram.com/direct/t/123', 'Instagram'],
    ['https://x.com/messages/compose?recipient_id=1', 'X'],
    ['https://www.linkedin.com/messaging/thread/new/', 'LinkedIn'],
    ['https://t.me/+31612345678', 'Telegram'],
    ['https://signal.me/#p/+31612345678', 'Signal'],
    ['sgnl://signal.me/#p/+31612345678', 'Signal'],
    ['https://www.reddit.com/message/compose/?to=x', 'Reddit'],
    ['https://bsky.app/messages/abc', 'Bluesky'],
    ['https://vk.me/woonvoorbeeld', 'VK'],
    ['viber://chat?number=31612345678', 'Viber'],
    ['https://teams.microsoft.com/l/chat/0/0?users=x', 'Teams'],
  ],
  post: [
    ['https://www.facebook.com/woonvoorbeeld/posts/pfbid0abc', 'Facebook'],
    ['https://www.facebook.com/permalink.php?story_fbid=1&id=2', 'Facebook'],
    ['https://m.facebook.com/story.php?story_fbid=1&id=2', 'Facebook'],
    ['https://www.facebook.com/photo/?fbid=1', 'Facebook'],
    ['https://www.facebook.com/photo.php?fbid=1', 'Facebook'],
    ['https://www.facebook.com/watch/?v=1', 'Facebook'],
    ['https://www.facebook.com/watch', 'Facebook'],
    ['https://www.facebook.com/reel/1', 'Facebook'],
    ['https://www.facebook.com/woonvoorbeeld/videos/1', 'Facebook'],
    ['https://www.facebook.com/groups/1/permalink/2/', 'Facebook'],
    ['https://www.facebook.com/events/1', 'Facebook'],
    ['https://www.facebook.com/share/p/AbC/', 'Facebook'],
    ['https://fb.watch/abc/', 'Facebook'],
    ['https://www.instagram.com/p/AbC/', 'Instagram'],
    ['https://www.instagram.com/reel/AbC/', 'Instagram'],
    ['https://www.instagram.com/woonvoorbeeld/reel/AbC/', 'Instagram'],
    ['https://www.linkedin.com/posts/woonvoorbeeld_huren-activity-1', 'LinkedIn'],
    ['https://www.linkedin.com/feed/update/urn:li:activity:1/', 'LinkedIn'],
    ['https://www.linkedin.com/pulse/huren-woonvoorbeeld', 'LinkedIn'],
    ['https://x.com/woonvoorbeeld/status/1', 'X'],
    ['https://twitter.com/i/web/status/1', 'X'],
    ['https://www.youtube.com/watch?v=abc', 'YouTube'],
    ['https://www.youtube.com/watch', 'YouTube'],
    ['https://youtu.be/abc', 'YouTube'],
    ['https://www.youtube.com/shorts/abc', 'YouTube'],
    ['https://www.youtube-nocookie.com/embed/abc', 'YouTube'],
    ['https://www.tiktok.com/@woonvoorbeeld/video/1', 'TikTok'],
    ['https://vm.tiktok.com/abc/', 'TikTok'],
    ['https://www.reddit.com/r/Rotterdam/comments/abc/huren/', 'Reddit'],
    ['https://redd.it/abc', 'Reddit'],
    ['https://bsky.app/profile/woonvoorbeeld.nl/post/abc', 'Bluesky'],
    ['https://mastodon.nl/@woonvoorbeeld/123', 'Mastodon'],
    ['https://mastodon.nl/@jan@social.overheid.nl/123', 'Mastodon'],
    ['https://mastodon.social/users/x/statuses/123', 'Mastodon'],
    ['https://pixelfed.social/p/woonvoorbeeld/123', 'Pixelfed'],
    ['https://feddit.nl/post/123', 'Lemmy'],
    ['https://peertube.voorbeeld.nl/w/abc', 'PeerTube'],
    ['https://www.pinterest.com/pin/123/', 'Pinterest'],
    ['https://pin.it/abc', 'Pinterest'],
    ['https://www.threads.net/@woonvoorbeeld/post/abc', 'Threads'],
    ['https://t.me/woonvoorbeeld/12', 'Telegram'],
    ['https://woonvoorbeeld.tumblr.com/post/123', 'Tumblr'],
    ['https://vimeo.com/123456', 'Vimeo'],
    ['https://www.flickr.com/photos/woonvoorbeeld/123', 'Flickr'],
    ['https://vk.com/wall-1_2', 'VK'],
    ['https://nextdoor.nl/p/abc', 'Nextdoor'],
    ['https://www.strava.com/activities/123', 'Strava'],
    ['https://stackoverflow.com/questions/1/x', 'Stack Overflow'],
    ['https://www.dailymotion.com/video/abc', 'Dailymotion'],
  ],
  profile: [
    ['https://www.facebook.com/woonvoorbeeld', 'Facebook'],
    ['https://www.facebook.com/woonvoorbeeld/?ref=page', 'Facebook'],
    ['https://nl-nl.facebook.com/profile.php?id=1', 'Facebook'],
    ['https://www.facebook.com/groups/123', 'Facebook'],
    ['https://fb.me/woonvoorbeeld', 'Facebook'],
    ['https://www.facebook.com/', 'Facebook'],
    ['https://www.instagram.com/woonvoorbeeld/', 'Instagram'],
    ['https://www.linkedin.com/company/woonvoorbeeld/', 'LinkedIn'],
    ['https://www.linkedin.com/company/woonvoorbeeld/posts/?feedView=all', 'LinkedIn'],
    ['https://x.com/woonvoorbeeld', 'X'],
    ['https://twitter.com/intent/user?screen_name=x', 'X'],
    ['https://twitter.com/intent/follow?screen_name=x', 'X'],
    ['https://x.com/sharepoint', 'X'],
    ['https://www.youtube.com/@woonvoorbeeld', 'YouTube'],
    ['https://www.youtube.com/channel/UCabc', 'YouTube'],
    ['https://t.me/woonvoorbeeld', 'Telegram'],
    ['https://t.me/+AbCdEf', 'Telegram'],
    ['https://chat.whatsapp.com/AbCdEf', 'WhatsApp'],
    ['https://whatsapp.com/channel/0029abc', 'WhatsApp'],
    ['https://www.whatsapp.com/', 'WhatsApp'],
    ['https://www.tiktok.com/@woonvoorbeeld', 'TikTok'],
    ['https://bsky.app/profile/woonvoorbeeld.nl', 'Bluesky'],
    ['https://social.overheid.nl/@woonvoorbeeld', 'Mastodon'],
    ['https://mastodon.nl/@share', 'Mastodon'],
    ['https://www.reddit.com/r/Rotterdam/', 'Reddit'],
    ['https://www.pinterest.com/woonvoorbeeld/', 'Pinterest'],
    ['https://discord.gg/abc', 'Discord'],
    ['https://signal.group/#abc', 'Signal'],
    ['https://nextdoor.nl/pages/woonvoorbeeld/', 'Nextdoor'],
    ['https://hoplr.com/', 'Hoplr'],
    ['tg://resolve?domain=woonvoorbeeld', 'Telegram'],
    ['http://facebook.com:8080/woonvoorbeeld', 'Facebook'],
    ['HTTPS://WWW.FACEBOOK.COM/Woonvoorbeeld', 'Facebook'],
  ],
}

describe.each(Object.entries(links))('a link to a %s', (kind, rows) => {
  test.each(rows)('%s: %s', (link, network) => {
    expect(read(link)).toEqual({ network, kind })
  })
})

describe('no link to a network', () => {
  test.each([
    'https://facebook.com.evil.example/sharer/sharer.php',
    'https://evil.example/facebook.com/sharer.php',
    'https://evil.example/?u=https://www.facebook.com/sharer.php',
    'https://evil.example/#https://wa.me/?text=x',
    'https://facebook.com@evil.example/sharer',
    'https://notfacebook.com/woonvoorbeeld',
    'https://facebook.com-share.example/sharer',
    'https://facebook.evil/woonvoorbeeld',
    'https://microsoft.com/share',
    'https://netflix.com/intent/post',
    'https://wa.me.evil.example/?text=x',
    'https://twa.me/?text=x',
    'https://at.me/share/url',
    'https://www.google.nl/search?q=facebook.com',
    'https://mail.google.com/mail/?view=cm&body=x',
    'https://chatgpt.com/share/abc',
    'https://www.funda.nl/koop/',
    'https://203.0.113.77/sharer.php',
    'https://[2001:db8::1]/sharer.php',
    'http://localhost/share',
    'https://xn--fcebook-8va.com/sharer.php',
    'ftp://facebook.com/woonvoorbeeld',
    'mailto:jan@facebook.com',
    'tel:+31612345678',
    'javascript:void(0)//facebook.com',
    'data:text/html,https://facebook.com',
    'blob:https://facebook.com/1',
    'about:blank',
  ])('%s: null', (link) => {
    expect(read(link)).toBeNull()
  })
})

test('a form is known by its path when the query was dropped before, wherever the path alone says it', () => {
  // The same path with and without a number is a message and a share; LinkedIn's and X's home are no forms by themselves.
  const needed = /\/feed\/|\/home\?/
  const bare = links.share.filter(([link]) => !needed.test(link)).map(([link]) => link.replace(/\?.*$/, ''))
  expect(bare.filter((link) => read(link)?.kind !== 'share')).toEqual([])
})

test('every network is read, and each line of shapes is one of them', () => {
  const networks = readEntries(tables.social)
  const missed = networks
    .flatMap(({ name, hosts }) => hosts.map((host) => ({ name, host })))
    .filter(({ name, host }) => read(`https://${host}/woonvoorbeeld`)?.network !== name)
  expect(missed).toEqual([])
  const names = new Set(networks.map(({ name }) => name))
  expect(Object.keys(shapesOf).filter((name) => !names.has(name))).toEqual([])
})

test('never throws, says nothing of the link, and long links cost no more than others', () => {
  const names = new Set(readEntries(tables.social).map(({ name }) => name))
  const kinds = new Set(Object.keys(links))
  const host = fc.constantFrom(...Object.values(links).flatMap((rows) => rows.map(([link]) => link)))
  fc.assert(
    fc.property(host, fc.string({ unit: 'binary-ascii', maxLength: 100 }), (link, text) => {
      const url = URL.parse(link + text)
      const found = url && readSocialLink(url)
      expect(!found || (names.has(found.network) && kinds.has(found.kind))).toBe(true)
    }),
  )
  const long = ['/send', '/share', '/@a', '?phone', '/feed?', '/home?status', '/p/', '/-'].map((piece) =>
    piece.repeat(20_000),
  )
  for (const network of ['facebook.com', 'wa.me', 'x.com', 'linkedin.com', 'mastodon.nl', 'nextdoor.nl']) {
    for (const path of long) expect(read(`https://${network}/${path}`)?.kind).toBeDefined()
  }
})

test('names of parameters without their values say as much as with them, and a masked number is still somebody', () => {
  const read = (address: string) => readSocialLink(new URL(address))
  expect(read('https://wa.me/?text')).toEqual({ network: 'WhatsApp', kind: 'share' })
  expect(read('https://wa.me/:id?text')).toEqual({ network: 'WhatsApp', kind: 'message' })
  expect(read('https://api.whatsapp.com/send?phone&text')).toEqual({ network: 'WhatsApp', kind: 'message' })
  expect(read('https://api.whatsapp.com/send?&text')).toEqual({ network: 'WhatsApp', kind: 'share' })
  expect(read('https://api.whatsapp.com/send?phone=&text=x')).toEqual({ network: 'WhatsApp', kind: 'share' })
  expect(read('https://www.facebook.com/sharer/sharer.php?u')).toEqual({ network: 'Facebook', kind: 'share' })
  expect(read('https://www.linkedin.com/feed/?shareActive')).toEqual({ network: 'LinkedIn', kind: 'share' })
})
