import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { must } from '../../src/must.ts'
import { languages } from '../../src/page/words.ts'
import { letterKinds, placeholdersOf, readTemplate, requiredOf } from '../../src/rights/letter-text.ts'
import { letterWords } from '../../src/rights/letter-words.ts'
import type { LetterKind } from '../../src/rights/letter.ts'
import {
  findTemplate,
  listTemplates,
  previewTemplate,
  resetTemplate,
  saveTemplate,
} from '../../src/rights/template.ts'
import type { Site } from '../../src/site/site.ts'
import { openWorld, type World } from '../support/world.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'

const staffId = 'b8a1c9d0-0000-4000-a000-000000000001'
const everyTemplate = letterKinds.flatMap((kind) => languages.map((language) => [kind, language] as const))

describe('what may be a template', () => {
  test.each(everyTemplate)('our own text of %s in %s is one', (kind, language) => {
    const ours = letterWords(language).letters[kind]
    expect(readTemplate(kind, ours)).toEqual({ ok: true, template: ours })
  })

  test('each kind can not go without what it is for', () => {
    for (const kind of letterKinds)
      for (const missing of requiredOf(kind)) {
        const body = requiredOf(kind)
          .filter((name) => name !== missing)
          .map((name) => `{{${name}}}`)
        expect(readTemplate(kind, { subject: 'Uw vraag', body: ['Dag', ...body].join('\n') })).toEqual({
          ok: false,
          field: 'body',
          why: `no-${missing}`,
        })
        expect(placeholdersOf(kind)).toContain(missing)
      }
    for (const [kind, needed] of [
      ['confirm', 'link'],
      ['access', 'link'],
      ['code', 'code'],
      ['refusal', 'reason'],
      ['refusal', 'complaint'],
      ['extension', 'reason'],
      ['extension', 'complaint'],
      ['cannot-identify', 'reason'],
      ['cannot-identify', 'complaint'],
    ] as const)
      expect(requiredOf(kind)).toContain(needed)
  })

  test.each([
    ['{{password}}', 'unknown-placeholder'],
    ['{{ name }}', 'unknown-placeholder'],
    ['{{name}', 'unknown-placeholder'],
    ['{{#if name}}ja{{/if}}', 'unknown-placeholder'],
    ['{{{name}}}', 'unknown-placeholder'],
    ['{{constructor}}', 'unknown-placeholder'],
    // Of another kind: it would stand for nothing here.
    ['{{code}}', 'unknown-placeholder'],
    ['', 'empty'],
    ['a\u0000', 'text'],
    ['a\uD800', 'text'],
    ['a'.repeat(6001), 'long'],
  ])('a body %j is refused as %s', (body, why) => {
    expect(readTemplate('received', { subject: 'Uw vraag', body })).toEqual({ ok: false, field: 'body', why })
  })

  test.each([
    ['{{reason}}', 'unknown-placeholder'],
    ['Bel {{officer}}', 'unknown-placeholder'],
    [' ', 'empty'],
    ['a\r\nBcc: b', 'text'],
    ['a'.repeat(151), 'long'],
  ])('S-13: a subject %j is refused as %s', (subject, why) => {
    const { body } = letterWords('nl').letters.refusal
    expect(readTemplate('refusal', { subject, body })).toEqual({ ok: false, field: 'subject', why })
  })

  test('no text makes reading it fail, and what is taken is filled without a brace left', () => {
    const piece = fc.oneof(
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 9 })
        .map((units) => String.fromCharCode(...units)),
      fc.constantFrom('{{name}}', '{{link}}', '{{code}}', '{{reason}}', '{{complaint}}', '{', '}}', '\n'),
    )
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(fc.constantFrom(...letterKinds), text, text, (kind, subject, body) => {
        const reading = readTemplate(kind, { subject, body })
        if (!reading.ok) return
        const site = world.ports
        const { text: mail } = previewTemplate(site, here, kind, 'nl', reading.template)
        expect(mail).not.toMatch(/[{}]/)
      }),
    )
  })
})

let database: PgliteWorld
let world: World
let here: Site

beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
  world = await openWorld(database.db)
  here = await world.addSite({ domain: 'delinde.example' })
})
afterAll(() => database.close())

describe('the templates of a site', () => {
  const kind: LetterKind = 'received'
  const own = { subject: 'Gekregen', body: 'Dag {{name}},\nwij hebben uw vraag.' }
  const acts = () =>
    database.db`select kind, object, actor_id from staff_act where site_id = ${here.id} order by at`

  test('are ours until somebody words one, of this site and language alone, and again when it is taken back', async () => {
    const other = await world.addSite({ domain: 'ander.example' })
    const ours = letterWords('nl').letters[kind]
    expect(await findTemplate(world.ports, here.id, kind, 'nl')).toEqual(ours)
    expect(
      await saveTemplate(world.ports, here, kind, 'nl', { ...own, subject: ' Eerst ' }, staffId),
    ).toEqual({
      ok: true,
      template: { ...own, subject: 'Eerst' },
    })
    await saveTemplate(
      world.ports,
      here,
      kind,
      'nl',
      { ...own, body: own.body.replaceAll('\n', '\r\n') },
      staffId,
    )
    expect(await findTemplate(world.ports, here.id, kind, 'nl')).toEqual(own)
    expect(await findTemplate(world.ports, here.id, kind, 'en')).toEqual(letterWords('en').letters[kind])
    expect(await findTemplate(world.ports, other.id, kind, 'nl')).toEqual(ours)
    const listed = await listTemplates(world.ports, here)
    expect(listed).toHaveLength(letterKinds.length * languages.length)
    expect(listed.filter(({ changedAt }) => changedAt !== null)).toEqual([
      expect.objectContaining({
        ...own,
        kind,
        language: 'nl',
        changedBy: staffId,
        changedAt: world.ports.now(),
      }),
    ])
    expect(await resetTemplate(world.ports, here, kind, 'nl', staffId)).toBe(true)
    expect(await resetTemplate(world.ports, here, kind, 'nl', staffId)).toBe(false)
    expect(await findTemplate(world.ports, here.id, kind, 'nl')).toEqual(ours)
    expect(await acts()).toEqual(
      [1, 2, 3].map(() => ({ kind: 'setting-changed', object: 'letter.received.nl', actor_id: staffId })),
    )
  })

  test('stay as they were when what was typed is refused', async () => {
    const before = await acts()
    const refused = await saveTemplate(world.ports, here, kind, 'en', { ...own, body: '{{iban}}' }, staffId)
    expect(refused).toEqual({ ok: false, field: 'body', why: 'unknown-placeholder' })
    expect(await findTemplate(world.ports, here.id, kind, 'en')).toEqual(letterWords('en').letters[kind])
    expect(await acts()).toEqual(before)
  })

  test.each(everyTemplate)(
    'are previewed with somebody who does not exist: %s in %s',
    async (one, language) => {
      const template = await findTemplate(world.ports, here.id, one, language)
      const { subject, text, html } = previewTemplate(world.ports, here, one, language, template)
      expect(must(subject, 'each has one')).not.toBe('')
      for (const part of [text, html]) expect(part).not.toMatch(/\{\{|\}\}|undefined/)
      if (one !== 'confirm') expect(text).toContain('Sanne de Vries')
    },
  )
})
