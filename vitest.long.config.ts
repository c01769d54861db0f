/** What takes minutes: `npm run test:long`. Run it before a release and after a change to ingest, storage or the roll-up. */
import { defineConfig } from 'vitest/config'
import { ours, oxc, plugins } from './vitest.config.ts'

export default defineConfig({
  plugins,
  oxc,
  test: {
    ...ours,
    include: ['test/**/*.long.test.ts'],
    testTimeout: 1_200_000,
    // One after the other: what they measure suffers from company.
    maxWorkers: 1,
    reporters: ['verbose'],
  },
})
