/** One number of a newsletter for its pages: of the levels together, with a rate of the mails that could tell. Pure. */
import type { IssueFigures, MeasuredLevels } from '../stats/newsletter.ts'

export type Figure =
  /** No mail could tell. */
  | { readonly kind: 'off' }
  /** Of neither level it is told. */
  | { readonly kind: 'few' }
  /** `rate`: times per 100 mails that could tell, rounded. One reader may do a thing twice, so it is no share. */
  | { readonly kind: 'told'; readonly times: number; readonly rate: number }

export const levelNames = ['aggregate', 'personal'] as const

/** A level that is not told takes no part, with its mails: it would be the difference. */
function figureOf(measured: MeasuredLevels, verdicts: readonly ('human' | 'proxy')[]): Figure {
  const levels = levelNames.map((level) => measured[level]).filter(({ mails }) => mails > 0)
  if (levels.length === 0) return { kind: 'off' }
  let [times, mails] = [0, 0]
  for (const level of levels) {
    const parts = verdicts.map((verdict) => level.times[verdict])
    if (parts.includes(null)) continue
    times += parts.reduce<number>((sum, part) => sum + (part ?? 0), 0)
    mails += level.mails
  }
  return mails === 0 ? { kind: 'few' } : { kind: 'told', times, rate: Math.round((times / mails) * 100) }
}

export const clicksOf = ({ clicks }: Pick<IssueFigures, 'clicks'>): Figure => figureOf(clicks, ['human'])

/** A mail program's own fetch counts: for its readers it is the only sign of an opening. */
export const opensOf = ({ opens }: Pick<IssueFigures, 'opens'>): Figure => figureOf(opens, ['human', 'proxy'])
