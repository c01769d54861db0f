import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { askedSinceText, snippetSettings } from '../../src/site/snippet-settings.ts'
import { writeSnippetText } from '../../src/site/snippet-text.ts'
import { shareText, snippetBuilds } from '../support/page-server.ts'

const builds = snippetBuilds()

const gzipBytes = (text: string) => gzipSync(text, { level: 9 }).length
const brotliBytes = (text: string) =>
  brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length

test('with default settings the snippet is at most 2,000 B gzip and 1,800 B brotli', () => {
  const text = writeSnippetText(
    builds,
    snippetSettings('example.nl', { masks: [], excluded: [], hashRoutes: false }),
  )
  expect(text).toContain('{d:"example.nl"}')
  expect(gzipBytes(text)).toBeLessThanOrEqual(2_000)
  expect(brotliBytes(text)).toBeLessThanOrEqual(1_800)
})

test('B1: a site that asks nothing knows of no banner; one that asks stays within the same bytes', () => {
  const settings = snippetSettings('example.nl', {
    masks: [],
    excluded: [],
    hashRoutes: false,
    askedSince: askedSinceText(new Date('2026-11-23T11:00:00Z'), new Date('2026-11-26T11:00:00Z')),
  })
  const text = writeSnippetText(builds, settings)
  expect(text).toContain(`{d:"example.nl",c:"${settings.c}"}`)
  expect(text).toContain('/banner.js')
  expect(writeSnippetText(builds, { d: 'example.nl' })).not.toContain('/banner.js')
  expect(gzipBytes(text)).toBeLessThanOrEqual(2_000)
  expect(brotliBytes(text)).toBeLessThanOrEqual(1_800)
})

test('rules of a site cost little more', () => {
  const text = writeSnippetText(
    builds,
    snippetSettings('example.nl', {
      masks: ['/klant/*'],
      excluded: ['/intern/**'],
      hashRoutes: true,
      missingTitle: 'Pagina niet gevonden',
      searchParameters: ['q'],
    }),
  )
  expect(gzipBytes(text)).toBeLessThanOrEqual(2_350)
})

test('only a site that sets something loads the build with rules, for whatever it sets', () => {
  const none = { masks: [], excluded: [], hashRoutes: false, missingTitle: '', searchParameters: [] }
  expect(writeSnippetText(builds, snippetSettings('example.nl', none)).length).toBeLessThan(
    builds.coreWithRules.length,
  )
  for (const set of [
    { masks: ['/klant/*'] },
    { excluded: ['/intern/**'] },
    { hashRoutes: true },
    { missingTitle: 'Pagina niet gevonden' },
    { searchParameters: ['q'] },
  ]) {
    const settings = snippetSettings('example.nl', { ...none, ...set })
    expect(Object.keys(settings)).toHaveLength(2)
    expect(writeSnippetText(builds, settings).length).toBeGreaterThan(builds.coreWithRules.length)
  }
})

test('what only some pages ask for is a file of its own, below 1,300 B gzip', () => {
  expect(gzipBytes(shareText())).toBeLessThanOrEqual(1_300)
  expect(builds.core).not.toContain('utm_medium=')
  // It is loaded as a module, so its names are its own, but what it says there stays in it.
  expect(shareText()).not.toMatch(/\b(import|export)\b/)
})

test('nothing but `voordeur` is left on the page: each build is one block or one function', () => {
  for (const text of [builds.core, builds.coreWithConsent]) {
    expect(text).toMatch(/^if\(!self\.voordeur\)\{let .*\}$/s)
    expect(text).not.toMatch(/\b(var|function|class)\b/)
  }
  expect(builds.coreWithRules).toMatch(/^\(\(\)=>\{.*\}\)\(\)$/s)
})

const forbidden = /\beval\b|Function\(|innerHTML|createElement|append|cookie|sessionStorage|sendBeacon/

test.each(Object.entries(builds))(
  '%s has one place for the settings, and nothing of evaluation, cookies or page building',
  (_, text: string) => {
    expect(text.split('"__SETTINGS__"')).toHaveLength(2)
    expect(text).not.toMatch(forbidden)
  },
)

test('nor does the file for sharing have any of these', () => {
  expect(shareText()).not.toMatch(forbidden)
})

test('settings can neither end the script they stand in nor be taken for a pattern of replacement', () => {
  const text = writeSnippetText(builds, { d: '</script>\u2028$&' })
  expect(text).toContain('{d:"\\u003c/script>\\u2028$&"}')
  expect(text).not.toContain('</script>')
})
