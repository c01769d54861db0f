/** The chain, the journal, and a backup that is put back and told what happened since, for the scenario of every statement. */
import { anchorAudit, keepChains } from '../../src/audit/anchor.ts'
import { listAudit, recordAudit, verifyAudit } from '../../src/audit/chain.ts'
import { copyAgain, copyJournal, journalActs, readJournal, recordInJournal } from '../../src/audit/journal.ts'
import { referenceTo } from '../../src/audit/subject-reference.ts'
import { restoreBackup } from '../../src/backup/restore.ts'
import { writeBackup } from '../../src/backup/write.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { inPieces } from '../backup/keeping.ts'
import type { World } from '../support/world.ts'

/** Comes last: what is there afterwards is what a backup brought back. */
export async function workWithBackups(world: World, site: Site): Promise<void> {
  const { ports } = world
  const then = ports.now()
  world.setNow('2023-06-01T11:00:00Z')
  await ports.db.begin(async (db) => {
    await referenceTo({ ...ports, db }, 'anna@example.nl')
    await recordAudit({ ...ports, db }, site.id, { kind: 'swept', requestId: null, facts: { rows: 1 } })
  })
  world.setNow(then.toISOString())
  await anchorAudit(ports, site)
  await keepChains(ports)
  for (const requestId of [null, '11111111-2222-4333-a444-555555555555'])
    await listAudit(ports, site.id, { requestId, before: null, limit: 1 })
  await verifyAudit(ports, site)

  const parts: Uint8Array[] = []
  await writeBackup(ports, async (bytes) => void parts.push(bytes))
  const who = { email: 'anna@example.nl', receiptIds: ['AbCdEfGhIjKlMnOpQrStUv'], requestId: null }
  for (const act of journalActs.toReversed())
    await ports.db.begin((db) => recordInJournal({ ...ports, db }, site.id, { act, ...who }))
  let text = ''
  await copyJournal(ports, async (lines) => void (text += lines))
  const journal = readJournal(ports, text)
  const restore = (replaces: boolean) =>
    restoreBackup(ports, inPieces(Buffer.concat(parts)), {
      journal,
      missing: 0,
      acceptsGaps: false,
      replaces,
    })
  await restore(false).catch(() => 'it is not empty')
  await restore(true)
  await copyAgain(ports)
  forgetSites(ports.db)
}
