/** A marked address and a person go into every place that the room reads; no spelling of them may come out. */
import { expect, test } from 'vitest'
import { readCampaign } from '../../src/source/campaign.ts'
import { attribute } from '../../src/source/channel.ts'
import { readSocialLink } from '../../src/source/outward.ts'
import { recognise, recogniseName } from '../../src/source/recognise.ts'
import { readReferrer } from '../../src/source/referrer.ts'
import { isSpamReferrer } from '../../src/source/spam.ts'

const person = 'jan.jansen@voorbeeld.example'
const addresses = ['203.0.113.77', '2001:db8:85a3:8d3:1319:8a2e:370:7348']
const percent = (text: string) => Array.from(Buffer.from(text), (byte) => `%${byte.toString(16)}`).join('')
const spelled = [
  ...addresses.flatMap((address) => [
    address,
    address.toUpperCase(),
    `[${address}]:4711`,
    `::ffff:${address}`,
    address.replaceAll('.', '-'),
    encodeURIComponent(address),
    percent(address),
    percent(percent(address)),
    Buffer.from(address).toString('hex'),
  ]),
  '3405803853',
  '0xcb00714d',
  'cb00714d',
  '77.113.0.203',
  '20010db885a308d313198a2e03707348',
  person,
  encodeURIComponent(person),
  percent(person),
  `Jan <${person}>`,
  `mailto:${person}`,
]
// A host has no upper case, so that base64 can't travel in one.
const base64 = [...addresses, person].map((text) => Buffer.from(text).toString('base64'))
const traces = [
  '113.77',
  '113-77',
  '77.113',
  '3405803853',
  'cb00714d',
  '8d3',
  '1319',
  '8a2e',
  '7348',
  '8437',
  'mjaz',
  'mjaw',
  '3230332e',
  '32303031',
  '%32',
  '%33',
  '4711',
  'jansen',
  '@',
  '%6a',
  'amfu',
]
const found = (value: unknown): string[] =>
  traces.filter((trace) => JSON.stringify(value).toLowerCase().includes(trace))

test('the scan does find what was let through', () => {
  for (const text of [...spelled, ...base64]) expect(found({ kept: text })).not.toEqual([])
})

test('nothing marked survives in a referrer, wherever in it it stood', () => {
  for (const text of spelled) {
    const referrers = [
      text,
      `https://${text}/`,
      `https://${text}:8080/`,
      `https://www.${text}.provider.example/`,
      `https://line-${text}.provider.example/`,
      `https://${text}@forum.example/`,
      `https://a:${text}@forum.example/`,
      `https://forum.example/${text}`,
      `https://forum.example?q=${text}`,
      `https://forum.example/#${text}`,
      `https://forum.example\\${text}`,
      `https://forum.example:${text}/`,
      `android-app://com.forum/${text}`,
      `android-app://${text}`,
      `android-app://com.forum.${text}`,
      `android-app://com.forum?${text}`,
    ]
    const hosts = referrers.map((referrer) => readReferrer(referrer, [text]))
    expect(found([hosts, hosts.map((host) => isSpamReferrer(host ?? ''))])).toEqual([])
    expect(hosts).toContain('forum.example')
  }
})

test('nothing marked survives in a campaign, in any parameter, alone or in a sentence', () => {
  for (const text of [...spelled, ...base64]) {
    for (const value of [
      text,
      `actie voor ${text}`,
      `${text} - herfst`,
      ` ${text}\u0000`,
      `https://forum.example/${text}`,
    ]) {
      const named = {
        utm_source: value,
        utm_medium: value,
        utm_campaign: value,
        ref: value,
        utm_term: value,
        utm_content: value,
      }
      const read = readCampaign(new URLSearchParams(named))
      const byRef = readCampaign(new URLSearchParams({ ref: value }))
      expect(found([read, byRef])).toEqual([])
    }
  }
})

test('nothing marked survives in who it was that sent somebody, nor in where a link leads', () => {
  for (const text of [...spelled, ...base64]) {
    const named = [
      text,
      `${text}.facebook.com`,
      `facebook.com/${text}`,
      `android-app://com.facebook.katana/${text}`,
    ]
    const origins = named.flatMap((name) => [recognise(name), recogniseName(name)])
    const links = [
      `https://www.facebook.com/sharer.php?u=${text}`,
      `https://wa.me/${text}?${text}=${text}`,
      `https://mastodon.nl/@${text}/1#${text}`,
      `https://${text}.facebook.com/${text}`,
      `whatsapp://send?phone=${text}`,
    ].map((link) => URL.parse(link))
    const campaign = readCampaign(
      new URLSearchParams({ utm_source: text, utm_medium: text, utm_campaign: text }),
    )
    const referrer = readReferrer(`https://forum.example/${text}`, [])
    const arrival = { campaign, referrer, isInternal: false, inApp: text, paidBy: null, path: `/${text}` }
    const outward = links.map((url) => url && readSocialLink(url))
    expect(found([origins, outward, attribute(arrival)])).toEqual([])
    expect(outward[0]).toEqual({ network: 'Facebook', kind: 'share' })
  }
})
