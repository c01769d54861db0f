/**
 * The real program as a process of its own: `dist/node.js`, as `npm start` runs it, that tests can ask, stop and kill.
 * It takes a free port and sends nothing beyond this machine.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../dist/node.js', import.meta.url))

export const adminToken = 'vd_Fz3qLr8TnXw2Ks6Bd9Hy4Vm7Qc1Pj5Ga'

export interface Service {
  readonly url: string
  readonly port: number
  /** Everything that it wrote so far, on standard output and on standard error. */
  output(): string
  /** Sends a signal and waits for the end. Answers the exit code, null after a kill, and how long it took, ms. */
  end(signal: NodeJS.Signals): Promise<{ readonly code: number | null; readonly ms: number }>
  /** Sends a signal and does not wait. */
  signal(signal: NodeJS.Signals): void
  readonly ended: Promise<number | null>
}

/** Starts the program and waits until it listens. Throws with its own words when it does not. */
export async function startService(settings: Readonly<Record<string, string>>): Promise<Service> {
  if (!existsSync(program)) throw new Error('dist/node.js is not there: run `node build.ts` first')
  // Where mail lands that nobody sends, unless a test wants to look.
  const folder = mkdtempSync(join(tmpdir(), 'voordeur-program-'))
  const child = spawn(process.execPath, [program], {
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: '0',
      VOORDEUR_ADMIN_TOKEN: adminToken,
      VOORDEUR_DEMO: '0',
      VOORDEUR_DATA: folder,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // A test run that ends early must leave nothing behind.
  const killWithUs = () => child.kill('SIGKILL')
  process.once('exit', killWithUs)
  let said = ''
  const ended = once(child, 'exit').then(([code]) => {
    process.off('exit', killWithUs)
    rmSync(folder, { recursive: true, force: true })
    return code as number | null
  })
  const port = await new Promise<number>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text
        const listening = /"event":"listening","port":(\d+)/.exec(said)?.[1]
        if (listening) resolve(Number(listening))
      })
    void ended.then((code) => reject(new Error(`the service ended with ${code}: ${said}`)))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    output: () => said,
    async end(signal) {
      const begun = performance.now()
      child.kill(signal)
      const code = await ended
      return { code, ms: performance.now() - begun }
    },
    signal: (signal) => void child.kill(signal),
    ended,
  }
}

/** Makes the site through the API, as an automation would. */
export async function addSiteBy({ url }: Service, domain = 'example.nl'): Promise<void> {
  const answer = await fetch(`${url}/api/sites`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ domain }),
  })
  if (!answer.ok) throw new Error(`the site was not made: ${answer.status}`)
}
