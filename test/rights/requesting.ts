/** A site that takes requests, people who make them by the form and by post, and the mails that they get. */
import { randomBytes } from 'node:crypto'
import type { Db } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { sendDue } from '../../src/mail/queue.ts'
import { must } from '../../src/must.ts'
import type { Letter } from '../../src/ports.ts'
import {
  findRequest,
  openRequest,
  type NewRequest,
  type RightsRequest,
  type Subject,
} from '../../src/rights/request.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { readEmail, type Email } from '../../src/subscriber/email.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables } from '../worlds/pglite.ts'

export const emailOf = (text: string): Email => must(readEmail(text), 'a test names one that is')

export const migrateAll = (db: Db) =>
  migrate(db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })

export interface Desk {
  readonly world: World
  readonly site: Site
}

/** An empty database but for a site. It is Monday the 23rd of November 2026, noon. */
export async function openDesk(db: Db): Promise<Desk> {
  await emptyTables(db)
  forgetSites(db)
  const world = await openWorld(db)
  return { world, site: await world.addSite() }
}

export const staffId = '00000000-0000-4000-a000-00000000000a'
export const staff = { kind: 'staff', id: staffId } as const

export const anna: Subject = {
  email: emailOf('anna@example.nl'),
  receiptId: null,
  name: 'Anna de Vries',
  postal: null,
  representedBy: null,
  isUnder16: false,
}

/** As staff write it down; by post, now, unless told. */
export async function writtenDown(
  { world, site }: Desk,
  asked: Partial<NewRequest> = {},
): Promise<RightsRequest> {
  const opened = await openRequest(world.ports, site, {
    kind: 'access',
    channel: 'post',
    language: 'nl',
    subject: anna,
    wish: '',
    enteredBy: staffId,
    ...asked,
  })
  const id = must(opened.kind === 'opened' ? opened.id : null, 'a test opens what can be opened')
  return requestOf({ world, site }, id)
}

export const requestOf = async ({ world, site }: Desk, id: string): Promise<RightsRequest> =>
  must(await findRequest(world.ports, site.id, id), 'it was opened')

export type Fields = Readonly<Record<string, string>>

/** What somebody fills in who wants to see what is kept of them. */
export const wantsAccess: Fields = { kind: 'access', email: 'anna@example.nl', who: 'self' }

export interface Sending {
  readonly address?: string
  readonly headers?: Readonly<Record<string, string>>
}

export const send = (
  { world, site }: Desk,
  fields: Fields = wantsAccess,
  { address, headers = {} }: Sending = {},
): Promise<Response> =>
  world.request(
    '/rights',
    {
      method: 'POST',
      headers: { origin: 'http://localhost:3000', 'accept-language': 'nl', ...headers },
      body: new URLSearchParams({ d: site.domain, ...fields }),
    },
    address,
  )

/** Every mail that waits, in the order in which it was queued. */
export async function takeMails({ world }: Pick<Desk, 'world'>): Promise<Letter[]> {
  const letters: Letter[] = []
  await sendDue(
    world.ports,
    async ({ letter }) => {
      letters.push(letter)
      return { kind: 'sent' }
    },
    { limit: 1_000, holder: 'reader' },
  )
  return letters
}

/** Path of the link to confirm. */
export const linkIn = ({ text }: Letter): string =>
  must(/http:\/\/localhost:3000(\/rights\/confirm\/[\w-]+)/.exec(text)?.[1], 'there is one in the mail')

/** Asks by the form, and reads the mail. */
export async function askedFor(desk: Desk, fields?: Fields, sending?: Sending): Promise<string> {
  await send(desk, fields, sending)
  return linkIn(must((await takeMails(desk)).at(-1), 'a mail was queued'))
}

export const look = ({ world }: Desk, path: string, init: RequestInit = {}) =>
  world.request(path, { ...init, headers: { accept: 'text/html', 'accept-language': 'nl' } })

/** The button of our own page. */
export const press = ({ world }: Desk, path: string, headers: Record<string, string> = {}) =>
  world.request(path, {
    method: 'POST',
    headers: {
      accept: 'text/html',
      'accept-language': 'nl',
      origin: 'http://localhost:3000',
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
    body: '',
  })
