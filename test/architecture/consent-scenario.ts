/** Goes through every statement about consent: publishing, answers, withdrawal, the chain, counts, erasing. */
import { sealReceipts, rebuildShown, signHead, verifyLedger } from '../../src/consent/chain.ts'
import { listOutcomes, recordOutcome } from '../../src/consent/count.ts'
import {
  findLive,
  listHistory,
  listInsights,
  recordAnswer,
  recordWithdrawal,
  sweepReceipts,
} from '../../src/consent/ledger.ts'
import { endAsking, findCurrentNotice } from '../../src/consent/publication.ts'
import { recordStatement } from '../../src/consent/statement-version.ts'
import type { Answer } from '../../src/consent/wire.ts'
import { countDeviceData, listDeviceEvents, listDeviceVisits } from '../../src/rights/device-data.ts'
import { eraseDevice } from '../../src/rights/erase.ts'
import { findReturning } from '../../src/stats/returning.ts'
import { rollUp } from '../../src/stats/roll-up.ts'
import { must } from '../../src/must.ts'
import { publishFor } from '../support/asking.ts'
import { sendBeacon, view } from '../support/send.ts'
import type { World } from '../support/world.ts'

/** Works with a site of its own. */
export async function workWithConsent(world: World): Promise<void> {
  const { ports } = world
  const { db } = ports
  const made = await world.addSite({ domain: 'vraagt.nl', hostnames: ['vraagt.nl'] })
  await recordStatement(ports, made.id, {
    publishedOn: '2026-11-01',
    texts: { nl: 'Onze verklaring' },
    isMaterial: true,
  })
  const site = await publishFor(world, made)
  const current = must(await findCurrentNotice(db, site.id), 'it was published')
  const answer: Answer = {
    d: site.domain,
    notice: current.id,
    lang: 'nl',
    ui: 'banner',
    granted: ['insights'],
    key: 'k'.repeat(22),
    viewport: 'small',
  }
  const recording = await recordAnswer(ports, site, answer)
  if (!recording.ok) throw new Error(recording.error)
  const { receipt, token } = recording.recorded
  await sendBeacon(world, view({ d: site.domain, u: 'https://vraagt.nl/', t: token }), {
    headers: { origin: 'https://vraagt.nl' },
  })
  await rollUp(ports, { eventsMax: 500, holder: 'scenario' })
  await recordOutcome(db, site, { at: ports.now(), noticeId: current.id, language: 'nl', outcome: 'shown' })
  await findLive(ports, site.id, receipt)
  await listHistory(db, site.id, receipt)
  const devices = await listInsights(db, site.id, receipt)
  await countDeviceData(db, site.id, devices)
  await listDeviceEvents(db, site.id, devices, 10)
  await listDeviceVisits(db, site.id, devices, 10)
  await recordWithdrawal(ports, site, { d: site.domain, receipt, key: 'w'.repeat(22), t: token })
  await sealReceipts(ports, 'scenario')
  await signHead(ports, site)
  await verifyLedger(ports, site)
  await rebuildShown(db, site.id, receipt)
  await listOutcomes(ports, site, { from: '2026-11-01', to: '2026-12-31' })
  await findReturning(ports, site, { from: '2026-11-01', to: '2026-12-31' })
  await eraseDevice(ports, site, receipt)
  await sweepReceipts(ports, site.id)
  await endAsking(ports, site, null)
}
