/**
 * `npm run bench`: the figures of the product on a real PostgreSQL, in one run. `--quick` leaves the 10 million events
 * out. Prints a table, and writes `bench.json` with plans and rows touched.
 */
import { serveBare } from './bare.ts'
import { serveLoads } from './client.ts'
import { loadAverage } from './cpu.ts'
import { assertDurable, openDatabase, openServer } from './database.ts'
import { measureIngest } from './ingest.ts'
import { say } from './progress.ts'
import { writeJson, writeTable, type Figure } from './report.ts'

async function bench(): Promise<void> {
  const isQuick = process.argv.includes('--quick')
  const loadBefore = loadAverage()
  const server = await openServer()
  const figures: Figure[] = []
  try {
    const asked = await openDatabase(server, 'asked', new Date())
    const version = await assertDurable(asked.ports.db)
    await asked.close()
    say(`PostgreSQL ${version}: fsync, synchronous_commit and full_page_writes are on`)
    figures.push(...(await measureIngest(server, isQuick ? { rounds: 1, seconds: 8 } : { rounds: 3, seconds: 8 })))
  } finally {
    await server.close()
  }
  process.stdout.write(writeTable(figures))
  writeJson('bench.json', { loadBefore, figures })
}

const parts: Readonly<Record<string, () => void | Promise<void>>> = { bare: serveBare, client: serveLoads }
await (parts[process.argv[2] ?? ''] ?? bench)()
