import { describe, expect, test } from 'vitest'
import { chrome, view } from '../support/send.ts'
import { ask, bearer, send, sendEvents, viewOf, type Served } from './served.ts'

/** Marked values that stand nowhere else in these tests, in every place where a request can carry one. */
const marked = {
  address: '203.0.113.199',
  agent: `${chrome} Kanarie/71`,
  query: 'kanarie-in-query',
  path: 'kanarie-in-pad',
  mail: 'kanarie@post.example',
  body: 'kanarie-in-tekst',
  token: 'vd_kanarie-als-sleutel',
  cookie: 'kanarie-in-cookie',
}

export function canaryTests(served: () => Served): void {
  describe('what the service prints', () => {
    test('A-43: is its own lines, and holds nothing of who asked or what was sent', async () => {
      const headers = {
        'user-agent': marked.agent,
        cookie: `x=${marked.cookie}`,
        referer: `https://example.nl/${marked.path}`,
      }
      const sent = { address: marked.address, headers }
      const answers = [
        await sendEvents(
          served(),
          viewOf(`/a/${marked.mail}?q=${marked.query}`, { r: `https://f.example/${marked.path}` }),
          sent,
        ),
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
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 400, 202, 404, 401, 401])
      const printed = served().printed()
      expect(printed.filter((line) => line.includes('"route":"/api/event"')).length).toBeGreaterThan(3)
      for (const line of printed) expect(line).toMatch(/^\{"at":".+","event":"[a-z-]+"/)
      for (const value of Object.values(marked)) expect(printed.join('\n')).not.toContain(value)
    })
  })
}
