/**
 * The letters of the desk as a site words them, by kind and language; where it does not, ours are used. What a letter has to say stands
 * in `letter-text.ts`, and a text that would not say it is refused here.
 */
import { recordAct } from '../account/act.ts'
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { composeLetter, type Content } from '../mail/letter.tsx'
import { languages, type Language } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import { localDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import { extendedDue, promiseDue } from './clock.ts'
import {
  fillingOf,
  fillLetter,
  letterKinds,
  partsOf,
  placeholdersOf,
  readTemplate,
  requiredOf,
  type LetterTemplate,
  type Placeholder,
  type TemplateReading,
} from './letter-text.ts'
import { letterWords } from './letter-words.ts'
import type { LetterKind, LetterRequest, Told } from './letter.ts'

export interface ListedTemplate extends LetterTemplate {
  readonly kind: LetterKind
  readonly language: Language
  /** Null: it is ours, and nobody changed it. */
  readonly changedAt: Date | null
  /** Number of a member of staff, who may be gone. */
  readonly changedBy: string | null
  readonly placeholders: readonly Placeholder[]
  /** Of these, those that the text may not go without. */
  readonly required: readonly Placeholder[]
}

interface TemplateRow extends LetterTemplate {
  readonly kind: string
  readonly language: string
  readonly changed_at: Date
  readonly changed_by: string | null
}

/** Of every kind in every language, the site's own or ours. Index: letter_template_pk. */
export async function listTemplates(
  { db }: { readonly db: Tx },
  { id }: Pick<Site, 'id'>,
): Promise<ListedTemplate[]> {
  const rows = await db<TemplateRow[]>`
    select kind, language, subject, body, changed_at, changed_by from letter_template where site_id = ${id}`
  return letterKinds.flatMap((kind) =>
    languages.map((language) => {
      const own = rows.find((row) => row.kind === kind && row.language === language)
      const { subject, body } = own ?? letterWords(language).letters[kind]
      return {
        kind,
        language,
        subject,
        body,
        changedAt: own?.changed_at ?? null,
        changedBy: own?.changed_by ?? null,
        placeholders: placeholdersOf(kind),
        required: requiredOf(kind),
      }
    }),
  )
}

/** The words that a letter is written in: the site's, or else ours. Index: letter_template_pk. */
export async function findTemplate(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  kind: LetterKind,
  language: Language,
): Promise<LetterTemplate> {
  const [own] = await db<LetterTemplate[]>`
    select subject, body from letter_template
    where site_id = ${siteId} and kind = ${kind} and language = ${language}`
  return own ?? letterWords(language).letters[kind]
}

type Saving = Pick<Ports, 'db' | 'now' | 'random'>

const actOf = (siteId: SiteId, kind: LetterKind, language: Language, staffId: string) =>
  ({
    actor: { kind: 'staff', id: staffId },
    siteId,
    kind: 'setting-changed',
    object: `letter.${kind}.${language}`,
  }) as const

/** Takes what somebody typed, or refuses it with one reason. Letters that were sent stay as they were. Index: letter_template_pk. */
export async function saveTemplate(
  ports: Saving,
  { id: siteId }: Pick<Site, 'id'>,
  kind: LetterKind,
  language: Language,
  typed: LetterTemplate,
  staffId: string,
): Promise<TemplateReading> {
  const reading = readTemplate(kind, typed)
  if (!reading.ok) return reading
  const { subject, body } = reading.template
  await ports.db.begin(async (tx) => {
    await tx`
      insert into letter_template (site_id, kind, language, subject, body, changed_at, changed_by)
      values (${siteId}, ${kind}, ${language}, ${subject}, ${body}, ${ports.now()}, ${staffId})
      on conflict (site_id, kind, language) do update set subject = excluded.subject, body = excluded.body,
        changed_at = excluded.changed_at, changed_by = excluded.changed_by`
    await recordAct({ ...ports, db: tx }, actOf(siteId, kind, language, staffId))
  })
  return reading
}

/** Back to our own words. False when it has them already. Index: letter_template_pk. */
export async function resetTemplate(
  ports: Saving,
  { id: siteId }: Pick<Site, 'id'>,
  kind: LetterKind,
  language: Language,
  staffId: string,
): Promise<boolean> {
  return await ports.db.begin(async (tx) => {
    const { count } = await tx`
      delete from letter_template where site_id = ${siteId} and kind = ${kind} and language = ${language}`
    if (count > 0) await recordAct({ ...ports, db: tx }, actOf(siteId, kind, language, staffId))
    return count > 0
  })
}

/** What each kind is about, in a preview: "uw toestemming" and not "uw gegevens" where that is what the letter is for. */
const previewedAs: Readonly<Partial<Record<LetterKind, LetterRequest['kind']>>> = {
  erased: 'erase',
  rectified: 'rectify',
  restricted: 'restrict',
  'restriction-ends': 'restrict',
  objection: 'object',
  withdrawn: 'withdraw',
}

/**
 * A letter of this kind to somebody who does not exist, received `now`: how a text will look. Takes what `readTemplate` took.
 */
export function previewTemplate(
  ports: Pick<Ports, 'now' | 'config'>,
  site: Pick<Site, 'domain' | 'settings' | 'timezone'>,
  kind: LetterKind,
  language: Language,
  template: LetterTemplate,
): Content {
  const receivedAt = ports.now()
  const day = localDay(receivedAt, site.timezone)
  const { preview } = letterWords(language)
  const request: LetterRequest = {
    id: '00000000-0000-4000-a000-000000000000',
    kind: previewedAs[kind] ?? 'access',
    channel: 'post',
    language,
    receivedAt,
    promiseDue: promiseDue(day),
    extendedDue: null,
    verifiedAt: receivedAt,
    subject: {
      email: null,
      receiptId: null,
      name: preview.name,
      postal: null,
      representedBy: null,
      isUnder16: false,
    },
  }
  const told: Told = {
    link: `${ports.config.publicUrl}/rights`,
    code: '12345678',
    reason: preview.reason,
    until: kind === 'extension' ? extendedDue(day) : promiseDue(day),
    counts: preview.counts,
    kept: preview.kept,
  }
  return composeLetter(
    partsOf(fillLetter(kind, language, template, fillingOf(site, request, kind, told, false))),
  )
}
