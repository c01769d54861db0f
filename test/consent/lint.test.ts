import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { consentDraft, editableTexts } from '../../src/consent/draft.ts'
import { lintNotice, lintRules, type LintFault, type Offence } from '../../src/consent/lint.ts'
import { lintSentences } from '../../src/consent/lint-sentences.ts'
import { makeNotice, noticeButtons, type Notice, type ShownTexts } from '../../src/consent/notice.ts'
import { ownPurposeIds, type Purpose, type Service } from '../../src/consent/purpose.ts'
import { noticeLanguages, type NoticeLanguage } from '../../src/consent/texts.ts'

const youtube: Service = { id: 'youtube', name: 'YouTube', hosts: ['youtube.com', 'youtube-nocookie.com'] }
const vimeo: Service = { id: 'vimeo', name: 'Vimeo', hosts: ['vimeo.com'] }
const settings = {
  insights: { id: 'insights', basis: 'consent', elements: ['visitor-id'], months: 13 },
  embeds: { id: 'embeds', basis: 'consent', elements: ['third-party-content'], services: [youtube, vimeo] },
  marketing: { id: 'marketing', basis: 'consent', elements: ['shared-with-others'], recipients: ['Meta'] },
} as const

const parts = {
  site: 'voorbeeldwonen.nl',
  form: 'je',
  controller: { name: 'Voorbeeld Wonen', address: 'Straat 1, Delft', email: 'privacy@voorbeeldwonen.nl' },
  statement: null,
} as const

const noticeOf = (purposes: readonly object[], form: 'je' | 'u' = 'je', controller = parts.controller) =>
  makeNotice(consentDraft.parse({ languages: noticeLanguages, purposes }), { ...parts, form, controller })

const good = noticeOf([settings.insights, settings.embeds, settings.marketing])

const saying = (language: NoticeLanguage, texts: Partial<ShownTexts>, from: Notice = good): Notice => {
  const before = from.texts[language]
  return before ? { ...from, texts: { ...from.texts, [language]: { ...before, ...texts } } } : from
}
const explaining = (
  language: NoticeLanguage,
  id: string,
  texts: { name?: string; sentence?: string },
): Notice => {
  const purposes = good.texts[language]?.purposes ?? {}
  const { name = '', sentence = '' } = purposes[id] ?? {}
  return saying(language, { purposes: { ...purposes, [id]: { name, sentence, ...texts } } })
}
/** A purpose as no draft can hold it. */
const changing = (id: string, change: object): Notice => ({
  ...good,
  purposes: good.purposes.map((purpose): Purpose =>
    purpose.id === id ? { ...purpose, ...change } : purpose,
  ),
})
const pressing = (buttons: Partial<Record<keyof typeof noticeButtons, readonly string[]>>): Notice => ({
  ...good,
  buttons: { ...noticeButtons, ...buttons } as unknown as typeof noticeButtons,
})
const coloured = (theme: Partial<Notice['theme']>): Notice => ({
  ...good,
  theme: { ...good.theme, ...theme },
})

type Case = readonly [
  says: string,
  notice: Notice,
  rule: Offence['rule'],
  why: LintFault,
  where: string,
  language?: NoticeLanguage,
]

