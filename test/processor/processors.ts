/** A site with processors, a request, and a world outside that takes what it is told: for tests of tasks. */
import { must } from '../../src/must.ts'
import type { FailureCode, Message, MessageOutcome, Ports } from '../../src/ports.ts'
import { processorDocument, type ProcessorDocument } from '../../src/processor/document.ts'
import { addProcessor } from '../../src/processor/processor.ts'
import { addTasks, listTasks, type Task } from '../../src/processor/task.ts'
import type { RightsRequest } from '../../src/rights/request.ts'
import type { Desk } from '../rights/requesting.ts'

export const webhook: ProcessorDocument = processorDocument.parse({
  name: 'Mailbureau De Duif',
  gets: 'e-mailadressen, om nieuwsbrieven te versturen',
  country: 'NL',
  transfer: 'none',
  told: { by: 'webhook', url: 'https://duif.example/gdpr' },
  kinds: ['erase', 'rectify'],
})
export const mailed: ProcessorDocument = processorDocument.parse({
  ...webhook,
  name: 'Host Ltd',
  country: 'GB',
  transfer: 'adequacy',
  told: { by: 'mail', email: 'privacy@host.example' },
  kinds: ['erase', 'object'],
  language: 'en',
})

export const add = (
  { world, site }: Desk,
  document: ProcessorDocument = webhook,
): Promise<{ readonly id: string; readonly secret: string | null }> =>
  addProcessor(world.ports, site.id, document)

export const subject = { email: 'anna@example.nl', receiptId: 'abcdefghijklmnopqrstuv' }

export const addAll = (
  { world, site }: Desk,
  request: Pick<RightsRequest, 'id' | 'promiseDue'>,
  what: Task['what'] = 'erase',
  more: { readonly change?: string } = {},
): Promise<number> =>
  world.ports.db.begin((db) => addTasks({ ...world.ports, db }, site, request, what, { ...subject, ...more }))

export const tasksOf = ({ world, site }: Desk, { id }: Pick<RightsRequest, 'id'>): Promise<readonly Task[]> =>
  listTasks(world.ports, site.id, id)

export const onlyTask = async (desk: Desk, request: Pick<RightsRequest, 'id'>): Promise<Task> =>
  must((await tasksOf(desk, request))[0], 'one was made')

/** The ports of a world in which a server answers as told, the last answer for all that follow. */
export function listening({ world }: Desk, ...answers: readonly (number | string)[]) {
  const messages: Message[] = []
  const tell: Ports['tell'] = async (message): Promise<MessageOutcome> => {
    messages.push(message)
    const next = answers[Math.min(messages.length, answers.length) - 1] ?? 204
    return typeof next === 'number'
      ? { kind: 'answered', status: next }
      : { kind: 'failed', code: next as FailureCode }
  }
  return { messages, ports: { ...world.ports, tell } }
}
