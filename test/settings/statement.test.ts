import { describe, expect, test } from 'vitest'
import { formatIn } from '../../src/page/format.ts'
import { languages, wordsIn, type Language } from '../../src/page/words.ts'
import { groupsOf, sections, settingsIn, type Editable, type Group } from '../../src/settings/fields.ts'
import { statementOf } from '../../src/settings/statement.ts'
import { siteSettings } from '../../src/site/site-settings.ts'
import { believableSite, emptySite } from './believable-settings.tsx'

const says = (group: Group, site: Editable, lang: Language = 'nl') =>
  statementOf(group, site, wordsIn(lang), formatIn(lang))

const groups = sections.flatMap(groupsOf)

describe('what the privacy statement must say', () => {
  test('is a whole sentence or nothing, for every setting, filled in or not, in every language', () => {
    for (const lang of languages)
      for (const site of [believableSite, emptySite])
        for (const group of groups) {
          const text = says(group, site, lang)
          if (text !== null) expect(text, group).toMatch(/^\p{Lu}.*\.$/su)
        }
  })

  test.each<[Group, string]>([
    [
      'hostnames',
      'Wij meten het bezoek aan woonstichtingdelinde.nl, www.woonstichtingdelinde.nl en mijn.woonstichtingdelinde.nl.',
    ],
    ['excluded', 'Het bezoek aan deze pagina’s meten wij niet: /intern/**.'],
    ['eventsDays', 'Losse bezoekgegevens bewaren wij ten hoogste 90 dagen.'],
    ['visitsMonths', 'Bezoekgegevens bewaren wij ten hoogste 13 maanden.'],
    ['controller', 'Verantwoordelijk is Woonstichting De Linde, Lindelaan 1, 3000 AA Rotterdam.'],
    [
      'privacyOfficer',
      'Onze functionaris gegevensbescherming is J. de Vries, bereikbaar via privacy@woonstichtingdelinde.nl.',
    ],
  ])('of %s follows what is set', (group, sentence) => {
    expect(says(group, believableSite)).toBe(sentence)
  })

  test('of one month is said of one month', () => {
    const retention = { eventsDays: 7, visitsMonths: 1, totalsMonths: 2 }
    const site = { ...emptySite, settings: siteSettings.parse({ retention }) }
    expect(says('visitsMonths', site)).toBe('Bezoekgegevens bewaren wij ten hoogste 1 maand.')
    expect(says('visitsMonths', site, 'en')).toBe('We keep data about visits for at most 1 month.')
  })

  test('of what is off says that it is off where visitors may wonder, and nothing of how pages look', () => {
    expect(says('searchParameters', emptySite)).toContain('Wij bewaren niet')
    expect(says('excluded', emptySite)).toContain('alle pagina’s')
    for (const group of [
      'brand.name',
      'brand.colour',
      'brand.logo',
      'languages',
      'form',
      'timezone',
    ] as const)
      expect(says(group, believableSite)).toBeNull()
  })
})

test('every setting is in one group, every group in one section, and each has its texts', () => {
  const settings = groups.flatMap(settingsIn)
  expect(new Set(settings).size).toBe(settings.length)
  expect(new Set(groups).size).toBe(groups.length)
  for (const lang of languages) {
    const words = wordsIn(lang).settings
    for (const group of groups) {
      expect(words.groups[group].title).not.toBe('')
      // One or two plain sentences, three where an example is one of them.
      expect(words.groups[group].means.split(/(?<=[.:])\s/).length, group).toBeLessThanOrEqual(5)
      if (settingsIn(group).length > 1)
        for (const setting of settingsIn(group)) expect(words.fields).toHaveProperty([setting])
    }
  }
})
