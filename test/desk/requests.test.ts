/** The inbox and a request's page: who sees them, what they say, and each thing that staff can do there, with what is refused and how it is told. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { roles } from '../../src/account/role.ts'
import { findEvidence } from '../../src/answer/evidence.ts'
import { listRestrictions } from '../../src/hold/restriction.ts'
import { must } from '../../src/must.ts'
import { listLetters } from '../../src/rights/letter.ts'
import { listNotes } from '../../src/rights/note.ts'
import type { RightsRequest } from '../../src/rights/request.ts'
import { findByEmail } from '../../src/subscriber/subscriber.ts'
import { findSuppression } from '../../src/subscriber/suppression.ts'
import { browserOf } from '../asking/deciding-staff.ts'
import { live, openHouse, type House, type Life } from '../answer/life.ts'
import { attributesOf, inlineParts } from '../page/html.ts'
import { linkIn, migrateAll, press, takeMails } from '../rights/requesting.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { addPrinter, anna, asked, emailOf, on, openAtDesk, stateOf, type AtDesk } from './at-desk.ts'

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

const pathOf = ({ id }: Pick<RightsRequest, 'id'>, part = ''): string => `${at.path}/requests/${id}${part}`
const show = (request: RightsRequest, query = '') => at.textOf(at.officer.ask(`${pathOf(request)}${query}`))
const act = (
  request: RightsRequest,
  part: string,
  fields: readonly (readonly [string, string])[] = [],
): Promise<Response> => at.officer.post(pathOf(request, `/${part}`), fields)
const lettersOf = async ({ id }: RightsRequest) => listLetters(house.world.ports, house.site.id, id)
const notesOf = async ({ id }: RightsRequest) =>
  (await listNotes(house.world.ports, house.site.id, id)).map(({ text }) => text)
const theirs = ({ email, receiptId }: Life, name = 'Anna de Vries') => ({ ...anna, email, receiptId, name })
/** Of what is refused: the page says why, and nothing was written, mailed or moved. */
async function refused(request: RightsRequest, answer: Response, why: string): Promise<string> {
  const html = await at.textOf(answer)
  expect([why, answer.status, html.includes(why)]).toEqual([why, 400, true])
  expect(html).toMatch(/<title>Er klopt iets niet/)
  expect(await stateOf(at, request)).toBe(request.state)
  expect(await lettersOf(request)).toEqual([])
  expect(await takeMails(house)).toEqual([])
  return html
}

describe('who sees the desk', () => {
  test('the privacy officer and the administrator; to all others it is not there, and neither is its number of requests', async () => {
    const request = await asked(at, {})
    for (const role of roles) {
      const browsing = await browserOf(house.world, role, house.site.id)
      const sees = role === 'officer' || role === 'admin'
      for (const path of [
        '',
        '/intake',
        '/letters',
        '/letters/refusal/nl',
        '/report',
        `/requests/${request.id}`,
        `/requests/${request.id}/package`,
      ]) {
        const answer = await browsing.ask(at.path + path)
        expect([role, path, answer.status]).toEqual([role, path, sees ? 200 : 404])
        if (sees) expect(inlineParts(await answer.text())).toEqual([])
      }
      const overview = await at.textOf(browsing.ask(`/dashboard/sites/${house.site.domain}`))
      expect([role, overview.includes('/desk"')]).toEqual([role, sees])
      expect([role, /1<span class="visually-hidden"> open verzoeken/.test(overview)]).toEqual([role, sees])
    }
    await (
      await browserOf(house.world, 'editor', house.site.id)
    ).post(pathOf(request, '/notes'), [['note', 'x']])
    expect(await notesOf(request)).toEqual([])
  })

  test('a request of another site, or of none, is not there', async () => {
    const request = await asked(at, {})
    const other = await house.world.addSite({ domain: 'ander.nl' })
    const stranger = await browserOf(house.world, 'admin', other.id)
    const elsewhere = `/dashboard/sites/ander.nl/desk/requests/${request.id}`
    expect((await stranger.ask(elsewhere)).status).toBe(404)
    expect((await stranger.post(`${elsewhere}/withdraw`, [])).status).toBe(404)
    for (const odd of ['x', '00000000-0000-4000-a000-000000000000', "' or 1=1"])
      expect((await at.officer.ask(`${at.path}/requests/${encodeURIComponent(odd)}`)).status).toBe(404)
    expect(await stateOf(at, request)).toBe('open')
  })

  test('S-17: nothing is done by a form of somebody else', async () => {
    const request = await asked(at, {})
    const answer = await at.officer.post(pathOf(request, '/withdraw'), [], 'https://kwaad.example')
    expect([answer.status, await stateOf(at, request)]).toEqual([403, 'open'])
  })
})

