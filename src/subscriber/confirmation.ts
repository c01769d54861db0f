/**
 * What somebody asked for and only the owner of the address may have: it is done once they confirm, from a link in a mail, within
 * 48 hours and once. Until then who asked and for what is sealed, and nobody is a subscriber; a wish that is used is dropped, the
 * rest is gone within three days. The key of these links opens nothing else (newsletter.md §4.4).
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Language } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import { seal, unseal } from '../seal.ts'
import { uuidOf } from '../uuid.ts'
import type { Email } from './email.ts'
import type { Channel } from './receipt.ts'
import { emailIndex } from './subscriber.ts'

/** Numbers of subscribers travel as text: JSON knows none of 63 bits. */
export type Wish =
  | {
      readonly kind: 'subscribe'
      readonly email: Email
      readonly name: string | null
      readonly lists: readonly number[]
      readonly language: Language
      readonly textId: string | null
      readonly channel: Extract<Channel, 'form' | 'api'>
      /** Absent where nothing was asked. */
      readonly measure?: { readonly answer: 'yes' | 'no'; readonly textId: string | null }
    }
  /**
   * `email` is who confirms: with `to` the address that would be left, after which `to` is asked; without it the new one. `from` is then
   * the one that agreed; links of an earlier release have none.
   */
  | {
      readonly kind: 'email'
      readonly subscriberId: string
      readonly email: Email
      readonly to?: Email
      readonly from?: Email
    }
  | { readonly kind: 'export'; readonly subscriberId: string; readonly email: Email }
  | {
      readonly kind: 'erase'
      readonly subscriberId: string
      readonly email: Email
      readonly isForGood: boolean
    }

export type SubscribeWish = Extract<Wish, { kind: 'subscribe' }>

type Keys = Pick<Ports, 'keyFor'>
type Storing = { readonly db: Tx } & Keys & Pick<Ports, 'now' | 'random'>

/** Enough for somebody who reads their mail the next evening; a link that is found later opens nothing. */
const hoursMax = 48
const column = 'confirmation.sealed'

/** The first byte says which key and way of writing: room for another while old mails are still about. */
const version = 1
const idBytes = 16
/** 128 bits: forging is out of reach, and the link stays on one line of most mails. */
const macBytes = 16
const bodyBytes = 1 + 4 + idBytes

/** Since when a wish must have been asked for to hold still. */
const oldestAt = (now: Date): Date => new Date(now.getTime() - hoursMax * 3_600_000)

export const sealWish = (ports: Keys & Pick<Ports, 'random'>, wish: Wish): Buffer =>
  seal(ports, column, JSON.stringify(wish))

/** Null when nobody can read it any more: the root secret was changed since. */
export function openWish(ports: Keys, sealed: Uint8Array): Wish | null {
  try {
    return JSON.parse(unseal(ports, column, sealed)) as Wish
  } catch {
    return null
  }
}

/**
 * Keeps a wish until its owner confirms it, and answers its number. One to subscribe waits for `postConfirmations`; of the others
 * the caller posts the link itself, in the same transaction, so they count as mailed. Index: confirmation_pk.
 */
export async function requestConfirmation(ports: Storing, siteId: SiteId, wish: Wish): Promise<string> {
  const id = uuidOf(ports.random(idBytes))
  const now = ports.now()
  const subscriberId = wish.kind === 'subscribe' ? null : wish.subscriberId
  const mailedAt = wish.kind === 'subscribe' ? null : now
  await ports.db`
    insert into confirmation (site_id, confirmation_id, kind, email_index, subscriber_id, sealed, asked_at, mailed_at)
    values (${siteId}, ${id}, ${wish.kind}, ${emailIndex(ports, wish.email)}, ${subscriberId},
      ${sealWish(ports, wish)}, ${now}, ${mailedAt})`
  return id
}

const macOf = ({ keyFor }: Keys, body: Uint8Array): Buffer =>
  createHmac('sha256', keyFor('confirm')).update('confirmation\0').update(body).digest().subarray(0, macBytes)

/** Base64url of `version, site, number, MAC`: 50 characters, and nothing of the wish. */
export function signConfirmation(ports: Keys, siteId: SiteId, id: string): string {
  const body = Buffer.alloc(bodyBytes)
  body.writeUInt8(version)
  body.writeUInt32BE(siteId, 1)
  body.write(id.replaceAll('-', ''), 5, 'hex')
  return Buffer.concat([body, macOf(ports, body)]).toString('base64url')
}

interface Named {
  readonly siteId: SiteId
  readonly id: string
}

/** What a token names, whether or not it still holds; null when it is not one of ours. Takes any text; never throws. */
export function readConfirmationToken(ports: Keys, token: string): Named | null {
  if (token.length > 60) return null
  const bytes = Buffer.from(token, 'base64url')
  // The last letter of base64 has bits that say nothing: one token is one text.
  if (bytes.length !== bodyBytes + macBytes || bytes.toString('base64url') !== token) return null
  const body = bytes.subarray(0, bodyBytes)
  if (!timingSafeEqual(bytes.subarray(bodyBytes), macOf(ports, body)) || body[0] !== version) return null
  return { siteId: body.readUInt32BE(1) as SiteId, id: uuidOf(body.subarray(5)) }
}

/**
 * What the token asks to confirm; null when it is forged, unknown, expired or used. Changes nothing: whoever acts calls
 * `useConfirmation`. Takes any text. Index: confirmation_pk.
 */
export async function readConfirmation(
  ports: { readonly db: Tx } & Keys & Pick<Ports, 'now'>,
  token: string,
): Promise<(Named & { readonly wish: Wish }) | null> {
  const named = readConfirmationToken(ports, token)
  if (!named) return null
  const [row] = await ports.db<{ sealed: Uint8Array | null }[]>`
    select sealed from confirmation
    where site_id = ${named.siteId} and confirmation_id = ${named.id}
      and used_at is null and asked_at > ${oldestAt(ports.now())}`
  const wish = row?.sealed ? openWish(ports, row.sealed) : null
  return wish && { ...named, wish }
}

/** Whether it was used already, for whoever presses twice. False as well once it is swept. Index: confirmation_pk. */
export async function isUsed({ db }: { readonly db: Tx }, { siteId, id }: Named): Promise<boolean> {
  const [row] = await db<{ confirmation_id: string }[]>`
    select confirmation_id from confirmation
    where site_id = ${siteId} and confirmation_id = ${id} and used_at is not null`
  return row !== undefined
}

/**
 * Uses it up, in one transaction with what it was asked for; the wish is dropped. False when it was used, or is too old, by now: of
 * two at once the second waits here and is told so. Index: confirmation_pk.
 */
export async function useConfirmation(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  id: string,
): Promise<boolean> {
  const at = now()
  const { count } = await db`
    update confirmation set used_at = ${at}, sealed = null
    where site_id = ${siteId} and confirmation_id = ${id} and used_at is null and asked_at > ${oldestAt(at)}`
  return count === 1
}
