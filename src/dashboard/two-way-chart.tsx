/**
 * From and to, side by side: for each network a bar to the left (visits that came) and one to the right (clicks that went).
 * Both sides share one scale, so that lengths compare. A picture of the table below it, which says the same in numbers.
 */
import { scaleLinear } from 'd3-scale'
import type { Format } from '../page/format.ts'
import type { Words } from '../page/words.ts'
import type { NetworkRow } from '../social/report.ts'
import { networkName } from './value-label.ts'

/** More would be a table again. */
const rowsMax = 10
const row = { height: 3.25, bar: 1.375 }

export interface TwoWayChartProps {
  readonly networks: readonly NetworkRow[]
  readonly words: Words
  readonly format: Format
}

export const TwoWayChart = ({ networks, words, format }: TwoWayChartProps) => {
  const shown = networks.slice(0, rowsMax)
  const most = Math.max(1, ...shown.flatMap(({ from, to }) => [from.visits, to.clicks]))
  // Half of the width less the room for a number.
  const length = scaleLinear([0, most], [0, 40])
  return (
    <figure class="two-way">
      <figcaption class="two-way-head" aria-hidden="true">
        <span>{words.social.from}</span>
        <span>{words.social.to}</span>
      </figcaption>
      <svg
        role="img"
        aria-label={words.social.picture}
        width="100%"
        height={`${shown.length * row.height}rem`}
        class="two-way-plot"
      >
        {shown.map(({ network, from, to }, nth) => {
          const top = nth * row.height
          const middle = `${top + 1.25 + row.bar / 2}rem`
          return (
            <g>
              <text class="network" x="50%" y={`${top + 0.875}rem`} text-anchor="middle">
                {networkName(network, words)}
              </text>
              <rect
                class="from"
                x={`${50 - length(from.visits)}%`}
                y={`${top + 1.25}rem`}
                width={`${length(from.visits)}%`}
                height={`${row.bar}rem`}
                rx="3"
              />
              <rect
                class="to"
                x="50%"
                y={`${top + 1.25}rem`}
                width={`${length(to.clicks)}%`}
                height={`${row.bar}rem`}
                rx="3"
              />
              <text class="count" x={`${49 - length(from.visits)}%`} y={middle} dy="0.32em" text-anchor="end">
                {format.number(from.visits)}
              </text>
              <text class="count" x={`${51 + length(to.clicks)}%`} y={middle} dy="0.32em">
                {format.number(to.clicks)}
              </text>
            </g>
          )
        })}
      </svg>
    </figure>
  )
}
