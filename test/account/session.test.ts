import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSession, sessionSecondsMax, signSession } from '../../src/account/session.ts'
import { safeNext } from '../../src/account/staff.ts'

const keyId = '0b7c1f3e-3d0a-4b52-a6a0-5d8a4f1c2e11'
const at = (time: string, key = 'one') => ({
  now: () => new Date(time),
  keyFor: () => new TextEncoder().encode(key),
})
const noon = '2026-11-23T12:00:00Z'
const after = (seconds: number) => at(new Date(Date.parse(noon) + seconds * 1000).toISOString())

describe('a session', () => {
  const session = signSession(at(noon), keyId)

  test('names the key that opened it', () => {
    expect(readSession(at(noon), session)).toBe(keyId)
  })

  test('ends after twelve hours, to the second', () => {
    expect(readSession(after(sessionSecondsMax - 1), session)).toBe(keyId)
    expect(readSession(after(sessionSecondsMax), session)).toBeNull()
  })

  test('from the future is none', () => {
    expect(readSession(after(-1), session)).toBeNull()
  })

  test('signed with another key is none', () => {
    expect(readSession(at(noon, 'two'), session)).toBeNull()
  })

  test('changed in any one place is none', () => {
    fc.assert(
      fc.property(fc.nat(session.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (place, letter) => {
        const changed = session.slice(0, place) + letter + session.slice(place + 1)
        // The last letter of the mac carries four bits that mean something: others of its kind decode alike.
        const isSame = changed.slice(0, -1) === session.slice(0, -1)
        expect(isSame || readSession(at(noon), changed) === null).toBe(true)
      }),
    )
  })

  test('that is any other text is none, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(readSession(at(noon), text)).toBeNull()
      }),
    )
  })
})

describe('signing in leads to our own dashboard and nowhere else (S-22)', () => {
  test.each([
    ['/dashboard', '/dashboard'],
    [
      '/dashboard/sites/example.nl?period=7d&filter=page%3A%2F',
      '/dashboard/sites/example.nl?period=7d&filter=page%3A%2F',
    ],
  ])('%s is kept', (next, address) => {
    expect(safeNext(next)).toBe(address)
  })

  test.each([
    undefined,
    '',
    '//evil.example/dashboard',
    '/\\evil.example/dashboard',
    '/\t/evil.example/dashboard',
    'https://evil.example/dashboard',
    'dashboard',
    '/dashboards',
    '/dashboard/../auth/sign-out',
    '/dashboard/%2e%2e/auth/sign-out',
    '/choice?d=example.nl',
    'javascript:alert(1)',
    `/dashboard/${'a'.repeat(2000)}`,
  ])('%s is not', (next) => {
    expect(safeNext(next)).toBe('/dashboard')
  })

  test('whatever is asked, a browser stays on this origin', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (next) => {
        const address = new URL(safeNext(`/${next}`), 'https://meten.example.nl')
        expect(address.origin).toBe('https://meten.example.nl')
        expect(address.pathname).toMatch(/^\/dashboard(\/|$)/)
      }),
    )
  })
})
