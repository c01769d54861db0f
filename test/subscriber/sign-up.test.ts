/** Signing up: what is taken, what is refused, and that the answer says nothing of whose address it was. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { must } from '../../src/must.ts'
import { openWish, type SubscribeWish } from '../../src/subscriber/confirmation.ts'
import { addList, recordListClosed } from '../../src/subscriber/list.ts'
import { formVersion, textsOfForm } from '../../src/subscriber/sign-up.ts'
import { suppress } from '../../src/subscriber/suppression.ts'
import { attributesOf, inlineParts } from '../page/html.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import {
  emailOf,
  look,
  measure,
  migrateAll,
  openNewsroom,
  send,
  signUp,
  subscribed,
  takeMails,
  ways,
  type Newsroom,
  type Way,
} from './signing-up.ts'

let pglite: PgliteWorld
let room: Newsroom
const statements: string[] = []
beforeAll(async () => {
  pglite = await openPglite({ observe: (statement) => statements.push(statement.replace(/\s+/g, ' ')) })
  await migrateAll(pglite.db)
})
beforeEach(async () => {
  room = await openNewsroom(pglite.db)
})
afterAll(() => pglite.close())

const wishes = async (): Promise<SubscribeWish[]> =>
  (
    await pglite.db<{ sealed: Uint8Array }[]>`
      select sealed from confirmation where site_id = ${room.site.id} and sealed is not null order by asked_at`
  ).map(({ sealed }) => must(openWish(room.world.ports, sealed), 'it was sealed here') as SubscribeWish)

/** Status, body, and every header. */
const whole = async (answer: Response) => [answer.status, [...answer.headers], await answer.text()]
const isPage = (way: Way) => way === 'form' || way === 'multipart'
const codeOf = async (answer: Response) => ((await answer.json()) as { error: string }).error

