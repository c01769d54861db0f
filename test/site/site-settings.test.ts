import { describe, expect, test } from 'vitest'
import {
  isControllerKnown,
  readSiteSettings,
  retentionBounds,
  siteSettings,
} from '../../src/site/site-settings.ts'
import { snippetSettings } from '../../src/site/snippet-settings.ts'

const settingsOf = (stored: unknown) => {
  const reading = readSiteSettings(stored)
  if (!reading.ok) throw new Error(reading.why)
  return reading.settings
}
const whyNot = (stored: unknown) => {
  const reading = readSiteSettings(stored)
  return reading.ok ? null : reading.why
}
/** The fields that are refused, with why. */
const faultsOf = (settings: unknown) => {
  const read = siteSettings.safeParse(settings)
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
}

const version1 = {
  masks: ['/klant/*'],
  excluded: ['/intern/**'],
  hashRoutes: true,
  missingTitle: 'Pagina niet gevonden',
  searchParameters: ['q'],
}
const filled = {
  version: 2,
  ...version1,
  controller: {
    name: 'Woonstichting De Linde',
    address: 'Lindelaan 1\n3000 AA Rotterdam',
    email: 'info@delinde.example',
    phone: '010 123 45 67',
    website: 'https://delinde.example',
  },
  privacyOfficer: { name: 'J. de Vries', email: 'privacy@delinde.example' },
  brand: { name: 'De Linde', colour: '#8fae2e', logo: null },
  languages: ['nl', 'en'],
  form: 'u',
  retention: { eventsDays: 30, visitsMonths: 6, totalsMonths: 25 },
  newsletter: true,
}

describe('a stored document', () => {
  test('of version 1, which had no number, is lifted: what it held stays, the rest gets its defaults', () => {
    expect(settingsOf(version1)).toEqual({
      version: 2,
      ...version1,
      controller: { name: '', address: '', email: '', phone: '', website: '' },
      privacyOfficer: null,
      brand: { name: '', colour: '#14543f', logo: null },
      languages: ['nl', 'en'],
      form: 'je',
      retention: { eventsDays: 90, visitsMonths: 13, totalsMonths: 25 },
      newsletter: null,
    })
    expect(settingsOf({})).toEqual(siteSettings.parse({}))
  })

  test('of version 2 is read as it was written, and again', () => {
    expect(settingsOf(filled)).toEqual(filled)
    expect(settingsOf(JSON.parse(JSON.stringify(settingsOf(filled))))).toEqual(filled)
  })

  test('of a later release is refused as newer, whatever it holds: this one would lose it', () => {
    expect(whyNot({ ...filled, version: 3 })).toBe('newer')
    expect(whyNot({ version: 99, new: { things: 1 } })).toBe('newer')
  })

  test.each([
    ['no object', 'x'],
    ['null', null],
    ['a list', []],
    ['a version that is none', { version: 'two' }],
    ['version 0', { version: 0 }],
    ['version 1 with what version 2 brought', { ...version1, form: 'u' }],
    ['a field that is not known', { ...filled, colour: 'red' }],
    ['a value that no form lets in', { ...filled, form: 'gij' }],
  ])('is refused as broken: %s', (_, stored) => {
    expect(whyNot(stored)).toBe('broken')
  })
})

test('nothing but how the site is counted ever reaches the snippet', () => {
  const told = {
    d: 'delinde.example',
    h: 1,
    m: ['^(/+klant/+)[^/]+'],
    x: '^(/+intern(/[^]*)?)/*$',
    t: version1.missingTitle,
    q: ['q'],
  }
  expect(snippetSettings('delinde.example', settingsOf(version1))).toEqual(told)
  expect(snippetSettings('delinde.example', settingsOf(filled))).toEqual(told)
  const quiet = {
    ...filled,
    masks: [],
    excluded: [],
    hashRoutes: false,
    missingTitle: '',
    searchParameters: [],
  }
  expect(snippetSettings('delinde.example', settingsOf(quiet))).toEqual({ d: 'delinde.example' })
})

