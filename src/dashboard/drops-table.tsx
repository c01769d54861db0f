/** What came in and was not counted, by reason: so that the figures can be trusted for what they are. */
import type { Format } from '../page/format.ts'
import type { Words } from '../page/words.ts'
import type { DropTotal } from '../stats/drops.ts'

export interface DropsTableProps {
  readonly drops: readonly DropTotal[]
  readonly words: Words
  readonly format: Format
}

export const DropsTable = ({ drops, words: { drops: words }, format }: DropsTableProps) => (
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
  </section>
)
