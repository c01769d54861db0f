/**
 * What became of newsletters: how many were sent, came back, were opened and clicked, and by what kind of reader. Rates are of the mails
 * that could tell at all, each level by itself, and nothing is estimated: counting in total knows how often, and can not know how many
 * people. Cells under k are hidden, and so that no subtraction gives them back; the numbers of a mailing itself (sent, returned,
 * ended) are shown as they are: whoever sends it sees each of those anyway.
 */
import { arrayLiteral, asRole, type Tx } from '../db/connect.ts'
import { issueDocument, type Issue } from '../newsletter/issue.ts'
import { campaignOf } from '../newsletter/utm.ts'
import type { Ports } from '../ports.ts'
import { localDay, startOfDay, addDays } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import { findSummary } from './query.ts'
import type { Range, Summary } from './question.ts'
import { hideSmallPoints, kPlain } from './small-counts.ts'

/** Reports of one question; a weekly letter has as many in four years. */
export const issuesMax = 200

/** Null: fewer than k, or what would tell of so few. */
type Told = number | null

/** How often, by what kind of reader: people, mail proxies (a person behind most), programs that fetch whatever comes, scanners. */
export interface ByVerdict {
  readonly human: Told
  readonly proxy: Told
  readonly machine: Told
  readonly scanner: Told
}

export interface Measured {
  /** Mails that could tell: sent, not returned for good, at this level. */
  readonly mails: number
  readonly times: ByVerdict
  /** People, each once. Null for `aggregate`, where it can't be known, and where it is too few to show. */
  readonly unique: Told
}

export interface MeasuredLevels {
  /** Mails that could not tell, and are in no rate. */
  readonly off: number
  readonly aggregate: Measured
  readonly personal: Measured
}

export interface LinkFigures {
  readonly link: number
  /** Host and path. */
  readonly target: string
  /** Clicks of people in the mails whose clicks are told, both levels together. */
  readonly clicks: Told
  /** People who agreed to be measured, each once. Null where none of them got this mail, too: it can't be known. */
  readonly unique: Told
}

export interface IssueFigures {
  readonly issue: number
  readonly subject: string
  readonly state: Issue['state']
  /** Local day on which sending began. */
  readonly day: string
  readonly recipients: number
  readonly sent: number
  readonly waiting: number
  readonly failed: number
  readonly uncertain: number
  readonly skipped: number
  readonly returnedHard: number
  readonly returnedSoft: number
  readonly complaints: number
  /** Sent, and not returned for good. */
  readonly delivered: number
  /** People who ended a subscription by this mail. */
  readonly unsubscribed: number
  readonly unsubscribedBy: Readonly<Record<string, number>>
  readonly opens: MeasuredLevels
  readonly clicks: MeasuredLevels
  readonly links: readonly LinkFigures[]
}

export interface MeasureAnswers {
  readonly yes: Told
  readonly no: Told
  readonly neverAsked: Told
}

export interface NewsletterReport {
  /** The latest first. */
  readonly issues: readonly IssueFigures[]
  /** Of those who get a newsletter now. Null: fewer than k people in all. */
  readonly measuring: MeasureAnswers | null
}

interface IssueRow {
  readonly issue_id: number
  readonly state: Issue['state']
  readonly document: unknown
  readonly began_at: Date
}
interface MailRow {
  readonly issue_id: number
  readonly state: string
  readonly opens: string
  readonly clicks: string
  readonly returned: string
  readonly mails: number
}
interface HitRow {
  readonly issue_id: number
  readonly link_no: number
  readonly level: string
  readonly verdict: string
  readonly times: number
}
/** `link_no` -1: any link at all. */
interface ReaderRow {
  readonly issue_id: number
  readonly link_no: number
  readonly readers: number
}
interface EndRow {
  readonly issue_id: number
  readonly ended_by: string
  readonly times: number
}
interface LinkRow {
  readonly issue_id: number
  readonly link_no: number
  readonly target: string
}

/** Issues that began in a range, the latest first. Index: newsletter_issue_pk. */
const listBegun = (tx: Tx, { id, timezone }: Pick<Site, 'id' | 'timezone'>, { from, to }: Range) => tx<
  IssueRow[]
>`
  select issue_id, state, document, coalesce(started_at, made_at) as began_at from newsletter_issue
  where site_id = ${id} and state not in ('draft', 'scheduled')
    and coalesce(started_at, made_at) >= ${startOfDay(from, timezone)}
    and coalesce(started_at, made_at) < ${startOfDay(addDays(to, 1), timezone)}
  order by issue_id desc limit ${issuesMax}`

