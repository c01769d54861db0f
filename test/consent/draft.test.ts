import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { consentDraft, emptyDraft, type DraftFault } from '../../src/consent/draft.ts'
import { boundElements, exemptElements, insightMonths } from '../../src/consent/purpose.ts'

const insights = { id: 'insights', basis: 'consent', elements: ['visitor-id'], months: 13 }
const youtube = { id: 'youtube', name: 'YouTube', hosts: ['youtube.com'] }
const embeds = { id: 'embeds', basis: 'consent', elements: ['third-party-content'], services: [youtube] }
const inBoth = {
  nl: { name: 'Zoeken', sentence: 'We tellen.' },
  en: { name: 'Search', sentence: 'We count.' },
}
const own = { id: 'search', basis: 'exempt', elements: ['clicks'], texts: inBoth }
const chat = { ...own, id: 'chat', basis: 'consent', elements: ['third-party-storage'] }

/** Where and why, for each fault. */
function faultsOf(document: unknown): [string, string][] {
  const read = consentDraft.safeParse(document)
  return read.success ? [] : read.error.issues.map(({ path, message }) => [path.join('.'), message])
}
const faultsOfPurpose = (purpose: object) => faultsOf({ purposes: [purpose] })

describe('a draft is accepted', () => {
  test.each([
    ['that asks for nothing', {}],
    ['that asks for ours', { purposes: [insights, embeds] }],
    ['with purposes of the site’s own', { purposes: [own, chat] }],
    ['with other texts for ours', { purposes: [{ ...insights, texts: { nl: inBoth.nl } }] }],
    [
      'in one language, with its texts alone',
      { languages: ['en'], purposes: [{ ...own, texts: { en: inBoth.en } }] },
    ],
    ['in all of them', { languages: ['nl', 'en', 'tr', 'ar', 'uk', 'pl'] }],
    [
      'with texts, colours and Consent Mode',
      { texts: { nl: { title: 'Mag dit?' } }, theme: { ink: '#000000' }, consentMode: true },
    ],
    [
      'with names of cookies, whole and in part',
      { purposes: [{ ...chat, cookies: ['chat_id', '_chat.*'], storage: ['chat-state'] }] },
    ],
  ])('%s', (_, document) => {
    expect(faultsOf(document)).toEqual([])
  })

  test('and read again as it was read, so that a stored one is the same', () => {
    const draft = consentDraft.parse({
      purposes: [insights, embeds, own, chat],
      texts: { nl: { title: 'Mag dit?' } },
    })
    expect(consentDraft.parse(JSON.parse(JSON.stringify(draft)))).toEqual(draft)
    expect(consentDraft.parse({})).toEqual(emptyDraft)
  })

  test('with insights kept as long as an id lives, where nothing is said of it', () => {
    const { months: _, ...silent } = insights
    expect(consentDraft.parse({ purposes: [silent] }).purposes[0]?.months).toBe(insightMonths)
    expect(consentDraft.parse({ purposes: [{ ...insights, months: 6 }] }).purposes[0]?.months).toBe(6)
    expect(consentDraft.parse({ purposes: [chat] }).purposes[0]?.months).toBeNull()
  })
})

