import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listActs } from '../../src/account/act.ts'
import { roles } from '../../src/account/role.ts'
import { migrate } from '../../src/db/migrate.ts'
import { must } from '../../src/must.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { readEmail, type Email } from '../../src/subscriber/email.ts'
import { applyImports } from '../../src/subscriber/import-round.ts'
import { importsMax, listImports } from '../../src/subscriber/import.ts'
import { addList, listLists } from '../../src/subscriber/list.ts'
import {
  findNewsletterSettings,
  newsletterSettings,
  recordNewsletterSettings,
} from '../../src/subscriber/newsletter-settings.ts'
import { admitSubscriber, findByEmail, listSubscribed } from '../../src/subscriber/subscriber.ts'
import { suppress } from '../../src/subscriber/suppression.ts'
import { browserOf, origin, type Browsing } from '../asking/deciding-staff.ts'
import { attributesOf, inlineParts, unescapeHtml } from '../page/html.ts'
import { bring, fileText, head, line } from '../subscriber/importing.ts'
import { signInAs } from '../support/staff.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

const path = '/dashboard/sites/example.nl/newsletter'

let database: PgliteWorld
let world: World
let site: Site
let news: number
let editor: Browsing
let officer: Browsing
let viewer: Browsing
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
  await emptyTables(database.db)
  world = await openWorld(database.db)
})
afterAll(() => database.close())
/** Accounts stay: each costs a password's hash. */
beforeEach(async () => {
  await database.db`
    truncate site, staff_act, newsletter_settings, newsletter_list, subscriber, subscription, subscriber_receipt, suppression,
      subscription_text, reader_import, reader_import_row, mail, unsubscribe_count`
  forgetSites(database.db)
  world.setNow('2026-11-23T11:00:00Z')
  site = await world.addSite()
  await world.addSite({ domain: 'ander.nl' })
  news = (await addList(world.ports, site, { name: 'Bewonersnieuws', description: '', isOpen: true })).id
  ;[editor, officer, viewer] = await Promise.all([
    browserOf(world, 'editor', site.id),
    browserOf(world, 'officer', site.id),
    browserOf(world, 'viewer', site.id),
  ])
})

const textOf = async (answer: Response | Promise<Response>) => unescapeHtml(await (await answer).text())
/** With the mark that `text()` takes away. */
const rawText = async (answer: Response) => Buffer.from(await answer.arrayBuffer()).toString('utf8')
const emailOf = (text: string): Email => must(readEmail(text), 'it is one')
const find = (email: string) => findByEmail(world.ports, site.id, emailOf(email))
const listsOf = async (email: string): Promise<readonly number[]> => {
  const person = await find(email)
  return person ? listSubscribed(world.ports, site.id, person.id) : []
}
const acts = async () =>
  (await listActs(world.ports, { siteIds: [site.id], before: null, limit: 50 })).map(({ kind, object }) =>
    object === null ? kind : `${kind} ${object}`,
  )
const admit = (email: string, lists: readonly number[] = [news], name: string | null = null) =>
  database.db.begin((db) =>
    admitSubscriber(
      { ...world.ports, db },
      { siteId: site.id, email: emailOf(email), name, language: 'nl', lists, textId: null, channel: 'form' },
    ),
  )

/** Sends a file as a browser does. */
async function upload(
  file: Uint8Array | string | null,
  lists: readonly (number | string)[] = [news],
  role: 'editor' | 'officer' = 'editor',
): Promise<Response> {
  const form = new FormData()
  for (const list of lists) form.append('list', String(list))
  form.append('file', new Blob(file === null ? [] : [file as BlobPart]), file === null ? '' : 'lezers.csv')
  const { cookie } = await signInAs(world.ports, role, site.id)
  return world.request(`${path}/import`, { method: 'POST', headers: { cookie, origin }, body: form })
}

