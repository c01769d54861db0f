/** What readers change, in a browser: nothing that axe finds, nothing beyond a narrow window, no script, and by keyboard alone. */
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import { migrate } from '../../src/db/migrate.ts'
import { must } from '../../src/must.ts'
import { forgetReader } from '../../src/preference/forget.ts'
import { forgetSites } from '../../src/site/site.ts'
import { askMeasuring } from '../../src/subscriber/ask-measuring.ts'
import { findSubscriber } from '../../src/subscriber/subscriber.ts'
import { faultless, openAxe, type AxeWorld } from '../support/axe.ts'
import { openWorld, type World } from '../support/world.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { addReader, linkIn, openSending, subscribed, takeMails, tokenOf, type Sending } from './readers.ts'

let pglite: PgliteWorld
let axe: AxeWorld
let world: World
let sending: Sending
let origin: string
const server = createAdaptorServer({ fetch: (request) => app.fetch(request, world.ports) })

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  ;[pglite, axe] = await Promise.all([openPglite(), openAxe()])
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
  forgetSites(pglite.db)
  world = await openWorld(pglite.db, { at: new Date().toISOString(), settings: { VOORDEUR_URL: origin } })
  sending = await openSending(world, { domain: 'woonstichtingdelinde.nl' })
})
afterAll(async () => {
  server.close()
  await axe.close()
  await pglite.close()
})

async function withPage<T>(options: BrowserContextOptions, work: (page: Page) => Promise<T>): Promise<T> {
  const page = await axe.openPage(options)
  try {
    return await work(page)
  } finally {
    await page.context().close()
  }
}

interface Paths {
  readonly id: bigint
  readonly leave: string
  readonly manage: string
}
let readers = 0
async function newReader(): Promise<Paths> {
  const id = await addReader(world, sending, `lezer-met-een-lang-adres-${(readers += 1)}`)
  return {
    id,
    leave: `${origin}/n/u/${tokenOf(world, 'unsubscribe', sending, { subscriberId: id })}`,
    manage: `${origin}/n/m/${tokenOf(world, 'manage', sending, { subscriberId: id })}`,
  }
}
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const lastLink = () => origin + linkIn(must(world.posted.at(-1), 'it was posted'), '/newsletter/change/')

/** Each looked at by axe in both windows, as somebody comes to it. */
const walks: Readonly<Record<string, (page: Page, paths: Paths) => Promise<unknown>>> = {
  'the way out': (page, { leave }) => page.goto(leave),
  'after it': async (page, { leave }) => {
    await page.goto(leave)
    await press(page, 'Meld me af')
  },
  'back again': async (page, { leave }) => {
    await page.goto(leave)
    await press(page, 'Meld me af')
    await press(page, 'Meld me weer aan')
  },
  preferences: (page, { manage }) => page.goto(manage),
  'preferences, refused': async (page, { manage }) => {
    await page.goto(manage)
    await page.getByLabel('Naam', { exact: true }).fill('<b>')
    await page.getByRole('button', { name: 'Bewaar', exact: true }).click()
  },
  'preferences, saved': async (page, { manage }) => {
    await page.goto(manage)
    await press(page, 'Bewaar mijn keuze')
  },
  'a mail was sent': async (page, { manage }) => {
    await page.goto(manage)
    await press(page, 'Stuur me mijn gegevens')
  },
  'another address': async (page, { manage, id }) => {
    await page.goto(manage)
    await page.getByLabel('Nieuw e-mailadres').fill(`nieuw${id}@een-heel-lange-naam.example`)
    await press(page, 'Stuur de mail')
    await page.goto(lastLink())
  },
  'another address, where the old one agrees': async (page, { manage, id }) => {
    await page.goto(manage)
    await page.getByLabel('Nieuw e-mailadres').fill(`nieuw${id}@lezer.example`)
    await press(page, 'Stuur de mail')
    await page.goto(lastLink())
    await press(page, 'Ja, dat ben ik')
    await page.getByRole('heading', { name: 'Kijk in de mail van je nieuwe adres' }).waitFor()
  },
  'another address, at the new one': async (page, { manage, id }) => {
    await page.goto(manage)
    await page.getByLabel('Nieuw e-mailadres').fill(`nieuw${id}@een-heel-lange-naam.example`)
    await press(page, 'Stuur de mail')
    await page.goto(lastLink())
    await press(page, 'Ja, dat ben ik')
    await page.getByRole('heading', { name: 'Kijk in de mail van je nieuwe adres' }).waitFor()
    const second = must((await takeMails(world)).at(-1), 'the new one was asked')
    await page.goto(origin + linkIn(second, '/newsletter/change/'))
  },
  'forgetting, asked': async (page, { manage }) => {
    await page.goto(manage)
    await press(page, 'Vergeet mij en mail me nooit meer')
    await page.goto(lastLink())
  },
  'forgetting, done, and the link again': async (page, { manage }) => {
    await page.goto(manage)
    await press(page, 'Vergeet mij')
    await page.goto(lastLink())
    await press(page, 'Ja, verwijder alles')
    await page.getByRole('heading', { name: 'We zijn je vergeten' }).waitFor()
    await page.goto(lastLink())
  },
  'nobody any more': async (page, { manage, id }) => {
    await forgetReader(world.ports, sending.site.id, id)
    await page.goto(manage)
  },
  'the question about measuring': async (page) => {
    await askMeasuring(world.ports, sending.site, { limit: 100 })
    const mail = must((await takeMails(world)).at(-1), 'it was queued')
    await page.goto(origin + linkIn(mail, '/newsletter/measuring/'))
  },
}

