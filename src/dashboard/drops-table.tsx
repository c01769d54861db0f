/** What came in and was not counted, by reason: so that the figures can be trusted for what they are. */
import type { Format } from '../page/format.ts'
import type { Words } from '../page/words.ts'
import type { Coverage } from '../stats/coverage.ts'
import type { DropTotal } from '../stats/drops.ts'

export interface DropsTableProps {
  readonly drops: readonly DropTotal[]
  /** Null: the site's own server told nothing of this period. */
  readonly coverage: Coverage | null
  readonly words: Words
  readonly format: Format
}

export const DropsTable = ({
  drops,
  coverage,
  words: { drops: words, coverage: own },
  format,
}: DropsTableProps) => (
  <section class="card panel" aria-labelledby="drops">
    <h2 id="drops">{words.heading}</h2>
    <p class="fine">{words.lead}</p>
    {drops.length === 0 ? (
      <p class="empty-small">{words.none}</p>
    ) : (
      <table class="plain">
        <caption class="visually-hidden">{words.heading}</caption>
        <thead>
          <tr>
            <th scope="col">{words.reason}</th>
            <th scope="col" class="num">
              {words.beacons}
            </th>
          </tr>
        </thead>
        <tbody>
          {drops.map(({ reason, beacons }) => (
            <tr>
              <th scope="row">
                <strong>{words.reasons[reason].name}</strong>: {words.reasons[reason].means}
              </th>
              <td class="num">{format.number(beacons)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
    {coverage !== null && coverage.served > 0 && (
      <>
        <h3>{own.heading}</h3>
        <p>
          {own.line(
            format.number(coverage.measured),
            format.number(coverage.served),
            format.percent(coverage.measured / coverage.served),
          )}{' '}
          {own.days(coverage.days)}
        </p>
        <p class="fine">{own.why}</p>
      </>
    )}
  </section>
)
