/**
 * `…/newsletter/import`: a file of readers, in steps, for who may edit. The file is read while it comes in; small ones are checked and
 * taken within the request, large ones go on by themselves (`import-round.ts`) while their page tells how far.
 */
import { Hono, type Context } from 'hono'
import { recordAct, type ActKind } from '../account/act.ts'
import type { StaffEnv } from '../account/staff.ts'
import type { Tx } from '../db/connect.ts'
import { answerError } from '../page/error-page.tsx'
import { readForm, type Form } from '../page/read-form.ts'
import { answerPage } from '../page/shell.tsx'
import { wordsIn } from '../page/words.ts'
import { importFields, type ColumnMap, type ImportField } from '../subscriber/import-columns.ts'
import { reportRefused } from '../subscriber/import-report.ts'
import { advanceImport } from '../subscriber/import-round.ts'
import {
  cancelImport,
  confirmImport,
  countVerdicts,
  findImport,
  listImports,
  listStaged,
  missingFields,
  recordColumns,
  undoImport,
  type ImportState,
  type ReaderImport,
} from '../subscriber/import.ts'
import { listLists } from '../subscriber/list.ts'
import { answerCsv } from './answer-csv.ts'
import { doneIn } from './done.ts'
import { ImportPage } from './import-page.tsx'
import { ImportStatusPage } from './import-status-page.tsx'
import { takeUpload, type RefusedUpload } from './import-upload.ts'
import { writing, type Writing } from './writing-door.ts'
import { writingHref, writingPath } from './writing-href.ts'

type Staff = Context<StaffEnv>

const path = `${writingPath}/import`

/** Of 500 rows: one to three seconds on a busy machine, and then the next page says how far it is. */
const batchesAtOnce = 4
const rowsShown = 10
const refreshSeconds = 5

const isUnderWay: ReadonlySet<ImportState> = new Set(['reading', 'checking', 'applying', 'undoing'])

async function answerImport(
  c: Staff,
  { site, view, lang, viewer }: Writing,
  refused: RefusedUpload | null = null,
): Promise<Response> {
  const [lists, imports] = await Promise.all([listLists(c.env, site), listImports(c.env, site)])
  const page = (
    <ImportPage
      lang={lang}
      view={view}
      viewer={viewer}
      lists={lists.filter(({ closedAt }) => closedAt === null)}
      imports={imports}
      refused={refused}
      done={doneIn(c)}
    />
  )
  return answerPage(c, page, refused === null ? 200 : 400)
}

async function answerStatus(
  c: Staff,
  { site, view, lang, viewer }: Writing,
  staged: ReaderImport,
): Promise<Response> {
  const isGoing = isUnderWay.has(staged.state)
  const [lists, verdicts, rows] = await Promise.all([
    listLists(c.env, site),
    // While it goes on they are half of the truth, and counting them would hold it up.
    isGoing ? new Map() : countVerdicts(c.env, staged),
    staged.state === 'ready' ? listStaged(c.env, staged, 0, rowsShown) : [],
  ])
  const isRefreshing = isGoing && c.req.query('still') === undefined
  // As `meta refresh` does, without script; the page says how to make it stop (WCAG 2.2.1).
  if (isRefreshing) c.header('Refresh', String(refreshSeconds))
  const page = (
    <ImportStatusPage
      lang={lang}
      view={view}
      viewer={viewer}
      lists={lists}
      staged={staged}
      verdicts={verdicts}
      rows={rows}
      isRefreshing={isRefreshing}
    />
  )
  return answerPage(c, page)
}

/** As `writing`, for one import. One that is gone, or another site's, is not there. */
const importing = (
  c: Staff,
  answer: (read: Writing, staged: ReaderImport) => Promise<Response>,
): Promise<Response> =>
  writing(c, 'edit', async (read) => {
    const staged = await findImport(c.env, read.site.id, c.req.param('import') ?? '')
    if (staged) return answer(read, staged)
    const detail = wordsIn(read.lang).readers.import.gone
    return answerError(c, 'not-found', { detail, signedIn: true })
  })

