/** What comes back, as a mail server and a mail provider post it. */
import { createHmac, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { addSite } from '../../src/site/site.ts'
import { addReader, handIn, makeIssue, makeLists, returnTo, standingOf } from '../delivery/readers.ts'
import { complaintReport, exchangeBounce, ownWords, unsubscribeMail } from '../delivery/returned-mails.ts'
import { ask, bearer, settings, type Served } from './served.ts'

const secret = settings.VOORDEUR_MAIL_HOOK_SECRET

/** One letter to three readers, of a site of its own. */
async function mailThree({ db }: Served, domain: string) {
  const world = {
    ports: {
      db,
      now: () => new Date(),
      random: (bytes: number) => randomBytes(bytes),
      keyFor: openKeys(settings.VOORDEUR_SECRET),
    },
  }
  const { site } = await addSite(world.ports, { domain })
  const lists = await makeLists(world, site)
  const issue = await makeIssue(world, site, lists)
  const readers = []
  for (const name of ['anna', 'bert', 'carla']) {
    const reader = await addReader(world, site, lists, `${name}@${domain}`)
    await handIn(world, issue, reader)
    readers.push({
      email: reader.email,
      to: returnTo(world, issue, reader),
      out: returnTo(world, issue, reader, 'unsubscribe'),
      standing: () => standingOf(world, issue, reader),
    })
  }
  return readers
}

const post = async (served: Served, provider: string, body: string, headers: Record<string, string>) => {
  const answer = await ask(served, `/hooks/mail/${provider}`, { method: 'POST', body, headers })
  return [answer.status, await answer.text()]
}

function signed(body: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const key = Buffer.from(secret.slice(6), 'base64')
  const mac = createHmac('sha256', key).update(`msg_1.${timestamp}.${body}`).digest('base64')
  return { 'svix-id': 'msg_1', 'svix-timestamp': timestamp, 'svix-signature': `v1,${mac}` }
}

export function returnTests(served: () => Served): void {
  describe('a mail that came back', () => {
    test('ends mail to its reader, by whichever hook, and nothing else', async () => {
      const [anna, bert, carla] = await mailThree(served(), 'terug.example')
      expect(anna && bert && carla).toBeTruthy()
      if (!anna || !bert || !carla) return
      expect(await post(served(), 'dsn', exchangeBounce({ to: anna.to }), bearer(secret))).toEqual([204, ''])
      expect(await anna.standing()).toMatchObject({
        returned: 'hard',
        live: 0,
        endedBy: ['bounce', 'bounce'],
      })
      expect(await bert.standing()).toMatchObject({ returned: null, live: 2 })
      const event = JSON.stringify({ type: 'email.complained', data: { to: [bert.email] } })
      expect(await post(served(), 'webhook', event, signed(event))).toEqual([204, ''])
      expect(await bert.standing()).toMatchObject({ returned: 'complaint', live: 0 })
      const wish = unsubscribeMail({ to: carla.out })
      expect(await post(served(), 'dsn', wish, signed(wish))).toEqual([204, ''])
      expect(await carla.standing()).toMatchObject({ returned: null, live: 0, endedBy: ['mail', 'mail'] })
    })

    test('is believed from nobody else, and a stranger learns nothing', async () => {
      const [anna] = await mailThree(served(), 'vreemd.example')
      const report = complaintReport({ to: anna?.to ?? '' })
      for (const headers of [{}, bearer(served().adminToken), { ...signed(report), 'svix-id': 'msg_2' }])
        expect((await post(served(), 'dsn', report, headers))[0]).toBe(401)
      expect(await anna?.standing()).toMatchObject({ returned: null, live: 2 })
      expect(await post(served(), 'dsn', ownWords(), bearer(secret))).toEqual([204, ''])
      expect((await post(served(), 'dsn', '', bearer(secret)))[0]).toBe(400)
    })
  })
}
