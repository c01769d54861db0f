import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { longerThanABatchMs, openSnippetWorld } from './visitor.ts'
import type { SnippetWorld } from './visitor.ts'

let world: SnippetWorld
let page: Page
beforeAll(async () => {
  world = await openSnippetWorld()
})
afterAll(async () => world.close())
afterEach(async () => world.leave())

/** What was sent besides the page's own view and time. */
const said = () =>
  world.collector
    .events()
    .filter(({ n }) => n !== 'pageview' && n !== 'engagement')
    .map(({ n, p, i }) => ({ n, p, ...(i !== undefined && { i }) }))

const until = async (count: number) => {
  await world.collector.until(() => said().length >= count)
  return said()
}

describe('links', () => {
  test('a click to another host is told before the page goes, and the page goes at once', async () => {
    page = await world.visit({
      body: '<a href="http://elders.test:1/wonen/huis?naam=jan#deel"><b>Elders</b></a>',
    })
    await page.route('http://elders.test:1/**', (route) => route.fulfill({ body: 'elders' }))
    await page.click('b')
    await page.waitForURL('http://elders.test:1/**')
    expect(await until(1)).toEqual([
      { n: 'Outbound Link: Click', p: { url: 'http://elders.test:1/wonen/huis' } },
    ])
  })

  test('the middle button opens a link as well, the right one only a menu', async () => {
    page = await world.visit({ body: '<a href="http://elders.test:1/a">Elders</a>' })
    await page.context().route('http://elders.test:1/**', (route) => route.fulfill({ body: 'elders' }))
    await page.click('a', { button: 'right' })
    await page.click('a', { button: 'middle' })
    await until(1)
    await pause(longerThanABatchMs)
    expect(said()).toEqual([{ n: 'Outbound Link: Click', p: { url: 'http://elders.test:1/a' } }])
  })

  test('our own pages, mail, telephone, other schemes and links in a drawing are no outbound links', async () => {
    page = await world.visit({
      body: `<a href="/verder">1</a> <a href="mailto:jan@example.nl">2</a> <a href="tel:0101234567">3</a>
        <a href="javascript:void 0">4</a> <a href="whatsapp://send?text=x">5</a> <a>6</a> <a href="blob:http://x/1">7</a>
        <svg><a href="http://elders.test/x"><text y=20>8</text></a></svg>`,
    })
    await page.evaluate(() => {
      addEventListener('click', (event) => event.preventDefault())
      for (const link of document.querySelectorAll('a, text'))
        link.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, cancelable: true }))
      document.dispatchEvent(new MouseEvent('click'))
    })
    await pause(longerThanABatchMs)
    expect(said()).toEqual([])
  })

  test('a handle on a network is kept, a telephone number in a share link is not', async () => {
    page = await world.visit({
      body: '<a href="https://sociaal.test/@corporatie">1</a><a href="https://wa.test/31612345678?text=hoi">2</a>',
    })
    await page.evaluate(() => {
      addEventListener('click', (event) => event.preventDefault())
      for (const link of document.querySelectorAll('a')) link.click()
    })
    expect(await until(2)).toEqual([
      { n: 'Outbound Link: Click', p: { url: 'https://sociaal.test/@corporatie' } },
      { n: 'Outbound Link: Click', p: { url: 'https://wa.test/:id' } },
    ])
  })

  test('a file is a download, here and on another host, and no outbound link too', async () => {
    const extensions = 'pdf PDF docx doc xlsx xls pptx ppt odt ods csv zip mp3 mp4'.split(' ')
    const links = (extension: string) =>
      [
        `/docs/huur.${extension}?v=2`,
        `https://cdn.test/x.${extension}`,
        `/over-${extension}`,
        `/x.${extension}/lees`,
      ]
        .map((href) => `<a href="${href}">x</a>`)
        .join('')
    page = await world.visit({ body: extensions.map(links).join('') })
    await page.evaluate(() => {
      addEventListener('click', (event) => event.preventDefault())
      for (const link of document.querySelectorAll('a')) link.click()
    })
    expect(await until(2 * extensions.length)).toEqual(
      extensions.flatMap((extension) => [
        { n: 'File Download', p: { url: `${world.site.origin('www.example.test')}/docs/huur.${extension}` } },
        { n: 'File Download', p: { url: `https://cdn.test/x.${extension}` } },
      ]),
    )
  })

  test('a page that stops its clicks, and a link inside a web component, hide nothing', async () => {
    page = await world.visit({ body: '<x-knop></x-knop>' })
    await page.evaluate(() => {
      document.addEventListener('click', (event) => event.stopImmediatePropagation(), true)
      addEventListener('click', (event) => event.preventDefault(), true)
      const root = document.querySelector('x-knop')!.attachShadow({ mode: 'open' })
      const link = document.createElement('a')
      link.href = 'https://elders.test/binnen'
      root.append(link)
      link.click()
    })
    expect(await until(1)).toEqual([{ n: 'Outbound Link: Click', p: { url: 'https://elders.test/binnen' } }])
  })
})

