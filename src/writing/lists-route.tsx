/** `…/newsletter/lists`: looking for everybody who may see the site; making, changing and closing for who may edit. */
import { Hono, type Context } from 'hono'
import { recordAct } from '../account/act.ts'
import type { StaffEnv } from '../account/staff.ts'
import { answerError } from '../page/error-page.tsx'
import { readForm, type Form } from '../page/read-form.ts'
import { answerPage } from '../page/shell.tsx'
import { addList, listLists, newList, recordList, recordListClosed } from '../subscriber/list.ts'
import { countReaders } from '../subscriber/readers.ts'
import { ListsPage, type RefusedList, type WrittenList } from './lists-page.tsx'
import { doneIn } from './done.ts'
import { writing, type Writing } from './writing-door.ts'
import type { Done } from './writing-frame.tsx'
import { writingHref, writingPath } from './writing-href.ts'

type Staff = Context<StaffEnv>

const path = `${writingPath}/lists`

async function answerLists(
  c: Staff,
  { site, view, lang, viewer }: Writing,
  refused: RefusedList | null = null,
): Promise<Response> {
  const [lists, counts] = await Promise.all([listLists(c.env, site), countReaders(c.env, site)])
  const page = (
    <ListsPage
      lang={lang}
      view={view}
      viewer={viewer}
      timezone={site.timezone}
      lists={lists}
      counts={counts}
      refused={refused}
      done={doneIn(c)}
    />
  )
  return answerPage(c, page, refused === null ? 200 : 400)
}

/** After a change, so that loading the page again changes nothing. */
const back = (c: Staff, { view }: Writing, done: Done) =>
  c.redirect(writingHref(view, 'lists', { [done]: '1' }), 303)

const writtenOf = (form: Form): WrittenList => ({
  name: form.one('name') ?? '',
  description: form.one('description') ?? '',
  isOpen: form.one('isOpen') === 'on',
})

/** What is wrong with a form: of a field that the browser would have refused, too. */
function faultsOf(written: WrittenList): RefusedList['faults'] {
  const reading = newList.safeParse(written)
  const wrong = (field: 'name' | 'description') =>
    !reading.success && reading.error.issues.some(({ path: [at] }) => at === field)
  return new Set((['name', 'description'] as const).filter(wrong))
}

/** A list of this site by its number in a form, or null. */
async function listOf(c: Staff, { site }: Writing, form: Form) {
  const id = form.one('id')
  return (await listLists(c.env, site)).find((list) => String(list.id) === id) ?? null
}

const notFound = (c: Staff) => answerError(c, 'not-found', { signedIn: true })

export const listsRoutes = new Hono<StaffEnv>()
  .get(path, (c) => writing(c, 'statistics', (read) => answerLists(c, read)))

  .post(path, (c) =>
    writing(c, 'edit', async (read) => {
      const written = writtenOf(await readForm(c))
      const faults = faultsOf(written)
      if (faults.size > 0) return answerLists(c, read, { id: null, written, faults })
      const { actor, site } = read
      const { id } = await addList(c.env, site, newList.parse(written))
      await recordAct(c.env, { actor, siteId: site.id, kind: 'list-added', object: String(id) })
      return back(c, read, 'added')
    }),
  )

  .post(`${path}/change`, (c) =>
    writing(c, 'edit', async (read) => {
      const form = await readForm(c)
      const list = await listOf(c, read, form)
      if (!list) return notFound(c)
      const written = writtenOf(form)
      const faults = faultsOf(written)
      if (faults.size > 0) return answerLists(c, read, { id: list.id, written, faults })
      const { actor, site } = read
      await recordList(c.env, site, list.id, newList.parse(written))
      await recordAct(c.env, { actor, siteId: site.id, kind: 'list-changed', object: String(list.id) })
      return back(c, read, 'saved')
    }),
  )

  .post(`${path}/close`, (c) =>
    writing(c, 'edit', async (read) => {
      const form = await readForm(c)
      const list = await listOf(c, read, form)
      const closed = form.one('closed')
      if (!list || (closed !== 'yes' && closed !== 'no')) return notFound(c)
      const { actor, site } = read
      const isClosed = closed === 'yes'
      // As it is already, it is no act.
      if (isClosed !== (list.closedAt !== null)) {
        await recordListClosed(c.env, site, list.id, isClosed)
        const kind = isClosed ? 'list-closed' : 'list-opened'
        await recordAct(c.env, { actor, siteId: site.id, kind, object: String(list.id) })
      }
      return back(c, read, isClosed ? 'closed' : 'opened')
    }),
  )