/** One that began, by its number. Index: newsletter_issue_pk. */
const listOne = (tx: Tx, { id }: Pick<Site, 'id'>, issueId: number) => tx<IssueRow[]>`
  select issue_id, state, document, coalesce(started_at, made_at) as began_at from newsletter_issue
  where site_id = ${id} and state not in ('draft', 'scheduled') and issue_id = ${issueId}`

/** Mails with a row of their own, and those whose rows are gone. Index: delivery_pk, delivery_total_pk. */
const listMails = (tx: Tx, { id }: Pick<Site, 'id'>, issues: string) => tx<MailRow[]>`
  select issue_id, state, opens, clicks, returned, sum(mails)::integer as mails from (
    select issue_id, state, opens, clicks, coalesce(returned, '') as returned, count(*) as mails from delivery
    where site_id = ${id} and issue_id = any(${issues}::integer[]) group by 1, 2, 3, 4, 5
    union all
    select issue_id, state, opens, clicks, returned, recipients from delivery_total
    where site_id = ${id} and issue_id = any(${issues}::integer[])
  ) every group by 1, 2, 3, 4, 5`

/** Index: hit_count_pk. */
const listHits = (tx: Tx, { id }: Pick<Site, 'id'>, issues: string) => tx<HitRow[]>`
  select issue_id, link_no, level, verdict, sum(times)::integer as times from hit_count
  where site_id = ${id} and issue_id = any(${issues}::integer[]) group by 1, 2, 3, 4`

/** People, each once: who opened, who followed a link, who followed any. A proxy fetches for a person. Index: reader_hit_pk. */
const listReaders = (tx: Tx, { id }: Pick<Site, 'id'>, issues: string) => tx<ReaderRow[]>`
  select issue_id, link_no, count(distinct subscriber_id)::integer as readers from reader_hit
  where site_id = ${id} and issue_id = any(${issues}::integer[])
    and (verdict = 'human' or verdict = 'proxy' and link_no = 0)
  group by 1, 2
  union all
  select issue_id, -1, count(distinct subscriber_id)::integer from reader_hit
  where site_id = ${id} and issue_id = any(${issues}::integer[]) and verdict = 'human' and link_no > 0
  group by 1`

/** Index: unsubscribe_count_pk. */
const listEnds = (tx: Tx, { id }: Pick<Site, 'id'>, issues: string) => tx<EndRow[]>`
  select issue_id, ended_by, sum(times)::integer as times from unsubscribe_count
  where site_id = ${id} and issue_id = any(${issues}::integer[]) group by 1, 2`

/** Index: issue_link_pk. */
const listTargets = (tx: Tx, { id }: Pick<Site, 'id'>, issues: string) => tx<LinkRow[]>`
  select issue_id, link_no, target from issue_link
  where site_id = ${id} and issue_id = any(${issues}::integer[]) order by link_no`

/** Index: subscription_live, subscriber_pk; 50,000 readers in some 60 ms. */
const listAnswers = (tx: Tx, { id }: Pick<Site, 'id'>) => tx<{ answer: string; readers: number }[]>`
  select coalesce(measure_answer, '') as answer, count(*)::integer as readers from subscriber
  where site_id = ${id} and subscriber_id in (
    select subscriber_id from subscription where site_id = ${id} and ended_at is null)
  group by 1`

const sumOf = <Row>(rows: readonly Row[], amountOf: (row: Row) => number): number =>
  rows.reduce((sum, row) => sum + amountOf(row), 0)

/** A number of a group of known size: hidden where it, or who is not in it, is a handful. */
export function tellShare(number: number, of: number, k: number = kPlain): Told {
  const isFew = (one: number) => one > 0 && one < k
  return isFew(number) || isFew(Math.max(0, of - number)) ? null : number
}

/** Each by itself: their sum is told nowhere, so no gap can be filled in by subtracting. */
function tellVerdicts(rows: readonly HitRow[], mails: number, k: number): ByVerdict {
  // So few mails that each number of them is about a handful.
  const isFew = mails > 0 && mails < k
  const tell = (verdict: keyof ByVerdict): Told => {
    const times = sumOf(
      rows.filter((row) => row.verdict === verdict),
      (row) => row.times,
    )
    return isFew || (times > 0 && times < k) ? null : times
  }
  return { human: tell('human'), proxy: tell('proxy'), machine: tell('machine'), scanner: tell('scanner') }
}

