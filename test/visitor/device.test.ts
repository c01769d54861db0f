import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { must } from '../../src/must.ts'
import { readDevice, readLanguage } from '../../src/visitor/device.ts'
import { browsers, inApp, robots } from './user-agents.ts'

describe('readDevice', () => {
  test.each([...browsers, ...inApp])('$browser on $os ($device): $userAgent', ({ userAgent, ...device }) => {
    expect(readDevice(userAgent)).toEqual(device)
    // The remembered answer is the same one.
    expect(readDevice(userAgent)).toEqual(device)
  })

  test('knows nothing of an empty or foreign text', () => {
    const unknown = { device: 'other', browser: null, os: null }
    for (const text of ['', ' ', 'Mozilla/5.0', 'x', '🦊', '\u0000', 'Netscapes/1'])
      expect(readDevice(text)).toEqual(unknown)
  })

  test('a version that is no version is left out, and so is a name that is not ours', () => {
    expect(readDevice('Mozilla/5.0 (Windows NT 10.0) Chrome/20303113077.1 Safari/537.36').browser).toBe(
      'Chrome',
    )
    expect(readDevice('Mozilla/5.0 (Windows NT 10.0) Chrome/0000140.1 Safari/537.36').browser).toBe('Chrome')
    expect(readDevice('Mozilla/5.0 (Windows NT 10.0) cHrOmE/140.1 Safari/537.36').browser).toBe('Chrome 140')
    expect(readDevice('Lynx/2.9.2 libwww-FM/2.14').browser).toBeNull()
  })

  test('no text of a user agent is ever returned, however it was made', () => {
    const names = new Set(
      [...browsers, ...inApp].flatMap(({ browser, os }) => [browser?.replace(/ \d+$/, ''), os]),
    )
    const mark = 'janjansen'
    fc.assert(
      fc.property(
        fc.constantFrom(...browsers, ...inApp),
        fc.nat(400),
        fc.string(),
        ({ userAgent }, at, junk) => {
          const { browser, os } = readDevice(
            `${userAgent.slice(0, at)}${mark}/77 ${junk}${userAgent.slice(at)}`,
          )
          expect(`${browser} ${os}`.toLowerCase()).not.toContain(mark)
          expect(browser ?? '').toMatch(/^[A-Za-z ]{0,34}(?: \d{1,3})?$/)
          expect((browser ?? '').length).toBeLessThanOrEqual(40)
          expect((os ?? '').length).toBeLessThanOrEqual(40)
        },
      ),
    )
    expect(names.size).toBeGreaterThan(30)
  })

  test('a very long user agent costs no more than its first 512 characters', () => {
    const [{ userAgent, ...device }] = [must(inApp[0], 'the list has samples')]
    expect(readDevice(userAgent + ' '.repeat(100_000))).toEqual(device)
    expect(readDevice(' '.repeat(600) + userAgent)).toEqual({ device: 'other', browser: null, os: null })
  })

  test('robots have a device too, and never a raw one', () => {
    for (const userAgent of robots)
      expect(userAgent === 'node' || readDevice(userAgent).browser !== userAgent).toBe(true)
  })
})

describe('readLanguage', () => {
  test.each([
    ['nl-NL,nl;q=0.9,en;q=0.8', 'nl'],
    ['NL', 'nl'],
    ['en', 'en'],
    [' fr-CH, fr;q=0.9', 'fr'],
    ['zh-Hans-CN', 'zh'],
    ['fil;q=0.8', 'fil'],
    ['de_DE', 'de'],
  ])('%j is %j', (header, language) => {
    expect(readLanguage(header)).toBe(language)
  })

  test.each([
    null,
    '',
    '*',
    'x-klingon',
    'i-default',
    'nederlands',
    'n',
    '12',
    ',nl',
    'nl!',
    '\u0000nl',
    'ńl',
  ])('%j is null', (header) => {
    expect(readLanguage(header)).toBeNull()
  })
})
