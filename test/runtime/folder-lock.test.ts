import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { takeFolderLock } from '../../src/runtime/folder-lock.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'voordeur-lock-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Tries to take the lock, drops every reference to it, collects garbage, says how it went, and stays. */
function taker(file: string): ChildProcessByStdio<null, Readable, null> {
  const source = `
    const { takeFolderLock } = await import(${JSON.stringify(new URL('../../src/runtime/folder-lock.ts', import.meta.url).href)})
    const got = takeFolderLock(${JSON.stringify(file)}) !== undefined
    for (let i = 0; i < 3; i++) { globalThis.gc(); await new Promise((resolve) => setTimeout(resolve, 5)) }
    console.log(got ? 'got' : 'busy')
    setInterval(() => {}, 1000)`
  return spawn(process.execPath, ['--expose-gc', '--input-type=module-typescript', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

test('of eight processes at once exactly one gets it, and when that one is killed the next round has one again', async () => {
  const file = join(folder, 'raced')
  for (let round = 0; round < 3; round++) {
    const all = Array.from({ length: 8 }, () => taker(file))
    const said = await Promise.all(
      all.map(async ({ stdout }) => String((await once(stdout, 'data'))[0]).trim()),
    )
    expect(said.filter((word) => word === 'got')).toHaveLength(1)
    expect(said.filter((word) => word === 'busy')).toHaveLength(7)
    expect(
      takeFolderLock(file),
      'it is held, though its holder kept no reference and collected garbage',
    ).toBeUndefined()
    await Promise.all(
      all.map(async (child) => {
        child.kill('SIGKILL')
        await once(child, 'exit')
      }),
    )
  }
  const lock = takeFolderLock(file)
  expect(lock).toBeDefined()
  expect(takeFolderLock(file)).toBeUndefined()
  lock?.release()
  lock?.release()
  const again = takeFolderLock(file)
  expect(again).toBeDefined()
  again?.release()
})

test('a file that is something else is not taken for a lock', () => {
  const file = join(folder, 'text')
  writeFileSync(file, 'process 123 has it\n'.repeat(100))
  expect(() => takeFolderLock(file)).toThrow('not a database')
})
