/** The form for a version of the privacy statement -> that version, or what is wrong beside each field. Pure. */
import { newStatement, type NewStatement, type StatementFault } from '../consent/statement-version.ts'
import { noticeLanguages, type NoticeLanguage } from '../consent/texts.ts'
import type { Form } from './read-draft.ts'

export interface WrittenStatement {
  readonly publishedOn: string
  /** `yes`, `no`, or empty: nobody answered. */
  readonly material: string
  readonly texts: Readonly<Partial<Record<NoticeLanguage, string>>>
}

export type StatementField = 'publishedOn' | 'material' | `text-${NoticeLanguage}`
export type StatementFaults = ReadonlyMap<StatementField, StatementFault | 'choice'>

export type StatementReading =
  | { readonly ok: true; readonly statement: NewStatement }
  | { readonly ok: false; readonly faults: StatementFaults }

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

export const readWrittenStatement = (form: Form): WrittenStatement => ({
  publishedOn: text(form['publishedOn']).trim(),
  material: text(form['material']),
  texts: Object.fromEntries(noticeLanguages.map((language) => [language, text(form[`text-${language}`])])),
})

/** Languages without a text are left out. Refused besides what `newStatement` refuses: no answer to the question. */
export function readStatement({ publishedOn, material, texts }: WrittenStatement): StatementReading {
  const given = Object.fromEntries(Object.entries(texts).filter(([, one]) => one.trim() !== ''))
  const isMaterial = { yes: true, no: false }[material]
  const read = newStatement.safeParse({ publishedOn, texts: given, isMaterial: isMaterial ?? false })
  const faults = new Map<StatementField, StatementFault | 'choice'>()
  for (const { path, message } of read.error?.issues ?? []) {
    const [head, language] = path.map(String)
    const field = head === 'texts' ? (`text-${language ?? 'nl'}` as StatementField) : (head as StatementField)
    if (!faults.has(field)) faults.set(field, message as StatementFault)
  }
  if (isMaterial === undefined) faults.set('material', 'choice')
  return read.success && isMaterial !== undefined ? { ok: true, statement: read.data } : { ok: false, faults }
}
