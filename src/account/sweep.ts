/** What of accounts has had its time goes away by itself (`db/personal.ts` has the periods). Each answers how many rows went. */
import type { Tx } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import { sweepAttempts } from './attempt.ts'

const actDays = 2 * 365

type Sweeping = { readonly db: Tx } & Pick<Ports, 'now'>

/** Index: staff_session_expires. */
export async function sweepSessions({ db, now }: Sweeping): Promise<number> {
  const { count } = await db`delete from staff_session where expires_at < ${now()}`
  return count
}

/** What is waited for, and how often somebody tried. Index: staff_verification_expires. */
export async function sweepVerifications({ db, now }: Sweeping): Promise<number> {
  const { count } = await db`delete from staff_verification where expires_at < ${now()}`
  return count + (await sweepAttempts({ db, now }))
}

/** Index: staff_act_at. */
export async function sweepActs({ db, now }: Sweeping): Promise<number> {
  const { count } = await db`
    delete from staff_act where at < ${new Date(now().getTime() - actDays * 86_400_000)}`
  return count
}
