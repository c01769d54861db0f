/**
 * The root secret of the embedded default: every token and pseudonymous key is derived from it, so whoever reads it
 * can forge them, and whoever loses it makes every token out there worthless. Kept beside the database, never in it.
 */
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'

const secretBytes = 32
const wellFormed = /^[\w-]{43}$/

/**
 * 32 random bytes as base64url, from `<dataFolder>/secret`; made once, mode 0600. Two processes at the same moment
 * get the same one: a link fails when the name is taken, and the name never stands for half a secret.
 * Throws on a file that holds something else: making a new one in its place would break every token silently.
 */
export function readOrMakeSecret(dataFolder: string): string {
  const file = join(dataFolder, 'secret')
  const known = readSecret(file)
  if (known !== undefined) return known
  const draft = join(dataFolder, `secret.${process.pid}.${randomBytes(6).toString('hex')}`)
  try {
    const made = openSync(draft, 'wx', 0o600)
    writeSync(made, `${randomBytes(secretBytes).toString('base64url')}\n`)
    // Tokens signed with it travel at once; after a power cut it must still be the same.
    fsyncSync(made)
    closeSync(made)
    try {
      linkSync(draft, file)
    } catch (thrown) {
      if (!hasCode(thrown, 'EEXIST')) throw thrown
    }
  } finally {
    rmSync(draft, { force: true })
  }
  const secret = readSecret(file)
  if (secret === undefined) throw new Error('the secret was removed while it was being made')
  return secret
}

function readSecret(file: string): string | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8').trim()
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined
    throw thrown
  }
  if (!wellFormed.test(text))
    throw new Error(`${file} does not hold a secret of ${secretBytes} bytes: restore it from a backup`)
  return text
}

const hasCode = (thrown: unknown, code: string): boolean =>
  thrown instanceof Error && 'code' in thrown && thrown.code === code
