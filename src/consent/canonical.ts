/**
 * One text for one value: JSON with sorted names and no spaces (RFC 8785 for what we write: texts, whole numbers, booleans).
 * What is hashed is this text, and it is stored as it was hashed, so that it can be checked for ever, byte for byte.
 */
import { createHash } from 'node:crypto'

export type Canonical =
  | string
  | number
  | boolean
  | null
  | readonly Canonical[]
  | { readonly [name: string]: Canonical | undefined }

const isList = (value: Canonical): value is readonly Canonical[] => Array.isArray(value)

/** Names without a value are left out, as JSON does. */
export function canonical(value: Canonical): string {
  if (isList(value)) return `[${value.map((one) => canonical(one)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    // By UTF-16 code units, as the RFC says and `<` does.
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one ?? null)}`).join(',')}}`
}

export const sha256 = (text: string | Uint8Array): Buffer => createHash('sha256').update(text).digest()
