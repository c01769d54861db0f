import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { applyMasks, compileExcluded, isExcluded, maskPath, maskSegments } from '../../src/site/mask.ts'
import { snippetSettings } from '../../src/site/snippet-settings.ts'

const ordinarySlugs = [
  'woningen-in-rotterdam-zuid-2024',
  'jaarverslag-2023',
  'jaarverslag2023.pdf',
  'jaarverslag%202023',
  'huurverhoging-per-1-juli-2025',
  'samenwerkingsovereenkomst2024',
  'nieuwbouwproject-de-boomgaard-fase-2',
  'NieuwbouwFase2',
  'WoningZoekenInRotterdamZuid',
  'HurenBijOnsInDenHaag',
  'MijnOmgeving-Inloggen',
  '3-kamerwoningen',
  '3-kamer-appartement-met-balkon',
  '65plus-woningen',
  'seniorenwoningen-55plus',
  '65plussers-in-de-wijk',
  'top10-tips-voor-een-koel-huis',
  'co2-uitstoot-verlagen',
  'co2neutraal-verwarmen',
  'van-het-gas-af-in-2030',
  'a-label-woningen',
  'energielabel-a4plus',
  'blok-a1-en-b2',
  'nieuwbouw-2e-fase-blok-a1-a2',
  '1e-etage',
  '2e-verdieping-links',
  '24-7-bereikbaar',
  '24uurs-storingsdienst',
  'storing-melden-cv-ketel',
  'reparatieverzoek-indienen',
  'contact',
  'over-ons',
  'veelgestelde-vragen',
  'veelgestelde-vragen-over-de-huurtoeslag',
  'huurtoeslag-aanvragen',
  'huur-opzeggen',
  'huuropzegging-bij-overlijden',
  'inschrijven-als-woningzoekende',
  'passend-toewijzen-2016',
  'wet-betaalbare-huur',
  'wws-punten-berekenen',
  'begane-grond-woning-te-huur',
  'eengezinswoning-met-tuin-te-huur-in-hoogvliet',
  'parkeerplaats-huren',
  'garagebox-12-te-huur',
  'wijk-49',
  'lijn-25',
  'oud-en-nieuw-2025-2026',
  'nieuws-2025-11-23',
  '2025-11-nieuwsbrief',
  'nieuwsbrief-november-2025',
  'bewonersavond-12-maart-2026',
  'bewonerscommissie-oude-noorden',
  'vve-beheer',
  'klachtenregeling-2022-versie-3',
  'algemene-voorwaarden-v2.1',
  'algemene_voorwaarden_2018',
  'privacyverklaring',
  'cookieverklaring',
  'toegankelijkheid-wcag-2-2-aa',
  'woonvisie-2030',
  'prestatieafspraken-2024-2028',
  'caf%C3%A9-de-buren',
  're%C3%BCnie-2024',
  'huismeester-jan-de-vries',
  'wat-te-doen-bij-een-lekkage',
  'zonnepanelen-op-uw-dak',
  'badkamer-keuken-en-toilet-renovatie-2027',
  'index.html',
  'default.aspx',
  '@woningcorporatie',
  '1000-en-meer-woningen',
  '2024-in-beeld',
  '50-jaar-wonen-in-ommoord',
]

describe('ordinary addresses', () => {
  test.each(ordinarySlugs)('%s stays as it is', (slug) => {
    expect(maskPath(`/${slug}`)).toBe(`/${slug}`)
    expect(maskPath(`/nieuws/${slug}/`)).toBe(`/nieuws/${slug}/`)
  })

  test('the list is long enough to mean something', () => {
    expect(new Set(ordinarySlugs).size).toBeGreaterThanOrEqual(60)
  })
})

