import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { snippetSettings } from '../../src/site/snippet-settings.ts'
import { writeSnippetText } from '../../src/site/snippet-text.ts'
import { snippetBuilds } from '../support/page-server.ts'

const builds = snippetBuilds()

const gzipBytes = (text: string) => gzipSync(text, { level: 9 }).length
const brotliBytes = (text: string) =>
  brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length

test('with default settings the snippet is at most 2,000 B gzip and 1,800 B brotli', () => {
  const text = writeSnippetText(
    builds,
    snippetSettings('example.nl', { masks: [], excluded: [], hashRoutes: false }),
  )
  expect(text).toContain('{"d":"example.nl"}')
  expect(gzipBytes(text)).toBeLessThanOrEqual(2_000)
  expect(brotliBytes(text)).toBeLessThanOrEqual(1_800)
})

test('rules of a site cost little more', () => {
  const text = writeSnippetText(
    builds,
    snippetSettings('example.nl', { masks: ['/klant/*'], excluded: ['/intern/**'], hashRoutes: true }),
  )
  expect(gzipBytes(text)).toBeLessThanOrEqual(2_150)
})

test.each(Object.entries(builds))(
  '%s has one place for the settings, and nothing of evaluation, cookies or page building',
  (_, text: string) => {
    expect(text.split('"__SETTINGS__"')).toHaveLength(2)
    expect(text).not.toMatch(
      /\beval\b|Function\(|innerHTML|createElement|append|cookie|sessionStorage|sendBeacon/,
    )
  },
)

test('settings can neither end the script they stand in nor be taken for a pattern of replacement', () => {
  const text = writeSnippetText(builds, { d: '</script>\u2028$&' })
  expect(text).toContain('{"d":"\\u003c/script>\\u2028$&"}')
  expect(text).not.toContain('</script>')
})
