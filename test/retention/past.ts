/** Rows of the past in every table that is swept by age, written as the service leaves them, for tests that let time go by. */
import { randomBytes } from 'node:crypto'
import type { Db } from '../../src/db/connect.ts'
import { makePartition, monthOf } from '../../src/db/partitions.ts'
import { must } from '../../src/must.ts'
import type { Ports } from '../../src/ports.ts'
import { seal } from '../../src/seal.ts'
import { addDays, localDay } from '../../src/site/local-day.ts'
import type { Site } from '../../src/site/site.ts'
import { readEmail } from '../../src/subscriber/email.ts'
import { emailIndex } from '../../src/subscriber/subscriber.ts'
import { uuidOf } from '../../src/uuid.ts'

const uuid = () => uuidOf(randomBytes(16))
const chance = () => String(BigInt.asUintN(62, randomBytes(8).readBigUInt64LE()) + 1n)
const later = (at: Date, hours: number) => new Date(at.getTime() + hours * 3_600_000)

/** A request that was received and closed, with a row in everything that belongs to it. Answers its number. */
export async function fileRequest(
  { db }: { readonly db: Db },
  { id: site }: Pick<Site, 'id'>,
  at: Date,
  closedAt: Date | null,
): Promise<string> {
  const request = uuid()
  const state = closedAt ? 'answered' : 'open'
  await db`
    insert into rights_request (site_id, request_id, kind, state, channel, language, received_at, entered_at, promise_due, legal_due,
      sealed, closed_at)
    values (${site}, ${request}, 'access', ${state}, 'page', 'nl', ${at}, ${at}, '2026-01-01', '2026-01-04', ${randomBytes(4)}, ${closedAt})`
  await db`
    insert into rights_step (site_id, request_id, nth, at, step, to_state, actor_kind)
    values (${site}, ${request}, 1, ${at}, 'answer', ${state}, 'service')`
  await db`
    insert into rights_link (site_id, token_hash, request_id, purpose, made_at, expires_at)
    values (${site}, ${randomBytes(32)}, ${request}, 'confirm', ${at}, ${later(at, 48)})`
  await db`
    insert into rights_code (site_id, request_id, code_hash, made_at, expires_at)
    values (${site}, ${request}, ${randomBytes(32)}, ${at}, ${later(at, 1)})`
  await db`
    insert into rights_note (site_id, request_id, note_id, at, sealed)
    values (${site}, ${request}, ${uuid()}, ${at}, ${randomBytes(4)})`
  await db`
    insert into rights_reminder (site_id, request_id, reminder, at) values (${site}, ${request}, 'day-7', ${at})`
  await db`
    insert into rights_letter (site_id, request_id, letter_id, kind, sent_at, sealed)
    values (${site}, ${request}, ${uuid()}, 'access', ${at}, ${randomBytes(4)})`
  await db`
    insert into processor_task (site_id, task_id, request_id, processor_id, what, state, due, made_at)
    values (${site}, ${uuid()}, ${request}, ${uuid()}, 'erase', 'done', '2026-01-01', ${at})`
  return request
}

/** Events and a visit with its trail of one day, and its figures, as the roll-up left them. */
export async function visitOn(db: Db, site: Site, at: Date): Promise<void> {
  const day = localDay(at, site.timezone)
  const visitor = chance()
  await makePartition(db, monthOf(at))
  await db`
    insert into event (site_id, occurred_at, id, visitor, name, path)
    values (${site.id}, ${at}, ${uuid()}, ${visitor}, 'pageview', '/')`
  await db`
    insert into visit (site_id, day, visitor, started_at, ended_at, opened_at, engaged_ms, views, events, interactions)
    values (${site.id}, ${day}, ${visitor}, ${at}, ${at}, ${at}, 0, 1, 0, 0)`
  await db`
    insert into visit_trail (site_id, day, visitor, started_at, entry, exit, trail, trail_at)
    values (${site.id}, ${day}, ${visitor}, ${at}, '/', '/', ${'{/}'}::text[], ${'{0}'}::integer[])`
  await db`
    insert into site_day (site_id, day, marks, computed_marks, visitors, visits, views, events, bounces, engaged_ms, keys_lost)
    values (${site.id}, ${day}, 1, 1, 1, 1, 1, 0, 1, 0, false)
    on conflict (site_id, day) do update set visitors = site_day.visitors + 1, visits = site_day.visits + 1, views = site_day.views + 1,
      bounces = site_day.bounces + 1`
  await db`
    insert into day_hour (site_id, day, hour, views, events, visitors, visits) values (${site.id}, ${day}, 10, 1, 0, 1, 1)
    on conflict (site_id, day, hour) do update set views = day_hour.views + 1, visitors = day_hour.visitors + 1,
      visits = day_hour.visits + 1`
  await db`
    insert into day_value (site_id, day, dimension, value, visitors, visits, views) values (${site.id}, ${day}, 'page', '/', 1, 1, 1)
    on conflict (site_id, dimension, day, value) do update set visitors = day_value.visitors + 1, visits = day_value.visits + 1,
      views = day_value.views + 1`
}

