/**
 * Proof of work for the sign-up form, without a third party that would learn who signs up: a puzzle that a browser solves in less
 * than a second and a robot has to solve for each mail that it wants sent. It is signed, not stored, holds for half an hour and
 * for one site, and each may be spent once (`spendPuzzle`). It says nothing about who solves it.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'

type Keys = Pick<Ports, 'keyFor'>

/**
 * Zero bits that the hash must begin with: 65,536 tries on average, 0.1 s of a laptop and a second of an old telephone. One bit more
 * doubles both.
 */
export const puzzleBits = 16

/** Shorter than tries are remembered, so that one which was spent can't be spent again once that was forgotten. */
const lifeMinutes = 30
/** Clocks of two of our own processes may differ by this much. */
const aheadMs = 60_000

const nonceBytes = 9
/** With both, text and counter stay within one block of SHA-256, which keeps the solver small. */
const macBytes = 16

function macOf({ keyFor }: Keys, siteId: SiteId, body: string): Buffer {
  // Apart from links to confirm, which the same key signs.
  return createHmac('sha256', keyFor('confirm'))
    .update(`puzzle\0${siteId}\0${body}`)
    .digest()
    .subarray(0, macBytes)
}

/** `seconds.nonce.MAC`, at most 43 characters. */
export function makePuzzle(ports: Keys & Pick<Ports, 'now' | 'random'>, siteId: SiteId): string {
  const seconds = Math.floor(ports.now().getTime() / 1000).toString(36)
  const body = `${seconds}.${Buffer.from(ports.random(nonceBytes)).toString('base64url')}`
  return `${body}.${macOf(ports, siteId, body).toString('base64url')}`
}

const written = /^(([\da-z]{1,8})\.[\w-]{12})\.([\w-]{22})\.(\d{1,12})$/

/** Whether the hash of puzzle and counter begins with so many zero bits. */
function isSolved(proof: string): boolean {
  const hash = createHash('sha256').update(proof).digest()
  return hash.readUInt32BE() >>> (32 - puzzleBits) === 0
}

/**
 * The puzzle that was solved, to be spent; null when it is not ours, of another site, too old, or not solved. `proof` is the puzzle, a
 * dot, and the counter that solves it. Takes any text; never throws. Changes nothing.
 */
export function readProof(ports: Keys & Pick<Ports, 'now'>, siteId: SiteId, proof: string): string | null {
  const [, body = '', seconds = '', mac = '', counter] = written.exec(proof) ?? []
  if (counter === undefined) return null
  const given = Buffer.from(mac, 'base64url')
  // The last letter of base64 has bits that say nothing: one puzzle is one text, or it could be spent four times.
  if (given.length !== macBytes || given.toString('base64url') !== mac) return null
  if (!timingSafeEqual(given, macOf(ports, siteId, body))) return null
  const age = ports.now().getTime() - Number.parseInt(seconds, 36) * 1000
  if (age > lifeMinutes * 60_000 || age < -aheadMs || !isSolved(proof)) return null
  return `${body}.${mac}`
}
