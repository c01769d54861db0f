/**
 * What each reader gets: who allowed it a mail that tells of them, who was never asked one that all others get too, who refused one
 * that tells nothing. The same words in all, and a way out in each.
 */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import type { SiteId } from '../../src/db/schema.ts'
import { must } from '../../src/must.ts'
import { addIssue, issueDocument, type Issue, type IssueDocument } from '../../src/newsletter/issue.ts'
import {
  findIssueMail,
  freezeIssue,
  openMail,
  prepareMail,
  previewMail,
  recordLinks,
  type IssueMail,
  type Reader,
  type RenderedMail,
} from '../../src/newsletter/mail.ts'
import { findTarget, recordTarget } from '../../src/newsletter/target.ts'
import { campaignOf } from '../../src/newsletter/utm.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { levels, type Level } from '../../src/subscriber/level.ts'
import { newsletterSettings } from '../../src/subscriber/newsletter-settings.ts'
import { readLink, type LinkPurpose } from '../../src/subscriber/token.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

const publicUrl = 'https://meten.example.org'

let pglite: PgliteWorld
let world: World
let site: Site
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db, { settings: { VOORDEUR_URL: publicUrl } })
  site = await world.addSite()
})
afterAll(() => pglite.close())

const source = `
<p>Dag {{name|buur}},</p>
<p><a href="https://www.example.nl/storing?a=1&amp;b=2#lift">De lift</a> en
<a href="https://www.rotterdam.nl/wonen?sig=a%2Fb%3D">de stad</a>.</p>
<p><a href="mailto:info@example.nl">Mail ons</a> of <a href="javascript:alert(1)">niet</a>
<a href="https://example.nl/stil" data-no-track>ongezien</a></p>
<p><a href="{{unsubscribe}}">Afmelden</a> <a href="{{manage}}">Voorkeuren</a> <a href="{{view}}">Online</a></p>`

const documentOf = (given: Partial<IssueDocument> = {}): IssueDocument =>
  issueDocument.parse({ subject: 'Dag {{name|buur}}', format: 'html', source, ...given })

async function freeze(given: Partial<IssueDocument> = {}): Promise<Issue> {
  const issue = await addIssue(world.ports, site, { document: documentOf(given), madeBy: null })
  // A clock that runs on, as clocks do.
  let ms = world.ports.now().getTime()
  const now = () => new Date((ms += 5))
  await world.ports.db.begin((db) => freezeIssue({ ...world.ports, now, db }, site, issue))
  return issue
}
const find = async ({ id }: Issue): Promise<IssueMail> =>
  must((await findIssueMail(world.ports, site, id)) ?? undefined, 'it was frozen')

const readerOf = (opens: Level, clicks: Level, nth = 1, name: string | null = 'Anna'): Reader => ({
  subscriberId: BigInt(nth) * 1_000_003n,
  name,
  opens,
  clicks,
})

interface Address {
  readonly way: string
  readonly token: string
}
/** Every address of ours with a token in it. */
const addressesIn = ({ html, text }: RenderedMail): Address[] =>
  [...`${html}\n${text}`.matchAll(/https:\/\/meten\.example\.org\/n\/([a-z])\/([\w-]*)/g)].map(
    ([, way = '', token = '']) => ({ way, token }),
  )
const purposes: Readonly<Record<string, LinkPurpose>> = {
  c: 'click',
  o: 'open',
  u: 'unsubscribe',
  m: 'manage',
  v: 'view',
}
const linkOf = ({ way, token }: Address) =>
  must(readLink(world.ports, must(purposes[way], 'it is a way of ours'), token) ?? undefined, 'it is ours')
const tracking = (mail: RenderedMail): Address[] =>
  addressesIn(mail).filter(({ way }) => way === 'c' || way === 'o')

