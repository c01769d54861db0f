/** `…/desk/register`: the register of article 30 of a site, its file, the annex of the statement, and what staff add to it. */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { recordAct, type ActKind } from '../account/act.ts'
import { may } from '../account/role.ts'
import { requireStaff, type StaffEnv } from '../account/staff.ts'
import type { Tx } from '../db/connect.ts'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readLanguageOf } from '../page/language.ts'
import { readForm, type Form } from '../page/read-form.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage } from '../page/shell.tsx'
import { annexText, composeAnnex } from '../register/annex.ts'
import { composeRegister, readSources, registerCsv, registerFileName } from '../register/article-30.ts'
import {
  addProcessing,
  changeProcessing,
  endProcessing,
  processingFields,
  type ProcessingFault,
} from '../register/processing.ts'
import { listSites } from '../site/site.ts'
import { desk, type Desk } from './desk-door.ts'
import { deskHref, deskPath } from './desk-href.ts'
import { AnnexPage } from './register-annex-page.tsx'
import { RegisterChoosePage } from './register-choose-page.tsx'
import {
  blankProcessing,
  RegisterPage,
  type ProcessingField,
  type RefusedProcessing,
  type RegisterDone,
  type WrittenProcessing,
} from './register-page.tsx'

type Staff = Context<StaffEnv>

const path = `${deskPath}/register`
const formBytesMax = 128 * 1024
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

const notFound = (c: Staff) => answerError(c, 'not-found', { signedIn: true })

const dones: readonly string[] = ['added', 'changed', 'ended'] satisfies RegisterDone[]
const isDone = (text: string): text is RegisterDone => dones.includes(text)

async function answerRegister(
  c: Staff,
  read: Desk,
  refused: RefusedProcessing | null = null,
): Promise<Response> {
  const { site, view, lang } = read
  const sources = await readSources(c.env, site)
  const said = c.req.query('done') ?? ''
  const page = (
    <RegisterPage
      lang={lang}
      view={view}
      desk={read}
      register={composeRegister(site, sources, lang)}
      processings={sources.processings}
      refused={refused}
      done={refused === null && isDone(said) ? said : null}
    />
  )
  return answerPage(c, page, refused === null ? 200 : 400)
}

type Reading =
  | { readonly ok: true; readonly fields: ReturnType<typeof processingFields.parse> }
  | { readonly ok: false; readonly refused: Omit<RefusedProcessing, 'id'> }

function readProcessing(form: Form): Reading {
  const written = Object.fromEntries(
    Object.keys(blankProcessing).map((field) => [field, form.one(field) ?? '']),
  ) as WrittenProcessing
  const read = processingFields.safeParse(written)
  if (read.success) return { ok: true, fields: read.data }
  const faults = new Map<ProcessingField, ProcessingFault>()
  // The messages of this schema are faults, and nothing else.
  for (const { path: at, message } of read.error.issues)
    faults.set(String(at[0]) as ProcessingField, message as ProcessingFault)
  return { ok: false, refused: { written, faults } }
}

/** What was done and the act that says so, both or neither. False: there was nothing to do it to. */
async function withAct(
  c: Staff,
  { actor, site }: Desk,
  kind: ActKind,
  work: (db: Tx) => Promise<string | null>,
): Promise<boolean> {
  return await c.env.db.begin(async (db) => {
    const object = await work(db)
    if (object === null) return false
    await recordAct({ ...c.env, db }, { actor, siteId: site.id, kind, object })
    return true
  })
}

const toRegister = (c: Staff, { view }: Desk, done: RegisterDone) =>
  c.redirect(deskHref(view, 'register', { done }), 303)

export const registerRoutes = new Hono<StaffEnv>()
  .use('/dashboard/register', pageHeaders(), requireStaff)
  .use(
    `${path}/*`,
    pageHeaders(),
    requireSameOrigin,
    requireStaff,
    bodyLimit({ maxSize: formBytesMax, onError: (c) => answerError(c, 'bad-request') }),
  )
  .use(`${path}.csv`, pageHeaders(), requireStaff)

  .get('/dashboard/register', async (c) => {
    const sites = (await listSites(c.env)).filter(({ id }) => may(c.var.staff, 'privacy', id))
    const [first] = sites
    if (!first) return notFound(c)
    return sites.length === 1
      ? c.redirect(deskHref(first, 'register'), 303)
      : answerPage(
          c,
          <RegisterChoosePage lang={readLanguageOf(c)} domains={sites.map(({ domain }) => domain)} />,
        )
  })

  .get(path, (c) => desk(c, (read) => answerRegister(c, read)))

  .get(`${path}.csv`, (c) =>
    desk(c, async ({ site, lang }) => {
      const register = composeRegister(site, await readSources(c.env, site), lang)
      return c.body(registerCsv(site, register, lang), 200, {
        'Content-Type': 'text/csv; charset=utf-8; header=present',
        'Content-Disposition': `attachment; filename="${registerFileName(site, c.env.now())}.csv"`,
      })
    }),
  )

  .get(`${path}/annex`, (c) =>
    desk(c, async (read) => {
      const { site, view, lang } = read
      const annex = composeAnnex(site, await readSources(c.env, site), lang)
      return answerPage(c, <AnnexPage lang={lang} view={view} desk={read} annex={annex} />)
    }),
  )

  .get(`${path}/annex.txt`, (c) =>
    desk(c, async ({ site, lang }) => {
      const annex = composeAnnex(site, await readSources(c.env, site), lang)
      return c.body(annexText(annex), 200, {
        'Content-Type': 'text/plain; charset=utf-8',
        'Content-Disposition': `attachment; filename="privacy-${site.domain}-${lang}.txt"`,
      })
    }),
  )

  .post(`${path}/processings`, (c) =>
    desk(c, async (read) => {
      const reading = readProcessing(await readForm(c))
      if (!reading.ok) return answerRegister(c, read, { id: null, ...reading.refused })
      await withAct(c, read, 'processing-added', (db) =>
        addProcessing({ ...c.env, db }, read.site.id, reading.fields),
      )
      return toRegister(c, read, 'added')
    }),
  )

  .post(`${path}/processings/change`, (c) =>
    desk(c, async (read) => {
      const form = await readForm(c)
      const id = form.one('id') ?? ''
      if (!uuid.test(id)) return answerError(c, 'bad-request', { signedIn: true })
      const reading = readProcessing(form)
      if (!reading.ok) return answerRegister(c, read, { id, ...reading.refused })
      const isChanged = await withAct(c, read, 'processing-changed', async (db) =>
        (await changeProcessing({ ...c.env, db }, read.site.id, id, reading.fields)) ? id : null,
      )
      return isChanged ? toRegister(c, read, 'changed') : notFound(c)
    }),
  )

  .post(`${path}/processings/end`, (c) =>
    desk(c, async (read) => {
      const id = (await readForm(c)).one('id') ?? ''
      if (!uuid.test(id)) return answerError(c, 'bad-request', { signedIn: true })
      const isEnded = await withAct(c, read, 'processing-ended', async (db) =>
        (await endProcessing({ ...c.env, db }, read.site.id, id)) ? id : null,
      )
      return isEnded ? toRegister(c, read, 'ended') : notFound(c)
    }),
  )
