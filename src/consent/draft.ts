/**
 * What an editor sets about asking: purposes, texts where they differ from ours, colours. One document with a version, apart
 * from the site's settings, since it is long and no beacon needs it. Nothing of it reaches a visitor before it is published.
 */
import * as z from 'zod'
import { boundElements, exemptElements, insightMonths, isOwnPurpose } from './purpose.ts'
import { noticeLanguages } from './texts.ts'

/** Why a value is refused; each has a sentence in the page's words. */
export type DraftFault =
  | 'empty'
  | 'long'
  | 'text'
  | 'many'
  | 'range'
  | 'colour'
  | 'choice'
  | 'id'
  | 'host'
  | 'storage-name'
  | 'twice'
  /** An exempt purpose takes data that needs consent (law 4a). */
  | 'bound-element'
  /** Something was said to be on before anybody chose, or stands on another ground than these two (B5, B9). */
  | 'unknown'
const fault = (code: DraftFault): DraftFault => code

const isPlain = (text: string): boolean => text.isWellFormed() && !/\p{Cc}/u.test(text)
const line = (lengthMax: number) =>
  z.string(fault('text')).trim().max(lengthMax, fault('long')).refine(isPlain, fault('text'))

/** It travels in the choice token, between hyphens. */
export const purposeId = z.string(fault('id')).regex(/^[a-z][a-z0-9_]{0,19}$/, fault('id'))

const host = z
  .string(fault('host'))
  .trim()
  .toLowerCase()
  .max(253, fault('host'))
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/, fault('host'))

const service = z.strictObject(
  {
    id: purposeId,
    name: line(60).min(1, fault('empty')),
    hosts: z.array(host, fault('unknown')).min(1, fault('empty')).max(10, fault('many')),
  },
  fault('unknown'),
)

/** What the visitor's own choice is kept under: a withdrawal that deleted it would make everybody be asked anew. */
const isOfChoice = (name: string): boolean =>
  name.endsWith('*')
    ? 'voordeur-receipt'.startsWith(name.slice(0, -1))
    : ['voordeur', 'voordeur-receipt'].includes(name)

/** Name of a cookie or of a key in storage, or its beginning and `*`. Never `*` alone: it would empty the site's own. */
const storageName = z
  .string(fault('storage-name'))
  .regex(/^[\w.%-]{2,60}\*?$/, fault('storage-name'))
  .refine((name) => !isOfChoice(name), fault('storage-name'))

const names = z.array(storageName, fault('unknown')).max(30, fault('many')).default([])

const purposeTexts = z.strictObject(
  { name: line(60).min(1, fault('empty')), sentence: line(240).min(1, fault('empty')) },
  fault('unknown'),
)

const common = {
  id: purposeId,
  version: z.int(fault('range')).min(1, fault('range')).max(9_999, fault('range')).default(1),
  recipients: z
    .array(line(80).min(1, fault('empty')), fault('unknown'))
    .max(20, fault('many'))
    .default([]),
  /** Null: the recipient decides. */
  months: z.int(fault('range')).min(1, fault('range')).max(25, fault('range')).nullable().default(null),
  services: z.array(service, fault('unknown')).max(20, fault('many')).default([]),
  cookies: names,
  storage: names,
  /** By language; ours where absent. A purpose of the site's own has them in every language of the notice. */
  texts: z.partialRecord(z.enum(noticeLanguages), purposeTexts, fault('unknown')).default({}),
}

// Strict on purpose: `default: true`, or any word for "on before anybody chose", is an unknown name and is refused (B5).
const exemptPurpose = z.strictObject(
  {
    ...common,
    basis: z.literal('exempt'),
    // What others show stores something for them, so it is never exempt (law 4a).
    services: z.array(service, fault('unknown')).max(0, fault('bound-element')).default([]),
    elements: z
      .array(z.enum(exemptElements, fault('bound-element')), fault('unknown'))
      .max(20, fault('many')),
  },
  fault('unknown'),
)
const consentPurpose = z.strictObject(
  {
    ...common,
    basis: z.literal('consent'),
    elements: z
      .array(z.enum([...exemptElements, ...boundElements], fault('choice')), fault('unknown'))
      .min(1, fault('empty'))
      .max(20, fault('many')),
  },
  fault('unknown'),
)

