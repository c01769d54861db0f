import { readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { isMended, mendPostgres } from './mend-postgres.ts'

/** `.txt` is what `build.ts` made of the snippet and the styles, `.sql` a migration; esbuild and wrangler read them as text too. */
const builtText = {
  name: 'built-text',
  // Before Vite's own: to it a text file is an asset, and the import would be its address.
  enforce: 'pre' as const,
  load: (id: string) =>
    /\.(txt|sql)$/.test(id) ? `export default ${JSON.stringify(readFileSync(id, 'utf8'))}` : undefined,
}

/** Tests run on the same mended driver as the built programs. */
const mendedDriver = {
  name: 'mended-postgres',
  transform: (source: string, id: string) =>
    isMended(id) ? { code: mendPostgres(id, source), map: null } : undefined,
}

/**
 * What takes minutes of processor time: every page and every part of the snippet in a browser, every route in workerd, deaths and
 * restarts, whole folders searched for what must not be there. `npm run test:thorough` has them; `npm test` keeps one of each kind
 * of world, so that it says within minutes whether something is broken.
 */
const thorough = [
  'test/**/*accessible*.test.{ts,tsx}',
  'test/**/*browser.test.{ts,tsx}',
  'test/{banner,snippet}/**/*.test.ts',
  'test/browser/{account,newsletter,plausible,rights,social,welcome}*.test.ts',
  'test/{http,mail,delivery}/*.worker.test.ts',
  'test/fault/{crash,cut,erase,sending,stop}*.test.ts',
  'test/{answer,hold,newsletter,report,retention,rights}/*at-once.test.ts',
  'test/answer/{erase,object,planted,restrict}.test.ts',
  'test/rights/request-pages.test.ts',
  'test/runtime/{database-socket,embedded,folder-lock,worker-tick}.test.ts',
  'test/{account,backup}/*.test.ts',
  'test/{canary,cli,worlds/postgres,ingest/bad-input,retention/sweep,stats/goals,answer/download}.test.ts',
  'test/{delivery/crash,delivery/sending,desk/requests,subscriber/sign-up-guard}.test.ts',
  'test/{subscriber/form,subscriber/import,mail/service,mail/message,delivery/mailbox}.test.ts',
]

/**
 * What lasts longest begins first, so that no worker is left alone with it at the end: 20 s of six minutes. A fresh clone
 * knows no earlier run to tell, so the folders are named here.
 */
const lasting = [
  'http/node',
  'browser/',
  'answer/erase',
  'answer/restrict',
  'runtime/embedded',
  'canary.',
  'fault/crash-',
  'dashboard/accessible',
  'snippet/',
]
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = lasting.findIndex((part) => moduleId.includes(`/test/${part}`))
      return found === -1 ? lasting.length : found
    }
    return files.toSorted((a, b) => place(a) - place(b) || (a.moduleId < b.moduleId ? -1 : 1))
  }
}

export const ours = {
  // For the slowest machine with everything at once, not for the tests: none waits for these.
  testTimeout: 240_000,
  hookTimeout: 300_000,
  pool: 'threads' as const,
  // Files of a worker share its modules, and a database that is swept between them: a third of the processor time of a run.
  isolate: false,
  server: { deps: { inline: ['postgres'] } },
}

export const plugins = [builtText, mendedDriver]
export const oxc = { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } } as const

export default defineConfig({
  plugins,
  oxc,
  test: {
    // Two cores are all that may be counted on. Four workers, since half of the time a test of the snippet waits for the snippet.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    reporters: ['default'],
    projects: [
      {
        extends: true,
        test: {
          ...ours,
          name: 'quick',
          include: ['test/**/*.test.{ts,tsx}'],
          // `vitest.long.config.ts` has the last ones.
          exclude: [...thorough, 'test/**/*.long.test.ts'],
        },
      },
      {
        extends: true,
        test: { ...ours, name: 'thorough', include: thorough, exclude: ['test/**/*.long.test.ts'] },
      },
    ],
  },
})
