/**
 * Colours and type of a newsletter. Many mail programs keep neither a `style` element nor custom properties, so the light ones stand at each
 * element, and dark ones come by class where the element is kept. Colours as in `page/styles/tokens.css`, with the site's own for what stands out.
 */
import { brandLook } from '../site/brand-colour.ts'

export interface MailLook {
  readonly ground: string
  readonly sheet: string
  /** Where a notice or the head of a table stands. */
  readonly tint: string
  readonly ink: string
  readonly soft: string
  readonly rule: string
  readonly link: string
  readonly button: string
  readonly onButton: string
}

/** The site's colour on light and on dark, both readable (4.5 to 1), and as it is with what can be written on it. */
export interface MailLooks {
  readonly light: MailLook
  readonly dark: MailLook
  readonly brand: { readonly colour: string; readonly text: string }
}

export function mailLooks(colour: string): MailLooks {
  const { text, onLight, onDark } = brandLook(colour)
  return {
    light: {
      ground: '#f6f2e9',
      sheet: '#fffdf9',
      tint: '#f6f2e9',
      ink: '#17241e',
      soft: '#56615a',
      rule: '#e3dbca',
      link: onLight,
      button: colour,
      onButton: text,
    },
    dark: {
      ground: '#0d1411',
      sheet: '#141d19',
      tint: '#1a2520',
      ink: '#ece8dd',
      soft: '#a5b2aa',
      rule: '#26332d',
      link: onDark,
      button: onDark,
      onButton: '#0b1a14',
    },
    brand: { colour, text },
  }
}

export const typeface =
  "font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

/** Of the sheet, and of what is written on it. */
export const sheetWidth = 600
export const sheetPadding = 24
export const contentWidth = sheetWidth - 2 * sheetPadding

/** In a `style` element: the dark colours, and what a narrow window needs. */
export const styleSheet = ({
  dark,
}: MailLooks): string => `:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (max-width: 639px) {
  .column { max-width: 100% !important; }
  .aside { padding-left: 0 !important; padding-right: 0 !important; }
  .column + .column .aside { padding-top: 14px !important; }
  .sheet { padding-left: 18px !important; padding-right: 18px !important; }
}
@media (prefers-color-scheme: dark) {
  .ground { background-color: ${dark.ground} !important; }
  .sheet { background-color: ${dark.sheet} !important; }
  .tint { background-color: ${dark.tint} !important; }
  .ink { color: ${dark.ink} !important; }
  .soft { color: ${dark.soft} !important; }
  .rule { border-color: ${dark.rule} !important; }
  .accent { border-color: ${dark.button} !important; }
  .link { color: ${dark.link} !important; }
  .button { background-color: ${dark.button} !important; color: ${dark.onButton} !important; }
}`