const toImport = (c: Staff, { view }: Writing, importId: string) =>
  c.redirect(writingHref(view, `import/${importId}`), 303)

/** One step of an import with the list of what staff did: both or neither. What was done before, such as by a second press, is no act. */
async function step(
  c: Staff,
  { site, actor }: Writing,
  { id }: ReaderImport,
  kind: Extract<ActKind, `import-${string}`>,
  work: (within: { readonly db: Tx; readonly now: () => Date }) => Promise<boolean>,
): Promise<void> {
  await c.env.db.begin(async (db) => {
    const within = { ...c.env, db }
    if (await work(within)) await recordAct(within, { actor, siteId: site.id, kind, object: id })
  })
}

/** A column is chosen by its place; what is none is not in the file. */
function columnsOf(form: Form, width: number): ColumnMap {
  const map: Partial<Record<ImportField, number>> = {}
  for (const field of importFields) {
    const given = form.one(field)
    if (given !== undefined && /^\d{1,2}$/.test(given) && Number(given) < width) map[field] = Number(given)
  }
  return map
}

export const importRoutes = new Hono<StaffEnv>()
  .get(path, (c) => writing(c, 'edit', (read) => answerImport(c, read)))

  .post(path, (c) =>
    writing(c, 'edit', async (read) => {
      const { site, actor } = read
      const lists = await listLists(c.env, site)
      const offered = lists.filter(({ closedAt }) => closedAt === null).map(({ id }) => id)
      const upload = await takeUpload(c.env, c.req.raw, { site, offered, madeBy: actor.id })
      if (!upload.ok) return answerImport(c, read, upload)
      await advanceImport(c.env, site.id, upload.importId, batchesAtOnce)
      return toImport(c, read, upload.importId)
    }),
  )

  .get(`${path}/:import`, (c) => importing(c, (read, staged) => answerStatus(c, read, staged)))

  .get(`${path}/:import/refused.csv`, (c) =>
    importing(c, async ({ lang }, staged) => {
      const words = wordsIn(lang).readers.import
      return answerCsv(
        c,
        words.csvName,
        reportRefused(c.env, staged, {
          row: words.row,
          why: words.why,
          column: words.column,
          refusals: words.refusals,
        }),
      )
    }),
  )

  .post(`${path}/:import/columns`, (c) =>
    importing(c, async (read, staged) => {
      await recordColumns(c.env, read.site.id, staged.id, columnsOf(await readForm(c), staged.width))
      await advanceImport(c.env, read.site.id, staged.id, batchesAtOnce)
      return toImport(c, read, staged.id)
    }),
  )

  .post(`${path}/:import/confirm`, (c) =>
    importing(c, async (read, staged) => {
      // Without a column for them no row has an address and a proof, so there is nobody to take.
      if (missingFields(staged).length === 0)
        await step(c, read, staged, 'import-confirmed', (within) =>
          confirmImport(within, read.site.id, staged.id),
        )
      await advanceImport(c.env, read.site.id, staged.id, batchesAtOnce)
      return toImport(c, read, staged.id)
    }),
  )

  .post(`${path}/:import/cancel`, (c) =>
    importing(c, async (read, staged) => {
      await step(c, read, staged, 'import-cancelled', (within) =>
        cancelImport(within, read.site.id, staged.id),
      )
      return (await findImport(c.env, read.site.id, staged.id))
        ? toImport(c, read, staged.id)
        : c.redirect(writingHref(read.view, 'import', { cancelled: '1' }), 303)
    }),
  )

  .post(`${path}/:import/undo`, (c) =>
    importing(c, async (read, staged) => {
      await step(c, read, staged, 'import-undone', (within) => undoImport(within, read.site.id, staged.id))
      await advanceImport(c.env, read.site.id, staged.id, batchesAtOnce)
      return toImport(c, read, staged.id)
    }),
  )
