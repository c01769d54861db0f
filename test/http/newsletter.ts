/** The newsletter over HTTP: from the form on a site's page to a subscriber, on whatever runtime. */
import { describe, expect, test } from 'vitest'
import { must } from '../../src/must.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { addSite, type Site } from '../../src/site/site.ts'
import { signConfirmation } from '../../src/subscriber/confirmation.ts'
import { addList } from '../../src/subscriber/list.ts'
import { listSubscribed } from '../../src/subscriber/subscriber.ts'
import { solve } from '../subscriber/signing-up.ts'
import { ask, settings, type Served } from './served.ts'

const domain = 'nieuwsbrief.example'
const origin = `https://${domain}`

export function newsletterTests(served: () => Served): void {
  const keys = { keyFor: openKeys(settings.VOORDEUR_SECRET) }

  /** A site with one open list; the first that asks makes it. */
  let making: Promise<Site> | undefined
  const newsroom = () =>
    (making ??= (async () => {
      const ports = { db: served().db, now: () => new Date() }
      const { site } = await addSite(ports, { domain })
      await addList(ports, site, { name: 'Bewonersnieuws', description: '', isOpen: true })
      return site
    })())

  const from = (address: string) => ({ origin, [served().addressHeader]: address })
  /** The link of the only sign-up that was mailed since; the mail itself is sealed, and on its way. */
  const linkOf = async (site: Site) => {
    const mailed = () => served().db<{ confirmation_id: string }[]>`
      select confirmation_id from confirmation
      where site_id = ${site.id} and mailed_at is not null and used_at is null`
    await expect.poll(async () => (await mailed()).length, { timeout: 60_000, interval: 100 }).toBe(1)
    const [row] = await mailed()
    return `/newsletter/confirm/${signConfirmation(keys, site.id, must(row, 'it was just there').confirmation_id)}`
  }
  const subscribers = async (site: Site) => {
    const rows = await served().db<{ subscriber_id: string }[]>`
      select subscriber_id from subscriber where site_id = ${site.id}`
    return rows.map((row) => BigInt(row.subscriber_id))
  }

  describe('signing up for the newsletter', () => {
    test('by a form on the site’s page, without script: a mail, a link that waits, a button, a subscriber', async () => {
      const site = await newsroom()
      const answer = await ask(served(), '/newsletter/subscribe', {
        method: 'POST',
        headers: from('203.0.113.201'),
        body: new URLSearchParams({ d: domain, email: 'anna@bewoner.example', name: 'Anna' }),
      })
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null])
      expect(await answer.text()).toContain('Kijk in je mail')
      const link = await linkOf(site)
      // Fact 5: a scanner follows it.
      for (const method of ['GET', 'HEAD']) expect((await ask(served(), link, { method })).status).toBe(200)
      expect((await ask(served(), link, { method: 'POST', headers: { origin } })).status).toBe(403)
      expect(await subscribers(site)).toEqual([])
      const button = () =>
        ask(served(), link, { method: 'POST', headers: { origin: served().publicUrl, accept: 'text/html' } })
      expect(await (await button()).text()).toContain('Je bent aangemeld')
      const [anna = 0n] = await subscribers(site)
      expect(await listSubscribed(served(), site.id, anna)).toEqual([1])
      expect(await (await button()).text()).toContain('Al bevestigd')
    })

    test('by the site’s script: a puzzle, once, and an answer that says nothing of whom it knows', async () => {
      const site = await newsroom()
      const answer = await ask(served(), `/newsletter/challenge?d=${domain}`, { headers: { origin } })
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
      const { challenge, bits } = (await answer.json()) as { challenge: string; bits: number }
      const proof = solve(challenge, bits)
      const send = (email: string, more: object) =>
        ask(served(), '/newsletter/subscribe', {
          method: 'POST',
          headers: { ...from('203.0.114.201'), 'content-type': 'text/plain' },
          body: JSON.stringify({ d: domain, email, ...more }),
        })
      const [known, fresh] = [
        await send('anna@bewoner.example', {}),
        await send('bea@bewoner.example', { proof }),
      ]
      expect([known.status, await known.json()]).toEqual([202, { status: 'pending' }])
      expect([fresh.status, await fresh.json()]).toEqual([202, { status: 'pending' }])
      expect((await send('bea@bewoner.example', { proof })).status).toBe(400)
      // Whatever of both was mailed, nobody became a subscriber by asking.
      expect(await subscribers(site)).toHaveLength(1)
    })

    test('listmonk #2038: more than a household asks for, by whatever way, is told when to come back', async () => {
      await newsroom()
      const tryOnce = (nth: number) =>
        ask(served(), '/newsletter/subscribe', {
          method: 'POST',
          headers: { ...from('203.0.115.201'), ...(nth % 2 === 0 && { 'content-type': 'text/plain' }) },
          body:
            nth % 2 === 0
              ? JSON.stringify({ d: domain, email: 'cor@bewoner.example' })
              : new URLSearchParams({ d: domain, email: 'cor@bewoner.example' }),
        })
      for (let nth = 0; nth < 5; nth += 1) expect((await tryOnce(nth)).status).toBeLessThan(300)
      for (const nth of [5, 6]) {
        const refused = await tryOnce(nth)
        expect([refused.status, Number(refused.headers.get('retry-after')) > 3_500]).toEqual([429, true])
      }
    })

    test('the page and the script that it needs are served to everybody alike', async () => {
      await newsroom()
      expect(await (await ask(served(), `/newsletter/subscribe?d=${domain}`)).text()).toContain(
        'Bewonersnieuws',
      )
      const script = await ask(served(), '/form.js')
      expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
      expect((await script.text()).length).toBeGreaterThan(1_500)
    })
  })
}