describe('what could tell who looks', () => {
  test.each([
    ['/huurder/12345', '/huurder/:id'],
    ['/huurder/1234', '/huurder/1234'],
    ['/contract-0012345', '/contract-0012345'.replace('contract-0012345', ':id')],
    ['/contract-0012345/factuur', '/:id/factuur'],
    ['/dossier/2024-00017', '/dossier/:id'],
    ['/dossier/%31%32%33%34%35', '/dossier/:id'],
    ['/bel/0612345678', '/bel/:id'],
    ['/uitschrijven/jan@example.nl', '/uitschrijven/:email'],
    ['/uitschrijven/jan%40example.nl', '/uitschrijven/:email'],
    ['/uitschrijven/jan%2540example.nl/ok', '/uitschrijven/:email/ok'],
    ['/uitschrijven/jan+post@example.nl', '/uitschrijven/:email'],
    ['/@jan@sociaal.example', '/:email'],
    ['/woning/3011AB', '/woning/:postcode'],
    ['/woning/3011-ab', '/woning/:postcode'],
    ['/woning/3011%20AB', '/woning/:postcode'],
    ['/woning/3011ab-12', '/woning/:postcode'],
    ['/woning/3011AB%2012%20bis', '/woning/:postcode'],
    ['/woning/3011AB12a', '/woning/:postcode'],
    ['/woning-3011ab', '/woning-3011ab'],
    ['/bevestig/f47ac10b-58cc-4372-a567-0e02b2c3d479', '/bevestig/:token'],
    ['/bevestig/F47AC10B-58CC-4372-A567-0E02B2C3D479', '/bevestig/:token'],
    ['/bevestig/9e107d9d372bb6826bd81d3542a419d6', '/bevestig/:token'],
    ['/bevestig/dQw4w9WgXcQ_7-Zb1Kp3Rt', '/bevestig/:token'],
    ['/t/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk', '/t/:token'],
    ['/bevestig-uw-aanmelding-aB3dE6gH9jkL2mN5pQ8s', '/:token'],
    ['/01ARZ3NDEKTSV4RRFFQ69G5FAV/', '/:token/'],
  ])('A-38: %s becomes %s', (path, masked) => {
    expect(maskPath(path)).toBe(masked)
  })

  test('UUIDs never pass', () => {
    fc.assert(fc.property(fc.uuid(), (uuid) => maskPath(`/${uuid}`) !== `/${uuid}`))
  })

  test('random tokens as login and newsletter systems make them hardly ever pass', () => {
    // Fixed bytes, so that the count is the same each time.
    const bytes = (seed: number, length: number) =>
      createHash('sha512').update(`${seed}`).digest().subarray(0, length)
    const passed = (length: number, encoding: 'hex' | 'base64url') =>
      Array.from({ length: 2_000 }, (_, seed) => bytes(seed, length).toString(encoding)).filter(
        (token) => maskPath(`/${token}`) === `/${token}`,
      ).length
    expect(passed(16, 'hex')).toBe(0)
    expect(passed(32, 'base64url')).toBeLessThan(2_000 * 0.005)
    expect(passed(16, 'base64url')).toBeLessThan(2_000 * 0.06)
  })
})