describe('the inbox', () => {
  test('shows what must be answered first at the top, in words, with both due days; and who it is in no address', async () => {
    await asked(at, { kind: 'access', receivedAt: on('2026-11-10') })
    await asked(at, { kind: 'erase', receivedAt: on('2026-10-24'), subject: { ...anna, name: 'Bea Jansen' } })
    await asked(at, { kind: 'object', receivedAt: on('2026-10-27'), channel: 'phone' }, false)
    const html = await at.textOf(at.officer.ask(at.path))
    const shown = [...html.matchAll(/class="due is-(\w+)"[^]*?<\/svg>([^<]+)/g)].map(([, grade, text]) => [
      grade,
      text,
    ])
    expect(shown).toEqual([
      ['late', 'te laat: 2 dagen'],
      ['soon', 'morgen'],
      ['calm', 'nog 15 dagen'],
    ])
    for (const text of [
      'Bea Jansen',
      'beloofd: uiterlijk 21 november 2026',
      'wet: uiterlijk 24 november 2026',
      'via telefoon',
      'nog geen behandelaar',
    ])
      expect(html).toContain(text)
    expect([...html.matchAll(/<dd class="value">(\d+)/g)].map(([, number]) => number)).toEqual([
      '3',
      '1',
      '1',
      '3',
    ])
    expect(attributesOf(html, 'href').filter((href) => /anna|bea|jansen|%40|@/i.test(href))).toEqual([])
  })

  test('A-08: a second request of the same kind is there, and marked', async () => {
    const first = await asked(at, { kind: 'access' })
    const second = await asked(at, { kind: 'access' }, false)
    const html = await at.textOf(at.officer.ask(at.path))
    expect(html.split('lijkt op een eerder verzoek')).toHaveLength(2)
    expect(await show(second)).toContain(pathOf(first))
  })

  test('is filtered by what stands in its address, and says when nothing fits', async () => {
    const mine = await asked(at, { kind: 'access' })
    await asked(at, { kind: 'erase', subject: { ...anna, name: 'Bea Jansen' } })
    await act(mine, 'assign', [['staff', at.officerId]])
    const names = async (query: string) => {
      const html = await at.textOf(at.officer.ask(`${at.path}${query}`))
      return ['Anna de Vries', 'Bea Jansen'].filter((name) => html.includes(name))
    }
    expect(await names('')).toEqual(['Anna de Vries', 'Bea Jansen'])
    expect(await names('?who=mine')).toEqual(['Anna de Vries'])
    expect(await names('?who=unassigned')).toEqual(['Bea Jansen'])
    expect(await names('?kind=erase&lang=en')).toEqual(['Bea Jansen'])
    expect(await names('?which=closed')).toEqual([])
    expect(await at.textOf(at.officer.ask(`${at.path}?which=closed`))).toContain('Niets gevonden')
    // What is no filter is none.
    expect(await names('?who=iedereen&kind=alles&which=x&page=0')).toEqual(['Anna de Vries', 'Bea Jansen'])
    await act(mine, 'withdraw')
    expect(await names('?which=closed')).toEqual(['Anna de Vries'])
    const html = await at.textOf(at.officer.ask(`${at.path}?which=closed&kind=access&lang=en`))
    expect(html).toContain('which=closed&kind=access&lang=nl')
  })

  test('is turned by the page, an extended request stands by its new day, and an empty one says so', async () => {
    expect(await at.textOf(at.officer.ask(at.path))).toContain('Er ligt niets')
    const first = await asked(at, { receivedAt: on('2026-10-28') })
    for (let nth = 0; nth < 25; nth += 1)
      await asked(at, {
        kind: 'object',
        receivedAt: on('2026-11-01'),
        subject: { ...anna, email: emailOf(`lezer${nth}@example.nl`) },
      })
    const page = await at.textOf(at.officer.ask(at.path))
    expect(page.indexOf(pathOf(first))).toBeGreaterThan(0)
    expect(page).toContain('?page=2')
    await act(first, 'extend', [['reason', 'Er zijn veel verzoeken tegelijk.']])
    expect(await at.textOf(at.officer.ask(at.path))).not.toContain(pathOf(first))
    const next = await at.textOf(at.officer.ask(`${at.path}?page=2`))
    expect(next).toContain(pathOf(first))
    expect(next).toContain('verlengd: uiterlijk 28 januari 2027')
    expect(
      attributesOf(next, 'href').filter((href) => href.startsWith(at.path) && href.includes('page')),
    ).toEqual([])
  })
})

