/** How it went, in the address of the page after a change: one of a few words of ours. */
import type { Context } from 'hono'
import type { Done } from './writing-frame.tsx'

const dones = ['saved', 'added', 'closed', 'opened', 'cancelled'] as const satisfies readonly Done[]

export const doneIn = (c: Context): Done | null => dones.find((one) => c.req.query(one) !== undefined) ?? null
