/** Processors and what they are told, the register and the log of breaches, for the scenario of every statement. */
import {
  decideBreach,
  amendBreach,
  closeBreach,
  findBreach,
  listBreaches,
  recordBreach,
} from '../../src/breach/breach.ts'
import { breachContent } from '../../src/breach/record.ts'
import { processorDocument } from '../../src/processor/document.ts'
import { signatureOf } from '../../src/processor/message.ts'
import { addProcessor, changeProcessor, endProcessor, renewSecret } from '../../src/processor/processor.ts'
import { addTasks, hasOpenTasks, listOpenTasks, listTasks, settleTask } from '../../src/processor/task.ts'
import { tellProcessors } from '../../src/processor/tell.ts'
import type { Message } from '../../src/ports.ts'
import { readSources } from '../../src/register/article-30.ts'
import {
  addProcessing,
  changeProcessing,
  endProcessing,
  processingFields,
} from '../../src/register/processing.ts'
import type { Site } from '../../src/site/site.ts'
import { uuidOf } from '../../src/uuid.ts'
import type { World } from '../support/world.ts'

const webhook = processorDocument.parse({
  name: 'x',
  gets: 'x',
  country: 'NL',
  transfer: 'none',
  told: { by: 'webhook', url: 'https://x.example/' },
  kinds: ['erase'],
})

export async function workWithProcessors(world: World, site: Site): Promise<void> {
  const { ports } = world
  const added = await addProcessor(ports, site.id, webhook)
  await changeProcessor(ports, site.id, added.id, webhook)
  const secret = (await renewSecret(ports, site.id, added.id)) ?? ''
  const request = { id: uuidOf(ports.random(16)), promiseDue: '2026-12-21' }
  await ports.db.begin((db) =>
    addTasks({ ...ports, db }, site, request, 'erase', { email: 'a@example.nl', receiptId: null }),
  )
  await tellProcessors(ports, 'scenario')
  const later = ports.now()
  world.setNow(new Date(later.getTime() + 3_600_000).toISOString())
  const messages: Message[] = []
  const tell = async (message: Message) => {
    messages.push(message)
    return { kind: 'answered', status: 204 } as const
  }
  await tellProcessors({ ...ports, tell }, 'scenario')
  const { acknowledge } = JSON.parse(messages[0]?.body ?? '{}') as { acknowledge: string }
  const timestamp = String(Math.floor(ports.now().getTime() / 1000))
  const body = '{"state":"done"}'
  await world.request(new URL(acknowledge).pathname, {
    method: 'POST',
    headers: {
      'webhook-id': '1',
      'webhook-timestamp': timestamp,
      'webhook-signature': signatureOf(secret, '1', timestamp, body),
    },
    body,
  })
  const [task] = await listTasks(ports, site.id, request.id)
  await hasOpenTasks(ports, site.id, request.id)
  await listOpenTasks(ports, site.id)
  if (task) await settleTask(ports, site.id, task.id, uuidOf(ports.random(16)))
  await endProcessor(ports, site.id, added.id)
  world.setNow(later.toISOString())
}

export async function workWithRegister(world: World, site: Site): Promise<void> {
  const { ports } = world
  const text = 'x'
  const fields = processingFields.parse({
    name: text,
    purpose: text,
    basis: 'contract',
    subjects: text,
    data: text,
    recipients: '',
    transfers: '',
    kept: text,
    measures: '',
  })
  const id = await addProcessing(ports, site.id, fields)
  await changeProcessing(ports, site.id, id, fields)
  await endProcessing(ports, site.id, id)
  await readSources(ports, site)
}

export async function workWithBreaches(world: World, site: Site): Promise<void> {
  const { ports } = world
  const actor = { kind: 'staff', id: uuidOf(ports.random(16)) } as const
  const times = { discoveredAt: ports.now(), awareAt: ports.now() }
  const content = breachContent.parse({ happened: 'x' })
  const recorded = await recordBreach(ports, actor, site.id, times, content)
  if (!recorded.ok) return
  await amendBreach(ports, actor, site.id, recorded.id, times, content)
  const because = { reason: 'x', reference: '', delay: '' }
  await decideBreach(ports, actor, site.id, recorded.id, { kind: 'not-notified', because })
  await closeBreach(ports, actor, site.id, recorded.id)
  await findBreach(ports, site.id, recorded.id)
  await listBreaches(ports, site.id)
}
