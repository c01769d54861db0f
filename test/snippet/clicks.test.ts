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
      { n: 'Outbound Link: Click', p: { url: 'http://elders.test:1/wonen/huis?naam' } },
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
        <a href="javascript:void 0">4</a> <a href="sms:?body=x">5</a> <a>6</a> <a href="blob:http://x/1">7</a>
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
      { n: 'Outbound Link: Click', p: { url: 'https://wa.test/:id?text' } },
    ])
  })

  test('of a query the names of its parameters are told, not the empty ones, and never a value', async () => {
    const told = {
      'https://wa.test/?text=Kijk%20eens%20geheim': 'https://wa.test/?text',
      'https://api.wa.test/send?phone=31612345678&text=geheim': 'https://api.wa.test/send?phone&text',
      // Without a number it is no message to somebody but a page that is shared.
      'https://api.wa.test/send?phone=&text=geheim': 'https://api.wa.test/send?&text',
      'https://x.test/intent/post?text=geheim&url=https%3A%2F%2Fa.nl%2Fgeheim%3Fb%3Dgeheim#geheim':
        'https://x.test/intent/post?text&url',
      'https://li.test/shareArticle?mini=true&url=https://a.nl/geheim?b=1':
        'https://li.test/shareArticle?mini&url?b',
      // No name stands before what has no equals sign; what looks like one may be the end of a token or a number.
      'https://elders.test/?geheim': 'https://elders.test/?',
      'https://elders.test/?geheim@mail.nl&a=1': 'https://elders.test/?&a',
      'https://elders.test/?Z2VoZWlt=&Z2VoZWlt==': 'https://elders.test/?&',
      'https://elders.test/?0612345678=geheim&+31612345678=1&b=': 'https://elders.test/?&&',
      'https://elders.test/pad/0612345678?_utm_source=geheim': 'https://elders.test/pad/:id?_utm_source',
      'https://wa.test/%2B31612345678': 'https://wa.test/:id',
      'https://wa.test/+31-6-12345678?text=geheim': 'https://wa.test/:id?text',
    }
    page = await world.visit({
      body: Object.keys(told)
        .map((href) => `<a href="${href.replaceAll('&', '&amp;')}">x</a>`)
        .join(''),
    })
    await page.evaluate(() => {
      addEventListener('click', (event) => event.preventDefault())
      for (const link of document.querySelectorAll('a')) link.click()
    })
    const events = await until(Object.keys(told).length)
    expect(events.map(({ p }) => p?.['url'])).toEqual(Object.values(told))
    expect(JSON.stringify(events)).not.toMatch(/geheim|Z2Vo|\d{5}/i)
  })

  test('WhatsApp as an app counts as another host; other schemes do not', async () => {
    page = await world.visit({
      body: `<a href="whatsapp://send?text=Kijk%20geheim">1</a> <a href="whatsapp://send?phone=31612345678&amp;text=x">2</a>
        <a href="whatsapp:send?text=x">3</a> <a href="web+whatsapp://send?text=x">4</a> <a href="tg://send?text=x">5</a>`,
    })
    await page.evaluate(() => {
      addEventListener('click', (event) => event.preventDefault())
      for (const link of document.querySelectorAll('a')) link.click()
    })
    await until(3)
    await pause(longerThanABatchMs)
    expect(said().map(({ p }) => p)).toEqual([
      { url: 'whatsapp://send?text' },
      { url: 'whatsapp://send?phone&text' },
      { url: 'whatsapp://send?text' },
    ])
  })

  test('it is told whether a link to elsewhere stands in the header, in the footer, or in between', async () => {
    const link = (name: string) => `<a href="https://elders.test/${name}">x</a>`
    page = await world.visit({
      body: `<header class="footer">${link('header')}</header><nav><ul><li>${link('nav')}</ul></nav>
        <div role="banner">${link('banner')}</div><div role="navigation">${link('navigation')}</div>
        <main id="header" class="nav" role="main"><article><p>${link('main')}</p></article>
        <x-footer>${link('no-footer')}</x-footer><div role="complementary">${link('aside')}</div></main>
        <footer><nav>${link('menu-in-footer')}</nav>${link('footer')}</footer>
        <div role="contentinfo">${link('contentinfo')}</div><footer id="shadow"><x-deel></x-deel></footer>
        <footer><a href="/x.pdf">pdf</a></footer>`,
    })
    await page.evaluate(() => {
      addEventListener('click', (event) => event.preventDefault())
      for (const a of document.querySelectorAll('a')) a.click()
      const root = document.querySelector('x-deel')!.attachShadow({ mode: 'open' })
      const inside = document.createElement('a')
      inside.href = 'https://elders.test/component'
      root.append(inside)
      inside.click()
    })
    const events = await until(12)
    const where = events
      .filter(({ n }) => n === 'Outbound Link: Click')
      .map(({ p }) => [p?.['url']?.split('/')[3], p?.['where']])
    expect(Object.fromEntries(where)).toEqual({
      header: 'header',
      nav: 'header',
      banner: 'header',
      navigation: 'header',
      main: undefined,
      'no-footer': undefined,
      aside: undefined,
      'menu-in-footer': 'footer',
      footer: 'footer',
      contentinfo: 'footer',
      component: 'footer',
    })
    const inBetween = events.find(({ p }) => p?.['url'] === 'https://elders.test/main')
    expect(Object.keys(inBetween?.p ?? {})).toEqual(['url'])
    expect(events.find(({ n }) => n === 'File Download')?.p).toEqual({
      url: `${world.site.origin('www.example.test')}/x.pdf`,
    })
  })

  test('a link around a web component is found from inside of it', async () => {
    page = await world.visit({ body: '<a href="https://elders.test/om"><x-icoon></x-icoon></a>' })
    await page.evaluate(() => {
      addEventListener('click', (event) => event.preventDefault())
      const root = document.querySelector('x-icoon')!.attachShadow({ mode: 'open' })
      const icon = document.createElement('b')
      root.append(icon)
      icon.click()
    })
    expect(await until(1)).toEqual([{ n: 'Outbound Link: Click', p: { url: 'https://elders.test/om' } }])
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
    expect(await until(1)).toEqual([{ n: 'Form: Submission' }])
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
      { n: 'Form: Submission' },
      { n: 'Inschrijving', p: { via: 'voorpagina' } },
    ])
  })
})

describe('voordeur.track()', () => {
  test('sends name, flat properties and whether it counts as an interaction', async () => {
    page = await world.visit()
    await page.evaluate(() => {
      window.voordeur?.track('Leeg')
      window.voordeur?.track('Zoekfilter', {
        props: { kamers: 3, lift: true, tekst: 'é'.repeat(600) },
        interactive: false,
      })
    })
    expect(await until(2)).toEqual([
      { n: 'Leeg' },
      { n: 'Zoekfilter', p: { kamers: 3, lift: true, tekst: 'é'.repeat(600) }, i: false },
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
