import { beforeAll, describe, expect, test } from 'vitest'
import { spellingsOf } from '../canary/marks.ts'
import { dumpTables, scanTables } from '../canary/scan.ts'
import { chrome, view } from '../support/send.ts'
import { ask, bearer, send, sendEvents, viewOf, type Served } from './served.ts'

/** Marked values that stand nowhere else in these tests, in every place where a request can carry one. */
const marked = {
  address: '203.0.113.199',
  address6: '2001:db8:5e1f:1234:5678:9abc:def0:71c7',
  agent: `${chrome} Kanarie/71`,
  query: 'kanarie-in-query',
  path: 'kanarie-in-pad',
  mail: 'kanarie@post.example',
  body: 'kanarie-in-tekst',
  token: 'vd_kanarie-als-sleutel',
  cookie: 'kanarie-in-cookie',
}

/** As `test/canary.test.ts` looks for them. */
const spellings = spellingsOf({
  ipv4: marked.address,
  ipv6: marked.address6,
  texts: { mail: marked.mail, agent: marked.agent, token: marked.token },
})

export function canaryTests(served: () => Served): void {
  describe('what is marked goes in by each place where a request can carry it', () => {
    let answers: readonly Response[]
    beforeAll(async () => {
      const headers = {
        'user-agent': marked.agent,
        cookie: `x=${marked.cookie}`,
        referer: `https://example.nl/${marked.path}`,
      }
      const sent = { address: marked.address, headers }
      answers = [
        await sendEvents(
          served(),
          viewOf(`/a/${marked.mail}?q=${marked.query}`, { r: `https://f.example/${marked.path}` }),
          sent,
        ),
        await sendEvents(served(), viewOf('/kanarie'), { ...sent, address: marked.address6 }),
        await sendEvents(served(), [viewOf('/a'), { n: marked.body }], sent),
        await send(served(), `{"n":"${marked.body}`, sent),
        await sendEvents(served(), view({ d: `${marked.body}.example` }), sent),
        await ask(served(), `/choice?d=${marked.query}`, {
          headers: { ...headers, [served().addressHeader]: marked.address },
        }),
        await ask(served(), `/api/stats/${marked.path}/summary?q=${marked.query}`, {
          headers: bearer(marked.token),
        }),
        await ask(served(), '/auth/sign-in', {
          method: 'POST',
          headers: { origin: served().publicUrl },
          body: new URLSearchParams({
            email: marked.mail,
            password: marked.token,
            next: `/dashboard/${marked.path}`,
          }),
        }),
      ]
    })

    test('A-43: what is printed are its own lines, and holds nothing of who asked or what was sent', () => {
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 400, 202, 404, 401, 401])
      const printed = served().printed()
      expect(printed.filter((line) => line.includes('"route":"/api/event"')).length).toBeGreaterThan(4)
      for (const line of printed) expect(line).toMatch(/^\{"at":".+","event":"[a-z-]+"/)
      for (const value of Object.values(marked)) expect(printed.join('\n')).not.toContain(value)
    })

    test('A-43: no row of any table holds it, in any spelling', async () => {
      await served().rollUp()
      const dump = await dumpTables(served().db)
      const kept = dump.get('public.event')?.toString() ?? ''
      expect(kept).toContain('/a/:email')
      expect(kept).toContain('/kanarie')
      expect(scanTables(dump, spellings)).toEqual([])
      for (const value of Object.values(marked))
        expect(
          [...dump].flatMap(([table, bytes]) => (bytes.includes(value) ? [table] : [])),
          value,
        ).toEqual([])
    })
  })
}
