/** What takes minutes: `npm run test:long`. Run it before a release and after a change to ingest, storage or the roll-up. */
import { defineConfig } from 'vitest/config'
import ordinary from './vitest.config.ts'

export default defineConfig({
  ...ordinary,
  test: {
    ...ordinary.test,
    include: ['test/**/*.long.test.ts'],
    exclude: [],
    testTimeout: 1_200_000,
    // One after the other: what they measure suffers from company.
    maxWorkers: 1,
    reporters: ['verbose'],
  },
})
