/** Which addresses a link of a mail may have. */
import { waysOut } from './placeholder.ts'

/** Opened by whoever reads it, on whichever device: there is no page that it could be relative to. */
const schemes = ['http', 'https', 'mailto', 'tel'] as const

/** The scheme in lower case, as a browser would see it: white space and control characters in it count for nothing (URL standard, 4.4). */
export const schemeOf = (href: string): string | null =>
  /^([a-z][a-z\d+.-]*):/i.exec(href.replaceAll(/[\p{Cc}\s]+/gu, ''))?.[1]?.toLowerCase() ?? null

/** The way out that a link leads to and nothing else, or null. */
export const wayOf = (href: string) => waysOut.find((way) => href.trim() === `{{${way}}}`) ?? null

/** Takes any text. Placeholders as `normalise` writes them. */
export function isMailable(href: string): boolean {
  if (href.startsWith('#')) return true
  const scheme = schemeOf(href)
  return schemes.some((one) => one === scheme) && URL.canParse(href)
}
