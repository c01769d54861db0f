/**
 * What may name a person is sealed at rest (AES-256-GCM), and found again by a keyed hash: a copy of the tables without the
 * root secret shows neither an address nor whether one is there. Each seal is bound to its column, so that a sealed value can't
 * be moved to where it is shown to somebody else.
 */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import { must } from './must.ts'
import type { Ports } from './ports.ts'

type Keys = Pick<Ports, 'keyFor'>

/** The first byte says which key and method: room for another one while old values are still about. */
const version = 1
const nonceBytes = 12
const tagBytes = 16

/** `version, nonce, ciphertext, tag`. `column` is `table.column`, and is needed again to open it. */
export function seal(ports: Keys & Pick<Ports, 'random'>, column: string, text: string): Buffer {
  const nonce = ports.random(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', ports.keyFor('seal'), nonce)
  cipher.setAAD(Buffer.from(column))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.from([version]), nonce, sealed, cipher.getAuthTag()])
}

/** Throws when it was sealed by another secret, for another column, or was changed since. */
export function unseal(ports: Keys, column: string, sealed: Uint8Array): string {
  must(sealed[0] === version || undefined, 'it was sealed by a version that this one knows')
  const decipher = createDecipheriv('aes-256-gcm', ports.keyFor('seal'), sealed.subarray(1, 1 + nonceBytes))
  decipher.setAAD(Buffer.from(column))
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  const text = decipher.update(sealed.subarray(1 + nonceBytes, -tagBytes))
  return Buffer.concat([text, decipher.final()]).toString('utf8')
}

/** By which a sealed value is found: equal texts of a column have equal ones, and nobody without the secret can make it. */
export const blindIndex = (ports: Keys, column: string, text: string): Buffer =>
  createHmac('sha256', ports.keyFor('find')).update(`${column}\0${text}`).digest()
