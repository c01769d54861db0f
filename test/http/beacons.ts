import { describe, expect, test } from 'vitest'
import { idAt, view } from '../support/send.ts'
import { ask, droppedOf, send, sendEvents, storedOf, viewOf, type Served } from './served.ts'

const repeat = (count: number, path: string) => Array.from({ length: count }, () => viewOf(path))

export function beaconTests(served: () => Served): void {
  describe('a beacon', () => {
    test.each([
      ['text/plain', '/als-tekst'],
      ['application/json', '/als-json'],
    ])('as %s is stored before its answer, a 202 with an empty body and no cookie', async (type, path) => {
      const answer = await sendEvents(served(), viewOf(`${path}?bsn=123456782&utm_source=brief`), {
        headers: { 'content-type': type },
      })
      expect(answer.status).toBe(202)
      expect(await answer.text()).toBe('')
      expect(droppedOf(answer)).toBeNull()
      expect(answer.headers.get('set-cookie')).toBeNull()
      const stored = await storedOf(served(), path)
      expect(stored).toHaveLength(1)
      expect(stored[0]).toMatchObject({
        name: 'pageview',
        utm_source: 'brief',
        browser: 'Chrome 140',
        os: 'Windows',
        language: 'nl',
      })
      expect(JSON.stringify(stored)).not.toContain('123456782')
    })

    test('beside a bad neighbour in an array is stored, and the neighbour is named by its place', async () => {
      const answer = await sendEvents(served(), [
        viewOf('/goede-buur'),
        { n: 'pageview', u: 'javascript:alert(1)', d: 'example.nl' },
      ])
      expect(answer.status).toBe(202)
      expect(await answer.json()).toEqual({
        refused: [{ index: 1, error: 'invalid-beacon', message: 'u is an http or https address' }],
      })
      expect(await storedOf(served(), '/goede-buur')).toHaveLength(1)
    })

    test('in an array of bad ones only is refused with 400, each with its reason', async () => {
      const answer = await sendEvents(served(), [{ n: 1 }, { d: 'example.nl' }])
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({
        error: 'invalid-beacon',
        refused: [{ index: 0 }, { index: 1 }],
      })
    })

    test('that is no JSON is refused with 400, and its text is not repeated', async () => {
      const answer = await send(served(), '{"n":"pageview","u":"https://geheim.example')
      expect(answer.status).toBe(400)
      expect(await answer.json()).toEqual({ error: 'not-json', message: 'The body is not JSON.' })
    })

    test('larger than 64 KiB is refused with 413, also when it does not say how large it is', async () => {
      const body = JSON.stringify(viewOf('/te-groot', { p: { tekst: 'x'.repeat(70_000) } }))
      const told = await send(served(), body)
      expect(told.status).toBe(413)
      expect(await told.json()).toMatchObject({ error: 'too-large' })
      const untold = await fetch(`${served().url}/api/event`, {
        method: 'POST',
        body: new Blob([body]).stream(),
        duplex: 'half',
      } as RequestInit)
      expect(untold.status).toBe(413)
      expect(await storedOf(served(), '/te-groot')).toHaveLength(0)
    })

    test('among more than 100 is refused with 400 and none is stored; 100 are', async () => {
      const tooMany = await sendEvents(served(), repeat(101, '/honderd-een'))
      expect(tooMany.status).toBe(400)
      expect(await tooMany.json()).toMatchObject({ error: 'too-many' })
      expect(await storedOf(served(), '/honderd-een')).toHaveLength(0)
      expect((await sendEvents(served(), repeat(100, '/honderd'))).status).toBe(202)
      expect(await storedOf(served(), '/honderd')).toHaveLength(100)
    })

    test('sent again is answered 202 and stored once', async () => {
      const beacon = viewOf('/nog-een-keer', { id: idAt(new Date()) })
      expect(droppedOf(await sendEvents(served(), beacon))).toBeNull()
      const again = await sendEvents(served(), beacon)
      expect([again.status, droppedOf(again)]).toEqual([202, 'duplicate'])
      expect(await storedOf(served(), '/nog-een-keer')).toHaveLength(1)
    })
  })

  describe('a beacon that is not counted', () => {
    const bot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
    test.each([
      ['unknown-site', viewOf('/weg/onbekend', { d: 'nergens.example' }), {}],
      ['foreign-origin', viewOf('/weg/vreemd'), { origin: 'https://elders.example' }],
      ['foreign-origin', view({ u: 'https://elders.example/weg/vreemd' }), {}],
      ['signal', viewOf('/weg/dnt'), { dnt: '1' }],
      ['signal', viewOf('/weg/gpc'), { 'sec-gpc': '1' }],
      ['bot', viewOf('/weg/robot'), { 'user-agent': bot }],
      ['prefetch', viewOf('/weg/vooruit'), { 'sec-purpose': 'prefetch' }],
      ['opted-out', viewOf('/weg/nee', { t: 'off' }), {}],
      ['excluded-path', viewOf('/intern/rooster', { d: 'settings.example' }), {}],
    ])('is answered 202 with the reason %s, and nothing is stored', async (reason, beacon, headers) => {
      const answer = await sendEvents(served(), beacon, { headers })
      expect([answer.status, await answer.text(), droppedOf(answer)]).toEqual([202, '', reason])
      const path = new URL(String(beacon['u'])).pathname
      expect(await storedOf(served(), path)).toHaveLength(0)
    })

    test('leaves a count of its reason and nothing of itself', async () => {
      const robots = ['/weg/een', '/weg/twee'].map((path) => viewOf(path, { d: 'settings.example' }))
      const answer = await sendEvents(served(), robots, { headers: { 'user-agent': bot } })
      expect(droppedOf(answer)).toBe('bot')
      // Written after the answer: a second later on Node.
      await expect
        .poll(() => listCounts(served(), 'settings.example'), { timeout: 60_000 })
        .toContainEqual({ reason: 'bot', beacons: 2 })
    })

    test('because of a signal is counted all the same when the visitor chose so', async () => {
      const answer = await sendEvents(served(), viewOf('/toch-wel', { t: 'on' }), { headers: { dnt: '1' } })
      expect(droppedOf(answer)).toBeNull()
      expect(await storedOf(served(), '/toch-wel')).toHaveLength(1)
    })
  })

  test("a site's own rules mask its paths", async () => {
    await sendEvents(served(), viewOf('/dossier/jansen', { d: 'settings.example' }))
    expect(await storedOf(served(), '/dossier/jansen')).toHaveLength(0)
    expect(await storedOf(served(), '/dossier/:id')).toHaveLength(1)
  })

  describe('a browser of another origin', () => {
    test('may read the answer to a page of the site, without credentials', async () => {
      const { headers } = await sendEvents(served(), viewOf('/lezen'))
      expect(headers.get('access-control-allow-origin')).toBe('https://example.nl')
      expect(headers.get('access-control-allow-credentials')).toBeNull()
      expect(headers.get('vary')).toMatch(/\bOrigin\b/)
    })

    test('may read a refusal too, or its snippet would try again for ever; no origin at all may not', async () => {
      const refused = await send(served(), '{', { headers: { origin: 'https://elders.example' } })
      expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([
        400,
        'https://elders.example',
      ])
      expect(refused.headers.get('access-control-allow-credentials')).toBeNull()
      const { headers } = await sendEvents(served(), viewOf('/niet-lezen'), { headers: { origin: 'null' } })
      expect(headers.get('access-control-allow-origin')).toBeNull()
    })

    test('asks before it sends JSON and is let through, without credentials', async () => {
      const answer = await ask(served(), '/api/event', {
        method: 'OPTIONS',
        headers: {
          origin: 'https://example.nl',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type',
        },
      })
      expect(answer.status).toBe(204)
      expect(answer.headers.get('access-control-allow-origin')).toBe('https://example.nl')
      expect(answer.headers.get('access-control-allow-methods')).toBe('POST')
      expect(answer.headers.get('access-control-allow-headers')).toBe('content-type')
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    })
  })
}

const listCounts = ({ db }: Served, domain: string) =>
  db<{ reason: string; beacons: number }[]>`
    select reason, sum(beacons)::float8 as beacons from drop_count join site using (site_id)
    where domain = ${domain} group by reason`
