/** Links of a mail, as a reader's browser and mail program follow them. */
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { addIssue, issueDocument, type Issue } from '../../src/newsletter/issue.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { addSite } from '../../src/site/site.ts'
import { newsletterSettings, recordNewsletterSettings } from '../../src/subscriber/newsletter-settings.ts'
import { signLink } from '../../src/subscriber/token.ts'
import { chrome } from '../support/send.ts'
import { ask, settings, type Served } from './served.ts'

export const target = 'https://example.nl/nieuws?a=1&b=%2F'

/** An issue of one link that was sent, of a site of its own. */
export async function mailOneLink({ db }: Served, domain: string): Promise<Issue> {
  const ports = { db, now: () => new Date(), random: (bytes: number) => randomBytes(bytes) }
  const { site } = await addSite(ports, { domain })
  await recordNewsletterSettings(ports, site, newsletterSettings.parse({}))
  const issue = await addIssue(ports, site, {
    document: issueDocument.parse({ subject: 'Mei' }),
    madeBy: null,
  })
  await db`
    insert into issue_link (site_id, issue_id, link_no, target, changed_at)
    values (${site.id}, ${issue.id}, 1, ${target}, ${new Date()})`
  return issue
}

/** Of nobody in particular. */
export function pathOf({ siteId, id: issueId }: Issue, linkNo: 0 | 1): string {
  const link = { siteId, issueId, linkNo, subscriberId: null }
  const token = signLink(
    { keyFor: openKeys(settings.VOORDEUR_SECRET) },
    linkNo === 0 ? 'open' : 'click',
    link,
  )
  return linkNo === 0 ? `/n/o/${token}.gif` : `/n/c/${token}`
}

const counted = async ({ db }: Served, { siteId }: Issue): Promise<string[]> =>
  (
    await db<{ row: string }[]>`
      select concat_ws(' ', link_no, level, verdict, times) as row from hit_count
      where site_id = ${siteId} order by link_no, verdict`
  ).map(({ row }) => row)

export function clickTests(served: () => Served): void {
  describe('a link of a mail', () => {
    test('leads on, is counted behind the answer, and is a picture where nothing was clicked', async () => {
      const issue = await mailOneLink(served(), 'klik.example')
      const headers = { 'user-agent': chrome, [served().addressHeader]: '203.0.113.77' }
      const answer = await ask(served(), pathOf(issue, 1), { headers })
      expect([answer.status, answer.headers.get('location')]).toEqual([302, target])
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
      expect(answer.headers.get('x-robots-tag')).toBe('noindex')
      const head = await ask(served(), pathOf(issue, 1), { method: 'HEAD', headers })
      expect([head.status, head.headers.get('location')]).toEqual([302, target])
      const dot = await ask(served(), pathOf(issue, 0), {
        headers: { ...headers, 'user-agent': 'Mozilla/5.0' },
      })
      expect([dot.status, dot.headers.get('content-type')]).toEqual([200, 'image/gif'])
      expect((await dot.arrayBuffer()).byteLength).toBe(43)
      // From where Safe Links looks: told by the network that was believed.
      await ask(served(), pathOf(issue, 1), {
        headers: { ...headers, [served().addressHeader]: '40.107.9.9' },
      })
      await expect
        .poll(() => counted(served(), issue), { timeout: 60_000 })
        .toEqual(['0 aggregate machine 1', '1 aggregate human 1', '1 aggregate scanner 1'])
    })

    test('N8: that is forged or of another purpose leads nowhere', async () => {
      const issue = await mailOneLink(served(), 'vals.example')
      const open = pathOf(issue, 0).replace('/n/o/', '/n/c/').replace('.gif', '')
      for (const path of [open, '/n/c/x', `${pathOf(issue, 1)}A`, '/n/c/https:%2F%2Fkwaad.example'])
        expect([path, (await ask(served(), path)).status]).toEqual([path, 404])
      const query = await ask(served(), `${pathOf(issue, 1)}?u=https://kwaad.example`)
      expect(query.headers.get('location')).toBe(target)
    })

    test('fact 7: is a scanner’s when three are followed at once, also where each request has a client of its own', async () => {
      const issue = await mailOneLink(served(), 'vlaag.example')
      const { db } = served()
      for (const linkNo of [2, 3])
        await db`
          insert into issue_link (site_id, issue_id, link_no, target, changed_at)
          values (${issue.siteId}, ${issue.id}, ${linkNo}, ${target}, ${new Date()})`
      const keys = { keyFor: openKeys(settings.VOORDEUR_SECRET) }
      const link = { siteId: issue.siteId, issueId: issue.id, subscriberId: null }
      await Promise.all(
        [1, 2, 3].map((linkNo) =>
          ask(served(), `/n/c/${signLink(keys, 'click', { ...link, linkNo })}`, {
            headers: { 'user-agent': `${chrome} vlaag`, [served().addressHeader]: '198.51.100.9' },
          }),
        ),
      )
      await expect
        .poll(async () => (await counted(served(), issue)).filter((row) => !row.endsWith(' 0')), {
          timeout: 60_000,
        })
        .toEqual([1, 2, 3].map((linkNo) => `${linkNo} aggregate scanner 1`))
    })
  })
}
