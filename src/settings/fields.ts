/** Which settings there are, in which section and group, and how each is written in a form. Their texts are in the page's words. */
import type { Site } from '../site/site.ts'

export const sections = ['site', 'counting', 'retention', 'organisation', 'appearance', 'newsletter'] as const
export type Section = (typeof sections)[number]
export const isSection = (text: string): text is Section => sections.some((section) => section === text)

/** What a section changes: the document, and what stands beside it in columns of their own. */
export type Editable = Pick<Site, 'domain' | 'hostnames' | 'timezone' | 'settings'>

/**
 * How a setting is written: `list` one value on each line, `switch` a box that is ticked or not, `pick` one of a few, `logo` a
 * file.
 */
export type Kind =
  | 'line'
  | 'email'
  | 'telephone'
  | 'website'
  | 'address'
  | 'list'
  | 'number'
  | 'switch'
  | 'pick'
  | 'colour'
  | 'logo'
  | 'zone'

/** By its place in the document; so it is called in a form, in a refusal and in what staff did. */
const kinds = {
  hostnames: 'list',
  timezone: 'zone',
  masks: 'list',
  excluded: 'list',
  hashRoutes: 'switch',
  missingTitle: 'line',
  searchParameters: 'list',
  'retention.eventsDays': 'number',
  'retention.visitsMonths': 'number',
  'retention.totalsMonths': 'number',
  'controller.name': 'line',
  'controller.address': 'address',
  'controller.email': 'email',
  'controller.phone': 'telephone',
  'controller.website': 'website',
  'privacyOfficer.name': 'line',
  'privacyOfficer.email': 'email',
  'brand.name': 'line',
  'brand.colour': 'colour',
  'brand.logo': 'logo',
  languages: 'pick',
  form: 'pick',
  newsletter: 'pick',
} as const satisfies Record<string, Kind>
export type Setting = keyof typeof kinds
export const kindOf = (setting: Setting): Kind => kinds[setting]

/** What is explained together, and what the privacy statement says in one sentence. */
const groups = {
  hostnames: ['hostnames'],
  timezone: ['timezone'],
  masks: ['masks'],
  excluded: ['excluded'],
  hashRoutes: ['hashRoutes'],
  missingTitle: ['missingTitle'],
  searchParameters: ['searchParameters'],
  eventsDays: ['retention.eventsDays'],
  visitsMonths: ['retention.visitsMonths'],
  totalsMonths: ['retention.totalsMonths'],
  controller: [
    'controller.name',
    'controller.address',
    'controller.email',
    'controller.phone',
    'controller.website',
  ],
  privacyOfficer: ['privacyOfficer.name', 'privacyOfficer.email'],
  'brand.name': ['brand.name'],
  'brand.colour': ['brand.colour'],
  'brand.logo': ['brand.logo'],
  languages: ['languages'],
  form: ['form'],
  newsletter: ['newsletter'],
} as const satisfies Record<string, readonly Setting[]>
export type Group = keyof typeof groups
export const settingsIn = (group: Group): readonly Setting[] => groups[group]

const groupsBySection: Readonly<Record<Section, readonly Group[]>> = {
  site: ['hostnames', 'timezone'],
  counting: ['masks', 'excluded', 'hashRoutes', 'missingTitle', 'searchParameters'],
  retention: ['eventsDays', 'visitsMonths', 'totalsMonths'],
  organisation: ['controller', 'privacyOfficer'],
  appearance: ['brand.name', 'brand.colour', 'brand.logo', 'languages', 'form'],
  newsletter: ['newsletter'],
}
export const groupsOf = (section: Section): readonly Group[] => groupsBySection[section]
export const settingsOf = (section: Section): readonly Setting[] => groupsOf(section).flatMap(settingsIn)

/** Beside others that a privacy statement needs, these may stay empty, and say so. */
export const isOptional = (setting: Setting): boolean =>
  ['controller.phone', 'controller.website', 'privacyOfficer.name', 'privacyOfficer.email'].includes(setting)

/** The value of a setting, as it is stored; undefined for what a person has none of. */
export function valueOf({ hostnames, timezone, settings }: Editable, setting: Setting): unknown {
  if (setting === 'hostnames') return hostnames
  if (setting === 'timezone') return timezone
  const [head = '', tail] = setting.split('.')
  const value: unknown = Object.entries(settings).find(([name]) => name === head)?.[1]
  return tail === undefined || value === null ? value : (value as Readonly<Record<string, unknown>>)[tail]
}

/** A setting's value as the text of its field. */
export function textOf(editable: Editable, setting: Setting): string {
  const value = valueOf(editable, setting)
  if (setting === 'languages') return editable.settings.languages.join(' ')
  if (Array.isArray(value)) return value.join('\n')
  if (setting === 'newsletter') return value === null ? '' : value === true ? 'yes' : 'no'
  if (typeof value === 'boolean') return value ? 'on' : ''
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

export type Written = Readonly<Partial<Record<Setting, string>>>

export const writtenOf = (editable: Editable, section: Section): Written =>
  Object.fromEntries(settingsOf(section).map((setting) => [setting, textOf(editable, setting)]))
