/** A section's form, as it came -> the site as it would be, or what is wrong beside each field. Writes nothing. */
import { must } from '../must.ts'
import { readLogo } from '../site/logo.ts'
import { siteSettings, type SettingFault } from '../site/site-settings.ts'
import { newSite } from '../site/site.ts'
import {
  kindOf,
  settingsOf,
  textOf,
  valueOf,
  type Editable,
  type Section,
  type Setting,
  type Written,
} from './fields.ts'
import { hostOf } from './host.ts'

export type Form = Readonly<Record<string, unknown>>
export type Faults = Readonly<Partial<Record<Setting, SettingFault>>>

export type SectionReading =
  | { readonly ok: true; readonly next: Editable; readonly changed: readonly Setting[] }
  /** As it was written, to be shown again: a file can't be. */
  | { readonly ok: false; readonly faults: Faults; readonly written: Written }

/** The name of the box that takes the logo away. */
export const removeLogo = 'brand.logo.remove'

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** One value on each line, each once. */
const listOf = (written: string): string[] => [
  ...new Set(
    written
      .split(/[\r\n]+/)
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ),
]

type Value = { readonly value: unknown } | { readonly fault: SettingFault }

async function readLogoField(form: Form, before: unknown): Promise<Value> {
  if (form[removeLogo] === 'on') return { value: null }
  const file = form['brand.logo']
  // A browser sends an empty file where none was chosen.
  if (!(file instanceof File) || file.size === 0) return { value: before }
  const reading = readLogo(new Uint8Array(await file.arrayBuffer()))
  return reading.ok ? { value: reading.logo } : { fault: reading.why }
}

function readHostnames(written: string, domain: string): Value {
  const read = newSite.shape.hostnames.safeParse(listOf(written).map(hostOf))
  if (read.success) return { value: [...new Set([domain, ...(read.data ?? [])])] }
  return { fault: read.error.issues[0]?.code === 'too_big' ? 'many' : 'hostname' }
}

function readZone(written: string): Value {
  const read = newSite.shape.timezone.safeParse(written.trim())
  return read.success ? { value: read.data } : { fault: 'zone' }
}

/** What its field says, in the shape that the document has for it. What is wrong with it, the document's own rules say. */
function readField(setting: Setting, form: Form, site: Editable): Value | Promise<Value> {
  const written = text(form[setting])
  const before = valueOf(site, setting)
  if (setting === 'hostnames') return readHostnames(written, site.domain)
  if (setting === 'languages') return { value: written.split(' ') }
  if (setting === 'newsletter') return { value: { yes: true, no: false }[written] ?? '' }
  switch (kindOf(setting)) {
    case 'list':
      return { value: listOf(written) }
    case 'number':
      return { value: /^\s*\d{1,6}\s*$/.test(written) ? Number(written) : Number.NaN }
    case 'switch':
      return { value: written === 'on' }
    case 'logo':
      return readLogoField(form, before)
    case 'zone':
      // Where it is fixed, its field is not in the form.
      return form[setting] === undefined ? { value: before } : readZone(written)
    case 'line':
    case 'email':
    case 'telephone':
    case 'website':
    case 'address':
    case 'colour':
    case 'pick':
      return { value: written }
  }
}

type Draft = Record<string, unknown>

function put(draft: Draft, setting: Setting, value: unknown): void {
  const [head = '', tail] = setting.split('.')
  if (tail === undefined) draft[head] = value
  else draft[head] = { ...(draft[head] as Draft | null), [tail]: value }
}

const isBlank = (form: Form, setting: Setting): boolean => text(form[setting]).trim() === ''

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * Refused, each beside its field: what `siteSettings` and `newSite` refuse, and a file that is no logo. Fields that the form does
 * not have count as empty, but for the logo and a fixed time zone.
 */
export async function readSection(section: Section, form: Form, before: Editable): Promise<SectionReading> {
  const settings = settingsOf(section)
  const draft: Draft = structuredClone(before.settings)
  let { hostnames, timezone } = before
  const faults: Partial<Record<Setting, SettingFault>> = {}
  for (const setting of settings) {
    const field = await readField(setting, form, before)
    if ('fault' in field) faults[setting] = field.fault
    else if (setting === 'hostnames') hostnames = field.value as string[]
    else if (setting === 'timezone') timezone = field.value as string
    else put(draft, setting, field.value)
  }
  if (
    isBlank(form, 'privacyOfficer.name') &&
    isBlank(form, 'privacyOfficer.email') &&
    section === 'organisation'
  )
    draft['privacyOfficer'] = null

  const read = siteSettings.safeParse(draft)
  for (const { path, message } of read.error?.issues ?? []) {
    const place = path.join('.')
    const setting = must(
      settings.find((one) => place === one || place.startsWith(`${one}.`)),
      'all that is not of this section was valid before',
    )
    faults[setting] ??= message as SettingFault
  }
  if (Object.keys(faults).length > 0 || !read.success)
    return {
      ok: false,
      faults,
      written: Object.fromEntries(
        settings.map((setting) => [
          setting,
          kindOf(setting) === 'logo' ? textOf(before, setting) : text(form[setting]),
        ]),
      ),
    }
  const next: Editable = { domain: before.domain, settings: read.data, hostnames, timezone }
  return {
    ok: true,
    next,
    changed: settings.filter((setting) => !same(valueOf(before, setting), valueOf(next, setting))),
  }
}