describe('one request', () => {
  test('shows whose it is and what they wish, its five steps, and what happened, in the time of Amsterdam', async () => {
    const request = await asked(
      at,
      {
        kind: 'erase',
        channel: 'counter',
        receivedAt: on('2026-11-20'),
        wish: 'Haal mij <b>overal</b> uit.',
        subject: {
          ...anna,
          name: 'Daan',
          email: null,
          postal: 'Lindelaan 1\n1234 AB Stad',
          isUnder16: true,
          representedBy: { name: 'Eva de Boer', capacity: 'parent', proof: 'Kwam mee.' },
        },
      },
      false,
    )
    const raw = await (await at.officer.ask(pathOf(request))).text()
    expect(raw).toContain('Haal mij &lt;b>overal&lt;/b> uit.'.replace(/>/g, '&gt;'))
    const html = await show(request)
    for (const text of [
      'Lindelaan 1',
      'Eva de Boer (ouder)',
      'Kwam mee.',
      'Jonger dan 16',
      '20 november 2026',
      '23 november 2026, 12:00',
      'artikel 17 AVG',
      'Verzoek binnengekomen',
    ])
      expect(html, text).toContain(text)
    expect([...html.matchAll(/<li class="is-(\w+)">/g)].map(([, state]) => state)).toEqual([
      'now',
      'now',
      'later',
      'later',
      'later',
    ])
    // Nothing of anybody is looked up before it is known who asks.
    expect(html).not.toContain('Wordt verwijderd')
    expect(html).toContain('Stel eerst vast wie het vraagt.')
    expect(attributesOf(html, 'type')).not.toContain('file')
    expect(html).toContain('Vraag nooit om een kopie')
  })

  test('A-06: it is verified by staff who say how, which is noted; or by a link, where there is an address', async () => {
    const request = await asked(at, {}, false)
    await refused(
      request,
      await act(request, 'verify', [['remark', 'Zei haar geboortedatum.']]),
      'Kies hoe je weet wie het is.',
    )
    const kept = await at.textOf(act(request, 'verify', [['remark', 'Zei haar geboortedatum.']]))
    expect(kept).toContain('>Zei haar geboortedatum.</textarea>')
    await refused(
      request,
      await act(request, 'verify', [
        ['how', 'called-back'],
        ['remark', 'x'.repeat(1_001)],
      ]),
      'hooguit 1000 tekens',
    )
    expect(await notesOf(request)).toEqual([])

    expect((await act(request, 'mail-link')).headers.get('location')).toBe(
      `${pathOf(request)}?done=link-mailed#identity`,
    )
    expect(await stateOf(at, request)).toBe('verifying')
    expect((await takeMails(house)).at(-1)?.text).toContain('/rights/confirm/')

    const verified = await act(request, 'verify', [
      ['how', 'called-back'],
      ['remark', 'Op het vaste nummer.'],
    ])
    expect(verified.headers.get('location')).toBe(`${pathOf(request)}?done=verified#identity`)
    expect(await show(request, '?done=verified')).toContain('De identiteit is vastgesteld.')
    expect(await notesOf(request)).toEqual([
      'Identiteit vastgesteld: Teruggebeld op een nummer dat we al hadden. Op het vaste nummer.',
    ])
    expect(await at.acts()).toEqual(
      expect.arrayContaining([`request-verified ${request.id}`, `request-link-mailed ${request.id}`]),
    )
    // Once is enough.
    const again = await act(request, 'verify', [['how', 'called-back']])
    expect([again.status, (await at.textOf(again)).includes('Dit kan niet meer, of nog niet.')]).toEqual([
      400,
      true,
    ])
    await takeMails(house)

    const byPost = await asked(at, { subject: { ...anna, email: null, postal: 'Lindelaan 1' } }, false)
    expect(await show(byPost)).not.toContain('Mail een link')
    await refused(byPost, await act(byPost, 'mail-link'), 'Er is geen e-mailadres')
  })

  test('A-06: whom staff verify hears by when the answer comes, as who confirms does: by mail, or printed, and once', async () => {
    const called: readonly (readonly [string, string])[] = [['how', 'called-back']]
    const kindsOf = async (request: RightsRequest) =>
      (await lettersOf(request)).map(({ kind, isMailed }) => [kind, isMailed])
    const byPhone = await asked(at, { channel: 'phone', receivedAt: on('2026-11-20') }, false)
    expect(await takeMails(house)).toEqual([])
    await act(byPhone, 'verify', called)
    const [receipt, ...more] = await takeMails(house)
    expect(more).toEqual([])
    expect(receipt).toMatchObject({ to: anna.email, subject: 'Wij hebben uw vraag ontvangen' })
    for (const text of ['Beste Anna de Vries,', 'Op 20 november 2026', 'uiterlijk 18 december 2026'])
      expect(receipt?.text).toContain(text)
    expect((await act(byPhone, 'verify', called)).status).toBe(400)
    expect(await kindsOf(byPhone)).toEqual([['received', true]])

    const byPost = await asked(at, { subject: { ...anna, email: null, postal: 'Lindelaan 1' } }, false)
    await act(byPost, 'verify', called)
    expect(await kindsOf(byPost)).toEqual([['received', false]])

    // A link that was mailed before, and pressed after: they have heard already. Or the other way around.
    for (const isLinkFirst of [false, true]) {
      const request = await asked(at, { kind: 'erase' }, false)
      await act(request, 'mail-link')
      const link = linkIn(must((await takeMails(house)).at(-1), 'it was mailed'))
      const confirm = () => press(house, link)
      const verify = () => act(request, 'verify', called)
      for (const does of isLinkFirst ? [confirm, verify] : [verify, confirm]) await does()
      expect((await lettersOf(request)).map(({ kind }) => kind).toSorted()).toEqual(['confirm', 'received'])
      expect(await takeMails(house)).toHaveLength(1)
    }
  })

  test('who can not be recognised is told so, with what would help and where to complain', async () => {
    const request = await asked(at, {}, false)
    await refused(request, await act(request, 'cannot-identify', [['reason', '  ']]), 'Schrijf op waarom.')
    await act(request, 'cannot-identify', [['reason', 'Op dit adres staat niemand.']])
    expect(await stateOf(at, request)).toBe('cannot-identify')
    const [letter] = await takeMails(house)
    for (const text of ['Op dit adres staat niemand.', 'Autoriteit Persoonsgegevens', 'rechtbank'])
      expect(letter?.text).toContain(text)
    const html = await show(request)
    expect(html).toContain('Dit verzoek is afgerond.')
    expect([...html.matchAll(/<li class="is-(\w+)">/g)].map(([, state]) => state)).toEqual([
      'stopped',
      'done',
      'stopped',
      'stopped',
      'done',
    ])
  })

  test('A-03: it is extended with a reason and in time alone; the page says until when, and the letter why', async () => {
    const request = await asked(at, { receivedAt: on('2026-11-10') })
    expect(await show(request)).toContain('10 februari 2027')
    await refused(request, await act(request, 'extend', [['reason', '']]), 'Schrijf op waarom.')
    await act(request, 'extend', [['reason', 'Het gaat om veel gegevens.']])
    expect(await show(request)).toContain('De termijn is verlengd tot en met 10 februari 2027.')
    expect((await takeMails(house)).at(-1)?.text).toContain('Het gaat om veel gegevens.')

    const late = await asked(at, { receivedAt: on('2026-10-10') })
    expect(await show(late)).toContain('Verlengen kan niet meer')
    expect(await show(late)).toContain('Ook de termijn van de wet is voorbij.')
    expect(await show(request)).not.toContain('Ook de termijn van de wet')
    expect(await show(late)).not.toContain(pathOf(late, '/extend'))
    await refused(late, await act(late, 'extend', [['reason', 'Te druk.']]), 'Verlengen kan niet meer')
  })

  test('A-07: a refusal is looked at before it goes, has a reason, and says where to complain and that there is a court', async () => {
    const request = await asked(at, { kind: 'erase' })
    await refused(request, await act(request, 'refuse', [['reason', 'Daarom.']]), 'Kies waarom je weigert.')
    await refused(request, await act(request, 'refuse', [['why', 'legal-duty']]), 'Schrijf op waarom.')
    const unproven = await refused(
      request,
      await act(request, 'refuse', [
        ['why', 'excessive'],
        ['reason', 'U vroeg dit elke week.'],
        ['do', 'send'],
      ]),
      'Zonder bewijs mag je hierop niet weigeren.',
    )
    expect(unproven).toContain('>U vroeg dit elke week.</textarea>')

    const form = [
      ['why', 'excessive'],
      ['reason', 'U vroeg dit elke week.'],
      ['evidence', 'Twaalf brieven in het dossier.'],
    ] as const
    const looked = await at.textOf(act(request, 'refuse', form))
    const preview = looked.slice(looked.indexOf('Zo ziet de brief eruit'))
    for (const text of [
      'U vroeg dit elke week.',
      'Autoriteit Persoonsgegevens',
      'rechtbank',
      'Weiger en stuur de brief',
    ])
      expect(preview).toContain(text)
    expect(preview).not.toContain('Twaalf brieven in het dossier.</div>')
    expect([await stateOf(at, request), await lettersOf(request)]).toEqual(['open', []])

    expect((await act(request, 'refuse', [...form, ['do', 'send']])).status).toBe(303)
    expect(await stateOf(at, request)).toBe('refused')
    const [mail] = await takeMails(house)
    for (const text of ['U vroeg dit elke week.', 'Autoriteit Persoonsgegevens', 'rechtbank'])
      expect(mail?.text).toContain(text)
    expect(mail?.text).not.toContain('Twaalf brieven')
    expect(await notesOf(request)).toEqual([
      'Weigering (Het verzoek is buitensporig (12 lid 5)). Onderbouwing: Twaalf brieven in het dossier.',
    ])
    expect(await at.acts()).toContain(`request-refused ${request.id}`)
    const unknown = await asked(at, { kind: 'erase', subject: { ...anna, name: 'Bea' } }, false)
    expect(await show(unknown)).not.toContain(pathOf(unknown, '/refuse'))
  })

  test('it is taken back when they say so, assigned to who may handle it, and noted about', async () => {
    const request = await asked(at, {})
    const viewer = await browserOf(house.world, 'viewer', house.site.id)
    expect((await viewer.ask(at.path)).status).toBe(404)
    const outsider = await at.textOf(
      act(request, 'assign', [['staff', '00000000-0000-4000-a000-000000000000']]),
    )
    expect(outsider).toContain('Kies iemand uit de lijst.')
    expect(outsider).not.toContain('viewer-')
    await act(request, 'assign', [['staff', at.officerId]])
    expect(await at.textOf(at.officer.ask(at.path))).toContain('behandelaar: officer-')
    await act(request, 'assign', [['staff', '']])
    expect(await at.textOf(at.officer.ask(at.path))).toContain('nog geen behandelaar')

    await refused(request, await act(request, 'notes', [['note', ' ']]), 'Schrijf iets op.')
    await act(request, 'notes', [['note', 'Belt morgen terug.\r\nOm tien uur.']])
    expect(await notesOf(request)).toEqual(['Belt morgen terug.\nOm tien uur.'])

    await act(request, 'withdraw')
    expect(await stateOf(at, request)).toBe('withdrawn')
    expect((await lettersOf(request)).map(({ kind }) => kind)).toEqual(['withdrawn'])
    expect((await act(request, 'withdraw')).status).toBe(400)
    expect(await lettersOf(request)).toHaveLength(1)
  })
})

