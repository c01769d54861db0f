/**
 * A receipt: what somebody answered to which notice, when, and what that means. It holds no address, user agent, page or
 * account: its random number is the only thing that leads to it, and the device keeps that (C3). Fields follow ISO/IEC TS 27560
 * as far as there is something to say. Pure.
 */
import { createHmac } from 'node:crypto'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { canonical, sha256, type Canonical } from './canonical.ts'
import { answerDays, type Notice, type NoticeController } from './notice.ts'
import { grantable, type Purpose } from './purpose.ts'
import type { Choice } from './signal.ts'
import type { Surface } from './wire.ts'

export type Action = 'accept_all' | 'refuse_all' | 'custom' | 'withdraw'
export type State = 'given' | 'refused' | 'withdrawn'

export interface ReceiptPurpose {
  readonly id: string
  readonly version: number
  readonly elements: readonly string[]
  readonly recipients: readonly string[]
  readonly months: number | null
  readonly basis: 'consent'
  readonly granted: boolean
}

/** What is stored and hashed, as canonical text. */
export interface Receipt {
  readonly schema: 1
  readonly receipt_id: string
  /** The answer before this one on the same device. */
  readonly previous_id: string | null
  readonly site: string
  readonly controller: NoticeController
  readonly channel: 'web'
  readonly ui: {
    readonly surface: Surface
    readonly layout: number
    readonly viewport: 'small' | 'large'
    readonly buttons: readonly string[]
  }
  readonly notice_id: string
  readonly language: string
  readonly statement: string | null
  readonly purposes: readonly ReceiptPurpose[]
  /** What was said about being counted, which needs no consent. */
  readonly counting: Choice
  readonly action: Action
  readonly state: State
  readonly at: string
  /** Only where the device's clock was off by more than five minutes. */
  readonly device_at: string | null
  readonly valid_until: string
  readonly withdraw_at: string
}

/** 22 characters for 128 bits. */
export const isReceiptId = (text: unknown): text is string =>
  typeof text === 'string' && /^[\w-]{22}$/.test(text)

/** The part that is read out over a telephone. */
export const shortNumber = (receiptId: string): string => receiptId.slice(0, 8)

/**
 * The number of the receipt that an answer gets: made of the key that the device drew for it, so that an answer that is sent
 * twice makes one receipt, and of a secret of ours, so that the device can not choose it.
 */
export const receiptIdOf = (ports: Pick<Ports, 'keyFor'>, site: Pick<Site, 'id'>, key: string): string =>
  createHmac('sha256', ports.keyFor('ledger'))
    .update(`receipt\0${site.id}\0${key}`)
    .digest()
    .subarray(0, 16)
    .toString('base64url')

const dayMs = 86_400_000
const clockMs = 5 * 60_000

/** Until when an answer holds, yes and no alike (C4). */
export const validUntil = (at: Date): Date => new Date(at.getTime() + answerDays * dayMs)

/** The yes among a notice's questions: anything that it does not ask is left out. */
export const grantedOf = (notice: Pick<Notice, 'purposes'>, said: readonly string[]): string[] =>
  grantable(notice.purposes).filter((id) => said.includes(id))

export const actionOf = (notice: Pick<Notice, 'purposes'>, granted: readonly string[]): Action =>
  granted.length === 0
    ? 'refuse_all'
    : granted.length === grantable(notice.purposes).length
      ? 'accept_all'
      : 'custom'

const stateOf: Readonly<Record<Action, State>> = {
  accept_all: 'given',
  custom: 'given',
  refuse_all: 'refused',
  withdraw: 'withdrawn',
}

/** Each thing that can be answered, with what it is about: a service has its purpose's data and period. */
const answered = (purposes: readonly Purpose[], granted: readonly string[]): ReceiptPurpose[] =>
  purposes.flatMap((purpose) => {
    if (purpose.basis !== 'consent') return []
    const { version, elements, recipients, months } = purpose
    const common = { version, elements, months, basis: 'consent' } as const
    return purpose.services.length > 0
      ? purpose.services.map(({ id, name }) => ({
          id,
          ...common,
          recipients: [name],
          granted: granted.includes(id),
        }))
      : [{ id: purpose.id, ...common, recipients, granted: granted.includes(purpose.id) }]
  })

export interface Given {
  readonly id: string
  readonly previous: string | null
  readonly notice: Notice
  readonly noticeId: string
  readonly language: string
  readonly surface: Surface
  readonly viewport: 'small' | 'large'
  readonly granted: readonly string[]
  readonly counting: Choice
  readonly action: Action
  readonly at: Date
  /** The device's clock, ms. */
  readonly deviceAt: number | undefined
  readonly withdrawAt: string
}

/** The dates that a clock can show (ECMA-262, 21.4.1.1); a device may say any number. */
const isInstant = (ms: number): boolean => Number.isFinite(ms) && Math.abs(ms) <= 8.64e15

export function makeReceipt(given: Given): Receipt {
  const { notice, at, deviceAt, surface } = given
  const isOff = deviceAt !== undefined && isInstant(deviceAt) && Math.abs(deviceAt - at.getTime()) > clockMs
  return {
    schema: 1,
    receipt_id: given.id,
    previous_id: given.previous,
    site: notice.site,
    controller: notice.controller,
    channel: 'web',
    ui: {
      surface,
      layout: notice.layout,
      viewport: given.viewport,
      buttons: notice.buttons[surface === 'page' ? 'panel' : surface],
    },
    notice_id: given.noticeId,
    language: given.language,
    statement: notice.statement?.hash ?? null,
    purposes: answered(notice.purposes, given.granted),
    counting: given.counting,
    action: given.action,
    state: stateOf[given.action],
    at: at.toISOString(),
    device_at: isOff ? new Date(deviceAt).toISOString() : null,
    valid_until: validUntil(at).toISOString(),
    withdraw_at: given.withdrawAt,
  }
}

export const receiptText = (receipt: Receipt): string => canonical(receipt as unknown as Canonical)

/** Stands in the ledger for receipts that were erased: how many and when, and of whom nothing. */
export interface Erasure {
  readonly schema: 1
  readonly action: 'erase'
  readonly receipts: number
  readonly at: string
}

/** Of a text that we stored. */
export const readEntry = (text: string): Receipt | Erasure => JSON.parse(text) as Receipt | Erasure

export const receiptHash = (text: string): Buffer => sha256(text)

export const grantedIn = ({ purposes }: Receipt): string[] =>
  purposes.filter(({ granted }) => granted).map(({ id }) => id)
