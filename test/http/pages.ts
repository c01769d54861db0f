import { describe, expect, test } from 'vitest'
import { ask, droppedOf, sendEvents, viewOf, type Served } from './served.ts'

const html = { accept: 'text/html,application/xhtml+xml' }

const choose = (served: Served, counting: string, origin = served.publicUrl) =>
  ask(served, '/choice?d=example.nl', {
    method: 'POST',
    headers: { origin },
    body: new URLSearchParams({ d: 'example.nl', counting }),
  })

export function pageTests(served: () => Served): void {
  describe("the operator's machines", () => {
    test('see that it lives and is ready, and what it counted', async () => {
      const [alive, ready] = await Promise.all([ask(served(), '/healthz'), ask(served(), '/readyz')])
      expect([alive.status, await alive.json()]).toEqual([200, { status: 'ok' }])
      expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }])
      const storedCount = async () => {
        const metrics = await ask(served(), '/metrics')
        expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
        return Number(/^voordeur_events_stored_total (\d+)$/m.exec(await metrics.text())?.[1])
      }
      const before = await storedCount()
      await sendEvents(served(), [viewOf('/geteld'), viewOf('/geteld')])
      expect(await storedCount()).toBe(before + 2)
    })
  })

  describe('what is not there', () => {
    test.each([
      ['JSON for a machine', '/niets', {}],
      ['JSON under /api, whoever asks', '/api/niets', html],
    ])('is %s', async (_what, path, headers) => {
      const answer = await ask(served(), path, { headers })
      expect([answer.status, await answer.json()]).toEqual([
        404,
        { error: 'not-found', message: 'There is nothing here.' },
      ])
    })

    test('is a page for a reader', async () => {
      const answer = await ask(served(), '/niets', { headers: html })
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8'])
    })
  })

  describe('the choice page', () => {
    test('runs nothing, is framed by nobody and kept by no cache (S-15, S-16)', async () => {
      const page = await ask(served(), '/choice?d=example.nl', { headers: html })
      expect(page.status).toBe(200)
      const policy = page.headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/script-src|unsafe/)
      expect(Object.fromEntries(page.headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
        'cross-origin-opener-policy': 'same-origin',
        'cache-control': 'no-store',
      })
      const text = await page.text()
      expect(text).toMatch(/^<!doctype html><html lang="nl">/)
      expect(text).not.toMatch(/<script|<style|\sstyle=|\son\w+=/)
    })

    test('speaks English to who asks so, and knows no other site', async () => {
      const english = await ask(served(), '/choice?d=example.nl', {
        headers: { ...html, 'accept-language': 'en-GB' },
      })
      expect(await english.text()).toMatch(/^<!doctype html><html lang="en">/)
      expect((await ask(served(), '/choice?d=nergens.example', { headers: html })).status).toBe(404)
    })

    test('hands a refusal back to the site in the fragment, and a beacon that carries it is not counted', async () => {
      const answer = await choose(served(), 'off')
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([303, null])
      const token = /^https:\/\/example\.nl\/#voordeur=(off\.[\w.-]+)$/.exec(
        answer.headers.get('location') ?? '',
      )?.[1]
      expect(droppedOf(await sendEvents(served(), viewOf('/keuze/nee', { t: token })))).toBe('opted-out')
    })

    test('hands a yes back that outweighs a signal, for the site that it was given to only', async () => {
      const location = (await choose(served(), 'on')).headers.get('location') ?? ''
      const token = /#voordeur=(on\.[\w.-]+)$/.exec(location)?.[1]
      const dnt = { headers: { dnt: '1' } }
      expect(droppedOf(await sendEvents(served(), viewOf('/keuze/ja', { t: token }), dnt))).toBeNull()
      expect(
        droppedOf(await sendEvents(served(), viewOf('/keuze/ja', { t: token, d: 'settings.example' }), dnt)),
      ).toBe('signal')
    })

    test('takes no form of another origin (S-17) and no other answer than on and off', async () => {
      const foreign = await choose(served(), 'off', 'https://elders.example')
      expect([foreign.status, foreign.headers.get('location')]).toEqual([403, null])
      expect((await choose(served(), 'misschien')).status).toBe(400)
    })
  })
}
