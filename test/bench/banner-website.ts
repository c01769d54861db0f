/**
 * One web server on the loopback for all banners: each has a host name of its own, under which its files, its pages and, for ours,
 * the whole app stand. Says what was asked of it and what it answered.
 */
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { app } from '../../src/app.ts'
import { forgetSites } from '../../src/site/site.ts'
import { readNetwork } from '../../src/visitor/network.ts'
import { publishFor } from '../support/asking.ts'
import { openWorld } from '../support/world.ts'
import type { BannerSystem } from './banner-systems.ts'
import type { BenchPorts } from './database.ts'

export interface AskedFor {
  readonly host: string
  readonly method: string
  readonly path: string
  /** As it went out, before any compression. */
  readonly body: Buffer
}

export interface BannerWebsite {
  addressOf(system: BannerSystem, path: string): string
  /** Pages have a path that no file has. `policy` is their Content-Security-Policy. */
  addPage(system: BannerSystem, path: string, body: string, policy?: string): void
  /** What pages led to, without the pages. */
  readonly asked: readonly AskedFor[]
  close(): Promise<void>
}

const paragraphs = '<p>Je schrijft je in en reageert op een woning die bij je past.</p>'.repeat(25)

/** A page that is without a fault by itself, so that what is found on it is the banner's. */
const pageOf = ({ head }: BannerSystem, rest: string): string =>
  `<!doctype html><html lang="nl"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
  `<title>Een huis huren</title>${head}<body><main><h1>Een huis huren</h1>${paragraphs}</main>${rest}`

/** `ours` is the system that the app answers for: a site with the usual question, published. */
export async function openBannerWebsite(
  ports: BenchPorts,
  systems: readonly BannerSystem[],
  ours: BannerSystem,
): Promise<BannerWebsite> {
  const pages = new Map<string, { readonly html: string; readonly policy: string | undefined }>()
  const asked: AskedFor[] = []
  let answer: (request: Request) => Response | Promise<Response>
  const server = createAdaptorServer({
    fetch: async (request) => {
      const { host, hostname, pathname, search } = new URL(request.url)
      const page = pages.get(host + pathname)
      if (page)
        return new Response(page.html, {
          headers: {
            'content-type': 'text/html; charset=utf-8',
            ...(page.policy && { 'content-security-policy': page.policy }),
          },
        })
      const system = systems.find((one) => one.host === hostname)
      const file = system?.files[pathname]
      const response = file
        ? new Response(file.body, { headers: { 'content-type': `${file.type}; charset=utf-8` } })
        : system === ours
          ? await answer(request)
          : new Response(null, { status: 404 })
      const body = Buffer.from(await response.clone().arrayBuffer())
      asked.push({ host: hostname, method: request.method, path: pathname + search, body })
      return response
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.address() as AddressInfo
  const world = await openWorld(ports.db, {
    at: ports.now().toISOString(),
    settings: { VOORDEUR_URL: `http://${ours.host}:${port}` },
  })
  forgetSites(ports.db)
  await publishFor(world, await world.addSite({ domain: ours.host }))
  answer = (request) =>
    app.fetch(request, { ...world.ports, now: () => new Date(), network: readNetwork('203.0.113.77') })

  return {
    addressOf: ({ host }, path) => `http://${host}:${port}${path}`,
    addPage: (system, path, rest, policy) =>
      void pages.set(`${system.host}:${port}${path}`, { html: pageOf(system, rest), policy }),
    asked,
    async close() {
      await world.deferred.drain()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      })
    },
  }
}
