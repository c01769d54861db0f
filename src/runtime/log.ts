/** One JSON line per happening, on standard output. The type of `LogLine` keeps personal data out; nothing is added here. */
import type { LogLine } from '../ports.ts'

export const logLine = (line: LogLine, at: Date): string =>
  `${JSON.stringify({ at: at.toISOString(), ...line })}\n`

export interface LogOutput {
  readonly write: (text: string) => void
  /** Writes what is held back; call it before the process ends. */
  readonly flush: () => void
}

/** Lines wait this long at most, so that somebody who looks sees them as they come. */
const holdMs = 50
const holdCharactersMax = 16_384

/**
 * Writes many lines at once: a line of its own for each beacon is a system call each, which Node waits for. A killed process
 * loses the lines of the last moment; lines are no record of what was acknowledged.
 */
export function openLogOutput(write: (text: string) => unknown): LogOutput {
  let held = ''
  let timer: NodeJS.Timeout | undefined
  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (held !== '') write(held)
    held = ''
  }
  return {
    write(text) {
      held += text
      if (held.length >= holdCharactersMax) flush()
      else timer ??= setTimeout(flush, holdMs)
    },
    flush,
  }
}
