/** A site with a newsletter, people who sign up for it by every way there is, and the mails that they get. */
import { createHash, randomBytes } from 'node:crypto'
import type { Db } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { sendDue } from '../../src/mail/queue.ts'
import { must } from '../../src/must.ts'
import type { Letter } from '../../src/ports.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { readEmail, type Email } from '../../src/subscriber/email.ts'
import type { Level } from '../../src/subscriber/level.ts'
import { addList, type List } from '../../src/subscriber/list.ts'
import { newsletterSettings, recordNewsletterSettings } from '../../src/subscriber/newsletter-settings.ts'
import { makePuzzle, puzzleBits } from '../../src/subscriber/proof.ts'
import { admitSubscriber, type Subscriber } from '../../src/subscriber/subscriber.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables } from '../worlds/pglite.ts'

export const emailOf = (text: string): Email => must(readEmail(text), 'a test names one that is')

export const migrateAll = (db: Db) =>
  migrate(db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })

export interface Newsroom {
  readonly world: World
  readonly site: Site
  readonly list: List
}

/** An empty database but for a site with one open list. */
export async function openNewsroom(db: Db, level: Level = 'aggregate'): Promise<Newsroom> {
  await emptyTables(db)
  forgetSites(db)
  const world = await openWorld(db)
  const site = await world.addSite()
  await measure({ world, site }, level)
  const list = await addList(world.ports, site, {
    name: 'Bewonersnieuws',
    description: 'Elke maand.',
    isOpen: true,
  })
  return { world, site, list }
}

export const measure = ({ world, site }: Pick<Newsroom, 'world' | 'site'>, opens: Level) =>
  recordNewsletterSettings(world.ports, site, newsletterSettings.parse({ opens }))

/** As the form's script does it, by a hash of another make. */
export function solve(challenge: string, bits = puzzleBits): string {
  for (let counter = 0; ; counter += 1) {
    const proof = `${challenge}.${counter}`
    if (createHash('sha256').update(proof).digest().readUInt32BE() >>> (32 - bits) === 0) return proof
  }
}

export const solved = ({ world, site }: Newsroom): string => solve(makePuzzle(world.ports, site.id))

/** `form`: on the site's page, without script. `beacon`: by its script. `server`: by a program, from no page. */
export type Way = 'form' | 'multipart' | 'beacon' | 'server'
export const ways: readonly Way[] = ['form', 'multipart', 'beacon', 'server']

export type Typing = Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>

const formOf = <F extends URLSearchParams | FormData>(form: F, typing: Typing): F => {
  for (const [name, value] of Object.entries(typing))
    for (const one of [value].flat()) form.append(name, String(one))
  return form
}

function initOf(way: Way, typing: Typing): RequestInit {
  if (way === 'form') return { body: formOf(new URLSearchParams(), typing) }
  if (way === 'multipart') return { body: formOf(new FormData(), typing) }
  const type = way === 'beacon' ? 'text/plain;charset=UTF-8' : 'application/json'
  return { body: JSON.stringify(typing), headers: { 'content-type': type } }
}

export interface SendOptions {
  readonly way?: Way
  readonly address?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Answers as soon as the service does; what it does afterwards goes on. */
export function send(
  { world, site }: Pick<Newsroom, 'world' | 'site'>,
  typing: Typing,
  { way = 'form', address, headers = {} }: SendOptions = {},
): Promise<Response> {
  const { headers: own, ...init } = initOf(way, { d: site.domain, ...typing })
  return world.request(
    '/newsletter/subscribe',
    {
      method: 'POST',
      ...init,
      headers: {
        ...(own as Record<string, string> | undefined),
        ...(way !== 'server' && { origin: 'https://www.example.nl' }),
        'accept-language': 'nl',
        ...headers,
      },
    },
    address,
  )
}

/** Waits for what the service does after its answer, too. */
export async function signUp(room: Newsroom, typing: Typing, options: SendOptions = {}): Promise<Response> {
  const answer = await send(room, typing, options)
  await room.world.deferred.drain()
  return answer
}

/** Every mail that waits, in the order in which it was queued. */
export async function takeMails({ world }: Pick<Newsroom, 'world'>): Promise<Letter[]> {
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

/** Path and query of the link to confirm; empty where there is none. */
export function linkIn({ text }: Letter): string {
  const [url] = /http:\/\/localhost:3000\/newsletter\/confirm\/\S+/.exec(text) ?? []
  return url === undefined ? '' : url.slice('http://localhost:3000'.length)
}

/** Signs up and reads the mail. */
export async function askedFor(room: Newsroom, typing: Typing, options: SendOptions = {}): Promise<string> {
  await signUp(room, typing, options)
  const [mail] = await takeMails(room)
  return linkIn(must(mail, 'a mail was posted'))
}

export const look = ({ world }: Pick<Newsroom, 'world'>, path: string, init: RequestInit = {}) =>
  world.request(path, { ...init, headers: { accept: 'text/html', ...(init.headers as object) } })

/** The button of our own page. */
export const press = (room: Pick<Newsroom, 'world'>, path: string, headers: Record<string, string> = {}) =>
  room.world.request(path, {
    method: 'POST',
    headers: { accept: 'text/html', origin: 'http://localhost:3000', ...headers },
    body: new URLSearchParams(),
  })

/** Somebody who gets the list already. */
export const subscribed = ({ world, site, list }: Newsroom, email: string): Promise<Subscriber> =>
  world.ports.db.begin((db) =>
    admitSubscriber(
      { ...world.ports, db },
      {
        siteId: site.id,
        email: emailOf(email),
        name: null,
        language: 'nl',
        lists: [list.id],
        textId: null,
        channel: 'staff',
      },
    ),
  )
