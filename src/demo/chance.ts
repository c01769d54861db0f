/** Repeatable chance for the demo's data: the same seed gives the same website traffic, so screenshots can be compared. */
export interface Chance {
  /** 0 ≤ x < 1. */
  next(): number
  /** A whole number from `low` up to and including `high`. */
  between(low: number, high: number): number
  /** One of the values, by weight. */
  pick<T>(weighted: readonly (readonly [T, number])[]): T
}

/** Mulberry32: 32 bits of state are plenty for pretending. Never for a secret. */
export function openChance(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick(weighted) {
      let left = next() * weighted.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [value, weight] of weighted) {
        left -= weight
        if (left < 0) return value
      }
      const [last] = weighted.at(-1) ?? []
      if (last === undefined) throw new Error('impossible: nothing to pick from')
      return last
    },
  }
}
