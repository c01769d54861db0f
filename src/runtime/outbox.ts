/**
 * Where mails land when no submission server is set: one `.eml` file each, as it would have travelled, that any mail program
 * opens. They hold addresses and links that let somebody in, so only the service's own user reads them, and they go after
 * 14 days.
 */
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { failureOf } from '../db/failure.ts'
import { composeMessage, type Sender } from '../mail/message.ts'
import type { Transport } from '../mail/queue.ts'
import type { Session } from '../mail/session.ts'
import type { Outbox, OutboxMail } from '../ports.ts'

export interface OutboxFolder extends Outbox {
  readonly transport: Transport
  /** For newsletters. */
  readonly session: Session
  /** Deletes what is older than 14 days. */
  readonly sweep: (now: Date) => Promise<void>
}

const keepDays = 14

/** `20261123T110000000Z-<number>.eml`: the names in order are the mails in order. */
const shape =
  /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.eml$/
const nameOf = (id: string, at: Date): string => `${at.toISOString().replace(/[-:.]/g, '')}-${id}.eml`

function readName(name: string): OutboxMail | null {
  const [, year, month, day, hours, minutes, seconds, thousandths, id] = shape.exec(name) ?? []
  if (id === undefined) return null
  const at = new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}.${thousandths}Z`)
  return Number.isNaN(at.getTime()) ? null : { id, writtenAt: at }
}

export function openOutbox(dataFolder: string, sender: Sender): OutboxFolder {
  const folder = join(dataFolder, 'outbox')

  async function listFiles(): Promise<string[]> {
    try {
      return await readdir(folder)
    } catch (thrown) {
      if (failureOf(thrown).code === 'ENOENT') return []
      throw thrown
    }
  }

  /** Names of mails, the oldest first. What somebody else put there is left alone. */
  const listNames = async () => (await listFiles()).filter((name) => readName(name) !== null).toSorted()

  /** Under another name until it is whole and on the disk: a name never stands for half a mail. */
  async function write(name: string, message: Uint8Array): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const draft = join(folder, `${name}.${process.pid}`)
    try {
      const file = await open(draft, 'w', 0o600)
      await file.writeFile(message)
      await file.sync()
      await file.close()
      await rename(draft, join(folder, name))
    } finally {
      await rm(draft, { force: true })
    }
  }

  return {
    async transport(mail) {
      try {
        await write(nameOf(mail.id, mail.queuedAt), await composeMessage(mail, sender))
        return { kind: 'sent' }
      } catch (thrown) {
        return { kind: 'postponed', code: failureOf(thrown).code, isAway: true }
      }
    },
    session: {
      ready: async () => null,
      close: () => undefined,
      async hand({ id, at, message }) {
        try {
          await write(nameOf(id, at), message)
          return { kind: 'sent' }
        } catch (thrown) {
          return { kind: 'away', code: failureOf(thrown).code, isOurs: false }
        }
      },
    },
    async list(limit) {
      const names = (await listNames()).toReversed().slice(0, limit)
      return names.flatMap((name) => readName(name) ?? [])
    },
    async read(id) {
      const name = (await listNames()).find((one) => readName(one)?.id === id)
      return name === undefined ? null : readFile(join(folder, name))
    },
    async sweep(now) {
      const before = now.getTime() - keepDays * 86_400_000
      // Drafts of a process that was killed, too.
      for (const name of await listFiles()) {
        const mail = readName(name.replace(/\.\d+$/, ''))
        if (mail && mail.writtenAt.getTime() < before) await rm(join(folder, name), { force: true })
      }
    },
  }
}
