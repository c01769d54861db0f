/**
 * Passwords: scrypt with N=2^15, r=8, p=3 (OWASP's third row; rights-security B3), the same on Node and workerd, kept as a PHC
 * string so that the numbers can rise later. Two at a time: each takes 32 MB, and a flood of sign-ins must not take the rest.
 */
import { scrypt, timingSafeEqual } from 'node:crypto'
import type { Ports } from '../ports.ts'

const cost = { logN: 15, r: 8, p: 3 }
const keyBytes = 32
const saltBytes = 16
const atOnceMax = 2

/** Shorter ones fall to guessing; longer than this is no password but an attempt to keep us busy. */
export const passwordLength = { min: 12, max: 200 } as const

let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnceMax) await new Promise<void>((resolve) => waiting.push(resolve))
  else running += 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

const derive = (password: string, salt: Uint8Array, { logN, r, p }: typeof cost): Promise<Buffer> =>
  inTurn(
    () =>
      new Promise((resolve, reject) => {
        const N = 2 ** logN
        // Without `maxmem` Node refuses these numbers.
        scrypt(password.normalize('NFKC'), salt, keyBytes, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
          error ? reject(error) : resolve(key),
        )
      }),
  )

const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

/** `$scrypt$ln=15,r=8,p=3$<salt>$<key>`. */
export async function hashPassword({ random }: Pick<Ports, 'random'>, password: string): Promise<string> {
  const salt = random(saltBytes)
  const key = await derive(password, salt, cost)
  return `$scrypt$ln=${cost.logN},r=${cost.r},p=${cost.p}$${encode(salt)}$${encode(key)}`
}

/** False for a wrong password and for a hash that is not of ours. Takes as long either way. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const parts = /^\$scrypt\$ln=(\d\d?),r=(\d+),p=(\d+)\$([A-Za-z\d+/]+)\$([A-Za-z\d+/]+)$/.exec(hash)
  if (!parts) return false
  const [, logN, r, p, salt = '', key = ''] = parts
  const expected = Buffer.from(key, 'base64')
  const given = await derive(password, Buffer.from(salt, 'base64'), {
    logN: Number(logN),
    r: Number(r),
    p: Number(p),
  })
  return given.length === expected.length && timingSafeEqual(given, expected)
}
