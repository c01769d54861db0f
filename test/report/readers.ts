/** Visits of known people on known days, and the mails that wait, read as they would be sent. */
import type { EventRow } from '../../src/db/schema.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { sendDue } from '../../src/mail/queue.ts'
import type { Letter } from '../../src/ports.ts'
import type { Site } from '../../src/site/site.ts'
import { computeStaleDays } from '../../src/stats/days.ts'
import { makeVisits } from '../../src/stats/visits.ts'
import { rowOf } from '../support/event-rows.ts'
import { idAt } from '../support/send.ts'
import type { World } from '../support/world.ts'

let second = 0
/** An event of one visitor at noon of a day, each a second later than the one before. */
export function happen(site: Site, day: string, visitor: number, more: Partial<EventRow> = {}): EventRow {
  second = (second + 1) % 3_000
  const at = new Date(Date.parse(`${day}T11:00:00Z`) + second * 1000)
  return rowOf(site, at, { visitor: String(visitor), id: idAt(at), ...more })
}

/** As many visitors, counted from one. */
export const people = (count: number, make: (visitor: number) => EventRow): EventRow[] =>
  Array.from({ length: count }, (_, nth) => make(nth + 1))

/** Stores them, makes visits of them and computes the days that are over. */
export async function store({ ports }: World, site: Site, rows: readonly EventRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += 500)
    await storeEvents(ports, [{ siteId: site.id, events: rows.slice(at, at + 500) }])
  while (!(await makeVisits(ports, site, 2_000)).isDone);
  await computeStaleDays(ports, site)
}

/** Takes every mail that waits, in the order in which they were queued. */
export async function takeMails({ ports }: World): Promise<Letter[]> {
  const letters: Letter[] = []
  await sendDue(
    ports,
    async ({ letter }) => {
      letters.push(letter)
      return { kind: 'sent' }
    },
    { limit: 100, holder: 'reader' },
  )
  return letters
}

/** The path of the link that ends it. */
export const unsubscribePath = ({ unsubscribeUrl }: Letter): string =>
  new URL(unsubscribeUrl ?? 'http://none.invalid').pathname
