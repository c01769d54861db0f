/** Mails that another system sends: who gets one, how far it is measured, what it carries. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { recordTarget } from '../../src/newsletter/target.ts'
import { must } from '../../src/must.ts'
import { makeKey, type KeyScope } from '../../src/site/key.ts'
import { forgetSites } from '../../src/site/site.ts'
import { readEmail } from '../../src/subscriber/email.ts'
import { recordListClosed } from '../../src/subscriber/list.ts'
import { recordNewsletterSettings } from '../../src/subscriber/newsletter-settings.ts'
import { endSubscriptions, findByEmail, recordMeasureAnswer } from '../../src/subscriber/subscriber.ts'
import { suppress } from '../../src/subscriber/suppression.ts'
import { readLink, type LinkPurpose } from '../../src/subscriber/token.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { addReader, allowing, counts, follow, mailIssue, readerHits, type Mailed } from './mailed.ts'

let pglite: PgliteWorld
let world: World
let mailed: Mailed
let token: string
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db)
  mailed = await mailIssue(world)
  token = await keyOf('admin')
  for (const [name, answer] of [
    ['anna', 'yes'],
    ['bas', 'no'],
    ['cas', null],
  ] as const)
    await addReader(world, mailed, name, { answer, level: 'off' })
})
afterAll(() => pglite.close())

const keyOf = async (scope: KeyScope, siteId: Mailed['site']['id'] | null = null) =>
  (await makeKey(world.ports, { label: scope, scope, siteId, expiresAt: null })).token

const html =
  '<p>Beste {{naam|huurder}},</p><a href="https://example.nl/nieuws?a=1&amp;b=2">Nieuws</a> <a href="{{unsubscribe}}">Afmelden</a> <a href="{{manage}}">Voorkeuren</a>'
const email = (name: string) => ({ email: `${name}@lezer.example` })
const wish = (more: object = {}) => ({
  d: 'example.nl',
  list: mailed.listId,
  campaign: 'Mei 2026',
  subject: 'Nieuws voor {{name|huurder}}',
  html,
  recipients: ['anna', 'bas', 'cas'].map(email),
  ...more,
})

const send = (body: unknown, key: string | null = token) =>
  world.request('/api/newsletter/instrument', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== null && { authorization: `Bearer ${key}` }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

interface Answer {
  readonly issue: number
  readonly mails: readonly {
    readonly index: number
    readonly subject: string
    readonly html: string
    readonly text: string
    readonly headers: Readonly<Record<string, string>>
    readonly levels: { readonly opens: string; readonly clicks: string }
  }[]
  readonly refused: readonly { readonly index: number; readonly error: string }[]
}
async function ask(more: object = {}): Promise<Answer> {
  const answer = await send(wish(more))
  expect(answer.status).toBe(200)
  return (await answer.json()) as Answer
}
const refusal = async (body: unknown, key: string | null = token) => {
  const answer = await send(body, key)
  return [answer.status, ((await answer.json()) as { error: string }).error]
}

const tokensIn = (text: string, way: string): string[] =>
  [...text.matchAll(new RegExp(`http://localhost:3000/n/${way}/([\\w-]+)`, 'g'))].map(
    ([, found = '']) => found,
  )
const read = (purpose: LinkPurpose, found: string | undefined) => readLink(world.ports, purpose, found ?? '')

const rows = async () =>
  (
    await pglite.db<{ row: string }[]>`
      select concat_ws(' ', d.issue_id, d.state, d.opens, d.clicks) as row from delivery d
      where d.issue_id <> ${mailed.issue.id} order by d.issue_id, d.opens, d.clicks`
  ).map(({ row }) => row)

describe('a mail that another system sends', () => {
  test('N1, N3: is made for each subscriber, and measured no further than they allow', async () => {
    const { issue, mails, refused } = await ask()
    expect(refused).toEqual([])
    expect(mails.map(({ index, levels }) => [index, levels.opens, levels.clicks])).toEqual([
      [0, 'personal', 'personal'],
      [1, 'off', 'off'],
      [2, 'aggregate', 'aggregate'],
    ])
    const [anna, bas, cas] = mails
    expect(anna?.subject).toBe('Nieuws voor anna')
    expect(anna?.html).toContain('Beste anna,')
    const person = must(
      await findByEmail(world.ports, mailed.site.id, must(readEmail('anna@lezer.example'), 'one')),
      'her',
    )
    const mine = { siteId: mailed.site.id, issueId: issue, linkNo: 1, subscriberId: person.id }
    expect(tokensIn(anna?.html ?? '', 'c').map((one) => read('click', one))).toEqual([mine])
    expect(tokensIn(anna?.text ?? '', 'c').map((one) => read('click', one))).toEqual([mine])
    expect(tokensIn(anna?.html ?? '', 'o').map((one) => read('open', one))).toEqual([{ ...mine, linkNo: 0 }])
    // Who refused gets the addresses as they were written.
    expect(bas?.html).toContain('href="https://example.nl/nieuws?a=1&amp;b=2"')
    expect(tokensIn(`${bas?.html}${bas?.text}`, '[co]')).toEqual([])
    expect(tokensIn(cas?.html ?? '', 'c').map((one) => read('click', one)?.subscriberId)).toEqual([null])
    for (const mail of mails) {
      const [unsubscribe] = tokensIn(mail.html, 'u')
      expect(read('unsubscribe', unsubscribe)?.subscriberId).not.toBeNull()
      expect(mail.headers).toEqual({
        'List-Unsubscribe': `<http://localhost:3000/n/u/${unsubscribe}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        'List-Id': `<list-${mailed.listId}.example.nl>`,
        Precedence: 'bulk',
        'X-Auto-Response-Suppress': 'All',
      })
      expect(tokensIn(mail.text, 'u')).toHaveLength(1)
      expect(tokensIn(mail.text, 'm')).toHaveLength(1)
      expect(`${mail.html}${mail.text}`).not.toMatch(/lezer\.example|\{\{/)
    }
    expect(await rows()).toEqual([
      `${issue} sent aggregate aggregate`,
      `${issue} sent off off`,
      `${issue} sent personal personal`,
    ])
  })

  test('has links that lead on and count, as those of a mail that we send', async () => {
    const { mails } = await ask()
    const path = (nth: number, way: string) => `/n/${way}/${tokensIn(mails[nth]?.html ?? '', way)[0]}`
    expect((await follow(world, path(0, 'c'))).headers.get('location')).toBe(
      'https://example.nl/nieuws?a=1&b=2',
    )
    await follow(world, path(2, 'c'))
    await follow(world, `${path(2, 'o')}.gif`)
    expect(await counts(pglite.db)).toEqual([
      '2026-11-23 0 aggregate human 1',
      '2026-11-23 1 aggregate human 1',
      '2026-11-23 1 personal human 1',
    ])
    expect(await readerHits(pglite.db)).toHaveLength(1)
  })

  test('N1: goes to nobody without a subscription to that list, with an address that is suppressed, or with none', async () => {
    const other = await addReader(world, mailed, 'els', { answer: 'yes', level: 'off' })
    await endSubscriptions(world.ports, { site: mailed.site, subscriberId: other, by: 'page', issueId: 0 })
    await suppress(world.ports, mailed.site.id, must(readEmail('bas@lezer.example'), 'one'), 'bounce')
    const { issue, mails, refused } = await ask({
      recipients: [
        { email: 'niemand@lezer.example' },
        { email: ' ANNA@lezer.example ' },
        { email: 'els@lezer.example' },
        { email: 'bas@lezer.example' },
        { email: 'geen adres' },
        { email: '' },
      ],
    })
    expect(mails.map(({ index }) => index)).toEqual([1])
    expect(refused).toEqual([
      { index: 0, error: 'not-subscribed' },
      { index: 2, error: 'not-subscribed' },
      { index: 3, error: 'suppressed' },
      { index: 4, error: 'invalid-email' },
      { index: 5, error: 'invalid-email' },
    ])
    expect(await rows()).toEqual([`${issue} sent personal personal`])
  })

  test('is measured no further than the site and the request allow', async () => {
    const asked = await ask({ opens: 'off', clicks: 'aggregate', campaign: 'a' })
    expect(asked.mails.map(({ levels }) => [levels.opens, levels.clicks])).toEqual([
      ['off', 'aggregate'],
      ['off', 'off'],
      ['off', 'aggregate'],
    ])
    await recordNewsletterSettings(world.ports, mailed.site, allowing({ opens: 'aggregate', clicks: 'off' }))
    const allowed = await ask({ campaign: 'b' })
    expect(allowed.mails.map(({ levels }) => [levels.opens, levels.clicks])).toEqual([
      ['aggregate', 'off'],
      ['off', 'off'],
      ['aggregate', 'off'],
    ])
  })
})

describe('the same campaign again', () => {
  test('is the same issue: readers are added, and the same reader has the same mail', async () => {
    const first = await ask({ recipients: [email('anna')] })
    const again = await ask({ recipients: [email('cas'), email('anna'), email('ANNA')] })
    expect(again.issue).toBe(first.issue)
    expect(again.mails.map(({ index }) => index)).toEqual([0, 1, 2])
    expect(again.mails[1]).toEqual({ ...first.mails[0], index: 1 })
    expect(again.mails[2]?.html).toBe(first.mails[0]?.html)
    expect(await rows()).toHaveLength(2)
    expect((await ask({ campaign: 'Juni 2026' })).issue).toBe(first.issue + 1)
  })

  test('with another mail, list or level is refused, and changes nothing', async () => {
    const { issue } = await ask({ recipients: [email('anna')] })
    for (const more of [
      { subject: 'Anders' },
      { html: html.replace('Nieuws', 'Ander nieuws') },
      { text: 'x {{unsubscribe}} {{manage}}' },
      { opens: 'off' },
      { clicks: 'aggregate' },
    ])
      expect(await refusal(wish(more))).toEqual([409, 'campaign-differs'])
    expect(await rows()).toEqual([`${issue} sent personal personal`])
    const [row] = await pglite.db<
      { issues: number }[]
    >`select count(*)::integer as issues from newsletter_issue`
    expect(row?.issues).toBe(2)
  })

  test('asked for by several at once is one issue', async () => {
    const answers = await Promise.all(
      ['anna', 'bas', 'cas', 'anna'].map((name) => ask({ recipients: [email(name)] })),
    )
    expect(new Set(answers.map(({ issue }) => issue)).size).toBe(1)
    expect(await rows()).toHaveLength(3)
    const others = await Promise.all(['a', 'b', 'c'].map((campaign) => ask({ campaign })))
    expect(new Set(others.map(({ issue }) => issue)).size).toBe(3)
  })

  test('fact 3: measures somebody who withdrew no longer, and somebody who said yes since no more than at first', async () => {
    await ask()
    const withAnswer = async (name: string, answer: 'yes' | 'no') => {
      const found = await findByEmail(
        world.ports,
        mailed.site.id,
        must(readEmail(`${name}@lezer.example`), 'one'),
      )
      await world.ports.db.begin((db) =>
        recordMeasureAnswer({ ...world.ports, db }, mailed.site.id, must(found, 'there').id, {
          answer,
          textId: null,
          channel: 'page',
        }),
      )
    }
    await withAnswer('anna', 'no')
    await withAnswer('cas', 'yes')
    const { mails } = await ask()
    expect(mails.map(({ levels }) => levels.clicks)).toEqual(['off', 'off', 'aggregate'])
  })

  test('leads to a target that was mended meanwhile', async () => {
    const { issue } = await ask({ recipients: [email('bas')] })
    world.setNow('2026-11-23T12:00:00Z')
    await recordTarget(world.ports, { siteId: mailed.site.id, id: issue }, 1, 'https://example.nl/goed')
    const { mails } = await ask({ recipients: [email('bas'), email('anna')] })
    expect(mails[0]?.html).toContain('href="https://example.nl/goed"')
    const path = `/n/c/${tokensIn(mails[1]?.html ?? '', 'c')[0]}`
    expect((await follow(world, path)).headers.get('location')).toBe('https://example.nl/goed')
  })
})

describe('a request', () => {
  test('needs a key of admin scope that holds for the site', async () => {
    const other = await world.addSite({ domain: 'ander.example' })
    expect(await refusal(wish(), null)).toEqual([401, 'unauthorized'])
    expect(await refusal(wish(), 'vd_verzonnen-sleutel-van-niemand')).toEqual([401, 'unauthorized'])
    expect(await refusal(wish(), await keyOf('read'))).toEqual([403, 'forbidden'])
    expect(await refusal(wish(), await keyOf('admin', other.id))).toEqual([404, 'unknown-site'])
    expect(await refusal(wish({ d: 'nergens.example' }))).toEqual([404, 'unknown-site'])
    expect((await send(wish(), await keyOf('admin', mailed.site.id))).status).toBe(200)
  })

  test('that is not right is refused with the name of the field, and never with what was sent', async () => {
    const secret = 'geheim-adres@lezer.example'
    for (const [more, word] of [
      [{ list: 'x' }, 'list'],
      [{ campaign: '' }, 'campaign'],
      [{ campaign: 'a\r\nb' }, 'campaign'],
      [{ subject: `a\r\nBcc: ${secret}` }, 'subject'],
      [{ html: '' }, 'html'],
      [{ html: 'x'.repeat(200_001) }, 'html'],
      [{ opens: secret }, 'opens'],
      [{ recipients: [] }, 'recipients'],
      [{ recipients: [secret] }, 'recipients'],
      [{ recipients: [{ email: secret, naam: 'x' }] }, 'A field'],
      [{ recipients: Array.from({ length: 1_001 }, () => ({ email: secret })) }, 'recipients'],
      [{ [secret]: 1 }, 'A field'],
    ] as const) {
      const answer = await send(wish(more))
      const said = (await answer.json()) as { error: string; message: string }
      expect([answer.status, said.error]).toEqual([400, 'invalid-mail'])
      expect(said.message).toMatch(new RegExp(`^${word} `))
      expect(JSON.stringify(said)).not.toMatch(/geheim|lezer/)
    }
    for (const body of ['', '{', '[]', 'null', '"x"'])
      expect(await refusal(body)).toEqual([400, 'invalid-mail'])
  })

  test('that is too large, or whose answer would be, is refused', async () => {
    expect(await refusal(wish({ html: 'x'.repeat(2_200_000) }))).toEqual([413, 'too-large'])
    const recipients = Array.from({ length: 1_000 }, (_, nth) => email(`lezer${nth}`))
    expect(await refusal(wish({ html: `${html}${'x'.repeat(100_000)}`, recipients }))).toEqual([
      413,
      'too-much',
    ])
  })

  test('N1, N5: needs a way out in both parts, and a way to refuse where it is measured', async () => {
    const without = (way: string) => html.replace(new RegExp(`<a href="{{${way}}}">.*?</a>`), '')
    expect(await refusal(wish({ html: without('unsubscribe') }))).toEqual([400, 'no-unsubscribe'])
    expect(await refusal(wish({ html: without('manage') }))).toEqual([400, 'no-manage'])
    expect(await refusal(wish({ text: 'Geen uitweg' }))).toEqual([400, 'no-unsubscribe'])
    expect(await refusal(wish({ text: 'Weg: {{unsubscribe}}' }))).toEqual([400, 'no-manage'])
    // As a parameter of somebody else's address it is no way out.
    const leaked = `${without('unsubscribe')}<a href="https://kwaad.example/?u={{unsubscribe}}">x</a>`
    expect(await refusal(wish({ html: leaked }))).toEqual([400, 'no-unsubscribe'])
    const unmeasured = { html: without('manage'), opens: 'off', clicks: 'off' }
    expect((await send(wish(unmeasured))).status).toBe(200)
  })

  test('N1: for a list that is closed or not there hands out nothing', async () => {
    expect(await refusal(wish({ list: 99 }))).toEqual([404, 'unknown-list'])
    await recordListClosed(world.ports, mailed.site, mailed.listId, true)
    expect(await refusal(wish())).toEqual([404, 'unknown-list'])
    expect(await rows()).toEqual([])
  })

  test('for a thousand readers is answered whole', async () => {
    const recipients = Array.from({ length: 1_000 }, (_, nth) =>
      email(nth < 997 ? `lezer${nth}` : (['anna', 'bas', 'cas'][nth - 997] ?? '')),
    )
    const { mails, refused } = await ask({ recipients })
    expect([mails.length, refused.length]).toEqual([3, 997])
  })
})