describe('a period', () => {
  const retentionFaults = (retention: object) => faultsOf({ ...filled, retention })

  test.each(Object.entries(retentionBounds))(
    'of %s may be as short as works and as long as the yardstick',
    (name, { low, high }) => {
      // The others as long as they may be, so that only this one is judged.
      const wide = { eventsDays: 7, visitsMonths: name === 'eventsDays' ? 25 : 1, totalsMonths: 25 }
      for (const good of [low, high]) expect(retentionFaults({ ...wide, [name]: good })).toEqual([])
      for (const bad of [low - 1, high + 1, 0, -1, 8.5, Number.NaN, Infinity, '30', null])
        expect(retentionFaults({ ...wide, [name]: bad }), String(bad)).toContain(`retention.${name} range`)
    },
  )

  test('is never longer for what is finer: the statement would not be true', () => {
    expect(retentionFaults({ eventsDays: 90, visitsMonths: 2, totalsMonths: 25 })).toEqual([
      'retention.eventsDays order',
    ])
    expect(retentionFaults({ eventsDays: 90, visitsMonths: 13, totalsMonths: 12 })).toEqual([
      'retention.visitsMonths order',
    ])
    expect(retentionFaults({ eventsDays: 395, visitsMonths: 13, totalsMonths: 13 })).toEqual([])
  })
})

describe('a value is refused', () => {
  test.each([
    ['a name of 10,000 characters', { controller: { name: 'x'.repeat(10_000) } }, 'controller.name long'],
    ['NUL in a name', { controller: { name: 'a\0b' } }, 'controller.name text'],
    ['half a character', { brand: { name: 'a\ud83d' } }, 'brand.name text'],
    ['NUL in a path', { masks: ['/a\0'] }, 'masks.0 text'],
    ['a path without a slash', { excluded: ['intern'] }, 'excluded.0 pattern'],
    ['51 paths', { masks: Array.from({ length: 51 }, () => '/a') }, 'masks many'],
    ['no mail address', { controller: { email: 'info' } }, 'controller.email email'],
    [
      'a script for a website',
      { controller: { website: 'javascript:alert(1)' } },
      'controller.website website',
    ],
    [
      'an officer without an address',
      { privacyOfficer: { name: 'A', email: '' } },
      'privacyOfficer.email empty',
    ],
    [
      'an officer without a name',
      { privacyOfficer: { name: ' ', email: 'a@b.nl' } },
      'privacyOfficer.name empty',
    ],
    ['a colour by name', { brand: { colour: 'red' } }, 'brand.colour colour'],
    ['a colour that escapes', { brand: { colour: '#fff;}x{' } }, 'brand.colour colour'],
    ['no language', { languages: [] }, 'languages choice'],
    ['a language twice', { languages: ['nl', 'nl'] }, 'languages choice'],
    ['a language that we have not', { languages: ['fy'] }, 'languages.0 choice'],
    ['a parameter with a space', { searchParameters: ['a b'] }, 'searchParameters.0 parameter'],
  ])('%s', (_, settings, why) => {
    expect(faultsOf(settings)).toContain(why)
  })

  test('and every refusal is one of the words that pages have a sentence for', () => {
    const read = siteSettings.safeParse({
      controller: { name: 1, address: 2 },
      masks: [1],
      form: 3,
      newsletter: 'ja',
    })
    expect(read.success ? [] : read.error.issues.map(({ message }) => message)).toEqual([
      'pattern',
      'text',
      'text',
      'choice',
      'choice',
    ])
  })
})

test('an address keeps its lines, whichever way a browser ended them', () => {
  const read = siteSettings.parse({ controller: { address: ' Lindelaan 1\r\n3000 AA Rotterdam\r' } })
  expect(read.controller.address).toBe('Lindelaan 1\n3000 AA Rotterdam')
})

test('who is responsible is known once there are a name, an address and a way to ask', () => {
  expect(isControllerKnown(settingsOf(filled))).toBe(true)
  for (const field of ['name', 'address', 'email'])
    expect(
      isControllerKnown(settingsOf({ ...filled, controller: { ...filled.controller, [field]: '' } })),
    ).toBe(false)
})