describe('laws', () => {
  const segment = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      ...ordinarySlugs,
      ':id',
      ':email',
      ':token',
      ':postcode',
      '',
      '%',
      '%4',
      '%40',
      '%2540',
      '..',
      '@',
    ),
    fc.emailAddress(),
    fc.uuid(),
    fc.nat().map(String),
    fc.uint8Array({ minLength: 12, maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  )
  const path = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 800 }),
    fc.array(segment, { maxLength: 80 }).map((segments) => segments.join('/')),
  )
  const rules = fc.array(
    fc
      .array(fc.constantFrom('*', 'klant', 'woning', 'a', 'nieuws', 'a.b', '(', '[', '\\', '*x'), {
        minLength: 1,
        maxLength: 4,
      })
      .map((steps) => `/${steps.join('/')}`),
    { maxLength: 4 },
  )

  test('masking twice is masking once', () => {
    fc.assert(
      fc.property(path, rules, (text, given) => {
        const once = maskPath(text, given)
        return maskPath(once, given) === once
      }),
      { numRuns: 2_000 },
    )
  })

  test('the answer starts with one slash, has no other two in a row, and 500 characters at most', () => {
    fc.assert(
      fc.property(path, (text) => {
        const masked = maskPath(text)
        return masked.startsWith('/') && !masked.includes('//') && masked.length <= 500
      }),
    )
  })

  test('no e-mail address survives, however it is encoded', () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.nat(2), (mail, layers) => {
        // A slash would make it two segments, of which the second is masked.
        let text = mail.replaceAll('/', '')
        for (let layer = 0; layer < layers; layer += 1) text = encodeURIComponent(text)
        expect(maskPath(`/mijn/${text}/x`)).toBe('/mijn/:email/x')
      }),
    )
  })

  test('what the browser masked, by the compiled rules, the server leaves alone and agrees with', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('klant', 'woning', 'a', 'x-y', '12345'), { minLength: 1, maxLength: 5 }),
        rules,
        (steps, masks) => {
          const { m } = snippetSettings('example.nl', { masks, excluded: [], hashRoutes: false })
          const inBrowser = maskSegments(applyMasks(`/${steps.join('/')}`, m ?? []))
          expect(maskPath(`/${steps.join('/')}`, masks)).toBe(inBrowser)
          expect(maskPath(inBrowser, masks)).toBe(inBrowser)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('long and hostile paths take linear time', () => {
    const hostile = [
      'aB'.repeat(30_000),
      '1a-'.repeat(20_000),
      '%25'.repeat(20_000),
      '/'.repeat(60_000),
      'a'.repeat(60_000),
    ]
    const started = performance.now()
    for (const text of hostile) maskPath(text, ['/*/*/*', '/a*a*/x'])
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})

describe('rules of a site', () => {
  test.each([
    [['/klant/*'], '/klant/jan-jansen', '/klant/:id'],
    [['/klant/*'], '/klant/jan-jansen/facturen/', '/klant/:id/facturen/'],
    [['/klant/*'], '//klant//jan-jansen', '/klant/:id'],
    [['/klant/*'], '/klant', '/klant'],
    [['/klant/*'], '/klant/', '/klant/'],
    [['/klant/*'], '/klanten/jan', '/klanten/jan'],
    [['/klant/*'], '/nl/klant/jan', '/nl/klant/jan'],
    [['/*/klant/*'], '/nl/klant/jan', '/:id/klant/:id'],
    [['/a/*/b/*'], '/a/x/b/y/z', '/a/:id/b/:id/z'],
    [['/a/*/b/*'], '/a/x/c/y', '/a/x/c/y'],
    [['/a/*/b'], '/a/x/bcd', '/a/x/bcd'],
    [['/klant/*/'], '/klant/jan', '/klant/:id'],
    [['/k.ant/*'], '/klant/jan', '/klant/jan'],
    [['/klant/*'], '/klant/jan@example.nl', '/klant/:id'],
  ])('%j on %s gives %s', (masks, path, masked) => {
    expect(maskPath(path, masks)).toBe(masked)
  })
})

describe('excluded pages', () => {
  test.each([
    [['/intern'], '/intern', true],
    [['/intern'], '/intern/', true],
    [['/intern'], '/intern/x', false],
    [['/intern'], '/internet', false],
    [['/intern/*'], '/intern/x', true],
    [['/intern/*'], '/intern/x/y', false],
    [['/intern/**'], '/intern/x/y', true],
    [['/intern/**'], '/intern', true],
    [['/intern/**'], '/internet', false],
    [['/**'], '/wat/dan/ook', true],
    [['/**'], '/', true],
    [['/'], '/', true],
    [['/'], '/x', false],
    [['/a/*/c'], '/a/b/c', true],
    [['/a/*/c'], '/a/c', false],
    [['/a.b'], '/aXb', false],
    [['/x', '/y/*'], '/y/1', true],
    [['/app/#/geheim/**'], '/app/#/geheim/1', true],
    [[], '/x', false],
  ])('%j and %s: %s', (patterns, path, excluded) => {
    expect(isExcluded(path, patterns)).toBe(excluded)
    // The browser is given the same as one source.
    const source = compileExcluded(patterns)
    expect(source !== null && path.match(source) !== null).toBe(excluded)
  })

  test('no pattern and no path can make it throw', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string()),
        fc.string(),
        (patterns, path) => typeof isExcluded(path, patterns) === 'boolean',
      ),
    )
  })
})

test('settings leave out what a site does not use', () => {
  expect(snippetSettings('example.nl', { masks: [], excluded: [], hashRoutes: false })).toEqual({
    d: 'example.nl',
  })
  expect(
    Object.keys(
      snippetSettings('example.nl', { masks: ['/a/*'], excluded: ['/b'], hashRoutes: true }),
    ).toSorted(),
  ).toEqual(['d', 'h', 'm', 'x'])
})
