/** Asking for consent, over HTTP: what the banner gets and says, and that the server keeps to it. */
import { describe, expect, test } from 'vitest'
import { findCurrentNotice } from '../../src/consent/publication.ts'
import type { Answer, Recorded, ShownNotice } from '../../src/consent/wire.ts'
import { must } from '../../src/must.ts'
import { addSite, readSite } from '../../src/site/site.ts'
import { publishFor } from '../support/asking.ts'
import { ask, sendEvents, storedOf, type Served } from './served.ts'

const domain = 'toestemming.example'

export function consentTests(served: () => Served): void {
  const ports = () => ({ db: served().db, now: () => new Date() })
  const origin = `https://${domain}`
  const say = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    ask(served(), path, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin, ...headers },
      body: JSON.stringify(body),
    })
  const answerTo = ({ notice }: ShownNotice, more: Partial<Answer> = {}): Answer => ({
    d: domain,
    notice,
    lang: 'nl',
    ui: 'banner',
    granted: [],
    key: Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url'),
    viewport: 'small',
    ...more,
  })

  /** Publishes once; the first that asks does it. */
  let publishing: Promise<ShownNotice> | undefined
  const notice = () =>
    (publishing ??= (async () => {
      const { site } = await addSite(ports(), { domain })
      await publishFor({ ports: ports() }, site)
      const answer = await ask(served(), `/api/consent?d=${domain}&lang=en-GB`, { headers: { origin } })
      expect(answer.status).toBe(200)
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
      return (await answer.json()) as ShownNotice
    })())

  describe('asking for consent', () => {
    test('B1: a site that asks nothing has no notice, and its snippet does not know the banner', async () => {
      expect((await ask(served(), '/api/consent?d=example.nl')).status).toBe(404)
      expect(await (await ask(served(), '/s/example.nl.js')).text()).not.toContain('banner.js')
    })

    test('gives the notice in the page’s language, and the banner that shows it, to everyone alike', async () => {
      const shown = await notice()
      expect([shown.lang, shown.texts.refuse]).toEqual(['en', 'Refuse'])
      const site = must(await readSite(ports(), domain), 'it was made')
      expect(shown.notice).toBe((await findCurrentNotice(served().db, site.id))?.id)
      const banner = await ask(served(), '/banner.js?undefined')
      expect(banner.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
      expect(banner.headers.get('access-control-allow-origin')).toBe('*')
      expect((await banner.text()).length).toBeGreaterThan(3_000)
      const snippet = await (await ask(served(), `/s/${domain}.js`)).text()
      expect(snippet).toMatch(/\{d:"toestemming\.example",c:"[a-z0-9]{6}"\}/)
    })

    test('C7, A-31: an id is stored from a yes to a withdrawal, and what is exempt before and after', async () => {
      const shown = await notice()
      const given = await say('/api/consent', answerTo(shown, { granted: ['insights'] }))
      expect(given.status).toBe(201)
      const { token, receipt } = (await given.json()) as Recorded
      const see = async (path: string) => {
        const event = { n: 'pageview', u: `${origin}${path}`, d: domain, t: token }
        expect((await sendEvents(served(), event, { headers: { origin } })).status).toBe(202)
        return (await storedOf(served(), path))[0]?.['insight'] ?? null
      }
      expect(await see('/met-toestemming')).not.toBeNull()
      const withdrawn = await say('/api/consent/withdraw', {
        d: domain,
        receipt,
        key: 'w'.repeat(22),
        t: token,
      })
      expect(withdrawn.status).toBe(201)
      expect(await see('/na-intrekken')).toBeNull()
    })

    test('refuses an answer to another notice, of another site’s page, and what is no answer', async () => {
      const shown = await notice()
      expect((await say('/api/consent', answerTo({ ...shown, notice: 'f'.repeat(64) }))).status).toBe(409)
      expect((await say('/api/consent', answerTo(shown), { origin: 'https://elders.example' })).status).toBe(
        403,
      )
      expect((await say('/api/consent', { d: domain })).status).toBe(400)
      expect((await say('/api/consent/withdraw', { d: domain, receipt: 'x' })).status).toBe(400)
      expect((await say('/api/consent', { d: 'x'.repeat(5_000) })).status).toBe(413)
    })

    test('seals receipts within seconds of the answer', async () => {
      const shown = await notice()
      const given = (await (await say('/api/consent', answerTo(shown))).json()) as Recorded
      await expect
        .poll(
          async () =>
            (await served().db`select seq from consent_chain where receipt_id = ${given.receipt}`).length,
          { timeout: 60_000, interval: 100 },
        )
        .toBe(1)
    })

    test('C9: says in a file where everyone looks that the signals of browsers are kept to', async () => {
      const answer = await ask(served(), '/.well-known/gpc.json')
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
      expect(await answer.json()).toMatchObject({ gpc: true })
    })
  })
}
