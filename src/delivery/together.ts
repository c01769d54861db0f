/**
 * What several do at the same time, done in one statement: whoever comes while one is under way waits for the next, so that a commit
 * is shared exactly when there is load, and a lone one waits for nobody.
 */
export function openTogether<One, Answer>(
  work: (all: readonly One[]) => Promise<readonly Answer[]>,
): (one: One) => Promise<Answer> {
  interface Waiting {
    readonly one: One
    readonly answer: (answer: Answer) => void
    readonly fail: (reason: unknown) => void
  }
  let waiting: Waiting[] = []
  let isRunning = false

  async function run(): Promise<void> {
    isRunning = true
    while (waiting.length > 0) {
      const all = waiting
      waiting = []
      try {
        const answers = await work(all.map(({ one }) => one))
        all.forEach(({ answer, fail }, nth) => {
          const found = answers[nth]
          if (found === undefined) fail(new Error('impossible: work answers each'))
          else answer(found)
        })
      } catch (thrown) {
        for (const { fail } of all) fail(thrown)
      }
    }
    isRunning = false
  }

  return (one) =>
    new Promise((answer, fail) => {
      waiting.push({ one, answer, fail })
      if (!isRunning) void run()
    })
}
