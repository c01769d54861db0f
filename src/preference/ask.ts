/** Asks the owner of an address, by mail, to confirm what a link to preferences may not do by itself. */
import type { Language } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { requestConfirmation, signConfirmation } from '../subscriber/confirmation.ts'
import type { Email } from '../subscriber/email.ts'
import { mayAskChange, takeMailTurn } from '../subscriber/sign-up-guard.ts'
import { findSuppression } from '../subscriber/suppression.ts'
import { confirmingLetter, type Change } from './letters.ts'

/**
 * `too-many`: three within the hour. Else `asked`, also where nothing is posted: whoever asks is not told what is known of a new address.
 */
export async function askToConfirm(
  ports: Pick<Ports, 'config' | 'db' | 'now' | 'random' | 'keyFor' | 'post'>,
  { site, lang }: { readonly site: Site; readonly lang: Language },
  change: Change,
): Promise<'asked' | 'too-many'> {
  if (!(await mayAskChange(ports, site.id, BigInt(change.subscriberId)))) return 'too-many'
  if (change.kind === 'email' && !(await mayBeWritten(ports, site, change.email))) return 'asked'
  const id = await requestConfirmation(ports, site.id, change)
  const url = `${ports.config.publicUrl}/newsletter/change/${signConfirmation(ports, site.id, id)}`
  await ports.post(confirmingLetter(change, { lang, domain: site.domain, url }))
  return 'asked'
}

/** A new address is anybody's: not one that gets no mail any more, nor one that was just written to. */
const mayBeWritten = async (
  ports: Pick<Ports, 'db' | 'now' | 'keyFor'>,
  { id }: Site,
  email: Email,
): Promise<boolean> =>
  (await findSuppression(ports, id, email)) === null && (await takeMailTurn(ports, id, email))
