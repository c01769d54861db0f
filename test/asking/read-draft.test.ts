import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changeRows, doing, readDraft, readWritten, withIds, writtenOf } from '../../src/asking/read-draft.ts'
import { consentDraft, emptyDraft } from '../../src/consent/draft.ts'
import { fieldsOf, videos } from './deciding-staff.ts'

/** As hono reads a body. */
function formOf(fields: readonly (readonly [string, string])[]): Record<string, unknown> {
  const form: Record<string, unknown> = {}
  for (const [name, value] of fields) {
    const before = form[name]
    form[name] = before === undefined ? value : [before, value].flat()
  }
  return form
}

const full = consentDraft.parse({
  languages: ['tr', 'nl', 'ar'],
  purposes: [
    ...videos.purposes,
    {
      id: 'chat',
      basis: 'consent',
      version: 3,
      elements: ['shared-with-others', 'page-view'],
      recipients: ['Chatmaker BV', 'Nog een'],
      months: 6,
      cookies: ['chat_id', '_c*'],
      storage: ['chat'],
      texts: {
        nl: { name: 'Chat', sentence: 'Je stelt een vraag.' },
        tr: { name: 'Sohbet', sentence: 'Soru sorarsınız.' },
        ar: { name: 'دردشة', sentence: 'تطرح سؤالا.' },
        pl: { name: 'Czat', sentence: 'Zadajesz pytanie.' },
      },
    },
  ],
  texts: { nl: { title: 'Mag dit?' }, pl: { refuse: 'Odmów' } },
  theme: { paper: '#fffdf9', ink: '#111111', button: '#0b5d1e', buttonInk: '#ffffff', radius: 0 },
  consentMode: true,
})

describe('the editor’s form', () => {
  test.each([
    ['the empty draft', emptyDraft],
    ['videos', videos],
    ['one with all there is', full],
  ])('shows %s so that saving it as it stands changes nothing', (_, draft) => {
    const reading = readDraft(withIds(readWritten(formOf(fieldsOf(writtenOf(draft))))))
    expect(reading).toEqual({ ok: true, draft })
  })

  test('never throws, whatever comes, and keeps what came', () => {
    const name = fc.oneof(
      fc.constantFrom(
        'main',
        'languages',
        'p0.version',
        'p0.id',
        'p0.elements',
        'p0.s0.hosts',
        'theme.ink',
        't.nl.title',
      ),
      fc.string(),
    )
    const value = fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 }))
    fc.assert(
      fc.property(fc.dictionary(name, value), fc.string(), (form, does) => {
        const written = readWritten(form)
        readDraft(withIds(written))
        changeRows(written, does)
        const title = [form['t.nl.title']].flat()[0] ?? ''
        expect(written.texts.nl.title).toBe(title)
      }),
    )
  })

  test('a row is taken away alone, and one of ours is added once', () => {
    const written = writtenOf(full)
    expect(changeRows(written, doing.remove(0))?.purposes.map(({ id }) => id)).toEqual(['chat'])
    expect(changeRows(written, doing.add('embeds'))).toEqual(written)
    expect(changeRows(written, doing.add('marketing'))?.purposes.map(({ id }) => id)).toEqual([
      'embeds',
      'chat',
      'marketing',
    ])
    expect(changeRows(written, 'explode:everything')).toBeNull()
  })

  test('more purposes than there may be are refused as a whole', () => {
    const [purpose] = writtenOf(full).purposes.slice(1)
    if (!purpose) return expect.fail('there is one')
    const purposes = Array.from({ length: 13 }, (_, nth) => ({ ...purpose, id: `een${nth}` }))
    const reading = readDraft({ ...writtenOf(full), purposes })
    expect(reading.ok ? [] : [...reading.faults]).toEqual([['purposes', 'many']])
  })
})
