/** Who gets a test mail besides whoever asks: a few colleagues, typed on one line. Addresses of people who want no mail are refused. */
import type { Tx } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { readEmail, type Email } from '../subscriber/email.ts'
import { listSuppressed } from '../subscriber/suppression.ts'

/** More is no test. A site has a hundred a day in all (`test-mail.ts`). */
const othersMax = 3

export type TestRecipients =
  | { readonly ok: true; readonly others: readonly Email[] }
  | { readonly ok: false; readonly why: 'email' | 'many' | 'suppressed' }

/** `also`: between commas, semicolons or spaces. Each once, and whoever asks not again. */
export async function readTestRecipients(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor'>,
  { id }: Pick<Site, 'id'>,
  also: string,
  own: Email,
): Promise<TestRecipients> {
  const typed = also.split(/[\s,;]+/).filter((part) => part !== '')
  const emails = typed.flatMap((part) => readEmail(part) ?? [])
  if (emails.length < typed.length) return { ok: false, why: 'email' }
  const others = [...new Set(emails)].filter((email) => email !== own)
  if (others.length > othersMax) return { ok: false, why: 'many' }
  if (others.length > 0 && (await listSuppressed(ports, id, others)).size > 0)
    return { ok: false, why: 'suppressed' }
  return { ok: true, others }
}
