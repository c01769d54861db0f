/**
 * The world a test gives to the app: a fixed clock, seeded chance, a real database, and everything that would leave the
 * process kept for looking at. Nothing of ours is replaced: commits go to the database at once, without the group.
 */
import { randomBytes } from 'node:crypto'
import { app } from '../../src/app.ts'
import { readConfig, type Config } from '../../src/config.ts'
import type { Db } from '../../src/db/connect.ts'
import { makePartitions } from '../../src/db/partitions.ts'
import { openDropCounts, type DropCounts } from '../../src/ingest/drops.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { must } from '../../src/must.ts'
import type { FailureCode, Letter, LogLine, Ports } from '../../src/ports.ts'
import { openCounters } from '../../src/runtime/counters.ts'
import { openDeferred, type Deferred } from '../../src/runtime/deferred.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { addSite, type NewSite, type Site } from '../../src/site/site.ts'
import { readNetwork } from '../../src/visitor/network.ts'

export interface World {
  readonly ports: Ports
  readonly logged: LogLine[]
  /** What was posted, in order. Tests of the mail room open their own queue. */
  readonly posted: Letter[]
  readonly drops: DropCounts
  readonly deferred: Deferred
  /** Moves the clock to an instant; ISO text. */
  setNow(at: string): void
  /** A request as the runtime would pass it on, from an address. */
  request(path: string, init?: RequestInit, address?: string): Promise<Response>
  addSite(site?: Partial<NewSite>): Promise<Site>
}

export const testSettings = {
  VOORDEUR_SECRET: '0123456789abcdef0123456789abcdef',
  VOORDEUR_URL: 'http://localhost:3000',
  VOORDEUR_DEMO: '1',
}

export function testConfig(settings: Readonly<Record<string, string>> = {}): Config {
  const reading = readConfig({ ...testSettings, ...settings })
  if (!reading.ok) throw new Error(reading.mistakes.join('; '))
  return reading.config
}

export interface WorldOptions {
  readonly at?: string
  readonly settings?: Readonly<Record<string, string>>
}

/** Opens a world on a migrated database. The clock stands on a Monday noon in Amsterdam's winter unless told. */
export async function openWorld(
  db: Db,
  { at = '2026-11-23T11:00:00Z', settings = {} }: WorldOptions = {},
): Promise<World> {
  let now = new Date(at)
  const logged: LogLine[] = []
  const posted: Letter[] = []
  const counting = openCounters()
  const deferred = openDeferred()
  const base = {
    db,
    now: () => now,
    random: (bytes: number) => randomBytes(bytes),
    log: (line: LogLine) => void logged.push(line),
    ...counting,
  }
  const drops = openDropCounts(base)
  const config = testConfig(settings)
  const ports: Ports = {
    ...base,
    config,
    keyFor: openKeys(must(config.rootSecret, 'testConfig gives one').reveal()),
    defer: deferred.defer,
    network: null,
    country: null,
    commit: async (lot) => ({ kind: 'stored', duplicates: await storeEvents(base, [lot]) }),
    countDropped: drops.countDropped,
    post: async (letter) => void posted.push(letter),
    // Nobody is out there: tests that tell somebody bring their own.
    tell: async () => ({ kind: 'failed', code: 'UNREACHABLE' as FailureCode }),
    outbox: null,
    isStopping: () => false,
  }
  await makePartitions(db, now)
  return {
    ports,
    logged,
    posted,
    drops,
    deferred,
    setNow(later) {
      now = new Date(later)
    },
    async request(path, init, address = '203.0.113.77') {
      return await app.request(path, init, { ...ports, network: readNetwork(address) })
    },
    async addSite(site = {}) {
      return (await addSite(ports, { domain: 'example.nl', ...site })).site
    },
  }
}
