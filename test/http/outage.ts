import { describe, expect, test } from 'vitest'
import { mailOneLink, pathOf, target } from './clicks.ts'
import { ask, sendEvents, storedOf, viewOf, type Served } from './served.ts'

export function outageTests(served: () => Served): void {
  describe('while the database is away', () => {
    test('A-32: a beacon is answered 503 with a time to come back, never 202, and afterwards the service goes on', async () => {
      const link = pathOf(await mailOneLink(served(), 'uitval.example'), 1)
      expect((await ask(served(), link)).status).toBe(302)
      await served().loseDatabase()
      const begun = performance.now()
      const answer = await sendEvents(served(), viewOf('/uitval/tijdens'))
      expect(answer.status).toBe(503)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(await answer.json()).toMatchObject({ error: 'unavailable' })
      // A link of a mail that was followed before leads on; a picture is always there.
      for (let nth = 0; nth < 3; nth += 1) {
        const on = await ask(served(), link)
        expect([on.status, on.headers.get('location')]).toEqual([302, target])
      }
      expect((await ask(served(), '/readyz')).status).toBe(503)
      expect((await ask(served(), '/healthz')).status).toBe(200)
      // The limit for opening a connection is 5 s; a server that refuses is known at once.
      expect(performance.now() - begun).toBeLessThan(7_000)
      await served().regainDatabase()
      await expect
        .poll(async () => (await sendEvents(served(), viewOf('/uitval/daarna'))).status, { timeout: 60_000 })
        .toBe(202)
      expect(await storedOf(served(), '/uitval/tijdens')).toHaveLength(0)
      expect((await storedOf(served(), '/uitval/daarna')).length).toBeGreaterThan(0)
    })
  })
}
