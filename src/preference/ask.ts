/**
 * Asks the owner of an address, by mail, to confirm what a link to preferences may not do by itself. For another address two owners are
 * asked, the one that would be left first.
 */
import type { Tx } from '../db/connect.ts'
import { queueLetter } from '../mail/queue.ts'
import type { Language } from '../page/words.ts'
import type { Letter, Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { requestConfirmation, signConfirmation } from '../subscriber/confirmation.ts'
import type { Email } from '../subscriber/email.ts'
import { mayAskChange, takeMailTurn } from '../subscriber/sign-up-guard.ts'
import { findSuppression } from '../subscriber/suppression.ts'
import { confirmingLetter, type Change } from './letters.ts'

type Asking = Pick<Ports, 'config' | 'now' | 'random' | 'keyFor'>
interface Where {
  readonly site: Site
  readonly lang: Language
}

/** At the address that is on file. `too-many`: three within the hour. */
export async function askToConfirm(
  ports: Asking & Pick<Ports, 'db' | 'post'>,
  where: Where,
  change: Change,
): Promise<'asked' | 'too-many'> {
  if (!(await mayAskChange(ports, where.site.id, BigInt(change.subscriberId)))) return 'too-many'
  await ports.post(await keepWish(ports, where, change))
  return 'asked'
}

/** In the transaction in which the owner of the old one agreed. Whoever did is not told what is known of the new one. */
export async function askNewAddress(
  ports: Asking & { readonly db: Tx },
  where: Where,
  {
    subscriberId,
    email,
    from,
  }: { readonly subscriberId: string; readonly email: Email; readonly from: Email },
): Promise<void> {
  if (!(await mayBeWritten(ports, where.site, email))) return
  await queueLetter(ports, await keepWish(ports, where, { kind: 'email', subscriberId, email, from }))
}

/** Keeps what is to be confirmed, and writes the mail that asks for it. */
async function keepWish(
  ports: Asking & { readonly db: Tx },
  { site, lang }: Where,
  change: Change,
): Promise<Letter> {
  const id = await requestConfirmation(ports, site.id, change)
  const url = `${ports.config.publicUrl}/newsletter/change/${signConfirmation(ports, site.id, id)}`
  return confirmingLetter(change, { lang, domain: site.domain, url })
}

/** A new address is anybody's: not one that gets no mail any more, nor one that was just written to. */
const mayBeWritten = async (
  ports: { readonly db: Tx } & Pick<Ports, 'now' | 'keyFor'>,
  { id }: Site,
  email: Email,
): Promise<boolean> =>
  (await findSuppression(ports, id, email)) === null && (await takeMailTurn(ports, id, email))