describe('what is asked is done', () => {
  test('access: looked at with what is masked, released with a tick alone, and answered with a link', async () => {
    const life = await live(house)
    const request = await asked(at, { kind: 'access', subject: theirs(life) })
    const html = await show(request)
    expect(html).toContain(pathOf(request, '/package'))
    expect(html).toMatch(/<button type="submit" disabled=""[^>]*>Stuur het antwoord/)
    await takeMails(house)
    await refused(request, await act(request, 'answer'), 'Dit kan niet meer, of nog niet.')
    const review = await at.textOf(at.officer.ask(pathOf(request, '/package')))
    expect(review).toContain('Gegevens om vrij te geven')
    expect(review).toContain(life.email)
    const unticked = await act(request, 'release')
    expect([unticked.status, (await at.textOf(unticked)).includes('Zet een vinkje')]).toEqual([400, true])
    expect(await stateOf(at, request)).toBe('open')

    const file = await act(request, 'package/export', [['format', 'json']])
    expect(file.headers.get('content-disposition')).toBe(`attachment; filename="${house.site.domain}.json"`)
    expect(JSON.parse(await file.text())).toMatchObject({ request: { id: request.id } })
    expect((await act(request, 'package/export', [['format', 'pdf']])).status).toBe(404)

    await takeMails(house)
    expect((await act(request, 'release', [['checked', 'yes']])).headers.get('location')).toBe(
      `${pathOf(request)}?done=released#answer`,
    )
    expect(await stateOf(at, request)).toBe('answered')
    expect((await takeMails(house)).at(-1)?.text).toContain('/rights/download/')
    expect(await at.acts()).toEqual(
      expect.arrayContaining([`package-released ${request.id}`, `package-exported ${request.id}`]),
    )
    // Once it is answered, there is nothing to look at any more.
    expect((await at.officer.ask(pathOf(request, '/package'))).status).toBe(404)
    expect((await act(request, 'package/export', [['format', 'json']])).status).toBe(404)
  })

  test('erasure: counted, grounded, asked twice, and proven; A-06: not answered while a processor has a task', async () => {
    await addPrinter(at)
    const life = await live(house)
    const request = await asked(at, { kind: 'erase', subject: theirs(life) })
    const dry = await show(request)
    expect(dry).toContain('Er is nog niets verwijderd.')
    expect(dry).toContain('Cijfers waarin niemand te vinden is.')
    const isThere = async () => (await findByEmail(house.world.ports, house.site.id, life.email)) !== null
    await takeMails(house)
    await refused(request, await act(request, 'erase', [['confirmed', 'yes']]), 'Kies een grond.')
    const once = await at.textOf(
      act(request, 'erase', [
        ['ground', 'b'],
        ['forGood', 'on'],
      ]),
    )
    expect(once).toContain('Dit kan niet ongedaan worden gemaakt.')
    expect(once).toMatch(/name="confirmed" value="yes"/)
    expect(await isThere()).toBe(true)

    await act(request, 'erase', [
      ['ground', 'b'],
      ['forGood', 'on'],
      ['confirmed', 'yes'],
    ])
    expect([await isThere(), await findSuppression(house.world.ports, house.site.id, life.email)]).toEqual([
      false,
      'asked',
    ])
    expect(await findEvidence(house.world.ports, house.site.id, request.id, 'erased')).toMatchObject({
      ground: 'b',
    })
    const done = await show(request, '?done=erased')
    for (const text of [
      'De gegevens zijn verwijderd.',
      'Bewijs van verwijdering',
      'Ook 1 verwerker',
      'Drukkerij De Pers',
      'bewijs nr.',
    ])
      expect(done, text).toContain(text)
    for (const part of ['/refuse', '/withdraw', '/cannot-identify'])
      expect(done).not.toContain(pathOf(request, part))
    // The button is there and does nothing, and the page says why.
    expect(done).toMatch(/<button type="submit" disabled="" aria-describedby="blocked">Stuur het antwoord/)
    expect(done).toContain('Antwoorden kan nog niet: er moet nog 1 verwerker laten weten dat het klaar is.')
    const tooEarly = await act(request, 'answer')
    expect([
      tooEarly.status,
      (await at.textOf(tooEarly)).includes('Er is nog een verwerker die moet laten weten'),
    ]).toEqual([400, true])
    expect([await stateOf(at, request), await lettersOf(request)]).toEqual(['open', []])

    const task = must(/name="task" value="([^"]+)"/.exec(done)?.[1], 'it is open')
    for (const odd of ['', 'x', '00000000-0000-4000-a000-000000000000'])
      expect((await act(request, 'settle', [['task', odd]])).status).toBe(400)
    await act(request, 'settle', [['task', task]])
    const settled = await show(request)
    expect(settled).toMatch(/<button type="submit">Stuur het antwoord/)
    await act(request, 'answer')
    expect(await stateOf(at, request)).toBe('answered')
    expect((await lettersOf(request)).map(({ kind }) => kind)).toEqual(['erased'])
    expect(await at.acts()).toEqual(
      expect.arrayContaining([
        `request-answered ${request.id}`,
        `task-settled ${task}`,
        `person-erased ${request.id}`,
      ]),
    )
  })

  test('A-29: a restriction is told to end before it is lifted, on the page as well', async () => {
    const life = await live(house)
    const request = await asked(at, { kind: 'restrict', subject: theirs(life) })
    await act(request, 'restrict')
    expect(await findByEmail(house.world.ports, house.site.id, life.email)).toBeNull()
    const [restriction] = await listRestrictions(house.world.ports, house.site.id)
    const id = must(restriction, 'it holds').id
    const held = await show(request)
    expect(held).toMatch(
      /<button type="submit" class="quiet" disabled="" aria-describedby="lift-why">Hef de beperking op/,
    )
    expect(held).toContain('Opheffen kan pas als is verteld dat de beperking eindigt.')
    expect(await at.textOf(at.officer.ask(at.path))).toContain('Beperkingen die nu gelden')
    await takeMails(house)
    await refused(request, await act(request, 'lift', [['restriction', id]]), 'Dit kan nog niet')
    expect((await act(request, 'lift', [['restriction', 'x']])).status).toBe(400)
    await act(request, 'answer')
    expect(await stateOf(at, request)).toBe('answered')

    // Closed, and still the page to lift it from.
    await act(request, 'restriction-ends', [['restriction', id]])
    expect(await show(request)).toContain('Opheffen kan vanaf 30 november 2026.')
    expect((await act(request, 'lift', [['restriction', id]])).status).toBe(400)
    await database.db`update restriction set noticed_at = ${on('2026-11-16')} where site_id = ${house.site.id}`
    expect(await show(request)).toContain('De gegevens gaan terug naar hun plek en tellen weer mee.')
    expect((await act(request, 'lift', [['restriction', id]])).headers.get('location')).toContain(
      'done=lifted',
    )
    expect(await findByEmail(house.world.ports, house.site.id, life.email)).not.toBeNull()
    expect(await show(request)).toContain('Opgeheven op 23 november 2026.')
    // What is restricted is neither erased nor changed.
    const bea = await live(house, 'bea')
    await act(await asked(at, { kind: 'restrict', subject: theirs(bea, 'Bea') }), 'restrict')
    const erase = await asked(at, { kind: 'erase', subject: theirs(bea, 'Bea') })
    expect(
      await at.textOf(
        act(erase, 'erase', [
          ['ground', 'a'],
          ['confirmed', 'yes'],
        ]),
      ),
    ).toContain('De gegevens van deze persoon zijn beperkt.')
  })

  test('objection and withdrawal are carried out and answered; rectification shows what stood there and what is wrong', async () => {
    const life = await live(house)
    const object = await asked(at, { kind: 'object', subject: theirs(life) })
    const stopped = await show(object)
    expect(stopped).toContain('Op 23 november 2026 is alles gestopt waar dit bezwaar over gaat.')
    expect(stopped).toContain('Nieuwsbrieven die we hebben beëindigd: 3')
    expect(stopped).toContain('Apart gezet tot je beslist: 8 regels over dit apparaat.')
    const unknown = await asked(at, {
      kind: 'object',
      subject: { ...theirs(life), email: null, receiptId: 'AAAAAAAAAAAAAAAAAAAAAA' },
    })
    expect(await show(unknown)).toContain('Er was niets om te stoppen.')
    expect(await show(unknown)).not.toContain('nooit meer een nieuwsbrief')
    // It is no restriction that somebody asked for.
    expect(await at.textOf(at.officer.ask(at.path))).not.toContain('Beperkt sinds')
    await act(object, 'object')
    expect(await show(object)).not.toContain('Apart gezet tot je beslist')
    expect(await findSuppression(house.world.ports, house.site.id, life.email)).toBe('asked')
    await act(object, 'answer')
    expect(await stateOf(at, object)).toBe('answered')

    const withdraw = await asked(at, { kind: 'withdraw', subject: theirs(life) })
    expect((await act(withdraw, 'object')).status).toBe(400)
    expect((await act(withdraw, 'end-consent')).headers.get('location')).toContain('done=consent-ended')
    await act(withdraw, 'answer')
    expect(await stateOf(at, withdraw)).toBe('answered')

    const rectify = await asked(at, { kind: 'rectify', subject: theirs(life) })
    expect(await show(rectify)).toContain(`Nu: ${life.email}`)
    const taken = emailOf('omstander@lezer.example')
    for (const [fields, why] of [
      [[['email', 'geen adres']], 'Dit is geen e-mailadres.'],
      [[['name', '<b>']], 'zonder < en >'],
      [[], 'Vul in wat er moet veranderen.'],
      [[['language', 'fr']], 'Vul in wat er moet veranderen.'],
      [[['email', taken]], 'hoort al bij een andere lezer'],
    ] as const) {
      const answer = await act(rectify, 'rectify', fields)
      expect([why, answer.status, (await at.textOf(answer)).includes(why)]).toEqual([why, 400, true])
    }
    await act(rectify, 'rectify', [
      ['name', 'Anna Maria'],
      ['language', 'en'],
    ])
    expect(await findByEmail(house.world.ports, house.site.id, life.email)).toMatchObject({
      name: 'Anna Maria',
      language: 'en',
    })
    await act(rectify, 'answer')
    expect(await stateOf(at, rectify)).toBe('answered')
    // By a page that was open before a colleague was quicker.
    const tooLate = await at.textOf(act(rectify, 'rectify', [['name', 'Weer anders']]))
    expect(tooLate).toContain('Misschien deed een collega net iets.')
    const stranger = await asked(at, {
      kind: 'rectify',
      subject: { ...anna, email: emailOf('niemand@example.nl') },
    })
    expect(await show(stranger)).toContain('Er is hier niets te verbeteren.')
    expect(await at.textOf(act(stranger, 'rectify', [['name', 'X']]))).toContain(
      'Van deze persoon vinden we niets',
    )
  })
})

