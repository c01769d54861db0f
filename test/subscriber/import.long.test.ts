/** Files as large as they come: what stays in memory, and that nobody is lost on the way in and out. */
import { randomBytes } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import type { Site } from '../../src/site/site.ts'
import { exportReaders } from '../../src/subscriber/export.ts'
import { fileBytesMax, readFile, rowsMax } from '../../src/subscriber/import-file.ts'
import { addList } from '../../src/subscriber/list.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { bring, confirm, importOf, undo, verdictsOf } from './importing.ts'
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

/** What is really held, in MB: objects, and the bytes of buffers, which are not on the heap. The database has a thread of its own. */
function held(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 2 ** 20
}

const ignore = async () => {}

test('100,000 rows are read with less than 20 MB of them in memory at any time', async () => {
  const before = held()
  let most = 0
  let rows = 0
  const reading = await readFile(fileOf(100_000), async (some) => {
    rows += some.length
    if (rows % 5_000 === 0) most = Math.max(most, held() - before)
  })
  expect(reading).toMatchObject({ ok: true, rows: 100_000, lastRow: 100_001 })
  expect(rows).toBe(100_000)
  expect(most).toBeLessThan(20)
  // Kept whole, they would be more: the measure sees what is kept.
  const kept: unknown[] = []
  await readFile(fileOf(100_000), async (some) => void kept.push(...some))
  expect(held() - before).toBeGreaterThan(40)
  expect(kept).toHaveLength(100_000)
})

test('100,000 rows go all the way in, out, and back, and no more of them is in memory than of a hundred', async () => {
  const before = held()
  const id = await bring(world.ports, site, [news], fileOf(100_000))
  expect(await verdictsOf(world.ports, site, id)).toEqual({ new: 90_000, 'no-proof': 10_000 })
  expect(held() - before).toBeLessThan(30)
  await confirm(world.ports, site, id)
  expect(await importOf(world.ports, site, id)).toMatchObject({ state: 'done', admitted: 90_000 })
  let lines = 0
  let most = 0
  const words = {
    columns: { email: 'a', name: 'b', language: 'c', consentAt: 'd', consentSource: 'e', consentText: 'f' },
    channels: { form: '', api: '', page: '', 'one-click': '', mail: '', staff: '', import: '' },
  }
  for await (const piece of exportReaders(world.ports, site, news, words)) {
    lines += piece.split('\r\n').length - 1
    most = Math.max(most, held() - before)
  }
  expect(lines).toBe(90_001)
  expect(most).toBeLessThan(30)
  await undo(world.ports, site, id)
  expect(await importOf(world.ports, site, id)).toMatchObject({ state: 'undone', ended: 90_000 })
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