const offenders: readonly Case[] = [
  ['a notice that asks for nothing', noticeOf([]), 'B1', 'nothing-asked', 'purposes'],

  [
    'accepting before refusing',
    pressing({ banner: ['accept', 'refuse', 'customise'] }),
    'B3',
    'refuse-not-first',
    'banner',
  ],
  [
    'refusing last in the panel',
    pressing({ panel: ['acceptAll', 'save', 'refuseAll'] }),
    'B3',
    'refuse-not-first',
    'panel',
  ],
  [
    'no refusal in the banner',
    pressing({ banner: ['accept', 'customise'] }),
    'B3',
    'refuse-missing',
    'banner',
  ],
  ['no refusal in the panel', pressing({ panel: ['save', 'acceptAll'] }), 'B3', 'refuse-missing', 'panel'],

  [
    'a short no beside a long yes',
    saying('nl', { refuse: 'Nee', accept: 'Alles accepteren' }),
    'B4',
    'labels-unequal',
    'refuse/accept',
    'nl',
  ],
  [
    'a long no beside a short yes',
    saying('en', { refuse: 'Do not allow', accept: 'Yes' }),
    'B4',
    'labels-unequal',
    'refuse/accept',
    'en',
  ],
  [
    'buttons that look like text',
    coloured({ button: '#ffffff', buttonInk: '#14543f' }),
    'B4',
    'button-faint',
    'button/paper',
  ],

  ['a purpose that is on beforehand', changing('insights', { default: true }), 'B5', 'preset', 'insights'],
  ['a purpose that is ticked', changing('embeds', { checked: true }), 'B5', 'preset', 'embeds'],
  [
    'a sentence saying that it is on',
    explaining('nl', 'insights', { sentence: 'Dit staat al aan voor je.' }),
    'B5',
    'already-on',
    'insights',
    'nl',
  ],
  [
    'a fixed text saying so',
    saying('en', { panelLead: 'Everything is on by default.' }),
    'B5',
    'already-on',
    'panelLead',
    'en',
  ],
  [
    'a yes by reading on',
    saying('nl', { intro: 'Voorbeeld Wonen meet. Door verder te lezen zeg je ja:' }),
    'B5',
    'implied-yes',
    'intro',
    'nl',
  ],
  [
    'a yes by browsing',
    saying('en', { title: 'By continuing you agree' }),
    'B5',
    'implied-yes',
    'title',
    'en',
  ],

  [
    'an organisation without a name',
    noticeOf([settings.insights], 'je', {
      ...parts.controller,
      name: ' ',
    } as unknown as typeof parts.controller),
    'B6',
    'controller-empty',
    'controller.name',
  ],
  [
    'an organisation without an address',
    { ...good, controller: { ...good.controller, address: '' } },
    'B6',
    'controller-empty',
    'controller.address',
  ],
  [
    'an organisation that one can not write to',
    { ...good, controller: { ...good.controller, email: '' } },
    'B6',
    'controller-empty',
    'controller.email',
  ],
  [
    'an asker who stays unnamed',
    saying('nl', { intro: 'Wij willen graag:' }),
    'B6',
    'controller-unnamed',
    'intro',
    'nl',
  ],
  [
    'a purpose without a name',
    explaining('tr', 'embeds', { name: ' ' }),
    'B6',
    'purpose-unnamed',
    'embeds',
    'tr',
  ],
  [
    'a purpose without an explanation',
    explaining('pl', 'marketing', { sentence: '—' }),
    'B6',
    'purpose-unnamed',
    'marketing',
    'pl',
  ],
  [
    'a purpose that a language lacks',
    saying('uk', { purposes: {} }),
    'B6',
    'purpose-unnamed',
    'statistics',
    'uk',
  ],
  [
    'a placeholder that hides whose video it is',
    saying('en', { placeholder: 'This comes from elsewhere.' }),
    'B6',
    'service-unnamed',
    'placeholder',
    'en',
  ],
  [
    'braces that nothing fills',
    saying('nl', { title: 'Mag {Controller} dit?' }),
    'B6',
    'placeholder-unknown',
    'title',
    'nl',
  ],

  [
    'no word of withdrawing',
    saying('nl', { withdraw: 'Meer lees je altijd op de pagina' }),
    'B7',
    'withdraw-unsaid',
    'withdraw',
    'nl',
  ],
  [
    'no word of when',
    saying('en', { withdraw: 'You can change your choice via' }),
    'B7',
    'withdraw-unsaid',
    'withdraw',
    'en',
  ],
  [
    'a choice that can not always be changed',
    saying('nl', { withdraw: 'Je kunt je keuze niet altijd veranderen via' }),
    'B7',
    'withdraw-unsaid',
    'withdraw',
    'nl',
  ],
  [
    'a way back that is next to nothing',
    saying('ar', { withdraw: 'هنا' }),
    'B7',
    'withdraw-unsaid',
    'withdraw',
    'ar',
  ],
  ['a link without a name', saying('pl', { choiceLink: '' }), 'B7', 'withdraw-unsaid', 'withdraw', 'pl'],

  ...(
    [
      ['nl', 'Verder zonder'],
      ['nl', 'Misschien later'],
      ['nl', 'Nee, ik mis liever alles'],
      ['nl', 'Instellingen'],
      ['en', 'Maybe later'],
      ['en', 'Accept'],
      ['en', '\u200b'],
      ['tr', 'Belki sonra'],
      ['ar', 'ربما لاحقا'],
      ['uk', 'Може пізніше'],
      ['pl', 'Może później'],
    ] as const
  ).map(([language, refuse]): Case => [
    `“${refuse}” for no`,
    saying(language, { refuse }),
    'B8',
    'refuse-not-plain',
    'refuse',
    language,
  ]),
  ...(
    [
      ['nl', 'Doorgaan'],
      ['nl', 'Ja, verras me'],
      ['nl', 'Oké, begrepen'],
      ['en', 'Got it'],
      ['en', 'Continue'],
      ['tr', 'Devam'],
      ['ar', 'متابعة'],
      ['uk', 'Далі'],
      ['pl', 'Dalej'],
    ] as const
  ).map(([language, accept]): Case => [
    `“${accept}” for yes`,
    saying(language, { accept }),
    'B8',
    'accept-not-plain',
    'accept',
    language,
  ]),
  [
    'a third button that says yes',
    saying('nl', { customise: 'Toestaan' }),
    'B8',
    'customise-misleads',
    'customise',
    'nl',
  ],
  ...(
    [
      ['nl', 'Zo krijg je een optimale website'],
      ['nl', 'Voor de beste ervaring'],
      ['nl', 'Lust je een koekje?'],
      ['nl', 'Speciaal voor jou'],
      ['nl', 'Wij geven om je privacy'],
      ['nl', 'Een opti\u00admale website'],
      ['en', 'For the best experience'],
      ['en', 'Our cookies are delicious'],
      ['en', 'We value your privacy'],
      ['tr', 'En iyi deneyim için'],
      ['ar', 'للحصول على أفضل تجربة'],
      ['uk', 'Для найкращого досвіду'],
      ['pl', 'Dla najlepszych wrażeń'],
    ] as const
  ).map(([language, title]): Case => [
    `“${title}”`,
    saying(language, { title }),
    'B8',
    'steering',
    'title',
    language,
  ]),
  ...(
    [
      ['nl', 'We meten voor het verbeteren van uw ervaring.'],
      ['nl', 'We delen dit met onze partners.'],
      ['en', 'We do this to improve your experience.'],
      ['en', 'We use this for various purposes.'],
    ] as const
  ).map(([language, sentence]): Case => [
    `“${sentence}”`,
    explaining(language, 'marketing', { sentence }),
    'B8',
    'vague',
    'marketing',
    language,
  ]),
  [
    'a video that is “noodzakelijk”',
    explaining('nl', 'embeds', { name: 'Noodzakelijke video’s' }),
    'B8',
    'needed',
    'embeds',
    'nl',
  ],
  [
    'adverts that are “essential”',
    explaining('en', 'marketing', { name: 'Essential adverts' }),
    'B8',
    'needed',
    'marketing',
    'en',
  ],
  ['an exclamation mark', saying('en', { title: 'May we use this!' }), 'B8', 'nudging-sign', 'title', 'en'],
  ['a picture on a button', saying('nl', { accept: '👍 Ja' }), 'B8', 'nudging-sign', 'accept', 'nl'],
  ['a label in capitals', saying('nl', { accept: 'JA', refuse: 'Nee' }), 'B8', 'shouting', 'accept', 'nl'],
  ['a word in capitals', saying('en', { title: 'May we USE THESE?' }), 'B8', 'shouting', 'title', 'en'],
  [
    'letters that run backwards',
    saying('nl', { title: 'Mag \u202eneen?' }),
    'B8',
    'invisible-sign',
    'title',
    'nl',
  ],
  [
    'a sentence without an end',
    explaining('uk', 'insights', { sentence: `Ми рахуємо ${'дуже '.repeat(20)}багато.` }),
    'B8',
    'sentence-long',
    'insights',
    'uk',
  ],
  [
    'a word without an end',
    explaining('nl', 'insights', { sentence: 'We doen websitebezoekersaantallenmetingen.' }),
    'B8',
    'word-long',
    'insights',
    'nl',
  ],
  [
    'Dutch of lawyers',
    explaining('nl', 'marketing', {
      sentence:
        'Middels deze functionaliteit analyseren wij het surfgedrag teneinde de effectiviteit van onze communicatie-uitingen te evalueren.',
    }),
    'B8',
    'hard-to-read',
    'marketing',
    'nl',
  ],
  [
    'English of lawyers',
    explaining('en', 'marketing', {
      sentence: 'Personal information is systematically evaluated for organisational communication purposes.',
    }),
    'B8',
    'hard-to-read',
    'marketing',
    'en',
  ],
  [
    'texts that are rather hard, all of them',
    saying('nl', {
      title: 'Toestemming verlenen',
      withdraw: 'Verandering van keuzes blijft altijd mogelijk via onderstaande pagina',
      purposes: Object.fromEntries(
        Object.entries(good.texts.nl?.purposes ?? {}).map(([id, { name }]) => [
          id,
          { name, sentence: 'Wij gebruiken cookies van derden om relevante advertenties te tonen.' },
        ]),
      ),
    }),
    'B8',
    'hard-to-read',
    'texts',
    'nl',
  ],

  [
    'a fourth button in the banner',
    pressing({ banner: ['refuse', 'accept', 'customise', 'later'] }),
    'B9',
    'button-unknown',
    'banner',
  ],
  [
    'two buttons for yes',
    pressing({ panel: ['refuseAll', 'save', 'acceptAll', 'acceptAll'] }),
    'B9',
    'button-unknown',
    'panel',
  ],
  [
    'a purpose on a third ground',
    changing('insights', { basis: 'legitimate-interest' }),
    'B9',
    'basis-unknown',
    'insights',
  ],
  ...(
    [
      ['nl', 'Op grond van gerechtvaardigd belang'],
      ['en', 'On the ground of legitimate interests'],
      ['tr', 'Meşru menfaatlerimiz için'],
      ['ar', 'على أساس المصلحة المشروعة'],
      ['uk', 'Наш законний інтерес'],
      ['pl', 'Nasz uzasadniony interes'],
    ] as const
  ).map(([language, name]): Case => [
    `“${name}”`,
    explaining(language, 'marketing', { name }),
    'B9',
    'legitimate-interest',
    'marketing',
    language,
  ]),

  [
    'a service named as a purpose',
    changing('embeds', { services: [{ ...youtube, id: 'insights' }] }),
    'B10',
    'same-id',
    'insights',
  ],
  [
    'one id for two services',
    changing('embeds', { services: [youtube, { ...vimeo, id: 'youtube' }] }),
    'B10',
    'same-id',
    'youtube',
  ],
  [
    'two recipients under one answer',
    changing('marketing', { recipients: ['Meta', 'Google'] }),
    'B10',
    'parties-together',
    'marketing',
  ],
  ['videos of nobody in particular', changing('embeds', { services: [] }), 'B10', 'party-missing', 'embeds'],
  [
    'an address of two services',
    changing('embeds', { services: [youtube, { ...vimeo, hosts: ['www.youtube.com'] }] }),
    'B10',
    'host-shared',
    'embeds',
  ],
  [
    'one name for two purposes',
    explaining('en', 'marketing', { name: 'Show videos and maps' }),
    'B10',
    'same-name',
    'marketing',
    'en',
  ],
  [
    'one purpose inside another',
    explaining('nl', 'insights', { sentence: 'Hiermee gaan we ook video’s en kaarten tonen.' }),
    'B10',
    'names-another',
    'insights',
    'nl',
  ],

  [
    'a website that works less well',
    explaining('nl', 'insights', { sentence: 'Zonder dit kan de website niet goed werken.' }),
    'B11',
    'wall',
    'insights',
    'nl',
  ],
  [
    'a closed door',
    saying('en', { title: 'The website only works with this' }),
    'B11',
    'wall',
    'title',
    'en',
  ],

  [
    'more than a small banner holds',
    saying('nl', { title: 'Mogen we dit gebruiken? '.repeat(7).trim() }),
    'B12',
    'first-layer-long',
    'banner',
    'nl',
  ],

  ['grey on white', coloured({ ink: '#8a8a8a' }), 'A2', 'text-faint', 'ink/paper'],
  ['grey on green', coloured({ buttonInk: '#7aa898' }), 'A2', 'text-faint', 'buttonInk/button'],

  ['a region without a name', saying('en', { region: '' }), 'A3', 'unlabelled', 'region', 'en'],

  [
    'a language without texts',
    {
      ...good,
      texts: Object.fromEntries(Object.entries(good.texts).filter(([language]) => language !== 'tr')),
    },
    'A4',
    'language-missing',
    'texts',
    'tr',
  ],
  ['a notice in no language', { ...good, languages: [] }, 'A4', 'language-missing', 'languages'],
  [
    'Arabic from left to right',
    saying('ar', { direction: 'ltr' }),
    'A4',
    'direction-wrong',
    'direction',
    'ar',
  ],
  [
    'Dutch under Arabic',
    saying('ar', { title: 'Mogen we dit gebruiken?' }),
    'A4',
    'script-wrong',
    'title',
    'ar',
  ],
  [
    'English under Ukrainian',
    explaining('uk', 'insights', { sentence: 'Your browser gets a number.' }),
    'A4',
    'script-wrong',
    'insights',
    'uk',
  ],
  ['Ukrainian under Polish', saying('pl', { title: 'Можна?' }), 'A4', 'script-wrong', 'title', 'pl'],
  // The first letter is Cyrillic.
  [
    'a letter that poses as another',
    saying('en', { title: 'Мay we use this?' }),
    'A4',
    'script-wrong',
    'title',
    'en',
  ],
]

