/** One key per purpose out of the root secret (HKDF, RFC 5869): a token of one purpose opens nothing of another. */
import { hkdfSync } from 'node:crypto'
import type { Ports } from '../ports.ts'

export function openKeys(rootSecret: string): Ports['keyFor'] {
  const derived = new Map<string, Uint8Array>()
  return (purpose) => {
    let key = derived.get(purpose)
    if (!key) {
      key = new Uint8Array(hkdfSync('sha256', rootSecret, 'voordeur', `voordeur ${purpose} v1`, 32))
      derived.set(purpose, key)
    }
    return key
  }
}
