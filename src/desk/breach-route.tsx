/** `…/desk/breaches`: the log of breaches, one of them, and its files for the authority's form. */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { requireStaff, type StaffEnv } from '../account/staff.ts'
import {
  amendBreach,
  closeBreach,
  decideBreach,
  findBreach,
  listBreaches,
  recordBreach,
  type Breach,
  type BreachRefusal,
} from '../breach/breach.ts'
import { formCsv, formJson, formOf, formText } from '../breach/export.ts'
import type { BreachFault } from '../breach/record.ts'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readForm } from '../page/read-form.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage } from '../page/shell.tsx'
import type { BreachFaults, BreachFormField, WrittenBreach } from './breach-form.tsx'
import {
  BreachesPage,
  BreachNewPage,
  BreachPage,
  type BreachDone,
  type BreachPageProps,
} from './breach-page.tsx'
import {
  blankBreach,
  readBreach,
  readDecision,
  readWritten,
  readWrittenDecision,
  writtenBreach,
  writtenDecision,
  type DecisionFaults,
  type DecisionField,
} from './breach-read.ts'
import { desk, type Desk } from './desk-door.ts'
import { deskHref, deskPath } from './desk-href.ts'

type Staff = Context<StaffEnv>

const path = `${deskPath}/breaches`
const one = `${path}/:breach`
/** Texts of thousands of letters, each of which takes up to nine bytes in a form. */
const formBytesMax = 512 * 1024
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

const notFound = (c: Staff) => answerError(c, 'not-found', { signedIn: true })

const dones: readonly string[] = ['recorded', 'amended', 'decided', 'closed'] satisfies BreachDone[]
const isDone = (text: string): text is BreachDone => dones.includes(text)

const toBreach = (c: Staff, { view }: Desk, id: string, done: BreachDone) =>
  c.redirect(deskHref(view, `breaches/${id}`, { done }), 303)

const answerNew = (c: Staff, read: Desk, written: WrittenBreach, faults: BreachFaults) =>
  answerPage(
    c,
    <BreachNewPage
      lang={read.lang}
      view={read.view}
      desk={read}
      now={c.env.now()}
      written={written}
      faults={faults}
    />,
    faults.size > 0 ? 400 : 200,
  )

type Refused = Partial<Pick<BreachPageProps, 'written' | 'faults' | 'decision' | 'decisionFaults'>>

function answerBreach(c: Staff, read: Desk, breach: Breach, refused: Refused | null = null) {
  const said = c.req.query('done') ?? ''
  return answerPage(
    c,
    <BreachPage
      lang={read.lang}
      view={read.view}
      desk={read}
      now={c.env.now()}
      breach={breach}
      written={writtenBreach(breach)}
      faults={new Map()}
      decision={writtenDecision(breach)}
      decisionFaults={new Map()}
      done={refused === null && isDone(said) ? said : null}
      {...refused}
    />,
    refused === null ? 200 : 400,
  )
}

/** The breach that the address names; to all others it is not there. */
async function withBreach(
  c: Staff,
  answer: (read: Desk, breach: Breach) => Promise<Response> | Response,
): Promise<Response> {
  return desk(c, async (read) => {
    const id = c.req.param('breach') ?? ''
    const breach = uuid.test(id) ? await findBreach(c.env, read.site.id, id) : null
    return breach ? answer(read, breach) : notFound(c)
  })
}

/** At which field a refusal of the log stands; it says so with the same word. */
const faultAt = <Field extends string>(
  why: BreachRefusal,
  fields: Readonly<Partial<Record<BreachRefusal, Field>>>,
): ReadonlyMap<Field, BreachFault> | null => {
  const field = fields[why]
  if (field === undefined || why === 'unknown' || why === 'closed' || why === 'undecided') return null
  return new Map([[field, why]])
}

const timesAt: Readonly<Partial<Record<BreachRefusal, BreachFormField>>> = {
  future: 'awareAt',
  order: 'awareAt',
  'not-aware': 'awareAt',
}
const decisionAt: Readonly<Partial<Record<BreachRefusal, DecisionField>>> = {
  future: 'notifiedAt',
  order: 'notifiedAt',
  'not-aware': 'notifiedAt',
  reason: 'reason',
  delay: 'delay',
}

