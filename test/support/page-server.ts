/**
 * A small web server of a test's own, on a free loopback port: it serves pages, hands out the built snippet, and takes
 * beacons down as they came, headers and all. Two of them are two origins: one is the site, the other the collector.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { must } from '../../src/must.ts'
import type { SnippetSettings } from '../../src/site/snippet-settings.ts'
import { writeSnippetText } from '../../src/site/snippet-text.ts'
import type { SnippetBuilds } from '../../src/site/snippet-text.ts'

export interface TakenRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly at: number
}

/** One event as it stood on the wire. */
export interface WireEvent {
  readonly n: string
  readonly u: string
  readonly d: string
  readonly id: string
  readonly v?: number
  readonly h?: number
  readonly r?: string | null
  readonly p?: Readonly<Record<string, string>>
  readonly i?: boolean
  readonly e?: number
  readonly sd?: number
  readonly t?: string
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
}

export interface PageServer {
  readonly port: number
  /** `http://<host>:<port>`; any name that leads to the loopback will do. */
  origin(host: string): string
  /** Serves this HTML at the path, with these headers. Paths that were not given show an empty page. */
  addPage(path: string, html: string, headers?: Readonly<Record<string, string>>): void
  /** The next beacons are answered so, one after the other; then 202 again. `null` hangs up without an answer. */
  answerNext(...answers: readonly (Answer | null)[]): void
  /** Whatever else was asked for, with its query. */
  readonly asked: readonly string[]
  /** What was sent to `/api/event`, whatever the method. */
  readonly taken: readonly TakenRequest[]
  /** The events of all beacons, in the order they came; those that were refused or hung up on are in it too. */
  events(): WireEvent[]
  forget(): void
  /** Answers the events once the condition holds of them; fails with what there was after 5 s. */
  until(condition: (events: readonly WireEvent[]) => boolean): Promise<WireEvent[]>
  close(): Promise<void>
}

const built = (name: string): string =>
  readFileSync(new URL(`../../dist/${name}.txt`, import.meta.url), 'utf8')

/** What `node build.ts` made, read from disk. */
export const snippetBuilds = (): SnippetBuilds => ({
  core: built('core'),
  coreWithConsent: built('core-consent'),
  coreWithRules: built('core-rules'),
})

export const shareText = (): string => built('share')

export const bannerText = (): string => built('banner')

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

/** `sites` are the settings by file name: `{ 'example.nl': { d: 'example.nl' } }` is served at `/s/example.nl.js`. */
export async function openPageServer(
  sites: Readonly<Record<string, SnippetSettings>> = {},
): Promise<PageServer> {
  const builds = snippetBuilds()
  const pages = new Map<
    string,
    { readonly html: string; readonly headers: Readonly<Record<string, string>> }
  >()
  const asked: string[] = []
  const taken: TakenRequest[] = []
  const answers: (Answer | null)[] = []

  const server = createServer((request, response) => {
    void (async () => {
      const path = must(request.url, 'a request has a target').split('?')[0] ?? ''
      const body = await bodyOf(request)
      if (path === '/api/event') {
        taken.push({
          method: request.method ?? '',
          path,
          headers: request.headers,
          body,
          at: performance.now(),
        })
        const answer = answers.length > 0 ? answers.shift() : { status: 202 }
        if (!answer) {
          request.socket.destroy()
          return
        }
        response.writeHead(answer.status, {
          'access-control-allow-origin': '*',
          'access-control-expose-headers': 'retry-after',
          ...answer.headers,
        })
        response.end()
        return
      }
      asked.push(request.url ?? '')
      if (path === '/share.js') {
        response.writeHead(200, {
          'content-type': 'text/javascript; charset=utf-8',
          // As a module of another origin it is not loaded without.
          'access-control-allow-origin': '*',
        })
        response.end(shareText())
        return
      }
      const settings = /^\/s\/(.+)\.js$/.exec(path)?.[1]
      if (settings && sites[settings]) {
        response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' })
        response.end(writeSnippetText(builds, sites[settings]))
        return
      }
      const page = pages.get(path)
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page?.headers })
      response.end(page?.html ?? '<!doctype html><title>Leeg</title>')
    })()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0

  const events = () =>
    taken
      .filter(({ method }) => method === 'POST')
      .flatMap(({ body }) => {
        const read = JSON.parse(body) as WireEvent | WireEvent[]
        return Array.isArray(read) ? read : [read]
      })

  return {
    port,
    origin: (host) => `http://${host}:${port}`,
    addPage: (path, html, headers = {}) => void pages.set(path, { html, headers }),
    answerNext: (...next) => void answers.push(...next),
    asked,
    taken,
    events,
    forget: () => {
      asked.length = 0
      taken.length = 0
      answers.length = 0
    },
    until: async (condition) => {
      const deadline = performance.now() + 5_000
      while (!condition(events())) {
        if (performance.now() > deadline) throw new Error(`still not after 5 s: ${JSON.stringify(events())}`)
        await pause(20)
      }
      return events()
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
      })
    },
  }
}