test.each(Object.entries(walks))(
  '%s: axe finds nothing (WCAG 2.2 AA), and it fits the window',
  async (_, walk) => {
    await withPage({}, async (page) => {
      await walk(page, await newReader())
      expect(await axe.look(page)).toEqual(faultless)
    })
  },
)

test('everything works without script, under the policy of the page, without a cookie', async () => {
  const { leave, manage, id } = await newReader()
  await withPage({ bypassCSP: false, javaScriptEnabled: false }, async (page) => {
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    await page.goto(leave)
    await press(page, 'Meld me af')
    await page.getByRole('heading', { name: 'Je bent afgemeld' }).waitFor()
    expect(await subscribed(world, sending, id)).toEqual(['Storingen', 'Commissie'])
    await press(page, 'Meld me weer aan')
    await page.getByRole('heading', { name: 'Je bent weer aangemeld' }).waitFor()
    expect(await subscribed(world, sending, id)).toHaveLength(3)
    await page.goto(leave)
    await press(page, 'Meld me af')
    await press(page, 'Meld me af voor alles')
    await page.getByText('We sturen je geen nieuwsbrieven van').waitFor()
    expect(await subscribed(world, sending, id)).toEqual([])

    await page.goto(manage)
    await page.getByLabel('Bewonersnieuws').check()
    await press(page, 'Bewaar mijn keuze')
    await page.getByText('Bewaard.').waitFor()
    expect(await subscribed(world, sending, id)).toEqual(['Bewonersnieuws'])
    await press(page, 'Ja, dat mag')
    await page.getByText('Nu staat het aan.').waitFor()
    await page.getByLabel('Taal van je mail').selectOption('en')
    await press(page, 'Bewaar')
    await page.getByRole('heading', { name: 'Your newsletters' }).waitFor()
    await press(page, 'Send me my data')
    await page.goto(lastLink())
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download my data' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('woonstichtingdelinde.nl.json')
    expect(await page.context().cookies()).toEqual([])
    expect(complaints).toEqual([])
  })
})

test('preferences are changed by keyboard alone, in a window of 320 px', async () => {
  const { manage, id } = await newReader()
  await withPage({ viewport: { width: 320, height: 640 } }, async (page) => {
    await page.goto(manage)
    const focused = () =>
      page.evaluate(() => {
        const one = document.activeElement
        const box = one?.getBoundingClientRect()
        const isSeen = box !== undefined && box.top >= 0 && box.bottom <= innerHeight
        return {
          label: one?.id || one?.textContent?.trim() || '',
          isSeen,
          size: Math.min(box?.width ?? 0, box?.height ?? 0),
        }
      })
    /** Tabs until there; each stop on the way is in sight. */
    const tabTo = async (label: string): Promise<void> => {
      for (let stops = 0; stops < 40; stops += 1) {
        await page.keyboard.press('Tab')
        const now = await focused()
        expect([now.label, now.isSeen]).toEqual([now.label, true])
        if (now.label === label) return
      }
      throw new Error(`nobody gets to ${label}`)
    }
    await tabTo(`list-${sending.lists[1].id}`)
    await page.keyboard.press('Space')
    await tabTo('Bewaar mijn keuze')
    expect((await focused()).size).toBeGreaterThanOrEqual(24)
    await page.keyboard.press('Enter')
    await page.getByText('Bewaard.').waitFor()
    expect(await subscribed(world, sending, id)).toEqual(['Bewonersnieuws', 'Commissie'])
    await tabTo('Nee, liever niet')
    await page.keyboard.press('Enter')
    await page.getByText('Nu staat het uit.').waitFor()
    await tabTo('name')
    await page.keyboard.type('Bo Jansen')
    await page.keyboard.press('Enter')
    await page.getByText('Bewaard.').waitFor()
    expect(await findSubscriber(world.ports, sending.site.id, id)).toMatchObject({
      name: 'Bo Jansen',
      measureAnswer: 'no',
    })
  })
})
