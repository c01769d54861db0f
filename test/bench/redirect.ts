/**
 * How long a reader waits who follows a link of a newsletter, while everybody else does so too and each click is counted behind the answer;
 * and when the database is gone. Each request has a moment when it is due and its time is counted from there.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { addIssue, issueDocument } from '../../src/newsletter/issue.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { addSite } from '../../src/site/site.ts'
import { signLink } from '../../src/subscriber/token.ts'
import { userAgents } from './believable.ts'
import { processCpu } from './cpu.ts'
import { openDatabase, openServer, type BenchPorts } from './database.ts'
import { rootSecret, startBare, startService, type Served } from './processes.ts'
import { say } from './progress.ts'
import { atMost, told, type Figure } from './report.ts'

const links = 20
const connections = 32
/** A newsletter to 100,000 readers, of whom one in twenty clicks within the first minute, brings half of this. */
const perSecond = 200
const seconds = 20
/** Not timed: the compiler still works on what is hot, in the service and in this client. */
const leadSeconds = 5

interface Line {
  readonly socket: Socket
  answer: string
  dueAt: number
}

interface Load {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly answers: number
  /** Microseconds of the service's processor time for each click, its counting included: the steadier figure. */
  readonly cpu: number
}

const openLine = (port: number): Promise<Line> => {
  const socket = connect(port, '127.0.0.1').setNoDelay(true)
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('connect', () => resolve({ socket, answer: '', dueAt: 0 }))
  })
}

/** Readers of many networks; each clicks one link, so nobody is taken for a scanner. */
const requestOf = (path: string, nth: number): string =>
  [
    `GET ${path} HTTP/1.1`,
    'Host: meten.example.nl',
    `User-Agent: ${userAgents[nth % userAgents.length]}`,
    `X-Forwarded-For: ${11 + (nth % 180)}.${(nth >> 3) % 256}.${(nth * 7) % 256}.9`,
    '\r\n',
  ].join('\r\n')

const at = (sorted: readonly number[], part: number): number => sorted[Math.floor(sorted.length * part)] ?? 0

/** Throws when an answer is no redirect: a figure of something else says nothing. */
async function click({ pid, port }: Served, paths: readonly string[]): Promise<Load> {
  const cpuBefore = processCpu(pid)
  const lines = await Promise.all(Array.from({ length: connections }, () => openLine(port)))
  const times: number[] = []
  const idle = [...lines]
  const due: number[] = []
  let [planned, answers, underWay] = [0, 0, 0]
  const begun = performance.now()
  await new Promise<void>((resolve, reject) => {
    const send = (line: Line, dueAt: number): void => {
      line.dueAt = dueAt
      underWay += 1
      line.socket.write(requestOf(paths[planned % paths.length] ?? '', planned))
    }
    for (const line of lines) {
      line.socket.on('error', reject)
      line.socket.on('close', () => reject(new Error('the server closed a connection')))
      line.socket.on('data', (chunk) => {
        line.answer += chunk.toString('latin1')
        if (!line.answer.includes('\r\n\r\n')) return
        if (!line.answer.startsWith('HTTP/1.1 302'))
          return reject(new Error(`no redirect: ${line.answer.slice(0, 40)}`))
        line.answer = ''
        underWay -= 1
        answers += 1
        if (line.dueAt - begun >= leadSeconds * 1000) times.push(performance.now() - line.dueAt)
        const next = due.shift()
        if (next === undefined) idle.push(line)
        else send(line, next)
      })
    }
    const tick = setInterval(() => {
      const now = performance.now()
      const end = begun + (leadSeconds + seconds) * 1000
      for (; begun + (planned * 1000) / perSecond <= Math.min(now, end); planned += 1) {
        const dueAt = begun + (planned * 1000) / perSecond
        // The one that waited longest: a server closes those that nobody uses.
        const line = idle.shift()
        if (line) send(line, dueAt)
        else due.push(dueAt)
      }
      if (now < end || underWay > 0) return
      clearInterval(tick)
      resolve()
    }, 1)
  })
  for (const { socket } of lines) socket.removeAllListeners('close').destroy()
  const sorted = times.toSorted((a, b) => a - b)
  return {
    p50Ms: at(sorted, 0.5),
    p99Ms: at(sorted, 0.99),
    answers,
    cpu: (processCpu(pid) - cpuBefore) / answers,
  }
}

async function mailLinks(ports: BenchPorts): Promise<string[]> {
  const { site } = await addSite(ports, { domain: 'example.nl' })
  const document = issueDocument.parse({ subject: 'Mei' })
  const issue = await addIssue(ports, site, { document, madeBy: null })
  const keys = { keyFor: openKeys(rootSecret) }
  const paths: string[] = []
  for (let linkNo = 1; linkNo <= links; linkNo += 1) {
    await ports.db`
      insert into issue_link (site_id, issue_id, link_no, target, changed_at)
      values (${site.id}, ${issue.id}, ${linkNo}, ${`https://example.nl/nieuws/${linkNo}`}, ${ports.now()})`
    const link = { siteId: site.id, issueId: issue.id, linkNo, subscriberId: null }
    paths.push(`/n/c/${signLink(keys, 'click', link)}`)
  }
  return paths
}

async function countClicks({ db }: BenchPorts): Promise<number> {
  const [row] = await db<{ times: number }[]>`select coalesce(sum(times), 0)::integer as times from hit_count`
  return row?.times ?? 0
}

async function clickBare(paths: readonly string[]): Promise<Load> {
  const bare = await startBare()
  try {
    return await click(bare, paths)
  } finally {
    await bare.stop()
  }
}

/** On a server of its own, since it is taken away. */
export async function measureRedirect(): Promise<Figure[]> {
  const server = await openServer()
  const folder = mkdtempSync(join(tmpdir(), 'voordeur-bench-'))
  const { url, ports, close } = await openDatabase(server, 'clicks', new Date())
  const paths = await mailLinks(ports)
  const service = await startService(url, folder)
  try {
    say(`redirects: ${perSecond} a second, by a bare route`)
    const nothing = await clickBare(paths)
    say('redirects: as many, each counted')
    const up = await click(service, paths)
    // The last ones are counted behind their answers.
    for (let tries = 0; (await countClicks(ports)) < up.answers && tries < 100; tries += 1) await pause(100)
    const stored = await countClicks(ports)
    if (stored !== up.answers) throw new Error(`${up.answers} clicks were made and ${stored} are counted`)
    say('redirects: with the database gone')
    await close()
    await server.kill()
    const down = await click(service, paths)
    return [
      told('bare redirect route, p99', nothing.p99Ms, 'ms'),
      told('bare redirect route, Node', nothing.cpu, 'µs CPU'),
      told('click redirect, p50', up.p50Ms, 'ms'),
      atMost('click redirect, p99', 10, up.p99Ms, 'ms'),
      told('click redirect with its counting, Node', up.cpu, 'µs CPU'),
      told('click redirect with the database down, p50', down.p50Ms, 'ms'),
      atMost('click redirect with the database down, p99', 10, down.p99Ms, 'ms'),
      told('click redirect with the database down, Node', down.cpu, 'µs CPU'),
    ]
  } finally {
    await service.stop()
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
