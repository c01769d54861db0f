/** What this process counted. In memory: Prometheus reads the rate and knows that a restart begins at zero. */
import type { Counter } from '../ports.ts'

export interface Counters {
  readonly count: (counter: Counter, by?: number) => void
  readonly counters: () => ReadonlyMap<Counter, number>
}

export function openCounters(): Counters {
  const counted = new Map<Counter, number>()
  return {
    count: (counter, by = 1) => void counted.set(counter, (counted.get(counter) ?? 0) + by),
    counters: () => counted,
  }
}
