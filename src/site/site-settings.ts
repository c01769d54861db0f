/**
 * What a site's people set: how it is counted, how long that is kept, who answers for it, how its public pages look. One
 * document with a version, in `site.settings`; it names the privacy officer and whoever else staff write in, as long as the
 * site is measured. The snippet is told of the first five alone (`snippet-settings.ts`).
 */
import * as z from 'zod'
import { languages, type Language } from '../page/words.ts'
import { isLogo } from './logo.ts'

/** Why a value is refused; each has a sentence in the page's words. Zod's messages are these and nothing else. */
export type SettingFault =
  | 'empty'
  | 'long'
  | 'text'
  | 'many'
  | 'pattern'
  | 'parameter'
  | 'range'
  | 'order'
  | 'email'
  | 'website'
  | 'colour'
  | 'logo-type'
  | 'logo-large'
  | 'choice'
  | 'hostname'
  | 'zone'
  | 'has-data'
  | 'taken'
const fault = (code: SettingFault): SettingFault => code

/** PostgreSQL has no NUL in text and half a surrogate pair is no text; other control characters are nothing that one writes. */
const isPlain = (text: string): boolean => text.isWellFormed() && !/\p{Cc}/u.test(text)

const line = (lengthMax: number) =>
  z.string(fault('text')).trim().max(lengthMax, fault('long')).refine(isPlain, fault('text'))

/** Of several lines, such as an address: each ends in `\n`, whatever a browser sent. */
const lines = (lengthMax: number) =>
  z
    .string(fault('text'))
    .transform((text) => text.replace(/\r\n?/g, '\n').trim())
    .pipe(
      z
        .string()
        .max(lengthMax, fault('long'))
        .refine((text) => isPlain(text.replaceAll('\n', '')), fault('text')),
    )

