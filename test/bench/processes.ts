/** The processes beside this one: the service as it is shipped, the bare route, the client. All loopback, all ended by their id. */
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { must } from '../../src/must.ts'
import type { Load, Loaded } from './client.ts'

/** Of the service that is measured: tokens that it is to know are made with it. */
export const rootSecret = '5f0c7a1be92d4836a1f7d0c94b6e8d21'

export interface Served {
  readonly pid: number
  readonly port: number
  stop(): Promise<void>
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const deadline = setTimeout(() => child.kill('SIGKILL'), 25_000)
  await ended
  clearTimeout(deadline)
}

const self = (part: 'bare' | 'client'): ChildProcess =>
  fork(must(process.argv[1], 'this runs from a file'), [part])

export async function startBare(): Promise<Served> {
  const child = self('bare')
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return { pid: must(child.pid, 'it has spoken'), port, stop: () => end(child) }
}

/** What `npm start` gives Node besides the program. */
function startFlags(): string[] {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
    scripts: { start: string }
  }
  return manifest.scripts.start.split(' ').filter((word) => word.startsWith('--'))
}

/** `dist/node.js` on a database, behind one proxy hop so that the client can be many. Its log goes to a file. */
export async function startService(
  databaseUrl: string,
  folder: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const logFile = join(folder, 'service.log')
  const log = openSync(logFile, 'w')
  const child = spawn(process.execPath, [...startFlags(), join(import.meta.dirname, 'node.js')], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: databaseUrl,
      PORT: '0',
      VOORDEUR_PROXY: 'xff:1',
      VOORDEUR_SECRET: rootSecret,
      ...settings,
    },
    stdio: ['ignore', log, 'inherit'],
  })
  closeSync(log)
  for (;;) {
    const port = /"event":"listening","port":(\d+)/.exec(readFileSync(logFile, 'utf8'))?.[1]
    if (port !== undefined)
      return { pid: must(child.pid, 'it has spoken'), port: Number(port), stop: () => end(child) }
    if (child.exitCode !== null) throw new Error('the service did not start')
    await pause(50)
  }
}

export interface Client {
  put(load: Load): Promise<Loaded>
  stop(): Promise<void>
}

export function startClient(): Client {
  const child = self('client')
  return {
    async put(load) {
      const answered = once(child, 'message')
      child.send(load)
      const [answer] = (await answered) as [{ loaded?: Loaded; failed?: string }]
      if (!answer.loaded) throw new Error(`the client could not put its load: ${answer.failed}`)
      return answer.loaded
    },
    stop: () => end(child),
  }
}
