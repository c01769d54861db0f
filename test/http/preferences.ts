/** What readers of newsletters change themselves, over HTTP: one click of a mail program, preferences, and being forgotten. */
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { must } from '../../src/must.ts'
import { addIssue, issueDocument } from '../../src/newsletter/issue.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { addSite, type Site } from '../../src/site/site.ts'
import { signConfirmation } from '../../src/subscriber/confirmation.ts'
import { readEmail } from '../../src/subscriber/email.ts'
import { addList } from '../../src/subscriber/list.ts'
import { admitSubscriber, listSubscribed } from '../../src/subscriber/subscriber.ts'
import { signLink, type LinkPurpose } from '../../src/subscriber/token.ts'
import { ask, settings, type Served } from './served.ts'

const keyFor = openKeys(settings.VOORDEUR_SECRET)

interface Reader {
  readonly site: Site
  readonly id: bigint
  readonly lists: readonly number[]
  readonly path: (purpose: LinkPurpose, at: string) => string
}

/** Somebody who got a newsletter of the first of two lists. */
async function addReader({ db }: Served, name: string): Promise<Reader> {
  const ports = { db, keyFor, now: () => new Date(), random: (bytes: number) => randomBytes(bytes) }
  const { site } = await addSite(ports, { domain: `${name}.lezers.example` })
  const list = (title: string) => addList(ports, site, { name: title, description: '', isOpen: true })
  const lists = [(await list('Nieuws')).id, (await list('Storingen')).id]
  const document = issueDocument.parse({ subject: 'Mei', lists: lists.slice(0, 1) })
  const issue = await addIssue(ports, site, { document, madeBy: null })
  const { id } = await db.begin((tx) =>
    admitSubscriber(
      { ...ports, db: tx },
      {
        siteId: site.id,
        email: must(readEmail(`${name}@lezer.example`), 'it is one'),
        name: null,
        language: 'nl',
        lists,
        textId: null,
        channel: 'form',
      },
    ),
  )
  const link = { siteId: site.id, issueId: issue.id, linkNo: 0, subscriberId: id }
  return { site, id, lists, path: (purpose, at) => at + signLink({ keyFor }, purpose, link) }
}

export function preferenceTests(served: () => Served): void {
  const post = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
    ask(served(), path, { method: 'POST', body, headers })
  const form = (fields: Record<string, string>) => new URLSearchParams(fields)
  const subscribed = ({ site, id }: Reader) => listSubscribed(served(), site.id, id)

  describe('a reader of newsletters', () => {
    test('fact 6: is unsubscribed by one click of either kind: 200, no redirect, no cookie, no Origin asked for', async () => {
      const multipart = new FormData()
      multipart.set('List-Unsubscribe', 'One-Click')
      for (const [name, body] of [
        ['urlencoded', form({ 'List-Unsubscribe': 'One-Click' })],
        ['multipart', multipart],
      ] as const) {
        const reader = await addReader(served(), name)
        const path = reader.path('unsubscribe', '/n/u/')
        for (const method of ['GET', 'HEAD']) expect((await ask(served(), path, { method })).status).toBe(200)
        expect(await subscribed(reader)).toEqual(reader.lists)
        const answer = await post(path, body)
        expect([answer.status, answer.headers.get('location'), answer.headers.get('set-cookie')]).toEqual([
          200,
          null,
          null,
        ])
        expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
        expect(await subscribed(reader)).toEqual(reader.lists.slice(1))
      }
    })

    test('changes lists by the link to preferences, and is forgotten by a link in a mail alone', async () => {
      const reader = await addReader(served(), 'voorkeuren')
      const path = reader.path('manage', '/n/m/')
      const page = await ask(served(), path)
      const html = await page.text()
      expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store'])
      expect(html).toContain('v***@lezer.example')
      expect(html).not.toContain('voorkeuren@')
      const [first = 0] = reader.lists
      const saved = await post(path, form({ does: 'lists', shown: String(first) }))
      expect(saved.status).toBe(303)
      expect(await subscribed(reader)).toEqual(reader.lists.slice(1))

      expect((await post(path, form({ does: 'erase' }))).status).toBe(200)
      expect(await subscribed(reader)).toEqual(reader.lists.slice(1))
      const [row] = await served().db<{ id: string }[]>`
        select confirmation_id as id from confirmation where site_id = ${reader.site.id} and kind = 'erase'`
      const confirmation = signConfirmation({ keyFor }, reader.site.id, must(row, 'it was asked for').id)
      expect((await ask(served(), `/newsletter/change/${confirmation}`)).status).toBe(200)
      expect((await post(`/newsletter/change/${confirmation}`, '')).status).toBe(200)
      expect(await served().db`select from subscriber where site_id = ${reader.site.id}`).toHaveLength(0)
      // What stood in old mails goes on answering.
      expect(await (await ask(served(), path)).text()).toContain('We bewaren niets van je')
      expect((await post(reader.path('unsubscribe', '/n/u/'), '')).status).toBe(200)
    })
  })
}
