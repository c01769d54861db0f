/** The form of the newsletter's settings against what they may be: all of it, or what is wrong with which field. Pure. */
import type { Form } from '../page/read-form.ts'
import { newsletterSettings, type NewsletterSettings } from '../subscriber/newsletter-settings.ts'

export type SettingName = keyof NewsletterSettings

export const numberFields = ['mailsPerMinuteMax', 'mailsPerMinuteAndDomainMax', 'mailsPerDayMax'] as const
export type NumberField = (typeof numberFields)[number]

const settingNames = [
  'senderName',
  'replyTo',
  'imprint',
  'opens',
  'clicks',
  ...numberFields,
] as const satisfies readonly SettingName[]

export type WrittenSettings = Readonly<Record<SettingName, string>>
export type SettingFault = 'header' | 'email' | 'level' | 'number' | 'long'

export type SettingsReading =
  | { readonly ok: true; readonly settings: NewsletterSettings }
  | {
      readonly ok: false
      readonly faults: ReadonlyMap<SettingName, SettingFault>
      readonly written: WrittenSettings
    }

const faultOf: Readonly<Record<SettingName, SettingFault>> = {
  senderName: 'header',
  replyTo: 'email',
  imprint: 'long',
  opens: 'level',
  clicks: 'level',
  mailsPerMinuteMax: 'number',
  mailsPerMinuteAndDomainMax: 'number',
  mailsPerDayMax: 'number',
}

/** Between which numbers. */
export function boundsOf(field: NumberField): { readonly low: number; readonly high: number } {
  const { minValue, maxValue } = newsletterSettings.shape[field].unwrap()
  return { low: minValue ?? 1, high: maxValue ?? Number.MAX_SAFE_INTEGER }
}

const textOf = (value: NewsletterSettings[SettingName]): string => (value === null ? '' : String(value))

/** As the form shows them. */
export const writtenSettings = (settings: NewsletterSettings): WrittenSettings =>
  eachSetting((name) => textOf(settings[name]))

const eachSetting = (text: (name: SettingName) => string): WrittenSettings => ({
  senderName: text('senderName'),
  replyTo: text('replyTo'),
  imprint: text('imprint'),
  opens: text('opens'),
  clicks: text('clicks'),
  mailsPerMinuteMax: text('mailsPerMinuteMax'),
  mailsPerMinuteAndDomainMax: text('mailsPerMinuteAndDomainMax'),
  mailsPerDayMax: text('mailsPerDayMax'),
})

/** Browsers send line ends as two characters, which would count twice. */
const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim()

/** Whatever is no whole number is none, and refused as such. */
const valueOf = (name: SettingName, written: string): unknown => {
  if (name === 'replyTo') return written === '' ? null : written
  return numberFields.some((field) => field === name)
    ? /^\d{1,9}$/.test(written)
      ? Number(written)
      : null
    : written
}

/** Takes any form; never throws. */
export function readNewsletterSettings(form: Form): SettingsReading {
  const written = eachSetting((name) => plain(form.one(name) ?? ''))
  const values = Object.fromEntries(settingNames.map((name) => [name, valueOf(name, written[name])]))
  const reading = newsletterSettings.safeParse(values)
  if (reading.success) return { ok: true, settings: reading.data }
  const wrong = new Set(reading.error.issues.map(({ path: [at] }) => at))
  return {
    ok: false,
    faults: new Map(settingNames.filter((name) => wrong.has(name)).map((name) => [name, faultOf[name]])),
    written,
  }
}

/** Which of them differ, for the list of what staff did. */
export const changedSettings = (
  before: NewsletterSettings,
  after: NewsletterSettings,
): readonly SettingName[] => settingNames.filter((name) => before[name] !== after[name])
