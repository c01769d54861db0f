/**
 * Which language a page is written in: the one chosen by `?lang=`, else the browser's first that we have, else Dutch.
 * Nothing is kept on the device for it.
 */
import type { Context } from 'hono'
import { isLanguage, languages, type Language } from './words.ts'

/** Browsers send a handful; a longer header is not from one. */
const rangesMax = 20

/** `Accept-Language` -> the best language among some. Never throws; `null` when none fits (RFC 9110 section 12.5.4). */
export function readAcceptLanguageAmong<L extends string>(header: string, among: readonly L[]): L | null {
  const wishes = header
    .split(',', rangesMax)
    .map((wish) => {
      const [range = '', ...parameters] = wish.trim().toLowerCase().split(';')
      const weight = parameters.map((text) => /^\s*q=([\d.]{1,5})\s*$/.exec(text)?.[1]).find(Boolean)
      return { language: range.split('-')[0] ?? '', weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
  for (const { language } of wishes) {
    const found = among.find((one) => one === language)
    if (found !== undefined) return found
  }
  return null
}

/** The best language of our pages. */
export const readAcceptLanguage = (header: string): Language | null =>
  readAcceptLanguageAmong(header, languages)

/** The language that the address asks for, which links on the page keep. */
export function chosenLanguage(c: Context): Language | undefined {
  const asked = c.req.query('lang')
  return asked !== undefined && isLanguage(asked) ? asked : undefined
}

export const readLanguageOf = (c: Context): Language =>
  chosenLanguage(c) ?? readAcceptLanguage(c.req.header('accept-language') ?? '') ?? 'nl'

/** Of a page that is not there in every language: the one that the address asks for, else the browser's first, else the first. */
export function readLanguageAmong<L extends string>(c: Context, among: readonly [L, ...L[]]): L {
  const asked = c.req.query('lang')
  return (
    among.find((one) => one === asked) ??
    readAcceptLanguageAmong(c.req.header('accept-language') ?? '', among) ??
    among[0]
  )
}
