/** What is stored about a device, as its owner reads it, and what to do with it. */
import { MoreLinks, privacyPath } from '../consent/more-links.tsx'
import { NumberInput } from '../consent/receipt-field.tsx'
import type { Receipt } from '../consent/receipt.ts'
import { Carried, formAction, Points, VisitorPage, type Visiting } from '../consent/visitor-page.tsx'
import { formatIn } from '../page/format.ts'
import { wordsIn } from '../page/words.ts'
import type { DeviceCounts, DeviceEvent, DeviceVisit } from './device-data.ts'
import { mask } from './shared-visit.ts'

export const MyDataStartPage = ({
  visiting,
  isUnknown = false,
}: {
  visiting: Visiting
  isUnknown?: boolean
}) => {
  const { site, lang } = visiting
  const { rights: words, choice } = wordsIn(lang)
  const title = isUnknown ? choice.receipt.unknown : words.title
  return (
    <VisitorPage visiting={visiting} title={title}>
      <div role={isUnknown ? 'alert' : undefined}>
        <h1>{title}</h1>
        <p class="lead">{isUnknown ? choice.receipt.unknownText : words.lead(site.domain)}</p>
      </div>
      <form class="card look-up" method="post" action={formAction('/my-data', visiting)}>
        <h2>{words.ask}</h2>
        <Carried visiting={visiting} />
        <NumberInput
          label={choice.receipt.label}
          hint={choice.receipt.hint}
          name="receipt"
          button={words.show}
        />
      </form>
      <div class="counted">
        <Points heading={words.how} points={words.howList} />
      </div>
      <p>
        {words.other} <a href={privacyPath(visiting)}>{words.privacy}</a>
      </p>
      <p>
        <a href={formAction('/rights', visiting)}>{wordsIn(lang).request.way}</a>
      </p>
    </VisitorPage>
  )
}

export interface DeviceData {
  /** Null when the id gets nothing any more: the consent was withdrawn or is over. */
  readonly lasts: { readonly since: Date; readonly until: Date } | null
  readonly counts: DeviceCounts
  readonly events: readonly DeviceEvent[]
  readonly visits: readonly DeviceVisit[]
}

export interface MyDataPageProps {
  readonly visiting: Visiting
  /** The number that was asked with: only forms carry it on. */
  readonly receiptId: string
  /** Oldest first. */
  readonly history: readonly Receipt[]
  /** Null: the device has no insights id, so nothing but receipts is stored. */
  readonly data: DeviceData | null
  readonly exportMax: number
}

export const MyDataPage = ({ visiting, receiptId, history, data, exportMax }: MyDataPageProps) => {
  const { lang } = visiting
  const { rights: words } = wordsIn(lang)
  const format = formatIn(lang)
  return (
    <VisitorPage visiting={visiting} title={words.title}>
      <div>
        <h1>{words.title}</h1>
        <p class="lead">{data ? words.foundTitle : words.none}</p>
        {!data && <p>{words.noneText}</p>}
      </div>
      <section class="passage">
        <h2>{words.receipts}</h2>
        <Receipts visiting={visiting} history={history} />
      </section>
      {data && <Device visiting={visiting} data={data} />}
      <section class="passage">
        <ul class="deeds">
          <li>
            <form method="post" action={formAction('/my-data/export', visiting)}>
              <Carried visiting={visiting} receipt={receiptId} />
              <button class="quiet" type="submit">
                {words.take}
              </button>
              <p class="fine">{words.takeText(format.number(exportMax))}</p>
            </form>
          </li>
          <li>
            <form method="post" action={formAction('/choice/erase', visiting)}>
              <Carried visiting={visiting} receipt={receiptId} />
              <button class="quiet" type="submit">
                {words.erase}
              </button>
              <p class="fine">{words.eraseText}</p>
            </form>
          </li>
        </ul>
      </section>
      <MoreLinks visiting={visiting} />
    </VisitorPage>
  )
}

const Receipts = ({ visiting, history }: Pick<MyDataPageProps, 'visiting' | 'history'>) => {
  const { choice } = wordsIn(visiting.lang)
  const format = formatIn(visiting.lang)
  return (
    <ol class="history">
      {history.toReversed().map((one) => (
        <li>
          <time datetime={one.at}>{format.moment(new Date(one.at))}</time>
          <span>{choice.receipt.action[one.action]}</span>
          <form method="post" action={formAction('/choice/receipt', visiting)}>
            <Carried visiting={visiting} receipt={one.receipt_id} />
            <button class="quiet" type="submit">
              {choice.receipt.show}
              <span class="visually-hidden">: {format.moment(new Date(one.at))}</span>
            </button>
          </form>
        </li>
      ))}
    </ol>
  )
}

