/** at length: 20 kills of the program on the embedded database, 20 of the program and of PostgreSQL in turns. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openPostgres } from '../worlds/postgres.ts'
import { crashEmbedded, crashPostgres, type Crashes } from './crash-loop.ts'

const kills = 20

function report(name: string, { findings, ...crashes }: Crashes): void {
  const { lost, duplicated, unexpected, ...figures } = findings
  const counted = { lost: lost.length, duplicated: duplicated.length, unexpected: unexpected.length }
  process.stdout.write(`${name} ${JSON.stringify({ ...crashes, ...figures, ...counted })}\n`)
}

test('R-01: 20 kills of the embedded program lose, double and invent nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'voordeur-crash-'))
  try {
    const crashes = await crashEmbedded(join(folder, 'data'), kills)
    report('embedded', crashes)
    expect(crashes.findings).toMatchObject({ lost: [], duplicated: [], unexpected: [] })
    expect(crashes.acknowledgedPerSecond).toBeGreaterThan(1_000)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('R-01, R-04: 20 kills of the program and 20 of PostgreSQL lose, double and invent nothing', async () => {
  const world = await openPostgres()
  try {
    const crashes = await crashPostgres(world, await world.createDatabase('crash'), 2 * kills)
    report('postgres', crashes)
    expect(crashes.findings).toMatchObject({ lost: [], duplicated: [], unexpected: [] })
    expect(crashes.serverKills).toBe(kills)
    expect(crashes.acknowledgedPerSecond).toBeGreaterThan(1_000)
  } finally {
    await world.close()
  }
})
