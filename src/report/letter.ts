/**
 * A report as a letter: the same parts for the mail and for the page that shows it beforehand. Definitions and names are the
 * dashboard's own. What visitors' browsers said (paths, sources) is shown as plain text, without what steers a reader's eyes,
 * and cut where it would fill a screen.
 */
import {
  composeLetter,
  type Content,
  type LetterFigure,
  type LetterParts,
  type LetterSection,
} from '../mail/letter.tsx'
import { subjectLengthMax } from '../mail/read-letter.ts'
import { formatIn, type Format } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import { unknownNetwork } from '../source/channel.ts'
import { changeOf } from '../stats/change.ts'
import type { GoalFigures } from '../stats/conversions.ts'
import type { Breakdown, Hidden } from '../stats/question.ts'
import { kPlain } from '../stats/small-counts.ts'
import type { Report } from './figures.ts'

const rowsMax = 10
const valueLengthMax = 100

/** Never in the middle of a letter that takes two units. */
const shortened = (text: string, lengthMax: number): string =>
  text.length > lengthMax ? `${text.slice(0, lengthMax - 1).replace(/[\ud800-\udbff]$/, '')}…` : text

const plain = (value: string): string =>
  shortened(value.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim(), valueLengthMax)

interface Telling {
  readonly report: Report
  readonly words: Words
  readonly format: Format
}

const figureNames = ['visitors', 'visits', 'views', 'bounceRate', 'engagedSeconds'] as const
type Figure = (typeof figureNames)[number]

const written: Readonly<Record<Figure, (format: Format, value: number) => string>> = {
  visitors: (format, value) => format.number(value),
  visits: (format, value) => format.number(value),
  views: (format, value) => format.number(value),
  bounceRate: (format, value) => format.percent(value),
  engagedSeconds: (format, value) => format.duration(value),
}

/** `134 meer (12%)`. A share moves by points: percents of percents are read wrong by everybody. */
function changeText(name: Figure, { report: { summary, before }, words, format }: Telling): string {
  const { mail } = words.report
  const [now, then] = [summary[name], before[name]]
  if (name === 'bounceRate') {
    if (before.visits === 0) return mail.unknown
    const points = Math.round(now * 100) - Math.round(then * 100)
    if (points === 0) return mail.same
    return points > 0 ? mail.morePoints(points) : mail.lessPoints(-points)
  }
  const change = changeOf(now, then)
  if (change.kind !== 'more' && change.kind !== 'less') return mail[change.kind]
  return mail[change.kind](written[name](format, Math.abs(now - then)), format.percent(change.share))
}

const figuresOf = (telling: Telling): LetterFigure[] =>
  figureNames.map((name) => ({
    name: telling.words.figures[name].name,
    value: written[name](telling.format, telling.report.summary[name]),
    change: changeText(name, telling),
  }))

/** What was folded, as the last row, so that nobody takes the list for all there is. */
const hiddenRow = (
  hidden: Hidden | null,
  count: 'visits' | 'views',
  { words, format }: Telling,
): string[][] =>
  hidden === null
    ? []
    : [
        [
          words.breakdown.hidden(format.number(hidden.values)),
          format.number(hidden.visitors),
          format.number(hidden[count]),
        ],
      ]

function breakdownSection(
  { dimension, rows, hidden }: Breakdown,
  { count, caption }: { readonly count: 'visits' | 'views'; readonly caption: string },
  telling: Telling,
): LetterSection[] {
  const { words, format } = telling
  if (rows.length === 0 && hidden === null) return []
  const { name, plural } = words.breakdown.dimensions[dimension]
  const channelNames: Readonly<Record<string, string>> = words.values.channel
  const labelOf = (value: string) =>
    (dimension === 'channel' && Object.hasOwn(channelNames, value) && channelNames[value]) || plain(value)
  return [
    {
      heading: plural,
      table: {
        caption,
        columns: [name, words.breakdown.visitors, words.breakdown[count]],
        rows: [
          ...rows
            .slice(0, rowsMax)
            .map((row) => [labelOf(row.value), format.number(row.visitors), format.number(row[count])]),
          ...hiddenRow(hidden, count, telling),
        ],
      },
    },
  ]
}

function socialSection({ report: { social }, words, format }: Telling): LetterSection[] {
  const { networks, hidden } = social
  if (networks.length === 0 && hidden === null) return []
  return [
    {
      heading: words.social.heading,
      table: {
        caption: words.report.mail.socialTable,
        columns: [words.breakdown.dimensions.social.name, words.social.from, words.social.to],
        rows: [
          ...networks.map(({ network, from, to }) => [
            network === unknownNetwork ? words.values.unknownNetwork : plain(network),
            format.number(from.visits),
            format.number(to.clicks),
          ]),
          ...(hidden === null
            ? []
            : [
                [
                  words.breakdown.hidden(format.number(hidden.networks)),
                  format.number(hidden.visits),
                  format.number(hidden.clicks),
                ],
              ]),
        ],
      },
    },
  ]
}