describe('a good notice', () => {
  test('has no offence', () => {
    expect(lintNotice(good)).toEqual([])
  })

  const someOf = <One>(all: readonly One[]): One[][] =>
    Array.from({ length: 2 ** all.length - 1 }, (_, set) => all.filter((_one, nth) => (set + 1) & (2 ** nth)))

  test.each(['je', 'u'] as const)(
    'is one of our own texts alone, in “%s”, with whichever purposes',
    (form) => {
      const combinations = someOf([settings.insights, settings.embeds, settings.marketing])
      expect(combinations).toHaveLength(7)
      for (const purposes of combinations) expect(lintNotice(noticeOf(purposes, form))).toEqual([])
      expect(Object.keys(settings)).toEqual(ownPurposeIds.filter((id) => id !== 'statistics'))
    },
  )

  test('is one in a single language, whichever', () => {
    for (const language of noticeLanguages)
      expect(lintNotice({ ...good, languages: [language] }), language).toEqual([])
  })

  test.each([
    ['B4: “Nee” and “Ja”', saying('nl', { refuse: 'Nee', accept: 'Ja' })],
    ['B5: that nothing is on', saying('nl', { title: 'Er staat niets standaard aan' })],
    ['B5: that nothing is on, in English', saying('en', { title: 'Nothing is on by default' })],
    ['B6: a name with a Turkish ending', saying('tr', { intro: 'Voorbeeld Wonen’in istekleri:' })],
    [
      'B7: other words for the way back',
      saying('nl', { withdraw: 'Je mag je toestemming op elk moment intrekken via' }),
    ],
    ['B8: other plain words', saying('en', { refuse: 'Decline', accept: 'I agree' })],
    [
      'B8: that something is not needed',
      explaining('nl', 'insights', { sentence: 'Dit is niet noodzakelijk.' }),
    ],
    ['B8: that counting is needed', explaining('nl', 'statistics', { sentence: 'Dit is noodzakelijk.' })],
    [
      'B8: what others get not',
      explaining('nl', 'insights', { sentence: 'We geven niets aan onze partners.' }),
    ],
    [
      'B8: an abbreviation, and a name in capitals',
      {
        ...explaining('nl', 'marketing', { name: 'Meten voor GGD en ADVERTEERDER' }),
        purposes: changing('marketing', { recipients: ['ADVERTEERDER'] }).purposes,
      },
    ],
    [
      'B8: adverts that work well',
      explaining('nl', 'marketing', { sentence: 'We meten of advertenties goed werken.' }),
    ],
    ['B10: two recipients, each a service', changing('embeds', { recipients: ['Google', 'Vimeo'] })],
    [
      'B10: an address that only ends alike',
      changing('embeds', { services: [youtube, { ...vimeo, hosts: ['notyoutube.com'] }] }),
    ],
    [
      'B11: that the website works all the same',
      saying('nl', { title: 'De website werkt ook als je weigert' }),
    ],
    [
      'A4: a Latin name in Arabic',
      explaining('ar', 'embeds', { name: 'Google Maps', sentence: 'نعرض خرائط Google Maps على صفحاتنا.' }),
    ],
  ])('%s', (_, notice) => {
    expect(lintNotice(notice)).toEqual([])
  })
})