/** A row or more in every table of a site that is swept by age. All of it happened at `at`, and what can end, ended then. */
export async function somethingOfSite(
  ports: Pick<Ports, 'db' | 'keyFor' | 'random'>,
  site: Site,
  at: Date,
): Promise<void> {
  const { db } = ports
  const { id } = site
  const day = localDay(at, site.timezone)
  const issue = 1 + (randomBytes(3).readUIntBE(0, 3) % 8_000_000)
  const [subscriber, restriction] = [chance(), uuid()]
  const email = must(readEmail(`lezer-${subscriber}@example.nl`), 'it is one')
  await visitOn(db, site, at)
  await db`insert into served_day (site_id, day, requests) values (${id}, ${day}, 1) on conflict do nothing`
  await db`insert into drop_count (site_id, day, reason, beacons) values (${id}, ${day}, 'bot', 1) on conflict do nothing`
  await db`
    insert into consent_count (site_id, day, notice_id, language, outcome, times) values (${id}, ${day}, 'x', 'nl', 'shown', 1)
    on conflict do nothing`
  await db`
    insert into unsubscribe_count (site_id, issue_id, ended_by, day, times) values (${id}, ${issue}, 'page', ${day}, 1)`
  await db`
    insert into newsletter_issue (site_id, issue_id, state, document, made_at, changed_at, started_at)
    values (${id}, ${issue}, 'sent', '{}', ${at}, ${at}, ${at})`
  await db`
    insert into hit_count (site_id, issue_id, day, link_no, level, verdict, times)
    values (${id}, ${issue}, ${day}, 1, 'aggregate', 'human', 1)`
  await db`
    insert into delivery (site_id, issue_id, subscriber_id, state, opens, clicks, next_try_at, sent_at)
    values (${id}, ${issue}, ${subscriber}, 'sent', 'off', 'off', ${at}, ${at})`
  await db`
    insert into reader_hit (site_id, issue_id, subscriber_id, link_no, verdict, times, first_at, last_at)
    values (${id}, ${issue}, ${subscriber}, 1, 'human', 1, ${at}, ${at})`
  await db`
    insert into subscriber (site_id, subscriber_id, email_index, email, language, made_at, receive_receipt)
    values (${id}, ${subscriber}, ${emailIndex(ports, email)}, ${seal(ports, 'subscriber.email', email)}, 'nl', ${at}, ${uuid()})`
  await db`
    insert into subscription (site_id, subscriber_id, list_id, began_at, receipt_id, ended_at, ended_by)
    values (${id}, ${subscriber}, 1, ${at}, ${uuid()}, ${at}, 'page')`
  await db`
    insert into subscriber_receipt (site_id, receipt_id, subscriber_id, purpose, answer, channel, lists, recorded_at)
    values (${id}, ${uuid()}, ${subscriber}, 'receive', 'yes', 'form', '[1]', ${at})`
  await db`insert into day_key (site_id, day, key, made_at) values (${id}, ${day}, ${randomBytes(32)}, ${at}) on conflict do nothing`
  await db`
    insert into consent_receipt (site_id, receipt_id, recorded_at, valid_until, body) values (${id}, ${uuid()}, ${at}, ${at}, '{}')`
  await db`
    insert into consent_given (site_id, receipt_id, valid_until, ended_at, insight, insight_until)
    values (${id}, ${uuid()}, ${later(at, 24 * 180)}, ${at}, ${chance()}, ${later(at, 24 * 395)}),
      (${id}, ${uuid()}, ${at}, null, null, null)`
  await db`
    insert into confirmation (site_id, confirmation_id, kind, email_index, asked_at)
    values (${id}, ${uuid()}, 'subscribe', ${randomBytes(32)}, ${at})`
  const file = uuid()
  await db`
    insert into reader_import (site_id, import_id, state, lists, column_map, made_at, made_by, changed_at)
    values (${id}, ${file}, 'done', '[1]', '{}', ${at}, ${uuid()}, ${at})`
  await db`
    insert into reader_import_row (site_id, import_id, row_no, sealed) values (${id}, ${file}, 1, ${randomBytes(4)})`
  await db`insert into sign_up_try (site_id, subject, tries, began_at) values (${id}, ${randomBytes(8)}, 1, ${at})`
  await db`insert into rights_try (site_id, subject, tries, began_at) values (${id}, ${randomBytes(8)}, 1, ${at})`
  await db`insert into sending_pace (site_id, subject, free_at, planned_at) values (${id}, ${randomBytes(8)}, ${at}, ${at})`
  await fileRequest({ db }, site, at, at)
  await db`
    insert into restriction (site_id, restriction_id, began_at, lifted_at) values (${id}, ${restriction}, ${at}, ${at})`
  await db`
    insert into held_row (site_id, restriction_id, nth, table_name, sealed) values (${id}, ${restriction}, 1, 'visit', ${randomBytes(4)})`
  await db`
    insert into journal_entry (site_id, seq, at, act)
    select ${id}::integer, coalesce(max(seq), 0) + 1, ${at}::timestamptz, 'erased' from journal_entry where site_id = ${id}`
  await db`
    insert into breach (site_id, breach_id, discovered_at, closed_at, sealed, made_at, changed_at)
    values (${id}, ${uuid()}, ${at}, ${at}, ${randomBytes(4)}, ${at}, ${at})`
  await db`
    insert into retention_run (site_id, day, category, at, rows_deleted, partitions_dropped, is_done, chained_at)
    values (${id}, ${addDays(day, -1)}, 'events', ${at}, 0, 0, true, ${at}) on conflict do nothing`
}

