/** Brings a file in as the page does, for tests: read, staged, checked, and confirmed where that is asked for. */
import { must } from '../../src/must.ts'
import type { Ports } from '../../src/ports.ts'
import type { Site } from '../../src/site/site.ts'
import { readFile } from '../../src/subscriber/import-file.ts'
import { advanceImport } from '../../src/subscriber/import-round.ts'
import {
  beginImport,
  confirmImport,
  countVerdicts,
  findImport,
  recordRead,
  stageRows,
  undoImport,
  type ReaderImport,
  type Verdict,
} from '../../src/subscriber/import.ts'

/** Number of nobody in particular, who brings files. */
export const bringer = '00000000-0000-4000-a000-000000000001'

export const head = 'e-mailadres;naam;taal;toestemming_op;toestemming_via;toestemming_tekst'

export const fileText = (...lines: readonly string[]): Uint8Array =>
  Buffer.from(`${[head, ...lines].join('\r\n')}\r\n`)

/** A row that nothing is wrong with. */
export const line = (email: string, consentAt = '2024-05-01'): string =>
  `${email};Anna;nl;${consentAt};open dag;Ja hoor.`

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** Answers the import's number, with its rows checked, waiting to be confirmed. */
export async function bring(
  ports: Ports,
  site: Site,
  lists: readonly number[],
  file: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<string> {
  const id = must(await beginImport(ports, site, { lists, madeBy: bringer }), 'there is room')
  const chunks = file instanceof Uint8Array ? once(file) : file
  const reading = await readFile(chunks, (rows) => stageRows(ports, site.id, id, rows))
  if (!reading.ok) throw new Error(`refused: ${reading.fault}`)
  await recordRead(ports, site.id, id, reading)
  await advanceImport(ports, site.id, id, Infinity)
  return id
}

export async function confirm(ports: Ports, site: Site, id: string): Promise<void> {
  if (!(await confirmImport(ports, site.id, id))) throw new Error('it was not ready')
  await advanceImport(ports, site.id, id, Infinity)
}

export async function undo(ports: Ports, site: Site, id: string): Promise<boolean> {
  const undone = await undoImport(ports, site.id, id)
  await advanceImport(ports, site.id, id, Infinity)
  return undone
}

export const importOf = async (ports: Ports, site: Site, id: string): Promise<ReaderImport> =>
  must(await findImport(ports, site.id, id), 'it is there')

/** `{ new: 2, 'no-proof': 1 }` */
export const verdictsOf = async (
  ports: Ports,
  site: Site,
  id: string,
): Promise<Partial<Record<Verdict, number>>> =>
  Object.fromEntries(await countVerdicts(ports, await importOf(ports, site, id)))
