import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCampaign, readPaidBy } from '../../src/source/campaign.ts'

const read = (search: string) => readCampaign(new URLSearchParams(search))
const campaign = (value: string) => readCampaign(new URLSearchParams({ utm_campaign: value })).campaign

describe('readCampaign', () => {
  test('reads its allow-list, source and medium in lower case', () => {
    expect(read('utm_source=+Facebook+&utm_medium=Social&utm_campaign=+Zomer+2026+')).toEqual({
      source: 'facebook',
      medium: 'social',
      campaign: 'Zomer 2026',
    })
  })

  test('reads nothing else', () => {
    expect(read('utm_term=huis&utm_content=knop&fbclid=x&gclid=y&q=jan&UTM_SOURCE=x&source=y')).toEqual({
      source: null,
      medium: null,
      campaign: null,
    })
  })

  test('ref stands in for an absent source, never for one that is there', () => {
    expect(read('ref=ProductHunt').source).toBe('producthunt')
    expect(read('ref=a&utm_source=').source).toBe('a')
    expect(read('ref=a&utm_source=b').source).toBe('b')
    expect(read('ref=a&utm_source=jan%40example.nl').source).toBeNull()
  })

  test('of a source that is a page, the host is kept', () => {
    expect(read('ref=https%3A%2F%2Fwww.nu.nl%2Fartikel%2Fjan%3Fx%3D1').source).toBe('nu.nl')
    expect(read('utm_source=ftp%3A%2F%2Fhost%2Fjan').source).toBeNull()
  })

  test.each([
    'Zomer 2026',
    'nieuwsbrief-2026-11-23',
    'nieuwsbrief_20261123',
    '2026-11-23',
    'Nieuwsbrief November 2026',
    '23-11-2026',
    'NieuwsbriefNovember2026',
    'NieuwsbriefNov2026HuurdersRotterdam',
    'nl:fb:ad',
    'om 12:30:00',
    'q4',
    '12345',
    'actie (week 47)',
    'huurdersinformatieavond',
    'été – 20 % korting',
    'face2face',
    'cafe2026',
    'Woonbron/Delfshaven',
    'a1b2',
    'AB-test variant B',
    '100%de huurder',
    'v1.2.3',
    '🏠 huis',
  ])('%j is a campaign', (value) => {
    expect(campaign(value)).toBe(value)
  })

  test.each([
    // Mail, also encoded once more or twice.
    'jan.jansen@example.nl',
    'nieuwsbrief voor jan@example.nl',
    'jan%40example.nl',
    'jan%2540example.nl',
    'jan%252540example.nl',
    '%32%30%33%2E%30%2e113.77',
    'jan＠example.nl',
    // Telephone, bank, citizen service and customer numbers.
    '0612345678',
    '+31 6 12345678',
    '06-12 34 56 78',
    '(010) 123 45 67 89',
    '123456782',
    'NL91 ABNA 0417 1643 00',
    'klant 9876543210',
    // Addresses of machines.
    '203.0.113.77',
    'ip 203-0-113-77',
    '203_0_113_77',
    '2001:db8:85a3:8d3:1319:8a2e:370:7348',
    '2001:db8::1',
    '3405803853',
    'cb00714d',
    'klant CB00714D',
    // Tokens.
    '550e8400-e29b-41d4-a716-446655440000',
    'd41d8cd98f00b204e9800998ecf8427e',
    '9f86d081884c7d65',
    'MjAzLjAuMTEzLjc3',
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0',
    'campagne-x7Gk2Lq9Zt4Rw8Vb1Nc5',
    'IwAR2xJ9kQ4vT7bN1mZ8',
    // Nothing at all.
    '',
    '   ',
    '\u0000\u0007',
    '\u200b',
    'a'.repeat(1_025),
  ])('%j is no campaign: null', (value) => {
    expect(campaign(value)).toBeNull()
  })

  test('a person further on in a long value is found before the value is cut', () => {
    expect(campaign(`${'actie '.repeat(30)}jan@example.nl`)).toBeNull()
    expect(campaign(`${'x '.repeat(56)}jan.jansen@example.nl`)).toBeNull()
  })

  test('control and unseen characters go, length is bounded, no pair is torn', () => {
    expect(campaign('zo\u0000mer\u200b\n 2026\ud800')).toBe('zomer 2026\ufffd')
    expect(campaign('\u0000'.repeat(10) + 'ja\u0001n@example.nl')).toBeNull()
    expect(campaign('huis '.repeat(60))?.length).toBeLessThanOrEqual(120)
    expect(campaign(`${'é'.repeat(119)}🏠`)).toBe('é'.repeat(119))
    expect(read(`utm_source=${'İ'.repeat(120)}`).source?.length).toBeLessThanOrEqual(120)
  })

  test('random tokens are refused whatever they hold, and so is any mail address', () => {
    const random = fc.uint8Array({ minLength: 16, maxLength: 32 })
    fc.assert(
      fc.property(random, (bytes) => {
        const hexadecimal = Buffer.from(bytes).toString('hex')
        fc.pre(/\d/.test(hexadecimal))
        expect(campaign(`x-${hexadecimal}`)).toBeNull()
      }),
    )
    fc.assert(fc.property(fc.uuid(), (id) => campaign(id) === null))
    fc.assert(fc.property(fc.emailAddress(), fc.string(), (mail, text) => campaign(text + mail) === null))
  })

  test('never throws, and each value is bounded, trimmed and without control characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const found = readCampaign(
          new URLSearchParams({ utm_source: text, utm_medium: text, utm_campaign: text }),
        )
        for (const value of Object.values(found)) {
          if (value === null) continue
          expect(value.length).toBeGreaterThan(0)
          expect(value.length).toBeLessThanOrEqual(120)
          expect(value).toBe(value.trim())
          expect(value).not.toMatch(/[\p{Cc}\p{Cs}@]/u)
        }
      }),
    )
  })
})

test('a click id is read by its name alone', () => {
  const paidBy = (search: string) => readPaidBy(new URLSearchParams(search))
  expect(paidBy('gclid=')).toBe('google')
  expect(paidBy('msclkid=x')).toBe('microsoft')
  expect(paidBy('gclid=x&msclkid=y')).toBe('google')
  for (const search of ['', 'fbclid=x', 'dclid=x', 'GCLID=x', 'gclidx=y', 'x=gclid'])
    expect(paidBy(search)).toBeNull()
})
