import { afterAll, beforeAll, expect, test } from 'vitest'
import { openChromium, ordinaryUserAgent, unpackChromium } from './chromium.ts'
import type { ChromiumWorld } from './chromium.ts'

let world: ChromiumWorld
beforeAll(async () => {
  world = await openChromium()
})
afterAll(async () => world.close())

test('a page is laid out and run, by a browser that does not call itself headless', async () => {
  const page = await (await world.openContext()).newPage()
  await page.setContent('<p style="width: 40px">Welkom</p>')
  expect(await page.evaluate(() => document.querySelector('p')!.getBoundingClientRect().width)).toBe(40)
  expect(await page.evaluate(() => navigator.userAgent)).toBe(ordinaryUserAgent)
  expect(await page.evaluate(() => navigator.language)).toBe('nl-NL')
})

test('two visitors share no storage', async () => {
  const [one, two] = await Promise.all([world.openContext(), world.openContext()])
  await one.addCookies([{ name: 'a', value: 'b', url: 'http://localhost/' }])
  expect(await one.cookies()).toHaveLength(1)
  expect(await two.cookies()).toHaveLength(0)
})

test('unpacking again, also several at once, answers the same browser', async () => {
  const unpacked = await Promise.all([unpackChromium(), unpackChromium()])
  expect(unpacked[0].executable).toBe(unpacked[1].executable)
})
