/** How long it takes to erase one person at a large site: until their rows are gone, and until the figures of their days hold again. */
import { eraseOnFile } from '../../src/answer/erase.ts'
import { findOnFile } from '../../src/hold/on-file.ts'
import type { Ports } from '../../src/ports.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { addDays, localToday, startOfDay } from '../../src/site/local-day.ts'
import { addSite, type Site } from '../../src/site/site.ts'
import { computeStaleDays } from '../../src/stats/days.ts'
import { countOthers } from '../../src/stats/forget.ts'
import { makeVisits } from '../../src/stats/visits.ts'
import type { PostgresWorld } from '../worlds/postgres.ts'
import { openDatabase, type BenchPorts } from './database.ts'
import { generateMonths } from './generate.ts'
import { say, timed } from './progress.ts'
import { atMost, told, type Figure } from './report.ts'

interface Person {
  readonly name: string
  readonly insight: number
  /** Their visits on each day. */
  readonly visitsPerDay: number
  readonly days: number
}

/** A receipt's number as a device has it. */
const receiptOf = ({ insight }: Person): string => `bench-${insight}`.padEnd(22, '_')

/** Lets somebody have made some of the generated visits, under a consent that holds. */
async function make({ db, now }: BenchPorts, site: Site, person: Person, today: string): Promise<void> {
  const { insight, visitsPerDay, days } = person
  const until = new Date(now().getTime() + 86_400_000)
  await db`
    insert into consent_receipt (site_id, receipt_id, recorded_at, valid_until, body)
    values (${site.id}, ${receiptOf(person)}, ${now()}, ${until}, '{}')`
  await db`
    insert into consent_given (site_id, receipt_id, valid_until, insight, insight_until)
    values (${site.id}, ${receiptOf(person)}, ${until}, ${insight}, ${until})`
  for (let nth = 1; nth <= days; nth += 1)
    await db`
      with made as (
        update visit set insight = ${insight} where (day, visitor, started_at) in (
          select day, visitor, started_at from visit
          where site_id = ${site.id} and day = ${addDays(today, -nth)} and insight is null limit ${visitsPerDay})
          and site_id = ${site.id}
        returning visitor, started_at, ended_at
      )
      update event set insight = ${insight} from made
      where event.site_id = ${site.id} and event.visitor = made.visitor
        and event.occurred_at >= made.started_at and event.occurred_at <= made.ended_at`
}

/**
 * `isQuick`: among a million events instead of ten. Somebody who comes every third day or so, and a device that did as much as a hundred of
 * them, such as one that shows the site in a hall.
 */
export async function measureErasing(server: PostgresWorld, isQuick: boolean): Promise<Figure[]> {
  const timezone = 'Europe/Amsterdam'
  const today = localToday(new Date(), timezone)
  const at = new Date(startOfDay(addDays(today, 1), timezone).getTime() - 60_000)
  const { ports: bare, close } = await openDatabase(server, 'erase', at, 4)
  const ports: BenchPorts & Pick<Ports, 'keyFor'> = {
    ...bare,
    keyFor: openKeys('0123456789abcdef0123456789abcdef'),
  }
  try {
    const millions = isQuick ? 1 : 10
    say(`erase: a site of ${millions} M events`)
    const { site } = await addSite(ports, { domain: 'example.nl', timezone })
    await generateMonths(ports, site, { events: millions * 1_000_000, days: 90, today, eventsPerBatch: 50 })
    const figures: Figure[] = []
    for (const person of [
      { name: 'one person', insight: 1, visitsPerDay: 1, days: 30 },
      { name: 'a very busy device', insight: 2, visitsPerDay: 100, days: 60 },
    ]) {
      await make(ports, site, person, today)
      await ports.db.unsafe('vacuum (analyze) event, visit, consent_given')
      const named = { email: null, receiptId: receiptOf(person) }
      const onFile = await findOnFile(ports, site, named)
      const dry = await timed(() => countOthers(ports.db, site, onFile.insights))
      const gone = await timed(() =>
        ports.db.begin(async (tx) => {
          const within = { ...ports, db: tx }
          return eraseOnFile(within, site, await findOnFile(within, site, named))
        }),
      )
      const again = await timed(async () => {
        while (!(await makeVisits(ports, site, 20_000)).isDone);
        return computeStaleDays(ports, site)
      })
      const name = `erase ${person.name} among ${millions} M events`
      figures.push(
        told(`${name}: events`, gone.result.events, ''),
        told(`${name}: days`, gone.result.days.length, ''),
        told(`${name}: others in the same visits, counted before`, dry.seconds * 1000, 'ms'),
        person.visitsPerDay === 1
          ? atMost(`${name}: rows gone`, 1, gone.seconds, 's')
          : told(`${name}: rows gone`, gone.seconds, 's'),
        person.visitsPerDay === 1
          ? atMost(`${name}: figures hold again`, 60, again.seconds, 's')
          : told(`${name}: figures hold again`, again.seconds, 's'),
      )
    }
    return figures
  } finally {
    await close()
  }
}
