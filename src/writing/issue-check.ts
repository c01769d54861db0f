/** What an editor is told of a newsletter before it is sent: how it is composed, and what is wrong with it. */
import { composeIssue, type Composed } from '../newsletter/compose.ts'
import type { Issue } from '../newsletter/issue.ts'
import { lintIssue, type LintFinding } from '../newsletter/lint.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { ceilingOf, strictest, type Level } from '../subscriber/level.ts'
import type { NewsletterSettings } from '../subscriber/newsletter-settings.ts'

export interface Checked {
  readonly composed: Composed
  /** Errors first. */
  readonly findings: readonly LintFinding[]
}

/** Pure but for where this service is reached. */
export function checkIssue(
  { config }: Pick<Ports, 'config'>,
  site: Site,
  settings: NewsletterSettings,
  { document }: Pick<Issue, 'document'>,
): Checked {
  const composed = composeIssue(document, { site, settings, publicUrl: config.publicUrl })
  const findings = lintIssue(document, composed)
  const of = (weight: LintFinding['weight']) => findings.filter((one) => one.weight === weight)
  return { composed, findings: [...of('error'), ...of('warning')] }
}

export const answerKinds = ['yes', 'unasked', 'no'] as const
export type AnswerKind = (typeof answerKinds)[number]

export type LevelsByAnswer = Readonly<Record<AnswerKind, { readonly opens: Level; readonly clicks: Level }>>

/** How far each kind of reader is measured by this newsletter: the strictest of site, newsletter and their own answer. */
export function levelsByAnswer(
  settings: Pick<NewsletterSettings, 'opens' | 'clicks'>,
  { document }: Pick<Issue, 'document'>,
): LevelsByAnswer {
  const of = (answer: 'yes' | 'no' | null) => ({
    opens: strictest(settings.opens, document.opens, ceilingOf(answer)),
    clicks: strictest(settings.clicks, document.clicks, ceilingOf(answer)),
  })
  return { yes: of('yes'), unasked: of(null), no: of('no') }
}
