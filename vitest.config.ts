import { readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
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

export default defineConfig({
  plugins: [builtText, mendedDriver],
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    server: { deps: { inline: ['postgres'] } },
    include: ['test/**/*.test.{ts,tsx}'],
    // `vitest.long.config.ts` has those that take minutes.
    exclude: ['test/**/*.long.test.ts'],
    // For the slowest machine with everything at once, not for the tests: none waits for these.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    // Two cores are all that may be counted on; the worlds (PGlite, PostgreSQL, workerd, Chromium) want their share.
    maxWorkers: 2,
    reporters: ['default'],
  },
})
