/** Members of staff for tests: written as an accepted invitation writes them, signed in as the sign-in page does. */
import { createHmac, scryptSync } from 'node:crypto'
import { recordStaff, type AcceptPorts } from '../../src/account/accept.ts'
import { openAuth } from '../../src/account/auth.ts'
import { hashPassword } from '../../src/account/password.ts'
import { grantRole, listPeople, type Where } from '../../src/account/people.ts'
import { everywhere, type Role } from '../../src/account/role.ts'
import type { Ports } from '../../src/ports.ts'
import { uuidOf } from '../../src/uuid.ts'

export const staffPassword = 'een lange zin met een deur'

type MakePorts = Pick<Ports, 'config' | 'db' | 'now' | 'random' | 'keyFor' | 'post'>

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

/**
 * A hash says with which numbers it was made, and is verified with those: this one in a hundredth of the time of a real one, which
 * is a third of a second of a processor at each sign-in.
 */
const quickHash = ((): string => {
  const salt = new Uint8Array(16)
  const key = scryptSync(staffPassword, salt, 32, { N: 2 ** 10, r: 8, p: 1 })
  return `$scrypt$ln=10,r=8,p=1$${base64(salt)}$${base64(key)}`
})()

let hashed: Promise<string> | undefined
/** As the program makes it: for tests of how long it takes, or of what happens meanwhile. One for all. */
export const realHash = (ports: Pick<Ports, 'random'>): Promise<string> =>
  (hashed ??= hashPassword(ports, staffPassword))

/** Makes somebody with a role, at every site unless told. Answers their number. */
export async function makeStaff(
  ports: AcceptPorts,
  email: string,
  role: Role,
  where: Where = everywhere,
  passwordHash = quickHash,
): Promise<string> {
  const staffId = uuidOf(ports.random(16))
  const staff = { staffId, email, name: email.split('@')[0] ?? email, language: 'nl' } as const
  await ports.db.begin(async (tx) => {
    await recordStaff(tx, ports, { ...staff, passwordHash })
    await grantRole(tx, ports, { staffId, where, role, by: null })
  })
  return staffId
}

/** The cookie of a new session of theirs, as a request sends it. */
export async function sessionOf(ports: MakePorts, staffId: string): Promise<string> {
  const context = await openAuth(ports).$context
  const session = await context.internalAdapter.createSession(staffId)
  const { name } = context.authCookies.sessionToken
  const mac = createHmac('sha256', context.secret).update(session.token).digest('base64')
  return `${name}=${encodeURIComponent(`${session.token}.${mac}`)}`
}

/** Somebody with this role who is signed in: the same one each time. */
export async function signInAs(
  ports: MakePorts,
  role: Role,
  where: Where = everywhere,
): Promise<{ readonly staffId: string; readonly cookie: string }> {
  const email = `${role}-${where}@staff.example`
  const known = (await listPeople(ports, null)).find((person) => person.email === email)
  const staffId = known?.id ?? (await makeStaff(ports, email, role, where))
  return { staffId, cookie: await sessionOf(ports, staffId) }
}

/** Rows as a thief of the table would read them: bytes as the letters that they may be. */
export const readAsText = (rows: readonly object[]): string =>
  rows
    .flatMap((row) => Object.values(row) as unknown[])
    .map((value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : JSON.stringify(value),
    )
    .join('\n')
