/** Goes through every statement of imports, exports and the pages about readers. */
import { must } from '../../src/must.ts'
import type { Site } from '../../src/site/site.ts'
import { readEmail } from '../../src/subscriber/email.ts'
import { exportReaders } from '../../src/subscriber/export.ts'
import { reportRefused } from '../../src/subscriber/import-report.ts'
import { advanceImport, applyImports } from '../../src/subscriber/import-round.ts'
import { importRefusals, type ImportRefusal } from '../../src/subscriber/import-row.ts'
import {
  beginImport,
  cancelImport,
  confirmImport,
  countVerdicts,
  findImport,
  forgetStaged,
  listImports,
  recordColumns,
  recordRead,
  stageRows,
  sweepImports,
  undoImport,
} from '../../src/subscriber/import.ts'
import { addList } from '../../src/subscriber/list.ts'
import { countReaders, countUnasked, listNewest } from '../../src/subscriber/readers.ts'
import type { Channel } from '../../src/subscriber/receipt.ts'
import type { World } from '../support/world.ts'

const columns = { email: 0, consentAt: 1, consentSource: 2 }
const columnWords = {
  email: 'a',
  name: 'b',
  language: 'c',
  consentAt: 'd',
  consentSource: 'e',
  consentText: 'f',
}
const channels: readonly Channel[] = ['form', 'api', 'page', 'one-click', 'mail', 'staff', 'import']

async function readAll(pieces: AsyncIterable<string>): Promise<void> {
  for await (const _ of pieces);
}

export async function workWithImports({ ports }: World, site: Site): Promise<void> {
  const { id: list } = await addList(ports, site, { name: 'Import', description: '', isOpen: false })
  const begin = async () => {
    const madeBy = '00000000-0000-4000-a000-000000000001'
    const id = must(await beginImport(ports, site, { lists: [list], madeBy }), 'there is room')
    await stageRows(ports, site.id, id, [
      { rowNo: 2, cells: ['bert@example.nl', '2024-05-01', 'balie'] },
      { rowNo: 3, cells: ['carla@example.nl', '2024-05-01', 'balie'] },
      { rowNo: 4, cells: ['geen', '', ''] },
    ])
    await recordRead(ports, site.id, id, { ok: true, names: ['x', 'y', 'z'], width: 3, rows: 3, lastRow: 4 })
    await advanceImport(ports, site.id, id, Infinity)
    await recordColumns(ports, site.id, id, columns)
    await advanceImport(ports, site.id, id, Infinity)
    return id
  }
  const id = await begin()
  // One row can't be read by the columns that were chosen since it was checked: it is refused after all.
  await ports.db`update reader_import_row set verdict = 'new' where site_id = ${site.id} and row_no = 4`
  await confirmImport(ports, site.id, id)
  await applyImports({ ...ports, isStopping: () => false })
  const staged = must(await findImport(ports, site.id, id), 'it is there')
  await countVerdicts(ports, staged)
  await readAll(
    reportRefused(ports, staged, {
      row: 'x',
      why: 'y',
      column: (nth) => nth,
      refusals: Object.fromEntries(importRefusals.map((one) => [one, one])) as Record<ImportRefusal, string>,
    }),
  )
  await readAll(
    exportReaders(ports, site, list, {
      columns: columnWords,
      channels: Object.fromEntries(channels.map((one) => [one, one])) as Record<Channel, string>,
    }),
  )
  await countReaders(ports, site)
  await countUnasked(ports, site)
  await listNewest(ports, site, { skip: 0, limit: 1 })
  await undoImport(ports, site.id, id)
  await advanceImport(ports, site.id, id, Infinity)
  await listImports(ports, site)
  const again = await begin()
  await confirmImport(ports, site.id, again)
  await advanceImport(ports, site.id, again, Infinity)

  const half = await begin()
  await forgetStaged(ports, site.id, must(readEmail('carla@example.nl'), 'it is one'))
  await confirmImport(ports, site.id, half)
  await ports.db`update reader_import set known = 1 where site_id = ${site.id} and import_id = ${half}`
  await ports.db.begin((db) => cancelImport({ ...ports, db }, site.id, half))
  const { id: none } = must(await findImport(ports, site.id, half), 'it is there')
  await sweepImports({ ...ports, now: () => new Date(ports.now().getTime() + 4 * 86_400_000) }, site.id)
  await cancelImport(ports, site.id, none)
}