describe('who sees what', () => {
  test('numbers are for everybody who may see the site; readers for who edits or guards privacy, and in no address', async () => {
    await admit('anna@example.nl')
    for (const role of roles) {
      const browsing = await browserOf(world, role, site.id)
      const html = await textOf(browsing.ask(`${path}/readers`))
      expect(html, role).toContain('Bewonersnieuws')
      expect(html.includes('anna@example.nl'), role).toBe(role !== 'viewer')
      expect(inlineParts(html)).toEqual([])
      expect(attributesOf(html, 'href').filter((href) => /anna|%40/.test(href))).toEqual([])
    }
    // Of another site nobody sees anything.
    const stranger = await browserOf(
      world,
      'admin',
      must((await world.addSite({ domain: 'derde.nl' })).id, 'it is one'),
    )
    for (const at of ['', '/readers', '/lists', '/settings', '/import'])
      expect((await stranger.ask(path + at)).status).toBe(404)
  })

  test('a viewer looks at numbers and settings, and changes nothing', async () => {
    for (const at of ['', '/readers', '/lists', '/settings']) {
      const html = await textOf(viewer.ask(path + at))
      expect([at, /<form method="post"(?! action="\/auth\/sign-out")[^>]*newsletter/.test(html)]).toEqual([
        at,
        false,
      ])
      expect([at, html.includes('/newsletter/readers/add')]).toEqual([at, false])
    }
    expect(await textOf(viewer.ask(`${path}/settings`))).toContain('Alleen totalen')
    await viewer.post(`${path}/lists`, [['name', 'Stiekem']])
    await officer.post(`${path}/lists`, [['name', 'Stiekem']])
    expect(await listLists(world.ports, site)).toHaveLength(1)
    expect(await acts()).toEqual([])
  })

  test('pages are in English for who reads that, and each leads to the next', async () => {
    await admit('anna@example.nl')
    for (const at of ['', '/readers', '/readers/add', '/lists', '/settings', '/import']) {
      const html = await textOf(editor.ask(`${path}${at}?lang=en`))
      expect(html, at).toContain('<html lang="en">')
      expect(
        attributesOf(html, 'href').filter((href) => href.includes('/newsletter') && !href.includes('lang=')),
        at,
      ).toEqual([])
      expect(inlineParts(html), at).toEqual([])
    }
  })
})

describe('lists', () => {
  test('are made, changed, closed and opened again, each with its act', async () => {
    const made = await editor.post(`${path}/lists`, [
      ['name', ' Tips '],
      ['description', 'Elke maand.'],
      ['isOpen', 'on'],
    ])
    expect([made.status, made.headers.get('location')]).toEqual([303, `${path}/lists?added=1`])
    const html = await textOf(editor.ask(`${path}/lists?added=1`))
    expect(html).toContain('Toegevoegd.')
    expect(html).toContain('iedereen kan zich aanmelden')
    await editor.post(`${path}/lists/change`, [
      ['id', '2'],
      ['name', 'Woontips'],
      ['description', ''],
    ])
    expect((await listLists(world.ports, site))[1]).toMatchObject({
      name: 'Woontips',
      description: '',
      isOpen: false,
    })
    await editor.post(`${path}/lists/close`, [
      ['id', '2'],
      ['closed', 'yes'],
    ])
    expect((await listLists(world.ports, site))[1]?.closedAt).not.toBeNull()
    expect(await textOf(editor.ask(`${path}/lists`))).toContain('gesloten sinds 23 november 2026')
    await editor.post(`${path}/lists/close`, [
      ['id', '2'],
      ['closed', 'yes'],
    ])
    await editor.post(`${path}/lists/close`, [
      ['id', '2'],
      ['closed', 'no'],
    ])
    expect((await listLists(world.ports, site))[1]?.closedAt).toBeNull()
    // What is as it was, is no act.
    expect((await acts()).toSorted()).toEqual([
      'list-added 2',
      'list-changed 2',
      'list-closed 2',
      'list-opened 2',
    ])
  })

  test('say what is wrong beside the field, and keep what was typed', async () => {
    const answer = await editor.post(`${path}/lists`, [
      ['name', '  '],
      ['description', 'x'.repeat(501)],
    ])
    expect(answer.status).toBe(400)
    const html = await textOf(answer)
    expect(html).toContain('id="name-new-fault"')
    expect(html).toContain('id="description-new-fault"')
    expect(html).toContain('x'.repeat(501))
    expect(html).toMatch(/<title>Er klopt iets niet/)
    const change = await textOf(
      editor.post(`${path}/lists/change`, [
        ['id', '1'],
        ['name', ''],
        ['description', 'nieuw'],
      ]),
    )
    expect(change).toContain('id="name-1-fault"')
    expect(change).toContain('<details class="disclosure" open="">')
    expect(change).toContain('>nieuw</textarea>')
    expect(
      (
        await editor.post(`${path}/lists/change`, [
          ['id', '99'],
          ['name', 'x'],
        ])
      ).status,
    ).toBe(404)
    expect((await editor.post(`${path}/lists/close`, [['id', '1']])).status).toBe(404)
  })

  test('tell how many readers each has', async () => {
    await admit('anna@example.nl')
    expect(await textOf(viewer.ask(`${path}/lists`))).toContain('1 lezer ·')
  })
})

