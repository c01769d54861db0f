/**
 * The file of a backup: a line that says what it is, a header that anybody may read, then numbered chunks that nobody can without the
 * root secret (AES-256-GCM, gzip inside). Each chunk is bound to the header, to its number and to whether it is the last, so that a
 * file that was cut, put in another order or changed is refused.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import * as z from 'zod'
import { sha256 } from '../consent/canonical.ts'
import type { Ports } from '../ports.ts'

const firstLine = 'voordeur backup 1\n'
const headerBytesMax = 1_048_576
const tagBytes = 16
/** A row of the longest text that we store is some megabytes; a length beyond this is no length of ours. */
const chunkBytesMax = 67_108_864

const backupHeader = z.object({
  madeAt: z.iso.datetime(),
  /** What the tables looked like, by the files that made them. */
  migrations: z.array(z.object({ name: z.string(), digest: z.string() })),
  /** Months that events lie in, as `2026-11`: their partitions are made before rows come. */
  months: z.array(z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)),
  /** Up to which number the backup knows the journal of each site: what comes after it is new to it. */
  journal: z.record(z.string(), z.int()),
  /** Makes the key of this file, so that numbers of chunks can be nonces. */
  salt: z.string().regex(/^[0-9a-f]{64}$/),
  /** Tells a file of another secret from one that was changed. */
  check: z.string(),
})
export type BackupHeader = z.infer<typeof backupHeader>

/** Why a file can't be used, in words for the operator. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused'
}

type Keys = Pick<Ports, 'keyFor'>

const keyOf = ({ keyFor }: Keys, salt: string): Buffer =>
  Buffer.from(hkdfSync('sha256', keyFor('backup'), Buffer.from(salt, 'hex'), 'voordeur backup file 1', 32))

const checkOf = (key: Buffer): string => createHmac('sha256', key).update('check').digest('hex').slice(0, 32)

interface Sealing {
  readonly key: Buffer
  readonly headerHash: Buffer
}

const nonceOf = (nth: number): Buffer => {
  const nonce = Buffer.alloc(12)
  nonce.writeBigUInt64BE(BigInt(nth), 4)
  return nonce
}

const boundTo = ({ headerHash }: Sealing, isLast: boolean): Buffer =>
  Buffer.concat([headerHash, Buffer.from([isLast ? 1 : 0])])

export interface BackupSink {
  readonly put: (text: string) => Promise<void>
  /** The last chunk; nothing follows it. */
  readonly end: (text: string) => Promise<void>
}

/** Writes the header, and then each text that is put as a chunk. `write` returns when the bytes are on their way. */
export async function openSink(
  ports: Keys & Pick<Ports, 'random'>,
  said: Omit<BackupHeader, 'salt' | 'check'>,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<BackupSink> {
  const salt = Buffer.from(ports.random(32)).toString('hex')
  const key = keyOf(ports, salt)
  const line = JSON.stringify({ ...said, salt, check: checkOf(key) } satisfies BackupHeader)
  const sealing = { key, headerHash: sha256(line) }
  await write(Buffer.from(`${firstLine}${line}\n`))
  let nth = 0
  const putChunk = async (text: string, isLast: boolean): Promise<void> => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(nth))
    cipher.setAAD(boundTo(sealing, isLast))
    const sealed = Buffer.concat([cipher.update(gzipSync(text)), cipher.final(), cipher.getAuthTag()])
    const length = Buffer.alloc(5)
    length.writeUInt32BE(sealed.length)
    length.writeUInt8(isLast ? 1 : 0, 4)
    await write(Buffer.concat([length, sealed]))
    nth += 1
  }
  return { put: (text) => putChunk(text, false), end: (text) => putChunk(text, true) }
}

export interface BackupSource {
  readonly header: BackupHeader
  /** Each chunk once it has proved to be whole; the last one says so. Throws `BackupRefused` at the first that is not. */
  readonly chunks: () => AsyncGenerator<{ readonly text: string; readonly isLast: boolean }>
}

const damaged = 'This backup was cut or changed: it is not what was written.'

/** Takes as many bytes as are asked for out of a stream; fewer only at its end. */
function openTap(bytes: AsyncIterable<Uint8Array>) {
  const parts = bytes[Symbol.asyncIterator]()
  let held = Buffer.alloc(0)
  const fill = async (until: () => boolean): Promise<void> => {
    while (!until()) {
      const { value, done } = await parts.next()
      if (done === true) return
      held = Buffer.concat([held, value])
    }
  }
  const cut = (length: number): Buffer => {
    const taken = held.subarray(0, length)
    held = held.subarray(taken.length)
    return taken
  }
  return {
    async take(length: number): Promise<Buffer> {
      await fill(() => held.length >= length)
      return cut(length)
    },
    async takeLine(): Promise<string> {
      await fill(() => held.includes(10) || held.length > headerBytesMax)
      return cut(held.indexOf(10) + 1).toString('utf8')
    },
  }
}

/** Reads the header. Throws `BackupRefused` for what is no backup, is of a later format, or was made with another root secret. */
export async function openSource(ports: Keys, bytes: AsyncIterable<Uint8Array>): Promise<BackupSource> {
  const tap = openTap(bytes)
  const first = await tap.takeLine()
  if (first !== firstLine)
    throw new BackupRefused(
      /^voordeur backup \d+\n$/.test(first)
        ? 'This backup was made by a later release: restore it with that one.'
        : 'This is no backup of Voordeur.',
    )
  const line = (await tap.takeLine()).replace(/\n$/, '')
  const header = readHeader(line)
  const key = keyOf(ports, header.salt)
  if (checkOf(key) !== header.check)
    throw new BackupRefused(
      'This backup was made with another root secret: set VOORDEUR_SECRET to the one that it was made with.',
    )
  const sealing = { key, headerHash: sha256(line) }

  async function* chunks(): AsyncGenerator<{ readonly text: string; readonly isLast: boolean }> {
    for (let nth = 0; ; nth += 1) {
      const head = await tap.take(5)
      const [length, flag] = head.length === 5 ? [head.readUInt32BE(0), head.readUInt8(4)] : [0, 0]
      if (length <= tagBytes || length > chunkBytesMax || flag > 1) throw new BackupRefused(damaged)
      const isLast = flag === 1
      const sealed = await tap.take(length)
      if (sealed.length < length) throw new BackupRefused(damaged)
      yield { text: openChunk(sealing, nth, sealed, isLast), isLast }
      if (!isLast) continue
      if ((await tap.take(1)).length > 0) throw new BackupRefused(damaged)
      return
    }
  }
  return { header, chunks }
}

function readHeader(line: string): BackupHeader {
  try {
    return backupHeader.parse(JSON.parse(line))
  } catch {
    throw new BackupRefused(damaged)
  }
}

function openChunk(sealing: Sealing, nth: number, sealed: Buffer, isLast: boolean): string {
  try {
    // The length is fixed: a cut tag is easier to guess.
    const decipher = createDecipheriv('aes-256-gcm', sealing.key, nonceOf(nth), { authTagLength: tagBytes })
    decipher.setAAD(boundTo(sealing, isLast))
    decipher.setAuthTag(sealed.subarray(-tagBytes))
    const packed = Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()])
    return gunzipSync(packed).toString('utf8')
  } catch {
    throw new BackupRefused(damaged)
  }
}
