/**
 * A breach as the authority's form asks for it: names and answers in its order, as text, as a spreadsheet that is safe to open (S-14), as JSON, and
 * as the page that is printed. Pure.
 */
import { formatIn } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import type { Site } from '../site/site.ts'
import { writeCsv } from '../stats/export.ts'
import type { Breach } from './breach.ts'
import { isLate } from './clock.ts'
import { breachFields, breachGroups, type BreachContent, type BreachField } from './record.ts'

export interface FormLine {
  /** In a file for machines, the same in every language. */
  readonly key: string
  readonly name: string
  /** Empty: not filled in yet. */
  readonly value: string
}

export interface FormGroup {
  readonly title: string
  readonly lines: readonly FormLine[]
}

/** What is chosen, in words; a list where there are several. */
function shown(field: BreachField, content: BreachContent, words: Words['breaches']): string {
  const { choices } = words
  const value = content[field]
  if (field === 'natures') return content.natures.map((one) => choices.natures[one]).join(', ')
  if (field === 'sensitive') return content.sensitive.map((one) => choices.sensitive[one]).join(', ')
  if (field === 'incident') return choices.incident[content.incident]
  if (field === 'unreadable') return choices.unreadable[content.unreadable]
  if (field === 'told') return choices.told[content.told]
  return value === null ? '' : String(value)
}

export function contentGroups(content: BreachContent, lang: Language): readonly FormGroup[] {
  const words = wordsIn(lang).breaches
  return breachGroups.map((group) => ({
    title: words.groups[group],
    lines: breachFields[group].map((field: BreachField) => ({
      key: field,
      name: words.fields[field].label,
      value: shown(field, content, words),
    })),
  }))
}

/** All of it, beginning with who notifies and when; moments by the clock of Amsterdam, as the form has them. */
export function formOf(
  site: Pick<Site, 'domain' | 'settings'>,
  breach: Breach,
  lang: Language,
): readonly FormGroup[] {
  const words = wordsIn(lang).breaches
  const { form, fields, decide } = words
  const { moment } = formatIn(lang)
  const { controller, privacyOfficer } = site.settings
  const { decision, notifiedAt, notifyDue, because } = breach
  const at = (when: Date | null): string => (when === null ? '' : moment(when))
  const line = (key: string, name: string, value: string): FormLine => ({ key, name, value })
  const within = notifiedAt && notifyDue && !isLate(notifiedAt, notifyDue)
  return [
    {
      title: form.organisation,
      lines: [
        line('number', form.number, breach.id),
        line('site', form.site, site.domain),
        line(
          'organisation',
          form.organisation,
          [controller.name, controller.address].filter(Boolean).join('\n'),
        ),
        line(
          'contact',
          form.contact,
          [privacyOfficer?.name, privacyOfficer?.email ?? controller.email, controller.phone]
            .filter(Boolean)
            .join('\n'),
        ),
      ],
    },
    {
      title: words.groups.when,
      lines: [
        line('discoveredAt', fields.discoveredAt.label, at(breach.discoveredAt)),
        line('awareAt', fields.awareAt.label, at(breach.awareAt)),
        line('notifyDue', form.due, at(notifyDue)),
      ],
    },
    ...contentGroups(breach.content, lang),
    {
      title: form.decision,
      lines: [
        line('decision', form.decision, decision === null ? '' : decide[decision]),
        line('notifiedAt', decide.at, at(notifiedAt)),
        line('within72Hours', form.noticedWithin, notifiedAt === null ? '' : within ? form.yes : form.no),
        line('reference', decide.reference, because?.reference ?? ''),
        line('reason', decide.reason, because?.reason ?? ''),
        line('delay', decide.delay, because?.delay ?? ''),
      ],
    },
  ]
}

export function formText(groups: readonly FormGroup[], lang: Language): string {
  const words = wordsIn(lang).breaches
  const blocks = groups.map(({ title, lines }) =>
    [
      `${title}\n${'='.repeat(title.length)}`,
      ...lines.map(({ name, value }) => `${name}\n${(value || words.notFilled).replace(/^/gm, '  ')}`),
    ].join('\n\n'),
  )
  return `${blocks.join('\n\n\n')}\n`
}

export function formCsv(groups: readonly FormGroup[], lang: Language): string {
  const { form } = wordsIn(lang).breaches
  return writeCsv(
    [form.field, form.value],
    groups.flatMap(({ lines }) =>
      lines.map(({ name, value }) => ({ [form.field]: name, [form.value]: value })),
    ),
  )
}

/** For a machine: instants in UTC and choices as they are stored. */
export function formJson(site: Pick<Site, 'domain' | 'settings'>, breach: Breach): string {
  const { controller, privacyOfficer } = site.settings
  const { id, discoveredAt, awareAt, notifyDue, notifiedAt, decision, because, closedAt, content } = breach
  return `${JSON.stringify(
    {
      id,
      site: site.domain,
      organisation: { name: controller.name, address: controller.address },
      contact: { name: privacyOfficer?.name ?? null, email: privacyOfficer?.email ?? controller.email },
      discoveredAt,
      awareAt,
      notifyDue,
      ...content,
      decision,
      notifiedAt,
      ...(because && { reason: because.reason, reference: because.reference, delay: because.delay }),
      closedAt,
    },
    null,
    2,
  )}\n`
}