describe('settings', () => {
  const form = {
    senderName: 'De Linde',
    replyTo: 'post@delinde.nl',
    imprint: 'De Linde\r\nLindelaan 1',
    opens: 'off',
    clicks: 'personal',
    mailsPerMinuteMax: '100',
    mailsPerMinuteAndDomainMax: '50',
    mailsPerDayMax: '5000',
  }

  test('are stored whole, with an act for each that changed, without its value', async () => {
    const answer = await editor.post(`${path}/settings`, Object.entries(form))
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${path}/settings?saved=1`])
    expect(await findNewsletterSettings(world.ports, site)).toEqual({
      ...form,
      imprint: 'De Linde\nLindelaan 1',
      mailsPerMinuteMax: 100,
      mailsPerMinuteAndDomainMax: 50,
      mailsPerDayMax: 5_000,
    })
    expect(await acts()).toHaveLength(8)
    expect(await acts()).toContain('setting-changed newsletter.clicks')
    await editor.post(`${path}/settings`, Object.entries(form))
    expect(await acts()).toHaveLength(8)
  })

  test.each([
    ['senderName', 'De Linde\r\nBcc: x@y.nl', 'op één regel'],
    ['senderName', '"De Linde" <x@y.nl>', 'aanhalingstekens'],
    ['replyTo', 'geen adres', 'geen e-mailadres'],
    ['opens', 'alles', 'Kies een van de drie'],
    ['mailsPerMinuteMax', '0', 'van 1 tot en met 100.000'],
    ['mailsPerMinuteAndDomainMax', 'veel', 'heel getal'],
    ['mailsPerDayMax', '99999999', 'tot en met 10.000.000'],
    ['imprint', 'x'.repeat(501), 'hooguit 500'],
  ])('refuse a wrong %s beside its field, and lose nothing of what was typed', async (name, value, told) => {
    const answer = await editor.post(`${path}/settings`, Object.entries({ ...form, [name]: value }))
    expect(answer.status).toBe(400)
    const html = await textOf(answer)
    expect(html).toContain(`id="${name}-fault"`)
    expect(html).toContain(told)
    // Another field than the one that is wrong.
    expect(html).toContain(name === 'mailsPerDayMax' ? 'value="De Linde"' : 'value="5000"')
    expect(await findNewsletterSettings(world.ports, site)).toEqual(newsletterSettings.parse({}))
  })

  test('N3: tell of each level what it measures and what the law asks for it', async () => {
    for (const browsing of [editor, viewer]) {
      const html = await textOf(browsing.ask(`${path}/settings`))
      expect(html).toContain('Alleen totalen')
      expect(html).toContain('nooit wie')
    }
    const html = await textOf(editor.ask(`${path}/settings`))
    expect(html).toContain('artikel 11.7a')
    expect(html).toContain('aparte toestemming')
    expect(html).toContain('met een leeg vakje')
  })
})

describe('one reader', () => {
  test('is found by the whole address and nothing less, after a POST', async () => {
    await admit('anna@example.nl', [news], 'Anna de Wit')
    for (const browsing of [editor, officer]) {
      const answer = await browsing.post(`${path}/readers/find`, [['email', ' Anna@Example.nl ']])
      expect(answer.status).toBe(200)
      const html = await textOf(answer)
      for (const shown of [
        'Anna de Wit',
        'anna@example.nl',
        'Bewonersnieuws',
        'formulier op de website',
        'nooit gevraagd',
      ])
        expect(html).toContain(shown)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(attributesOf(html, 'href').filter((href) => /anna|%40/i.test(href))).toEqual([])
    }
    for (const part of ['anna', 'anna@', 'anna@example', '%', 'ann_@example.nl'])
      expect(await textOf(editor.post(`${path}/readers/find`, [['email', part]]))).not.toContain(
        'formulier op de website',
      )
    const wrong = await editor.post(`${path}/readers/find`, [['email', 'geheim-zonder-apenstaart']])
    expect(wrong.status).toBe(400)
    expect(await textOf(wrong)).not.toContain('geheim-zonder')
    expect(await acts()).toEqual([])
  })

  test('who is not there is said so, and who is not to be mailed as well', async () => {
    expect(await textOf(editor.post(`${path}/readers/find`, [['email', 'weg@example.nl']]))).toContain(
      'Niemand gevonden',
    )
    await suppress(world.ports, site.id, emailOf('nooit@example.nl'), 'asked')
    expect(await textOf(editor.post(`${path}/readers/find`, [['email', 'nooit@example.nl']]))).toContain(
      'Daar heeft de eigenaar zelf om gevraagd',
    )
  })

  test('N6: is added by hand with what they said as proof, once, and never when suppressed', async () => {
    const form = [
      ['email', 'Anna@Example.nl'],
      ['name', 'Anna'],
      ['language', 'en'],
      ['list', String(news)],
      ['said', 'Belde op 3 maart.'],
    ] as const
    const added = await editor.post(`${path}/readers/add`, form)
    expect(await textOf(added)).toContain('Belde op 3 maart.')
    expect(await find('anna@example.nl')).toMatchObject({ name: 'Anna', language: 'en', measureAnswer: null })
    const receipts = await database.db`select channel, answer, text_id from subscriber_receipt`
    expect([...receipts]).toEqual([{ channel: 'staff', answer: 'yes', text_id: null }])
    // Sent again, as by loading the page once more, it changes nothing.
    expect(await textOf(editor.post(`${path}/readers/add`, form))).toContain('Deze lezer kreeg dit al')
    expect(await database.db`select from subscriber_receipt`).toHaveLength(1)
    expect(await acts()).toEqual(['reader-added'])

    await suppress(world.ports, site.id, emailOf('nooit@example.nl'), 'asked')
    const refused = await editor.post(`${path}/readers/add`, [
      ['email', 'nooit@example.nl'],
      ...form.slice(1),
    ])
    expect(refused.status).toBe(400)
    const html = await textOf(refused)
    expect(html).toContain('id="email-fault"')
    expect(html).toContain('Belde op 3 maart.')
    expect(await find('nooit@example.nl')).toBeNull()
  })

  test('is not added without address, list or proof; each is said beside its field', async () => {
    const answer = await editor.post(`${path}/readers/add`, [
      ['email', 'geen'],
      ['name', 'x<y>'],
      ['list', '99'],
      ['said', ' '],
    ])
    expect(answer.status).toBe(400)
    const html = await textOf(answer)
    for (const name of ['email', 'name', 'lists', 'said']) expect(html).toContain(`id="${name}-fault"`)
    expect(attributesOf(html, 'value')).toContain('x<y>')
  })

  test('N6: is unsubscribed on their word, from one list or all, with a receipt; an import does not bring them back', async () => {
    const { id: tips } = await addList(world.ports, site, { name: 'Tips', description: '', isOpen: true })
    await admit('anna@example.nl', [news, tips])
    const one = await textOf(
      officer.post(`${path}/readers/end`, [
        ['email', 'anna@example.nl'],
        ['list', String(tips)],
      ]),
    )
    expect(one).toContain('Afgemeld.')
    expect(one).toContain('door een medewerker')
    expect(await listsOf('anna@example.nl')).toEqual([news])
    await editor.post(`${path}/readers/end`, [['email', 'anna@example.nl']])
    await editor.post(`${path}/readers/end`, [['email', 'anna@example.nl']])
    expect(await listsOf('anna@example.nl')).toEqual([])
    expect(await acts()).toEqual(['reader-ended', 'reader-ended'])
    const receipts =
      await database.db`select channel, answer from subscriber_receipt where answer = 'withdrawn'`
    expect([...receipts]).toEqual([
      { channel: 'staff', answer: 'withdrawn' },
      { channel: 'staff', answer: 'withdrawn' },
    ])
    const answer = await upload(fileText(line('anna@example.nl')))
    expect(await textOf(editor.ask(answer.headers.get('location') ?? ''))).toContain(
      'heeft zich na deze toestemming afgemeld',
    )
  })

  test('the newest are shown by fifties', async () => {
    await upload(fileText(...Array.from({ length: 120 }, (_, nth) => line(`lezer${nth}@example.nl`))))
    const [staged] = await listImports(world.ports, site)
    await editor.post(`${path}/import/${staged?.id}/confirm`, [])
    const seen = new Set<string>()
    for (const [page, count] of [
      ['1', 50],
      ['2', 50],
      ['3', 20],
      ['4', 0],
    ] as const) {
      const html = await textOf(editor.ask(`${path}/readers?page=${page}`))
      const emails = [...html.matchAll(/lezer\d+@example\.nl(?=<\/bdi>)/g)].map(([email]) => email)
      expect(emails).toHaveLength(count)
      for (const email of emails) seen.add(email)
      expect(html.includes(`page=${Number(page) + 1}`)).toBe(count === 50)
    }
    expect(seen.size).toBe(120)
    for (const odd of ['0', '-1', 'x', '99999999999'])
      expect((await editor.ask(`${path}/readers?page=${odd}`)).status).toBe(200)
  })
})

describe('N4: asking whether readers may be measured', () => {
  test('is offered where the site would measure them, to those who were never asked, once', async () => {
    world.setNow('2026-05-20T11:00:00Z')
    await admit('anna@example.nl')
    await admit('bert@example.nl')
    expect(await textOf(editor.ask(`${path}/readers`))).toContain('Je meet niet per persoon')
    await recordNewsletterSettings(world.ports, site, newsletterSettings.parse({ clicks: 'personal' }))
    expect(await textOf(editor.ask(`${path}/readers`))).toContain('Vraag het aan 2 lezers')
    expect(await textOf(officer.ask(`${path}/readers`))).not.toContain('Vraag het aan')
    expect((await officer.post(`${path}/readers/ask`, [['ask', 'all']])).status).toBe(404)

    const answer = await editor.post(`${path}/readers/ask`, [['ask', 'all']])
    expect(answer.headers.get('location')).toBe(`${path}/readers?asked=2#ask`)
    const html = await textOf(editor.ask(`${path}/readers?asked=2`))
    expect(html).toContain('De vraag is onderweg naar 2 lezers')
    expect(html).toContain('Er is nu niemand aan wie je het mag vragen')
    expect(await database.db`select from mail`).toHaveLength(2)
    expect(await acts()).toEqual(['readers-asked 2'])
    await editor.post(`${path}/readers/ask`, [['ask', 'all']])
    expect(await database.db`select from mail`).toHaveLength(2)
    expect((await acts()).length).toBe(1)
    world.setNow('2026-11-23T11:00:00Z')
    expect(await textOf(editor.ask(`${path}/readers`))).toContain('Vraag het aan 2 lezers')
  })
})

