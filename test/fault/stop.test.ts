/** a stop in order, and a second signal that does not wait. The stop under load is in the crash loops, too. */
import { connect as dial } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { addSiteBy, startService, type Service } from './program.ts'
import { openLoad } from './load.ts'

const folder = mkdtempSync(join(tmpdir(), 'voordeur-stop-'))
const settings = { VOORDEUR_DATA: join(folder, 'data') }
let service: Service
beforeAll(async () => {
  const first = await startService(settings)
  await addSiteBy(first)
  await first.end('SIGTERM')
})
beforeEach(async () => {
  service = await startService(settings)
})
afterEach(() => service.end('SIGKILL'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** However long a busy machine takes to get there. */
async function until(isSo: () => boolean): Promise<void> {
  const lastAt = performance.now() + 60_000
  while (!isSo() && performance.now() < lastAt) await pause(20)
  expect(isSo()).toBe(true)
}

test('R-08: under load with connections kept alive it ends by itself, with 0, well before the deadline', async () => {
  const load = openLoad({ eventsPerSecondMax: Infinity })
  const sending = load.run(service.url)
  await until(() => load.acknowledged.size > 500)
  expect(load.lastAnswers).toBe(0)
  const { code, ms } = await service.end('SIGTERM')
  await sending.stop()
  expect(code).toBe(0)
  // Senders that keep their connections busy must not be able to hold it up: each is told that its connection ends here.
  expect(load.lastAnswers).toBeGreaterThan(0)
  // The deadline is 20 s; a busy machine spends some of it on the roll-up that was under way.
  expect(ms).toBeLessThan(16_000)
  expect(load.complaints).toEqual([])
})

test('R-08: while it waits for a request that does not end, a second signal ends it at once', async () => {
  const slow = dial(service.port, '127.0.0.1')
  slow.on('error', () => {})
  await once(slow, 'connect')
  slow.write('POST /api/event HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"n":')
  // Nobody tells when it was read; what was not would not be waited for.
  await pause(1_000)
  service.signal('SIGTERM')
  await until(() => service.output().includes('"event":"stopping"'))
  expect(service.output()).not.toContain('"event":"stopped"')
  const { code } = await service.end('SIGTERM')
  slow.destroy()
  expect(code).toBe(1)
  // It did not go through the stop, nor wait for its deadline: either would have said so.
  expect(service.output()).not.toContain('"event":"stopped"')
})
