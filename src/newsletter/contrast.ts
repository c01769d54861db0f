/**
 * Whether the words of a mail can be read on what is behind them (WCAG 2.2, 1.4.3), as far as its attributes and inline styles tell. What they
 * do not tell (a picture behind, a colour by a name that we do not know, a class) is taken for readable: a guess would be a false alarm.
 */
import { contrast, contrastMin } from '../site/brand-colour.ts'
import type { Opened } from './walk.ts'

/** Colours as `#rrggbb`; null: not known. */
export interface Paint {
  readonly ink: string | null
  readonly ground: string | null
  readonly size: number
  readonly isBold: boolean
}

/** What mail programs begin with. */
export const unpainted: Paint = { ink: '#000000', ground: '#ffffff', size: 16, isBold: false }

/** Those that mails use; CSS has 148. */
const named: Readonly<Record<string, string>> = {
  black: '#000000',
  white: '#ffffff',
  gray: '#808080',
  grey: '#808080',
  silver: '#c0c0c0',
  darkgray: '#a9a9a9',
  darkgrey: '#a9a9a9',
  lightgray: '#d3d3d3',
  lightgrey: '#d3d3d3',
  dimgray: '#696969',
  dimgrey: '#696969',
  whitesmoke: '#f5f5f5',
  red: '#ff0000',
  darkred: '#8b0000',
  maroon: '#800000',
  orange: '#ffa500',
  yellow: '#ffff00',
  olive: '#808000',
  lime: '#00ff00',
  green: '#008000',
  darkgreen: '#006400',
  teal: '#008080',
  aqua: '#00ffff',
  cyan: '#00ffff',
  blue: '#0000ff',
  darkblue: '#00008b',
  navy: '#000080',
  purple: '#800080',
  fuchsia: '#ff00ff',
  magenta: '#ff00ff',
  pink: '#ffc0cb',
  brown: '#a52a2a',
}

/** `#rrggbb`; null for what is none, see-through, or not known here. Takes any text. */
export function readColour(text: string): string | null {
  const value = text.trim().toLowerCase()
  if (Object.hasOwn(named, value)) return named[value] ?? null
  const hex = /^#?([\da-f]{3,8})$/.exec(value)?.[1] ?? ''
  if (value.startsWith('#') && /^[\da-f]{3}f?$/.test(hex))
    return `#${hex.slice(0, 3).replaceAll(/./g, '$&$&')}`
  if (/^[\da-f]{6}(ff)?$/.test(hex)) return `#${hex.slice(0, 6)}`
  const parts =
    /^rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*(?:[,/]\s*(?:1|1\.0|100%)\s*)?\)$/.exec(
      value,
    )
  if (!parts) return null
  return `#${parts
    .slice(1, 4)
    .map((part) => Math.min(255, Number(part)).toString(16).padStart(2, '0'))
    .join('')}`
}

/** Declarations by name, in lower case; the last of each counts. */
export function readStyle(style: string): ReadonlyMap<string, string> {
  const declarations = new Map<string, string>()
  for (const declaration of style.split(';')) {
    const colon = declaration.indexOf(':')
    if (colon < 1) continue
    const value = declaration.slice(colon + 1).replace(/!\s*important\s*$/i, '')
    declarations.set(declaration.slice(0, colon).trim().toLowerCase(), value.trim().toLowerCase())
  }
  return declarations
}

const keeps = new Set(['inherit', 'currentcolor', 'transparent', 'none', 'unset', 'initial', ''])

function groundOf(
  { attributes }: Opened,
  style: ReadonlyMap<string, string>,
  around: string | null,
): string | null {
  const shorthand = style.get('background') ?? ''
  const image = style.get('background-image') ?? 'none'
  if (attributes.has('background') || /url\(|gradient\(/.test(shorthand + image)) return null
  const said = style.get('background-color') ?? shorthand
  if (!keeps.has(said)) {
    const [first = said] = /#[\da-f]+|rgba?\([^)]*\)|[a-z]+/.exec(said) ?? []
    return readColour(first)
  }
  const attribute = attributes.get('bgcolor')
  return attribute === undefined ? around : readColour(attribute)
}

function inkOf(
  { name, attributes }: Opened,
  style: ReadonlyMap<string, string>,
  around: string | null,
): string | null {
  const said = style.get('color')
  if (said !== undefined) return keeps.has(said) ? around : readColour(said)
  const attribute =
    name === 'font' ? attributes.get('color') : name === 'body' ? attributes.get('text') : undefined
  if (attribute !== undefined) return readColour(attribute)
  return name === 'a' && attributes.has('href') ? '#0000ee' : around
}

const headingSizes: Readonly<Record<string, number>> = { h1: 32, h2: 24, h3: 18.7, h4: 16, h5: 13, h6: 11 }
const perUnit: Readonly<Record<string, number>> = { px: 1, pt: 4 / 3, rem: 16 }

/** In CSS pixels. */
function sizeOf(name: string, style: ReadonlyMap<string, string>, around: number): number {
  const [, number = '', unit = ''] =
    /^([\d.]{1,6})(px|pt|rem|em|%)?$/.exec(style.get('font-size') ?? '') ?? []
  if (number === '') return headingSizes[name] ?? around
  return Number(number) * (perUnit[unit] ?? (unit === '%' ? around / 100 : unit === 'em' ? around : 1))
}

function isBoldIn(name: string, style: ReadonlyMap<string, string>, around: boolean): boolean {
  const weight = style.get('font-weight')
  if (weight !== undefined) return weight === 'bold' || Number(weight) >= 700
  return around || /^(?:b|strong|th|h[1-6])$/.test(name)
}

export const paintOf = (opened: Opened, style: ReadonlyMap<string, string>, around: Paint): Paint => ({
  ink: inkOf(opened, style, around.ink),
  ground: groundOf(opened, style, around.ground),
  size: sizeOf(opened.name, style, around.size),
  isBold: isBoldIn(opened.name, style, around.isBold),
})

/** Nobody finds what is a point high, or has the colour of what is behind it. */
export const isSeen = ({ ink, ground, size }: Paint): boolean =>
  size >= 2 && (ink === null || ground === null || contrast(ink, ground) >= 1.3)

/** Large: 24 px, or 18.66 px in bold. */
const largeMin = 3

export function isLegible({ ink, ground, size, isBold }: Paint): boolean {
  // White space between boxes is often given no size at all.
  if (ink === null || ground === null || size < 2) return true
  const isLarge = size >= 24 || (isBold && size >= 18.66)
  return contrast(ink, ground) >= (isLarge ? largeMin : contrastMin)
}
