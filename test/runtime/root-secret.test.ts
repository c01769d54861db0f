import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readOrMakeSecret } from '../../src/runtime/root-secret.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'voordeur-secret-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function readElsewhere(): Promise<string> {
  const source = `
    const { readOrMakeSecret } = await import(${JSON.stringify(new URL('../../src/runtime/root-secret.ts', import.meta.url).href)})
    process.stdout.write(readOrMakeSecret(${JSON.stringify(folder)}))`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await once(child, 'close')
  return said
}

test('the secret is 32 random bytes, made once and for this user only', () => {
  const secret = readOrMakeSecret(folder)
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
  expect(readOrMakeSecret(folder)).toBe(secret)
  expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['secret'])
  rmSync(join(folder, 'secret'))
  expect(readOrMakeSecret(folder)).not.toBe(secret)
})

test('processes that make it at the same moment all get the same one', async () => {
  for (let round = 0; round < 3; round++) {
    const secrets = await Promise.all(Array.from({ length: 6 }, readElsewhere))
    expect(new Set(secrets).size).toBe(1)
    expect(secrets[0]).toBe(readOrMakeSecret(folder))
    expect(readdirSync(folder)).toEqual(['secret'])
    rmSync(join(folder, 'secret'))
  }
})

test.each(['', 'short', 'a'.repeat(42), `${'a'.repeat(43)} and more`])(
  'a file that holds %j is left as it is, and the mistake does not tell it',
  (text) => {
    writeFileSync(join(folder, 'secret'), text)
    expect(() => readOrMakeSecret(folder)).toThrow(
      /does not hold a secret of 32 bytes: restore it from a backup$/,
    )
    expect(readFileSync(join(folder, 'secret'), 'utf8')).toBe(text)
  },
)
