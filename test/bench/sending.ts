/**
 * A newsletter to a submission server on this machine, by the service as it is shipped: mails a second, what each costs, and that memory does
 * not grow with the list. The server runs in this process and throws every mail away, so it takes its share of the two cores.
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { addSite } from '../../src/site/site.ts'
import { addNewsList, addReaders, addScheduled, readIssue, setPace, someEmails } from '../delivery/mailing.ts'
import { testConfig } from '../support/world.ts'
import type { PostgresWorld } from '../worlds/postgres.ts'
import { peakMemory, processCpu, serverCpu } from './cpu.ts'
import { openDatabase, postmasterOf } from './database.ts'
import { rootSecret, startService } from './processes.ts'
import { say } from './progress.ts'
import { atMost, told, type Figure } from './report.ts'

const domains = Array.from({ length: 40 }, (_, nth) => `mail-${nth}.example`)

/** About 12 KB of HTML with fifteen links, as a newsletter of a few items is. */
const source = Array.from(
  { length: 15 },
  (_, nth) =>
    `## Bericht ${nth}\n\n${'De lift is weer heel, en de tuin is opnieuw aangelegd. '.repeat(8)}[Lees meer over bericht ${nth}](https://example.nl/nieuws/${nth})`,
).join('\n\n')

interface Counted {
  readonly port: number
  mails: number
  bytes: number
  close(): Promise<void>
}

async function openDrain(): Promise<Counted> {
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    hideSTARTTLS: true,
    logger: false,
    onData(stream, _session, done) {
      stream.on('data', (chunk: Buffer) => (counted.bytes += chunk.length))
      stream.on('end', () => {
        counted.mails += 1
        done()
      })
    },
  })
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const counted: Counted = {
    port: (server.server.address() as AddressInfo).port,
    mails: 0,
    bytes: 0,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return counted
}

interface Sent {
  readonly figures: readonly Figure[]
  /** The most memory that the service held, in megabytes. */
  readonly memory: number
}

async function measureIssue(server: PostgresWorld, readers: number): Promise<Sent> {
  const folder = mkdtempSync(join(tmpdir(), 'voordeur-bench-'))
  const bench = await openDatabase(server, `sending_${readers}`, new Date())
  const drain = await openDrain()
  const ports = {
    ...bench.ports,
    keyFor: openKeys(rootSecret),
    config: testConfig({ VOORDEUR_SECRET: rootSecret }),
  }
  try {
    const { site } = await addSite(ports, { domain: 'example.nl' })
    const list = await addNewsList(ports, site)
    await setPace(ports, site, {
      mailsPerMinuteMax: 100_000,
      mailsPerMinuteAndDomainMax: 100_000,
      mailsPerDayMax: 1_000_000,
    })
    await addReaders(ports, site, list, someEmails(readers, domains))
    await bench.ports.db.unsafe('analyze')
    const issue = await addScheduled(ports, site, [list], { source })
    say(`sending: ${readers.toLocaleString('en')} mails`)
    const service = await startService(bench.url, folder, {
      VOORDEUR_SMTP_URL: `smtp://127.0.0.1:${drain.port}`,
      VOORDEUR_MAIL_FROM: 'De Linde <nieuws@delinde.example>',
    })
    const postmaster = postmasterOf(server)
    const waiting = performance.now()
    while (drain.mails === 0) await pause(5)
    const frozen = (performance.now() - waiting) / 1_000
    const [before, serverBefore, mailsBefore] = [processCpu(service.pid), serverCpu(postmaster), drain.mails]
    const begun = performance.now()
    while (drain.mails < readers) await pause(5)
    const seconds = (performance.now() - begun) / 1_000
    const mails = drain.mails - mailsBefore
    const [nodeCpu, databaseCpu] = [processCpu(service.pid) - before, serverCpu(postmaster) - serverBefore]
    while ((await readIssue(ports, issue)).state !== 'sent') await pause(100)
    const memory = peakMemory(service.pid)
    await service.stop()
    if (drain.mails !== readers) throw new Error(`${readers} readers, and ${drain.mails} mails`)
    const name = `newsletter to ${readers.toLocaleString('en')}`
    const figures = [
      told(`${name}: mails handed in`, mails / seconds, '/s'),
      told(`${name}: Node, one mail`, nodeCpu / mails, 'µs CPU'),
      told(`${name}: PostgreSQL, one mail`, databaseCpu / mails, 'µs CPU'),
      told(`${name}: size of a mail`, drain.bytes / drain.mails / 1_000, 'KB'),
      told(`${name}: until the first mail left`, frozen, 's'),
      told(`${name}: memory of Node, at most`, memory, 'MB'),
    ]
    return { figures, memory }
  } finally {
    await drain.close()
    await bench.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function measureSending(server: PostgresWorld, isQuick: boolean): Promise<Figure[]> {
  const few = await measureIssue(server, 5_000)
  if (isQuick) return [...few.figures]
  const many = await measureIssue(server, 50_000)
  return [
    ...few.figures,
    ...many.figures,
    atMost('newsletter, memory of 50,000 against 5,000', 1.2, many.memory / few.memory, '×'),
  ]
}
