/** The suite against `dist/node.js` on a real PostgreSQL, as it is shipped. */
import { expect } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { listWaitingSites } from '../../src/stats/visits.ts'
import { adminToken, startService } from '../fault/program.ts'
import { openPostgres } from '../worlds/postgres.ts'
import { sendEvents, settings, viewOf, type Served } from './served.ts'
import { httpSuite } from './suite.ts'

async function openNode(): Promise<Served> {
  const postgres = await openPostgres()
  const service = await startService({ ...settings, DATABASE_URL: postgres.url, VOORDEUR_PROXY: 'xff:1' })
  const db = connect({ to: postgres.url, connectionsMax: 2, prepare: true })
  const served: Omit<Served, 'close'> = {
    url: service.url,
    publicUrl: settings.VOORDEUR_URL,
    db,
    adminToken,
    addressHeader: 'x-forwarded-for',
    printed: () => service.output().trimEnd().split('\n'),
    async rollUp() {
      // By its own timer, every five seconds.
      await expect.poll(() => listWaitingSites(db), { timeout: 60_000, interval: 100 }).toEqual([])
    },
    loseDatabase: () => postgres.kill(),
    regainDatabase: () => postgres.restart(),
  }
  return {
    ...served,
    async close() {
      // Asked to stop in the middle of a request, it ends by itself and well, and keeps what it said.
      const last = sendEvents({ ...served, close: async () => {} }, viewOf('/tot-slot')).catch(
        () => undefined,
      )
      const [answer, { code }] = await Promise.all([last, service.end('SIGTERM')])
      const stored = await db`select from event where path = '/tot-slot'`
      await db.end({ timeout: 1 })
      await postgres.close()
      expect(code).toBe(0)
      expect(service.output()).toContain('"event":"stopped","clean":true')
      if (answer?.status === 202) expect(stored).toHaveLength(1)
    },
  }
}

httpSuite('the service on Node', openNode)
