/** The Worker's own edges, in this process. What it answers to the world is asked of workerd, in `test/http/`. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { afterEach, describe, expect, test, vi } from 'vitest'
import worker from '../../src/runtime/worker.ts'

const env = {
  VOORDEUR_SECRET: '3f9d27c1b84e60a5d7f21c98e6b40a3d',
  VOORDEUR_URL: 'https://meten.example',
  VOORDEUR_PROXY: 'cloudflare',
}

const beacon = () =>
  new Request('https://meten.example/api/event', {
    method: 'POST',
    body: JSON.stringify({ n: 'pageview', u: 'https://example.nl/', d: 'example.nl' }),
  })

afterEach(() => vi.restoreAllMocks())

describe('a Worker with wrong settings', () => {
  test('answers 500 and says nothing of them, and tells the log once', async () => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const wrong = { ...env, VOORDEUR_PROXY: 'overal' }
    const context = { waitUntil: vi.fn<(work: Promise<unknown>) => void>() }
    for (let request = 0; request < 2; request += 1) {
      const answer = await worker.fetch(beacon(), wrong, context)
      expect([answer.status, await answer.json()]).toEqual([
        500,
        { error: 'failed', message: 'This service is not set up.' },
      ])
    }
    await worker.scheduled(undefined, wrong)
    expect(errors).toHaveBeenCalledTimes(1)
    expect(JSON.parse(String(errors.mock.calls[0]?.[0]))).toMatchObject({
      event: 'misconfigured',
      mistakes: expect.arrayContaining([expect.stringMatching(/^VOORDEUR_PROXY is /)]),
    })
    expect(context.waitUntil).not.toHaveBeenCalled()
  })
})

describe('a database that takes connections and says nothing', () => {
  test('does not hold a beacon for longer than the limit of 5 s: it is answered 503', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = silent.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const after: Promise<unknown>[] = []
    const answer = await worker.fetch(
      beacon(),
      { ...env, HYPERDRIVE: { connectionString: `postgres://u:p@127.0.0.1:${port}/db` } },
      { waitUntil: (work) => void after.push(work) },
    )
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    // The connection is given up as well, or this would never settle.
    expect(after).toHaveLength(1)
    await Promise.all(after)
    silent.close()
  }, 15_000)
})

test("the Worker's bundle holds nothing that only Node has, no embedded database, and stays far below 3 MB", async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: ['src/runtime/worker.ts'],
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    // As wrangler.toml says, and as wrangler does.
    minify: true,
    keepNames: true,
    // As wrangler resolves packages.
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*', 'cloudflare:*'],
    // As wrangler does with `nodejs_compat`: the library that reads CSV says it in the old way.
    alias: { stream: 'node:stream' },
    loader: { '.txt': 'text', '.sql': 'text' },
  })
  const [output] = Object.values(metafile.outputs)
  const platform = new Set(output?.imports.map(({ path }) => path))
  // What `nodejs_compat` has within the runtime itself, and sockets; most of it for the library of mail.
  expect([...platform].toSorted()).toEqual([
    'cloudflare:sockets',
    'node:async_hooks',
    'node:buffer',
    'node:crypto',
    'node:dns',
    'node:events',
    'node:fs',
    'node:http',
    'node:https',
    'node:net',
    'node:os',
    'node:path',
    'node:stream',
    'node:stream/consumers',
    'node:stream/promises',
    'node:tls',
    'node:url',
    'node:util',
    'node:zlib',
  ])
  const inputs = Object.keys(output?.inputs ?? {})
  expect(inputs).toContain('src/app.ts')
  expect(
    inputs.filter((path) =>
      /pglite|node-server|commander|migrations|runtime\/(node|embedded|database|folder|root-secret)/.test(
        path,
      ),
    ),
  ).toEqual([])
  // The limit of the free plan is 3 MB compressed; 1,026 KB now (1,261 before names and spaces were shortened). Accounts and mail are 400 KB of it, newsletters 440.
  expect(gzipSync(outputFiles[0]?.contents ?? '').length).toBeLessThan(1_200_000)
})