/** Without what is a reader's own by right. */
const withoutOwn = (mail: RenderedMail, reader: Reader): string =>
  `${mail.subject}\n${mail.html}\n${mail.text}`
    .replaceAll(mail.unsubscribeUrl, '(unsubscribe)')
    .replaceAll(mail.manageUrl, '(manage)')
    .replaceAll(reader.name ?? '(nobody)', '(name)')

const linksOf = async ({ id }: Issue) =>
  (
    await world.ports.db<{ target: string }[]>`
      select target from issue_link where site_id = ${site.id} and issue_id = ${id} order by link_no`
  ).map(({ target }) => target)

describe('what is stored', () => {
  test('N8: targets are of http and https alone, in a table of ours, by number', async () => {
    const issue = await freeze()
    const stored = await linksOf(issue)
    expect(stored.length).toBeGreaterThan(1)
    for (const target of stored) expect(target).toMatch(/^https?:\/\//)
    const campaign = `utm_source=nieuwsbrief&utm_medium=email&utm_campaign=${campaignOf(issue)}`
    expect(stored).toContain(`https://www.example.nl/storing?a=1&b=2&${campaign}#lift`)
    expect(stored).toContain('https://www.rotterdam.nl/wonen?sig=a%2Fb%3D')
    expect(stored.join('\n')).not.toMatch(/javascript|mailto|stil|meten\.example\.org/)
  })

  test('fact 12: no address of ours holds where it leads; the number does', async () => {
    const issue = await freeze()
    const mail = await find(issue)
    const stored = await linksOf(issue)
    for (const level of ['aggregate', 'personal'] as const) {
      const clicks = tracking(mail.render(readerOf(level, level))).filter(({ way }) => way === 'c')
      expect(new Set(clicks.map((click) => linkOf(click).linkNo))).toEqual(
        new Set(stored.map((_, nth) => nth + 1)),
      )
      for (const { token } of clicks) {
        expect(token).toMatch(/^[\w-]{1,40}$/)
        expect(Buffer.from(token, 'base64url').toString('latin1')).not.toMatch(/http|www|rotterdam/)
      }
    }
    const click = must(tracking(mail.render(readerOf('off', 'personal')))[0], 'it has links')
    const { linkNo } = linkOf(click)
    expect(await findTarget(world.ports, { siteId: site.id, issueId: issue.id, linkNo })).toBe(
      stored[linkNo - 1],
    )
  })

  test('is frozen once: what changes later changes no mail', async () => {
    const issue = await freeze()
    const before = (await find(issue)).render(readerOf('personal', 'personal'))
    const changed = { ...issue, document: documentOf({ source: '<a href="https://elders.example/">x</a>' }) }
    await world.ports.db.begin((db) => freezeIssue({ ...world.ports, db }, site, changed))
    expect((await find(issue)).render(readerOf('personal', 'personal'))).toEqual(before)
    expect(await linksOf(issue)).not.toContain('https://elders.example/')
  })

  test('is clean: no token of anybody, no picture', async () => {
    const issue = await freeze()
    const [body] = await world.ports.db<{ html: string; body: string }[]>`
      select html, body from issue_body where site_id = ${site.id} and issue_id = ${issue.id}`
    expect(`${body?.html}${body?.body}`).not.toMatch(/\/n\/[comuv]\//)
    expect(body?.html).toContain('{{unsubscribe}}')
    expect(body?.html).toContain('https://www.example.nl/storing?a=1&amp;b=2#lift')
  })

  test('is not there for an issue that was not frozen, or whose transaction failed', async () => {
    const issue = await addIssue(world.ports, site, { document: documentOf(), madeBy: null })
    expect(await findIssueMail(world.ports, site, issue.id)).toBeNull()
    const failing = world.ports.db.begin(async (db) => {
      await freezeIssue({ ...world.ports, db }, site, issue)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await findIssueMail(world.ports, site, issue.id)).toBeNull()
    expect(await linksOf(issue)).toEqual([])
  })

  test('a target that would be too long with the names of a campaign goes without', async () => {
    const long = `https://example.nl/${'x'.repeat(1_950)}`
    const issue = await freeze({ source: `<a href="${long}">x</a>` })
    expect(await linksOf(issue)).toEqual([long])
  })
})

describe('who gets what', () => {
  test('fact 1: three levels for opens and for clicks, each by its own', async () => {
    const mail = await find(await freeze())
    for (const opens of levels)
      for (const clicks of levels) {
        const reader = readerOf(opens, clicks)
        const made = tracking(mail.render(reader)).map((address) => ({ ...address, ...linkOf(address) }))
        const of = (way: string) =>
          new Set(made.filter((one) => one.way === way).map((one) => one.subscriberId))
        const expected = (level: Level) =>
          level === 'off' ? new Set() : new Set([level === 'personal' ? reader.subscriberId : null])
        expect(of('o'), `${opens} ${clicks}`).toEqual(expected(opens))
        expect(of('c'), `${opens} ${clicks}`).toEqual(expected(clicks))
      }
  })

  test('fact 2: who refused gets the addresses as they were written, and gets out', async () => {
    const issue = await freeze()
    const mail = await find(issue)
    const reader = readerOf('off', 'off')
    const plain = mail.render(reader)
    const [body] = await world.ports.db<{ subject: string; html: string; body: string }[]>`
      select subject, html, body from issue_body where site_id = ${site.id} and issue_id = ${issue.id}`
    const viewUrl = must(
      plain.html.match(/https:\/\/meten\.example\.org\/n\/v\/[\w-]+/)?.[0],
      'it can be viewed',
    )
    const clean = (text = '') =>
      text
        .replaceAll('{{unsubscribe}}', plain.unsubscribeUrl)
        .replaceAll('{{manage}}', plain.manageUrl)
        .replaceAll('{{view}}', viewUrl)
        .replaceAll(/\{\{name\|[^}]*\}\}/g, 'Anna')
    expect(plain.html).toBe(clean(body?.html))
    expect(plain.text).toBe(clean(body?.body))
    expect(plain.subject).toBe('Dag Anna')
    expect(plain.html + plain.text).not.toContain('utm_')
    for (const part of [plain.html, plain.text]) {
      expect(part).toContain(plain.unsubscribeUrl)
      expect(part).toContain(plain.manageUrl)
    }
    expect(linkOf({ way: 'u', token: plain.unsubscribeUrl.split('/n/u/')[1] ?? '' })).toEqual({
      siteId: site.id,
      issueId: issue.id,
      linkNo: 0,
      subscriberId: reader.subscriberId,
    })
  })

  test('N3: with the box left empty no address in the mail tells who follows it, but for the two ways out', async () => {
    const mail = await find(await freeze())
    for (const [opens, clicks] of [
      ['off', 'off'],
      ['aggregate', 'aggregate'],
      ['off', 'aggregate'],
    ] as const) {
      const rendered = mail.render(readerOf(opens, clicks))
      for (const address of addressesIn(rendered)) {
        const { subscriberId } = linkOf(address)
        expect(subscriberId === null || address.way === 'u' || address.way === 'm', address.way).toBe(true)
      }
    }
    expect(tracking(mail.render(readerOf('off', 'off')))).toEqual([])
    // And the opposite: with it, there is one.
    expect(
      tracking(mail.render(readerOf('personal', 'personal'))).every(
        (address) => linkOf(address).subscriberId !== null,
      ),
    ).toBe(true)
  })

  test('N2: at no pair of levels does an address differ between readers who did not allow it', async () => {
    const mail = await find(
      await freeze({ source: `${source}<img src="https://elders.example/{{name|x}}.gif">` }),
    )
    for (const opens of levels)
      for (const clicks of levels) {
        const [one, other] = [1, 2].map((nth) => readerOf(opens, clicks, nth, `Lezer${nth}`))
        if (!one || !other) throw new Error('there are two')
        const own = (reader: Reader) => {
          const rendered = mail.render(reader)
          const urls = `${rendered.html}\n${rendered.text}`.match(/https?:\/\/[^\s"'<>\])]+/g) ?? []
          return urls.filter((url) => url !== rendered.unsubscribeUrl && url !== rendered.manageUrl)
        }
        const [ones, others] = [own(one), own(other)]
        expect(ones).toHaveLength(others.length)
        const differing = ones.filter((url, nth) => url !== others[nth])
        for (const url of differing) expect(url).toMatch(/\/n\/[co]\//)
        expect(differing.some((url) => url.includes('/n/o/'))).toBe(opens === 'personal')
        expect(differing.some((url) => url.includes('/n/c/'))).toBe(clicks === 'personal')
      }
  })

  test('N7: counted as one of all, 500 readers get the same bytes but for greeting and ways out', async () => {
    const mail = await find(await freeze())
    const bodies = new Set<string>()
    const ways = new Set<string>()
    for (let nth = 1; nth <= 500; nth += 1) {
      const reader = readerOf('aggregate', 'aggregate', nth, `Lezer-${nth}-`)
      const rendered = mail.render(reader)
      bodies.add(withoutOwn(rendered, reader))
      ways.add(rendered.unsubscribeUrl).add(rendered.manageUrl)
      expect(tracking(rendered).length).toBeGreaterThan(3)
    }
    expect(bodies.size).toBe(1)
    expect(ways.size).toBe(1_000)
    // And the opposite: as themselves, each gets their own.
    const personal = [1, 2].map((nth) => {
      const reader = readerOf('personal', 'personal', nth, `Lezer-${nth}-`)
      return withoutOwn(mail.render(reader), reader)
    })
    expect(personal[0]).not.toBe(personal[1])
  })

  test('fact 4: counting all together is one shared token in the mail, for opens and for each link', async () => {
    const mail = await find(await freeze())
    const of = (nth: number) => tracking(mail.render(readerOf('aggregate', 'aggregate', nth)))
    expect(of(1)).toEqual(of(2))
    for (const address of of(1)) expect(linkOf(address).subscriberId).toBeNull()
    expect(of(1).filter(({ way }) => way === 'o')).toHaveLength(1)
  })

  test('fact 13: the twins differ in addresses alone', async () => {
    const mail = await find(await freeze())
    const bare = (level: Level) => {
      const { html } = mail.render(readerOf(level, level))
      return html
        .replace(/<img src="https:\/\/meten\.example\.org\/n\/o\/[^>]*>/, '')
        .replaceAll(/href="[^"]*"/g, 'href=""')
    }
    expect(bare('personal')).toBe(bare('off'))
    expect(bare('aggregate')).toBe(bare('off'))
  })

  test('a link of the text part has the number of the one in the HTML', async () => {
    const rendered = (await find(await freeze())).render(readerOf('off', 'personal'))
    const numbers = (part: string) =>
      new Set(
        [...part.matchAll(/\/n\/c\/([\w-]+)/g)].map(([, token = '']) => linkOf({ way: 'c', token }).linkNo),
      )
    expect(numbers(rendered.text).size).toBeGreaterThan(1)
    expect([...numbers(rendered.text)].filter((linkNo) => !numbers(rendered.html).has(linkNo))).toEqual([])
  })

  test('the picture says nothing aloud and stands in the body', async () => {
    const { html } = (await find(await freeze())).render(readerOf('personal', 'off'))
    const picture = must(html.match(/<img [^>]*\/n\/o\/[^>]*>/)?.[0], 'there is one')
    expect(picture).toMatch(/ width="1" height="1" alt="" /)
    expect(html.indexOf(picture)).toBeLessThan(html.lastIndexOf('</body>'))
  })
})

describe('a name', () => {
  test('breaks out of nothing: not of the HTML, not of a header', async () => {
    const mail = await find(await freeze())
    const name = 'Anna\r\nBcc: x@example.nl <script>alert("1")</script>'
    const rendered = mail.render(readerOf('off', 'off', 1, name))
    expect(rendered.subject).toBe('Dag Anna Bcc: x@example.nl <script>alert("1")</script>')
    expect(rendered.html).toContain(
      'Dag Anna Bcc: x@example.nl &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;,',
    )
    expect(rendered.html).not.toContain('<script')
    expect(rendered.text).toContain('Dag Anna Bcc: x@example.nl <script>')
  })

  test('that is not there, or is blank, is the word that was given for it', async () => {
    const mail = await find(await freeze())
    for (const name of [null, '', ' \n '])
      expect(mail.render(readerOf('off', 'off', 1, name))).toMatchObject({
        subject: 'Dag buur',
        html: expect.stringContaining('Dag buur,'),
        text: expect.stringContaining('Dag buur,'),
      })
  })

  test('stays the name, whatever placeholder it looks like', async () => {
    const mail = await find(await freeze())
    expect(mail.render(readerOf('off', 'off', 1, '{{unsubscribe}}')).html).toContain('Dag {{unsubscribe}},')
  })
})

describe('a target that was mended after freezing', () => {
  test('reaches who is not measured too, in mails that are still to go', async () => {
    const issue = await freeze()
    const linkNo = (await linksOf(issue)).findIndex((target) => target.includes('rotterdam')) + 1
    world.setNow('2026-11-23T12:00:00Z')
    await recordTarget(world.ports, issue, linkNo, 'https://www.rotterdam.nl/nieuw?a=1&b=2')
    const mail = await find(issue)
    const plain = mail.render(readerOf('off', 'off'))
    expect(plain.html).toContain('href="https://www.rotterdam.nl/nieuw?a=1&amp;b=2"')
    expect(plain.text).toContain('https://www.rotterdam.nl/nieuw?a=1&b=2')
    expect(plain.html).not.toContain('rotterdam.nl/wonen')
    const clicks = tracking(mail.render(readerOf('off', 'personal'))).map((one) => linkOf(one).linkNo)
    expect(clicks).toContain(linkNo)
  })

  test('a link that an older release numbered otherwise is counted for nobody, and leads where it was written to', async () => {
    const issue = await freeze()
    const before = new Set(
      tracking((await find(issue)).render(readerOf('off', 'personal'))).map(({ token }) => token),
    )
    const linkNo = (await linksOf(issue)).findIndex((target) => target.includes('rotterdam')) + 1
    await world.ports.db`
      update issue_link set target = 'https://elders.example/'
      where site_id = ${site.id} and issue_id = ${issue.id} and link_no = ${linkNo}`
    const rendered = (await find(issue)).render(readerOf('off', 'personal'))
    expect(rendered.html).toContain('href="https://www.rotterdam.nl/wonen?sig=a%2Fb%3D"')
    expect(new Set(tracking(rendered).map(({ token }) => token)).size).toBe(before.size - 1)
  })
})

describe('addresses', () => {
  test('are at most 40 characters behind their path, for the largest numbers', () => {
    const largest = 2n ** 63n - 1n
    const html = '<a href="https://a.nl/">x</a>'.repeat(1_000)
    const pieces = prepareMail(
      { subject: '', html, text: '{{view}}' },
      { publicUrl, clicks: true, opens: true },
    )
    const mail = openMail(world.ports, { siteId: (2 ** 28 - 1) as SiteId, issueId: 2 ** 21 - 1 }, pieces)
    const rendered = mail.render({ subscriberId: largest, name: null, opens: 'personal', clicks: 'personal' })
    const tails = [
      ...`${rendered.html} ${rendered.text} ${rendered.unsubscribeUrl} ${rendered.manageUrl}`.matchAll(
        /\/n\/[a-z]\/([\w.-]+)/g,
      ),
    ]
    expect(new Set(tails.map(([whole]) => whole.slice(0, 5)))).toEqual(
      new Set(['/n/c/', '/n/o/', '/n/u/', '/n/m/', '/n/v/']),
    )
    expect(tails.length).toBe(1_004)
    for (const [, tail = ''] of tails) expect(tail.length).toBeLessThanOrEqual(40)
  })

  test('of this service itself are not counted: not the page that says what is measured, not the ways out', () => {
    const own = [
      '/n/u/x',
      '/privacy/example.nl?lang=nl',
      '/newsletter/archive',
      '/my-data?d=example.nl',
      '/choice',
    ]
    const others = ['/demo/', '/nieuws', '/', '/newsletters']
    const html = [...own, ...others].map((path) => `<a href="${publicUrl}${path}">x</a>`).join('')
    const { links } = prepareMail({ subject: '', html, text: '' }, { publicUrl, clicks: true, opens: true })
    expect(links).toEqual(others.map((path) => publicUrl + path))
  })
})

describe('a mail that another system sends', () => {
  test('is instrumented in the same way, with its own marks left to it', async () => {
    const issue = await addIssue(world.ports, site, {
      document: issueDocument.parse({}),
      madeBy: null,
      state: 'external',
    })
    const html =
      '<p>Dag *|FNAME|*, <a href="https://a.nl/?a=1&amp;b=2">lees</a> <a href="*|UNSUB|*">weg</a></p>'
    const pieces = prepareMail(
      { subject: 'Dag\r\nBcc: x', html, text: 'Dag *|FNAME|*, lees https://a.nl/?a=1&b=2' },
      { publicUrl, clicks: true, opens: true },
    )
    await recordLinks(world.ports, issue, pieces.links)
    expect(await linksOf(issue)).toEqual([])
    await world.ports.db`
      insert into issue_body (site_id, issue_id, subject, html, body, frozen_at)
      values (${site.id}, ${issue.id}, '', ${html}, '', ${world.ports.now()})`
    await recordLinks(world.ports, issue, pieces.links)
    await recordLinks(world.ports, issue, ['https://elders.example/'])
    expect(await linksOf(issue)).toEqual(['https://a.nl/?a=1&b=2'])
    const mail = openMail(world.ports, { siteId: site.id, issueId: issue.id }, pieces)
    const plain = mail.render(readerOf('off', 'off'))
    expect(plain).toMatchObject({ subject: 'Dag Bcc: x', html })
    const measured = mail.render(readerOf('personal', 'personal'))
    expect(measured.html).toMatch(
      /^<p>Dag \*\|FNAME\|\*, <a href="https:\/\/meten\.example\.org\/n\/c\/[\w-]+">lees<\/a> <a href="\*\|UNSUB\|\*">weg<\/a><\/p><img /,
    )
    expect(measured.text).toMatch(/^Dag \*\|FNAME\|\*, lees https:\/\/meten\.example\.org\/n\/c\/[\w-]+$/)
  })
})

describe('a preview', () => {
  test('stores nothing and measures nothing, whatever is allowed', async () => {
    const rendered = previewMail(
      world.ports,
      site,
      newsletterSettings.parse({ opens: 'personal', clicks: 'personal' }),
      documentOf(),
      readerOf('personal', 'personal'),
    )
    expect(tracking(rendered)).toEqual([])
    expect(rendered.html).toContain('href="https://www.example.nl/storing?a=1&amp;b=2#lift"')
    expect(rendered.html).toContain('Dag Anna,')
    expect(rendered.html).toContain(rendered.unsubscribeUrl)
    const [stored] = await world.ports.db<{ rows: number }[]>`
      select ((select count(*) from issue_body) + (select count(*) from issue_link))::int as rows`
    expect(stored?.rows).toBe(0)
  })
})