describe('a sign-up', () => {
  test.each(ways)('by %s is a wish that waits, and nobody is a subscriber yet', async (way) => {
    const answer = await signUp(room, { email: ' Anna@Example.NL ', name: 'Anna de Vries' }, { way })
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([isPage(way) ? 200 : 202, null])
    const said = await answer.text()
    if (isPage(way)) expect(said).toContain('Kijk in je mail')
    else expect(JSON.parse(said)).toEqual({ status: 'pending' })
    expect(said).not.toMatch(/anna/i)
    expect(await wishes()).toEqual([
      {
        kind: 'subscribe',
        email: 'anna@example.nl',
        name: 'Anna de Vries',
        lists: [room.list.id],
        language: 'nl',
        textId: null,
        channel: way === 'server' ? 'api' : 'form',
      },
    ])
    expect(await pglite.db`select subscriber_id from subscriber`).toEqual([])
    expect(await takeMails(room)).toHaveLength(1)
  })

  test('may be answered by the site’s script: any page of the site may read it, without credentials', async () => {
    const answer = await signUp(room, { email: 'anna@example.nl' }, { way: 'beacon' })
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': 'https://www.example.nl',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'no-store',
      vary: 'Origin',
    })
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    const preflight = await room.world.request('/newsletter/subscribe', {
      method: 'OPTIONS',
      headers: { origin: 'https://www.example.nl', 'access-control-request-headers': 'content-type' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type')
  })

  test('by a form that wants JSON gets JSON', async () => {
    const headers = { accept: 'application/json' }
    const answer = await signUp(room, { email: 'anna@example.nl' }, { way: 'form', headers })
    expect([answer.status, await answer.json()]).toEqual([202, { status: 'pending' }])
  })

  test('takes the page’s language, else the browser’s, of those that the site has', async () => {
    await signUp(room, { email: 'a@example.nl', lang: 'en-GB' })
    await signUp(room, { email: 'b@example.nl' }, { headers: { 'accept-language': 'en' } })
    await signUp(room, { email: 'c@example.nl', lang: 'tlh' })
    expect((await wishes()).map(({ language }) => language)).toEqual(['en', 'en', 'nl'])
    expect((await takeMails(room)).map(({ subject }) => subject)).toEqual([
      'Confirm that you want the newsletter of example.nl',
      'Confirm that you want the newsletter of example.nl',
      'Bevestig je aanmelding voor de nieuwsbrief van example.nl',
    ])
  })
})

describe('fact of newsletter.md §4.4: whether somebody is known', () => {
  test.each(ways)(
    'shows in neither answer, headers, nor what is asked of the database before it (%s)',
    async (way) => {
      await subscribed(room, 'known@example.nl')
      for (const [email, reason] of [
        ['asked@example.nl', 'asked'],
        ['gone@example.nl', 'bounce'],
        ['angry@example.nl', 'complaint'],
      ] as const)
        await suppress(room.world.ports, room.site.id, emailOf(email), reason)
      // The site is remembered from here on.
      await look(room, '/newsletter/subscribe?d=example.nl')
      const seen: unknown[] = []
      for (const [nth, email] of [
        'new@example.nl',
        'known@example.nl',
        'asked@example.nl',
        'gone@example.nl',
        'angry@example.nl',
      ].entries()) {
        // Each from a network of its own, whose first sign-up it is.
        const [before, address] = [statements.length, `198.51.${nth}.1`]
        const answer = await send(room, { email }, { way, address })
        const asked = statements.slice(before)
        await room.world.deferred.drain()
        seen.push({ asked, answer: await whole(answer) })
      }
      expect(seen.slice(1)).toEqual(Array(4).fill(seen[0]))
      const [first] = seen as { asked: string[] }[]
      expect(first?.asked.filter((text) => /insert into confirmation/.test(text))).toHaveLength(1)
      expect(first?.asked.join()).not.toMatch(/\b(subscriber|subscription|suppression|mail)\b(?!_)/)
    },
  )

  test('shows in the mail alone, which only its owner reads', async () => {
    await subscribed(room, 'known@example.nl')
    await signUp(room, { email: 'known@example.nl' })
    const [mail] = await takeMails(room)
    expect(mail?.subject).toBe('Je krijgt de nieuwsbrief van example.nl al')
    expect(`${mail?.text}${mail?.html}`).not.toMatch(/https?:\/\/localhost/)
  })
})

describe('listmonk #2530: which lists are open', () => {
  test('the server says: without a choice all that are, never one that is not', async () => {
    const add = (name: string, isOpen: boolean) =>
      addList(room.world.ports, room.site, { name, description: '', isOpen })
    const [second, staff, old] = [await add('Buurt', true), await add('Raad', false), await add('Oud', true)]
    await recordListClosed(room.world.ports, room.site, old.id, true)
    await signUp(room, { email: 'a@example.nl' })
    await signUp(room, { email: 'b@example.nl', list: [second.id] }, { way: 'beacon' })
    expect((await wishes()).map(({ lists }) => lists)).toEqual([[room.list.id, second.id], [second.id]])
    for (const list of [
      [staff.id],
      [old.id],
      [room.list.id, staff.id],
      [99],
      [],
      ['1 or 1=1'],
      [String(second.id).padStart(3, '0')],
    ])
      for (const way of ways) {
        const answer = await signUp(
          room,
          { email: 'c@example.nl', list: list.length > 0 ? list : '' },
          { way },
        )
        expect([list, way, answer.status]).toEqual([list, way, 400])
        if (!isPage(way)) expect(await codeOf(answer)).toBe('unknown-list')
      }
    expect(await wishes()).toHaveLength(2)
  })

  test('without any there is nothing to sign up for', async () => {
    await recordListClosed(room.world.ports, room.site, room.list.id, true)
    for (const way of ways) {
      const answer = await signUp(room, { email: 'a@example.nl' }, { way })
      expect(answer.status).toBe(404)
      if (!isPage(way)) expect(await codeOf(answer)).toBe('no-newsletter')
    }
    expect((await look(room, '/newsletter/subscribe?d=example.nl')).status).toBe(404)
    expect(await wishes()).toEqual([])
  })
})

describe('N3: whether opens and clicks may be measured', () => {
  const answers = async () => (await wishes()).map((wish) => wish.measure)

  test('is asked where a yes would be used, and an empty box is a no', async () => {
    await measure(room, 'personal')
    await signUp(room, { email: 'a@example.nl' })
    await signUp(room, { email: 'b@example.nl', measure: 'yes' })
    await signUp(room, { email: 'c@example.nl', measure: true }, { way: 'beacon' })
    await signUp(room, { email: 'd@example.nl', measure: false }, { way: 'server' })
    await signUp(room, { email: 'e@example.nl', measure: 'perhaps' })
    expect((await answers()).map((one) => one?.answer)).toEqual(['no', 'yes', 'yes', 'no', 'no'])
  })

  test.each(['aggregate', 'off'] as const)(
    'is not asked where only totals are counted: %s',
    async (level) => {
      await measure(room, level)
      await signUp(room, { email: 'a@example.nl', measure: 'yes' })
      expect(await answers()).toEqual([undefined])
      expect(await (await look(room, '/newsletter/subscribe?d=example.nl')).text()).not.toContain('measure')
    },
  )

  test('the texts of our own form are kept, one for each answer, and nobody else’s words for them', async () => {
    await measure(room, 'personal')
    const texts = textsOfForm(room.site, 'en')
    await signUp(room, { email: 'a@example.nl', shown: formVersion(texts) })
    await signUp(room, { email: 'b@example.nl', shown: 'f'.repeat(22) })
    const kept = await pglite.db<{ text_id: string; language: string; body: string }[]>`
      select text_id, language, body from subscription_text where site_id = ${room.site.id}`
    const idOf = (body: string) => kept.find((one) => one.body === body)?.text_id
    expect(kept).toHaveLength(2)
    expect((await wishes()).map((wish) => [wish.textId, wish.measure?.textId])).toEqual([
      [idOf(texts.receive), idOf(texts.measure)],
      [null, null],
    ])
  })
})

describe('what is refused', () => {
  const bad: readonly [string, Record<string, string>, string][] = [
    ['no address', { email: '' }, 'invalid-email'],
    ['half an address', { email: 'anna@' }, 'invalid-email'],
    ['two addresses', { email: 'anna@example.nl, bea@example.nl' }, 'invalid-email'],
    [
      'an address with a header behind it',
      { email: 'anna@example.nl\r\nBcc: bea@example.nl' },
      'invalid-email',
    ],
    [
      'a name with a header in it',
      { email: 'anna@example.nl', name: 'Anna\r\nBcc: bea@example.nl' },
      'invalid-name',
    ],
    ['a name with markup', { email: 'anna@example.nl', name: '<a href=//x>win</a>' }, 'invalid-name'],
    ['a name that fills a page', { email: 'anna@example.nl', name: 'a'.repeat(101) }, 'invalid-name'],
  ]

  test.each(bad)(
    '%s, by every way alike; nothing is kept and nobody is mailed',
    async (_what, typing, code) => {
      for (const way of ways) {
        const answer = await signUp(room, typing, { way })
        expect([way, answer.status]).toEqual([way, 400])
        if (!isPage(way)) expect(await codeOf(answer)).toBe(code)
      }
      expect([await wishes(), await takeMails(room)]).toEqual([[], []])
    },
  )

  test('the form comes back with what was typed, and says beside the field what is wrong without repeating it', async () => {
    await measure(room, 'personal')
    await addList(room.world.ports, room.site, { name: 'Buurt', description: '', isOpen: true })
    const answer = await signUp(room, {
      email: 'anna@"><script>',
      name: 'Anna <b>',
      list: ['', '2'],
      measure: 'yes',
    })
    const html = await answer.text()
    expect(inlineParts(html)).toEqual([])
    expect(attributesOf(html, 'value')).toEqual(
      expect.arrayContaining(['anna@"><script>', 'Anna <b>', 'example.nl', 'nl', '2', 'yes']),
    )
    expect(html.match(/<input[^>]*\schecked[^>]*>/g)?.join()).toMatch(/id="list-2".*id="measure"/)
    expect(html).toMatch(/<p class="refusal" id="email-refusal">[^<]*naam@voorbeeld\.nl/)
    expect(html).toContain('aria-describedby="email-refusal"')
    expect(html).toContain('aria-describedby="name-hint name-refusal"')
    expect(html.match(/<p class="refusal"[^>]*>[^<]*/g)?.join()).not.toMatch(/anna/i)
  })

  test('a page of another site, by every way; one that tells no origin is let in as a form alone', async () => {
    for (const way of ways) {
      const headers = { origin: 'https://kwaad.example' }
      const answer = await signUp(room, { email: 'anna@example.nl' }, { way, headers })
      expect([way, answer.status]).toEqual([way, 403])
    }
    const hidden = { origin: 'null' }
    expect(
      (await signUp(room, { email: 'anna@example.nl' }, { way: 'beacon', headers: hidden })).status,
    ).toBe(403)
    expect(await wishes()).toEqual([])
    // Referrer-Policy: same-origin on the site's page.
    expect((await signUp(room, { email: 'anna@example.nl' }, { way: 'form', headers: hidden })).status).toBe(
      200,
    )
    expect(
      (await signUp(room, { email: 'bea@example.nl' }, { headers: { origin: 'http://localhost:3000' } }))
        .status,
    ).toBe(200)
  })

  test('what is no form and no object, too much, or for no site', async () => {
    const post = (body: BodyInit, type: string) =>
      room.world.request('/newsletter/subscribe', { method: 'POST', body, headers: { 'content-type': type } })
    for (const body of ['', '[]', 'null', '"x"', '{"d":{}}', '{"d":["example.nl",{}]}', '{'])
      expect([body, (await post(body, 'text/plain')).status]).toEqual([body, 400])
    expect((await post('x'.repeat(8_193), 'text/plain')).status).toBe(413)
    expect((await post('x'.repeat(8_193), 'application/x-www-form-urlencoded')).status).toBe(400)
    expect((await post('--x', 'multipart/form-data; boundary=y')).status).toBe(404)
    expect((await post('d=elders.example&email=a@b.nl', 'application/x-www-form-urlencoded')).status).toBe(
      404,
    )
    expect((await post('{"d":"elders.example"}', 'text/plain')).status).toBe(404)
  })
})

describe('our own page to sign up on', () => {
  test('shows the open lists, what is kept as proof, and nothing that is ticked or runs', async () => {
    await measure(room, 'personal')
    const answer = await look(room, '/newsletter/subscribe?d=example.nl&lang=nl')
    const html = await answer.text()
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(inlineParts(html)).toEqual([])
    expect(html).not.toMatch(/<script|\schecked/)
    const texts = textsOfForm(room.site, 'nl')
    expect(html).toContain(`<p>${texts.receive}</p>`)
    for (const part of [
      'Bewonersnieuws',
      'Elke maand.',
      '/privacy/example.nl',
      'id="measure"',
      formVersion(texts),
    ])
      expect(html).toContain(part)
    // The one list is named, so that another that is opened meanwhile is not meant.
    expect(html).toMatch(new RegExp(`<input type="hidden" name="list" value="${room.list.id}"`))
    expect((await look(room, '/newsletter/subscribe?d=elders.example')).status).toBe(404)
    expect(await (await look(room, '/newsletter/subscribe?d=example.nl&lang=en')).text()).toContain(
      'Sign me up',
    )
  })

  test('asks which, where there are several, with none ticked; none at all is no choice', async () => {
    const second = await addList(room.world.ports, room.site, {
      name: 'Buurt',
      description: '',
      isOpen: true,
    })
    const html = await (await look(room, '/newsletter/subscribe?d=example.nl')).text()
    expect(html.match(/type="checkbox" name="list"/g)).toHaveLength(2)
    expect(html).not.toContain('checked')
    expect((await signUp(room, { email: 'a@example.nl', list: '' })).status).toBe(400)
    expect((await signUp(room, { email: 'a@example.nl', list: ['', second.id] })).status).toBe(200)
    expect((await wishes()).map(({ lists }) => lists)).toEqual([[second.id]])
  })

  test('changes nothing by being looked at', async () => {
    await look(room, '/newsletter/subscribe?d=example.nl&email=anna@example.nl')
    await look(room, '/newsletter/subscribe?d=example.nl', { method: 'HEAD' })
    await look(room, '/newsletter/challenge?d=example.nl')
    for (const rows of [
      await pglite.db`select 1 from confirmation`,
      await pglite.db`select 1 from sign_up_try`,
      await pglite.db`select 1 from subscription_text`,
    ])
      expect(rows).toEqual([])
  })
})

test('no log line and no address of ours holds what was typed', async () => {
  for (const way of ways) await signUp(room, { email: 'anna@example.nl', name: 'Anna' }, { way })
  expect(JSON.stringify(room.world.logged)).not.toMatch(/anna|example\.nl/i)
})
