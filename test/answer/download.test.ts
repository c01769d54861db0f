/** Fetching the copy of one's data: the link in the mail, a code that is mailed anew, three times in all, without script. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { drawCode } from '../../src/answer/code.ts'
import { eraseDevice } from '../../src/rights/erase.ts'
import { inlineParts } from '../page/html.ts'
import { migrateAll, takeMails } from '../rights/requesting.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { live, openHouse, ownPath, type House, type Life } from './life.ts'
import { categoryOf, codeIn, readJson, readZip, release } from './released.ts'

let pglite: PgliteWorld
let house: House
let life: Life
let path: string
beforeAll(async () => {
  pglite = await openPglite()
  await migrateAll(pglite.db)
})
beforeEach(async () => {
  house = await openHouse(pglite.db)
  life = await live(house)
  path = (await release(house, life)).path
})
afterAll(() => pglite.close())

const post = (fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) =>
  house.world.request(path, {
    method: 'POST',
    headers: {
      accept: 'text/html',
      'accept-language': 'nl',
      origin: 'http://localhost:3000',
      'sec-fetch-site': 'same-origin',
      ...headers,
    },
    body: new URLSearchParams(fields),
  })
const look = (query = '') =>
  house.world.request(`${path}${query}`, { headers: { accept: 'text/html', 'accept-language': 'nl' } })

/** Asks for a code, and reads it in the mail. */
async function codeMailed(): Promise<string> {
  expect((await post({ does: 'send' })).status).toBe(303)
  const mails = await takeMails(house)
  expect(mails.map(({ to }) => to)).toEqual([life.email])
  return codeIn(mails)
}
const otherThan = (code: string): string => String((Number(code) + 1) % 1e8).padStart(8, '0')
const passOf = (html: string): string => /name="pass" value="([^"]+)"/.exec(html)?.[1] ?? ''
/** The right code, and what the forms carry then. */
async function passed(): Promise<string> {
  const answer = await post({ does: 'check', code: await codeMailed() })
  expect(answer.status).toBe(200)
  return passOf(await answer.text())
}
const laterBy = (minutes: number): void =>
  house.world.setNow(new Date(house.world.ports.now().getTime() + minutes * 60_000).toISOString())
const usesNow = async () => (await pglite.db<{ uses: number }[]>`select uses from rights_link`)[0]?.uses

describe('A-15: fetching', () => {
  test('A-15: looking at the link, as scanners do, mails nothing and uses nothing up', async () => {
    for (const query of ['', '?sent', '?lang=en']) {
      const answer = await look(query)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(inlineParts(await answer.text())).toEqual([])
    }
    expect(await takeMails(house)).toEqual([])
    expect(await usesNow()).toBe(0)
    expect(await pglite.db`select from rights_code`).toHaveLength(0)
  })

  test('A-15: link, code and button give each form, three in all, and then the link is dead', async () => {
    const pass = await passed()
    const html = await post({ does: 'fetch', pass, format: 'html' })
    expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(html.headers.get('content-disposition')).toBe('attachment; filename="example.nl.html"')
    expect(html.headers.get('cache-control')).toBe('no-store')
    expect(await html.text()).toContain(ownPath)
    const csv = await post({ does: 'fetch', pass, format: 'csv' })
    expect(Object.keys(readZip(Buffer.from(await csv.arrayBuffer())))).toContain('18-events.csv')
    expect(await (await look()).text()).toContain('nog 1 keer downloaden')
    const json = await post({ does: 'fetch', pass, format: 'json' })
    const written = readJson(Buffer.from(await json.arrayBuffer()))
    expect(categoryOf(written, 'subscriber').rows).toMatchObject([{ email: life.email }])
    for (const answer of [await post({ does: 'fetch', pass, format: 'json' }), await look()]) {
      expect(answer.status).toBe(410)
      expect(await answer.text()).toContain('al drie keer opgehaald')
    }
    expect((await post({ does: 'send' })).status).toBe(410)
    expect(await usesNow()).toBe(3)
  })

  test('A-15: of many at once three are answered', async () => {
    const pass = await passed()
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post({ does: 'fetch', pass, format: 'json' })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3)
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(5)
    await Promise.all(answers.map((answer) => answer.arrayBuffer()))
  })

  test('A-15: after seven days the link leads nowhere, and nothing lies anywhere to be deleted', async () => {
    laterBy(7 * 24 * 60 - 1)
    expect((await look()).status).toBe(200)
    laterBy(1)
    expect((await look()).status).toBe(404)
    expect((await post({ does: 'send' })).status).toBe(404)
    expect(await takeMails(house)).toEqual([])
  })

  test('A-15: what was erased since the release is not in it, nor what came in since', async () => {
    laterBy(60)
    const { world, site } = house
    await world.ports.db`
      insert into reader_hit (site_id, issue_id, subscriber_id, link_no, verdict, times, first_at, last_at)
      values (${site.id}, ${house.issue.id}, ${String(life.subscriberId)}, 7, 'human', 1, ${world.ports.now()}, ${world.ports.now()})`
    await eraseDevice(world.ports, site, life.receiptId)
    const json = await post({ does: 'fetch', pass: await passed(), format: 'json' })
    const written = readJson(Buffer.from(await json.arrayBuffer()))
    expect(categoryOf(written, 'events').count).toBe(0)
    expect(categoryOf(written, 'hits').count).toBe(2)
    expect(categoryOf(written, 'letters').rows.map(({ kind }) => kind)).toEqual(['access'])
    expect(written['as_of']).toBe('2026-11-23T11:00:01.000Z')
  })

  test('the link of a confirmation, a forged one and one of a request that was not answered fetch nothing', async () => {
    const { world, site } = house
    await pglite.db`update rights_link set purpose = 'confirm'`
    expect((await look()).status).toBe(404)
    await pglite.db`update rights_link set purpose = 'download'`
    expect((await look()).status).toBe(200)
    await pglite.db`update rights_request set state = 'refused' where site_id = ${site.id}`
    expect((await look()).status).toBe(404)
    for (const token of ['x', 'A'.repeat(38), 'A'.repeat(500)])
      expect((await world.request(`/rights/download/${token}`)).status).toBe(404)
  })

  test('nothing works from a page of another site, and neither token, code nor pass stands in a log', async () => {
    const code = await codeMailed()
    for (const headers of [{ origin: 'https://kwaad.example' }, { 'sec-fetch-site': 'cross-site' }])
      expect((await post({ does: 'check', code }, headers)).status).toBe(403)
    const pass = passOf(await (await post({ does: 'check', code })).text())
    const written = await post({ does: 'fetch', pass, format: 'json' })
    await written.arrayBuffer()
    const lines = JSON.stringify(house.world.logged)
    const token = path.slice('/rights/download/'.length)
    for (const secret of [token, code, pass, life.email]) expect(lines).not.toContain(secret)
    for (const header of written.headers.values()) expect(header).not.toContain(token)
  })
})