export const breachRoutes = new Hono<StaffEnv>()
  .use(
    `${path}/*`,
    pageHeaders(),
    requireSameOrigin,
    requireStaff,
    bodyLimit({ maxSize: formBytesMax, onError: (c) => answerError(c, 'bad-request') }),
  )

  .get(path, (c) =>
    desk(c, async (read) => {
      const breaches = await listBreaches(c.env, read.site.id)
      return answerPage(
        c,
        <BreachesPage lang={read.lang} view={read.view} desk={read} now={c.env.now()} breaches={breaches} />,
      )
    }),
  )

  .post(path, (c) =>
    desk(c, async (read) => {
      const written = readWritten(await readForm(c))
      const reading = readBreach(written)
      if (!reading.ok) return answerNew(c, read, written, reading.faults)
      const recorded = await recordBreach(c.env, read.actor, read.site.id, reading.times, reading.content)
      if (recorded.ok) return toBreach(c, read, recorded.id, 'recorded')
      const field = reading.times.awareAt === null ? 'discoveredAt' : 'awareAt'
      return answerNew(c, read, written, new Map([[field, recorded.why]]))
    }),
  )

  .get(`${path}/new`, (c) => desk(c, async (read) => answerNew(c, read, blankBreach(c.env.now()), new Map())))

  .get(one, (c) => withBreach(c, (read, breach) => answerBreach(c, read, breach)))

  .post(one, (c) =>
    withBreach(c, async (read, breach) => {
      const written = readWritten(await readForm(c))
      const reading = readBreach(written)
      if (!reading.ok) return answerBreach(c, read, breach, { written, faults: reading.faults })
      const { times, content } = reading
      const amended = await amendBreach(c.env, read.actor, read.site.id, breach.id, times, content)
      if (amended.ok) return toBreach(c, read, breach.id, 'amended')
      const faults: BreachFaults | null = faultAt(amended.why, timesAt)
      return faults === null ? notFound(c) : answerBreach(c, read, breach, { written, faults })
    }),
  )

  .post(`${one}/decide`, (c) =>
    withBreach(c, async (read, breach) => {
      const decision = readWrittenDecision(await readForm(c))
      const reading = readDecision(decision)
      if (!reading.ok) return answerBreach(c, read, breach, { decision, decisionFaults: reading.faults })
      const decided = await decideBreach(c.env, read.actor, read.site.id, breach.id, reading.deciding)
      if (decided.ok) return toBreach(c, read, breach.id, 'decided')
      const decisionFaults: DecisionFaults | null = faultAt(decided.why, decisionAt)
      return decisionFaults === null
        ? notFound(c)
        : answerBreach(c, read, breach, { decision, decisionFaults })
    }),
  )

  .post(`${one}/close`, (c) =>
    withBreach(c, async (read, breach) => {
      const closed = await closeBreach(c.env, read.actor, read.site.id, breach.id)
      if (closed.ok) return toBreach(c, read, breach.id, 'closed')
      return closed.why === 'undecided' ? answerError(c, 'bad-request', { signedIn: true }) : notFound(c)
    }),
  )

  .get(`${one}/form.txt`, (c) =>
    withBreach(c, (read, breach) =>
      answerForm(c, breach, 'txt', 'text/plain', formText(formOf(read.site, breach, read.lang), read.lang)),
    ),
  )

  .get(`${one}/form.csv`, (c) =>
    withBreach(c, (read, breach) =>
      answerForm(c, breach, 'csv', 'text/csv', formCsv(formOf(read.site, breach, read.lang), read.lang)),
    ),
  )

  .get(`${one}/form.json`, (c) =>
    withBreach(c, (read, breach) =>
      answerForm(c, breach, 'json', 'application/json', formJson(read.site, breach)),
    ),
  )

const answerForm = (c: Staff, { id }: Breach, kind: string, type: string, text: string) =>
  c.body(text, 200, {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Disposition': `attachment; filename="breach-${id.slice(0, 8)}.${kind}"`,
  })
