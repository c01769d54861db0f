/** Letters of the desk: one to print, and how they are worded. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { letterKinds } from '../../src/rights/letter-text.ts'
import { must } from '../../src/must.ts'
import { openHouse, type House } from '../answer/life.ts'
import { attributesOf } from '../page/html.ts'
import { migrateAll, takeMails } from '../rights/requesting.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { anna, asked, openAtDesk, type AtDesk } from './at-desk.ts'

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

const page = (path: string) => at.textOf(at.officer.ask(at.path + path))
const refusal = '/letters/refusal/nl'
const save = (subject: string, body: string, what = 'save') =>
  at.officer.post(at.path + refusal, [
    ['subject', subject],
    ['body', body],
    ['do', what],
  ])
const enough = 'Beste {{name}},\nWij weigeren dit.\n{{reason}}\n{{complaint}}'

test('A-07: to somebody without an e-mail address the letter is printed, with its address and nothing of our page', async () => {
  const subject = { ...anna, email: null, postal: 'Lindelaan 12\n1234 AB Stad' }
  const request = await asked(at, { kind: 'erase', subject })
  const own = `/requests/${request.id}`
  await at.officer.post(`${at.path}${own}/refuse`, [
    ['why', 'correct'],
    ['reason', 'Uw gegevens kloppen al.'],
    ['do', 'send'],
  ])
  expect(await takeMails(house)).toEqual([])
  const html = await page(own)
  expect(html).toContain('om te printen en te posten')
  const href = must(
    attributesOf(html, 'href').find(
      (one) => one.includes('/letters/')?.valueOf() && one.includes('/requests/'),
    ),
    'there is a letter',
  )
  const letter = await at.textOf(at.officer.ask(href))
  const paper = letter.slice(
    letter.indexOf('<article class="card paper" lang="nl">'),
    letter.indexOf('</article>'),
  )
  for (const text of [
    'Woonstichting De Linde',
    'Anna de Vries\nLindelaan 12\n1234 AB Stad',
    '23 november 2026',
    'Uw gegevens kloppen al.',
    'Autoriteit Persoonsgegevens',
    'rechtbank',
  ])
    expect(paper, text).toContain(text)
  // What the style leaves out in print stands outside of it.
  expect(paper).not.toMatch(/<(a|button|form|nav)\b/)
  expect(letter).toContain('Print de brief en doe hem op de post.')
  for (const odd of ['x', '00000000-0000-4000-a000-000000000000'])
    expect((await at.officer.ask(`${at.path}${own}/letters/${odd}`)).status).toBe(404)
  // Of one request, not of another.
  const other = await asked(at, {})
  expect((await at.officer.ask(href.replace(request.id, other.id))).status).toBe(404)
})

test('every letter is there in each language, with what may stand in it explained', async () => {
  const list = await page('/letters')
  for (const kind of letterKinds)
    for (const language of ['nl', 'en']) {
      expect(list).toContain(`${at.path}/letters/${kind}/${language}"`)
      const answer = await at.officer.ask(`${at.path}/letters/${kind}/${language}`)
      expect([kind, language, answer.status]).toEqual([kind, language, 200])
    }
  const html = await page(refusal)
  expect(html).toContain('{{complaint}}')
  expect(html).toContain('Hoe iemand klaagt bij de Autoriteit Persoonsgegevens. Dit moet erin.')
  for (const odd of ['/letters/refusal/fr', '/letters/constructor/nl', '/letters/x/nl'])
    expect((await at.officer.ask(at.path + odd)).status).toBe(404)
})

test('A-07: a refusal that would not say why or where to complain is not saved, and the page says what is missing', async () => {
  for (const [subject, body, told] of [
    ['Antwoord', enough.replace('{{complaint}}', ''), 'Zet {{complaint}} in de tekst.'],
    ['Antwoord', enough.replace('{{reason}}', ''), 'Zet {{reason}} in de tekst.'],
    ['Antwoord', `${enough}\n{{env}}`, 'dat we niet kunnen invullen'],
    ['Antwoord {{reason}}', enough, 'In het onderwerp mag niet alles.'],
    ['', enough, 'Vul dit in.'],
    ['Antwoord', 'x'.repeat(6_001), 'Dit is te lang.'],
  ] as const) {
    const answer = await save(subject, body)
    const html = await at.textOf(answer)
    expect([told, answer.status, html.includes(told)]).toEqual([told, 400, true])
    if (body.length < 200) expect(html).toContain(`>${body.replaceAll('&', '&amp;')}</textarea>`)
  }
  expect(await database.db`select from letter_template`).toHaveLength(0)
  expect(await at.acts()).toEqual([])
})

test('a letter is worded, looked at, saved and taken back; what was sent meanwhile has the words of then', async () => {
  const looked = await at.textOf(save('Ons besluit', enough, 'preview'))
  const from = looked.indexOf('id="preview"')
  const preview = looked.slice(from, looked.indexOf('</section>', from))
  expect(preview).toContain('Wij weigeren dit.')
  expect(preview).toContain('Autoriteit Persoonsgegevens')
  expect(preview).not.toContain('{{')
  expect(await database.db`select from letter_template`).toHaveLength(0)

  const saved = await save('Ons besluit', enough)
  expect(saved.headers.get('location')).toBe(`${at.path}${refusal}?done=saved`)
  expect(await page(`${refusal}?done=saved`)).toContain('Bewaard.')
  expect(await page('/letters')).toContain('aangepast')
  const request = await asked(at, { kind: 'erase' })
  await at.officer.post(`${at.path}/requests/${request.id}/refuse`, [
    ['why', 'correct'],
    ['reason', 'Ze kloppen.'],
    ['do', 'send'],
  ])
  expect((await takeMails(house)).at(-1)).toMatchObject({ subject: 'Ons besluit' })
  await at.officer.post(at.path + refusal, [['do', 'reset']])
  const html = await page(`${refusal}?done=reset`)
  expect(html).toContain('De tekst van ons wordt weer gebruikt.')
  expect(html).not.toContain('Wij weigeren dit.')
  expect(await at.acts()).toEqual(expect.arrayContaining(['setting-changed letter.refusal.nl']))
})
