/** Writing, looking at and sending newsletters through the pages, as each role, with a real sender behind them. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listActs } from '../../src/account/act.ts'
import { roles } from '../../src/account/role.ts'
import { migrate } from '../../src/db/migrate.ts'
import { startDue } from '../../src/delivery/start.ts'
import { recordStopped, recordTrouble } from '../../src/delivery/state.ts'
import { must } from '../../src/must.ts'
import { findIssue, listIssues, type IssueState } from '../../src/newsletter/issue.ts'
import { lintRules } from '../../src/newsletter/lint.ts'
import type { FailureCode } from '../../src/ports.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { readEmail } from '../../src/subscriber/email.ts'
import { addList, recordListClosed, type List } from '../../src/subscriber/list.ts'
import { newsletterSettings, recordNewsletterSettings } from '../../src/subscriber/newsletter-settings.ts'
import { suppress } from '../../src/subscriber/suppression.ts'
import { pauseWhy } from '../../src/writing/pause-why.ts'
import { nl } from '../../src/page/nl.ts'
import { browserOf, type Browsing, type Fields } from '../asking/deciding-staff.ts'
import { addDraft, addReaders, source } from '../delivery/mailing.ts'
import { attributesOf, inlineParts, unescapeHtml } from '../page/html.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

const path = '/dashboard/sites/example.nl/newsletter'
const issues = `${path}/issues`

let database: PgliteWorld
let world: World
let site: Site
let news: List
let editor: Browsing
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
      newsletter_issue, issue_body, issue_link, delivery, delivery_total, sending_day, mail`
  forgetSites(database.db)
  world.setNow('2026-11-23T11:00:00Z')
  world.posted.length = 0
  site = await world.addSite()
  news = await addList(world.ports, site, { name: 'Bewonersnieuws', description: '', isOpen: true })
  ;[editor, viewer] = await Promise.all([
    browserOf(world, 'editor', site.id),
    browserOf(world, 'viewer', site.id),
  ])
})

const textOf = async (answer: Response | Promise<Response>) => unescapeHtml(await (await answer).text())
/** Sorted: the clock stands still, so there is no order among them. */
const acts = async () =>
  (await listActs(world.ports, { siteIds: [site.id], before: null, limit: 50 }))
    .map(({ kind, object }) => `${kind} ${object}`)
    .toSorted()
const issueNow = async (id = 1) => must(await findIssue(world.ports, site.id, id), 'it is there')
const stateNow = async (id = 1): Promise<IssueState> => (await issueNow(id)).state
const later = (minutes: number) =>
  world.setNow(new Date(world.ports.now().getTime() + minutes * 60_000).toISOString())

const form = {
  subject: 'Nieuws uit de wijk',
  preheader: 'De lift doet het weer',
  language: 'nl',
  format: 'markdown',
  source,
  lists: '1',
  opens: 'aggregate',
  clicks: 'aggregate',
  isPublic: 'on',
}
const fields = (more: Partial<typeof form> & { seen?: string; next?: string } = {}): Fields =>
  Object.entries({ ...form, ...more })
const seenIn = (html: string) => must(/name="seen" value="(\d+)"/.exec(html), 'the form says it')[1] ?? ''
const write = async () => {
  await editor.post(`${issues}/new`, fields())
  return issueNow()
}
const readers = (many: number, measure: 'yes' | 'no' | null = null, list: Pick<List, 'id'> = news) =>
  addReaders(
    world.ports,
    site,
    list,
    Array.from({ length: many }, (_, nth) => `lezer${nth}-${measure}@example.nl`),
    { measure },
  )
/** As the sender does when it looks. */
const begin = () => startDue(world.ports)

describe('who may', () => {
  test('a newsletter is written, looked at and sent by who may edit, and by nobody else', async () => {
    await readers(3)
    await write()
    for (const role of roles) {
      const browsing = await browserOf(world, role, site.id)
      const isEditor = role === 'editor' || role === 'admin'
      for (const at of ['new', '1', '1/preview', '1/mail', '1/send', '1/links'])
        expect([role, at, (await browsing.ask(`${issues}/${at}`)).status]).toEqual([
          role,
          at,
          isEditor ? 200 : 404,
        ])
      const list = await textOf(browsing.ask(path))
      expect(list).toContain('Nieuws uit de wijk')
      expect([role, list.includes(`${issues}/new`)]).toEqual([role, isEditor])
    }
    for (const at of [
      'new',
      '1',
      '1/duplicate',
      '1/remove',
      '1/test',
      '1/send',
      '1/unschedule',
      '1/pause',
      '1/resume',
      '1/cancel',
      '1/settle',
      '1/links',
    ])
      expect([at, (await viewer.post(`${issues}/${at}`, fields({ seen: '1' }))).status]).toEqual([at, 404])
    expect(await acts()).toEqual(['issue-added 1'])
    expect(await stateNow()).toBe('draft')
  })

  test('of another site it is not there, nor under a number that is none', async () => {
    await write()
    await world.addSite({ domain: 'ander.nl' })
    const everywhere = await browserOf(world, 'admin', 0)
    expect((await everywhere.ask(`${issues}/1`)).status).toBe(200)
    for (const at of [
      '/dashboard/sites/ander.nl/newsletter/issues/1',
      `${issues}/2`,
      `${issues}/0`,
      `${issues}/x`,
      `${issues}/01`,
      `${issues}/99999999999`,
    ])
      expect([at, (await everywhere.ask(at)).status]).toEqual([at, 404])
  })

  test('forms of other pages are refused', async () => {
    await write()
    expect((await editor.post(`${issues}/1/send`, fields(), 'https://kwaad.example')).status).toBe(403)
  })
})

