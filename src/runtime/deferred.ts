/** Work that outlives its answer on Node. Kept in a set, so that a stop can wait for it and tests can, too. */
export interface Deferred {
  readonly defer: (work: Promise<unknown>) => void
  /** Waits until nothing is left, also of what deferred work deferred. */
  drain(): Promise<void>
}

export function openDeferred(): Deferred {
  const running = new Set<Promise<unknown>>()
  return {
    defer(work) {
      // A failure is the work's own to report; here it only must not end the process.
      const settled: Promise<unknown> = work.catch(() => undefined).finally(() => running.delete(settled))
      running.add(settled)
    },
    async drain() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
