/** Mails of one issue, each with its reader's own words and links: how many a core makes in a second. */
import { composeIssue } from '../../src/newsletter/compose.ts'
import { openMail, prepareMail, type Reader } from '../../src/newsletter/mail.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import type { SiteId } from '../../src/db/schema.ts'
import type { Level } from '../../src/subscriber/level.ts'
import { believableDocument, believableSending } from '../newsletter/believable-issue.ts'
import { testConfig } from '../support/world.ts'
import { processCpu } from './cpu.ts'
import { rootSecret } from './processes.ts'
import { atLeast, told, type Figure } from './report.ts'

const readers = 20_000

/** By processor time, so that what else the machine does is not in it. */
function rate(render: (reader: Reader) => { readonly html: string }, level: Level): number {
  const reader = (nth: number): Reader => ({
    subscriberId: BigInt(nth + 1),
    name: `Lezer ${nth}`,
    opens: level,
    clicks: level,
  })
  for (let nth = 0; nth < 1_000; nth += 1) render(reader(nth))
  const before = processCpu(process.pid)
  let bytes = 0
  for (let nth = 0; nth < readers; nth += 1) bytes += render(reader(nth)).html.length
  if (bytes === 0) throw new Error('nothing was made')
  return Math.round(readers / ((processCpu(process.pid) - before) / 1_000_000))
}

export async function measureRendering(): Promise<Figure[]> {
  const config = testConfig({ VOORDEUR_URL: 'https://meten.example.nl' })
  const ports = { config, keyFor: openKeys(rootSecret) }
  const composed = composeIssue(believableDocument, believableSending)
  const pieces = prepareMail(composed, { publicUrl: config.publicUrl, clicks: true, opens: true })
  const mail = openMail(ports, { siteId: 1 as SiteId, issueId: 1 }, pieces)
  const render = (reader: Reader) => mail.render(reader)
  return [
    atLeast(
      'newsletters made for one reader each, measured by person',
      1_000,
      rate(render, 'personal'),
      '/s per core',
    ),
    told('… counted all together', rate(render, 'aggregate'), '/s per core'),
    told('… not measured', rate(render, 'off'), '/s per core'),
  ]
}
