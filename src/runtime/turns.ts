/** Work that is done by the clock and whenever somebody asks, and never twice at the same time. */
export interface Turns {
  /** Works now; while it works already, once more after that, so that what was asked for meanwhile is not left lying. */
  readonly take: () => Promise<void>
  /** Takes no more turns, and waits for the one that runs for at most `ms`. */
  readonly close: (ms: number) => Promise<void>
}

/** `work` never throws. */
export function openTurns(work: () => Promise<unknown>): Turns {
  let running: Promise<void> | undefined
  let isWanted = false
  let isClosed = false
  async function run(): Promise<void> {
    while (isWanted) {
      isWanted = false
      await work()
    }
    running = undefined
  }
  return {
    async take() {
      if (isClosed) return
      isWanted = true
      await (running ??= run())
    },
    async close(ms) {
      isClosed = true
      isWanted = false
      if (!running) return
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))
      await Promise.race([running, late])
      clearTimeout(timer)
    },
  }
}
