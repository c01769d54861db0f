/** What of accounts has had its time goes away by itself, hourly (`db/personal.ts` has the periods). */
import type { Ports } from '../ports.ts'
import { sweepAttempts } from './attempt.ts'
import { sweepInvitations } from './people.ts'

const actDays = 2 * 365

/** Index: staff_session_expires, staff_verification_expires, staff_act_at. */
export async function sweepAccounts(ports: Pick<Ports, 'db' | 'now'>): Promise<void> {
  const { db, now } = ports
  await db`delete from staff_session where expires_at < ${now()}`
  await db`delete from staff_verification where expires_at < ${now()}`
  await db`delete from staff_act where at < ${new Date(now().getTime() - actDays * 86_400_000)}`
  await sweepAttempts(ports)
  await sweepInvitations(ports)
}
