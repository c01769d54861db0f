/**
 * A request that came by post, telephone, counter or mail, as staff write it down. The day is that of its receipt, since both clocks run
 * from there. Nothing asks for a document, and there is no field for a file. Pure but for the clock that it is given.
 */
import { isReceiptId } from '../consent/receipt.ts'
import { isLanguage } from '../page/words.ts'
import type { Form } from '../page/read-form.ts'
import {
  requestChannels,
  requestKinds,
  type NewRequest,
  type Representative,
  type RequestChannel,
} from '../rights/request.ts'
import { isDay, localDay, startOfDay } from '../site/local-day.ts'
import { readEmail } from '../subscriber/email.ts'

/** What staff enter came some other way than by our own page. */
export const intakeChannels = requestChannels.filter(
  (one): one is Exclude<RequestChannel, 'page'> => one !== 'page',
)
export const capacities = ['parent', 'guardian', 'proxy'] as const

/** As it was typed. */
export interface WrittenIntake {
  readonly channel: string
  readonly kind: string
  readonly receivedOn: string
  readonly name: string
  readonly email: string
  readonly postal: string
  readonly receipt: string
  readonly language: string
  readonly wish: string
  readonly isUnder16: boolean
  readonly isRepresented: boolean
  readonly repName: string
  readonly repCapacity: string
  readonly repProof: string
}

export type IntakeFault =
  | 'channel'
  | 'kind'
  | 'date'
  | 'future'
  | 'too-old'
  | 'name'
  | 'email'
  | 'postal'
  | 'receipt'
  | 'nobody'
  | 'language'
  | 'wish'
  | 'representative'
  | 'under16'

export type IntakeReading =
  | { readonly ok: true; readonly request: NewRequest }
  | { readonly ok: false; readonly faults: ReadonlySet<IntakeFault> }

export const blankIntake: WrittenIntake = {
  channel: '',
  kind: '',
  receivedOn: '',
  name: '',
  email: '',
  postal: '',
  receipt: '',
  language: 'nl',
  wish: '',
  isUnder16: false,
  isRepresented: false,
  repName: '',
  repCapacity: '',
  repProof: '',
}

export function writtenIntake(form: Form): WrittenIntake {
  const text = (name: string) => form.one(name) ?? ''
  return {
    channel: text('channel'),
    kind: text('kind'),
    receivedOn: text('receivedOn'),
    name: text('name'),
    email: text('email'),
    postal: text('postal'),
    receipt: text('receipt'),
    language: text('language'),
    wish: text('wish'),
    isUnder16: form.one('isUnder16') === 'on',
    isRepresented: form.one('isRepresented') === 'on',
    repName: text('repName'),
    repCapacity: text('repCapacity'),
    repProof: text('repProof'),
  }
}

/** `2026-11-03` as a browser sends it, or `3-11-2026` as one types it -> ISO day. */
export function readTypedDay(text: string): string | null {
  const trimmed = text.trim()
  const [, date, month, year] = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(trimmed) ?? []
  const day =
    date !== undefined && month !== undefined && year !== undefined
      ? `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
      : trimmed
  return isDay(day) ? day : null
}

const lengthsMax = { name: 200, postal: 500, wish: 4_000, proof: 500 }

/** PostgreSQL has no NUL in text and half a surrogate pair is no text: neither is anything that one writes. */
const isLine = (text: string, lengthMax: number): boolean =>
  text.length <= lengthMax && text.isWellFormed() && !/\p{Cc}/u.test(text)
const isLines = (text: string, lengthMax: number): boolean =>
  text.length <= lengthMax && isLine(text.replaceAll('\n', ''), lengthMax)
const linesOf = (text: string): string => text.replace(/\r\n?/g, '\n').trim()
const orNull = (text: string): string | null => (text === '' ? null : text)

const yearMs = 366 * 86_400_000

/** Noon of the day it came, or now where that has yet to come: an instant within its own local day. */
function instantOf(day: string, now: Date, timezone: string): Date {
  const noon = new Date(startOfDay(day, timezone).getTime() + 12 * 3_600_000)
  return day === localDay(now, timezone) && noon > now ? now : noon
}

function readRepresentative(
  written: Pick<WrittenIntake, 'repName' | 'repCapacity' | 'repProof'>,
): Representative | null {
  const [name, proof] = [written.repName.trim(), linesOf(written.repProof)]
  const capacity = capacities.find((one) => one === written.repCapacity)
  if (capacity === undefined || name === '' || proof === '') return null
  return isLine(name, lengthsMax.name) && isLines(proof, lengthsMax.proof) ? { name, capacity, proof } : null
}

export function readIntake(
  written: WrittenIntake,
  { now, timezone }: { readonly now: Date; readonly timezone: string },
): IntakeReading {
  const faults = new Set<IntakeFault>()
  const channel = intakeChannels.find((one) => one === written.channel)
  const kind = requestKinds.find((one) => one === written.kind)
  const language = isLanguage(written.language) ? written.language : undefined
  const day = readTypedDay(written.receivedOn)
  const receivedAt = day === null ? undefined : instantOf(day, now, timezone)
  const name = written.name.trim()
  const postal = linesOf(written.postal)
  const receipt = written.receipt.trim()
  const wish = linesOf(written.wish)
  const email = written.email.trim() === '' ? null : readEmail(written.email)
  const represented = written.isRepresented || written.isUnder16
  const representedBy = represented ? readRepresentative(written) : null
  const wrong = (fault: IntakeFault, isWrong: boolean) => void (isWrong && faults.add(fault))

  wrong('channel', channel === undefined)
  wrong('kind', kind === undefined)
  wrong('language', language === undefined)
  wrong('date', day === null)
  if (receivedAt) {
    wrong('future', receivedAt > now)
    wrong('too-old', now.getTime() - receivedAt.getTime() > yearMs)
  }
  wrong('name', !isLine(name, lengthsMax.name))
  wrong('postal', !isLines(postal, lengthsMax.postal))
  wrong('wish', !isLines(wish, lengthsMax.wish))
  wrong('email', written.email.trim() !== '' && email === null)
  wrong('receipt', receipt !== '' && !isReceiptId(receipt))
  wrong('nobody', written.email.trim() === '' && postal === '' && receipt === '')
  wrong('representative', written.isRepresented && representedBy === null)
  // Whoever is under 16 has a parent or guardian ask; a proxy needs one of theirs.
  wrong(
    'under16',
    written.isUnder16 &&
      (representedBy === null ? !written.isRepresented : representedBy.capacity === 'proxy'),
  )
  if (!channel || !kind || !language || !receivedAt || faults.size > 0) return { ok: false, faults }
  const subject = {
    email,
    receiptId: orNull(receipt),
    name: orNull(name),
    postal: orNull(postal),
    representedBy,
    isUnder16: written.isUnder16,
  }
  return { ok: true, request: { kind, channel, language, receivedAt, subject, wish } }
}
