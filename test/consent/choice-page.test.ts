import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { returnAddress } from '../../src/consent/way-back.ts'
import { readChoice } from '../../src/consent/choice-token.ts'
import { migrate } from '../../src/db/migrate.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { attributesOf, inlineParts } from '../page/html.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let pglite: PgliteWorld
let world: World
let site: Site

beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db)
  site = await world.addSite()
})
afterAll(() => pglite.close())

const origin = 'http://localhost:3000'
const ask = (headers: Record<string, string> = {}) => world.request('/choice?d=example.nl', { headers })
const choose = (form: Record<string, string>, headers: Record<string, string> = { origin }) =>
  world.request('/choice', { method: 'POST', headers, body: new URLSearchParams(form) })

describe('the choice page', () => {
  test('explains in Dutch or English what is counted, without anything inline (S-16)', async () => {
    const dutch = await (await ask()).text()
    const english = await (await ask({ 'accept-language': 'en-GB' })).text()
    expect(dutch).toContain('Je IP-adres korten we meteen in.')
    expect(english).toContain('We shorten your IP address at once.')
    expect(inlineParts(dutch)).toEqual([])
  })

  test('A-30: offers no and yes with the same look, no first', async () => {
    const html = await (await ask()).text()
    const buttons = [...html.matchAll(/<button ([^>]*)>([^<]+)<\/button>/g)].map(([, attributes, text]) => ({
      text,
      attributes: attributes?.replace(/value="\w+"/, ''),
    }))
    expect(buttons.map(({ text }) => text)).toEqual(['Tel mij niet mee', 'Tel mij wel mee'])
    expect(buttons[0]?.attributes).toBe(buttons[1]?.attributes)
  })

  test('says so when the browser refuses already, by DNT or GPC', async () => {
    for (const signal of [{ dnt: '1' }, { 'sec-gpc': '1' }])
      expect(await (await ask(signal)).text()).toContain('Je browser zegt al nee')
    expect(await (await ask({ dnt: '0' })).text()).not.toContain('Je browser zegt al nee')
  })

  test('lets its form end at the site and nowhere else', async () => {
    const policy = (await ask()).headers.get('content-security-policy')
    expect(policy).toContain("form-action 'self' https://example.nl https://www.example.nl;")
  })

  test('sets no cookie', async () => {
    const answers = await Promise.all([ask(), choose({ d: 'example.nl', counting: 'off' })])
    for (const answer of answers) expect(answer.headers.get('set-cookie')).toBeNull()
  })

  test('of a site that is not ours is not there, and never repeats its name', async () => {
    for (const path of ['/choice', '/choice?d=', '/choice?d=evil.example', `/choice?d=${'a'.repeat(400)}`]) {
      const answer = await world.request(path)
      expect(answer.status).toBe(404)
      const html = await answer.text()
      expect(html).toContain('Deze website kennen we niet.')
      expect(html.replaceAll(/href="[^"]*"/g, '')).not.toContain('evil')
    }
  })
})

describe('choosing', () => {
  test.each(['off', 'on'] as const)(
    '%s hands a token of this site back in the fragment',
    async (counting) => {
      const answer = await choose({ d: 'example.nl', counting })
      expect(answer.status).toBe(303)
      const address = new URL(answer.headers.get('location') ?? '')
      expect(address.origin + address.pathname + address.search).toBe('https://example.nl/')
      expect(readChoice(world.ports, site, address.hash.replace('#voordeur=', ''))).toBe(counting)
    },
  )

  test.each([
    ['www.example.nl', 'https://www.example.nl/'],
    ['evil.example', 'https://example.nl/'],
    ['//evil.example', 'https://example.nl/'],
    ['https://evil.example', 'https://example.nl/'],
    ['www.example.nl.evil.example', 'https://example.nl/'],
    ['www.example.nl@evil.example', 'https://example.nl/'],
    ['/demo/../auth', 'https://example.nl/'],
    ['/demo/\\evil.example', 'http://localhost:3000/demo//evil.example'],
    ['', 'https://example.nl/'],
  ])(
    'asked to return to "%s" leads to %s: the site or ourselves, never elsewhere (S-22)',
    async (asked, address) => {
      const answer = await choose({ d: 'example.nl', counting: 'off', return: asked })
      expect(answer.headers.get('location')?.split('#')[0]).toBe(address)
    },
  )

  test('carries the page’s language and site through the form', async () => {
    const html = await (await world.request('/choice?d=example.nl&lang=en&return=www.example.nl')).text()
    expect(attributesOf(html, 'action')).toContain('/choice?d=example.nl&lang=en')
    expect(attributesOf(html, 'value')).toContain('www.example.nl')
  })

  test('neither yes nor no, or from another website, is refused', async () => {
    expect((await choose({ d: 'example.nl' })).status).toBe(400)
    expect((await choose({ d: 'example.nl', counting: 'maybe' })).status).toBe(400)
    expect((await choose({ d: 'evil.example', counting: 'on' })).status).toBe(404)
    expect((await choose({ d: 'example.nl', counting: 'on' }, { origin: 'https://example.nl' })).status).toBe(
      403,
    )
  })
})

test('on our own host the way back keeps scheme and port, and a page of the demo is found again', () => {
  const own = { ...site, hostnames: ['localhost', 'example.nl'] }
  const config = { publicUrl: 'http://localhost:3000', demo: true }
  expect(returnAddress(own, config, undefined)).toBe('http://localhost:3000/')
  expect(returnAddress(own, config, 'example.nl')).toBe('https://example.nl/')
  expect(returnAddress(own, config, '/demo/nieuws')).toBe('http://localhost:3000/demo/nieuws')
  expect(returnAddress(own, config, '/demo/../auth/sign-out')).toBe('http://localhost:3000/')
  expect(returnAddress(own, { ...config, demo: false }, '/demo/nieuws')).toBe('http://localhost:3000/')
})
