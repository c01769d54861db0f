/** The key that signs mails, once it is certain that it can. */
import { createPrivateKey } from 'node:crypto'
import type { Dkim } from '../config.ts'
import type { Signing } from '../mail/message.ts'

export type SigningReading =
  | { readonly ok: true; readonly signing: Signing | null }
  | { readonly ok: false; readonly mistake: string }

/**
 * Reads the key from the setting itself, or from the file that it names; `readFile` is left out where there are none. A key
 * that can not sign is refused at the start: mails that nobody signed would only come back days later.
 */
export function readSigning(dkim: Dkim | null, readFile?: (path: string) => string): SigningReading {
  if (!dkim) return { ok: true, signing: null }
  const { domain, selector } = dkim
  const text = dkim.key.reveal()
  const isKey = text.startsWith('-----BEGIN')
  if (!isKey && !readFile)
    return { ok: false, mistake: 'VOORDEUR_DKIM holds the key itself here: PEM, with \\n for its line ends' }
  try {
    const privateKey = isKey ? text : (readFile?.(text) ?? '')
    if (createPrivateKey(privateKey).asymmetricKeyType === 'rsa')
      return { ok: true, signing: { domain, selector, privateKey } }
  } catch {
    // Said below; what a reader of keys says may quote the key.
  }
  return { ok: false, mistake: 'VOORDEUR_DKIM names no private key that can be read: RSA, as PEM' }
}
