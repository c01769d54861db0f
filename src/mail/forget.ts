/**
 * Mails of one site that wait for somebody who is erased. Whom a mail goes to is sealed, so each that waits is opened and looked at: the
 * queue holds minutes of mail, or two days' when the server is away. What was sent or given up holds nobody any more.
 */
import { arrayLiteral, type Tx } from '../db/connect.ts'
import type { Letter, Ports } from '../ports.ts'
import { unseal } from '../seal.ts'

/** Numbers of mails to an address that name a site's domain; a mail of another site is not this one's to take away. Index: mail_due. */
export async function listMailsTo(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor'>,
  email: string,
  domain: string,
): Promise<readonly string[]> {
  const rows = await ports.db<{ mail_id: string; sealed: Uint8Array }[]>`
    select mail_id, sealed from mail where sent_at is null and failed_at is null and sealed is not null`
  return rows.flatMap(({ mail_id: id, sealed }) => {
    const letter = openLetter(ports, sealed)
    return letter?.to.trim().toLowerCase() === email && letter.text.includes(domain) ? [id] : []
  })
}

/** Null: the root secret was changed since, so nobody can read it. */
function openLetter(ports: Pick<Ports, 'keyFor'>, sealed: Uint8Array): Letter | null {
  try {
    return JSON.parse(unseal(ports, 'mail.sealed', sealed)) as Letter
  } catch {
    return null
  }
}

/** One that is being handed over at this moment arrives all the same. Index: mail_pk. */
export async function removeMails({ db }: { readonly db: Tx }, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await db`delete from mail where mail_id = any(${arrayLiteral(ids)}::uuid[])`
}
