import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listActs } from '../../src/account/act.ts'
import { roles, type Role } from '../../src/account/role.ts'
import { writtenOf } from '../../src/asking/read-draft.ts'
import { consentDraft, emptyDraft } from '../../src/consent/draft.ts'
import { findCurrentNotice, findDraft, findNoticeText } from '../../src/consent/publication.ts'
import { migrate } from '../../src/db/migrate.ts'
import { forgetSites, readSite, type Site } from '../../src/site/site.ts'
import { attributesOf, inlineParts, unescapeHtml } from '../page/html.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import {
  browserOf,
  fieldsOf,
  nameController,
  path,
  videos,
  videosForm,
  withField,
  type Browsing,
  type Fields,
} from './deciding-staff.ts'

let database: PgliteWorld
let world: World
let site: Site
let editor: Browsing
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
    truncate site, staff_act, consent_draft, statement_version, notice, notice_publication, consent_count`
  forgetSites(database.db)
  world.setNow('2026-11-23T11:00:00Z')
  site = await world.addSite()
  await world.addSite({ domain: 'ander.nl' })
  editor = await browserOf(world, 'editor', site.id)
})

const textOf = async (answer: Response | Promise<Response>) => unescapeHtml(await (await answer).text())
const now = async () => (await readSite(world.ports, 'example.nl')) ?? expect.fail('the site is there')
const draft = () => findDraft(database.db, site.id)
const current = () => findCurrentNotice(database.db, site.id)
const acts = async () =>
  (await listActs(world.ports, { siteIds: [site.id], before: null, limit: 50 })).flatMap(({ kind, siteId }) =>
    siteId === site.id ? [kind] : [],
  )

/** Looks at the page to confirm, and sends what it shows. */
async function publish(browsing = editor): Promise<Response> {
  const [notice = ''] =
    /name="notice" value="([^"]*)"/.exec(await textOf(browsing.ask(`${path}/publish`)))?.slice(1) ?? []
  return browsing.post(`${path}/publish`, [['notice', notice]])
}

async function publishVideos(): Promise<void> {
  await nameController(world, site)
  expect((await editor.post(`${path}/edit`, videosForm())).status).toBe(303)
  expect((await publish()).headers.get('location')).toBe(`${path}?published=1`)
}

describe('why there is a banner or not', () => {
  test('B1: a site that only counts is told that no banner is needed, with the law behind it', async () => {
    const viewer = await browserOf(world, 'viewer', site.id)
    const html = await textOf(viewer.ask(path))
    expect(html).toContain('Er is geen banner nodig')
    expect(html).toContain('artikel 11.7a lid 3 onder b')
    expect(html).toContain('een nummer dat één dag geldt en daarna weg is')
    // They look, and decide nothing.
    expect(html).not.toContain(`${path}/edit`)
    expect(inlineParts(html)).toEqual([])
  })

  test('B1: once published it names the purposes that need consent, and says which data they take', async () => {
    await publishVideos()
    const html = await textOf(editor.ask(path))
    expect(html).toContain('Bezoekers zien een banner')
    expect(html).toContain('“Video’s en kaarten tonen”')
    expect(html).toContain('cookies van een ander bedrijf')
    expect(html).toContain('artikel 11.7a lid 1')
    expect(html).toContain('gelijk aan wat er staat')
    expect(html).toContain((await current())?.id.slice(0, 8))
  })

  test('a draft that differs is said to, and what it adds is marked as not published', async () => {
    await publishVideos()
    const [insights] = writtenOf(
      consentDraft.parse({
        purposes: [{ id: 'insights', basis: 'consent', elements: ['visitor-id'], months: 13 }],
      }),
    ).purposes
    const both = writtenOf(videos)
    await editor.post(
      `${path}/edit`,
      fieldsOf({ ...both, purposes: [...both.purposes, insights ?? expect.fail('there is one')] }),
    )
    const html = await textOf(editor.ask(path))
    expect(html).toContain('wijzigingen die nog niet zijn gepubliceerd')
    expect(html).toContain('alleen in het ontwerp')
  })
})

describe('the editor', () => {
  test('saves a draft that nobody is shown, and says so', async () => {
    const answer = await editor.post(`${path}/edit`, videosForm())
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${path}/edit?saved=1`])
    expect(await draft()).toEqual(videos)
    expect((await now()).askedSince).toBeNull()
    expect(await textOf(editor.ask(`${path}/edit?saved=1`))).toContain('Het ontwerp is bewaard.')
    expect(await acts()).toEqual(['consent-draft-saved'])
  })

  test('goes on to publishing with what was typed, since that is saved first', async () => {
    const answer = await editor.post(`${path}/edit`, [...videosForm(), ['does', 'publish']])
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${path}/publish`])
    expect(await draft()).toEqual(videos)
  })

  test('sent again as it is changes nothing and is no act', async () => {
    await editor.post(`${path}/edit`, videosForm())
    expect((await editor.post(`${path}/edit`, videosForm())).status).toBe(303)
    expect(await acts()).toEqual(['consent-draft-saved'])
  })

  test('adds and takes away rows without script, keeps what was typed, and stores nothing', async () => {
    const form = withField(fieldsOf(writtenOf(emptyDraft)), 't.nl.title', 'Mag dit?')
    const added = await textOf(editor.post(`${path}/edit`, [...form, ['does', 'add:embeds']]))
    expect(added).toContain('name="p0.id" value="embeds"')
    expect(attributesOf(added, 'value')).toContain('Mag dit?')

    const withPurpose: Fields = [
      ...form,
      ['p0.id', 'embeds'],
      ['p0.version', '1'],
      ['p0.recipients', 'Iemand'],
    ]
    const service = await textOf(
      editor.post(`${path}/edit`, [...withPurpose, ['does', 'add-service:0:youtube']]),
    )
    expect(attributesOf(service, 'value')).toContain('YouTube')
    expect(service).toContain('youtube-nocookie.com')
    expect(service).toContain('Iemand\nGoogle (YouTube)')

    const removed = await textOf(editor.post(`${path}/edit`, [...withPurpose, ['does', 'remove:0']]))
    expect(removed).not.toContain('name="p0.id"')
    expect(await draft()).toEqual(emptyDraft)
    expect(await acts()).toEqual([])
  })

  const wrongs: readonly [string, string, readonly string[], string, string][] = [
    ['a month too many', 'p0.months', ['26'], 'p0-months', 'tussen de grenzen'],
    [
      'a host that is an address',
      'p0.s0.hosts',
      ['https://youtube.com/x'],
      'p0-s0-hosts',
      'Dit is geen adres',
    ],
    ['a service without a name', 'p0.s0.name', [' '], 'p0-s0-name', 'Vul dit in'],
    ['everything in storage', 'p0.storage', ['*'], 'p0-storage', 'Alleen een * kan niet'],
    ['a colour by name', 'theme.button', ['groen'], 'theme-button', 'als # met zes tekens'],
    ['a corner of a hundred', 'theme.radius', ['100'], 'theme-radius', 'tussen de grenzen'],
    ['a text of a thousand', 't.nl.intro', ['x'.repeat(1_000)], 't-nl-intro', 'Dit is te lang'],
    ['a language that we have not', 'languages', ['fy'], 'languages', 'Kies een van de mogelijkheden'],
    [
      'data that we do not know',
      'p0.elements',
      ['fingerprint'],
      'p0-elements',
      'Kies een van de mogelijkheden',
    ],
  ]
  test.each(wrongs)(
    '%s is said beside its field and above the form, and nothing typed is lost',
    async (_, name, values, id, why) => {
      const form = withField(withField(videosForm(), 't.en.title', 'May we?'), name, ...values)
      const answer = await editor.post(`${path}/edit`, form)
      const html = await textOf(answer)
      expect(answer.status).toBe(400)
      expect(html).toMatch(/<title>Fout: /)
      expect(html).toMatch(new RegExp(`id="${id}-fault">[^<]*${why.replace('*', '\\*')}`))
      expect(html).toMatch(new RegExp(`role="alert"><h2>Dit klopt nog niet</h2><ul><li><a href="#${id}">`))
      expect(html).toContain('value="May we?"')
      expect(html).toContain(name === 'p0.s0.name' ? 'value=" "' : 'value="YouTube"')
      expect(inlineParts(html)).toEqual([])
      expect(await draft()).toEqual(emptyDraft)
    },
  )

  const own: Fields = [
    ...fieldsOf(writtenOf(emptyDraft)),
    ['p0.id', ''],
    ['p0.version', '1'],
    ['p0.nl.name', 'Chat met ons'],
    ['p0.nl.sentence', 'Met de chat stel je een vraag.'],
    ['p0.en.name', 'Chat with us'],
    ['p0.en.sentence', 'With the chat you ask a question.'],
  ]

  test('B1: what is called exempt may not take data that needs consent, and is told so in its own sentence', async () => {
    const form: Fields = [
      ...own,
      ['p0.basis', 'exempt'],
      ['p0.elements', 'page-view'],
      ['p0.elements', 'visitor-id'],
    ]
    const answer = await editor.post(`${path}/edit`, form)
    expect(answer.status).toBe(400)
    expect(await textOf(answer)).toMatch(/id="p0-elements-fault">Dit mag niet zonder toestemming/)
    expect(await draft()).toEqual(emptyDraft)
  })

  test('B5: nothing can be on beforehand: a purpose of ours asks for consent whatever the form says', async () => {
    const form = withField(videosForm(), 'p0.basis', 'exempt')
    await editor.post(`${path}/edit`, [...form, ['p0.default', 'on'], ['p0.granted', 'true']])
    expect((await draft()).purposes[0]).toEqual(videos.purposes[0])
  })

  test('B10: a purpose of one’s own gets an id of its name, has a name in each language, and keeps them', async () => {
    const form: Fields = [...own, ['p0.basis', 'consent'], ['p0.elements', 'shared-with-others']]
    expect((await editor.post(`${path}/edit`, form)).status).toBe(303)
    const [purpose] = (await draft()).purposes
    expect(purpose).toMatchObject({ id: 'chat_met_ons', texts: { nl: { name: 'Chat met ons' } } })

    // A language more without its texts is told where they are missing, not that an id is.
    const more = await textOf(editor.post(`${path}/edit`, [...form, ['languages', 'tr']]))
    expect(more).toContain('id="p0-tr-name-fault"')
    expect(more).not.toContain('id="p0-id-fault"')
  })

  test('B4: each rule that the saved draft breaks is told with where and what to do', async () => {
    await nameController(world, site)
    await editor.post(
      `${path}/edit`,
      withField(videosForm(), 't.nl.refuse', 'Nee, liever geen fijne website met mooie filmpjes'),
    )
    const html = await textOf(editor.ask(`${path}/edit`))
    expect(html).toMatch(
      /<strong>Regel B4: de knoppen om te weigeren en toe te staan \(Nederlands\)<\/strong>/,
    )
    expect(html).toMatch(/<strong>Regel B8: Knop om te weigeren \(Nederlands\)<\/strong>/)
  })

  test('looks at a form while it is typed, and stores nothing of it', async () => {
    await nameController(world, site)
    const answer = await editor.post(`${path}/preview`, withField(videosForm(), 't.nl.title', 'Mag dit?'))
    const looked = (await answer.json()) as {
      notices: { lang: string; texts: { title: string; intro: string } }[]
      offences: unknown[]
      contrasts: { isEnough: boolean }[]
    }
    expect(looked.notices.map(({ lang }) => lang)).toEqual(['nl', 'en'])
    expect(looked.notices[0]?.texts).toMatchObject({
      title: 'Mag dit?',
      intro: 'Woonstichting De Linde wil graag:',
    })
    expect(looked.offences).toEqual([])
    expect(looked.contrasts.map(({ isEnough }) => isEnough)).toEqual([true, true, true])
    expect(await draft()).toEqual(emptyDraft)

    const faulty = await editor.post(`${path}/preview`, withField(videosForm(), 'p0.months', 'veel'))
    expect(await faulty.json()).toMatchObject({ notices: null })
  })

  test('the banner’s preview takes the saved draft in its language, and nothing where nothing is asked', async () => {
    expect((await editor.ask(`${path}/draft.json?lang=nl`)).status).toBe(404)
    await editor.post(`${path}/edit`, videosForm())
    const shown = (await (await editor.ask(`${path}/draft.json?lang=en-GB`)).json()) as Record<
      string,
      unknown
    >
    expect(shown).toMatchObject({ lang: 'en', purposes: [{ id: 'statistics' }, { id: 'embeds' }] })
  })

  test('only our own pages may frame the sample page, and it loads the banner and a script of ours alone', async () => {
    const answer = await editor.ask(`${path}/preview?lang=ar`)
    const policy = answer.headers.get('content-security-policy')
    expect(policy).toContain("frame-ancestors 'self'")
    expect(policy).toContain("script-src 'self'")
    expect(answer.headers.get('x-frame-options')).toBe('SAMEORIGIN')
    const html = await answer.text()
    expect(html).toContain('<html lang="ar" dir="rtl">')
    expect(html).toContain('/banner.js?d=example.nl&amp;preview=1')
    expect(inlineParts(html)).toEqual([])
  })
})

describe('publishing', () => {
  test('B6: without a name, an address and a way to ask, it is refused, and says where to fill them in', async () => {
    await editor.post(`${path}/edit`, videosForm())
    const admin = await browserOf(world, 'admin', site.id)
    const answer = await admin.post(`${path}/publish`, [])
    const html = await textOf(answer)
    expect(answer.status).toBe(400)
    expect(html).toContain('Er staat nog niet wie dit vraagt.')
    expect(html).toContain('/dashboard/sites/example.nl/settings/organisation')
    expect(await current()).toBeNull()
  })

  test('B1: a draft that asks for nothing is refused: no banner is needed', async () => {
    await nameController(world, site)
    const answer = await publish()
    expect(answer.status).toBe(400)
    expect(await textOf(answer)).toContain('Dan is geen banner nodig')
    expect(await current()).toBeNull()
  })

  test('B8: a draft that breaks a rule is refused with the rule', async () => {
    await nameController(world, site)
    await editor.post(`${path}/edit`, withField(videosForm(), 't.nl.refuse', 'Misschien later'))
    const answer = await publish()
    expect(answer.status).toBe(400)
    expect(await textOf(answer)).toMatch(/Regel B8: Knop om te weigeren/)
    expect(await current()).toBeNull()
  })

  test('what is shown already is refused, and stays as it was', async () => {
    await publishVideos()
    const before = await current()
    const answer = await editor.post(`${path}/publish`, [['notice', before?.id ?? '']])
    expect(answer.status).toBe(400)
    expect(await textOf(answer)).toContain('Precies deze versie staat er al.')
    expect(await current()).toEqual(before)
  })

  test('what was changed after it was looked at is not published, but shown once more', async () => {
    await nameController(world, site)
    await editor.post(`${path}/edit`, videosForm())
    const looked =
      /name="notice" value="([^"]*)"/.exec(await textOf(editor.ask(`${path}/publish`)))?.[1] ?? ''
    await editor.post(`${path}/edit`, withField(videosForm(), 't.nl.title', 'Mag dit?'))
    const answer = await editor.post(`${path}/publish`, [['notice', looked]])
    expect(answer.status).toBe(400)
    expect(await textOf(answer)).toContain('Het ontwerp is intussen gewijzigd.')
    expect(await current()).toBeNull()
  })

  test('C2: makes a notice whose name is the hash of its text, and which later drafts leave alone', async () => {
    await publishVideos()
    const { id } = (await current()) ?? expect.fail('it was published')
    const text = (await findNoticeText(database.db, site.id, id)) ?? ''
    expect(createHash('sha256').update(text).digest('hex')).toBe(id)
    expect(text).toContain('Mogen we dit gebruiken?')
    world.setNow('2026-11-24T11:00:00Z')
    await editor.post(`${path}/edit`, withField(videosForm(), 't.nl.title', 'Mag dit?'))
    expect((await publish()).status).toBe(303)
    expect(await findNoticeText(database.db, site.id, id)).toBe(text)
    expect((await current())?.id).not.toBe(id)
    expect((await acts()).toSorted()).toEqual([
      'consent-draft-saved',
      'consent-draft-saved',
      'consent-published',
      'consent-published',
    ])
  })

  test('C5: a typo that is mended asks nobody again; a recipient more asks everyone, and the page says so before', async () => {
    await publishVideos()
    const since = (await now()).askedSince
    expect(since).toEqual(new Date('2026-11-23T11:00:00Z'))

    world.setNow('2026-11-24T11:00:00Z')
    await editor.post(`${path}/edit`, withField(videosForm(), 't.nl.title', 'Mag dit?'))
    const typo = await textOf(editor.ask(`${path}/publish`))
    expect(typo).toContain('Niemand wordt opnieuw gevraagd')
    expect(typo).toContain('Teksten in deze talen: Nederlands.')
    await publish()
    expect((await now()).askedSince).toEqual(since)

    world.setNow('2026-11-25T11:00:00Z')
    await editor.post(`${path}/edit`, withField(videosForm(), 'p0.recipients', 'Google (YouTube)\nEen ander'))
    const material = await textOf(editor.ask(`${path}/publish`))
    expect(material).toContain('Iedereen wordt opnieuw gevraagd')
    expect(material).toContain('Anders bij Video’s en kaarten tonen: wie ze krijgt.')
    await publish()
    expect((await now()).askedSince).toEqual(new Date('2026-11-25T11:00:00Z'))
  })

  test('C7: ending asks to be sure, and then nothing is asked any more', async () => {
    await publishVideos()
    world.setNow('2026-11-24T11:00:00Z')
    expect(await textOf(editor.ask(`${path}/end`))).toContain('Ja, stop met vragen')
    const answer = await editor.post(`${path}/end`, [])
    expect(answer.headers.get('location')).toBe(`${path}?ended=1`)
    expect((await now()).askedSince).toBeNull()
    expect(await current()).toBeNull()
    expect((await acts())[0]).toBe('consent-ended')
    // Twice is as good as once.
    expect((await editor.post(`${path}/end`, [])).status).toBe(303)
    expect((await acts()).filter((kind) => kind === 'consent-ended')).toHaveLength(1)
  })
})

describe('versions of the privacy statement', () => {
  const statement: Fields = [
    ['publishedOn', '2026-11-01'],
    ['text-nl', 'Wij tellen bezoek.\r\nMeer niet.'],
    ['material', 'no'],
  ]

  test('are kept with date, language and text, and the latest one stands in what is published', async () => {
    const answer = await editor.post(`${path}/statements`, statement)
    expect(answer.headers.get('location')).toBe(`${path}/statements?statement=1`)
    const html = await textOf(editor.ask(`${path}/statements`))
    expect(html).toContain('1 november 2026')
    expect(html).toContain('Wij tellen bezoek.\nMeer niet.')
    await publishVideos()
    expect((await current())?.notice.statement?.publishedOn).toBe('2026-11-01')
    expect(await acts()).toContain('statement-recorded')
  })

  test('C5: one that changes in substance asks everyone again at the next publishing; a typo does not', async () => {
    await editor.post(`${path}/statements`, statement)
    await publishVideos()
    world.setNow('2026-11-24T11:00:00Z')
    await editor.post(
      `${path}/statements`,
      withField(statement, 'text-nl', 'Wij tellen bezoek. Verder niets.'),
    )
    expect(await textOf(editor.ask(`${path}/publish`))).toContain('Niemand wordt opnieuw gevraagd')
    world.setNow('2026-11-25T11:00:00Z')
    await editor.post(
      `${path}/statements`,
      withField(withField(statement, 'text-nl', 'Wij tellen bezoek en delen dat.'), 'material', 'yes'),
    )
    expect(await textOf(editor.ask(`${path}/publish`))).toContain('Iedereen wordt opnieuw gevraagd')
  })

  test.each([
    ['no text', 'text-nl', [], 'text-nl', 'Plak in minstens één taal'],
    ['no day', 'publishedOn', ['morgen'], 'publishedOn', 'Schrijf een datum'],
    ['no answer', 'material', [], 'material', 'Kies een van de twee'],
  ] as const)('%s is said beside its field, and what was typed stays', async (_, name, values, id, why) => {
    const answer = await editor.post(`${path}/statements`, withField(statement, name, ...values))
    const html = await textOf(answer)
    expect(answer.status).toBe(400)
    expect(html).toMatch(new RegExp(`id="${id}-fault">[^<]*${why}`))
    if (name !== 'text-nl') expect(html).toContain('Wij tellen bezoek.')
  })

  test('the same text with the same date is refused', async () => {
    await editor.post(`${path}/statements`, statement)
    const again = await editor.post(`${path}/statements`, statement)
    expect([again.status, (await textOf(again)).includes('is er al.')]).toEqual([400, true])
  })
})

describe('who may', () => {
  const decides: Readonly<Record<Role, boolean>> = { viewer: false, editor: true, officer: true, admin: true }

  test.each(roles)('%s: decides or finds nothing there', async (role) => {
    await publishVideos()
    const browsing = await browserOf(world, role, site.id)
    const may = decides[role]
    expect((await browsing.ask(path)).status).toBe(200)
    for (const place of ['edit', 'preview', 'draft.json', 'publish', 'end', 'statements'])
      expect([place, (await browsing.ask(`${path}/${place}`)).status]).toEqual([place, may ? 200 : 404])
    expect((await browsing.post(`${path}/edit`, videosForm())).status).toBe(may ? 303 : 404)
    expect((await browsing.post(`${path}/end`, [])).status).toBe(may ? 303 : 404)
    expect((await now()).askedSince === null).toBe(may)
  })

  test('nobody of another site, and no form from elsewhere', async () => {
    const other = (await readSite(world.ports, 'ander.nl')) ?? expect.fail('it is there')
    const stranger = await browserOf(world, 'admin', other.id)
    expect((await stranger.ask(path)).status).toBe(404)
    expect((await stranger.post(`${path}/edit`, videosForm())).status).toBe(404)
    expect((await editor.post(`${path}/edit`, videosForm(), 'https://elders.nl')).status).toBe(403)
    expect(await draft()).toEqual(emptyDraft)
  })
})