describe('the list', () => {
  test('begins with how to begin, and leads on to readers, lists and settings', async () => {
    const html = await textOf(editor.ask(path))
    expect(html).toContain('Nog geen nieuwsbrief')
    for (const at of ['issues/new', 'readers', 'lists', 'settings', 'import'])
      expect(attributesOf(html, 'href')).toContain(`${path}/${at}`)
    expect(await textOf(viewer.ask(path))).not.toContain('issues/new')
  })

  test('tells of each its state, when, and to how many; twenty at a time, the latest first', async () => {
    await readers(3)
    await write()
    for (let nth = 2; nth <= 22; nth += 1)
      await addDraft(world.ports, site, [news], { subject: `Nummer ${nth}` })
    await editor.post(`${issues}/22/send`, [
      ['seen', seenIn(await textOf(editor.ask(`${issues}/22`)))],
      ['when', 'now'],
    ])
    await begin()
    await database.db`update delivery set state = 'sent', sent_at = ${world.ports.now()} where issue_id = 22`
    await database.db`update newsletter_issue set state = 'sent', finished_at = ${world.ports.now()} where issue_id = 22`
    const html = await textOf(editor.ask(path))
    expect(html).toContain('23 november 2026 · naar 3 lezers')
    expect(html).toContain('bewaard op 23 november 2026')
    expect(html.indexOf('Nummer 22')).toBeLessThan(html.indexOf('Nummer 21'))
    expect(html).not.toContain('Nieuws uit de wijk')
    expect(attributesOf(html, 'href')).toContain(`${path}?page=2`)
    expect(await textOf(editor.ask(`${path}?page=2`))).toContain('Nieuws uit de wijk')
    // Who may not write reads what came of it, where there is anything.
    const seen = attributesOf(await textOf(viewer.ask(path)), 'href').filter((href) =>
      href.includes('/issues/'),
    )
    expect(seen).toEqual([`${issues}/22/report`])
  })
})