describe('forms', () => {
  test('a submission tells the page and never a field; an invalid form is none', async () => {
    page = await world.visit({
      path: '/reparatie/12345',
      body: `<form action="/bedankt"><input name=klacht required><input type=hidden name=bsn value=geheim>
        <button>Verstuur</button></form>`,
    })
    await page.click('button')
    await pause(longerThanABatchMs)
    expect(said()).toEqual([])
    await page.fill('input[name=klacht]', 'lekkage in de badkamer')
    await page.click('button')
    await page.waitForURL('**/bedankt?*')
    expect(await until(1)).toEqual([{ n: 'Form: Submission', p: { path: '/reparatie/:id' } }])
    expect(JSON.stringify(world.collector.taken)).not.toMatch(/lekkage|klacht|geheim|bsn/)
  })
})

describe('data attributes', () => {
  test('any element says its name and properties when it is clicked, not by the middle button', async () => {
    page = await world.visit({
      body: `<div data-voordeur-event="Kaart" data-voordeur-prop-wijk="Zuid" data-voordeur-prop-soort-woning="Etage"
        data-prop-x="nee" title="nee"><button>Toon</button></div>`,
    })
    await page.click('button', { button: 'middle' })
    await page.click('button')
    await until(1)
    await pause(longerThanABatchMs)
    expect(said()).toEqual([{ n: 'Kaart', p: { wijk: 'Zuid', 'soort-woning': 'Etage' } }])
  })

  test('a link with a name is told by both, also by the middle button', async () => {
    page = await world.visit({
      body: '<a data-voordeur-event="Delen" href="http://elders.test:1/x">Deel</a>',
    })
    await page.context().route('http://elders.test:1/**', (route) => route.fulfill({ body: 'elders' }))
    await page.click('a', { button: 'middle' })
    expect(await until(2)).toEqual([
      { n: 'Outbound Link: Click', p: { url: 'http://elders.test:1/x' } },
      { n: 'Delen', p: {} },
    ])
  })

  test('a form says it when it is submitted, not when it is clicked', async () => {
    page = await world.visit({
      path: '/inschrijven',
      body: `<form data-voordeur-event="Inschrijving" data-voordeur-prop-via="voorpagina"><label>Naam <input></label>
        <button>Ga</button></form>`,
    })
    await page.click('input')
    await pause(longerThanABatchMs)
    expect(said()).toEqual([])
    await page.click('button')
    expect(await until(2)).toEqual([
      { n: 'Form: Submission', p: { path: '/inschrijven' } },
      { n: 'Inschrijving', p: { via: 'voorpagina' } },
    ])
  })
})

describe('voordeur.track()', () => {
  test('sends name, flat properties and whether it counts as an interaction; long texts are cut at 500', async () => {
    page = await world.visit()
    await page.evaluate(() => {
      window.voordeur?.track('Leeg')
      window.voordeur?.track('Zoekfilter', {
        props: { kamers: 3, lift: true, tekst: 'é'.repeat(600) },
        interactive: false,
      })
    })
    expect(await until(2)).toEqual([
      { n: 'Leeg', p: {} },
      { n: 'Zoekfilter', p: { kamers: '3', lift: 'true', tekst: 'é'.repeat(500) }, i: false },
    ])
  })

  test('keeps what was true at the call, whatever the page does to its object later', async () => {
    page = await world.visit()
    await page.evaluate(() => {
      const props = { stap: 'een' }
      window.voordeur?.track('Stap', { props })
      props.stap = 'twee'
    })
    expect(await until(1)).toEqual([{ n: 'Stap', p: { stap: 'een' } }])
  })
})
