/** A reader's preferences by the link in each mail: what it changes, and what it never shows or does in strange hands. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import type { SiteId } from '../../src/db/schema.ts'
import { forgetReader } from '../../src/preference/forget.ts'
import { forgetSites } from '../../src/site/site.ts'
import { recordListClosed } from '../../src/subscriber/list.ts'
import { newsletterSettings, recordNewsletterSettings } from '../../src/subscriber/newsletter-settings.ts'
import { findSubscriber } from '../../src/subscriber/subscriber.ts'
import { suppress } from '../../src/subscriber/suppression.ts'
import { inlineParts } from '../page/html.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import {
  addReader,
  emailOf,
  endings,
  form,
  look,
  oneClick,
  openSending,
  receipts,
  subscribed,
  tokenOf,
  type Sending,
} from './readers.ts'

let pglite: PgliteWorld
let world: World
let sending: Sending
let anna: bigint
let path: string
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db, { at: '2026-11-23T11:00:00Z' })
  sending = await openSending(world)
  anna = await addReader(world, sending)
  path = `/n/m/${tokenOf(world, 'manage', sending, { subscriberId: anna })}`
})
afterAll(() => pglite.close())

const html = async (at = path, language = 'nl') => (await look(world, at, language)).text()
const person = async () => findSubscriber(world.ports, sending.site.id, anna)
const shown = () => sending.lists.map(({ id }) => String(id))

describe('the page', () => {
  test('fact 11: shows of a reader the lists, and address and name as far as their owner knows them', async () => {
    const page = await look(world, path)
    expect(page.status).toBe(200)
    const text = await page.text()
    expect(text).toContain('a***@lezer.example')
    expect(text).toContain('A***')
    expect(text).toContain('Commissie')
    expect(text).not.toMatch(/anna|Wit/i)
    expect(text).not.toContain(String(anna))
    expect(inlineParts(text)).toEqual([])
    // A label of a field that is there twice names the wrong one.
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    expect(page.headers.get('x-robots-tag')).toBe('noindex')
    expect(page.headers.get('set-cookie')).toBeNull()
    expect(page.headers.get('x-frame-options')).toBe('DENY')
  })

  test('is in the reader’s own language, unless they choose another', async () => {
    const joe = await addReader(world, sending, 'joe', { language: 'en' })
    const at = `/n/m/${tokenOf(world, 'manage', sending, { subscriberId: joe })}`
    expect(await html(at)).toContain('Your newsletters')
    expect(await html(`${at}?lang=nl`)).toContain('Jouw nieuwsbrieven')
  })

  test('fact 5: changes nothing by looking', async () => {
    for (const query of ['', '?does=erase', '?does=lists', '?does=measuring&answer=yes'])
      for (const method of ['GET', 'HEAD'])
        expect((await world.request(path + query, { method })).status).toBe(200)
    expect(await subscribed(world, sending, anna)).toHaveLength(3)
    expect(world.posted).toEqual([])
    expect((await person())?.measureAnswer).toBeNull()
  })

  test('takes no one click: the link to preferences is not the way out', async () => {
    expect((await world.request(path, oneClick)).status).toBe(400)
    expect(await subscribed(world, sending, anna)).toHaveLength(3)
  })

  test('says that nothing is kept once the reader is forgotten, and forgets nobody else', async () => {
    const bert = await addReader(world, sending, 'bert')
    await forgetReader(world.ports, sending.site.id, anna)
    for (const init of [
      undefined,
      form({ does: 'lists' }),
      form({ does: 'export' }),
      form({ does: 'erase' }),
    ]) {
      const answer = await world.request(path, init)
      expect(answer.status).toBe(200)
      expect(await answer.text()).toContain('We bewaren niets van je')
    }
    expect(world.posted).toEqual([])
    expect(await subscribed(world, sending, bert)).toHaveLength(3)
  })

  test('is not there for a token that is forged, cut, of no reader, or of no site', async () => {
    const token = path.slice('/n/m/'.length)
    for (const wrong of [
      'x',
      token.slice(1),
      tokenOf(world, 'manage', sending, { subscriberId: null }),
      tokenOf(
        world,
        'manage',
        { ...sending, site: { ...sending.site, id: 99 as SiteId } },
        { subscriberId: anna },
      ),
    ])
      for (const at of ['/n/m/', '/newsletter/measuring/'])
        for (const init of [undefined, form({ does: 'lists' })])
          expect((await world.request(at + wrong, init)).status).toBe(404)
    expect(await subscribed(world, sending, anna)).toHaveLength(3)
  })
})

describe('lists', () => {
  test('N6: are switched off and on, each with a receipt, and counted under the newsletter that led here', async () => {
    const [news, trouble] = sending.lists
    const off = await world.request(path, form({ does: 'lists', shown: shown(), list: [String(news.id)] }))
    expect([off.status, off.headers.get('location')]).toEqual([303, `${path}?lang=nl&saved=`])
    expect(await html(`${path}?saved`)).toContain('Bewaard.')
    expect(await subscribed(world, sending, anna)).toEqual(['Bewonersnieuws'])
    expect(await endings(world)).toEqual([`${sending.issue.id} page 1`])
    await world.request(
      path,
      form({ does: 'lists', shown: shown(), list: [String(news.id), String(trouble.id)] }),
    )
    expect(await subscribed(world, sending, anna)).toEqual(['Bewonersnieuws', 'Storingen'])
    expect((await receipts(world, sending, anna)).slice(1)).toEqual([
      { purpose: 'receive', answer: 'withdrawn', channel: 'page', lists: [trouble.id, 3], text: null },
      {
        purpose: 'receive',
        answer: 'yes',
        channel: 'page',
        lists: [trouble.id],
        text: 'Ik wil deze nieuwsbrieven van example.nl krijgen:\nStoringen',
      },
    ])
  })

  test('that were not on the page are not answered, and that are not offered can’t be had', async () => {
    const [news, trouble, board] = sending.lists
    await world.request(path, form({ does: 'lists', shown: String(news.id) }))
    expect(await subscribed(world, sending, anna)).toEqual(['Storingen', 'Commissie'])
    await recordListClosed(world.ports, sending.site, news.id, true)
    await world.request(path, form({ does: 'lists', shown: String(board.id) }))
    expect(await html()).not.toMatch(/Commissie|Bewonersnieuws/)
    await world.request(
      path,
      form({ does: 'lists', shown: [...shown(), '99', 'x'], list: [...shown(), '99', 'x'] }),
    )
    expect(await subscribed(world, sending, anna)).toEqual(['Storingen'])
    expect(trouble.name).toBe('Storingen')
  })

  test('are offered to no address that gets no mail any more', async () => {
    const [news, trouble] = sending.lists
    await world.request(path, form({ does: 'lists', shown: String(trouble.id) }))
    await suppress(world.ports, sending.site.id, emailOf('anna'), 'asked')
    const text = await html()
    expect(text).toContain('sturen we geen nieuwsbrieven meer')
    expect(text).not.toContain('Storingen')
    await world.request(path, form({ does: 'lists', shown: shown(), list: shown() }))
    expect(await subscribed(world, sending, anna)).toEqual(['Bewonersnieuws', 'Commissie'])
    expect(news.name).toBe('Bewonersnieuws')
  })
})

describe('being measured', () => {
  const answer = (one: string) => world.request(path, form({ does: 'measuring', answer: one }))

  test('N3: is asked apart, with two answers alike and none beforehand, and keeps the text that was shown', async () => {
    const text = await html()
    expect(text).toContain('Mag example.nl zien welke nieuwsbrieven je opent en op welke links je klikt?')
    expect(text).toContain('We hebben het je nog niet gevraagd.')
    expect((await answer('yes')).status).toBe(303)
    expect(await html()).toContain('Nu staat het aan.')
    const [, receipt] = await receipts(world, sending, anna)
    expect(receipt).toMatchObject({ purpose: 'measure', answer: 'yes', channel: 'page', lists: [] })
    const kept = (receipt?.text ?? '').split('\n')
    expect(kept).toHaveLength(4)
    for (const line of kept) expect(text).toContain(line)
  })

  test('N5: is taken back at once, with a receipt, and what was seen goes with it; the newsletter stays', async () => {
    await answer('yes')
    const { issue, site } = sending
    const bert = await addReader(world, sending, 'bert')
    for (const id of [anna, bert])
      await pglite.db`
        insert into reader_hit (site_id, issue_id, subscriber_id, link_no, verdict, times, first_at, last_at)
        values (${site.id}, ${issue.id}, ${String(id)}, 1, 'human', 2, ${world.ports.now()}, ${world.ports.now()})`
    await answer('no')
    expect((await person())?.measureAnswer).toBe('no')
    expect((await receipts(world, sending, anna)).at(-1)).toMatchObject({
      purpose: 'measure',
      answer: 'withdrawn',
    })
    expect(await pglite.db`select subscriber_id from reader_hit`).toEqual([{ subscriber_id: String(bert) }])
    expect(await subscribed(world, sending, anna)).toHaveLength(3)
    // The same again is no other answer.
    await answer('no')
    expect(await receipts(world, sending, anna)).toHaveLength(3)
  })

  test('is asked of nobody where nobody is measured, and can be taken back even so', async () => {
    const record = (settings: object) =>
      recordNewsletterSettings(world.ports, sending.site, newsletterSettings.parse(settings))
    await record({})
    expect(await html()).not.toContain('Mogen we meekijken?')
    expect((await answer('yes')).status).toBe(400)
    expect((await person())?.measureAnswer).toBeNull()
    await record({ clicks: 'personal' })
    expect(await html()).toContain('Mag example.nl zien op welke links je klikt?')
    await answer('yes')
    await record({})
    expect(await html()).toContain('Nu staat het aan.')
    await answer('no')
    expect((await person())?.measureAnswer).toBe('no')
  })

  test.each(['', 'maybe'])('takes no other answer: %j', async (one) => {
    expect((await answer(one)).status).toBe(400)
  })
})

describe('name and language', () => {
  test('are replaced, and the name can be taken away', async () => {
    const saved = await world.request(path, form({ does: 'about', name: ' Bo Jansen ', language: 'en' }))
    expect(saved.headers.get('location')).toBe(`${path}?lang=en&saved=`)
    expect(await person()).toMatchObject({ name: 'Bo Jansen', language: 'en' })
    await world.request(path, form({ does: 'about', name: '', language: 'nl' }))
    expect(await person()).toMatchObject({ name: 'Bo Jansen', language: 'nl' })
    await world.request(path, form({ does: 'about', nameless: 'yes' }))
    expect(await person()).toMatchObject({ name: null, language: 'nl' })
    expect(await html()).toContain('We weten je naam niet.')
  })

  test.each(['a<b>', 'x'.repeat(101), 'een\ntwee', 'a\u2028b'])(
    'a name that can’t be one is refused beside its field and stays there: %j',
    async (name) => {
      const answer = await world.request(path, form({ does: 'about', name }))
      expect(answer.status).toBe(400)
      const text = await answer.text()
      expect(text).toContain('aria-describedby="name-hint name-refusal"')
      expect(text).toContain(name.replaceAll('<', '&lt;').replaceAll('>', '&gt;'))
      expect((await person())?.name).toBe('Anna de Wit')
    },
  )

  test('a language that the site does not have is not taken', async () => {
    await world.request(path, form({ does: 'about', language: 'tr' }))
    expect((await person())?.language).toBe('nl')
  })
})

test('what is no form of the page is refused', async () => {
  for (const does of ['', 'toString', 'delete'])
    expect((await world.request(path, form({ does }))).status).toBe(400)
  expect((await world.request(path, { method: 'POST', body: 'x'.repeat(5_000) })).status).toBe(400)
})

test('stands in no log line: neither the token nor what was typed', async () => {
  await html()
  await world.request(path, form({ does: 'about', name: 'Bo Jansen' }))
  await world.request(path, form({ does: 'email', email: 'nieuw@lezer.example' }))
  const logged = JSON.stringify(world.logged)
  expect(logged).not.toContain(path.slice(-20))
  expect(logged).not.toMatch(/lezer|Jansen/)
  expect(logged).toContain('/n/m/:token')
})
