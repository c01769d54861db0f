/**
 * The code that a download asks for besides its link: a link lies in a mailbox for seven days and can be passed on, a code works for
 * ten minutes and goes to the address on file. Eight digits are 26 bits, which is enough with three tries each and three codes an hour: in a
 * week somebody with the link alone gets past it once in sixty thousand times. Kept as a keyed hash.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { countTry } from '../db/try.ts'
import type { Ports } from '../ports.ts'
import { sendRequestLetter } from '../rights/letter.ts'
import type { RightsRequest } from '../rights/request.ts'
import { blindIndex } from '../seal.ts'
import type { Site } from '../site/site.ts'

const minutesMax = 10
const triesMax = 3
/** New ones, in an hour. */
const codesMax = 3
const hourMs = 3_600_000

const codeShape = /^\d{8}$/
const codes = 100_000_000
/** The largest number of whole rounds of codes in 32 bits: what lies above would make some codes likelier than others. */
const drawnMax = Math.floor(2 ** 32 / codes) * codes

type Keys = Pick<Ports, 'keyFor'>

/** Each as likely as any other. One draw in fifty is thrown away. */
export function drawCode({ random }: Pick<Ports, 'random'>): string {
  for (;;) {
    const drawn = Buffer.from(random(4)).readUInt32BE()
    if (drawn < drawnMax) return String(drawn % codes).padStart(8, '0')
  }
}

const macOf = ({ keyFor }: Keys, ...parts: readonly (string | number)[]): Buffer =>
  createHmac('sha256', keyFor('download')).update(parts.join('\0')).digest()

const hashOf = (keys: Keys, siteId: SiteId, requestId: string, code: string): Buffer =>
  macOf(keys, 'code', siteId, requestId, code)

/** Counts a code that is asked for. */
async function mayMail(
  ports: { readonly db: Tx } & Keys & Pick<Ports, 'now'>,
  siteId: SiteId,
  requestId: string,
): Promise<boolean> {
  const subject = blindIndex(ports, 'rights_try.subject', `code ${requestId}`)
  return (await countTry(ports, { table: 'rights_try', siteId, subject }, hourMs)).tries <= codesMax
}

/**
 * Mails a new code to the address on file; the one before is worth nothing from then on. False when three were asked for in this hour.
 * Index: rights_code_pk.
 */
export async function mailCode(
  ports: Pick<Ports, 'db' | 'now' | 'random' | 'keyFor'>,
  site: Site,
  request: RightsRequest,
): Promise<boolean> {
  return await ports.db.begin(async (tx): Promise<boolean> => {
    const within = { ...ports, db: tx }
    if (!(await mayMail(within, site.id, request.id))) return false
    const code = drawCode(ports)
    const now = ports.now()
    await tx`
      insert into rights_code (site_id, request_id, code_hash, made_at, expires_at)
      values (${site.id}, ${request.id}, ${hashOf(ports, site.id, request.id, code)}, ${now},
        ${new Date(now.getTime() + minutesMax * 60_000)})
      on conflict (site_id, request_id) do update set code_hash = excluded.code_hash, made_at = excluded.made_at,
        expires_at = excluded.expires_at, tries = 0, used_at = null`
    await sendRequestLetter(within, site, request, 'code', { code })
    return true
  })
}

/** `dead`: there is none that works; it was used, is too old, or was tried three times. */
export type CodeOutcome = 'right' | 'wrong' | 'dead'

/**
 * A try is counted before anything is compared, in one statement that no other can pass between: of a hundred at once three are looked
 * at. What is no code at all can not be right, and counts as none. Index: rights_code_pk.
 */
export async function tryCode(
  ports: { readonly db: Tx } & Keys & Pick<Ports, 'now'>,
  { siteId, requestId }: { readonly siteId: SiteId; readonly requestId: string },
  given: string,
): Promise<CodeOutcome> {
  const code = given.replace(/[\s-]/g, '')
  if (!codeShape.test(code)) return 'wrong'
  const now = ports.now()
  const [row] = await ports.db<{ code_hash: Buffer; tries: number }[]>`
    update rights_code set tries = tries + 1
    where site_id = ${siteId} and request_id = ${requestId} and tries < ${triesMax} and used_at is null
      and expires_at > ${now}
    returning code_hash, tries`
  if (!row) return 'dead'
  const hash = hashOf(ports, siteId, requestId, code)
  if (!timingSafeEqual(row.code_hash, hash)) return row.tries < triesMax ? 'wrong' : 'dead'
  const { count } = await ports.db`
    update rights_code set used_at = ${now}
    where site_id = ${siteId} and request_id = ${requestId} and used_at is null and code_hash = ${hash}`
  return count === 1 ? 'right' : 'dead'
}

const passMac = (keys: Keys, token: string, until: number): Buffer => macOf(keys, 'pass', token, until)

/** What a form carries once the code was right, for as long as the code would have worked; of this link alone. */
export function signPass(ports: Keys & Pick<Ports, 'now'>, token: string): string {
  const until = ports.now().getTime() + minutesMax * 60_000
  return `${until}.${passMac(ports, token, until).toString('base64url')}`
}

/** Takes any text; never throws. */
export function isPass(ports: Keys & Pick<Ports, 'now'>, token: string, pass: string): boolean {
  const [, digits = '', mac = ''] = /^(\d{1,15})\.([\w-]{43})$/.exec(pass) ?? []
  if (mac === '') return false
  const until = Number(digits)
  const given = Buffer.from(mac, 'base64url')
  const isOurs = given.length === 32 && timingSafeEqual(given, passMac(ports, token, until))
  return isOurs && until > ports.now().getTime()
}
