/** The report of a month: its numbers against what happened, and nothing in it that is of anybody. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { live, openHouse, type House } from '../answer/life.ts'
import { migrateAll } from '../rights/requesting.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { readFileSync } from 'node:fs'
import { anna, asked, emailOf, on, openAtDesk, type AtDesk } from './at-desk.ts'

let database: PgliteWorld
let house: House
let at: AtDesk
beforeAll(async () => {
  database = await openPglite()
  await migrateAll(database.db)
})
afterAll(() => database.close())
beforeEach(async () => {
  house = await openHouse(database.db)
  at = await openAtDesk(house)
})

const report = (month = '2026-11', more = '') =>
  at.textOf(at.officer.ask(`${at.path}/report?month=${month}${more}`))
/** The cells of the row that begins so. */
const row = (html: string, name: string): string[] => {
  const found = new RegExp(`<th scope="row">${name}</th>(.*?)</tr>`, 's').exec(html)?.[1] ?? ''
  return [...found.matchAll(/<td[^>]*>([^<]*)<\/td>/g)].map(([, text]) => text ?? '')
}
const term = (html: string, name: string): string =>
  new RegExp(`<dt>${name.replace(/[()]/g, '\\$&')}</dt><dd>([^<]*)</dd>`).exec(html)?.[1] ?? ''
const act = ({ id }: { id: string }, part: string, fields: readonly (readonly [string, string])[] = []) =>
  at.officer.post(`${at.path}/requests/${id}/${part}`, fields)

test('counts what came, how it ended and how much of it in time, by kind', async () => {
  const life = await live(house)
  const subject = { ...anna, email: life.email, receiptId: life.receiptId }
  const erase = await asked(at, { kind: 'erase', receivedAt: on('2026-11-13'), subject })
  await act(erase, 'erase', [
    ['ground', 'a'],
    ['confirmed', 'yes'],
  ])
  await act(erase, 'answer')
  // Late for the promise, in time for the law: 28 October and four weeks is the 25th, so take the 24th of October.
  const late = await asked(at, { kind: 'access', receivedAt: on('2026-10-24') })
  await act(late, 'refuse', [
    ['why', 'others'],
    ['reason', 'Kan niet.'],
    ['do', 'send'],
  ])
  // Late for both.
  const later = await asked(at, {
    kind: 'access',
    receivedAt: on('2026-09-01'),
    subject: { ...anna, name: 'Bea' },
  })
  await act(later, 'cannot-identify', [['reason', 'Onbekend.']])
  await act(await asked(at, { kind: 'object', receivedAt: on('2026-11-20') }), 'withdraw')
  await act(await asked(at, { kind: 'rectify', receivedAt: on('2026-11-02') }), 'extend', [
    ['reason', 'Druk.'],
  ])
  await asked(
    at,
    { kind: 'access', receivedAt: on('2026-10-01'), subject: { ...anna, email: emailOf('c@example.nl') } },
    false,
  )

  const html = await report()
  // Received, answered, refused, not recognised, withdrawn, extended.
  expect(row(html, 'Verwijdering')).toEqual(['1', '1', '0', '0', '0', '0'])
  expect(row(html, 'Inzage')).toEqual(['0', '0', '1', '1', '0', '0'])
  expect(row(html, 'Bezwaar')).toEqual(['1', '0', '0', '0', '1', '0'])
  expect(row(html, 'Verbetering')).toEqual(['1', '0', '0', '0', '0', '1'])
  expect(row(html, 'Samen')).toEqual(['3', '1', '1', '1', '1', '1'])
  expect(term(html, 'Binnen onze belofte (vier weken)')).toBe('1 van 3 (33%)')
  expect(term(html, 'Binnen de termijn van de wet')).toBe('2 van 3 (67%)')
  // 10, 30 and 83 days.
  expect(term(html, 'Gemiddeld van ontvangst tot antwoord')).toBe('41 dagen')
  expect([term(html, 'Nu open'), term(html, 'Nu te laat')]).toEqual(['2', '1'])
  expect(html).toContain('Uitgevoerde verwijderingen: 1.')
  expect(row(html, 'Lezer van de nieuwsbrief')).toEqual(['1', '0'])
  // Of the month before: what came then, and nothing of what was done now.
  const before = await report('2026-10')
  expect(row(before, 'Inzage')).toEqual(['2', '0', '0', '0', '0', '0'])
  expect(before).toContain('Deze maand is niemand op verzoek verwijderd.')
  expect(before).not.toContain('Deze maand loopt nog.')
})

test('counts restrictions, breaches and sweeps, and says where there is nothing', async () => {
  const nothing = await report()
  expect(nothing).toContain('Deze maand is er nog niet opgeruimd.')
  expect(term(nothing, 'Binnen onze belofte (vier weken)')).toBe('geen')
  const life = await live(house)
  await act(await asked(at, { kind: 'restrict', subject: { ...anna, email: life.email } }), 'restrict')
  const { db } = database
  const siteId = house.site.id
  for (const [nth, decision] of ['notified', 'not-notified', null].entries())
    await db`
      insert into breach (site_id, breach_id, discovered_at, decision, sealed, made_at, changed_at)
      values (${siteId}, ${`00000000-0000-4000-a000-00000000000${nth}`}, ${on('2026-11-03')}, ${decision}, '\\x00', ${on('2026-11-03')}, ${on('2026-11-03')})`
  for (const [day, category, rows] of [
    ['2026-11-01', 'events', 120],
    ['2026-11-02', 'events', 80],
    ['2026-11-02', 'alarm', 0],
    ['2026-10-31', 'events', 999],
  ] as const)
    await db`
      insert into retention_run (site_id, day, category, at, rows_deleted, partitions_dropped, oldest_at, is_done)
      values (${siteId}, ${day}, ${category}, ${on(day)}, ${rows}, 0, ${on('2026-08-25')}, true)`
  const html = await report()
  expect([term(html, 'Begonnen'), term(html, 'Opgeheven'), term(html, 'Gelden nu')]).toEqual(['1', '0', '1'])
  expect(
    ['Vastgelegd', 'Gemeld bij de AP', 'Niet gemeld, met reden', 'Nog te beslissen'].map((one) =>
      term(html, one),
    ),
  ).toEqual(['3', '1', '1', '1'])
  expect(html).toContain('Opgeruimd op 2 van 23 dagen.')
  expect(row(html, 'Losse gebeurtenissen')).toEqual(['200', '25 augustus 2026'])
  expect(row(html, 'alarm')).toEqual([])
  expect(await report('2026-10')).toContain('999')
})

test('is printed without buttons, and holds nothing of anybody', async () => {
  const subject = { ...anna, name: 'Karel Kanarie', email: emailOf('kanarie@example.nl') }
  const request = await asked(at, { kind: 'erase', subject, wish: 'Kanarie fluit.' })
  await act(request, 'erase', [
    ['ground', 'a'],
    ['confirmed', 'yes'],
  ])
  await act(request, 'answer')
  for (const html of [await report(), await report('2026-11', '&lang=en')]) {
    expect(html).not.toMatch(/kanarie/i)
    expect(html).not.toContain(request.id)
    // The choice of a month is not for paper.
    expect(html).toContain('class="desk-filter not-printed"')
  }
  const style = readFileSync(new URL('../../src/page/styles/desk.css', import.meta.url), 'utf8')
  const print = style.slice(style.indexOf('@media print'))
  for (const hidden of ['.not-printed', '.desk form', '.parts', '.asking-tabs'])
    expect(print).toContain(hidden)
})
