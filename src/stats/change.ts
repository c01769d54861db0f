/** How a figure changed against the period before. Pure. */
export type Change =
  | { readonly kind: 'more' | 'less'; readonly share: number }
  | { readonly kind: 'same' | 'fresh' | 'unknown' }

/** Against the period before. `fresh`: there was nothing to compare with. Under half a percent is the same. */
export function changeOf(now: number, before: number | undefined): Change {
  if (before === undefined) return { kind: 'unknown' }
  if (before === 0) return { kind: now === 0 ? 'same' : 'fresh' }
  const share = (now - before) / before
  if (Math.abs(share) < 0.005) return { kind: 'same' }
  return share > 0 ? { kind: 'more', share } : { kind: 'less', share: -share }
}
