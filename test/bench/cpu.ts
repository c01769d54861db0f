/** Processor time and memory of processes as Linux accounts them (proc_pid_stat(5)); the ticks are hundredths of a second. */
import { readFileSync } from 'node:fs'

const microsecondsPerTick = 10_000

interface Spent {
  readonly own: number
  /** Of children that ended and were waited for. */
  readonly ended: number
}

function spentBy(pid: number): Spent {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold spaces; what follows is counted from the state, the third field.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const ticks = (at: number) => fields[at - 3] ?? 0
    return {
      own: (ticks(14) + ticks(15)) * microsecondsPerTick,
      ended: (ticks(16) + ticks(17)) * microsecondsPerTick,
    }
  } catch {
    return { own: 0, ended: 0 }
  }
}

/** Microseconds that one process used, all its threads together. */
export const processCpu = (pid: number): number => spentBy(pid).own

/** Microseconds that a PostgreSQL server used: the postmaster, its living children, and those that ended since. */
export function serverCpu(postmaster: number): number {
  const { own, ended } = spentBy(postmaster)
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').match(/\d+/g) ?? []
  return children.reduce((sum, child) => sum + processCpu(Number(child)), own + ended)
}

/** The most memory a process ever held, in megabytes of 10^6 bytes. */
export function peakMemory(pid: number): number {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return (Number(kibibytes) * 1024) / 1e6
}

/** Processes that want a core, over the last minute. Far above our own three, somebody else is at work. */
export const loadAverage = (): number => Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0])