describe('a draft is refused', () => {
  const cases: readonly (readonly [says: string, document: unknown, path: string, fault: DraftFault])[] = [
    [
      '4a: an exempt purpose with a visitor id',
      { purposes: [{ ...own, elements: ['clicks', 'visitor-id'] }] },
      'purposes.0.elements.1',
      'bound-element',
    ],
    [
      '4a: an exempt purpose that shows what others made',
      { purposes: [{ ...own, services: [youtube] }] },
      'purposes.0.services',
      'bound-element',
    ],
    [
      '4a: insights that call themselves exempt',
      { purposes: [{ ...insights, basis: 'exempt', elements: ['clicks'] }] },
      'purposes.0.basis',
      'bound-element',
    ],
    ['B5: `default: true`', { purposes: [{ ...insights, default: true }] }, 'purposes.0', 'unknown'],
    [
      'B5: `default: false`, which only makes sense beside the other',
      { purposes: [{ ...insights, default: false }] },
      'purposes.0',
      'unknown',
    ],
    ['B5: `checked`', { purposes: [{ ...own, checked: true }] }, 'purposes.0', 'unknown'],
    [
      'B5: a service that is on',
      { purposes: [{ ...embeds, services: [{ ...youtube, on: true }] }] },
      'purposes.0.services.0',
      'unknown',
    ],
    ['B5: a document that accepts for all', { acceptAll: true }, '', 'unknown'],
    ['B4: a colour for one button alone', { theme: { acceptButton: '#ff0000' } }, 'theme', 'unknown'],
    [
      'B9: a legitimate interest',
      { purposes: [{ ...insights, basis: 'legitimate-interest' }] },
      'purposes.0.basis',
      'unknown',
    ],
    [
      'B9: no ground at all',
      { purposes: [{ ...insights, basis: undefined }] },
      'purposes.0.basis',
      'unknown',
    ],
    ['B10: one purpose twice', { purposes: [insights, insights] }, 'purposes.1.id', 'twice'],
    [
      'B10: another purpose named statistics',
      { purposes: [{ ...own, id: 'statistics' }] },
      'purposes.0.id',
      'twice',
    ],
    [
      'B10: a service named as its purpose',
      { purposes: [{ ...embeds, services: [{ ...youtube, id: 'embeds' }] }] },
      'purposes.0.services.0.id',
      'twice',
    ],
    [
      'B10: one service in two purposes',
      { purposes: [embeds, { ...chat, services: [youtube] }] },
      'purposes.1.services.0.id',
      'twice',
    ],
    [
      'B6: a purpose without texts in a language of the notice',
      { languages: ['nl', 'tr'], purposes: [own] },
      'purposes.0.texts.tr',
      'empty',
    ],
    [
      'B6: a purpose without a name',
      { purposes: [{ ...own, texts: { ...inBoth, nl: { ...inBoth.nl, name: ' ' } } }] },
      'purposes.0.texts.nl.name',
      'empty',
    ],
    [
      'C7: a cookie named `*`, which is every cookie',
      { purposes: [{ ...chat, cookies: ['*'] }] },
      'purposes.0.cookies.0',
      'storage-name',
    ],
    [
      'C7: the key of the choice itself, which a withdrawal would then forget',
      { purposes: [{ ...chat, storage: ['voordeur'] }] },
      'purposes.0.storage.0',
      'storage-name',
    ],
    [
      'C7: a beginning that the key of the choice has, too',
      { purposes: [{ ...chat, storage: ['voor*'] }] },
      'purposes.0.storage.0',
      'storage-name',
    ],
    [
      'C7: a `*` in the middle',
      { purposes: [{ ...chat, storage: ['ch*at'] }] },
      'purposes.0.storage.0',
      'storage-name',
    ],
    [
      'D5: insights kept for longer than 13 months',
      { purposes: [{ ...insights, months: insightMonths + 1 }] },
      'purposes.0.months',
      'range',
    ],
    [
      'D5: anything kept for longer than 25 months',
      { purposes: [{ ...chat, months: 26 }] },
      'purposes.0.months',
      'range',
    ],
    ['A4: a notice in no language', { languages: [] }, 'languages', 'choice'],
    ['A4: a language twice', { languages: ['nl', 'nl'] }, 'languages', 'choice'],
    [
      'an address with a path',
      { purposes: [{ ...embeds, services: [{ ...youtube, hosts: ['youtube.com/embed'] }] }] },
      'purposes.0.services.0.hosts.0',
      'host',
    ],
    [
      'a service without an address',
      { purposes: [{ ...embeds, services: [{ ...youtube, hosts: [] }] }] },
      'purposes.0.services.0.hosts',
      'empty',
    ],
    ['an id that a token can not carry', { purposes: [{ ...own, id: 'my-search' }] }, 'purposes.0.id', 'id'],
    [
      'a purpose that needs consent and takes nothing',
      { purposes: [{ ...chat, elements: [] }] },
      'purposes.0.elements',
      'empty',
    ],
    [
      'data that is on no list',
      { purposes: [{ ...chat, elements: ['shoe-size'] }] },
      'purposes.0.elements.0',
      'choice',
    ],
    ['a text that is the same everywhere', { texts: { nl: { saved: 'Klaar' } } }, 'texts.nl', 'unknown'],
    ['a text in a language we do not have', { texts: { de: { title: 'Ja?' } } }, 'texts', 'unknown'],
    ['a text with a line feed', { texts: { nl: { title: 'Mag\ndit?' } } }, 'texts.nl.title', 'text'],
    ['a colour by name', { theme: { ink: 'black' } }, 'theme.ink', 'colour'],
    ['a version we do not know', { version: 2 }, 'version', 'unknown'],
    ['no list', { purposes: 'all' }, 'purposes', 'unknown'],
    ['no document', 'yes', '', 'unknown'],
  ]

  test.each(cases)('%s', (_, document, path, fault) => {
    expect(faultsOf(document)).toContainEqual([path, fault])
  })
})

describe('laws', () => {
  test('4a: an exempt purpose is accepted exactly when nothing in it needs consent', () => {
    const elements = fc.uniqueArray(fc.constantFrom(...exemptElements, ...boundElements), { minLength: 1 })
    fc.assert(
      fc.property(elements, (chosen) => {
        const bound: readonly string[] = boundElements
        const faults = faultsOfPurpose({ ...own, elements: chosen })
        expect(faults.length === 0).toBe(!chosen.some((element) => bound.includes(element)))
        expect(faults.every(([, fault]) => fault === 'bound-element')).toBe(true)
        expect(faultsOfPurpose({ ...chat, elements: chosen })).toEqual([])
      }),
      { numRuns: 100 },
    )
  })

  test('B5: no name beside ours passes, whatever it is and holds', () => {
    const known = new Set(Object.keys(consentDraft.parse({ purposes: [own] }).purposes[0] ?? {}))
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((name) => !known.has(name) && name !== '__proto__'),
        fc.jsonValue(),
        (name, value) => {
          expect(faultsOfPurpose({ ...insights, [name]: value })).toContainEqual(['purposes.0', 'unknown'])
        },
      ),
      { numRuns: 100 },
    )
  })

  test('whatever is wrong is said in our codes', () => {
    const codes: readonly DraftFault[] = [
      'empty',
      'long',
      'text',
      'many',
      'range',
      'colour',
      'choice',
      'id',
      'host',
      'storage-name',
      'twice',
      'bound-element',
      'unknown',
    ]
    const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.array(fc.string()), fc.constant('x'.repeat(400)))
    const names = ['version', 'languages', 'purposes', 'texts', 'theme', 'consentMode']
    const inPurpose = [
      'id',
      'version',
      'recipients',
      'months',
      'services',
      'cookies',
      'storage',
      'texts',
      'basis',
      'elements',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.constantFrom(...inPurpose), value, (name, inner, wrong) => {
        for (const [, fault] of [
          ...faultsOf({ [name]: wrong }),
          ...faultsOfPurpose({ ...chat, [inner]: wrong }),
        ])
          expect(codes).toContain(fault)
      }),
      { numRuns: 200 },
    )
  })
})
