/**
 * Says that a value can't be missing here, and why. A failure is a bug of ours, never a visitor's doing.
 * The reason must not hold data of a person: it ends up in a log.
 */
export function must<T>(value: T | null | undefined, why: string): T {
  if (value === null || value === undefined) throw new Error(`impossible: ${why}`)
  return value
}
