/** The choice page's form into an answer, or why it is none. Pure. */
import { isLanguageOf } from './notice-language.ts'
import type { Form } from '../page/read-form.ts'
import { sha256 } from './canonical.ts'
import type { CurrentNotice } from './publication.ts'
import { grantable } from './purpose.ts'
import { isReceiptId } from './receipt.ts'
import type { Answer } from './wire.ts'

export type ChoiceReading =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly why: 'invalid' | 'stale' | 'wrong-receipt' }

const answers = ['refuse', 'save', 'accept'] as const

/**
 * The key of an answer: the same form with the same answer, sent twice, makes one receipt; gone back to and answered otherwise,
 * it makes another. With the form's own chance alone, the second answer would have been taken for the first.
 */
const keyOf = (...parts: readonly string[]): string =>
  sha256(parts.join('\0')).subarray(0, 16).toString('base64url')

export const withdrawalKey = (once: string, receipt: string): string => keyOf('withdraw', once, receipt)

/** A number as somebody copied it: spaces and line ends are none of it. */
export const readReceiptNumber = (text: string | undefined): string | undefined => {
  const number = text?.replace(/\s/g, '')
  return number === '' ? undefined : number
}

/**
 * `refuse` and `accept` are about everything, so about being counted too, as in the panel on the site; an objection that was ticked
 * wins. This page can't see what the device said before, and a refusal may never undo an objection. `viewport`: without a script nobody knows its width; a browser may say that it is a telephone.
 */
export function readChoiceForm(
  form: Form,
  { id, notice }: Pick<CurrentNotice, 'id' | 'notice'>,
  { domain, isSmall }: { readonly domain: string; readonly isSmall: boolean },
): ChoiceReading {
  const said = answers.find((one) => one === form.one('answer'))
  const once = form.one('once')
  const lang = form.one('language')
  const asked = form.one('notice')
  const isOurs = said !== undefined && once !== undefined && lang !== undefined && asked !== undefined
  if (!isOurs || !/^[\w-]{22}$/.test(once)) return { ok: false, why: 'invalid' }
  if (asked !== id || !isLanguageOf(notice, lang)) return { ok: false, why: 'stale' }
  const previous = readReceiptNumber(form.one('previous'))
  if (previous !== undefined && !isReceiptId(previous)) return { ok: false, why: 'wrong-receipt' }
  const ticked = form.all('granted')
  const granted = grantable(notice.purposes).filter(
    (one) => said === 'accept' || (said === 'save' && ticked.includes(one)),
  )
  const ticking = form.one('counting')
  const counting = said === 'refuse' ? 'off' : said === 'accept' ? (ticking ?? 'on') : ticking
  return {
    ok: true,
    answer: {
      d: domain,
      notice: id,
      lang,
      ui: 'page',
      granted,
      ...((counting === 'on' || counting === 'off') && { counting }),
      key: keyOf('answer', once, granted.join('-'), counting ?? '', previous ?? ''),
      viewport: isSmall ? 'small' : 'large',
      ...(previous !== undefined && { previous }),
    },
  }
}