/** A path pattern: `*` stands for one whole segment, `**` at the end for the rest. Not a regular expression: no blow-up. */
const pattern = z
  .string(fault('pattern'))
  .max(200, fault('long'))
  .regex(/^\/[^\s?#]*$/, fault('pattern'))
  .refine(isPlain, fault('text'))

const email = line(254).refine((text) => text === '' || z.regexes.email.test(text), fault('email'))

function isWebsite(text: string): boolean {
  if (text === '') return true
  return /^https?:\/\//.test(text) && URL.canParse(text)
}

/** How the site is counted: all that version 1 held. */
const counted = {
  /** Patterns whose `*` segments become `:id`. */
  masks: z.array(pattern).max(50, fault('many')).default([]),
  /** Pages that are not counted. */
  excluded: z.array(pattern).max(50, fault('many')).default([]),
  /** The fragment is the page (`/#/aanbod`). */
  hashRoutes: z.boolean().default(false),
  /** A text that only the title of a missing page contains ("Pagina niet gevonden"). Empty: none does. */
  missingTitle: line(100).default(''),
  /** Names of query parameters that hold what was looked for on the site itself (`q`). Without any it is not counted. */
  searchParameters: z
    .array(z.string().regex(/^[\w.[\]-]{1,50}$/, fault('parameter')))
    .max(5, fault('many'))
    .default([]),
}

export interface Bounds {
  readonly low: number
  readonly high: number
}

/**
 * Law D5: what is raw goes within 25 months, what tells one visitor's day apart within 13. Downwards one is free as far as the
 * service still works: a week to compute a day again, a month beside the one before it.
 */
export const retentionBounds = {
  eventsDays: { low: 7, high: 395 },
  visitsMonths: { low: 1, high: 25 },
  totalsMonths: { low: 2, high: 25 },
} as const satisfies Record<string, Bounds>

const within = ({ low, high }: Bounds) =>
  z.int(fault('range')).min(low, fault('range')).max(high, fault('range'))

/** Whole days that so many months hold on average; 13 months are 395 days. */
const daysOf = (months: number): number => Math.floor(months * 30.4)

const retention = z
  .strictObject({
    /** Single events. */
    eventsDays: within(retentionBounds.eventsDays).default(90),
    /** Visits with the way they went. */
    visitsMonths: within(retentionBounds.visitsMonths).default(13),
    /** Figures of a day. */
    totalsMonths: within(retentionBounds.totalsMonths).default(25),
  })
  // The statement names the longest period for what is known of a visit: nothing finer may outlive it.
  .refine(({ eventsDays, visitsMonths }) => eventsDays <= daysOf(visitsMonths), {
    path: ['eventsDays'],
    error: fault('order'),
  })
  .refine(({ visitsMonths, totalsMonths }) => visitsMonths <= totalsMonths, {
    path: ['visitsMonths'],
    error: fault('order'),
  })

/** Who answers for the processing. All empty until somebody wrote it: then `isControllerKnown` is false. */
const controller = z.strictObject({
  name: line(150).default(''),
  /** As on an envelope, in lines. */
  address: lines(300).default(''),
  email: email.default(''),
  phone: line(40).default(''),
  website: line(200).refine(isWebsite, fault('website')).default(''),
})

/** Art. 37 GDPR. Their name and address of work are published on the privacy page. */
const privacyOfficer = z.strictObject({
  name: line(150).min(1, fault('empty')),
  email: email.min(1, fault('empty')),
})

const brand = z.strictObject({
  /** What visitors call the organisation. Empty: the controller's name. */
  name: line(80).default(''),
  /** `#rrggbb`; what is written on it, and how it looks on a page, is worked out (`brand-colour.ts`). */
  colour: z
    .string(fault('colour'))
    .trim()
    .toLowerCase()
    .regex(/^#[\da-f]{6}$/, fault('colour'))
    .default('#14543f'),
  /** As `readLogo` made it. */
  logo: z.string().refine(isLogo, fault('logo-type')).nullable().default(null),
})

export const forms = ['je', 'u'] as const

/** The newest version that this program writes. */
export const settingsVersion = 2

export const siteSettings = z.strictObject({
  version: z.literal(settingsVersion).default(settingsVersion),
  ...counted,
  controller: controller.prefault({}),
  /** Null: there is none, or none is known. */
  privacyOfficer: privacyOfficer.nullable().default(null),
  brand: brand.prefault({}),
  /** Of the public pages and mails; the first one where nobody chose. */
  languages: z
    .array(z.enum(languages as [Language, ...Language[]], fault('choice')))
    .min(1, fault('choice'))
    .refine((all) => new Set(all).size === all.length, fault('choice'))
    .default(['nl', 'en']),
  /** How visitors are spoken to in Dutch. */
  form: z.enum(forms, fault('choice')).default('je'),
  retention: retention.prefault({}),
  /** Whether the site sends one. Null: nobody has said yet, so it sends none. */
  newsletter: z.boolean(fault('choice')).nullable().default(null),
})
export type SiteSettings = z.infer<typeof siteSettings>

const version1 = z.strictObject(counted)

export type SettingsReading =
  | { readonly ok: true; readonly settings: SiteSettings }
  /** `newer`: a later release wrote it, and this one would lose what it does not know. `broken`: no document of ours. */
  | { readonly ok: false; readonly why: 'newer' | 'broken' }

const versionOf = (stored: unknown): unknown =>
  typeof stored === 'object' && stored !== null && 'version' in stored ? stored.version : 1

/**
 * A stored document as this program knows it. Version 1, which had no number, is lifted: what it held stays as it was and
 * the rest gets its defaults. It is stored in its new form when somebody next changes a setting. Never throws.
 */
export function readSiteSettings(stored: unknown): SettingsReading {
  const version = versionOf(stored)
  if (typeof version === 'number' && version > settingsVersion) return { ok: false, why: 'newer' }
  const lifted = version === 1 ? version1.safeParse(stored) : { success: true, data: stored }
  const read = siteSettings.safeParse(lifted.data)
  return lifted.success && read.success ? { ok: true, settings: read.data } : { ok: false, why: 'broken' }
}

/** What a privacy statement can't do without: a name, an address, and a way to ask. */
export const isControllerKnown = ({ controller: { name, address, email } }: SiteSettings): boolean =>
  [name, address, email].every((text) => text !== '')
