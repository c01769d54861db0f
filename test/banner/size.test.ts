import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { shownNotice } from '../../src/consent/consent-route.ts'
import { makeNotice, noticeIdOf, noticeText } from '../../src/consent/notice.ts'
import { noticeLanguages, type NoticeLanguage } from '../../src/consent/texts.ts'
import type { ShownNotice } from '../../src/consent/wire.ts'
import { usualController, usualDraft } from '../support/asking.ts'
import { bannerText } from '../support/page-server.ts'

const gzipBytes = (text: string) => gzipSync(text, { level: 9 }).length
const brotliBytes = (text: string) =>
  brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length

/** As `GET /api/consent` answers. */
function answer(lang: NoticeLanguage): ShownNotice {
  const notice = makeNotice(
    { ...usualDraft, languages: [lang] },
    { site: 'woonstichtingdelinde.nl', form: 'je', controller: usualController, statement: null },
  )
  return shownNotice({ id: noticeIdOf(noticeText(notice)), notice }, lang)
}

describe('what a visitor loads to be asked', () => {
  test('the file, styles and all, is at most 4,970 B brotli', () => {
    expect(brotliBytes(bannerText())).toBeLessThanOrEqual(4_970)
    expect(gzipBytes(bannerText())).toBeLessThanOrEqual(5_600)
  })

  test('with all that is said to somebody, in Dutch or English, at most 6,000 B', () => {
    for (const lang of ['nl', 'en'] as const)
      expect(brotliBytes(bannerText()) + brotliBytes(JSON.stringify(answer(lang).texts))).toBeLessThanOrEqual(
        6_000,
      )
  })

  test('with a whole question of three purposes at most 6,144 B', () => {
    const whole = (lang: NoticeLanguage) =>
      brotliBytes(bannerText()) + brotliBytes(JSON.stringify(answer(lang)))
    for (const lang of ['nl', 'en'] as const) expect(whole(lang)).toBeLessThanOrEqual(6_144)
    // Two bytes a letter.
    for (const lang of noticeLanguages) expect(whole(lang)).toBeLessThanOrEqual(6_350)
  })
})

test('it takes no string for HTML or code, sets no inline style, and writes cookies only to end them', () => {
  const text = bannerText()
  expect(text).not.toMatch(
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|Function\(|\.style\b|"style"|srcdoc|DOMParser/,
  )
  expect(text.match(/document\.cookie=/g)).toHaveLength(1)
  expect(text).toContain('max-age=0')
  expect(text).not.toMatch(/\b(export)\b|__tcfapi|indexedDB|sendBeacon/)
})
