/**
 * The annex of a privacy statement (GDPR art. 13(1)(c) to (f), 13(2)(a), 14): of each purpose what, of whom, why, who gets it and how long, for
 * people who visit the site, read its newsletters or ask something. Made of the register, so that it can't promise anything else. Pure.
 */
import { formatIn } from '../page/format.ts'
import { wordsIn, type Language } from '../page/words.ts'
import type { Site } from '../site/site.ts'
import { activitiesOf, dataWords, isPublicSubject, periodWords, type Activity } from './activity.ts'
import { composeRegister, type RegisterRow, type RegisterSources } from './article-30.ts'

export interface AnnexPart {
  readonly heading: string
  readonly purpose: string
  /** A name, and what is to be said under it; none is empty. */
  readonly lines: readonly { readonly name: string; readonly items: readonly string[] }[]
}

export interface Annex {
  readonly title: string
  readonly intro: string
  readonly parts: readonly AnnexPart[]
  /** Where questions go; null where nobody filled in an address. */
  readonly questions: string | null
}

/** A statement is for the public: staff read theirs elsewhere, and breaches are told to whom they are about. */
const isForPublic = ({ name, subjects }: Activity): boolean =>
  name !== 'staff' && subjects.some(isPublicSubject)

export function composeAnnex(
  site: Pick<Site, 'domain' | 'settings' | 'askedSince'>,
  sources: RegisterSources,
  lang: Language,
): Annex {
  const own = wordsIn(lang).register
  const words = own.annexPage
  const register = composeRegister(site, sources, lang)
  const shown = activitiesOf(site)
  const { number } = formatIn(lang)
  const named = (name: string, items: readonly string[]) => (items.length === 0 ? [] : [{ name, items }])
  const partOf = (row: RegisterRow, what: AnnexPart['lines']): AnnexPart => ({
    heading: row.name.join(' '),
    purpose: row.purpose.join(' '),
    lines: [
      ...named(words.of, row.subjects),
      ...what,
      ...named(words.why, row.basis),
      ...named(words.who, row.recipients.length === 0 ? [own.nobody] : row.recipients),
      ...named(words.transfers, row.transfers),
    ],
  })
  const parts = shown.flatMap((activity, nth) => {
    const row = register.own[nth]
    if (!row || !isForPublic(activity)) return []
    // Whoever is named in a text of staff, or works here, is not whom this is written for.
    const mine = {
      ...row,
      subjects: activity.subjects.filter(isPublicSubject).map((subject) => own.subjects[subject]),
    }
    const kept = activity.kept
      .filter(({ isPublic }) => isPublic)
      .map(({ table, period }) =>
        words.line(dataWords(activity.name, table, own), periodWords(period, site.settings, own, number)),
      )
    return [partOf(mine, named(words.what, kept))]
  })
  const outside = register.outside.map((row) =>
    partOf(row, [...named(words.what, row.data), ...named(words.kept, row.kept)]),
  )
  const { controller, privacyOfficer } = site.settings
  const email = privacyOfficer?.email ?? controller.email
  return {
    title: words.heading(controller.name === '' ? site.domain : controller.name),
    intro: words.intro,
    parts: [...parts, ...outside],
    questions: email === '' ? null : words.questions(email),
  }
}

/** As Markdown, which reads as plain text, too. */
export function annexText({ title, intro, parts, questions }: Annex): string {
  const blocks = [
    `# ${title}`,
    intro,
    ...parts.map(({ heading, purpose, lines }) =>
      [
        `## ${heading}\n\n${purpose}`,
        ...lines.map(({ name, items }) => `**${name}**\n${items.map((item) => `- ${item}`).join('\n')}`),
      ].join('\n\n'),
    ),
    ...(questions === null ? [] : [questions]),
  ]
  return `${blocks.join('\n\n')}\n`
}