test('S-20: nothing of whoever asked stands in an address, a log line or an act', async () => {
  const request = await asked(
    at,
    {
      kind: 'erase',
      wish: 'Kanarie kwettert',
      subject: { ...anna, name: 'Karel Kanarie', email: emailOf('kanarie.vogel@example.nl') },
    },
    false,
  )
  const answers = [
    await act(request, 'verify', [
      ['how', 'called-back'],
      ['remark', 'Kanarie floot.'],
    ]),
    await act(request, 'notes', [['note', 'Kanarie belde.']]),
    await act(request, 'assign', [['staff', at.officerId]]),
    await act(request, 'refuse', [
      ['why', 'correct'],
      ['reason', 'Kanarie heeft ongelijk.'],
      ['do', 'send'],
    ]),
  ]
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303])
  const pages = [
    await show(request),
    await at.textOf(at.officer.ask(at.path)),
    await at.textOf(at.officer.ask(`${at.path}?which=closed`)),
  ]
  expect(pages[0]).toContain('Karel Kanarie')
  const said = [
    ...answers.map((answer) => answer.headers.get('location')),
    ...pages.flatMap((html) => [...attributesOf(html, 'href'), ...attributesOf(html, 'action')]),
    await at.acts(),
    house.world.logged,
  ]
  expect(JSON.stringify(said)).not.toMatch(/kanarie|%40/i)
})

describe('A-38: what is kept of somebody', () => {
  test('A-38: is looked at and taken along as the role of the desk alone, and by nobody once it is answered', async () => {
    const { db } = house.world.ports
    const request = await asked(at, { kind: 'access', subject: theirs(await live(house)) })
    const statuses = async () => [
      (await at.officer.ask(pathOf(request, '/package'))).status,
      (await act(request, 'package/export', [['format', 'json']])).status,
    ]
    expect(await statuses()).toEqual([200, 200])
    // As long as nobody can take it, whoever answers has read as somebody else.
    await db`alter role voordeur_desk rename to voordeur_away`
    try {
      expect(await statuses()).toEqual([500, 500])
    } finally {
      await db`alter role voordeur_away rename to voordeur_desk`
    }
    await act(request, 'release', [['checked', 'yes']])
    expect(await stateOf(at, request)).toBe('answered')
    expect(await statuses()).toEqual([404, 404])
  })
})
