/** All that a request's page shows, read together: what happened, what is written down, what can be done. Changes nothing. */
import { listAudit, type AuditEntry } from '../audit/chain.ts'
import { countErasure, findErasure } from '../answer/erase.ts'
import { listRestrictions } from '../hold/restriction.ts'
import { findOnFile } from '../hold/on-file.ts'
import { readStop } from '../hold/stop.ts'
import type { Ports } from '../ports.ts'
import { listTasks } from '../processor/task.ts'
import { listLetters } from '../rights/letter.ts'
import { listNotes } from '../rights/note.ts'
import type { RightsRequest } from '../rights/request.ts'
import { listSteps } from '../rights/step.ts'
import type { Site } from '../site/site.ts'
import { findSubscriber } from '../subscriber/subscriber.ts'
import { findHandlers } from './handlers.ts'
import type { Deed, Rectifiable } from './request-deed.tsx'
import { findProof, mayStep } from './request-view.ts'

type Reading = Pick<Ports, 'db' | 'now' | 'random' | 'keyFor'>

/** More than the steps, letters and tasks of one request can be. */
const entriesMax = 500

export async function readRequestFile(ports: Reading, site: Site, request: RightsRequest) {
  const { id } = request
  const [people, steps, audit, notes, letters, tasks] = await Promise.all([
    findHandlers(ports, site),
    listSteps(ports, site.id, id),
    listAudit(ports, site.id, { requestId: id, before: null, limit: entriesMax }),
    listNotes(ports, site.id, id),
    listLetters(ports, site.id, id),
    listTasks(ports, site.id, id),
  ])
  const isDone = findProof(request, audit) !== null
  return {
    ...people,
    steps,
    audit,
    notes,
    letters,
    tasks,
    deed: await readDeed(ports, site, request, { isDone, audit }),
  }
}

/** Nothing of anybody is looked up before it is known who asks, nor once the request is closed. */
async function readDeed(
  ports: Reading,
  site: Site,
  request: RightsRequest,
  { isDone, audit }: { readonly isDone: boolean; readonly audit: readonly AuditEntry[] },
): Promise<Deed> {
  const { kind } = request
  const mayLook = mayStep(request, 'answer')
  switch (kind) {
    case 'erase': {
      const erasure = isDone ? await findErasure(ports, site.id, request.id) : null
      const counts = erasure?.counts ?? (mayLook ? await countErasure(ports, site, request) : null)
      return { kind, isDone, counts, tasks: erasure?.tasks ?? 0 }
    }
    case 'restrict': {
      const all = await listRestrictions(ports, site.id)
      return { kind, isDone, restriction: all.find((one) => one.requestId === request.id) ?? null }
    }
    case 'rectify':
      return { kind, isDone, now: mayLook ? await findRectifiable(ports, site, request) : null }
    case 'object': {
      const entry = audit.find((one) => one.kind === 'stopped')
      const all = await listRestrictions(ports, site.id)
      const held = all.filter((one) => one.requestId === request.id).reduce((sum, { rows }) => sum + rows, 0)
      const stopping = entry ? { at: entry.at, stopped: readStop(entry.facts).stopped, held } : null
      return { kind, isDone, stopping }
    }
    case 'access':
    case 'withdraw':
      return { kind, isDone }
  }
}

async function findRectifiable(
  ports: Reading,
  site: Site,
  { subject }: RightsRequest,
): Promise<Rectifiable | null> {
  const { subscriberId } = await findOnFile(ports, site, subject)
  return subscriberId === null ? null : await findSubscriber(ports, site.id, subscriberId)
}
