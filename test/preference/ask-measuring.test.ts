/** The mail that asks people who were never asked whether they may be measured, and the page where they answer. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { must } from '../../src/must.ts'
import { forgetReader } from '../../src/preference/forget.ts'
import { forgetSites } from '../../src/site/site.ts'
import { askMeasuring } from '../../src/subscriber/ask-measuring.ts'
import { newsletterSettings, recordNewsletterSettings } from '../../src/subscriber/newsletter-settings.ts'
import { endSubscriptions, findSubscriber } from '../../src/subscriber/subscriber.ts'
import { suppress } from '../../src/subscriber/suppression.ts'
import { inlineParts } from '../page/html.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import {
  addReader,
  emailOf,
  form,
  linkIn,
  look,
  oneClick,
  openSending,
  receipts,
  subscribed,
  takeMails,
  type Sending,
} from './readers.ts'

let pglite: PgliteWorld
let world: World
let sending: Sending
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db, { at: '2026-11-23T11:00:00Z' })
  sending = await openSending(world)
})
afterAll(() => pglite.close())

const imported = (name: string, language: 'nl' | 'en' = 'nl') =>
  addReader(world, sending, name, { channel: 'import', language })
const ask = (limit = 100) => askMeasuring(world.ports, sending.site, { limit })
const person = (id: bigint) => findSubscriber(world.ports, sending.site.id, id)
const to = async () => (await takeMails(world)).map((mail) => mail.to).toSorted()

describe('N4: who was never asked', () => {
  test('is asked once, and again after six months at the earliest; who answered is not', async () => {
    await imported('anna')
    await addReader(world, sending, 'ja', { measure: { answer: 'yes', textId: null } })
    await addReader(world, sending, 'nee', { measure: { answer: 'no', textId: null } })
    expect(await ask()).toBe(1)
    expect(await to()).toEqual(['anna@lezer.example'])
    world.setNow('2027-05-24T10:59:59Z')
    expect(await ask()).toBe(0)
    world.setNow('2027-05-24T11:00:00Z')
    expect(await ask()).toBe(1)
    expect(await to()).toEqual(['anna@lezer.example'])
  })

  test('and does not answer, is as before: never asked, so never measured personally', async () => {
    const anna = await imported('anna')
    await ask()
    world.setNow('2028-11-23T11:00:00Z')
    expect((await person(anna))?.measureAnswer).toBeNull()
    expect(await receipts(world, sending, anna)).toHaveLength(1)
  })

  test('is not asked where nobody would be measured, nor when they get nothing, or no mail any more', async () => {
    const [, gone] = [await imported('anna'), await imported('weg')]
    await imported('nooit')
    await endSubscriptions(world.ports, { site: sending.site, subscriberId: gone, by: 'page', issueId: 0 })
    await suppress(world.ports, sending.site.id, emailOf('nooit'), 'bounce')
    await recordNewsletterSettings(
      world.ports,
      sending.site,
      newsletterSettings.parse({ opens: 'aggregate' }),
    )
    expect(await ask()).toBe(0)
    expect(await to()).toEqual([])
    await recordNewsletterSettings(
      world.ports,
      sending.site,
      newsletterSettings.parse({ clicks: 'personal' }),
    )
    expect(await ask()).toBe(1)
    expect(await to()).toEqual(['anna@lezer.example'])
  })

  test('is asked as many at once as was said, each once, also when two ask at the same moment', async () => {
    for (let nth = 0; nth < 120; nth += 1) await imported(`lezer${nth}`)
    expect(await ask(7)).toBe(7)
    expect(await to()).toHaveLength(7)
    const both = await Promise.all([ask(500), ask(500)])
    expect(both[0] + both[1]).toBe(113)
    const asked = await to()
    expect(new Set(asked).size).toBe(113)
    expect(await ask()).toBe(0)
  })

  test('of another site is not asked by this one', async () => {
    const other = await openSending(world, { domain: 'ander.example' })
    await addReader(world, other, 'ander', { channel: 'import' })
    expect(await ask()).toBe(0)
  })
})

describe('the mail', () => {
  test('measures nothing: no picture, and no link but the one to answer and the way out', async () => {
    const anna = await imported('anna')
    await ask()
    const mail = must((await takeMails(world))[0], 'it was queued')
    expect(mail.html).not.toMatch(/<img|background[^:]*url|\/n\/[oc]\//i)
    const urls = new Set((mail.html + mail.text).match(/https?:\/\/[^\s"<>]+/g))
    expect([...urls].map((url) => new URL(url).pathname.replace(/[^/]+$/, '')).toSorted()).toEqual([
      '/n/u/',
      '/newsletter/measuring/',
    ])
    expect(mail.html + mail.text).not.toMatch(/anna|Wit/)
    expect(mail.html + mail.text).not.toContain(String(anna))
    expect(mail.text).toContain(
      'Mag example.nl zien welke nieuwsbrieven je opent en op welke links je klikt?',
    )
    // N1: the way out of everything, in each mail.
    const out = new URL(must(mail.unsubscribeUrl, 'it comes by itself')).pathname
    expect((await world.request(out, oneClick)).status).toBe(200)
    expect(await subscribed(world, sending, anna)).toEqual([])
  })

  test('is in the language of its reader', async () => {
    await imported('joe', 'en')
    await ask()
    expect((await takeMails(world))[0]?.subject).toBe('A question about the newsletter of example.nl')
  })
})

describe('the answer', () => {
  const link = async (name = 'anna', language: 'nl' | 'en' = 'nl'): Promise<[string, bigint]> => {
    const id = await imported(name, language)
    await ask()
    return [linkIn(must((await takeMails(world))[0], 'it was queued'), '/newsletter/measuring/'), id]
  }

  test('fact 5: is given by a button; looking answers nothing', async () => {
    const [path, anna] = await link()
    for (const query of ['', '?answer=yes'])
      for (const method of ['GET', 'HEAD']) {
        const page = await world.request(path + query, { method })
        expect([page.status, page.headers.get('referrer-policy')]).toEqual([200, 'no-referrer'])
      }
    const html = await (await look(world, path)).text()
    expect(inlineParts(html)).toEqual([])
    expect(html).not.toMatch(/anna|Wit/i)
    // Two that look the same.
    expect(html.match(/<button type="submit" name="answer" value="(yes|no)">/g)).toHaveLength(2)
    expect((await person(anna))?.measureAnswer).toBeNull()
  })

  test.each(['yes', 'no'] as const)(
    'N6: %s is recorded at once with the text that was shown',
    async (answer) => {
      const [path, anna] = await link()
      const html = await (await look(world, path)).text()
      const done = await world.request(path, form({ answer }))
      expect(done.status).toBe(200)
      expect(await done.text()).toContain(answer === 'yes' ? 'We mogen meekijken' : 'We kijken niet mee')
      expect((await person(anna))?.measureAnswer).toBe(answer)
      const receipt = (await receipts(world, sending, anna)).at(-1)
      expect(receipt).toMatchObject({ purpose: 'measure', answer, channel: 'page' })
      for (const line of (receipt?.text ?? '').split('\n')) expect(html).toContain(line)
    },
  )

  test('is none when it is neither, when nobody is measured any more, or when the reader is gone', async () => {
    const [path, anna] = await link()
    for (const answer of ['', 'misschien'])
      expect((await world.request(path, form({ answer }))).status).toBe(400)
    await recordNewsletterSettings(world.ports, sending.site, newsletterSettings.parse({}))
    for (const init of [undefined, form({ answer: 'yes' })])
      expect(await (await world.request(path, init)).text()).toContain('Deze vraag stellen we niet meer.')
    expect((await person(anna))?.measureAnswer).toBeNull()
    await forgetReader(world.ports, sending.site.id, anna)
    for (const init of [undefined, form({ answer: 'yes' })])
      expect(await (await world.request(path, init)).text()).toContain('We bewaren niets van je')
  })
})