describe('writing', () => {
  test('keeps all that was typed, and shows it again', async () => {
    const answer = await editor.post(`${issues}/new`, fields())
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${issues}/1?saved=1`])
    const { document } = await issueNow()
    expect(document).toEqual({ ...form, lists: [1], isPublic: true })
    const html = await textOf(editor.ask(`${issues}/1?saved=1`))
    expect(html).toContain('Bewaard.')
    expect(html).toContain(`>\n${source}</textarea>`)
    expect(html).toContain('value="De lift doet het weer"')
    expect(inlineParts(html)).toEqual([])
    expect(await acts()).toEqual(['issue-added 1'])
  })

  test('saved again as it is, it is no act; changed, it is one; and one may go on to look', async () => {
    await write()
    const seen = seenIn(await textOf(editor.ask(`${issues}/1`)))
    await editor.post(`${issues}/1`, fields({ seen }))
    expect(await acts()).toEqual(['issue-added 1'])
    const answer = await editor.post(`${issues}/1`, fields({ seen, subject: 'Anders', next: 'preview' }))
    expect(answer.headers.get('location')).toBe(`${issues}/1/preview`)
    expect((await issueNow()).document.subject).toBe('Anders')
    expect(await acts()).toEqual(['issue-added 1', 'issue-changed 1'])
  })

  test('tells of lists how many readers they have, and takes only those that are open', async () => {
    await readers(2)
    const closed = await addList(world.ports, site, { name: 'Oud nieuws', description: '', isOpen: true })
    await recordListClosed(world.ports, site, closed.id, true)
    const html = await textOf(editor.ask(`${issues}/new`))
    expect(html).toContain('Bewonersnieuws (2 lezers)')
    expect(html).not.toContain('Oud nieuws')
    await editor.post(`${issues}/new`, [
      ...fields(),
      ['lists', String(closed.id)],
      ['lists', '99'],
      ['lists', 'x'],
    ])
    expect((await issueNow()).document.lists).toEqual([1])
  })

  test('N3: never more is measured than the site does, and the page says what each level means', async () => {
    await recordNewsletterSettings(
      world.ports,
      site,
      newsletterSettings.parse({ opens: 'off', clicks: 'aggregate' }),
    )
    const html = await textOf(editor.ask(`${issues}/new`))
    expect(html).not.toContain('name="opens"')
    expect(html).toContain('Deze website meet geen openen.')
    expect(html).toContain('nooit door wie')
    expect(html).not.toContain('id="clicks-personal"')
    const answer = await editor.post(`${issues}/new`, fields({ clicks: 'personal' }))
    expect(answer.status).toBe(400)
    expect(await textOf(answer)).toContain('id="clicks-fault"')
    await recordNewsletterSettings(
      world.ports,
      site,
      newsletterSettings.parse({ opens: 'personal', clicks: 'personal' }),
    )
    const all = await textOf(editor.ask(`${issues}/new`))
    for (const level of ['off', 'aggregate', 'personal']) expect(all).toContain(`id="opens-${level}"`)
  })

  test.each([
    ['subject', 'x'.repeat(201), 'subject'],
    ['subject', 'Eén\nBcc: iemand@example.nl', 'subject'],
    ['preheader', 'x'.repeat(201), 'preheader'],
    ['source', 'x'.repeat(200_001), 'source'],
    ['language', 'fr', 'language'],
    ['format', 'docx', 'format'],
    ['opens', 'alles', 'opens'],
  ])('a wrong %s is told beside its field, and loses nothing', async (name, value, field) => {
    for (const at of ['new', '1']) {
      if (at === '1') await write()
      const answer = await editor.post(
        `${issues}/${at}`,
        fields({ seen: '7', preheader: 'Bewaar mij', [name]: value }),
      )
      expect(answer.status).toBe(400)
      const html = await textOf(answer)
      expect(html).toContain(`id="${field}-fault"`)
      expect(html).toContain('Alles wat je typte, staat er nog.')
      if (name === 'source') expect(html).toContain('x'.repeat(200_001))
      else expect(html).toContain(`>\n${source}</textarea>`)
      if (name !== 'preheader') expect(html).toContain('value="Bewaar mij"')
      // It still goes by the state that the form began from.
      expect(html.includes('name="seen" value="7"')).toBe(at === '1')
    }
    expect((await issueNow()).document.preheader).toBe('De lift doet het weer')
  })

  test('a text is text: line ends, quotes and tags come back as they were, and no NUL reaches the database', async () => {
    const wild = '\n<script>alert(1)</script>\r\n"&amp; \0</textarea>'
    await editor.post(`${issues}/new`, fields({ source: wild, format: 'html' }))
    expect((await issueNow()).document.source).toBe('\n<script>alert(1)</script>\n"&amp; </textarea>')
    const raw = await (await editor.ask(`${issues}/1`)).text()
    expect(raw).not.toContain('<script>alert')
    expect(raw).toContain('>\n\n&lt;script&gt;alert(1)')
  })

  test('the longest text fits, whatever its letters', async () => {
    const answer = await editor.post(`${issues}/new`, fields({ source: '€'.repeat(200_000) }))
    expect(answer.status).toBe(303)
    expect((await issueNow()).document.source).toHaveLength(200_000)
  })

  test('two who write at once: the second sees both versions and decides', async () => {
    await write()
    const seen = seenIn(await textOf(editor.ask(`${issues}/1`)))
    const admin = await browserOf(world, 'admin', site.id)
    await admin.post(`${issues}/1`, fields({ seen, source: 'De versie van de beheerder' }))
    const answer = await editor.post(`${issues}/1`, fields({ seen, source: 'De versie van de redacteur' }))
    expect(answer.status).toBe(409)
    const html = await textOf(answer)
    expect(html).toContain('Iemand anders heeft net bewaard')
    expect(html).toContain('De versie van de redacteur</textarea>')
    expect(html).toContain('De versie van de beheerder')
    expect((await issueNow()).document.source).toBe('De versie van de beheerder')
    // Whoever saw both may go on.
    await editor.post(`${issues}/1`, fields({ seen: seenIn(html), source: 'De versie van de redacteur' }))
    expect((await issueNow()).document.source).toBe('De versie van de redacteur')
  })

  test('what was typed is not lost when the draft was sent or thrown away meanwhile', async () => {
    await readers(1)
    for (const way of ['send', 'remove'] as const) {
      const issue = await addDraft(world.ports, site, [news])
      const at = `${issues}/${issue.id}`
      const seen = seenIn(await textOf(editor.ask(at)))
      await editor.post(`${at}/${way}`, [
        ['seen', seen],
        ['when', 'now'],
      ])
      const answer = await editor.post(at, fields({ seen, subject: 'Toch nog iets' }))
      expect([way, answer.status]).toEqual([way, 409])
      const html = await textOf(answer)
      expect(html).toContain('value="Toch nog iets"')
      expect(html).toContain(`action="${issues}/new"`)
      expect(html).toContain('Bewaar als nieuwe nieuwsbrief')
    }
  })

  test('a copy is a new draft, and a draft that is thrown away is gone, after one question', async () => {
    await write()
    const copy = await editor.post(`${issues}/1/duplicate`, [])
    expect(copy.headers.get('location')).toBe(`${issues}/2?duplicated=1`)
    expect((await issueNow(2)).document).toEqual((await issueNow()).document)
    expect(await textOf(editor.ask(`${issues}/1`))).toContain('Dat kun je niet terugdraaien')
    await editor.post(`${issues}/1/remove`, [])
    expect(await findIssue(world.ports, site.id, 1)).toBeNull()
    expect(await acts()).toEqual(['issue-added 1', 'issue-added 2', 'issue-removed 1'])
    // What was sent stays.
    await readers(1)
    await editor.post(`${issues}/2/send`, [
      ['seen', String((await issueNow(2)).changedAt.getTime())],
      ['when', 'now'],
    ])
    await editor.post(`${issues}/2/remove`, [])
    expect(await stateNow(2)).toBe('scheduled')
  })

  test('pages are in English for who reads that, and each leads to the next in it', async () => {
    await write()
    for (const at of ['/issues/new', '/issues/1', '/issues/1/preview', '/issues/1/send', '']) {
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

describe('looking', () => {
  test('the mail stands in frames of an origin of its own, where nothing runs', async () => {
    await write()
    const page = await editor.ask(`${issues}/1/preview`)
    expect(page.headers.get('content-security-policy')).toContain("frame-src 'self'")
    const html = await textOf(page)
    const frames = html.match(/<iframe[^>]*>/g) ?? []
    expect(frames).toHaveLength(2)
    for (const frame of frames) {
      expect(frame).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"')
      expect(frame).toContain(`src="${issues}/1/mail?`)
    }
    const mail = await editor.ask(`${issues}/1/mail?reader=name`)
    const policy = mail.headers.get('content-security-policy') ?? ''
    expect(policy).toContain('sandbox')
    expect(policy).not.toMatch(/allow-scripts|allow-same-origin|allow-forms/)
    expect(mail.headers.get('cross-origin-opener-policy')).toBeNull()
    expect(mail.headers.get('cache-control')).toBe('no-store')
    expect(await textOf(mail)).toContain('Beste Anna de Wit')
    expect(await textOf(editor.ask(`${issues}/1/mail?reader=none`))).toContain('Beste bewoner')
    expect(html).toContain('Beste Anna de Wit')
  })

  test('without pictures none is loaded, as in many mail programs', async () => {
    await write()
    const policyOf = async (images: string) =>
      (await editor.ask(`${issues}/1/mail?images=${images}`)).headers.get('content-security-policy') ?? ''
    expect(await policyOf('off')).toContain("img-src 'none'")
    expect(await policyOf('on')).not.toContain("img-src 'none'")
  })

  test('N2: what one looks at counts nothing and names nobody', async () => {
    await recordNewsletterSettings(
      world.ports,
      site,
      newsletterSettings.parse({ opens: 'personal', clicks: 'personal' }),
    )
    await editor.post(`${issues}/new`, fields({ opens: 'personal', clicks: 'personal' }))
    const html = await textOf(editor.ask(`${issues}/1/mail`))
    expect(html).toContain('https://example.nl/lift')
    expect(html).not.toMatch(/\/n\/[co]\//)
    // What differs between readers is said in words.
    const page = (await textOf(editor.ask(`${issues}/1/preview`)))
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ')
    expect(page).toContain(
      'ja per persoon per persoon niets, nooit gevraagd in totalen in totalen nee niet gemeten niet gemeten',
    )
  })

  test('N1: an error stops the sending and says what to do; a warning does neither', async () => {
    await readers(2)
    await editor.post(
      `${issues}/new`,
      fields({ source: '[klik hier](https://example.nl/x) en [kapot](/nergens)' }),
    )
    const html = await textOf(editor.ask(`${issues}/1/preview`))
    expect(html).toContain('Eén ding moet je eerst oplossen.')
    expect(html).toContain('Begin met https://')
    expect(html).toContain('Bij: kapot')
    expect(html).toContain('Zeg waar de link heen gaat')
    const send = await textOf(editor.ask(`${issues}/1/send`))
    expect(send).toContain('Deze nieuwsbrief kan nog niet weg')
    expect(send).not.toContain('type="submit">Verstuur')
    const { changedAt } = await issueNow()
    await editor.post(`${issues}/1/send`, [
      ['seen', String(changedAt.getTime())],
      ['when', 'now'],
    ])
    expect(await stateNow()).toBe('draft')
    await editor.post(
      `${issues}/1`,
      fields({ seen: String(changedAt.getTime()), source: '[klik hier](https://example.nl/x)' }),
    )
    expect(await textOf(editor.ask(`${issues}/1/send`))).toContain(
      'Eén ding kan beter. Je mag wel versturen.',
    )
  })

  test('there is a word for each thing that can be wrong', () => {
    expect(Object.keys(nl.writing.preview.rules).toSorted()).toEqual(lintRules.toSorted())
  })
})

