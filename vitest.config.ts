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
 * What lasts longest begins first, so that no worker is left alone with it at the end: 20 s of six minutes. A fresh clone
 * knows no earlier run to tell, so the folders are named here.
 */
const lasting = [
  'runtime/embedded',
  'canary.',
  'fault/crash-',
  'browser/',
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

export default defineConfig({
  plugins: [builtText, mendedDriver],
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    server: { deps: { inline: ['postgres'] } },
    include: ['test/**/*.test.{ts,tsx}'],
    // `vitest.long.config.ts` has those that take minutes.
    exclude: ['test/**/*.long.test.ts'],
    // For the slowest machine with everything at once, not for the tests: none waits for these.
    testTimeout: 240_000,
    hookTimeout: 300_000,
    // Two cores are all that may be counted on. Four workers, since half of the time a test of the snippet waits for the snippet.
    maxWorkers: 4,
    pool: 'threads',
    // Files of a worker share its modules, and a database that is swept between them: a third of the processor time of a run.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    reporters: ['default'],
  },
})