describe('an offender is found', () => {
  test.each(offenders.map(([says, notice, ...offence]) => [offence[0], says, notice, offence] as const))(
    '%s: %s',
    (_, _says, notice, [rule, why, where, language = null]) => {
      expect(lintNotice(notice)).toContainEqual({ rule, language, where, why })
    },
  )

  test('and each fault has an offender', () => {
    const faults = Object.keys(lintSentences.nl)
    expect([...new Set(offenders.map(([, , , why]) => why))].toSorted()).toEqual(faults.toSorted())
  })

  test('in the language it is in and in no other', () => {
    for (const [says, notice, , , , language] of offenders)
      if (language)
        expect(new Set(lintNotice(notice).map((offence) => offence.language)), says).toEqual(
          new Set([language]),
        )
  })

  test('once, however often it occurs', () => {
    const twice = changing('embeds', { services: [youtube, { ...vimeo, hosts: ['youtube.com'] }] })
    expect(lintNotice(twice)).toEqual([{ rule: 'B10', language: null, where: 'embeds', why: 'host-shared' }])
  })
})

describe('laws', () => {
  const colour = fc.integer({ min: 0, max: 0xffffff }).map((bits) => `#${bits.toString(16).padStart(6, '0')}`)
  const nearly = fc.constantFrom('#767676', '#777777', '#949494', '#959595', '#ffffff', '#000000', '#14543f')
  const anyColour = fc.oneof(colour, nearly)

  /** Reckoned here once more, in the words of WCAG 2.2. */
  const contrastOf = (one: string, other: string): number => {
    const light = (text: string) =>
      [1, 3, 5]
        .map((at) => Number.parseInt(text.slice(at, at + 2), 16) / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, nth) => sum + part * ([0.2126, 0.7152, 0.0722][nth] ?? 0), 0)
    const [dark, bright] = [light(one), light(other)].toSorted((a, b) => a - b) as [number, number]
    return (bright + 0.05) / (dark + 0.05)
  }

  test('A2: a theme that passes can be read and its buttons seen, and one that does not can not', () => {
    fc.assert(
      fc.property(
        fc.record({ paper: anyColour, ink: anyColour, button: anyColour, buttonInk: anyColour }),
        (theme) => {
          const { paper, ink, button, buttonInk } = theme
          const isSeen =
            contrastOf(ink, paper) >= 4.5 &&
            contrastOf(buttonInk, button) >= 4.5 &&
            contrastOf(button, paper) >= 3
          expect(lintNotice({ ...coloured(theme), languages: ['en'] }).length === 0).toBe(isSeen)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('B4: labels that pass differ in length by 2.5 times at most', () => {
    const label = fc.string({ minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(label, label, (refuse, accept) => {
        const [short, long] = [refuse.length, accept.length].toSorted((a, b) => a - b) as [number, number]
        const found = lintNotice({ ...saying('en', { refuse, accept }), languages: ['en'] })
        expect(found.some(({ why }) => why === 'labels-unequal')).toBe(long > 2.5 * short)
      }),
      { numRuns: 100 },
    )
  })

  test('B5: a purpose with any name beside ours is refused', () => {
    const names = Object.keys(good.purposes[0] ?? {})
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((name) => !names.includes(name) && name !== '__proto__'),
        fc.jsonValue(),
        (name, value) => {
          expect(lintNotice(changing('insights', { [name]: value }))).toContainEqual({
            rule: 'B5',
            language: null,
            where: 'insights',
            why: 'preset',
          })
        },
      ),
      { numRuns: 50 },
    )
  })

  test('B8: a steering word is found wherever it stands, in whatever case and with whatever around it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('optimale', 'lekkere', 'helaas', 'beste ervaring', 'op maat'),
        fc.constantFrom<(text: string) => string>(
          (text) => text,
          (text) => text.toUpperCase(),
          (text) => `“${text}”`,
          (text) => text.replaceAll(' ', '\u00a0'),
          (text) => text.split('').join('\u00ad'),
        ),
        fc.constantFrom(...editableTexts),
        fc.constantFrom('', 'Wij ', 'Voorbeeld Wonen: '),
        (word, dress, where, before) => {
          const found = lintNotice(saying('nl', { [where]: `${before}${dress(word)} hier` }))
          expect(found).toContainEqual({ rule: 'B8', language: 'nl', where, why: 'steering' })
        },
      ),
      { numRuns: 150 },
    )
  })

  test('no text and no name can make it throw', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('(', '[a-', '\\', '$&', '*', '-'),
    )
    fc.assert(
      fc.property(
        text,
        text,
        text,
        fc.constantFrom(...noticeLanguages),
        (name, service, written, language) => {
          const purposes = changing('embeds', {
            services: [{ ...youtube, name: service }],
            recipients: [name],
          }).purposes
          const notice = saying(language, { intro: written, refuse: written })
          return Array.isArray(lintNotice({ ...notice, purposes, controller: { ...good.controller, name } }))
        },
      ),
      { numRuns: 60 },
    )
  })

  test('it says the same of a notice each time, and leaves it as it was', () => {
    const before = JSON.stringify(good)
    for (const [says, notice] of offenders.slice(0, 20))
      expect(lintNotice(notice), says).toEqual(lintNotice(notice))
    expect(JSON.stringify(good)).toBe(before)
  })
})

test('each rule is in the list once, and each fault has a sentence in Dutch and English', () => {
  expect(new Set(lintRules).size).toBe(lintRules.length)
  const { nl, en } = lintSentences
  expect(Object.keys(nl).toSorted()).toEqual(Object.keys(en).toSorted())
  for (const sentences of [nl, en])
    expect(new Set(Object.values(sentences)).size).toBe(Object.keys(sentences).length)
})
