import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { recordOutcome, type Outcome, type OutcomeRow } from '../../src/consent/count.ts'
import { publishNow } from '../../src/consent/publication.ts'
import { migrate } from '../../src/db/migrate.ts'
import { forgetSites, readSite, type Site } from '../../src/site/site.ts'
import { consentOutcomes, tellConsent, type ConsentFigures } from '../../src/stats/consent.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { browserOf, nameController, path, videos, type Browsing } from './deciding-staff.ts'

let database: PgliteWorld
let world: World
let site: Site
let viewer: Browsing
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
  await emptyTables(database.db)
  world = await openWorld(database.db)
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.db`truncate site, consent_count, consent_draft, notice, notice_publication`
  forgetSites(database.db)
  site = await world.addSite()
  viewer = await browserOf(world, 'viewer', site.id)
})

const notice = 'ab'.repeat(32)

async function count(day: string, outcome: Outcome, times: number, language = 'nl'): Promise<void> {
  for (let nth = 0; nth < times; nth += 1)
    await recordOutcome(database.db, site, {
      at: new Date(`${day}T11:00:00Z`),
      noticeId: notice,
      language,
      outcome,
    })
}

const week = 'from=2026-11-16&to=2026-11-18'
const ask = async (query = week) => {
  const answer = await viewer.ask(`/api/stats/example.nl/consent?${query}`)
  return { status: answer.status, figures: (await answer.json()) as ConsentFigures }
}

describe('how a question was answered', () => {
  test('is counted by day, language and notice; the rate is yes of all answers', async () => {
    await count('2026-11-16', 'shown', 40)
    await count('2026-11-16', 'accepted', 12)
    await count('2026-11-16', 'refused', 6)
    await count('2026-11-17', 'refused', 6)
    await count('2026-11-17', 'custom', 6)
    const { figures } = await ask()
    expect(figures).toMatchObject({
      shown: 40,
      accepted: 12,
      refused: 12,
      custom: 6,
      withdrawn: 0,
      rate: 0.4,
    })
    expect(figures.days).toEqual([
      { day: '2026-11-16', shown: 40, accepted: 12, refused: 6, custom: 0, withdrawn: 0 },
      { day: '2026-11-17', shown: 0, accepted: 0, refused: 6, custom: 6, withdrawn: 0 },
      { day: '2026-11-18', shown: 0, accepted: 0, refused: 0, custom: 0, withdrawn: 0 },
    ])
    expect(figures.languages).toMatchObject([{ language: 'nl', rate: 0.4 }])
    expect(figures.notices).toMatchObject([{ notice, shown: 40 }])
  })

  test('rule 8: a number under five is told of nowhere, nor what would give it away, nor the rate that it is part of', async () => {
    await count('2026-11-16', 'accepted', 9)
    await count('2026-11-17', 'accepted', 4)
    await count('2026-11-18', 'accepted', 6)
    await count('2026-11-16', 'refused', 3)
    const { figures } = await ask()
    expect(figures).toMatchObject({ accepted: 19, refused: null, rate: null })
    // 6 is hidden with 4: else 19 - 9 - 6 would tell of four.
    expect(figures.days.map(({ accepted }) => accepted)).toEqual([9, null, null])
    expect(figures.days.map(({ refused }) => refused)).toEqual([null, 0, 0])
    const body = JSON.stringify(figures)
    expect(body).not.toMatch(/:[1-4][,}]/)
  })

  test('A-45: any cells: none under five is shown, and no total less what is shown tells of fewer than five', () => {
    const days = ['2026-11-16', '2026-11-17', '2026-11-18']
    for (let seed = 0; seed < 300; seed += 1) {
      const times = (nth: number) => ((seed * 7919 + nth * 104_729) % 14) % (seed % 2 ? 14 : 6)
      const rows: OutcomeRow[] = days.flatMap((day, at) =>
        consentOutcomes.map((outcome, nth) => ({
          day,
          noticeId: notice,
          language: 'nl',
          outcome,
          times: times(at * 5 + nth),
        })),
      )
      const told = tellConsent(rows, { from: '2026-11-16', to: '2026-11-18' })
      for (const outcome of consentOutcomes) {
        const cells = told.days.map((day) => day[outcome])
        for (const cell of [...cells, told[outcome]])
          expect(cell === null || cell === 0 || cell >= 5).toBe(true)
        const total = told[outcome]
        const rest = total === null ? null : total - cells.reduce((sum: number, cell) => sum + (cell ?? 0), 0)
        if (rest !== null && cells.includes(null)) expect(rest).toBeGreaterThanOrEqual(5)
      }
    }
  })

  test('comes as CSV that is safe to open, hidden cells empty, a language that is a formula as text', async () => {
    await count('2026-11-16', 'shown', 8, '=1+1')
    await count('2026-11-16', 'accepted', 2, '=1+1')
    const answer = await viewer.ask(`/api/stats/example.nl/consent?${week}&format=csv`)
    expect(answer.headers.get('content-type')).toContain('text/csv')
    const lines = (await answer.text()).split('\r\n')
    expect(lines.slice(0, 2)).toEqual([
      'by,value,shown,accepted,refused,custom,withdrawn,rate',
      'total,,8,,0,0,0,',
    ])
    expect(lines).toContain("language,'=1+1,8,,0,0,0,")
  })

  test('takes no filter, and is nobody’s who may not see the site', async () => {
    expect((await ask(`${week}&filter=device:mobile`)).status).toBe(400)
    expect((await world.request(`/api/stats/example.nl/consent?${week}`)).status).toBe(401)
  })

  test('A-45: stands on the page with what each number counts; a small one is folded there too', async () => {
    await nameController(world, site)
    const named = (await readSite(world.ports, site.domain)) ?? expect.fail('it is there')
    expect((await publishNow(world.ports, named, videos)).ok).toBe(true)
    await count('2026-11-16', 'shown', 30)
    await count('2026-11-16', 'accepted', 7)
    await count('2026-11-17', 'refused', 2)
    const html = await (await viewer.ask(`${path}?${week}`)).text()
    expect(html).toContain('Geen mensen: wie doorklikt zonder te kiezen, telt per pagina.')
    expect(html).toMatch(/<dt>Getoond<\/dt><dd class="value">30<\/dd>/)
    expect(html).toMatch(/<dt>Geweigerd<\/dt><dd class="value few">minder dan 5<\/dd>/)
    expect(html).toMatch(/<dt>Zegt ja<\/dt><dd class="value">–<\/dd>/)
    expect(html).toContain('/api/stats/example.nl/consent?from=2026-11-16&amp;to=2026-11-18&amp;format=csv')
  })
})
