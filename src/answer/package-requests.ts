/** What somebody asked about their data, each step of it, the letters that they got, and who else was told. */
import { listTasks } from '../processor/task.ts'
import { listLetters } from '../rights/letter.ts'
import { findRequest, type RightsRequest } from '../rights/request.ts'
import { listSteps } from '../rights/step.ts'
import type { CategoryName, PackageRow } from './package-category.ts'
import { iso, type Reader, type Reading } from './package-reading.ts'

/** One page for each request, which has some tens of steps or letters. */
const byRequest = (read: (reading: Reading, requestId: string) => Promise<readonly PackageRow[]>): Reader =>
  async function* byRequest(reading) {
    for (const id of reading.requestIds) {
      const rows = await read(reading, id)
      if (rows.length > 0) yield rows
    }
  }

const requestRow = (request: RightsRequest): PackageRow => ({
  request_id: request.id,
  kind: request.kind,
  state: request.state,
  channel: request.channel,
  language: request.language,
  received_at: iso(request.receivedAt),
  entered_at: iso(request.enteredAt),
  promise_due: request.promiseDue,
  legal_due: request.legalDue,
  extended_due: request.extendedDue,
  extension_reason: request.extensionReason,
  verified_at: iso(request.verifiedAt),
  verified_by: request.verifiedBy,
  duplicate_of: request.duplicateOf,
  ground: request.ground,
  closed_at: iso(request.closedAt),
  // Who asked for them, and how that showed, is about somebody else; staff wrote it.
  subject: { ...request.subject, representedBy: request.subject.representedBy?.capacity ?? null },
  wish: request.wish,
})

export const requestReaders = {
  requests: byRequest(async ({ ask, keys: { keyFor }, site }, id) => {
    const request = await ask((db) => findRequest({ db, keyFor }, site.id, id))
    return request ? [requestRow(request)] : []
  }),
  steps: byRequest(async ({ ask, site }, id) =>
    (await ask((db) => listSteps({ db }, site.id, id))).map(({ at, step, from, to, actor }) => ({
      request_id: id,
      at: iso(at),
      step,
      from_state: from,
      to_state: to,
      actor_kind: actor.kind,
    })),
  ),
  letters: byRequest(async ({ ask, keys: { keyFor }, site }, id) =>
    (await ask((db) => listLetters({ db, keyFor }, site.id, id))).map((letter) => ({
      request_id: id,
      letter_id: letter.id,
      kind: letter.kind,
      sent_at: iso(letter.sentAt),
      title: letter.subject,
      text: letter.text,
    })),
  ),
  told: byRequest(async ({ ask, site }, id) =>
    (await ask((db) => listTasks({ db }, site.id, id))).map((task) => ({
      request_id: id,
      recipient: task.processorName,
      what: task.what,
      state: task.state,
      due: task.due,
      made_at: iso(task.madeAt),
      sent_at: iso(task.toldAt),
      done_at: iso(task.doneAt),
    })),
  ),
} satisfies Partial<Record<CategoryName, Reader>>
