/**
 * Ingest against a bare 202 route of the same framework, in turns within one run, so that a machine's speed and whatever
 * else it does fall out of the ratio. The roll-up is held off by its own lease while ingest alone is measured, since it runs
 * in the same process and the same server and has figures of its own; then it runs beside.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { releaseLease, takeLease } from '../../src/db/lease.ts'
import { addSite, type Site } from '../../src/site/site.ts'
import type { PostgresWorld } from '../worlds/postgres.ts'
import type { Load, Loaded } from './client.ts'
import { peakMemory, processCpu, serverCpu } from './cpu.ts'
import { openDatabase, postmasterOf, type BenchPorts } from './database.ts'
import { startBare, startClient, startService } from './processes.ts'
import { say } from './progress.ts'
import { atLeast, atMost, told, type Figure } from './report.ts'
import { measureStorage } from './storage.ts'

interface Phase extends Loaded {
  readonly perSecond: number
  /** Microseconds of processor time per event. */
  readonly nodeCpu: number
  readonly serverCpu: number
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

/** The phase whose rate is the median one: its other figures belong to the same moment. */
const typical = (phases: readonly Phase[]): Phase => {
  const rate = median(phases.map(({ perSecond }) => perSecond))
  const [found = phases[0]] = phases.filter(({ perSecond }) => perSecond === rate)
  if (!found) throw new Error('impossible: a phase was measured')
  return found
}

async function countStored({ db }: BenchPorts, site: Site): Promise<number> {
  const [row] = await db<
    { events: number }[]
  >`select count(*)::integer as events from event where site_id = ${site.id}`
  return row?.events ?? 0
}

/** Rounds of bare and service in turns: three in a full run, one in a quick one. */
export async function measureIngest(
  server: PostgresWorld,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'voordeur-bench-'))
  const { url, ports, close } = await openDatabase(server, 'ingest', new Date())
  const { site } = await addSite(ports, { domain: 'example.nl' })
  const lease = { name: 'visits', holder: 'bench' } as const
  const service = await startService(url, folder)
  while (!(await takeLease(ports.db, { ...lease, seconds: 3600 }, new Date())))
    say('waiting for the roll-up to let go')
  const bare = await startBare()
  const client = startClient()
  const postmaster = postmasterOf(server)
  let acknowledged = 0

  const put = async (pid: number, load: Load): Promise<Phase> => {
    const [nodeBefore, serverBefore] = [processCpu(pid), serverCpu(postmaster)]
    const loaded = await client.put(load)
    const events = loaded.requests * load.eventsPerRequest
    return {
      ...loaded,
      perSecond: loaded.requests / loaded.seconds,
      nodeCpu: (processCpu(pid) - nodeBefore) / events,
      serverCpu: (serverCpu(postmaster) - serverBefore) / events,
    }
  }
  const putBare = (load: Omit<Load, 'port'>) => put(bare.pid, { ...load, port: bare.port })
  const putService = async (load: Omit<Load, 'port'>): Promise<Phase> => {
    const phase = await put(service.pid, { ...load, port: service.port })
    if (phase.others > 0)
      throw new Error(`${phase.others} requests were not acknowledged, such as: ${phase.otherAnswer}`)
    acknowledged += phase.acknowledged
    const stored = await countStored(ports, site)
    if (stored !== acknowledged)
      throw new Error(`${acknowledged} events were acknowledged and ${stored} are stored`)
    return phase
  }

  try {
    const full = { seconds, rate: null, eventsPerRequest: 1 }
    const tens = { ...full, eventsPerRequest: 10 }
    say('ingest: warming up')
    await putBare({ ...full, seconds: 2 })
    // Long enough for the compiler to have seen what is hot: the first seconds cost twice as much.
    await putService({ ...full, seconds: 8 })
    await putService({ ...tens, seconds: 4 })
    const phases: Record<'bare' | 'single' | 'bareTens' | 'tens', Phase[]> = {
      bare: [],
      single: [],
      bareTens: [],
      tens: [],
    }
    for (let round = 1; round <= rounds; round += 1) {
      say(`ingest: bare and service in turns, ${round} of ${rounds}`)
      phases.bare.push(await putBare(full))
      phases.single.push(await putService(full))
      phases.bareTens.push(await putBare({ ...tens, seconds: seconds / 2 }))
      phases.tens.push(await putService({ ...tens, seconds: seconds / 2 }))
    }
    const [bareOne, one, bareTen, ten] = [
      typical(phases.bare),
      typical(phases.single),
      typical(phases.bareTens),
      typical(phases.tens),
    ]
    say('ingest: half that load')
    const half = await putService({ ...full, rate: one.perSecond / 2 })
    const memory = peakMemory(service.pid)
    say('ingest: storage')
    const storage = await measureStorage(ports, 'event, as ingest at full load stored it')
    say('ingest: with the roll-up beside')
    await releaseLease(ports.db, lease)
    const beside = await putService(full)
    const besideHalf = await putService({ ...full, rate: one.perSecond / 2 })
    return [
      told('bare 202 route, requests/s', bareOne.perSecond, '/s'),
      told('bare 202 route, Node', bareOne.nodeCpu, 'µs CPU'),
      told('single events, requests/s', one.perSecond, '/s'),
      atLeast('single events against bare, requests/s', 25, (100 * one.perSecond) / bareOne.perSecond, '%'),
      told('single events, p50 at full load', one.p50Ms, 'ms'),
      told('single events, p99 at full load', one.p99Ms, 'ms'),
      atMost('single event, Node', 60, one.nodeCpu, 'µs CPU'),
      atMost('single event, PostgreSQL', 35, one.serverCpu, 'µs CPU'),
      told('client, per request', (one.clientCpuSeconds * 1e6) / one.requests, 'µs CPU'),
      atMost('acknowledgement p99 at half that load', 25, half.p99Ms, 'ms'),
      told('acknowledgement p50 at half that load', half.p50Ms, 'ms'),
      told('half that load, Node', half.nodeCpu, 'µs CPU'),
      told('half that load, PostgreSQL', half.serverCpu, 'µs CPU'),
      told('arrays of 10, events/s', ten.perSecond * 10, '/s'),
      told('arrays of 10, Node', ten.nodeCpu, 'µs CPU/event'),
      told('arrays of 10, PostgreSQL', ten.serverCpu, 'µs CPU/event'),
      atLeast(
        'arrays of 10: events per CPU second of Node and PostgreSQL, against bare single requests',
        40,
        (100 * bareOne.nodeCpu) / (ten.nodeCpu + ten.serverCpu),
        '%',
      ),
      told(
        'arrays of 10: the same against bare arrays of 10',
        (100 * bareTen.nodeCpu) / (ten.nodeCpu + ten.serverCpu),
        '%',
      ),
      atMost('Node memory at its peak, single events and arrays', 250, memory, 'MB'),
      told('with the roll-up beside: single events, requests/s', beside.perSecond, '/s'),
      told('with the roll-up beside: p99 at full load', beside.p99Ms, 'ms'),
      told('with the roll-up beside: Node', beside.nodeCpu, 'µs CPU'),
      told('with the roll-up beside: PostgreSQL', beside.serverCpu, 'µs CPU'),
      told('with the roll-up beside: p99 at half that load', besideHalf.p99Ms, 'ms'),
      ...storage,
    ]
  } finally {
    await client.stop()
    await bare.stop()
    await service.stop()
    await close()
    rmSync(folder, { recursive: true, force: true })
  }
}
