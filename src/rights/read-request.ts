/**
 * A request out of the form: which right, whose data, where the answer goes. Files are no answers: there is no field that takes one, and
 * what is sent as one is not read. Pure.
 */
import { isReceiptId } from '../consent/receipt.ts'
import { readReceiptNumber } from '../consent/read-choice.ts'
import type { Form } from '../page/read-form.ts'
import { readName } from '../subscriber/change.ts'
import { readEmail } from '../subscriber/email.ts'
import { trapName } from '../subscriber/read-sign-up.ts'
import { requestKinds, type NewRequest, type Representative } from './request.ts'

export const wishLengthMax = 2_000

export const whos = ['self', 'child', 'other'] as const
export type Who = (typeof whos)[number]
export const capacities = ['parent', 'guardian', 'proxy'] as const

/** Fields that can't be used as they are. */
export type RequestFault = 'kind' | 'email' | 'name' | 'receipt' | 'wish' | 'who' | 'standInName' | 'capacity'

/** What was typed and chosen, for showing the form again. */
export interface TypedRequest {
  readonly kind: string
  readonly email: string
  readonly name: string
  readonly receipt: string
  readonly wish: string
  readonly who: string
  readonly standInName: string
  readonly capacity: string
}

export const nothingTyped: TypedRequest = {
  kind: '',
  email: '',
  name: '',
  receipt: '',
  wish: '',
  who: 'self',
  standInName: '',
  capacity: '',
}

/** Shortened to what the fields take, and a little more, so that whoever wrote too much sees all of it. */
export const typedOf = (form: Form): TypedRequest => ({
  kind: form.one('kind') ?? '',
  email: (form.one('email') ?? '').slice(0, 254),
  name: (form.one('name') ?? '').slice(0, 200),
  receipt: (form.one('receipt') ?? '').slice(0, 80),
  wish: (form.one('wish') ?? '').slice(0, 4 * wishLengthMax),
  who: form.one('who') ?? '',
  standInName: (form.one('standInName') ?? '').slice(0, 200),
  capacity: form.one('capacity') ?? '',
})

/** A field that people do not see. Robots fill in what they find. */
export const isTrapped = (form: Form): boolean => form.all(trapName).length > 0

export type ReadRequest = Pick<NewRequest, 'kind' | 'subject' | 'wish'>

export type RequestReading =
  | { readonly ok: true; readonly request: ReadRequest }
  | { readonly ok: false; readonly faults: readonly RequestFault[] }

/** Lines as lines, without what steers a machine. */
const readWish = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .toWellFormed()
    .trim()

/** A parent speaks for a child, and a child authorises nobody. */
const capacitiesOf = {
  self: [],
  child: ['parent', 'guardian'],
  other: ['guardian', 'proxy'],
} as const satisfies Record<Who, readonly Representative['capacity'][]>

/** All that is wrong, in the order of the form. Never throws. */
export function readRequest(form: Form): RequestReading {
  const typed = typedOf(form)
  const kind = requestKinds.find((one) => one === typed.kind)
  const email = readEmail(typed.email)
  const name = readName(typed.name)
  const receiptId = readReceiptNumber(typed.receipt)
  const wish = readWish(form.one('wish') ?? '')
  const who = whos.find((one) => one === typed.who)
  const standInName = readName(typed.standInName)
  const capacity = capacitiesOf[who ?? 'self'].find((one) => one === typed.capacity)
  const isForOther = who === 'child' || who === 'other'
  const faults: RequestFault[] = []
  if (kind === undefined) faults.push('kind')
  if (email === null) faults.push('email')
  if (name === null && typed.name.trim() !== '') faults.push('name')
  if (receiptId !== undefined && !isReceiptId(receiptId)) faults.push('receipt')
  if (wish.length > wishLengthMax) faults.push('wish')
  // Somebody who names themselves as another's voice and leaves the first answer standing would ask about themselves unawares.
  if (who === undefined || (who === 'self' && (typed.standInName.trim() !== '' || typed.capacity !== '')))
    faults.push('who')
  if (isForOther && standInName === null) faults.push('standInName')
  if (isForOther && capacity === undefined) faults.push('capacity')
  if (kind === undefined || email === null || faults.length > 0) return { ok: false, faults }
  const subject = {
    email,
    receiptId: receiptId ?? null,
    name,
    postal: null,
    representedBy: standInName !== null && capacity ? { name: standInName, capacity, proof: '' } : null,
    isUnder16: who === 'child',
  }
  return { ok: true, request: { kind, subject, wish } }
}