function goalRow(
  { name, visitors, rate, known }: GoalFigures,
  { words, format }: Pick<Telling, 'words' | 'format'>,
): string[] {
  // Nothing was computed yet: a zero would be read as "nobody".
  if (known?.from === null) return [plain(name), words.report.mail.filling, '–']
  return [
    plain(name),
    visitors === null ? words.goals.few : format.number(visitors),
    rate === null ? '–' : format.percent(rate),
  ]
}

function goalsSection(telling: Telling): LetterSection[] {
  const { report, words } = telling
  if (report.goals.length === 0) return []
  return [
    {
      heading: words.goals.heading,
      table: {
        caption: words.report.mail.goalsTable,
        columns: [words.report.mail.goal, words.goals.visitors, words.goals.rate],
        rows: report.goals.map((goal) => goalRow(goal, telling)),
      },
      ...(report.goals.some(({ visitors }) => visitors === null) && { note: words.goals.fewWhy(kPlain) }),
    },
  ]
}

function dropsSection({ report: { drops }, words, format }: Telling): LetterSection {
  return {
    heading: words.drops.heading,
    ...(drops.length === 0
      ? { note: words.drops.none }
      : {
          table: {
            caption: words.report.mail.dropsTable,
            columns: [words.drops.reason, words.drops.beacons],
            rows: drops.map(({ reason, beacons }) => {
              const { name, means } = words.drops.reasons[reason]
              return [`${name}: ${means}`, format.number(beacons)]
            }),
          },
        }),
  }
}

const notesSection = ({ report: { notes }, words, format }: Telling): LetterSection[] =>
  notes.length === 0
    ? []
    : [
        {
          heading: words.annotations.heading,
          list: notes.map(({ day, note }) => `${format.dayNamed(day)}: ${note}`),
        },
      ]

const hasHidden = ({ pages, channels, sources, social }: Report): boolean =>
  [pages, channels, sources, social].some(({ hidden }) => hidden !== null)

/** The dashboard of exactly these days. */
const dashboardUrl = ({ domain, range }: Report, publicUrl: string): string =>
  `${publicUrl}/dashboard/sites/${encodeURIComponent(domain)}?${new URLSearchParams({ from: range.from, to: range.to })}`

/** All that a report says, in the reader's language. */
export function reportParts(report: Report, lang: Language, publicUrl: string): LetterParts {
  const words = wordsIn(lang)
  const format = formatIn(lang)
  const telling = { report, words, format }
  const { mail } = words.report
  const { domain, period, range, previous } = report
  const span = ({ from, to }: Report['range']) =>
    period === 'month' ? format.month(from) : format.range(from, to)
  const isEmpty = report.summary.visits === 0
  return {
    lang,
    subject: shortened(mail.subject[period](domain, span(range)), subjectLengthMax),
    paragraphs: isEmpty
      ? [mail.empty(domain, span(range)), mail.emptyWhat]
      : [
          mail.compared(span(previous)),
          ...(report.keysLostOn.length > 0
            ? [words.trend.keysLost(report.keysLostOn.map((day) => format.day(day)).join(', '))]
            : []),
        ],
    figures: isEmpty ? [] : figuresOf(telling),
    sections: [
      ...(isEmpty
        ? []
        : [
            ...breakdownSection(report.pages, { count: 'views', caption: mail.topPages }, telling),
            ...breakdownSection(report.channels, { count: 'visits', caption: mail.channels }, telling),
            ...breakdownSection(report.sources, { count: 'visits', caption: mail.topSources }, telling),
            ...socialSection(telling),
            ...goalsSection(telling),
          ]),
      ...notesSection(telling),
      dropsSection(telling),
      ...(isEmpty
        ? []
        : [
            {
              heading: words.figures.meaning,
              list: figureNames.map((name) => `${words.figures[name].name}: ${words.figures[name].means}`),
              ...(hasHidden(report) && { note: words.breakdown.hiddenWhy(kPlain) }),
            },
          ]),
    ],
    action: { label: mail.open[period], url: dashboardUrl(report, publicUrl) },
  }
}

/**
 * The report as it is posted. With an unsubscribe link it says why it came; without, whoever gets it asked for it just now.
 */
export const composeReport = (parts: LetterParts, unsubscribeUrl?: string): Content =>
  composeLetter(
    unsubscribeUrl === undefined
      ? parts
      : { ...parts, closing: [wordsIn(parts.lang).report.mail.because], unsubscribeUrl },
  )
