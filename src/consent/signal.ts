/**
 * Whether a visitor may be counted at all. What the visitor said to us outweighs what the browser says to everyone:
 * `off` drops the beacon, `on` counts it whatever the signals, and without a choice DNT or GPC drops it.
 * Whether counting needs consent is not decided here: exempt measuring needs none, an objection always holds.
 */

/** `Sec-GPC: 1` (globalprivacycontrol.org) or `DNT: 1`. Only the exact value counts; anything else is no signal. */
export const hasSignal = (headers: Headers): boolean =>
  headers.get('sec-gpc') === '1' || headers.get('dnt') === '1'

export type Choice = 'on' | 'off' | 'none'

/** Pure. */
export function decideCounting(choice: Choice, signal: boolean): 'count' | 'opted-out' | 'signal' {
  if (choice === 'off') return 'opted-out'
  if (choice === 'on') return 'count'
  return signal ? 'signal' : 'count'
}