function measure(
  mails: readonly MailRow[],
  kind: 'opens' | 'clicks',
  hits: readonly HitRow[],
  readers: number,
  k: number,
): MeasuredLevels {
  const arrived = mails.filter(({ state, returned }) => state === 'sent' && returned !== 'hard')
  const mailsAt = (level: string) =>
    sumOf(
      arrived.filter((row) => row[kind] === level),
      (row) => row.mails,
    )
  const timesAt = (level: string, of: number) =>
    tellVerdicts(
      hits.filter((row) => row.level === level),
      of,
      k,
    )
  const [aggregate, personal] = [mailsAt('aggregate'), mailsAt('personal')]
  return {
    off: mailsAt('off'),
    aggregate: { mails: aggregate, times: timesAt('aggregate', aggregate), unique: null },
    personal: {
      mails: personal,
      times: timesAt('personal', personal),
      unique: personal === 0 ? 0 : tellShare(readers, personal, k),
    },
  }
}

/** Without a query: it may hold anything, and says nothing that the path does not. */
function shortTarget(target: string): string {
  const url = URL.parse(target)
  return url ? `${url.host}${url.pathname}` : ''
}

/**
 * A level whose clicks are not told takes no part: whoever adds up the links, and subtracts the other level, would have them. With none
 * left, nothing is told of any link.
 */
function tellLinks(
  { links, hits, readers }: Pick<CountedIssue, 'links' | 'hits' | 'readers'>,
  measured: MeasuredLevels,
  k: number,
): LinkFigures[] {
  const isTold = (level: 'aggregate' | 'personal') => measured[level].times.human !== null
  const human = hits.filter(({ link_no: linkNo, verdict }) => linkNo > 0 && verdict === 'human')
  const told = human.filter(({ level }) => isTold(level === 'personal' ? 'personal' : 'aggregate'))
  const among = (['aggregate', 'personal'] as const).filter((level) => measured[level].mails > 0)
  if ((human.length > 0 && told.length === 0) || (among.length > 0 && !among.some((level) => isTold(level))))
    return links.map(({ link_no: link, target }) => ({
      link,
      target: shortTarget(target),
      clicks: null,
      unique: null,
    }))
  const clicksOf = (linkNo: number) =>
    sumOf(
      told.filter((row) => row.link_no === linkNo),
      ({ times }) => times,
    )
  const uniqueOf = (linkNo: number) => readers.find((row) => row.link_no === linkNo)?.readers ?? 0
  const clicks = hideSmallPoints(
    links.map(({ link_no: linkNo }) => ({ visitors: clicksOf(linkNo) })),
    k,
  )
  const uniques = hideSmallPoints(
    links.map(({ link_no: linkNo }) => ({ visitors: uniqueOf(linkNo) })),
    k,
  )
  return links.map(({ link_no: link, target }, nth) => {
    const shown = clicks[nth]?.visitors ?? null
    const unique = uniques[nth]?.visitors ?? null
    return {
      link,
      target: shortTarget(target),
      clicks: shown,
      // What is hidden in one column is not told by the other.
      unique:
        shown === null || unique === null || measured.personal.mails === 0 || !isTold('personal')
          ? null
          : tellShare(unique, measured.personal.mails, k),
    }
  })
}

export interface CountedIssue {
  readonly issue: Pick<IssueRow, 'issue_id' | 'state' | 'document'>
  readonly day: string
  readonly mails: readonly MailRow[]
  readonly hits: readonly HitRow[]
  readonly readers: readonly ReaderRow[]
  readonly ends: readonly EndRow[]
  readonly links: readonly LinkRow[]
}

