/** a sweep that was missed is seen by the machines, by whoever guards privacy, and mailed once for each day. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { everywhere, type Role } from '../../src/account/role.ts'
import { migrate } from '../../src/db/migrate.ts'
import { sendDue, type OutgoingMail } from '../../src/mail/queue.ts'
import { must } from '../../src/must.ts'
import { wordsIn } from '../../src/page/words.ts'
import { categoriesOf } from '../../src/retention/category.ts'
import { sweep } from '../../src/retention/sweep.ts'
import { forgetSites, readSite, recordSettings, type Site } from '../../src/site/site.ts'
import { signInAs } from '../support/staff.ts'
import { unescapeHtml } from '../page/html.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { somethingOfSite } from './past.ts'

let pglite: PgliteWorld
let world: World
let site: Site
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
afterAll(() => pglite.close())
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  // Sessions count by the real clock.
  world = await openWorld(pglite.db, { at: new Date().toISOString() })
  const added = await world.addSite()
  await recordSettings(world.ports, added, {
    ...added.settings,
    privacyOfficer: { name: 'Fatma de Wit', email: 'fg@example.nl' },
  })
  forgetSites(pglite.db)
  site = must(await readSite(world.ports, 'example.nl'), 'it is there')
})

const turn = { rowsMax: 500, batchesMax: 500 }
const hoursAgo = (hours: number) => new Date(world.ports.now().getTime() - hours * 3_600_000)
const sweptAgo = (hours: number) =>
  pglite.db`update retention_run set at = ${hoursAgo(hours)}, day = day - ${Math.ceil(hours / 24)}::integer`

async function ageInMetrics(): Promise<number> {
  const text = await (await world.request('/metrics')).text()
  return Number(/^voordeur_retention_age_seconds (\d+)$/m.exec(text)?.[1] ?? Number.NaN)
}

async function mails(): Promise<OutgoingMail[]> {
  const sent: OutgoingMail[] = []
  const take = async (mail: OutgoingMail) => {
    sent.push(mail)
    return { kind: 'sent' } as const
  }
  await sendDue(world.ports, take, { limit: 10, holder: 'test' })
  return sent
}

async function pageOf(path: string, role: Role, where: Site['id'] | typeof everywhere = everywhere) {
  const { cookie } = await signInAs(world.ports, role, where)
  return await (await world.request(path, { headers: { cookie } })).text()
}

test('A-35: the age in the metrics is that of the category that waits longest, and there is none without a site', async () => {
  await sweep(world.ports, turn)
  expect(await ageInMetrics()).toBe(0)
  await pglite.db`update retention_run set at = ${hoursAgo(27)} where category = 'breaches'`
  expect(await ageInMetrics()).toBe(27 * 3600)
  await pglite.db`update retention_run set at = ${hoursAgo(50)} where category = 'mail' and site_id = 0`
  expect(await ageInMetrics()).toBe(50 * 3600)
  await emptyTables(pglite.db)
  expect(await (await world.request('/metrics')).text()).not.toContain('retention_age')
})

test('A-35: a sweep that fails goes on counting from the last that did not; a site without any from when it was made', async () => {
  expect(await ageInMetrics()).toBe(0)
  await pglite.db`update site set created_at = ${hoursAgo(30)}`
  expect(await ageInMetrics()).toBe(30 * 3600)
  await sweep(world.ports, turn)
  await sweptAgo(27)
  await pglite.db`alter table breach rename to breach_away`
  try {
    await sweep(world.ports, turn)
  } finally {
    await pglite.db`alter table breach_away rename to breach`
  }
  expect(await ageInMetrics()).toBe(27 * 3600)
  await sweep(world.ports, turn)
  expect(await ageInMetrics()).toBe(0)
})

describe('A-35: whoever guards privacy', () => {
  const pages = ['/dashboard', '/dashboard/sites/example.nl', '/dashboard/sites/example.nl/retention']
  const warning = 'Verwijderen loopt achter'

  test('sees a red banner at the site and in the list of sites after 26 hours, and not before', async () => {
    await sweep(world.ports, turn)
    await sweptAgo(26)
    for (const path of pages) expect(await pageOf(path, 'officer'), path).not.toContain(warning)
    await sweptAgo(26.1)
    for (const path of pages) {
      const page = await pageOf(path, 'officer')
      expect(page, path).toContain(warning)
      expect(page, path).toContain('role="alert"')
    }
    const listed = await pageOf('/dashboard', 'officer')
    expect(listed).toContain('href="/dashboard/sites/example.nl/retention"')
  })

  test('sees it, others do not, and of sites that are not theirs nobody does', async () => {
    await sweep(world.ports, turn)
    await sweptAgo(27)
    const other = await world.addSite({ domain: 'elders.nl' })
    for (const path of pages.slice(0, 2)) {
      expect(await pageOf(path, 'viewer'), path).not.toContain(warning)
      expect(await pageOf(path, 'admin'), path).toContain(warning)
    }
    expect(await pageOf('/dashboard', 'officer', other.id)).not.toContain(warning)
  })

  test('gets one mail for each day on which it was missed, that names numbers and nobody', async () => {
    await sweep(world.ports, turn)
    expect(await mails()).toEqual([])
    await sweptAgo(27)
    await pglite.db`alter table breach rename to breach_away`
    try {
      await sweep(world.ports, turn)
      await sweep(world.ports, turn)
      const [mail, ...more] = await mails()
      expect(more).toEqual([])
      expect(mail?.letter).toMatchObject({
        to: 'fg@example.nl',
        subject: 'Verwijderen loopt achter: example.nl',
      })
      expect(mail?.letter.text).toContain('/dashboard/sites/example.nl/retention')
      world.setNow(new Date(world.ports.now().getTime() + 24 * 3_600_000).toISOString())
      await sweep(world.ports, turn)
      await sweep(world.ports, turn)
      expect(await mails()).toHaveLength(1)
    } finally {
      await pglite.db`alter table breach_away rename to breach`
    }
    await sweep(world.ports, turn)
    world.setNow(new Date(world.ports.now().getTime() + 24 * 3_600_000).toISOString())
    await sweep(world.ports, turn)
    expect(await mails()).toEqual([])
  })

  test('is told after an outage too, and of nothing in the first hour of a new release or site', async () => {
    await pglite.db`update site set created_at = ${hoursAgo(1_000)}`
    await sweep(world.ports, turn)
    expect(await mails()).toEqual([])
    world.setNow(new Date(world.ports.now().getTime() + 72 * 3_600_000).toISOString())
    await sweep(world.ports, turn)
    expect(await mails()).toHaveLength(1)
    await sweep(world.ports, turn)
    expect(await mails()).toEqual([])
  })

  test('is mailed as soon as somebody is known to mail', async () => {
    await recordSettings(world.ports, site, { ...site.settings, privacyOfficer: null })
    forgetSites(pglite.db)
    await sweep(world.ports, turn)
    await sweptAgo(27)
    await pglite.db`alter table breach rename to breach_away`
    try {
      await sweep(world.ports, turn)
      expect(await mails()).toEqual([])
      await signInAs(world.ports, 'officer', site.id)
      await sweep(world.ports, turn)
      expect((await mails()).map(({ letter }) => letter.to)).toEqual([`officer-${site.id}@staff.example`])
    } finally {
      await pglite.db`alter table breach_away rename to breach`
    }
  })
})

describe('the page', () => {
  const path = '/dashboard/sites/example.nl/retention'

  test('A-33: says of each category how long and by which rule, and before the first sweep that nothing was deleted yet', async () => {
    const page = await pageOf(path, 'viewer', site.id)
    expect(page).toContain('Er is nog niets verwijderd')
    expect(page).toContain('90 dagen nadat ze gebeurden')
    expect(page).toContain('13 maanden na de dag van het bezoek')
    expect(page).toContain('2 jaar nadat het verzoek klaar was')
    expect(page).toContain('zolang de website wordt gemeten')
    expect(page).toContain('hooguit 13 maanden')
    const { categories: told } = wordsIn('nl').retention
    const said = unescapeHtml(page)
    for (const { name } of [...categoriesOf('site'), ...categoriesOf('installation')])
      expect(said, name).toContain(`${told[name].name}<p class="fine">${told[name].law}</p>`)
    // Only who may set them is shown the way.
    expect(page).not.toContain('settings/retention')
    expect(await pageOf(path, 'admin')).toContain('settings/retention')
  })

  test('A-35: lists rows and months that went and the oldest that is left, by category and by day', async () => {
    await somethingOfSite(world.ports, site, hoursAgo(24 * 100))
    await somethingOfSite(world.ports, site, hoursAgo(24 * 10))
    await sweep(world.ports, turn)
    const page = await pageOf(path, 'officer')
    expect(page).toContain('Losse gebeurtenissen: 1 rij<')
    expect(page).not.toContain('Er is nog niets verwijderd')
    const english = await pageOf(`${path}?lang=en`, 'officer')
    expect(english).toContain('Single events')
    expect(english).toContain('The last 30 days')
  })

  test('is not there for staff of another site, and the way to it stands beside the others', async () => {
    const other = await world.addSite({ domain: 'elders.nl' })
    const { cookie } = await signInAs(world.ports, 'admin', other.id)
    expect((await world.request(path, { headers: { cookie } })).status).toBe(404)
    expect(await pageOf('/dashboard/sites/example.nl', 'viewer', site.id)).toContain(
      '<a href="/dashboard/sites/example.nl/retention">Bewaartermijnen</a>',
    )
  })
})
