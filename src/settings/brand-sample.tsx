/** How a site's colour looks in use, and what is done so that it can be read. Drawn: a page has no style of its own. */
import { brandLook, type BrandLook } from '../site/brand-colour.ts'
import type { Format } from '../page/format.ts'
import type { Words } from '../page/words.ts'

export const BrandSample = ({ colour, words, format }: { colour: string; words: Words; format: Format }) => {
  const own = words.settings.colour
  const look = brandLook(colour)
  return (
    <div class="brand-sample">
      <h2>{own.heading}</h2>
      <Sample look={look} words={words} />
      <ul>
        <li>
          {own.text[look.text]} {own.contrast(format.decimal(look.textContrast))}
        </li>
        {look.onLight !== colour && <li>{own.lightWarning(look.onLight)}</li>}
        {look.onDark !== colour && <li>{own.darkWarning(look.onDark)}</li>}
      </ul>
    </div>
  )
}

const Sample = ({ look, words }: { look: BrandLook; words: Words }) => {
  const own = words.settings.colour
  return (
    <div class="brand-samples" aria-hidden="true">
      <svg viewBox="0 0 150 60" width="150" height="60">
        <rect width="150" height="60" rx="10" fill={look.colour} />
        <text x="75" y="36" text-anchor="middle" font-weight="600" fill={look.text}>
          {own.button}
        </text>
      </svg>
      <svg viewBox="0 0 150 60" width="150" height="60">
        <rect x="0.5" y="0.5" width="149" height="59" rx="10" fill="#ffffff" stroke="#e3dbca" />
        <text x="75" y="36" text-anchor="middle" text-decoration="underline" fill={look.onLight}>
          {own.link}
        </text>
      </svg>
      <svg viewBox="0 0 150 60" width="150" height="60">
        <rect x="0.5" y="0.5" width="149" height="59" rx="10" fill="#141d19" stroke="#26332d" />
        <text x="75" y="36" text-anchor="middle" text-decoration="underline" fill={look.onDark}>
          {own.link}
        </text>
      </svg>
    </div>
  )
}
