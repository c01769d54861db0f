/** Opens the database that the settings name: PostgreSQL by its address, else the embedded one in the data folder. */
import type { Config } from '../config.ts'
import { connect, type Db } from '../db/connect.ts'
import { must } from '../must.ts'
import { openEmbedded } from './embedded.ts'
import { readOrMakeSecret } from './root-secret.ts'

export interface OpenDatabase {
  readonly db: Db
  readonly rootSecret: string
  readonly isEmbedded: boolean
  close(): Promise<void>
}

export type DatabaseOpening =
  | { readonly ok: true; readonly database: OpenDatabase }
  | { readonly ok: false; readonly refusal: string }

export interface Opener {
  /** The service refuses a data folder that another one serves; the command line joins it. */
  readonly whenHeld: 'refuse' | 'join'
  /** The embedded database broke down: nothing is answered any more. */
  readonly lost: () => void
}

/** PostgreSQL's default allows 100 connections in all; ten leave room for a second process and for the operator. */
const connectionsMax = 10
/** The embedded database does one thing at a time: more connections would only queue inside it. */
const embeddedConnectionsMax = 4

export async function openDatabase(config: Config, { whenHeld, lost }: Opener): Promise<DatabaseOpening> {
  if (config.databaseUrl) {
    const db = connect({ to: config.databaseUrl.reveal(), connectionsMax, prepare: config.databasePrepare })
    const rootSecret = must(config.rootSecret, 'readConfig demands it with DATABASE_URL').reveal()
    const close = () => db.end({ timeout: 5 })
    return { ok: true, database: { db, rootSecret, isEmbedded: false, close } }
  }
  const opening = await openEmbedded({ dataFolder: config.dataFolder, whenHeld, lost })
  if (!opening.ok) return opening
  const embedded = opening.database
  const db = connect({ to: embedded.to, connectionsMax: embeddedConnectionsMax, prepare: true })
  const rootSecret = config.rootSecret?.reveal() ?? readOrMakeSecret(config.dataFolder)
  const close = async () => {
    await db.end({ timeout: 5 })
    await embedded.close()
  }
  return { ok: true, database: { db, rootSecret, isEmbedded: true, close } }
}
