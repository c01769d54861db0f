/**
 * R-01 in short; `npm run test:long` has the long version. Break one of these to see it red: `ON CONFLICT DO NOTHING` in
 * src/ingest/store.ts, or the key it rests on; `await store(…)` in src/ingest/group-commit.ts (an answer before the
 * commit); `delete from ingest_batch` in src/stats/visits.ts (counted twice).
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { crashEmbedded } from './crash-loop.ts'

const folder = mkdtempSync(join(tmpdir(), 'voordeur-crash-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('R-01, R-08: killed under load, the embedded program keeps what it acknowledged, once, and counts it once', async () => {
  const { findings, acknowledgedPerSecond, resent } = await crashEmbedded(join(folder, 'data'), 3)
  expect(findings).toMatchObject({ lost: [], duplicated: [], unexpected: [] })
  // The opposite: there was something to lose, and something was sent twice.
  expect(findings.acknowledged).toBeGreaterThan(2_000)
  expect(findings.visits).toBeGreaterThan(50)
  expect(resent).toBeGreaterThan(0)
  expect(acknowledgedPerSecond).toBeGreaterThan(0)
}, 300_000)