describe('a file of readers', () => {
  test('is sent, looked at, confirmed and told of, and what is refused comes back as a file', async () => {
    await suppress(world.ports, site.id, emailOf('nooit@example.nl'), 'asked')
    const file = fileText(line('anna@example.nl'), line('nooit@example.nl'), 'zonder@example.nl;=1+1;;;;')
    const sent = await upload(file)
    expect(sent.status).toBe(303)
    const at = sent.headers.get('location') ?? ''
    expect(at).toMatch(/\/newsletter\/import\/[\da-f-]{36}$/)
    const ready = await editor.ask(at)
    expect(ready.headers.get('refresh')).toBeNull()
    const html = await textOf(ready)
    for (const told of [
      'Klopt dit?',
      'Neem 1 lezer over',
      'geen bewijs van toestemming',
      'wil of kan geen nieuwsbrief krijgen',
      'Naar: Bewonersnieuws.',
    ])
      expect(html).toContain(told)
    expect(await find('anna@example.nl')).toBeNull()
    expect(await acts()).toEqual([])

    const csv = await editor.ask(`${at}/refused.csv`)
    expect(csv.headers.get('content-type')).toMatch(/^text\/csv/)
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="niet-overgenomen.csv"')
    expect(csv.headers.get('cache-control')).toBe('no-store')
    const text = await rawText(csv)
    expect(text.split('\r\n').slice(0, 3)).toEqual([
      `\ufeffRegel;Waarom niet?;${head}`,
      '3;wil of kan geen nieuwsbrief krijgen;nooit@example.nl;Anna;nl;2024-05-01;open dag;Ja hoor.',
      `4;geen bewijs van toestemming: wanneer of hoe ontbreekt;zonder@example.nl;'=1+1;;;;`,
    ])

    expect((await editor.post(`${at}/confirm`, [])).headers.get('location')).toBe(at)
    expect(await listsOf('anna@example.nl')).toEqual([news])
    const done = await textOf(editor.ask(at))
    expect(done).toContain('De import is klaar')
    expect(done).toContain('Maak deze import ongedaan')
    expect(await textOf(editor.ask(`${path}/import`))).toContain('klaar')
    await editor.post(`${at}/undo`, [])
    expect(await listsOf('anna@example.nl')).toEqual([])
    expect(await textOf(editor.ask(at))).toContain('De import is teruggedraaid')
    const id = at.split('/').at(-1) ?? ''
    expect((await acts()).toSorted()).toEqual([`import-confirmed ${id}`, `import-undone ${id}`])
  })

  test('other columns are chosen on the page, and without one for address and proof nobody is taken', async () => {
    const sent = await upload('post;wie;wanneer;hoe\nanna@example.nl;Anna;2024-05-01;balie\n')
    const at = sent.headers.get('location') ?? ''
    expect(await textOf(editor.ask(at))).toContain(
      'Kies eerst een kolom voor: E-mailadres, Toestemming: wanneer en Toestemming: hoe.',
    )
    await editor.post(`${at}/confirm`, [])
    expect(await textOf(editor.ask(at))).toContain('Klopt dit?')
    await editor.post(`${at}/columns`, [
      ['email', '0'],
      ['name', '1'],
      ['consentAt', '2'],
      ['consentSource', '99'],
      ['language', 'x'],
    ])
    expect(await textOf(editor.ask(at))).toContain('Kies eerst een kolom voor: Toestemming: hoe.')
    await editor.post(`${at}/columns`, [
      ['email', '0'],
      ['name', '1'],
      ['consentAt', '2'],
      ['consentSource', '3'],
    ])
    expect(await textOf(editor.ask(at))).toContain('Neem 1 lezer over')
    await editor.post(`${at}/confirm`, [])
    expect((await find('anna@example.nl'))?.name).toBe('Anna')
  })

  test('a large one goes on by itself: its page tells how far, loads itself again, and can be told not to', async () => {
    const file = fileText(...Array.from({ length: 2_600 }, (_, nth) => line(`lezer${nth}@example.nl`)))
    const at = (await upload(file)).headers.get('location') ?? ''
    const going = await editor.ask(at)
    expect(going.headers.get('refresh')).toBe('5')
    expect(await textOf(going)).toContain('Regel 2.001 van 2.601')
    expect((await editor.ask(`${at}?still=1`)).headers.get('refresh')).toBeNull()
    await applyImports(world.ports)
    expect(await textOf(editor.ask(at))).toContain('Neem 2.600 lezers over')
    await editor.post(`${at}/confirm`, [])
    expect(await textOf(editor.ask(at))).toContain('We nemen de lezers over')
    await editor.post(`${at}/cancel`, [])
    expect(await textOf(editor.ask(at))).toContain('De import is gestopt')
    await applyImports(world.ports)
    expect(await database.db`select from subscriber`).toHaveLength(2_000)
  })

  test('one that is stopped before it began is gone', async () => {
    const at = (await upload(fileText(line('anna@example.nl')))).headers.get('location') ?? ''
    expect((await editor.post(`${at}/cancel`, [])).headers.get('location')).toBe(`${path}/import?cancelled=1`)
    const gone = await editor.ask(at)
    expect([gone.status, (await textOf(gone)).includes('Deze import is er niet meer')]).toEqual([404, true])
    expect(await textOf(editor.ask(`${path}/import?cancelled=1`))).toContain('De import is gestopt.')
    expect((await acts()).map((act) => act.split(' ')[0])).toEqual(['import-cancelled'])
  })

  test('is refused with the reason beside its field, and leaves nothing behind', async () => {
    const { id: closed } = await addList(world.ports, site, { name: 'Dicht', description: '', isOpen: true })
    await editor.post(`${path}/lists/close`, [
      ['id', String(closed)],
      ['closed', 'yes'],
    ])
    for (const [file, lists, told] of [
      [null, [news], 'Kies een bestand.'],
      ['', [news], 'Er staan geen lezers in dit bestand.'],
      ['email;naam\n', [news], 'Er staan geen lezers'],
      [`${head}\n"anna@example.nl`, [news], 'Kijk rond regel 2.'],
      [`${Array.from({ length: 60 }, (_, nth) => `k${nth}`).join(';')}\n1`, [news], 'meer dan 50 kolommen'],
      [fileText(line('anna@example.nl')), [], 'Kies minstens één lijst.'],
      [fileText(line('anna@example.nl')), [99], 'Kies minstens één lijst.'],
      [fileText(line('anna@example.nl')), [closed], 'Kies minstens één lijst.'],
    ] as const) {
      const answer = await upload(file, lists)
      const html = await textOf(answer)
      expect([told, answer.status]).toEqual([told, 400])
      expect(html).toContain(told)
      expect(html).not.toContain('anna@example.nl')
    }
    expect(await database.db`select from reader_import`).toHaveLength(0)
    expect(await database.db`select from reader_import_row`).toHaveLength(0)
    expect((await upload(fileText(line('anna@example.nl')), [news], 'officer')).status).toBe(404)
  })

  test('a form that breaks off leaves nothing either', async () => {
    const { cookie } = await signInAs(world.ports, 'editor', site.id)
    const start = `--x\r\nContent-Disposition: form-data; name="list"\r\n\r\n${news}\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n`
    const send = (body: BodyInit) =>
      world.request(`${path}/import`, {
        method: 'POST',
        headers: { cookie, origin, 'content-type': 'multipart/form-data; boundary=x' },
        body,
        // Needed for a body that is a stream.
        duplex: 'half',
      } as RequestInit)
    const cut = await send(start + `${head}\r\n${`${line('anna@example.nl')}\r\n`.repeat(900)}`)
    expect([cut.status, (await textOf(cut)).includes('kwam niet goed over')]).toEqual([400, true])
    let sent = 0
    const broken = await send(
      new ReadableStream({
        pull(controller) {
          sent += 1
          if (sent === 1) controller.enqueue(Buffer.from(`${start}${head}\r\n`))
          else if (sent < 40)
            controller.enqueue(Buffer.from(`${line(`a${sent}@example.nl`)}\r\n`.repeat(100)))
          else controller.error(new Error('gone'))
        },
      }),
    )
    expect(broken.status).toBe(500)
    expect(await database.db`select from reader_import`).toHaveLength(0)
    expect(await database.db`select from reader_import_row`).toHaveLength(0)
  })

  test('larger than 50 MB is read to its end, so that its sender hears why not, and kept nowhere', async () => {
    const { cookie } = await signInAs(world.ports, 'editor', site.id)
    // Rows with nothing in them, so that reading is all there is to do.
    const chunk = Buffer.from(`${' '.repeat(65_535)}\n`.repeat(16))
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1
        if (sent === 1)
          controller.enqueue(
            Buffer.from(
              `--x\r\nContent-Disposition: form-data; name="list"\r\n\r\n${news}\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${head}\r\n`,
            ),
          )
        else if (sent < 60) controller.enqueue(chunk)
        else {
          controller.enqueue(Buffer.from('\r\n--x--\r\n'))
          controller.close()
        }
      },
    })
    const answer = await world.request(`${path}/import`, {
      method: 'POST',
      headers: { cookie, origin, 'content-type': 'multipart/form-data; boundary=x' },
      body,
      duplex: 'half',
    } as RequestInit)
    expect([answer.status, (await textOf(answer)).includes('groter dan 50 MB')]).toEqual([400, true])
    expect(sent).toBe(60)
    expect(await database.db`select from reader_import_row`).toHaveLength(0)
  })

  test('there are ten at once and no more', async () => {
    for (let nth = 0; nth < importsMax; nth += 1)
      await bring(world.ports, site, [news], fileText(line('anna@example.nl')))
    expect(await textOf(upload(fileText(line('anna@example.nl'))))).toContain('Er staan al tien imports')
  })
})

