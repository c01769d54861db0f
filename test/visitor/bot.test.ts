import { describe, expect, test } from 'vitest'
import { isPrefetch, isRobot } from '../../src/visitor/bot.ts'
import { browsers, inApp, robots } from './user-agents.ts'

describe('isRobot', () => {
  test.each(robots)('a robot: %s', (userAgent) => {
    expect(isRobot(userAgent)).toBe(true)
    expect(isRobot(userAgent)).toBe(true)
  })

  test.each(inApp)('a person inside an app, $browser: $userAgent', ({ userAgent }) => {
    expect(isRobot(userAgent)).toBe(false)
    expect(isRobot(userAgent)).toBe(false)
  })

  test.each(browsers)('a person: $userAgent', ({ userAgent }) => {
    expect(isRobot(userAgent)).toBe(false)
  })

  test('the tables are as large as they claim', () => {
    expect(inApp.length).toBeGreaterThanOrEqual(40)
    expect(robots.length).toBeGreaterThanOrEqual(40)
    expect(new Set([...inApp, ...browsers].map(({ userAgent }) => userAgent)).size).toBe(
      inApp.length + browsers.length,
    )
  })

  test('nobody browses without a user agent', () => {
    expect(isRobot('')).toBe(true)
    expect(isRobot('   ')).toBe(true)
  })

  test('a very long user agent costs no more than its first 512 characters', () => {
    const person = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 ${'x '.repeat(300)}`
    expect(isRobot(person)).toBe(false)
    expect(isRobot(`${person}Googlebot/2.1`)).toBe(false)
    expect(isRobot(`Googlebot/2.1 ${person}`)).toBe(true)
  })
})

describe('isPrefetch', () => {
  test.each([
    ['sec-purpose', 'prefetch'],
    ['Sec-Purpose', 'prefetch;prerender'],
    ['sec-purpose', 'prefetch;anonymous-client-ip'],
    ['purpose', 'prefetch'],
    ['Purpose', 'Preview'],
    ['x-purpose', 'preview'],
    ['x-moz', 'prefetch'],
  ])('%s: %s was made ahead of a visit', (name, value) => {
    expect(isPrefetch(new Headers({ [name]: value }))).toBe(true)
  })

  test('an ordinary beacon is none, the one of an activated prerendered page included', () => {
    expect(isPrefetch(new Headers())).toBe(false)
    expect(isPrefetch(new Headers({ 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'empty' }))).toBe(false)
    expect(isPrefetch(new Headers({ 'x-moz': '1', purpose: '', 'x-purpose': 'previewer' }))).toBe(false)
    expect(isPrefetch(new Headers({ 'user-agent': 'prefetch', 'x-other': 'prefetch' }))).toBe(false)
  })
})
