/** The editor's form as it came, and as a newsletter. Nothing of it is lost by being wrong. */
import { issueDocument, type Issue, type IssueDocument } from '../newsletter/issue.ts'
import type { Form } from '../page/read-form.ts'
import { levels, strictest, type Level } from '../subscriber/level.ts'
import type { List } from '../subscriber/list.ts'
import type { NewsletterSettings } from '../subscriber/newsletter-settings.ts'

export interface WrittenIssue {
  readonly subject: string
  readonly preheader: string
  readonly language: string
  readonly format: string
  readonly source: string
  readonly lists: readonly string[]
  readonly opens: string
  readonly clicks: string
  readonly isPublic: boolean
}

export const issueFields = [
  'subject',
  'preheader',
  'language',
  'format',
  'source',
  'lists',
  'opens',
  'clicks',
] as const
export type IssueField = (typeof issueFields)[number]
export type IssueFaults = ReadonlySet<IssueField>

export type IssueReading =
  | { readonly ok: true; readonly document: IssueDocument }
  | { readonly ok: false; readonly written: WrittenIssue; readonly faults: IssueFaults }

export const emptyDocument: IssueDocument = issueDocument.parse({})

/** Never more than the site's own levels: so it is sent, and so it is shown. */
export const writtenIssue = (
  document: IssueDocument,
  settings: Pick<NewsletterSettings, 'opens' | 'clicks'>,
): WrittenIssue => ({
  ...document,
  lists: document.lists.map(String),
  opens: strictest(settings.opens, document.opens),
  clicks: strictest(settings.clicks, document.clicks),
})

/** What may be chosen at a site; one of them is no choice. */
export const levelsUpTo = (most: Level): readonly Level[] => levels.slice(0, levels.indexOf(most) + 1)

/** PostgreSQL keeps no NUL in text. Browsers send line ends as mail does; they are kept as programs write them. */
const plain = (text: string): string => text.replaceAll('\0', '').replaceAll('\r\n', '\n')

/**
 * `before`: what stands there now, for what the form does not ask (a level that the site does not measure). Lists that are not among
 * the open ones fall away: nobody can be mailed by them.
 */
export function readIssue(
  form: Form,
  {
    before,
    lists,
    settings,
  }: {
    readonly before: Issue | null
    readonly lists: readonly Pick<List, 'id'>[]
    readonly settings: Pick<NewsletterSettings, 'opens' | 'clicks'>
  },
): IssueReading {
  const stands = before?.document ?? emptyDocument
  const given = (name: IssueField): string => plain(form.one(name) ?? '')
  const level = (name: 'opens' | 'clicks'): string =>
    settings[name] === 'off'
      ? stands[name]
      : (levelsUpTo(settings[name]).find((one) => one === given(name)) ?? '')
  const offered = new Set(lists.map(({ id }) => String(id)))
  const written: WrittenIssue = {
    subject: given('subject'),
    preheader: given('preheader'),
    language: given('language'),
    format: given('format'),
    source: given('source'),
    lists: form.all('lists').filter((id) => offered.has(id)),
    opens: level('opens'),
    clicks: level('clicks'),
    isPublic: form.one('isPublic') === 'on',
  }
  const reading = issueDocument.safeParse({ ...written, lists: [...new Set(written.lists)].map(Number) })
  if (reading.success) return { ok: true, document: reading.data }
  const wrong = new Set(reading.error.issues.map(({ path: [at] }) => at))
  return { ok: false, written, faults: new Set(issueFields.filter((field) => wrong.has(field))) }
}