type DeviceProps = { readonly visiting: Visiting; readonly data: DeviceData }

const Device = ({ visiting, data }: DeviceProps) => {
  const { site, lang } = visiting
  const { rights: words } = wordsIn(lang)
  const format = formatIn(lang)
  return (
    <>
      <section class="card passage">
        <h2>{words.device}</h2>
        <p>{words.deviceText}</p>
        {data.lasts ? (
          <>
            <dl class="facts">
              <div>
                <dt>{words.since}</dt>
                <dd>{format.dayOf(data.lasts.since, site.timezone)}</dd>
              </div>
              <div>
                <dt>{words.until}</dt>
                <dd>{format.dayOf(data.lasts.until, site.timezone)}</dd>
              </div>
            </dl>
            <p class="fine">{words.untilText}</p>
          </>
        ) : (
          <p>{words.ended}</p>
        )}
      </section>
      <section class="passage">
        <h2 id="visits">{words.visits}</h2>
        {data.visits.length === 0 ? <p>{words.visitsNone}</p> : <Visits visiting={visiting} data={data} />}
        <p class="fine">{words.shared(mask)}</p>
      </section>
      <section class="passage">
        <h2 id="events">{words.events}</h2>
        {data.events.length === 0 ? <p>{words.eventsNone}</p> : <Events visiting={visiting} data={data} />}
      </section>
    </>
  )
}

const Visits = ({ visiting: { site, lang }, data: { visits, counts } }: DeviceProps) => {
  const { rights: words } = wordsIn(lang)
  const format = formatIn(lang)
  const time = (at: Date) => format.timeOf(at, site.timezone)
  return (
    <>
      {counts.visits > visits.length && (
        <p class="fine">{words.latest(format.number(visits.length), format.number(counts.visits))}</p>
      )}
      <div class="scroll" role="region" aria-labelledby="visits" tabindex={0}>
        <table class="plain" aria-labelledby="visits">
          <thead>
            <tr>
              <th scope="col">{words.table.day}</th>
              <th scope="col">{words.table.begin}</th>
              <th scope="col">{words.table.end}</th>
              <th scope="col" class="num">
                {words.table.pages}
              </th>
              <th scope="col">{words.table.from}</th>
            </tr>
          </thead>
          <tbody>
            {visits.map((visit) => (
              <tr>
                <th scope="row">{format.day(visit.day)}</th>
                <td>{time(visit.started_at)}</td>
                <td>{time(visit.ended_at)}</td>
                <td class="num">{format.number(visit.views)}</td>
                <td>{visit.source ?? visit.referrer ?? words.direct}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

const Events = ({ visiting: { site, lang }, data: { events, counts } }: DeviceProps) => {
  const { rights: words, values } = wordsIn(lang)
  const [names, devices] = [values.events, values.device]
  const format = formatIn(lang)
  const time = (at: Date) => format.timeOf(at, site.timezone)
  return (
    <>
      {counts.events > events.length && (
        <p class="fine">{words.latest(format.number(events.length), format.number(counts.events))}</p>
      )}
      <div class="scroll" role="region" aria-labelledby="events" tabindex={0}>
        <table class="plain" aria-labelledby="events">
          <thead>
            <tr>
              <th scope="col">{words.table.time}</th>
              <th scope="col">{words.table.what}</th>
              <th scope="col">{words.table.page}</th>
              <th scope="col">{words.table.from}</th>
              <th scope="col">{words.table.device}</th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <tr>
                <th scope="row">
                  {format.dayOf(event.occurred_at, site.timezone)} {time(event.occurred_at)}
                </th>
                <td>{names[event.name] ?? event.name}</td>
                <td class="path">
                  {event.path}
                  {event.target !== null && <span> → {event.target}</span>}
                </td>
                <td>{event.source ?? event.referrer ?? words.direct}</td>
                <td>
                  {[devices[event.device ?? ''] ?? event.device, event.browser, event.os]
                    .filter((part) => part !== null && part !== undefined)
                    .join(', ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
