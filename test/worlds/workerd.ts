/**
 * The real Worker: wrangler bundles `src/runtime/worker.ts` by the `wrangler.toml` of the product and runs it in workerd,
 * with a local Hyperdrive to a real server. Offline, on a loopback port. Nothing of it is left when the test process
 * ends, whatever ended it.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from './free-port.ts'

export interface WorkerdOptions {
  readonly databaseUrl: string
  /** Vars and secrets by name. `VOORDEUR_URL` is the address it listens on unless given. */
  readonly settings: Readonly<Record<string, string>>
  /** File of a certificate that it shall believe besides those of the platform. */
  readonly trusted?: string
}

export interface WorkerdWorld {
  readonly url: string
  /** Runs the cron trigger once and waits until it is done. */
  runScheduled(): Promise<void>
  /** Every line that wrangler and the Worker printed. */
  readonly logs: readonly string[]
  close(): Promise<void>
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * A shell in a process group of its own that reads from this process. When this process closes the pipe or ends, even by
 * SIGKILL, it asks wrangler to stop (which clears its own folder in `.wrangler/tmp`), then ends what is left of the group.
 */
const warden = `folder=$0
  trap : TERM
  "$@" < /dev/null &
  wrangler=$!
  { wait $wrangler; kill -TERM $$; } &
  cat > /dev/null
  kill -TERM $wrangler 2> /dev/null
  (sleep 5; kill -KILL $wrangler) 2> /dev/null &
  wait $wrangler
  rm -rf "$folder"
  kill -KILL 0`

/** Takes 2 to 4 s. Throws with what wrangler said when it does not come up. */
export async function openWorkerd({ databaseUrl, settings, trusted }: WorkerdOptions): Promise<WorkerdWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'voordeur-workerd-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const wrangler = join(
    dirname(createRequire(import.meta.url).resolve('wrangler/package.json')),
    'bin/wrangler.js',
  )
  const vars = Object.entries({ VOORDEUR_URL: url, ...settings }).flatMap(([name, value]) => [
    '--var',
    `${name}:${value}`,
  ])
  const command = [
    process.execPath,
    wrangler,
    'dev',
    `--config=${join(root, 'wrangler.toml')}`,
    '--local',
    '--ip=127.0.0.1',
    `--port=${port}`,
    `--inspector-port=${await freePort()}`,
    `--persist-to=${join(folder, 'state')}`,
    '--test-scheduled',
    '--show-interactive-dev-session=false',
    ...vars,
  ]
  const child = spawn('/bin/sh', ['-c', warden, folder, ...command], {
    cwd: root,
    detached: true,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      TMPDIR: folder,
      XDG_CONFIG_HOME: folder,
      WRANGLER_REGISTRY_PATH: join(folder, 'registry'),
      WRANGLER_LOG_PATH: join(folder, 'logs'),
      CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE: databaseUrl,
      // Nothing goes out: no telemetry, no look-up of a newer version, none of where this machine stands.
      WRANGLER_SEND_METRICS: 'false',
      WRANGLER_SEND_ERROR_REPORTS: 'false',
      WRANGLER_HIDE_BANNER: 'true',
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      // They stand between the request and the Worker, and keep copies of both.
      X_LOCAL_EXPLORER: 'false',
      X_LOCAL_OBSERVABILITY: 'false',
      ...(trusted !== undefined && { NODE_EXTRA_CA_CERTS: trusted }),
      NO_COLOR: '1',
      CI: '1',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const logs: string[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => void logs.push(line))
  const ended = once(child, 'exit')
  let isEnded = false
  void ended.then(() => (isEnded = true))

  const close = async (): Promise<void> => {
    child.stdin.end()
    await ended
  }

  const giveUpAt = performance.now() + 60_000
  for (;;) {
    const status = await statusOf(`${url}/healthz`)
    if (status === 200) break
    if (status !== undefined || isEnded || performance.now() > giveUpAt) {
      await close()
      throw new Error(`the Worker did not start:\n${logs.join('\n')}`)
    }
    await pause(50)
  }
  return {
    url,
    logs,
    async runScheduled() {
      const answer = await fetch(`${url}/__scheduled?cron=${encodeURIComponent('* * * * *')}`)
      if (!answer.ok) throw new Error(`the cron trigger answered ${answer.status}`)
      await answer.text()
    },
    close,
  }
}

/** Undefined while nobody answers. */
async function statusOf(url: string): Promise<number | undefined> {
  try {
    const answer = await fetch(url)
    await answer.body?.cancel()
    return answer.status
  } catch {
    return undefined
  }
}