describe('a test mail', () => {
  const test_ = (also: string) => editor.post(`${issues}/1/test`, [['also', also]])

  test('goes to whoever asks, and to colleagues who are named, each once and clean', async () => {
    await write()
    const answer = await test_(' Collega@Example.nl, tweede@example.nl;collega@example.nl ')
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      `${issues}/1/preview?tested=3#test`,
    ])
    expect(world.posted.map(({ to }) => to)).toEqual([
      `editor-${site.id}@staff.example`,
      'collega@example.nl',
      'tweede@example.nl',
    ])
    for (const { subject, html } of world.posted) {
      expect(subject).toBe('[test] Nieuws uit de wijk')
      expect(html).not.toMatch(/\/n\/[co]\//)
    }
    expect(await textOf(editor.ask(`${issues}/1/preview?tested=3`))).toContain('3 mails onderweg')
    expect(await acts()).toEqual(['issue-added 1', 'issue-tested 1'])
    expect(await stateNow()).toBe('draft')
  })

  test.each([
    ['geen-adres', 'geen e-mailadres is'],
    ['a@example.nl b@example.nl c@example.nl d@example.nl', 'hooguit drie adressen'],
    ['nooit@example.nl', 'wil geen mail meer'],
  ])('to “%s” is refused beside its field, and nobody gets one', async (also, told) => {
    await write()
    await suppress(world.ports, site.id, must(readEmail('nooit@example.nl'), 'it is one'), 'asked')
    const answer = await test_(also)
    expect(answer.status).toBe(400)
    const html = await textOf(answer)
    expect(html).toContain(told)
    expect(html).toContain(`value="${also}"`)
    expect(world.posted).toEqual([])
  })

  test('a site has a hundred a day, and is told when they are used up', async () => {
    await write()
    await database.db`
      insert into sending_day (site_id, kind, day, mails) values (${site.id}, 'test', '2026-11-23', 99)`
    const answer = await test_('collega@example.nl')
    expect(answer.headers.get('location')).toBe(`${issues}/1/preview?tested=1&full=1#test`)
    expect(await textOf(editor.ask(`${issues}/1/preview?tested=1&full=1`))).toContain('honderd testmails')
    expect(world.posted).toHaveLength(1)
  })
})

