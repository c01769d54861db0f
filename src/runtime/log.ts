/** One JSON line per happening, on standard output. The type of `LogLine` keeps personal data out; nothing is added here. */
import type { LogLine } from '../ports.ts'

export const logLine = (line: LogLine, at: Date): string =>
  `${JSON.stringify({ at: at.toISOString(), ...line })}\n`
