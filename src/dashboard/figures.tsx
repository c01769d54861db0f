/** The headline: six figures, each with its change against the period before and its definition on the page. */
import type { Format } from '../page/format.ts'
import type { Words } from '../page/words.ts'
import { changeOf, type Change } from '../stats/change.ts'
import type { Range, Summary } from '../stats/question.ts'

export const figureNames = [
  'visitors',
  'visits',
  'views',
  'viewsPerVisit',
  'bounceRate',
  'engagedSeconds',
] as const satisfies readonly (keyof Summary)[]
type Figure = (typeof figureNames)[number]

const written: Record<Figure, (format: Format, value: number) => string> = {
  visitors: (format, value) => format.number(value),
  visits: (format, value) => format.number(value),
  views: (format, value) => format.number(value),
  viewsPerVisit: (format, value) => format.decimal(value),
  bounceRate: (format, value) => format.percent(value),
  engagedSeconds: (format, value) => format.duration(value),
}

const arrows: Record<Change['kind'], string> = {
  more: 'M2 10 10 2M4 2h6v6',
  less: 'M2 2l8 8M4 10h6V4',
  same: 'M1.5 6h9',
  fresh: 'M1.5 6h9',
  unknown: 'M1.5 6h9',
}

export interface FiguresProps {
  readonly now: Summary
  /** Null: too few people to compare with. */
  readonly before: Summary | null
  readonly previous: Range
  readonly words: Words
  readonly format: Format
}

export const Figures = ({ now, before, words, format, previous }: FiguresProps) => {
  const { figures } = words
  const period = format.range(previous.from, previous.to)
  return (
    <dl class="figures">
      {figureNames.map((name) => (
        <div class="figure">
          <dt>{figures[name].name}</dt>
          <dd class="value">{written[name](format, now[name])}</dd>
          <ChangeLine
            change={changeOf(now[name], before?.[name])}
            period={period}
            words={words}
            format={format}
          />
        </div>
      ))}
    </dl>
  )
}

interface ChangeLineProps {
  readonly change: Change
  readonly period: string
  readonly words: Words
  readonly format: Format
}

const ChangeLine = ({ change, period, words: { figures }, format }: ChangeLineProps) => {
  const percent =
    'share' in change ? format.percent(change.share) : change.kind === 'same' ? format.percent(0) : ''
  const said = (kind: Change['kind'], percent: string): string => {
    if (kind === 'unknown') return figures.unknown
    return kind === 'more' || kind === 'less' ? figures[kind](percent, period) : figures[kind](period)
  }
  return (
    <dd class={`change ${change.kind}`}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <path d={arrows[change.kind]} />
      </svg>
      <span aria-hidden="true">{percent}</span>
      <span class="visually-hidden">{said(change.kind, percent)}</span>
    </dd>
  )
}

/** What the comparison is with, and what each figure means. Opens without script. */
export const FigureMeanings = ({
  words,
  format,
  previous,
  isUnfinished,
}: Omit<FiguresProps, 'now' | 'before'> & { readonly isUnfinished: boolean }) => (
  <div class="disclosures">
    <p class="fine">
      {words.figures.comparedWith(format.range(previous.from, previous.to))}
      {isUnfinished && ` ${words.figures.unfinished}`}
    </p>
    <details class="disclosure">
      <summary>{words.figures.meaning}</summary>
      <dl class="meanings">
        {figureNames.map((name) => (
          <div>
            <dt>{words.figures[name].name}</dt>
            <dd>{words.figures[name].means}</dd>
          </div>
        ))}
      </dl>
    </details>
  </div>
)
