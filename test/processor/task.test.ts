/** Who else has to hear what somebody asks: told once each, again while nobody answers, and a request waits for them (A-06, GDPR art. 19). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listActs } from '../../src/account/act.ts'
import { listAudit } from '../../src/audit/chain.ts'
import { must } from '../../src/must.ts'
import { processorDocument } from '../../src/processor/document.ts'
import { signatureOf } from '../../src/processor/message.ts'
import {
  changeProcessor,
  endProcessor,
  findSecret,
  listProcessors,
  renewSecret,
} from '../../src/processor/processor.ts'
import { hasOpenTasks, listOpenTasks, settleTask } from '../../src/processor/task.ts'
import { nextTryOf, tellProcessors } from '../../src/processor/tell.ts'
import type { RightsRequest } from '../../src/rights/request.ts'
import { sendRequestLetter } from '../../src/rights/letter.ts'
import { moveRequest } from '../../src/rights/state.ts'
import { readAsText } from '../support/staff.ts'
import {
  migrateAll,
  openDesk,
  staff,
  staffId,
  writtenDown,
  takeMails,
  type Desk,
} from '../rights/requesting.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { add, addAll, listening, mailed, onlyTask, subject, tasksOf, webhook } from './processors.ts'

let database: PgliteWorld
let desk: Desk
let request: RightsRequest
beforeAll(async () => {
  database = await openPglite()
  await migrateAll(database.db)
})
afterAll(() => database.close())
beforeEach(async () => {
  desk = await openDesk(database.db)
  request = await writtenDown(desk, { kind: 'erase' })
})

const open = () => hasOpenTasks(desk.world.ports, desk.site.id, request.id)
const storedTasks = () => database.db`select * from processor_task where site_id = ${desk.site.id}`
const audited = async () =>
  (await listAudit(desk.world.ports, desk.site.id, { requestId: request.id, before: null, limit: 20 })).map(
    ({ kind, facts }) => ({ kind, facts }),
  )
const later = (minutes: number) =>
  desk.world.setNow(new Date(desk.world.ports.now().getTime() + minutes * 60_000).toISOString())

describe('who is told', () => {
  test('each present processor that such a request concerns, by the day promised to whoever asked, and nobody else', async () => {
    await add(desk)
    await add(desk, mailed)
    await add(desk, { ...webhook, name: 'Alleen bezwaar', kinds: ['object'] })
    const { id } = await add(desk, { ...webhook, name: 'Vroeger' })
    await endProcessor(desk.world.ports, desk.site.id, id)
    const other = await desk.world.addSite({ domain: 'ander.nl' })
    await add({ ...desk, site: other }, { ...webhook, name: 'Van een ander' })

    expect(await addAll(desk, request)).toBe(2)
    const tasks = await tasksOf(desk, request)
    expect(tasks.map(({ processorName, what, state, due }) => ({ processorName, what, state, due }))).toEqual(
      expect.arrayContaining([
        { processorName: 'Mailbureau De Duif', what: 'erase', state: 'waiting', due: request.promiseDue },
        { processorName: 'Host Ltd', what: 'erase', state: 'waiting', due: request.promiseDue },
      ]),
    )
    expect(tasks).toHaveLength(2)
    // What they are to be told is nowhere to be read.
    expect(readAsText(await storedTasks())).not.toMatch(/anna|abcdefghijkl/)
  })

  test('once, also when an erasure is begun again; of rectifications there may be several', async () => {
    await add(desk)
    expect([await addAll(desk, request), await addAll(desk, request)]).toEqual([1, 1])
    expect(await tasksOf(desk, request)).toHaveLength(1)
    await addAll(desk, request, 'rectify', { change: 'anne@example.nl' })
    await addAll(desk, request, 'rectify', { change: 'Anne de Vries' })
    expect(await tasksOf(desk, request)).toHaveLength(3)
  })

  test('nobody, where nobody gets anything: then nothing is open', async () => {
    expect(await addAll(desk, request)).toBe(0)
    expect(await open()).toBe(false)
  })
})

describe('telling', () => {
  test('is signed, names the task and where to answer, and leaves nothing to be read', async () => {
    const { secret } = await add(desk)
    await addAll(desk, request, 'rectify', { change: 'anne@example.nl' })
    const { messages, ports } = listening(desk)
    await tellProcessors(ports, 'a')
    const [message] = messages
    const task = await onlyTask(desk, request)
    const { body, headers, url } = must(message, 'one was sent')
    expect(url).toBe('https://duif.example/gdpr')
    expect(JSON.parse(body)).toEqual({
      type: 'rights.rectify',
      id: task.id,
      site: 'example.nl',
      due: request.promiseDue,
      subject: { email: subject.email, receipt: subject.receiptId },
      change: 'anne@example.nl',
      acknowledge: expect.stringMatching(/^http:\/\/localhost:3000\/hooks\/processor\/[\w-]{80,200}$/),
    })
    expect(headers['webhook-id']).toBe(task.id)
    expect(headers['webhook-signature']).toBe(
      signatureOf(must(secret, 'it was shown'), task.id, headers['webhook-timestamp'] ?? '', body),
    )
    expect(task).toMatchObject({ state: 'sent', tries: 1, lastCode: null, doneAt: null })
    expect((await storedTasks()).map(({ sealed }) => sealed as unknown)).toEqual([null])
    expect(await audited()).toContainEqual({
      kind: 'processor-told',
      facts: { task: task.id, processor: task.processorId, what: 'rectify', by: 'webhook', tries: 1 },
    })
    // Told is not done.
    expect(await open()).toBe(true)
    await tellProcessors(ports, 'a')
    expect(messages).toHaveLength(1)
  })

  test('by mail is one mail, in their language, with whom to answer', async () => {
    await add(desk, mailed)
    await addAll(desk, request)
    const { messages, ports } = listening(desk)
    await tellProcessors(ports, 'a')
    await tellProcessors(ports, 'a')
    expect(messages).toEqual([])
    const mails = await takeMails(desk)
    const mail = must(
      mails.find(({ to }) => to === 'privacy@host.example'),
      'it was posted',
    )
    expect(mails.filter(({ to }) => to === 'privacy@host.example')).toHaveLength(1)
    expect(mail.subject).toMatch(/^Request about personal data: erase \([\da-f]{8}\)$/)
    expect(mail.text).toContain('anna@example.nl')
    expect(mail.text).toContain((await onlyTask(desk, request)).id)
    expect(await onlyTask(desk, request)).toMatchObject({ state: 'sent' })
  })

  test('is tried again with growing pauses, with the same number, and given up after a weekend', async () => {
    await add(desk)
    await addAll(desk, request)
    const { messages, ports } = listening(desk, 'ECONNREFUSED', 503, 404, 302, 'BLOCKED')
    const codes: (string | null)[] = []
    const waited: number[] = []
    for (let round = 0; round < 25; round += 1) {
      await tellProcessors(ports, 'a')
      const task = await onlyTask(desk, request)
      codes.push(task.lastCode)
      if (!task.nextTryAt) break
      waited.push((task.nextTryAt.getTime() - ports.now().getTime()) / 60_000)
      // Not before its time.
      await tellProcessors(ports, 'a')
      expect(messages).toHaveLength(round + 1)
      desk.world.setNow(task.nextTryAt.toISOString())
    }
    expect(codes.slice(0, 5)).toEqual(['ECONNREFUSED', '503', '404', '302', 'BLOCKED'])
    expect(waited).toEqual([1, 5, 15, 60, ...Array<number>(15).fill(240)])
    expect(messages).toHaveLength(20)
    expect(new Set(messages.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(await onlyTask(desk, request)).toMatchObject({ state: 'failed', tries: 20 })
    expect([await open(), nextTryOf(20, ports.now())]).toEqual([true, null])
    // No line of the log says more than a code.
    expect(desk.world.logged.filter(({ event }) => event === 'failure')).toHaveLength(20)

    // Somebody mends the address: it is tried again by itself.
    const id = (await onlyTask(desk, request)).processorId
    await changeProcessor(desk.world.ports, desk.site.id, id, {
      ...webhook,
      told: { by: 'webhook', url: 'https://duif.example/goed' },
    })
    const mended = listening(desk)
    await tellProcessors(mended.ports, 'a')
    expect(mended.messages.map(({ url }) => url)).toEqual(['https://duif.example/goed'])
    expect(await onlyTask(desk, request)).toMatchObject({ state: 'sent', tries: 1 })
  })

  test('that stops between telling and writing it down tells once more, as the same message', async () => {
    await add(desk)
    await addAll(desk, request)
    const { messages, ports } = listening(desk)
    const dying = {
      ...ports,
      db: new Proxy(ports.db, {
        get: (db, name) => {
          if (name === 'begin') return () => Promise.reject(new Error('killed'))
          return Reflect.get(db, name) as unknown
        },
      }),
    }
    await expect(tellProcessors(dying, 'a')).rejects.toThrow('killed')
    expect(await onlyTask(desk, request)).toMatchObject({ state: 'waiting' })
    // Another one does not take it while the lease holds.
    await tellProcessors(ports, 'b')
    expect(messages).toHaveLength(1)
    later(2)
    await tellProcessors(ports, 'b')
    expect(messages).toHaveLength(2)
    expect(messages[1]?.headers['webhook-id']).toBe(messages[0]?.headers['webhook-id'])
    expect(await onlyTask(desk, request)).toMatchObject({ state: 'sent', tries: 2 })
  })

  test('does not go on to who has ended, or when the service stops', async () => {
    const { id } = await add(desk)
    await addAll(desk, request)
    const { messages, ports } = listening(desk)
    await tellProcessors({ ...ports, isStopping: () => true }, 'a')
    expect(await onlyTask(desk, request)).toMatchObject({ state: 'waiting', tries: 0 })
    await endProcessor(desk.world.ports, desk.site.id, id)
    await tellProcessors(ports, 'a')
    expect(messages).toEqual([])
    expect(await onlyTask(desk, request)).toMatchObject({ state: 'failed', lastCode: 'ENDED' })
  })

  test('another secret than the one it was sealed with is said as what it is', async () => {
    await add(desk)
    await addAll(desk, request)
    const { messages, ports } = listening(desk)
    await tellProcessors({ ...ports, keyFor: () => Buffer.alloc(32, 7) }, 'a')
    expect(messages).toEqual([])
    expect(await onlyTask(desk, request)).toMatchObject({ state: 'failed', lastCode: 'UNREADABLE' })
  })
})

describe('A-06: a request', () => {
  test('can not be answered while a processor has something to do, and can once staff settled it', async () => {
    await add(desk)
    await database.db.begin((db) =>
      moveRequest({ ...desk.world.ports, db }, desk.site, request.id, 'verify', { actor: staff }),
    )
    await addAll(desk, request)
    const answer = () =>
      database.db.begin(async (db) => {
        const within = { ...desk.world.ports, db }
        const letter = await sendRequestLetter(within, desk.site, request, 'erased', { counts: [] })
        return moveRequest(within, desk.site, request.id, 'answer', { actor: staff, letter })
      })
    expect(await answer()).toEqual({ ok: false, why: 'tasks-open' })
    await tellProcessors(listening(desk).ports, 'a')
    expect(await answer()).toEqual({ ok: false, why: 'tasks-open' })

    const task = await onlyTask(desk, request)
    expect((await listOpenTasks(desk.world.ports, desk.site.id)).map(({ id }) => id)).toEqual([task.id])
    const settle = () => settleTask(desk.world.ports, desk.site.id, task.id, staffId)
    expect([await settle(), await settle()]).toEqual([true, false])
    expect(await onlyTask(desk, request)).toMatchObject({ state: 'done', doneBy: staffId })
    expect(await open()).toBe(false)
    expect(await answer()).toMatchObject({ ok: true })
    expect((await audited()).filter(({ kind }) => kind === 'processor-done')).toEqual([
      {
        kind: 'processor-done',
        facts: { task: task.id, processor: task.processorId, what: 'erase', by: 'staff' },
      },
    ])
    const acts = await listActs(desk.world.ports, { siteIds: [desk.site.id], before: null, limit: 9 })
    expect(acts.filter(({ kind }) => kind === 'task-settled').map(({ object }) => object)).toEqual([task.id])
  })

  test('may be settled by hand before anybody was told, and then nobody is', async () => {
    await add(desk)
    await addAll(desk, request)
    await settleTask(desk.world.ports, desk.site.id, (await onlyTask(desk, request)).id, staffId)
    const { messages, ports } = listening(desk)
    await tellProcessors(ports, 'a')
    expect(messages).toEqual([])
    expect((await storedTasks()).map(({ sealed }) => sealed as unknown)).toEqual([null])
  })
})

describe('S-25: an answer of a processor', () => {
  let secret: string
  let path: string
  let taskId: string
  beforeEach(async () => {
    secret = must((await add(desk)).secret, 'it is told by a webhook')
    await addAll(desk, request)
    const { messages, ports } = listening(desk)
    await tellProcessors(ports, 'a')
    const { acknowledge, id } = JSON.parse(messages[0]?.body ?? '') as { acknowledge: string; id: string }
    path = new URL(acknowledge).pathname
    taskId = id
  })

  const done = '{"state":"done"}'
  interface Signing {
    readonly key?: string
    readonly at?: Date
    readonly signed?: string
    readonly to?: string
  }
  const answer = (body = done, { key = secret, at, signed = body, to = path }: Signing = {}) => {
    const timestamp = String(Math.floor((at ?? desk.world.ports.now()).getTime() / 1000))
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': timestamp,
      'webhook-signature': signatureOf(key, 'msg_1', timestamp, signed),
    }
    return desk.world.request(to, { method: 'POST', headers, body })
  }

  test('that is signed ends the task; the same once more is refused, and one that is signed anew is no harm', async () => {
    expect((await answer()).status).toBe(204)
    expect(await onlyTask(desk, request)).toMatchObject({ state: 'done', doneBy: 'processor' })
    expect((await answer()).status).toBe(401)
    later(1)
    expect((await answer()).status).toBe(204)
    expect((await audited()).filter(({ kind }) => kind === 'processor-done')).toHaveLength(1)
  })

  test('without a signature, with a wrong one, an old one, or of something else is 401, and nothing of it is read', async () => {
    const other = await add(desk, { ...webhook, name: 'Een ander' })
    const hours = (by: number) => new Date(desk.world.ports.now().getTime() + by * 3_600_000)
    const answers = [
      desk.world.request(path, { method: 'POST', body: done }),
      answer(done, { key: 'whsec_AAAA' }),
      answer(done, { key: must(other.secret, 'it has one') }),
      answer(done, { at: hours(-1) }),
      answer(done, { at: hours(1) }),
      answer(done, { signed: '{"state":"sent"}' }),
      answer('geen json', { signed: done }),
      answer(done, { to: `${path}a` }),
      answer(done, { to: '/hooks/processor/niets' }),
      answer(done, { to: path.slice(0, -4) }),
    ]
    for (const [nth, given] of (await Promise.all(answers)).entries()) {
      expect([nth, given.status]).toEqual([nth, 401])
      expect(await given.json()).toMatchObject({ error: 'unauthorized' })
    }
    expect(await onlyTask(desk, request)).toMatchObject({ state: 'sent' })
  })

  test('that is signed and says something else is 400, one that is too long 413', async () => {
    expect((await answer('{"state":"bezig"}')).status).toBe(400)
    later(1)
    expect((await answer('geen json')).status).toBe(400)
    later(1)
    expect((await answer(' '.repeat(20_000))).status).toBe(413)
    expect(await onlyTask(desk, request)).toMatchObject({ state: 'sent' })
  })

  test('is nobody’s who has no secret: a task that is told by mail, or one with a secret that was renewed', async () => {
    const renewed = must(
      await renewSecret(desk.world.ports, desk.site.id, (await onlyTask(desk, request)).processorId),
      'it is told by a webhook',
    )
    expect((await answer()).status).toBe(401)
    expect((await answer(done, { key: renewed })).status).toBe(204)
    await database.db`update processor set secret = null where site_id = ${desk.site.id}`
    later(1)
    expect((await answer(done, { key: renewed })).status).toBe(401)
    expect((await tasksOf(desk, request)).map(({ id }) => id)).toEqual([taskId])
  })
})

describe('the registry', () => {
  test('keeps a secret sealed, and shows it once', async () => {
    const { id, secret } = await add(desk)
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/)
    expect(await findSecret(desk.world.ports, desk.site.id, id)).toBe(secret)
    const rows = await database.db`select * from processor where site_id = ${desk.site.id}`
    expect(readAsText(rows)).not.toContain(must(secret, 'it was made').slice(6, 20))
    // By mail there is none; who changes to a webhook gets one then.
    const byMail = await add(desk, mailed)
    expect(byMail.secret).toBeNull()
    const changed = await changeProcessor(desk.world.ports, desk.site.id, byMail.id, webhook)
    expect(changed).toMatchObject({ ok: true, secret: expect.stringMatching(/^whsec_/) })
    expect(await changeProcessor(desk.world.ports, desk.site.id, byMail.id, webhook)).toEqual({
      ok: true,
      secret: null,
    })
    expect(
      (await listProcessors(desk.world.ports, desk.site.id)).map(({ document }) => document.name),
    ).toEqual(['Mailbureau De Duif', 'Mailbureau De Duif'])
  })

  test('refuses what can not be: a transfer that does not fit the country, an address in our own network', () => {
    const faultsOf = (over: object) =>
      processorDocument
        .safeParse({ ...webhook, ...over })
        .error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
    expect(faultsOf({})).toBeUndefined()
    expect(faultsOf({ country: 'US' })).toEqual(['transfer transfer'])
    expect(faultsOf({ transfer: 'clauses' })).toEqual(['transfer transfer'])
    expect(faultsOf({ country: 'US', transfer: 'clauses' })).toBeUndefined()
    expect(faultsOf({ country: 'Nederland' })).toEqual(['country country'])
    expect(faultsOf({ told: { by: 'webhook', url: 'https://10.0.0.1/' } })).toEqual(['told.url url'])
    expect(faultsOf({ told: { by: 'mail', email: 'x@y' } })).toEqual(['told.email email'])
    expect(faultsOf({ told: { by: 'duif' } })).toEqual([expect.stringMatching(/^told(\.by)? choice$/)])
    expect(faultsOf({ name: ' ', gets: 'x'.repeat(501) })).toEqual(['name empty', 'gets long'])
    expect(faultsOf({ kinds: ['wissen'] })).toEqual(['kinds.0 choice'])
  })
})
