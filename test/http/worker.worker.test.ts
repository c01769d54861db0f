/** The suite against the real Worker in workerd, with a local Hyperdrive to a real PostgreSQL. */
import { randomBytes } from 'node:crypto'
import { connect } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { openPostgres } from '../worlds/postgres.ts'
import { openWorkerd } from '../worlds/workerd.ts'
import { settings, type Served } from './served.ts'
import { httpSuite } from './suite.ts'

const adminToken = 'vd_Wk7Yq2Zs9Tb4Nm6Rf1Lx8Cv3Jd5Hp0Ga'

async function openWorker(): Promise<Served> {
  const postgres = await openPostgres()
  const db = connect({ to: postgres.url, connectionsMax: 2, prepare: true })
  // The operator's job: the Worker itself never migrates.
  await migrate(db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
  const worker = await openWorkerd({
    databaseUrl: postgres.url,
    settings: { ...settings, VOORDEUR_ADMIN_TOKEN: adminToken },
  })
  // The first minute: partitions are made and the administrator's key is seeded.
  await worker.runScheduled()
  return {
    url: worker.url,
    publicUrl: settings.VOORDEUR_URL,
    db,
    adminToken,
    addressHeader: 'cf-connecting-ip',
    // Between wrangler's own lines, which name each path that was asked.
    printed: () => worker.logs.filter((line) => line.startsWith('{')),
    rollUp: () => worker.runScheduled(),
    loseDatabase: () => postgres.kill(),
    regainDatabase: () => postgres.restart(),
    async close() {
      await worker.close()
      await db.end({ timeout: 1 })
      await postgres.close()
    },
  }
}

httpSuite('the service on Workers', openWorker)
