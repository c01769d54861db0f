/**
 * Bindings of a Worker -> Config, or every mistake at once. Three things that Node has a default for are asked for here:
 * a database, the public address, and whom to believe about addresses.
 */
import { readConfig, type ConfigReading } from '../config.ts'
import { readSigning } from './signing.ts'

/** Strings (`[vars]` and secrets) by their names, and Hyperdrive. Other bindings are not ours to read. */
export interface WorkerEnv {
  readonly HYPERDRIVE?: { readonly connectionString: string }
  readonly [name: string]: unknown
}

/** Hyperdrive's address for this isolate, else the plain setting; undefined when neither is there. */
export function databaseUrlOf({ HYPERDRIVE, DATABASE_URL }: WorkerEnv): string | undefined {
  const url = HYPERDRIVE?.connectionString || DATABASE_URL
  return typeof url === 'string' && url !== '' ? url : undefined
}

export function readWorkerConfig(env: WorkerEnv): ConfigReading {
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) if (typeof value === 'string') texts[name] = value
  const databaseUrl = databaseUrlOf(env)
  const reading = readConfig({ ...texts, DATABASE_URL: databaseUrl })
  const mistakes = reading.ok ? [] : [...reading.mistakes]
  if (databaseUrl === undefined)
    mistakes.push('HYPERDRIVE is required: a binding, or DATABASE_URL in its place')
  // Forms are taken from our own origin alone, and `http://localhost:3000` is nobody's.
  if (!texts['VOORDEUR_URL']) mistakes.push('VOORDEUR_URL is required on Workers')
  // A Worker sees no socket. Without a network all visitors with the same browser would count as one, silently.
  if (!texts['VOORDEUR_PROXY'] || texts['VOORDEUR_PROXY'] === 'socket')
    mistakes.push('VOORDEUR_PROXY is required on Workers: cloudflare, or xff:<hops from the right>')
  // There are no files either, and nobody to read what a process says as it starts.
  const signing = reading.ok ? readSigning(reading.config.mail.dkim) : null
  if (signing?.ok === false) mistakes.push(signing.mistake)
  if (texts['VOORDEUR_IMAP_URL'])
    mistakes.push('VOORDEUR_IMAP_URL is for Node: on Workers POST /hooks/mail/dsn takes the same mails')
  return mistakes.length > 0 ? { ok: false, mistakes } : reading
}
