/** `…/desk/processors`: who gets data of the site, and how they are told. A secret is shown on the answer to its making and nowhere else. */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { recordAct, type ActKind } from '../account/act.ts'
import { requireStaff, type StaffEnv } from '../account/staff.ts'
import type { Tx } from '../db/connect.ts'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readForm, type Form } from '../page/read-form.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage } from '../page/shell.tsx'
import { processorDocument, type ProcessorDocument, type ProcessorFault } from '../processor/document.ts'
import {
  addProcessor,
  changeProcessor,
  endProcessor,
  findProcessor,
  listProcessors,
  renewSecret,
  type Processor,
} from '../processor/processor.ts'
import { listOpenTasks } from '../processor/task.ts'
import { desk, type Desk } from './desk-door.ts'
import { deskHref, deskPath } from './desk-href.ts'
import {
  blankProcessor,
  ProcessorPage,
  ProcessorsPage,
  SecretPage,
  writtenOf,
  type ProcessorDone,
  type ProcessorFaults,
  type ProcessorField,
  type WrittenProcessor,
} from './processor-page.tsx'

type Staff = Context<StaffEnv>

const path = `${deskPath}/processors`
const one = `${path}/:processor`
const formBytesMax = 32 * 1024
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

const notFound = (c: Staff) => answerError(c, 'not-found', { signedIn: true })

const dones: readonly string[] = ['added', 'changed', 'ended'] satisfies ProcessorDone[]
const isDone = (text: string): text is ProcessorDone => dones.includes(text)

const toProcessors = (c: Staff, { view }: Desk, done: ProcessorDone) =>
  c.redirect(deskHref(view, 'processors', { done }), 303)

async function answerProcessors(c: Staff, read: Desk): Promise<Response> {
  const { site, view, lang } = read
  const [processors, tasks] = await Promise.all([
    listProcessors(c.env, site.id),
    listOpenTasks(c.env, site.id),
  ])
  const said = c.req.query('done') ?? ''
  return answerPage(
    c,
    <ProcessorsPage
      lang={lang}
      view={view}
      desk={read}
      processors={processors}
      tasks={tasks}
      done={isDone(said) ? said : null}
    />,
  )
}

interface Filled {
  readonly written: WrittenProcessor
  readonly faults: ProcessorFaults
}

const answerForm = (c: Staff, read: Desk, processor: Processor | null, { written, faults }: Filled) =>
  answerPage(
    c,
    <ProcessorPage
      lang={read.lang}
      view={read.view}
      desk={read}
      processor={processor}
      written={written}
      faults={faults}
    />,
    faults.size > 0 ? 400 : 200,
  )

const answerSecret = (c: Staff, read: Desk, name: string, secret: string) =>
  answerPage(c, <SecretPage lang={read.lang} view={read.view} desk={read} name={name} secret={secret} />)

type Reading =
  | { readonly ok: true; readonly document: ProcessorDocument }
  | { readonly ok: false; readonly filled: Filled }

function readProcessor(form: Form): Reading {
  const field = (name: Exclude<ProcessorField, 'kinds' | 'activities'>) => form.one(name) ?? ''
  const written: WrittenProcessor = {
    name: field('name'),
    gets: field('gets'),
    country: field('country'),
    transfer: field('transfer'),
    agreement: field('agreement'),
    by: field('by'),
    url: field('url'),
    email: field('email'),
    kinds: form.all('kinds'),
    activities: form.all('activities'),
    language: field('language'),
  }
  const { by, url, email, ...rest } = written
  const told = by === 'mail' ? { by, email } : { by, url }
  const read = processorDocument.safeParse({ ...rest, told })
  if (read.success) return { ok: true, document: read.data }
  const faults = new Map<ProcessorField, ProcessorFault>()
  for (const { path: at, message } of read.error.issues) {
    // Of what stands deeper, the field that was asked for; the messages of this schema are faults, and nothing else.
    const asked = at[0] === 'told' ? (at[1] ?? 'by') : at[0]
    faults.set(String(asked) as ProcessorField, message as ProcessorFault)
  }
  return { ok: false, filled: { written, faults } }
}

/** The processor that the address names, present ones alone; to all others it is not there. */
async function withProcessor(
  c: Staff,
  answer: (read: Desk, processor: Processor) => Promise<Response>,
): Promise<Response> {
  return desk(c, async (read) => {
    const id = c.req.param('processor') ?? ''
    const processor = uuid.test(id) ? await findProcessor(c.env, read.site.id, id) : null
    return processor?.endedAt === null ? answer(read, processor) : notFound(c)
  })
}

/** What was done and the act that says so, both or neither. */
async function withAct<T>(
  c: Staff,
  { actor, site }: Desk,
  kind: ActKind,
  work: (db: Tx) => Promise<{ readonly object: string; readonly result: T }>,
): Promise<T> {
  return (await c.env.db.begin(async (db) => {
    const { object, result } = await work(db)
    await recordAct({ ...c.env, db }, { actor, siteId: site.id, kind, object })
    return result
  })) as T
}

export const processorRoutes = new Hono<StaffEnv>()
  .use(
    `${path}/*`,
    pageHeaders(),
    requireSameOrigin,
    requireStaff,
    bodyLimit({ maxSize: formBytesMax, onError: (c) => answerError(c, 'bad-request') }),
  )

  .get(path, (c) => desk(c, (read) => answerProcessors(c, read)))

  .post(path, (c) =>
    desk(c, async (read) => {
      const reading = readProcessor(await readForm(c))
      if (!reading.ok) return answerForm(c, read, null, reading.filled)
      const { name } = reading.document
      const { secret } = await withAct(c, read, 'processor-added', async (db) => {
        const added = await addProcessor({ ...c.env, db }, read.site.id, reading.document)
        return { object: added.id, result: added }
      })
      return secret === null ? toProcessors(c, read, 'added') : answerSecret(c, read, name, secret)
    }),
  )

  .get(`${path}/new`, (c) =>
    desk(c, async (read) => answerForm(c, read, null, { written: blankProcessor, faults: new Map() })),
  )

  .get(one, (c) =>
    withProcessor(c, async (read, processor) =>
      answerForm(c, read, processor, { written: writtenOf(processor.document), faults: new Map() }),
    ),
  )

  .post(one, (c) =>
    withProcessor(c, async (read, processor) => {
      const reading = readProcessor(await readForm(c))
      if (!reading.ok) return answerForm(c, read, processor, reading.filled)
      const { document } = reading
      const changed = await withAct(c, read, 'processor-changed', async (db) => ({
        object: processor.id,
        result: await changeProcessor({ ...c.env, db }, read.site.id, processor.id, document),
      }))
      return changed.ok && changed.secret !== null
        ? answerSecret(c, read, document.name, changed.secret)
        : toProcessors(c, read, 'changed')
    }),
  )

  .post(`${one}/secret`, (c) =>
    withProcessor(c, async (read, { id, document }) => {
      // A form of another kind of processor has no such button.
      if (document.told.by !== 'webhook') return answerError(c, 'bad-request', { signedIn: true })
      const secret = await withAct(c, read, 'processor-secret-renewed', async (db) => ({
        object: id,
        result: await renewSecret({ ...c.env, db }, read.site.id, id),
      }))
      return secret === null ? notFound(c) : answerSecret(c, read, document.name, secret)
    }),
  )

  .post(`${one}/end`, (c) =>
    withProcessor(c, async (read, { id }) => {
      await withAct(c, read, 'processor-ended', async (db) => ({
        object: id,
        result: await endProcessor({ ...c.env, db }, read.site.id, id),
      }))
      return toProcessors(c, read, 'ended')
    }),
  )
