/** The page of goals and funnels: what it says, and over HTTP who may look, who may change, and what is refused beside which field. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { GoalsPage, type GoalsPageProps } from '../../src/dashboard/goals-page.tsx'
import { readView, type View } from '../../src/dashboard/view.ts'
import type { Where } from '../../src/account/people.ts'
import { everywhere, type Role } from '../../src/account/role.ts'
import { migrate } from '../../src/db/migrate.ts'
import { languages } from '../../src/page/words.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { fillConversions } from '../../src/stats/conversions.ts'
import { listFunnels, listGoals } from '../../src/stats/goals.ts'
import { makeVisits } from '../../src/stats/visits.ts'
import { attributesOf, inlineParts, renderPage } from '../page/html.ts'
import { rowOf } from '../support/event-rows.ts'
import { signInAs } from '../support/staff.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { believableFunnels, believableGoals } from './believable-goals.ts'

const today = '2026-11-23'
const view = (query = ''): View => {
  const reading = readView('example.nl', new URLSearchParams(query), today)
  if (!reading.ok) throw new Error(reading.why)
  return reading.view
}
const page = (more: Partial<GoalsPageProps> = {}): Promise<string> =>
  renderPage(
    <GoalsPage
      lang="nl"
      view={view()}
      today={today}
      goals={believableGoals}
      funnels={believableFunnels}
      mayWrite
      k={5}
      {...more}
    />,
  )
const texts = (html: string) => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')

describe('the page', () => {
  test('shows each goal with figures, rate, definition and sources', async () => {
    const text = texts(await page())
    expect(text).toContain('Reparatie gemeld Pagina /reparatie/bedankt')
    expect(text).toContain('Bezoekers 412 Bezoeken 430 Keren 455 Conversie 3%')
    expect(text).toContain('Conversie: het deel van alle bezoekers dat het doel bereikte.')
    expect(text).toContain('Google 210 Direct')
    expect(text).toContain('7 kleine groepen samen 36')
  })

  test('shows a funnel as an ordered list that reads by itself', async () => {
    const html = await page()
    expect(html).toMatch(/<ol class="funnel"><li class="funnel-step">/)
    expect(texts(html)).toContain('Stap 2: 2 Pagina /aanbod/* 1.320 bezoekers 63% van stap 1 784 afgehaakt')
    // Nothing is known of this one yet, so no figure is shown.
    expect(texts(html)).toContain('Stap 1: 1 Pagina /huur-opzeggen Stap 2')
    expect(texts(html)).not.toContain('1 bezoeker ')
  })

  test('says what is hidden and why, and tells no figure of it', async () => {
    const text = texts(await page())
    expect(text).toContain(
      'Klacht ingediend Gebeurtenis Klacht Verwijder Bezoekers te weinig Bezoeken te weinig Keren te weinig Conversie –',
    )
    expect(text).toContain('een groep van minder dan 5 bezoekers')
    expect(text).toContain('Pagina /aanbod/*/reageren te weinig Stap 4')
    expect(texts(await page({ goals: believableGoals.slice(0, 1), funnels: [] }))).not.toContain('te weinig')
  })

  test('says how far a new goal is', async () => {
    const text = texts(await page())
    expect(text).toContain('Wordt berekend: vanaf 12 november 2026 bekend.')
    expect(text).toContain('Wordt berekend: nog niets bekend.')
    const unknown = believableGoals.map((goal) => ({ ...goal, known: { from: null, isFilling: true } }))
    expect(texts(await page({ goals: unknown, funnels: [] }))).not.toContain('412')
    expect(text).toContain('Bekend vanaf 1 november 2026. Oudere bezoeken zijn er niet meer.')
  })

  test('without goals explains what one is, with an example', async () => {
    const empty = { goals: [], funnels: [] }
    expect(texts(await page(empty))).toContain(
      'Bijvoorbeeld: Reparatie gemeld, de pagina /reparatie/bedankt.',
    )
    expect(texts(await page(empty))).not.toContain('sleutel met schrijfrechten')
    expect(texts(await page({ ...empty, mayWrite: false }))).toContain('sleutel met schrijfrechten')
  })

  test('has forms for whoever may write, and none for whoever may not', async () => {
    const actions = attributesOf(await page(), 'action')
    const own = '/dashboard/sites/example.nl/goals'
    expect(actions).toEqual(
      expect.arrayContaining([
        `${own}#add-goal`,
        `${own}/remove`,
        `${own}/funnels#add-funnel`,
        `${own}/funnels/remove`,
      ]),
    )
    const readOnly = await page({ mayWrite: false })
    expect(readOnly).not.toContain('add-goal')
    expect(readOnly).not.toContain('Verwijder')
    expect(attributesOf(readOnly, 'action').filter((action) => action.startsWith(own))).toEqual([own])
  })

  test('keeps period and language in forms and links, and says that filters do not hold', async () => {
    const html = await page({ view: view('period=7d&lang=en&filter=device:mobile') })
    expect(attributesOf(html, 'action')).toContain(
      '/dashboard/sites/example.nl/goals/remove?period=7d&filter=device%3Amobile&lang=en',
    )
    expect(texts(html)).toContain('Filters gelden hier niet')
    expect(texts(await page())).not.toContain('Filters gelden hier niet')
    expect(attributesOf(html, 'href')).toContain(
      '/api/stats/example.nl/goals?from=2026-11-17&to=2026-11-23&format=csv',
    )
  })

  test('holds nothing inline, in any language, whatever staff and visitors write (S-07, S-16)', async () => {
    const poison = `"><script>alert(1)</script><img src=x onerror='alert(1)'>`
    for (const lang of languages) {
      const html = await page({
        lang,
        goals: believableGoals.map((goal) => ({
          ...goal,
          name: poison,
          pattern: poison,
          sources: [{ value: poison, visitors: 9, visits: 9 }],
        })),
        funnels: believableFunnels.map((funnel) => ({ ...funnel, name: poison })),
        refused: {
          form: 'funnel',
          written: { name: poison, steps: [{ kind: poison, pattern: poison }] },
          refusal: { what: 'step', step: 0, field: 'kind', why: 'unknown' },
        },
      })
      expect(inlineParts(html)).toEqual([])
      expect(html).not.toMatch(/<(script|img)[\s>]/)
      expect(html).toContain('&lt;script&gt;alert(1)')
    }
  })
})

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
const signIn = async (role: Role = 'editor', where: Where = everywhere): Promise<string> =>
  (await signInAs(world.ports, role, where)).cookie
