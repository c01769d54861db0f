import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { snippetText } from '../support/page-server.ts'

const core = readFileSync(new URL('../../dist/core.txt', import.meta.url), 'utf8')

test('with default settings the snippet is at most 2,000 B gzip and 1,800 B brotli', () => {
  const text = snippetText({ d: 'example.nl' })
  expect(text).toContain('{"d":"example.nl"}')
  expect(gzipSync(text, { level: 9 }).length).toBeLessThanOrEqual(2_000)
  expect(
    brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
  ).toBeLessThanOrEqual(1_800)
})

test('there is one place for the settings, and nothing of a page or of evaluation in the text', () => {
  expect(core.split('"__SETTINGS__"')).toHaveLength(2)
  expect(core).not.toMatch(/\beval\b|new Function|innerHTML|createElement|appendChild|cookie|sessionStorage|sendBeacon/)
})
