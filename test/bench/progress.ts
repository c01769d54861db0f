/** One line per step on standard error, so that a long run can be followed and standard output holds the table alone. */
import { performance } from 'node:perf_hooks'

export function say(step: string): void {
  process.stderr.write(`${(performance.now() / 1000).toFixed(0).padStart(5)} s  ${step}\n`)
}

/** Seconds that a piece of work took, with its result. */
export async function timed<T>(
  work: () => Promise<T>,
): Promise<{ readonly seconds: number; readonly result: T }> {
  const begun = performance.now()
  const result = await work()
  return { seconds: (performance.now() - begun) / 1000, result }
}