/** The same of what belongs to no site. */
export async function somethingOfInstallation({ db }: Pick<Ports, 'db'>, at: Date): Promise<void> {
  const staff = uuid()
  await db`
    insert into staff_session (session_id, staff_id, token_hash, created_at, updated_at, expires_at)
    values (${uuid()}, ${staff}, ${randomBytes(32)}, ${at}, ${at}, ${later(at, 0.5)})`
  await db`
    insert into staff_verification (verification_id, identifier, value, expires_at, created_at, updated_at)
    values (${uuid()}, ${randomBytes(8)}, ${randomBytes(8)}, ${later(at, 1)}, ${at}, ${at})`
  await db`insert into staff_attempt (subject, tries, began_at) values (${randomBytes(8)}, 1, ${at})`
  await db`
    insert into staff_invitation (invitation_id, token_hash, site_id, role, created_at, expires_at)
    values (${uuid()}, ${randomBytes(32)}, 0, 'viewer', ${at}, ${later(at, 24 * 7)})`
  await db`
    insert into staff_act (act_id, at, actor_kind, kind) values (${uuid()}, ${at}, 'service', 'site-added')`
  await db`
    insert into mail (mail_id, queued_at, next_try_at, tries, sent_at) values (${uuid()}, ${at}, ${at}, 1, ${at})`
  await db`
    insert into subject_key (year, key, made_at) values (${at.getUTCFullYear()}, ${randomBytes(32)}, ${at}) on conflict do nothing`
}

export async function somethingOfEverything(
  ports: Pick<Ports, 'db' | 'keyFor' | 'random'>,
  site: Site,
  at: Date,
): Promise<void> {
  await somethingOfSite(ports, site, at)
  await somethingOfInstallation(ports, at)
}
