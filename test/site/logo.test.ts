import { expect, test } from 'vitest'
import { isLogo, logoBytesMax, readLogo } from '../../src/site/logo.ts'

const bytes = (...parts: (number[] | string)[]) =>
  new Uint8Array(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part)] : part)))
const png = bytes([0x89], 'PNG\r\n', [0x1a], '\n', 'rest')
const kinds = {
  'image/png': png,
  'image/jpeg': bytes([0xff, 0xd8, 0xff, 0xe0], 'rest'),
  'image/webp': bytes('RIFF', [9, 0, 0, 0], 'WEBPVP8 '),
}

test.each(Object.entries(kinds))('a file is %s by its bytes, and is written anew', (type, file) => {
  const reading = readLogo(file)
  expect(reading).toEqual({ ok: true, logo: `data:${type};base64,${Buffer.from(file).toString('base64')}` })
  expect(reading.ok && isLogo(reading.logo)).toBe(true)
})

test.each([
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  ['SVG with a head', '<?xml version="1.0"?><svg/>'],
  ['GIF', 'GIF89a'],
  ['a web page', '<!doctype html>'],
  ['other sound than WebP', 'RIFF....WAVE'],
  ['half a signature', '\u0089PN'],
  ['nothing', ''],
])('%s is no logo', (_, text) => {
  expect(readLogo(Buffer.from(text, 'latin1'))).toEqual({ ok: false, why: 'logo-type' })
})

test('a logo has at most 60 KiB', () => {
  const large = (size: number) =>
    bytes(
      [...png],
      Array.from({ length: size - png.length }, () => 1),
    )
  const reading = readLogo(large(logoBytesMax))
  expect(reading.ok && isLogo(reading.logo)).toBe(true)
  expect(readLogo(large(logoBytesMax + 1))).toEqual({ ok: false, why: 'logo-large' })
  expect(isLogo(`data:image/png;base64,${Buffer.from(large(logoBytesMax + 9)).toString('base64')}`)).toBe(
    false,
  )
})

test('a text is a logo only as we write it: no other kind, no sign that ends an attribute, what it says it is', () => {
  const body = Buffer.from(png).toString('base64')
  for (const text of [
    `data:image/svg+xml;base64,${body}`,
    `data:image/jpeg;base64,${body}`,
    `data:image/png;base64,${body}" onerror="x`,
    `data:image/png,${body}`,
    `https://elders.nl/logo.png`,
    `data:text/html;base64,${body}`,
    '',
  ])
    expect(isLogo(text), text).toBe(false)
})
