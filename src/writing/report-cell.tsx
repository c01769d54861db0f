/** Cells of the tables about newsletters: what is not told has a dash, and words for who does not see it. */
import type { Format } from '../page/format.ts'
import type { Words } from '../page/words.ts'
import type { Figure } from './report-figure.ts'

export interface Telling {
  readonly words: Words
  readonly format: Format
}

export const Dash = ({ means }: { readonly means: string }) => (
  <>
    <span aria-hidden="true">–</span>
    <span class="visually-hidden">{means}</span>
  </>
)

export const Count = ({ value, words, format }: Telling & { readonly value: number | null }) =>
  value === null ? <Dash means={words.newsletterReport.few} /> : <>{format.number(value)}</>

/** A number with its rate below. */
export const FigureCell = ({ figure, words, format }: Telling & { readonly figure: Figure }) => {
  const own = words.newsletterReport
  if (figure.kind === 'off') return <span class="untold">{own.off}</span>
  if (figure.kind === 'few') return <Dash means={own.few} />
  return (
    <>
      {format.number(figure.times)}
      <span class="rate">{own.per100Short(format.number(figure.rate))}</span>
    </>
  )
}
