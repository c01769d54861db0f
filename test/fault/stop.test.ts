/** a stop in order, and a second signal that does not wait. The stop under load is in the crash loops, too. */
import { connect as dial } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addSiteBy, startService, type Service } from './program.ts'
import { openLoad } from './load.ts'

const folder = mkdtempSync(join(tmpdir(), 'voordeur-stop-'))
const settings = { VOORDEUR_DATA: join(folder, 'data') }
let service: Service
beforeAll(async () => {
  service = await startService(settings)
  await addSiteBy(service)
})
afterAll(async () => {
  await service.end('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

test('R-08: under load with connections kept alive it ends by itself, with 0, well before the deadline', async () => {
  const load = openLoad()
  const sending = load.run(service.url)
  await pause(400)
  expect(load.lastAnswers).toBe(0)
  const { code, ms } = await service.end('SIGTERM')
  await sending.stop()
  expect(code).toBe(0)
  // Senders that keep their connections busy must not be able to hold it up: each is told that its connection ends here.
  expect(load.lastAnswers).toBeGreaterThan(0)
  // The deadline is 20 s; a busy machine spends some of it on the roll-up that was under way.
  expect(ms).toBeLessThan(16_000)
  expect(load.acknowledged.size).toBeGreaterThan(0)
  expect(load.complaints).toEqual([])

  service = await startService(settings)
})

test('R-08: while it waits for a request that does not end, a second signal ends it at once', async () => {
  const slow = dial(service.port, '127.0.0.1')
  slow.on('error', () => {})
  await once(slow, 'connect')
  slow.write('POST /api/event HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"n":')
  await pause(100)
  service.signal('SIGTERM')
  await pause(200)
  expect(service.output()).toContain('"event":"stopping"')
  expect(service.output()).not.toContain('"event":"stopped"')
  const { code } = await service.end('SIGTERM')
  slow.destroy()
  expect(code).toBe(1)
  // It did not go through the stop, nor wait for its deadline: either would have said so.
  expect(service.output()).not.toContain('"event":"stopped"')
})
