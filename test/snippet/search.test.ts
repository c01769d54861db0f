import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { setTimeout as pause } from 'node:timers/promises'
import { longerThanABatchMs, openSnippetWorld } from './visitor.ts'
import type { SnippetWorld } from './visitor.ts'

let world: SnippetWorld
beforeAll(async () => {
  world = await openSnippetWorld()
})
afterAll(async () => world.close())
afterEach(async () => world.leave())

const searches = () => world.collector.events().filter(({ n }) => n === 'Site Search')
const wire = () => world.collector.taken.map(({ body, headers }) => body + JSON.stringify(headers)).join('\n')

type Site = 'search' | 'searchHash' | 'plain' | 'rules'

/** Opens the page and answers the terms that were sent. */
async function termsAt(path: string, site: Site = 'search') {
  await world.visit({ path, site })
  await world.collector.until((events) => events.length > 0)
  await pause(100)
  return searches().map(({ p }) => p)
}

/** Opens a page for each of the queries, at once, and answers the terms that each one sent: waiting is most of the time. */
async function termsOfEach(queries: readonly string[]): Promise<unknown[][]> {
  const context = await world.openContext()
  const open = async (query: string, nth: number) =>
    world.visit({ path: `/zoeken/${nth}${query}`, site: 'search', context })
  await Promise.all(queries.map(open))
  await world.collector.until(
    (events) => events.filter(({ n }) => n === 'pageview').length === queries.length,
  )
  await pause(100)
  return queries.map((_, nth) =>
    searches()
      .filter(({ u }) => new URL(u).pathname === `/zoeken/${nth}`)
      .map(({ p }) => p?.['term']),
  )
}

describe('what a visitor looks for on the site itself', () => {
  test('is told by one event that is passive, and nowhere else', async () => {
    expect(await termsAt('/zoeken?q=Huur%20Toeslag&pagina=2&utm_source=krant')).toEqual([
      { term: 'huur toeslag' },
    ])
    expect(searches()[0]).toEqual({
      n: 'Site Search',
      u: `${world.site.origin('www.example.test')}/zoeken?utm_source=krant`,
      d: 'example.nl',
      id: expect.any(String) as string,
      p: { term: 'huur toeslag' },
      i: false,
    })
    expect(world.collector.events().map(({ n }) => n)).toEqual(['pageview', 'Site Search'])
    expect(world.collector.taken).toHaveLength(1)
  })

  test.each(['plain', 'rules'] as const)('is not told without the setting: %s', async (site) => {
    expect(await termsAt('/zoeken?q=tuin&zoek=tuin&s=tuin', site)).toEqual([])
    expect(wire()).not.toContain('tuin')
  })

  test('is found in the fields of the setting, trimmed, in small letters and bounded', async () => {
    const expected: [string, string[]][] = [
      ['?q=', []],
      ['?q=%20%20', []],
      ['?x=tuin&Q=tuin&qq=tuin', []],
      ['#?q=tuin', []],
      ['?zoek=schuur', ['schuur']],
      // The order is that of the setting; a field that was left empty is none.
      ['?zoek=schuur&q=tuin', ['tuin']],
      ['?zoek=schuur&q=', ['schuur']],
      ['?q=+%20Tuin%20', ['tuin']],
      ['?q=%C3%89%C3%A9n+kamer%3F', ['één kamer?']],
      ['?q=huis+24+m2+1+2', []],
      ['?q=huis+24+m2+1', ['huis 24 m2 1']],
      [`?q=${'a'.repeat(70)}`, ['a'.repeat(60)]],
      // Not cut through the middle of a character.
      [`?q=${'%F0%9F%8F%A0'.repeat(61)}`, ['🏠'.repeat(60)]],
      ['?q=%ZZ%E0%A4%A', ['%zz\ufffd%a']],
    ]
    const terms = await termsOfEach(expected.map(([query]) => query))
    expect(expected.map(([query], nth) => [query, terms[nth]])).toEqual(expected)
  })

  test('that may tell who it was does not leave the browser', async () => {
    const terms = await termsOfEach(
      [
        'jan.jansen@privaat.example',
        'wie is jan@privaat',
        'jan%2540privaat',
        'jan＠privaat',
        '0612345678',
        '06-12 34 56',
        '1 2 3 4 5',
        'huurder 98765',
        '%33%34%35%36%37',
        '٠٦١٢٣',
        `${'zolder '.repeat(30)}12345`,
        // The opposite: the last one is harmless, and is sent.
        'tuin',
      ].map((term) => `?q=${encodeURIComponent(term)}`),
    )
    expect(terms.slice(0, -1).flat()).toEqual([])
    expect(terms.at(-1)).toEqual(['tuin'])
    expect(wire()).not.toMatch(/privaat|huurder|zolder|%3|%4|٠/)
  })

  test('is told again with the next view, also of a page that changes without loading', async () => {
    const page = await world.visit({ path: '/zoeken?q=tuin', site: 'search' })
    await page.evaluate(() => {
      history.pushState(null, '', '/zoeken?q=zolder')
      history.pushState(null, '', '/resultaten?q=schuur')
      history.pushState(null, '', '/woning')
    })
    await world.collector.until((events) => events.length >= 5)
    await pause(longerThanABatchMs)
    // The same page with another query is no view.
    expect(searches().map(({ p }) => p?.['term'])).toEqual(['tuin', 'schuur'])
  })

  test('stands after the fragment with hash routes', async () => {
    expect(await termsAt('/app#/zoeken?q=tuin', 'searchHash')).toEqual([{ term: 'tuin' }])
    world.collector.forget()
    expect(await termsAt('/app?q=schuur#/zoeken', 'searchHash')).toEqual([{ term: 'schuur' }])
  })

  test('is not told of a visitor who is not counted', async () => {
    const page = await world.visit({
      path: '/zoeken?q=tuin',
      site: 'search',
      before: () => Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true }),
    })
    await pause(longerThanABatchMs)
    await page.goto('about:blank')
    await pause(150)
    expect(world.collector.taken).toEqual([])
  })
})