describe('sending', () => {
  const send = async (more: Fields) =>
    editor.post(`${issues}/1/send`, [['seen', String((await issueNow()).changedAt.getTime())], ...more])

  test('N1: the last page tells who gets it, each person once, without who may not be mailed', async () => {
    const tips = await addList(world.ports, site, { name: 'Woontips', description: '', isOpen: true })
    const [both] = await readers(3, 'yes')
    await readers(2, 'no', tips)
    await readers(1, null, tips)
    await database.db`
      insert into subscription (site_id, subscriber_id, list_id, began_at, receipt_id)
      values (${site.id}, ${String(both)}, ${tips.id}, ${world.ports.now()}, ${crypto.randomUUID()})`
    await suppress(world.ports, site.id, must(readEmail('lezer1-no@example.nl'), 'it is one'), 'complaint')
    await recordNewsletterSettings(
      world.ports,
      site,
      newsletterSettings.parse({ opens: 'personal', clicks: 'personal' }),
    )
    await editor.post(`${issues}/new`, [
      ...fields({ opens: 'personal', clicks: 'personal' }),
      ['lists', String(tips.id)],
    ])
    const html = await textOf(editor.ask(`${issues}/1/send`))
    expect(html).toContain('5 lezers van Bewonersnieuws en Woontips.')
    expect(html).toContain('1 adres slaan we over')
    expect(html).toContain('Verstuur naar 5 lezers')
    const words = html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')
    expect(words).toContain(
      'ja 3 per persoon per persoon niets, nooit gevraagd 1 in totalen in totalen nee 1 niet gemeten niet gemeten',
    )
    // What is frozen when it begins is what the page promised.
    await send([['when', 'now']])
    await begin()
    const [frozen] = await database.db`
      select count(*) filter (where state = 'queued')::integer as queued, count(*) filter (where opens = 'personal')::integer as personal
      from delivery`
    expect(frozen).toEqual({ queued: 5, personal: 3 })
  })

  test.each([
    ['no list', { lists: '' }, 0, 'Er is geen lijst gekozen'],
    ['nobody on it', {}, 0, 'Op deze lijsten staat nog niemand'],
    ['no text', { source: '' }, 1, 'Er zit nog een fout in'],
  ])('N1: with %s there is no button', async (_what, more, many, told) => {
    await readers(many)
    await editor.post(`${issues}/new`, fields(more))
    const html = await textOf(editor.ask(`${issues}/1/send`))
    expect(html).toContain(told)
    expect(html).not.toContain('name="when"')
    expect((await send([['when', 'now']])).status).toBe(409)
    expect(await stateNow()).toBe('draft')
  })

  test('now or at a moment by the clock of the site', async () => {
    await readers(1)
    await write()
    const answer = await send([
      ['when', 'later'],
      ['day', '2027-07-01'],
      ['time', '09:30'],
    ])
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${issues}/1?scheduled=1`])
    expect((await issueNow()).scheduledAt?.toISOString()).toBe('2027-07-01T07:30:00.000Z')
    const html = await textOf(editor.ask(`${issues}/1?scheduled=1`))
    expect(html).toContain('1 juli 2027 om 09:30')
    expect(html).toContain('Naar 1 lezer van Bewonersnieuws')
    await editor.post(`${issues}/1/unschedule`, [])
    expect(await textOf(editor.ask(`${issues}/1?unscheduled=1`))).toContain('Teruggehaald.')
    await send([['when', 'now']])
    expect((await issueNow()).scheduledAt).toEqual(world.ports.now())
    expect(await acts()).toEqual([
      'issue-added 1',
      'issue-scheduled 1',
      'issue-scheduled 1',
      'issue-unscheduled 1',
    ])
  })

  test.each([
    [[], 'Kies nu of een ander moment.'],
    [[['when', 'later']], 'Vul een dag in.'],
    [
      [
        ['when', 'later'],
        ['day', '2026-12-01'],
      ],
      'Vul een tijd in',
    ],
    [
      [
        ['when', 'later'],
        ['day', '2026-11-23'],
        ['time', '11:59'],
      ],
      'Dit moment is al voorbij.',
    ],
    [
      [
        ['when', 'later'],
        ['day', '2027-03-28'],
        ['time', '02:30'],
      ],
      'Deze tijd bestaat niet',
    ],
    [
      [
        ['when', 'later'],
        ['day', '2028-01-01'],
        ['time', '09:00'],
      ],
      'meer dan een jaar vooruit',
    ],
  ] as [Fields, string][])('never at a moment that is none: %j', async (more, told) => {
    await readers(1)
    await write()
    const answer = await send(more)
    expect(answer.status).toBe(400)
    const html = await textOf(answer)
    expect(html).toContain(told)
    const day = more.find(([name]) => name === 'day')?.[1]
    if (day) expect(html).toContain(`value="${day}"`)
    expect(await stateNow()).toBe('draft')
  })

  test('never another text than whoever pressed saw', async () => {
    await readers(1)
    await write()
    const { changedAt } = await issueNow()
    later(1)
    await editor.post(`${issues}/1`, fields({ seen: String(changedAt.getTime()), subject: 'Anders' }))
    const answer = await editor.post(`${issues}/1/send`, [
      ['seen', String(changedAt.getTime())],
      ['when', 'now'],
    ])
    expect(answer.status).toBe(409)
    expect(await textOf(answer)).toContain('Er is net iets veranderd')
    expect(await stateNow()).toBe('draft')
  })
})

describe('on its way', () => {
  async function sending(many = 10) {
    await readers(many)
    const issue = await write()
    await editor.post(`${issues}/1/send`, [
      ['seen', String(issue.changedAt.getTime())],
      ['when', 'now'],
    ])
    await begin()
    return issue
  }
  const becomes = (state: string, many: number, code: string | null = null) => database.db`
    update delivery set state = ${state}, sent_at = ${state === 'sent' ? world.ports.now() : null}, last_code = ${code}
    where subscriber_id in (select subscriber_id from delivery where state = 'queued' order by subscriber_id limit ${many})`

  test('tells how far it is and how fast, and is loaded again by itself until told not to', async () => {
    await sending()
    await becomes('sent', 4)
    await becomes('failed', 1)
    const answer = await editor.ask(`${issues}/1?scheduled=1`)
    expect(answer.headers.get('refresh')).toBe(`5; url=${issues}/1`)
    const html = await textOf(answer)
    expect(html).toContain('<progress class="progress" value="5" max="10"')
    expect(html).toContain('5 van 10 mails gedaan')
    expect(html).toContain('Ongeveer 4 mails per minuut.')
    expect(html).toContain('Klaar rond 23 november 2026 om 12:01.')
    expect(html).toContain('Geweigerd: de mailserver van de lezer')
    const still = await editor.ask(`${issues}/1?still=1`)
    expect(still.headers.get('refresh')).toBeNull()
    expect(await textOf(still)).toContain('Vernieuw')
  })

  test('before it begins it is watched too, and one that is planned for later is not', async () => {
    await readers(1)
    const issue = await write()
    const seen = String(issue.changedAt.getTime())
    await editor.post(`${issues}/1/send`, [
      ['seen', seen],
      ['when', 'now'],
    ])
    expect((await editor.ask(`${issues}/1`)).headers.get('refresh')).not.toBeNull()
    await editor.post(`${issues}/1/unschedule`, [])
    await editor.post(`${issues}/1/send`, [
      ['seen', String((await issueNow()).changedAt.getTime())],
      ['when', 'later'],
      ['day', '2026-11-30'],
      ['time', '09:00'],
    ])
    expect((await editor.ask(`${issues}/1`)).headers.get('refresh')).toBeNull()
  })

  test('is put on hold, goes on and is stopped, each after a press and with its act; a second press is told how it stands', async () => {
    await sending()
    await becomes('sent', 2)
    const press = async (at: string) => (await editor.post(`${issues}/1/${at}`, [])).headers.get('location')
    expect(await press('pause')).toBe(`${issues}/1?paused=1`)
    expect(await press('pause')).toBe(`${issues}/1?late=1`)
    expect(await textOf(editor.ask(`${issues}/1?late=1`))).toContain('Dat kan nu niet meer.')
    const html = await textOf(editor.ask(`${issues}/1`))
    expect(html).toContain('Iemand heeft het versturen stilgezet.')
    expect(html).toContain('Ga verder')
    expect(await press('resume')).toBe(`${issues}/1?resumed=1`)
    expect(await textOf(editor.ask(`${issues}/1`))).toContain('Ja, stop helemaal')
    expect(await press('cancel')).toBe(`${issues}/1?cancelled=1`)
    expect(await stateNow()).toBe('cancelled')
    const stopped = await textOf(editor.ask(`${issues}/1`))
    expect(stopped).toContain('Op 23 november 2026 om 12:00.')
    expect(stopped).not.toContain('Ja, stop helemaal')
    expect(await acts()).toEqual(
      ['added', 'cancelled', 'paused', 'resumed', 'scheduled'].map((did) => `issue-${did} 1`),
    )
  })

  test.each([
    ['DAY_FULL', 'day-full'],
    ['451', 'busy'],
    ['ECONNREFUSED', 'away'],
    ['ETIMEDOUT', 'away'],
    ['535', 'sign-in'],
    ['EAUTH', 'sign-in'],
    ['550', 'refused'],
    ['NO_UNSUBSCRIBE', 'no-unsubscribe'],
    ['NO_LISTS', 'no-lists'],
    ['NO_SUBSCRIBERS', 'no-subscribers'],
    ['LINT', 'lint'],
    ['UNMADE', 'ours'],
  ] as const)('the code %s is told in plain words', (code, why) => {
    expect(pauseWhy(code)).toBe(why)
  })

  test('what is in the way is told, and whether it goes on by itself', async () => {
    const issue = await sending()
    await recordTrouble(world.ports, issue, 'ECONNREFUSED' as FailureCode)
    const waiting = await textOf(editor.ask(`${issues}/1`))
    expect(waiting).toContain('Er zit iets in de weg')
    expect(waiting).toContain('De mailserver is niet bereikbaar.')
    await recordStopped(world.ports, issue, '535' as FailureCode)
    const stopped = await textOf(editor.ask(`${issues}/1`))
    expect(stopped).toContain('Waarom het stilstaat')
    expect(stopped).toContain('weigert onze inloggegevens')
    expect(stopped).toContain('Code voor je beheerder: 535')
  })

  test('what did not begin is a draft again, and says why', async () => {
    await readers(1)
    const issue = await write()
    await editor.post(`${issues}/1/send`, [
      ['seen', String(issue.changedAt.getTime())],
      ['when', 'now'],
    ])
    await recordListClosed(world.ports, site, news.id, true)
    await begin()
    const html = await textOf(editor.ask(`${issues}/1`))
    expect(html).toContain('Het versturen is niet begonnen')
    expect(html).toContain('De gekozen lijsten waren gesloten.')
  })

  test('of mails that nobody knows of, a person decides, and is told what follows', async () => {
    await sending()
    await becomes('sent', 8)
    await becomes('uncertain', 2)
    const html = await textOf(editor.ask(`${issues}/1`))
    expect(html).toContain('Van 2 mails weten we niet of ze zijn aangekomen')
    expect(html).toContain('Sommige lezers krijgen de mail dan twee keer.')
    expect((await editor.post(`${issues}/1/settle`, [['choice', 'misschien']])).status).toBe(404)
    const settle = async (choice: string) =>
      (await editor.post(`${issues}/1/settle`, [['choice', choice]])).headers.get('location')
    expect(await settle('again')).toBe(`${issues}/1?settled=1`)
    await becomes('uncertain', 2)
    expect(await settle('leave')).toBe(`${issues}/1?settled=1`)
    expect(await settle('leave')).toBe(`${issues}/1?late=1`)
    const after = await textOf(editor.ask(`${issues}/1`))
    expect(after).toContain('onzeker, zo gelaten')
    expect(after).not.toContain('Stuur ze nog een keer')
    expect(await acts()).toEqual(['added', 'scheduled', 'settled', 'settled'].map((did) => `issue-${did} 1`))
  })

  test('what was sent is shown as it was frozen, and its links can be mended', async () => {
    await sending()
    await database.db`update newsletter_issue set document = '{"subject":"Nu anders"}'`
    const mail = await textOf(editor.ask(`${issues}/1/mail`))
    expect(mail).toContain('de lift is weer heel')
    expect(await textOf(editor.ask(`${issues}/1/preview`))).toContain('Zo is de mail verstuurd.')
    expect((await editor.post(`${issues}/1/test`, [])).headers.get('location')).toBe(`${issues}/1/preview`)
    expect(world.posted).toEqual([])

    const links = await textOf(editor.ask(`${issues}/1/links`))
    expect(links).toContain('https://example.nl/lift')
    const mend = (link: string, target: string) =>
      editor.post(`${issues}/1/links`, [
        ['link', link],
        ['target', target],
      ])
    const wrong = await mend('1', 'javascript:alert(1)')
    expect(wrong.status).toBe(400)
    expect(await textOf(wrong)).toContain('id="target-1-fault"')
    expect((await mend('9', 'https://example.nl/')).status).toBe(404)
    expect((await mend('x', 'https://example.nl/')).status).toBe(404)
    expect((await mend('1', 'https://example.nl/lift-en-trap')).headers.get('location')).toBe(
      `${issues}/1/links?saved=1`,
    )
    expect(await textOf(editor.ask(`${issues}/1/links`))).toContain('https://example.nl/lift-en-trap')
    expect(await acts()).toContain('link-mended 1')
    for (const at of ['', '/preview', '/links'])
      expect(attributesOf(await textOf(editor.ask(`${issues}/1${at}`)), 'href')).toContain(
        `${issues}/1/report`,
      )
  })

  test('a newsletter of another system has its links and figures, and nothing to send', async () => {
    await write()
    await database.db`update newsletter_issue set state = 'external', campaign = 'mei'`
    const html = await textOf(editor.ask(`${issues}/1`))
    expect(html).toContain('Een ander systeem verstuurt deze nieuwsbrief.')
    expect(html).not.toContain('issues/1/pause')
    expect((await editor.ask(`${issues}/1/links`)).status).toBe(200)
    expect((await editor.ask(`${issues}/1/mail`)).status).toBe(404)
    expect((await editor.ask(`${issues}/1/send`)).status).toBe(303)
    expect(await listIssues(world.ports, site.id)).toHaveLength(1)
  })
})

test('no address of a reader and no word of a newsletter stands in an act or a log line', async () => {
  await readers(2)
  await editor.post(`${issues}/new`, fields({ subject: 'Kanarie in de kelder' }))
  await editor.post(`${issues}/1/test`, [['also', 'kanarie@example.nl']])
  const { changedAt } = await issueNow()
  await editor.post(`${issues}/1/send`, [
    ['seen', String(changedAt.getTime())],
    ['when', 'now'],
  ])
  await begin()
  await editor.ask(`${issues}/1`)
  const all = JSON.stringify([await database.db`select * from staff_act`, world.logged])
  expect(await acts()).toHaveLength(3)
  expect(all).not.toMatch(/kanarie|lezer\d/i)
})
