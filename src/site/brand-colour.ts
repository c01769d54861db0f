/**
 * What a site's own colour can carry. Nobody is refused their colour: what is written on it is black or white, whichever can be
 * read, and where it stands on a page it is darkened or lightened until it can (WCAG 2.2, 1.4.3: 4.5 to 1). Pure.
 */

/** Of text in its ordinary size. */
export const contrastMin = 4.5

/** The darkest of our light grounds and the lightest of our dark ones (`tokens.css`): what can be read there can be on all. */
const grounds = { light: '#efe9dc', dark: '#1a2520' } as const

type Rgb = readonly [red: number, green: number, blue: number]

const rgbOf = (colour: string): Rgb => {
  const bits = Number.parseInt(colour.slice(1), 16)
  return [bits >> 16, (bits >> 8) & 255, bits & 255]
}
const colourOf = (rgb: Rgb): string =>
  `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`

/** Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2). */
function luminance(colour: string): number {
  const [red, green, blue] = rgbOf(colour).map((part) => {
    const share = part / 255
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as unknown as Rgb
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast of two colours `#rrggbb`, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((one, other) => one - other)
  return (light + 0.05) / (dark + 0.05)
}

/** The colour itself where it can be read on a ground, else the nearest towards the far end that can. */
function readableOn(colour: string, ground: string, end: string): string {
  const [from, to] = [rgbOf(colour), rgbOf(end)]
  const steps = 64
  for (let step = 0; step < steps; step += 1) {
    const mixed = colourOf(
      from.map((part, nth) => part + (((to[nth] ?? 0) - part) * step) / steps) as unknown as Rgb,
    )
    if (contrast(mixed, ground) >= contrastMin) return mixed
  }
  return end
}

export interface BrandLook {
  readonly colour: string
  /** What is written on it: white where that can be read, else black, which then always can. */
  readonly text: '#ffffff' | '#000000'
  /** Of that text on the colour; 4.5 or more. */
  readonly textContrast: number
  /** The colour as text, link or line on our light pages and on our dark ones. */
  readonly onLight: string
  readonly onDark: string
}

export function brandLook(colour: string): BrandLook {
  const text = contrast(colour, '#ffffff') >= contrastMin ? '#ffffff' : '#000000'
  return {
    colour,
    text,
    textContrast: contrast(colour, text),
    onLight: readableOn(colour, grounds.light, '#000000'),
    onDark: readableOn(colour, grounds.dark, '#ffffff'),
  }
}
