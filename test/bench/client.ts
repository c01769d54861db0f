/**
 * The load: 64 connections that are kept, each with one request under way. At full load an answer is followed by the next
 * request at once; at a given rate each request has a moment when it is due and its time is counted from there, so that a
 * server that stalls can't make the client ask less and look better.
 */
import { connect, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { prepare, writeIds, type Prepared } from './requests.ts'

export interface Load {
  readonly port: number
  readonly seconds: number
  readonly eventsPerRequest: number
  /** Requests per second in all; null for as many as are answered. */
  readonly rate: number | null
}

export interface Loaded {
  readonly requests: number
  /** Events in requests that were answered 202 without a reason to drop. */
  readonly acknowledged: number
  /** Answers other than that, and the first of them. */
  readonly others: number
  readonly otherAnswer: string
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly clientCpuSeconds: number
}

const connections = 64
/** At a given rate the first second is not timed: the compiler still works on this client (a bare route had a p99 of 32 ms). */
const leadMs = 1_000
const requestsPerConnection = 150

interface Line {
  readonly socket: Socket
  readonly requests: readonly Prepared[]
  next: number
  dueAt: number
  answer: string
}

function openLine(load: Load, nth: number): Promise<Line> {
  const requests = Array.from({ length: requestsPerConnection }, (_, one) =>
    prepare(nth * requestsPerConnection + one + 1, load.eventsPerRequest),
  )
  const socket = connect(load.port, '127.0.0.1').setNoDelay(true)
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('connect', () =>
      resolve({ socket, requests, next: nth % requestsPerConnection, dueAt: 0, answer: '' }),
    )
  })
}

/** True when an answer is there as a whole: with a length, in chunks, or without a body. */
function isWhole(answer: string): boolean {
  const head = answer.indexOf('\r\n\r\n')
  if (head === -1) return false
  const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1]
  if (length !== undefined) return answer.length >= head + 4 + Number(length)
  return !/\r\ntransfer-encoding: chunked/i.test(answer) || answer.endsWith('\r\n0\r\n\r\n')
}

const at = (sorted: Float64Array, part: number): number => sorted[Math.floor(sorted.length * part)] ?? 0

async function run(load: Load): Promise<Loaded> {
  const lines = await Promise.all(Array.from({ length: connections }, (_, nth) => openLine(load, nth)))
  const times: number[] = []
  let requests = 0
  let others = 0
  let otherAnswer = ''
  let acknowledged = 0
  const cpuBefore = process.cpuUsage()
  const begun = performance.now()
  const end = begun + load.seconds * 1000
  const idle: Line[] = []
  const due: number[] = []

  const send = (line: Line, dueAt: number) => {
    const request = line.requests[line.next]
    if (!request) throw new Error('impossible: the number stays below that of the requests')
    line.next = (line.next + 1) % requestsPerConnection
    line.dueAt = dueAt
    writeIds(request)
    line.socket.write(request.bytes)
  }

  await new Promise<void>((resolve, reject) => {
    let underWay = 0
    let planned = 0
    const settle = (line: Line) => {
      const now = performance.now()
      requests += 1
      if (load.rate === null || line.dueAt - begun >= leadMs) times.push(now - line.dueAt)
      if (line.answer.startsWith('HTTP/1.1 202') && !line.answer.includes('\r\nx-voordeur-dropped:'))
        acknowledged += load.eventsPerRequest
      else if (others++ === 0) otherAnswer = line.answer
      line.answer = ''
      const waiting = load.rate === null ? (now < end ? now : undefined) : due.shift()
      if (waiting !== undefined) return send(line, waiting)
      underWay -= 1
      idle.push(line)
      if (now >= end && underWay === 0) resolve()
    }
    for (const line of lines) {
      line.socket.on('data', (chunk) => {
        line.answer += chunk.toString('latin1')
        if (isWhole(line.answer)) settle(line)
      })
      line.socket.on('error', reject)
      line.socket.on('close', () => reject(new Error('the server closed a connection')))
      if (load.rate === null) {
        underWay += 1
        send(line, begun)
      } else idle.push(line)
    }
    const { rate } = load
    if (rate === null) return
    const tick = setInterval(() => {
      const now = Math.min(performance.now(), end)
      for (; begun + (planned * 1000) / rate <= now; planned += 1) {
        const dueAt = begun + (planned * 1000) / rate
        // In turn: one that is not used for five seconds is closed.
        const line = idle.shift()
        if (line) {
          underWay += 1
          send(line, dueAt)
        } else due.push(dueAt)
      }
      if (now < end) return
      clearInterval(tick)
      if (underWay === 0) resolve()
    }, 1)
  })

  const seconds = (performance.now() - begun) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  for (const { socket } of lines) socket.removeAllListeners('close').destroy()
  const sorted = Float64Array.from(times).toSorted()
  return {
    requests,
    acknowledged,
    others,
    otherAnswer,
    seconds,
    p50Ms: at(sorted, 0.5),
    p99Ms: at(sorted, 0.99),
    clientCpuSeconds: (user + system) / 1e6,
  }
}

/** Puts one load after the other on a server, as the parent process asks. */
export function serveLoads(): void {
  process.on('message', (load: Load) => {
    run(load).then(
      (loaded) => process.send?.({ loaded }),
      (thrown: unknown) => process.send?.({ failed: String(thrown) }),
    )
  })
  process.on('disconnect', () => process.exit())
}