const purposeSetting = z
  .discriminatedUnion('basis', [exemptPurpose, consentPurpose], fault('unknown'))
  // Our own are what their texts say, and that needs consent.
  .refine(({ id, basis }) => basis === 'consent' || !isOwnPurpose(id), {
    path: ['basis'],
    error: fault('bound-element'),
  })
  .refine(({ id, months }) => id !== 'insights' || (months ?? 0) <= insightMonths, {
    path: ['months'],
    error: fault('range'),
  })
  // It goes to nobody, so no recipient decides how long.
  .transform((purpose) =>
    purpose.id === 'insights' ? { ...purpose, months: purpose.months ?? insightMonths } : purpose,
  )
export type PurposeSetting = z.infer<typeof purposeSetting>

const colour = z
  .string(fault('colour'))
  .trim()
  .toLowerCase()
  .regex(/^#[\da-f]{6}$/, fault('colour'))

/** Colours as custom properties of the banner; each button takes the same ones, so that none can stand out (B4). */
const theme = z.strictObject(
  {
    paper: colour.default('#ffffff'),
    ink: colour.default('#1c2320'),
    button: colour.default('#14543f'),
    buttonInk: colour.default('#ffffff'),
    /** Rounding of corners, in px. */
    radius: z.int(fault('range')).min(0, fault('range')).max(24, fault('range')).default(8),
  },
  fault('unknown'),
)
export type Theme = z.infer<typeof theme>

/** Texts that an editor may write anew; the others are the same everywhere, so that one learns them once. */
export const editableTexts = [
  'title',
  'intro',
  'withdraw',
  'refuse',
  'accept',
  'customise',
  'placeholder',
] as const
export type EditableText = (typeof editableTexts)[number]

const textLengthMax = 300
const texts = z.partialRecord(
  z.enum(noticeLanguages),
  z.partialRecord(z.enum(editableTexts), line(textLengthMax).min(1, fault('empty')), fault('unknown')),
  fault('unknown'),
)

export const draftVersion = 1

export const consentDraft = z
  .strictObject(
    {
      version: z.literal(draftVersion, fault('unknown')).default(draftVersion),
      /** Of banner and panel; the first where the page's is none of them. */
      languages: z
        .array(z.enum(noticeLanguages, fault('choice')), fault('choice'))
        .min(1, fault('choice'))
        .refine((all) => new Set(all).size === all.length, fault('choice'))
        .default(['nl', 'en']),
      /** Beside `statistics`, which every site has. */
      purposes: z.array(purposeSetting, fault('unknown')).max(12, fault('many')).default([]),
      texts: texts.default({}),
      theme: theme.prefault({}),
      /** Tells Google's tags of a choice (Consent Mode v2). Basic only: they load after it (T2). */
      consentMode: z.boolean(fault('choice')).default(false),
    },
    fault('unknown'),
  )
  .superRefine(({ purposes, languages }, context) => {
    const taken = new Set<string>(['statistics'])
    for (const [index, { id, services, texts: own }] of purposes.entries()) {
      for (const [name, path] of [
        [id, ['purposes', index, 'id']],
        ...services.map((one, nth) => [one.id, ['purposes', index, 'services', nth, 'id']] as const),
      ] as const) {
        if (taken.has(name)) context.addIssue({ code: 'custom', path: [...path], message: fault('twice') })
        taken.add(name)
      }
      if (isOwnPurpose(id)) continue
      for (const language of languages)
        if (!own[language])
          context.addIssue({
            code: 'custom',
            path: ['purposes', index, 'texts', language],
            message: fault('empty'),
          })
    }
  })
export type ConsentDraft = z.infer<typeof consentDraft>

export const emptyDraft: ConsentDraft = consentDraft.parse({})