describe('A-11: the code', () => {
  test('A-11: of a hundred wrong ones at once three are looked at, and then the right one is worth nothing', async () => {
    const code = await codeMailed()
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => post({ does: 'check', code: otherThan(code) })),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]))
    const [row] = await pglite.db<{ tries: number }[]>`select tries from rights_code`
    expect(row?.tries).toBe(3)
    const right = await post({ does: 'check', code })
    expect(right.status).toBe(400)
    expect(await right.text()).toContain('Deze code werkt niet meer.')
  })

  test('A-11: a right one works once, and for ten minutes', async () => {
    const code = await codeMailed()
    expect((await post({ does: 'check', code: `${code.slice(0, 4)} ${code.slice(4)}` })).status).toBe(200)
    expect((await post({ does: 'check', code })).status).toBe(400)
    const later = await codeMailed()
    laterBy(10)
    expect(await (await post({ does: 'check', code: later })).text()).toContain('werkt niet meer')
  })

  test('A-11: two tries that fail leave one; what is no code takes none', async () => {
    const code = await codeMailed()
    for (const given of ['', '1234567', 'geen code', '12345678901'])
      expect((await post({ does: 'check', code: given })).status).toBe(400)
    for (let nth = 0; nth < 2; nth += 1) {
      const wrong = await post({ does: 'check', code: otherThan(code) })
      const html = await wrong.text()
      expect(html).toContain('Deze code klopt niet.')
      expect(html).not.toContain(otherThan(code))
    }
    expect((await post({ does: 'check', code })).status).toBe(200)
  })

  test('A-11: a new one ends the one before, and there are three in an hour', async () => {
    const first = await codeMailed()
    const second = await codeMailed()
    if (first !== second) expect((await post({ does: 'check', code: first })).status).toBe(400)
    await codeMailed()
    const refused = await post({ does: 'send' })
    expect(refused.status).toBe(429)
    expect(await refused.text()).toContain('drie codes in een uur')
    expect(await takeMails(house)).toEqual([])
    laterBy(60)
    await codeMailed()
  })

  test('A-11: it is kept as a keyed hash alone, of this request, and stands in no letter that is kept', async () => {
    const code = await codeMailed()
    const [row] = await pglite.db<
      { row: string }[]
    >`select to_jsonb(rights_code)::text as row from rights_code`
    expect(row?.row).not.toContain(code)
    const json = await post({
      does: 'fetch',
      pass: passOf(await (await post({ does: 'check', code })).text()),
      format: 'json',
    })
    expect(await json.text()).not.toContain(code)
  })

  test('each code is as likely as any other: what would tip the scale is drawn again', () => {
    const draws = [0xff_ff_ff_ff, 4_200_000_000, 4_199_999_999, 7]
    const random = () => {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(draws.shift() ?? 0)
      return bytes
    }
    expect(drawCode({ random })).toBe('99999999')
    expect(drawCode({ random })).toBe('00000007')
  })
})

describe('the pass of a form', () => {
  test('is of one link and ten minutes, and can not be made or lengthened', async () => {
    const pass = await passed()
    const [until = '', mac = ''] = pass.split('.')
    for (const forged of [
      '',
      'x',
      `${Number(until) + 60_000}.${mac}`,
      `${until}.${'A'.repeat(43)}`,
      `${until}.`,
    ])
      expect((await post({ does: 'fetch', pass: forged, format: 'json' })).status).toBe(400)
    const own = path
    path = (await release(house, life)).path
    expect((await post({ does: 'fetch', pass, format: 'json' })).status).toBe(400)
    path = own
    laterBy(10)
    const late = await post({ does: 'fetch', pass, format: 'json' })
    expect(late.status).toBe(400)
    expect(await late.text()).toContain('Dit duurde te lang.')
    expect(await usesNow()).toBe(0)
  })

  test('fetches nothing in a form that there is not', async () => {
    const pass = await passed()
    expect((await post({ does: 'fetch', pass, format: 'exe' })).status).toBe(400)
    expect((await post({ does: 'iets' })).status).toBe(400)
    expect(await usesNow()).toBe(0)
  })
})
