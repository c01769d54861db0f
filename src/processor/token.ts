/**
 * What stands in the address where a processor says that it did what it was told: which task. Sealed by a key for this alone, so that it can't
 * be made up. Whoever has it can say nothing without the processor's own secret (`hook-route.ts`).
 */
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import { seal, unseal } from '../seal.ts'

const purpose = 'processor.task'

const keysOf = (ports: Pick<Ports, 'keyFor'>) => ({ keyFor: () => ports.keyFor('processor') })

export interface TaskKey {
  readonly siteId: SiteId
  readonly taskId: string
}

export const writeTaskToken = (
  ports: Pick<Ports, 'keyFor' | 'random'>,
  { siteId, taskId }: TaskKey,
): string =>
  seal({ ...keysOf(ports), random: ports.random }, purpose, `${siteId} ${taskId}`).toString('base64url')

const written = /^(\d{1,9}) ([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/

/** Null: not one of ours, or not as we wrote it. Takes any text; never throws. */
export function readTaskToken(ports: Pick<Ports, 'keyFor'>, token: string): TaskKey | null {
  const sealed = Buffer.from(token, 'base64url')
  // The last letter of base64 has bits that say nothing: one token is one text.
  if (token.length > 200 || sealed.toString('base64url') !== token) return null
  try {
    const [, siteId, taskId] = written.exec(unseal(keysOf(ports), purpose, sealed)) ?? []
    return siteId === undefined || taskId === undefined ? null : { siteId: Number(siteId) as SiteId, taskId }
  } catch {
    return null
  }
}