describe('the readers of a list as a file', () => {
  test('are for who edits or guards privacy, each time with an act, and nobody else', async () => {
    await admit('anna@example.nl', [news], '=cmd')
    for (const browsing of [editor, officer]) {
      const answer = await browsing.post(`${path}/readers/export`, [['list', String(news)]])
      expect(answer.headers.get('content-disposition')).toBe('attachment; filename="example.nl-1.csv"')
      expect(answer.headers.get('cache-control')).toBe('no-store')
      const text = await rawText(answer)
      expect(text).toBe(
        `\ufeff${head}\r\nanna@example.nl;'=cmd;nl;2026-11-23T11:00:00.000Z;formulier op de website;\r\n`,
      )
    }
    await world.deferred.drain()
    expect(await acts()).toEqual(['readers-exported 1', 'readers-exported 1'])
    expect((await viewer.post(`${path}/readers/export`, [['list', String(news)]])).status).toBe(404)
    expect((await editor.post(`${path}/readers/export`, [['list', '99']])).status).toBe(400)
    expect(await acts()).toHaveLength(2)
    expect((await editor.ask(`${path}/readers/export`)).status).toBe(404)
  })

  test('whoever stops reading halfway holds up nothing', async () => {
    const id = await bring(
      world.ports,
      site,
      [news],
      fileText(...Array.from({ length: 1_500 }, (_, nth) => line(`lezer${nth}@example.nl`))),
    )
    await editor.post(`${path}/import/${id}/confirm`, [])
    const answer = await editor.post(`${path}/readers/export`, [['list', String(news)]])
    const reader = must(answer.body, 'it has one').getReader()
    await reader.read()
    await reader.cancel()
    await world.deferred.drain()
    expect(world.logged.filter((one) => one.event === 'failure' && one.place === 'newsletter')).toEqual([])
  })
})

test('no address of a reader stands in an act, in a log line, or in the tables of imports', async () => {
  const canary = 'kanarie.vogel@example.nl'
  const at = (await upload(fileText(line(canary), `${canary};=geel;;;;`))).headers.get('location') ?? ''
  await editor.post(`${at}/confirm`, [])
  await editor.post(`${path}/readers/find`, [['email', canary]])
  await editor.post(`${path}/readers/end`, [['email', canary]])
  await editor.post(`${path}/readers/export`, [['list', String(news)]])
  await editor.post(`${at}/undo`, [])
  const rows = [
    ...(await database.db`select * from staff_act`),
    ...(await database.db`select * from reader_import`),
    ...(await database.db`select * from reader_import_row`),
    ...(await database.db`select * from subscriber`),
    ...(await database.db`select * from subscriber_receipt`),
  ]
  const all = JSON.stringify([
    rows.map((row) =>
      Object.values(row).map((value) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
      ),
    ),
    world.logged,
  ])
  expect(rows.length).toBeGreaterThan(6)
  expect(all).not.toMatch(/kanarie|geel/)
})