const path = '/dashboard/sites/example.nl/goals'
const post = (at: string, cookie: string, fields: Readonly<Record<string, string>>, headers = {}) =>
  world.request(at, {
    method: 'POST',
    headers: { cookie, origin, ...headers },
    body: new URLSearchParams(fields),
  })
const open = async (at: string, cookie: string) => (await world.request(at, { headers: { cookie } })).text()

const goalForm = { name: 'Reparatie gemeld', 'kind-1': 'page', 'pattern-1': '/reparatie/bedankt' }
const funnelForm = {
  name: 'Reparatie melden',
  'kind-1': 'page',
  'pattern-1': '/reparatie',
  'kind-2': 'page',
  'pattern-2': '',
  'kind-3': 'page',
  'pattern-3': '/reparatie/bedankt',
}

describe('adding and removing', () => {
  test('works by form: what was added is shown with its figures, and gone when removed', async () => {
    const rows = Array.from({ length: 8 }, (_, nth) => [
      rowOf(site, '2026-11-23T09:00:00Z', { visitor: String(nth), path: '/reparatie' }),
      rowOf(site, '2026-11-23T09:01:00Z', { visitor: String(nth), path: '/reparatie/bedankt' }),
    ])
    await world.ports.commit({ siteId: site.id, events: rows.flat() })
    await makeVisits(world.ports, site, 500)
    const cookie = await signIn()
    const added = await post(`${path}?period=today`, cookie, goalForm)
    expect([added.status, added.headers.get('location')]).toEqual([303, `${path}?period=today#goals`])
    expect((await post(`${path}/funnels`, cookie, funnelForm)).headers.get('location')).toBe(
      `${path}#funnels`,
    )
    await fillConversions(world.ports, site)
    const text = texts(await open(`${path}?period=today`, cookie))
    expect(text).toContain(
      'Reparatie gemeld Pagina /reparatie/bedankt Verwijder Bezoekers 8 Bezoeken 8 Keren 8 Conversie 100%',
    )
    expect(text).toContain('Stap 2: 2 Pagina /reparatie/bedankt 8 bezoekers 100% van stap 1')

    const [goal] = await listGoals(pglite.db, site)
    const [funnel] = await listFunnels(pglite.db, site)
    expect(funnel?.steps).toHaveLength(2)
    expect((await post(`${path}/remove`, cookie, { id: goal?.id ?? '' })).status).toBe(303)
    expect((await post(`${path}/funnels/remove`, cookie, { id: funnel?.id ?? '' })).status).toBe(303)
    expect((await post(`${path}/remove`, cookie, { id: 'x' })).status).toBe(303)
    expect(texts(await open(path, cookie))).toContain('Nog geen doelen')
  })

  test('says beside the field what is wrong, and keeps what was written', async () => {
    const cookie = await signIn()
    const answer = await post(path, cookie, { ...goalForm, name: 'Mijn "doel"', 'pattern-1': 'bedankt' })
    const html = await answer.text()
    expect(answer.status).toBe(400)
    expect(html).toMatch(
      /<input id="goal-1-pattern"[^>]*value="bedankt"[^>]*aria-describedby="goal-1-hint goal-1-pattern-fault" aria-invalid="true"\/><p class="wrong" id="goal-1-pattern-fault" role="alert">Een pagina begint met een \//,
    )
    expect(attributesOf(html, 'value')).toContain('Mijn "doel"')
    expect(html.match(/role="alert"/g)).toHaveLength(1)
    expect(await listGoals(pglite.db, site)).toEqual([])
  })

  test.each([
    ['no name', path, { ...goalForm, name: '' }, 'Vul een naam in.'],
    ['NUL in a name', path, { ...goalForm, name: 'a\0' }, 'een teken dat we niet kunnen lezen'],
    ['NUL in a pattern', path, { ...goalForm, 'pattern-1': '/a\0' }, 'een teken dat we niet kunnen lezen'],
    ['an unknown kind', path, { ...goalForm, 'kind-1': 'scroll' }, 'Kies een soort uit de lijst.'],
    ['no fields', path, {}, 'Vul een naam in.'],
    ['one step', `${path}/funnels`, { ...funnelForm, 'pattern-3': ' ' }, 'minstens twee stappen'],
    [
      'nine steps',
      `${path}/funnels`,
      Object.fromEntries([
        ['name', 'x'],
        ...Array.from({ length: 9 }, (_, nth) => [
          [`kind-${nth + 1}`, 'page'],
          [`pattern-${nth + 1}`, '/a'],
        ]).flat(),
      ]) as Record<string, string>,
      'hooguit acht stappen',
    ],
  ])('refuses %s', async (_, at, fields, why) => {
    const answer = await post(at, await signIn(), fields)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain(why)
    expect([await listGoals(pglite.db, site), await listFunnels(pglite.db, site)]).toEqual([[], []])
  })

  test('of a funnel says it at the step as it was written, over the empty ones', async () => {
    const html = await (
      await post(`${path}/funnels`, await signIn(), { ...funnelForm, 'pattern-3': 'x' })
    ).text()
    expect(html).toContain('id="funnel-3-pattern-fault"')
    expect(html).not.toContain('id="funnel-2-pattern-fault"')
  })

  test('the same form twice makes one goal', async () => {
    const cookie = await signIn()
    await post(path, cookie, goalForm)
    expect(await (await post(path, cookie, goalForm)).text()).toContain('Deze naam is er al.')
    expect(await listGoals(pglite.db, site)).toHaveLength(1)
  })

  test('is for who may write, of this site, from our own pages', async () => {
    const other = await world.addSite({ domain: 'ander.nl' })
    const posts = [path, `${path}/remove`, `${path}/funnels`, `${path}/funnels/remove`]
    await post(path, await signIn(), goalForm)
    const [goal] = await listGoals(pglite.db, site)
    const fields = { ...funnelForm, id: goal?.id ?? '' }
    const editor = await signIn()
    const foreign = await signIn('editor', other.id)
    const reader = await signIn('viewer')
    for (const at of posts) {
      expect((await post(at, reader, fields)).status, at).toBe(403)
      expect((await post(at, foreign, fields)).status, at).toBe(404)
      expect((await post(at, '', fields)).status, at).toBe(303)
      expect((await post(at, editor, fields, { origin: 'https://elders.nl' })).status, at).toBe(403)
      expect((await post(at, editor, { ...fields, more: 'x'.repeat(20_000) })).status, at).toBe(400)
    }
    expect(await listGoals(pglite.db, site)).toHaveLength(1)
    expect(await listFunnels(pglite.db, site)).toEqual([])
    expect(await open(path, reader)).not.toContain('add-goal')
    expect(await open(path, editor)).toContain('add-goal')
    expect((await world.request(path, { headers: { cookie: foreign } })).status).toBe(404)
    expect((await world.request(`${path}?period=1y`, { headers: { cookie: editor } })).status).toBe(400)
  })

  test('is told what to do when there are as many as there may be', async () => {
    const cookie = await signIn()
    await pglite.db`
      insert into goal (site_id, goal_id, made_at, name, kind, pattern)
      select ${site.id}::integer, gen_random_uuid(), now(), nth::text, 'page', '/a' from generate_series(1, 50) nth`
    const answer = await post(path, cookie, goalForm)
    expect([answer.status, texts(await answer.text())]).toEqual([
      400,
      expect.stringContaining('Verwijder er eerst een.'),
    ])
  })
})
