/**
 * The crash loops: the program under load, killed at random moments and started again on what it left.
 * Every fourth round lasts until the roll-up runs (it begins 5 s after the start), so that it is cut too.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { connect, type Db } from '../../src/db/connect.ts'
import { openEmbedded } from '../../src/runtime/embedded.ts'
import { chrome } from '../support/send.ts'
import type { PostgresWorld } from '../worlds/postgres.ts'
import { compare, type Findings } from './compare.ts'
import { openLoad, type Load } from './load.ts'
import { addSiteBy, startService, type Service } from './program.ts'

export interface Crashes {
  readonly kills: number
  /** Kills of PostgreSQL among them. */
  readonly serverKills: number
  readonly acknowledgedPerSecond: number
  readonly resent: number
  readonly repeats: number
  readonly unavailable: number
  readonly findings: Findings
}

const offsetMs = () => 200 + Math.random() * 1_300
/** From start to the first roll-up, and into it. */
const rollUpMs = () => 5_000 + Math.random() * 400
const lastsMs = (round: number) => (round % 4 === 1 ? rollUpMs() : offsetMs())

/** A stop is asked for while beacons come; what is acknowledged until the end must be there. */
async function stopUnderLoad(service: Service, load: Load): Promise<void> {
  const sending = load.run(service.url)
  // However slow the machine is: enough came again for the comparison to mean something.
  await expect.poll(() => load.repeats, { timeout: 60_000, interval: 50 }).toBeGreaterThan(20)
  await expect.poll(() => load.acknowledged.size, { timeout: 60_000, interval: 50 }).toBeGreaterThan(2_500)
  const { code, ms } = await service.end('SIGTERM')
  await sending.stop()
  expect(code).toBe(0)
  expect(ms).toBeLessThan(25_000)
  expect(service.output()).toContain('"event":"stopped","clean":true')
}

function crashesOf(load: Load, findings: Findings, kills: number, serverKills: number): Crashes {
  expect(load.complaints).toEqual([])
  expect(load.repeats).toBeGreaterThan(10)
  return {
    kills,
    serverKills,
    acknowledgedPerSecond: Math.round((load.acknowledged.size / load.ranMs) * 1000),
    resent: load.resent,
    repeats: load.repeats,
    unavailable: load.answers.get(503) ?? 0,
    findings,
  }
}

/** Kills the service on its embedded database. */
export async function crashEmbedded(dataFolder: string, rounds: number): Promise<Crashes> {
  const settings = { VOORDEUR_DATA: dataFolder, VOORDEUR_PROXY: 'xff:1' }
  const load = openLoad()
  let service = await startService(settings)
  await addSiteBy(service)
  for (let round = 0; round < rounds; round += 1) {
    const sending = load.run(service.url)
    await pause(lastsMs(round))
    await service.end('SIGKILL')
    await sending.stop()
    service = await startService(settings)
  }
  await stopUnderLoad(service, load)

  const opening = await openEmbedded({
    dataFolder,
    whenHeld: 'refuse',
    threadFile: new URL('../../src/runtime/database-thread.ts', import.meta.url),
  })
  if (!opening.ok) throw new Error(opening.refusal)
  const db = connect({ to: opening.database.to, connectionsMax: 2, prepare: true })
  try {
    return crashesOf(load, await compare(db, load), rounds, 0)
  } finally {
    await db.end({ timeout: 1 })
    await opening.database.close()
  }
}

export const secret = 'kT4vXw9LmQ2rZs7HbN5cJd8FgYp3Ae6U'

/** Kills the service in even rounds and PostgreSQL with all its children in odd ones, the service staying up. */
export async function crashPostgres(world: PostgresWorld, url: string, rounds: number): Promise<Crashes> {
  const settings = { DATABASE_URL: url, VOORDEUR_SECRET: secret, VOORDEUR_PROXY: 'xff:1' }
  const load = openLoad()
  let service = await startService(settings)
  await addSiteBy(service)
  let serverKills = 0
  for (let round = 0; round < rounds; round += 1) {
    const sending = load.run(service.url)
    await pause(lastsMs(round))
    if (round % 2 === 0) {
      await service.end('SIGKILL')
      await sending.stop()
      service = await startService(settings)
      continue
    }
    serverKills += 1
    await world.kill()
    await expectUnavailable(service)
    await world.restart()
    await expectBack(load)
    await sending.stop()
  }
  await stopUnderLoad(service, load)
  const db: Db = connect({ to: url, connectionsMax: 2, prepare: true })
  try {
    return crashesOf(load, await compare(db, load), rounds, serverKills)
  } finally {
    await db.end({ timeout: 1 })
  }
}

/** With the database away the service lives, says that it is not ready, and tells senders when to come back. */
async function expectUnavailable({ url }: Service): Promise<void> {
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  expect((await fetch(`${url}/readyz`)).status).toBe(503)
  const answer = await fetch(`${url}/api/event`, {
    method: 'POST',
    // Not a robot's: that is dropped, and answered 202, without asking the database.
    headers: { 'user-agent': chrome },
    body: JSON.stringify({ n: 'pageview', u: 'https://example.nl/away', d: 'example.nl' }),
  })
  expect(answer.status).toBe(503)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
}

/** Without anybody's help, beacons are stored again. */
async function expectBack(load: Load): Promise<void> {
  const before = load.acknowledged.size
  await expect.poll(() => load.acknowledged.size, { timeout: 60_000, interval: 50 }).toBeGreaterThan(before)
}