/** What can be told of one issue. Pure. */
export function tellIssue(
  { issue, day, mails, hits, readers, ends, links }: CountedIssue,
  k: number = kPlain,
): IssueFigures {
  const inState = (...states: readonly string[]) =>
    sumOf(
      mails.filter(({ state }) => states.includes(state)),
      (row) => row.mails,
    )
  const returned = (as: string) =>
    sumOf(
      mails.filter((row) => row.returned === as),
      (row) => row.mails,
    )
  const readersOf = (linkNo: number) => readers.find((row) => row.link_no === linkNo)?.readers ?? 0
  const clicks = measure(
    mails,
    'clicks',
    hits.filter((row) => row.link_no > 0),
    readersOf(-1),
    k,
  )
  return {
    issue: issue.issue_id,
    subject: issueDocument.parse(issue.document).subject,
    state: issue.state,
    day,
    recipients: sumOf(mails, (row) => row.mails),
    sent: inState('sent'),
    waiting: inState('queued', 'claimed', 'handing'),
    failed: inState('failed'),
    uncertain: inState('uncertain'),
    skipped: inState('skipped'),
    returnedHard: returned('hard'),
    returnedSoft: returned('soft'),
    complaints: returned('complaint'),
    delivered: sumOf(
      mails.filter((row) => row.state === 'sent' && row.returned !== 'hard'),
      (row) => row.mails,
    ),
    unsubscribed: sumOf(ends, ({ times }) => times),
    unsubscribedBy: Object.fromEntries(ends.map(({ ended_by: by, times }) => [by, times])),
    opens: measure(
      mails,
      'opens',
      hits.filter((row) => row.link_no === 0),
      readersOf(0),
      k,
    ),
    clicks,
    links: tellLinks({ links, hits, readers }, clicks, k),
  }
}

async function countIssues(
  tx: Tx,
  site: Pick<Site, 'id' | 'timezone'>,
  issues: readonly IssueRow[],
): Promise<CountedIssue[]> {
  const ids = arrayLiteral(issues.map((issue) => issue.issue_id))
  const [mails, hits, readers, ends, links] = await Promise.all([
    listMails(tx, site, ids),
    listHits(tx, site, ids),
    listReaders(tx, site, ids),
    listEnds(tx, site, ids),
    listTargets(tx, site, ids),
  ])
  return issues.map((issue) => {
    const own = <Row extends { readonly issue_id: number }>(rows: readonly Row[]) =>
      rows.filter((row) => row.issue_id === issue.issue_id)
    return {
      issue,
      day: localDay(issue.began_at, site.timezone),
      mails: own(mails),
      hits: own(hits),
      readers: own(readers),
      ends: own(ends),
      links: own(links),
    }
  })
}

function tellAnswers(rows: readonly { answer: string; readers: number }[]): MeasureAnswers | null {
  const of = (answer: string) => rows.find((row) => row.answer === answer)?.readers ?? 0
  const counts = [of('yes'), of('no'), of('')]
  const all = sumOf(counts, (count) => count)
  if (all > 0 && all < kPlain) return null
  // How many readers there are is told elsewhere: a single gap could be filled in by subtracting.
  const told = hideSmallPoints(
    counts.map((visitors) => ({ visitors })),
    kPlain,
  )
  const [yes = null, no = null, neverAsked = null] = told.map((one) => one?.visitors ?? null)
  return { yes, no, neverAsked }
}

/** All that began in a range. */
export const findNewsletters = (
  { db }: Pick<Ports, 'db'>,
  site: Pick<Site, 'id' | 'timezone'>,
  range: Range,
): Promise<NewsletterReport> =>
  asRole(db, 'dashboard', async (tx) => {
    const [begun, answers] = await Promise.all([listBegun(tx, site, range), listAnswers(tx, site)])
    const counted = begun.length === 0 ? [] : await countIssues(tx, site, begun)
    return { issues: counted.map((one) => tellIssue(one)), measuring: tellAnswers(answers) }
  })

/** What a mail brought to the website is looked at for this long after it was sent. */
const visitDays = 30

export interface IssueReport extends IssueFigures {
  /**
   * Visits that began at a link of this mail, within 30 days, as the website's own statistics counted them: of all readers together, and
   * joined to nobody. Null: fewer than k visitors.
   */
  readonly onSite: Summary | null
}

/** One issue with what its readers did on the website. Null: there is none, or it did not begin. */
export async function findNewsletter(
  ports: Pick<Ports, 'db' | 'now'>,
  site: Site,
  issueId: number,
): Promise<IssueReport | null> {
  const counted = await asRole(ports.db, 'dashboard', async (tx) => {
    const begun = await listOne(tx, site, issueId)
    return begun.length === 0 ? [] : countIssues(tx, site, begun)
  })
  const [one] = counted
  if (!one) return null
  const figures = tellIssue(one)
  const campaign = campaignOf({ id: issueId, document: issueDocument.parse(one.issue.document) })
  const onSite = await findSummary(ports, site, {
    range: { from: one.day, to: addDays(one.day, visitDays) },
    filters: [{ dimension: 'utm_campaign', value: campaign }],
  })
  return { ...figures, onSite }
}
