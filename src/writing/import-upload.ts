/**
 * A file of readers as a browser sends it: read and kept while it comes in, so that no more of it is in memory than a few hundred rows. What
 * is refused, or breaks off, leaves nothing behind.
 */
import { BrokenForm, readField, readParts, type Part } from '../page/read-multipart.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { fileBytesMax, readFile, type FileFault, type FileReading } from '../subscriber/import-file.ts'
import { beginImport, dropImport, recordRead, stageRows } from '../subscriber/import.ts'

export type UploadFault = FileFault | 'file' | 'lists' | 'full' | 'broken'

export interface RefusedUpload {
  readonly ok: false
  readonly fault: UploadFault
  /** Around which row, where a row is to blame. */
  readonly rowNo: number | null
  /** As they were ticked. */
  readonly lists: readonly string[]
}

export type Upload = { readonly ok: true; readonly importId: string } | RefusedUpload

type Uploading = Pick<Ports, 'db' | 'now' | 'random' | 'keyFor'>

/**
 * A browser shows our answer once it has sent everything, so what is refused is read to its end; whoever goes on after twice of what a file
 * may be is no browser of ours.
 */
const bytesMax = 2 * fileBytesMax

/** Hands chunks to one who may stop listening; whoever sends them is read on, to the end. */
async function readToEnd(
  { chunks }: Part,
  read: (chunks: AsyncIterable<Uint8Array>) => Promise<FileReading>,
): Promise<FileReading> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  let isListening = true
  const reading = read(readable).finally(() => {
    isListening = false
  })
  // Awaited below; it must not end the process when the sender breaks off first.
  reading.catch(() => undefined)
  const stopped = reading.then(
    () => undefined,
    () => undefined,
  )
  let bytes = 0
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length
      if (bytes > bytesMax) throw new BrokenForm()
      if (isListening) await Promise.race([writer.write(chunk).catch(() => undefined), stopped])
    }
    if (isListening) await writer.close().catch(() => undefined)
  } catch (thrown) {
    await writer.abort(thrown).catch(() => undefined)
    await stopped
    throw thrown
  }
  return reading
}

async function keepFile(
  ports: Uploading,
  site: Pick<Site, 'id'>,
  {
    part,
    lists,
    madeBy,
  }: { readonly part: Part; readonly lists: readonly number[]; readonly madeBy: string },
): Promise<{ readonly importId: string } | { readonly fault: UploadFault; readonly rowNo: number | null }> {
  const importId = await beginImport(ports, site, { lists, madeBy })
  if (importId === null) return { fault: 'full', rowNo: null }
  let isKept = false
  try {
    const reading = await readToEnd(part, (chunks) =>
      readFile(chunks, (rows) => stageRows(ports, site.id, importId, rows)),
    )
    if (!reading.ok) return { fault: reading.fault, rowNo: reading.fault === 'quotes' ? reading.rowNo : null }
    await recordRead(ports, site.id, importId, reading)
    isKept = true
    return { importId }
  } finally {
    // A database that is away now keeps it until the sweep; nothing of it is ever taken.
    if (!isKept) await dropImport(ports, site.id, importId).catch(() => undefined)
  }
}

/**
 * Reads the form `list…, file`, in that order, as our page sends it. `offered`: numbers of the lists that can be chosen. Throws what the
 * database throws; what is sent badly is refused.
 */
export async function takeUpload(
  ports: Uploading,
  request: Request,
  {
    site,
    offered,
    madeBy,
  }: { readonly site: Pick<Site, 'id'>; readonly offered: readonly number[]; readonly madeBy: string },
): Promise<Upload> {
  const ticked: string[] = []
  const refuse = (fault: UploadFault, rowNo: number | null = null): RefusedUpload => ({
    ok: false,
    fault,
    rowNo,
    lists: ticked,
  })
  try {
    let outcome: Upload | null = null
    for await (const part of readParts(request.body, request.headers.get('content-type') ?? '')) {
      if (part.fileName === null && part.name === 'list') ticked.push(await readField(part))
      // Browsers send an empty name where no file was chosen.
      if (outcome !== null || part.name !== 'file' || !part.fileName) continue
      const lists = offered.filter((id) => ticked.includes(String(id)))
      if (lists.length === 0) continue
      const kept = await keepFile(ports, site, { part, lists, madeBy })
      outcome = 'importId' in kept ? { ok: true, importId: kept.importId } : refuse(kept.fault, kept.rowNo)
    }
    if (outcome !== null) return outcome
    return refuse(offered.some((id) => ticked.includes(String(id))) ? 'file' : 'lists')
  } catch (thrown) {
    if (thrown instanceof BrokenForm) return refuse('broken')
    throw thrown
  }
}
