import { describe, expect, test } from 'vitest'
import { ask, type Served } from './served.ts'

export function snippetTests(served: () => Served): void {
  describe('the snippet', () => {
    test('is the same bytes for everyone, whatever their headers say', async () => {
      const plain = await ask(served(), '/s/example.nl.js')
      expect(plain.status).toBe(200)
      expect(plain.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
      expect(plain.headers.get('cache-control')).toBe('public, max-age=300')
      expect(plain.headers.get('set-cookie')).toBeNull()
      expect(plain.headers.get('vary') ?? '').not.toMatch(/cookie|origin|user-agent|\*/i)
      const other = await ask(served(), '/s/example.nl.js', {
        headers: {
          dnt: '1',
          'sec-gpc': '1',
          cookie: 'sid=1',
          'user-agent': 'curl/8',
          'accept-language': 'en',
          origin: 'https://elders.example',
        },
      })
      const text = await plain.text()
      expect(await other.text()).toBe(text)
      expect(text).toContain('d:"example.nl"')
      expect(other.headers.get('etag')).toBe(plain.headers.get('etag'))
    })

    test('is not sent again to a browser that has it, and is to one that has another', async () => {
      const etag = (await ask(served(), '/s/example.nl.js')).headers.get('etag') ?? ''
      expect(etag).toMatch(/^"[\w-]+"$/)
      const again = await ask(served(), '/s/example.nl.js', { headers: { 'if-none-match': etag } })
      expect([again.status, await again.text()]).toEqual([304, ''])
      expect(
        (await ask(served(), '/s/example.nl.js', { headers: { 'if-none-match': '"other"' } })).status,
      ).toBe(200)
    })

    test("carries the site's rules, and of an unknown site it is a comment with 404", async () => {
      const text = await (await ask(served(), '/s/settings.example.js')).text()
      expect([text.includes('intern'), text.includes('dossier')]).toEqual([true, true])
      const unknown = await ask(served(), '/s/nergens.example.js')
      expect(unknown.status).toBe(404)
      expect(await unknown.text()).toMatch(/^\/\/ /)
    })
  })
}
