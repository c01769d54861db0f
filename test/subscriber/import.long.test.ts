/** Files as large as they come: what stays in memory, and that nobody is lost on the way in and out. */
import { randomBytes } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { must } from '../../src/must.ts'
import type { Site } from '../../src/site/site.ts'
import { exportReaders } from '../../src/subscriber/export.ts'
import { fileBytesMax, readFile, rowsMax } from '../../src/subscriber/import-file.ts'
import { advanceImport } from '../../src/subscriber/import-round.ts'
import { beginImport, confirmImport, recordRead, stageRows, undoImport } from '../../src/subscriber/import.ts'
import { addList } from '../../src/subscriber/list.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { bringer, importOf, verdictsOf } from './importing.ts'
import { fileOf } from './reader-file.ts'

let database: PgliteWorld
let world: World
let site: Site
let news: number
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
  await emptyTables(database.db)
  world = await openWorld(database.db)
  site = await world.addSite()
  news = (await addList(world.ports, site, { name: 'Nieuws', description: '', isOpen: true })).id
})
afterAll(() => database.close())

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/**
 * What is really held, in MB: objects, and the bytes of buffers, which are not on the heap. Those are given back a turn after they
 * were collected, so once is not enough: what the driver had thrown away looked like 37 MB of a file. The database has a thread of
 * its own, and is not in it.
 */
async function held(): Promise<number> {
  for (let turn = 0; turn < 4; turn += 1) {
    collect()
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 2 ** 20
}

/** The most that is held of what was not there before, by looking now and then. */
async function openGauge() {
  const before = await held()
  let most = 0
  return {
    look: async () => {
      most = Math.max(most, (await held()) - before)
    },
    most: () => most,
    now: async () => (await held()) - before,
  }
}

/** MB. A file of 100,000 rows kept whole is four times as much and more, as the first test shows. */
const boundedMax = 8
const wholeMin = 25

const ignore = async () => {}

test('100,000 rows are read, and of no more than a few hundred is anything in memory at any time', async () => {
  const gauge = await openGauge()
  let rows = 0
  const reading = await readFile(fileOf(100_000), async (some) => {
    rows += some.length
    if (rows % 5_000 === 0) await gauge.look()
  })
  expect(reading).toMatchObject({ ok: true, rows: 100_000, lastRow: 100_001 })
  expect(rows).toBe(100_000)
  expect(gauge.most()).toBeLessThan(boundedMax)

  // The gauge sees what is kept.
  const kept: unknown[] = []
  await readFile(fileOf(100_000), async (some) => void kept.push(...some))
  expect(await gauge.now()).toBeGreaterThan(wholeMin)
  expect(kept).toHaveLength(100_000)
})

/** Looks after each so many pieces of what passes through. */
async function* watched<T>(
  pieces: AsyncIterable<T>,
  every: number,
  look: () => Promise<void>,
): AsyncGenerator<T> {
  let nth = 0
  for await (const piece of pieces) {
    yield piece
    nth += 1
    if (nth % every === 0) await look()
  }
}

test('100,000 rows go all the way in, out and back, and at no step is more of them in memory', async () => {
  const { ports } = world
  const { look, most } = await openGauge()
  const madeBy = bringer
  const id = must(await beginImport(ports, site, { lists: [news], madeBy }), 'there is room')
  const reading = await readFile(watched(fileOf(100_000), 25, look), (rows) =>
    stageRows(ports, site.id, id, rows),
  )
  if (!reading.ok) throw new Error(reading.fault)
  await recordRead(ports, site.id, id, reading)
  const goOn = async () => {
    // As many as that make a tenth of the file.
    while ((await advanceImport(ports, site.id, id, 20)) === 20) await look()
    await look()
  }
  await goOn()
  expect(await verdictsOf(ports, site, id)).toEqual({ new: 90_000, 'no-proof': 10_000 })
  await confirmImport(ports, site.id, id)
  await goOn()
  expect(await importOf(ports, site, id)).toMatchObject({ state: 'done', admitted: 90_000 })

  let lines = 0
  const words = {
    columns: { email: 'a', name: 'b', language: 'c', consentAt: 'd', consentSource: 'e', consentText: 'f' },
    channels: { form: '', api: '', page: '', 'one-click': '', mail: '', staff: '', import: '' },
  }
  for await (const piece of watched(exportReaders(ports, site, news, words), 10, look))
    lines += piece.split('\r\n').length - 1
  expect(lines).toBe(90_001)

  await undoImport(ports, site.id, id)
  await goOn()
  expect(await importOf(ports, site, id)).toMatchObject({ state: 'undone', ended: 90_000 })
  expect(most()).toBeLessThan(boundedMax)
})

test('a file that is larger than 50 MB, or has more rows than anybody has readers, is not read on', async () => {
  const chunk = Buffer.from(`${'x'.repeat(1_023)}\n`.repeat(1_024))
  let sent = 0
  const large = async function* () {
    for (;;) {
      sent += chunk.length
      yield chunk
    }
  }
  expect(await readFile(large(), ignore)).toMatchObject({ ok: false, fault: 'too-large' })
  expect(sent).toBeLessThan(fileBytesMax + 4 * chunk.length)

  const short = Buffer.from('x\n'.repeat(32_768))
  const many = async function* () {
    for (;;) yield short
  }
  expect(await readFile(many(), ignore)).toEqual({ ok: false, fault: 'too-many-rows', rowNo: rowsMax + 2 })
})
