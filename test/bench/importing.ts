/** Readers from a file: how many rows a second are read, looked at and taken, on the server that everything is measured on. */
import { performance } from 'node:perf_hooks'
import { must } from '../../src/must.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { addSite } from '../../src/site/site.ts'
import { readFile } from '../../src/subscriber/import-file.ts'
import { advanceImport } from '../../src/subscriber/import-round.ts'
import { beginImport, confirmImport, findImport, recordRead, stageRows } from '../../src/subscriber/import.ts'
import { addList } from '../../src/subscriber/list.ts'
import { bringer } from '../subscriber/importing.ts'
import { fileOf } from '../subscriber/reader-file.ts'
import { openDatabase, openServer } from './database.ts'
import { rootSecret } from './processes.ts'
import { say } from './progress.ts'
import { told, type Figure } from './report.ts'

const rows = 20_000

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1_000
}

export async function measureImporting(): Promise<Figure[]> {
  const server = await openServer()
  const bench = await openDatabase(server, 'importing', new Date())
  const ports = { ...bench.ports, keyFor: openKeys(rootSecret) }
  try {
    say(`a file of ${rows} readers`)
    const { site } = await addSite(ports, { domain: 'example.nl' })
    const list = await addList(ports, site, { name: 'Nieuws', description: '', isOpen: true })
    const begun = await beginImport(ports, site, { lists: [list.id], madeBy: bringer })
    const id = must(begun, 'there is room')
    const advance = async () => {
      while ((await advanceImport(ports, site.id, id, 20)) === 20);
    }
    const reading = await seconds(async () => {
      const read = await readFile(fileOf(rows), (some) => stageRows(ports, site.id, id, some))
      if (!read.ok) throw new Error(read.fault)
      await recordRead(ports, site.id, id, read)
    })
    const checking = await seconds(advance)
    await confirmImport(ports, site.id, id)
    const taking = await seconds(advance)
    const { admitted = 0 } = (await findImport(ports, site.id, id)) ?? {}
    if (admitted !== rows * 0.9) throw new Error(`${admitted} of ${rows} rows were taken`)
    return [
      told('rows of a file read and kept', Math.round(rows / reading), '/s'),
      told('rows looked at', Math.round(rows / checking), '/s'),
      told('readers taken', Math.round(admitted / taking), '/s'),
    ]
  } finally {
    await bench.close()
    await server.close()
  }
}
