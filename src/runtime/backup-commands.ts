/**
 * What `backup`, `restore`, `journal` and `verify audit` do: files, and words for the operator. Each answers lines to print; what can't be
 * done is thrown as `BackupRefused`, in one sentence.
 */
import { open, rename, rm, stat } from 'node:fs/promises'
import type { WriteStream } from 'node:tty'
import { verifyAudit, type AuditFlaw } from '../audit/chain.ts'
import { copyAgain, copyJournal, readJournal, type Journal } from '../audit/journal.ts'
import { BackupRefused } from '../backup/format.ts'
import { restoreBackup, type Restored } from '../backup/restore.ts'
import { writeBackup } from '../backup/write.ts'
import { failureOf } from '../db/failure.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { openJournalFile } from './journal-file.ts'
import { progressLine } from './progress.ts'

type Acting = Pick<Ports, 'db' | 'now' | 'random' | 'keyFor' | 'config'>
type Screen = Pick<WriteStream, 'write'> & { readonly isTTY?: boolean }

/** Under another name until it is whole and on the disk: a name never stands for half a backup, and none is written over. */
export async function backUp(ports: Acting, path: string, screen: Screen): Promise<string[]> {
  if (await isThere(path)) throw new BackupRefused(`${path} is there already: name a file that is not.`)
  const draft = `${path}.${process.pid}`
  const file = await touching(path, () => open(draft, 'wx', 0o600))
  const line = progressLine(screen, 'rows')
  try {
    const { rows, tables } = await writeBackup(ports, (bytes) => file.writeFile(bytes), line.show)
    await file.sync()
    await rename(draft, path)
    return [`${rows} rows of ${tables} tables are in ${path}.`]
  } finally {
    line.end()
    await file.close()
    await rm(draft, { force: true })
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

export interface RestoreOptions {
  /** Files of the journal; the settings' own when none is given. */
  readonly journal?: readonly string[]
  readonly replace?: true
  readonly incomplete?: true
}

export async function restore(
  ports: Acting,
  path: string,
  { journal: named, replace, incomplete }: RestoreOptions,
  screen: Screen,
): Promise<string[]> {
  const paths = named ?? [ports.config.journalFile]
  // What the database that goes knows, and the file does not, would go with it.
  if (replace === true) {
    await copyAgain(ports)
    await copyAll(ports, ports.config.journalFile)
  }
  const { entries, forged, missing, absent } = await readJournals(ports, paths)
  const lacks = describeLacks({ forged, missing, absent })
  if (lacks.length > 0 && incomplete !== true)
    throw new BackupRefused(
      `${lacks.join('\n')}\nWhoever was erased or objected since the backup would be there again. Name the journal with --journal, or go on without with --incomplete.`,
    )
  const file = await touching(path, () => open(path, 'r'))
  const bytes = file.createReadStream()
  let restored: Restored
  try {
    restored = await restoreBackup(ports, bytes, {
      journal: { entries },
      missing: missing.length + forged,
      replaces: replace === true,
      acceptsGaps: incomplete === true,
      onRows: everyTenThousand(screen),
    })
  } finally {
    bytes.destroy()
    await file.close()
  }
  return [
    ...lacks,
    `${restored.rows} rows as they were at ${restored.madeAt}.`,
    ...restored.sites.map(
      ({ domain, erased, objected, restricted, lifted, withdrawn, issuesHeld }) =>
        `${domain}\tagain erased: ${erased}, objected: ${objected}, restricted: ${restricted}, lifted: ${lifted}, withdrawn: ${withdrawn}; newsletters held back: ${issuesHeld}`,
    ),
    'What else was done since then is not in the journal: requests that came in, people who subscribed or said yes to something.',
  ]
}

/** A restore can take long, and only says how many rows it has: how many there are stands at the end of the file. */
function everyTenThousand(screen: Screen): (rows: number) => void {
  let said = 0
  return (rows) => {
    if (rows - said < 10_000) return
    said = rows
    screen.write(`${rows} rows\n`)
  }
}

type Read = Pick<Journal, 'entries' | 'anchors' | 'forged' | 'missing'> & {
  readonly absent: readonly string[]
}

/** Several services on machines of their own each copy a part: together they are the journal. */
async function readJournals(ports: Acting, paths: readonly string[]): Promise<Read> {
  const texts = await Promise.all(paths.map((path) => touching(path, () => openJournalFile(path).read())))
  const journal = readJournal(ports, texts.map((text) => text ?? '').join('\n'))
  return { ...journal, absent: paths.filter((_, nth) => texts[nth] === null) }
}

const describeLacks = ({
  forged,
  missing,
  absent,
}: Pick<Read, 'forged' | 'missing' | 'absent'>): string[] => [
  ...absent.map((path) => `There is no journal at ${path}.`),
  ...(forged > 0 ? [`${forged} lines of the journal were changed since they were written.`] : []),
  ...(missing.length > 0
    ? [
        `Entries of the journal are missing: ${missing.map(({ siteId, seq }) => `${seq} of site ${siteId}`).join(', ')}.`,
      ]
    : []),
]

/** Copies what is not in the journal's file yet: for Workers, which have no disk, and before a database is replaced. */
export async function copyAll(ports: Acting, path: string): Promise<number> {
  const file = openJournalFile(path)
  return await touching(path, async () => {
    await file.append('')
    let copied = 0
    for (;;) {
      const lines = await copyJournal(ports, file.append)
      copied += lines
      if (lines === 0) break
    }
    await file.prune(ports.now())
    return copied
  })
}

export async function copyToJournal(ports: Acting, named: string | undefined): Promise<string[]> {
  const path = named ?? ports.config.journalFile
  const copied = await copyAll(ports, path)
  const { entries, anchors, forged, missing } = await readJournals(ports, [path])
  return [
    `${copied} lines copied to ${path}; it holds ${entries.length} acts and ${anchors.length} anchors.`,
    ...describeLacks({ forged, missing, absent: [] }),
  ]
}

const flawWords: Readonly<Record<AuditFlaw['kind'], string>> = {
  'broken-entry': 'does not follow from the one before it: it was altered, put there or moved',
  'altered-entry': 'says something else than its text',
  'missing-entry': 'is missing',
  'changed-end':
    'is where the chain ends now, and not where it ended last: entries were deleted or put there',
  'changed-anchor': 'is not as it was signed at the end of a day: the chain was rewritten, or the anchor was',
}

/** Recomputes the chain of each site, also against the anchors of a journal when one is named. `isWhole` false: somebody changed it. */
export async function checkAudit(
  ports: Acting,
  sites: readonly Site[],
  named: readonly string[] | undefined,
  screen: Screen,
): Promise<{ readonly lines: readonly string[]; readonly isWhole: boolean }> {
  const { anchors, absent } = await readJournals(ports, named ?? [])
  if (absent.length > 0) throw new BackupRefused(`There is no journal at ${absent.join(', ')}.`)
  const lines: string[] = []
  let isWhole = true
  for (const site of sites) {
    const line = progressLine(screen, 'entries')
    const outside = anchors.filter(({ siteId }) => siteId === site.id)
    const verified = await verifyAudit(ports, site, line.show, outside)
    line.end()
    const lost = verified.lost > 0 ? `, ${verified.lost} of before a restore` : ''
    lines.push(
      `${site.domain}\t${verified.entries} entries, ${verified.anchors} anchors${lost}: ${verified.flaws.length === 0 ? 'whole' : 'BROKEN'}`,
      ...verified.flaws.map(({ kind, seq }) => `  entry ${seq} ${flawWords[kind]}`),
    )
    isWhole &&= verified.flaws.length === 0
  }
  return { lines, isWhole }
}

/** What the file system refuses, in a sentence with the file's name. */
async function touching<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (!(thrown instanceof Error && 'syscall' in thrown)) throw thrown
    const { code } = failureOf(thrown)
    throw new BackupRefused(`${path} can't be used (${code}).`)
  }
}
