/**
 * `…/newsletter/readers`: how many for everybody who may see the site; readers themselves for who edits or guards privacy. Who somebody is
 * comes in the body of a form, and stands in no address.
 */
import { Hono, type Context } from 'hono'
import { recordAct, type Actor } from '../account/act.ts'
import type { StaffEnv } from '../account/staff.ts'
import { answerError } from '../page/error-page.tsx'
import { readForm, type Form } from '../page/read-form.ts'
import { answerPage } from '../page/shell.tsx'
import { wordsIn } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { askMeasuring } from '../subscriber/ask-measuring.ts'
import { readEmail, type Email } from '../subscriber/email.ts'
import { exportReaders } from '../subscriber/export.ts'
import { exportSubscriber } from '../subscriber/forget.ts'
import { listLists, type List } from '../subscriber/list.ts'
import { measuredOf } from '../subscriber/measuring.ts'
import { findNewsletterSettings } from '../subscriber/newsletter-settings.ts'
import { countReaders, countUnasked, listNewest } from '../subscriber/readers.ts'
import { findByEmail } from '../subscriber/subscriber.ts'
import { findSuppression } from '../subscriber/suppression.ts'
import { withdraw } from '../subscriber/withdraw.ts'
import { answerCsv } from './answer-csv.ts'
import { addReader, readReader, writtenReader, type AddFault, type WrittenReader } from './readers-add.ts'
import { AddPage } from './readers-add-page.tsx'
import { ReadersPage, readersPerPage, type Asking, type ReadersPageProps } from './readers-page.tsx'
import { PersonPage, type PersonDone } from './readers-person-page.tsx'
import { writing, type Writing } from './writing-door.ts'
import { writingHref, writingPath } from './writing-href.ts'

type Staff = Context<StaffEnv>

const path = `${writingPath}/readers`

/** The newest 10,000: whoever looks for somebody further back knows their address, or downloads the list. */
const pagesMax = 200
/** In one request: each is a mail that is written and queued. */
const askedAtOnce = 500

const numberIn = (c: Staff, name: string): number | null => {
  const given = c.req.query(name) ?? ''
  return /^\d{1,7}$/.test(given) ? Number(given) : null
}

async function askingOf(c: Staff, site: Site): Promise<Asking> {
  const measured = measuredOf(await findNewsletterSettings(c.env, site))
  return { mayBeAsked: measured && (await countUnasked(c.env, site)), asked: numberIn(c, 'asked') }
}

async function newestOf(c: Staff, site: Site): Promise<ReadersPageProps['newest']> {
  const page = Math.min(Math.max(numberIn(c, 'page') ?? 1, 1), pagesMax)
  const skip = (page - 1) * readersPerPage
  const found = await listNewest(c.env, site, { skip, limit: readersPerPage + 1 })
  return {
    page,
    readers: found.slice(0, readersPerPage),
    hasMore: found.length > readersPerPage && page < pagesMax,
  }
}

async function answerReaders(
  c: Staff,
  { site, view, lang, viewer }: Writing,
  fault: ReadersPageProps['fault'] = null,
): Promise<Response> {
  const [lists, counts, asking, newest] = await Promise.all([
    listLists(c.env, site),
    countReaders(c.env, site),
    askingOf(c, site),
    viewer.maySeePeople ? newestOf(c, site) : null,
  ])
  const page = (
    <ReadersPage
      lang={lang}
      view={view}
      viewer={viewer}
      timezone={site.timezone}
      lists={lists}
      counts={counts}
      asking={asking}
      newest={newest}
      fault={fault}
    />
  )
  return answerPage(c, page, fault === null ? 200 : 400)
}

async function answerPerson(
  c: Staff,
  { site, view, lang, viewer }: Writing,
  email: Email,
  done: PersonDone | null = null,
): Promise<Response> {
  const found = await findByEmail(c.env, site.id, email)
  const [person, suppression] = await Promise.all([
    found && exportSubscriber(c.env, site.id, found.id),
    findSuppression(c.env, site.id, email),
  ])
  const page = (
    <PersonPage
      lang={lang}
      view={view}
      viewer={viewer}
      timezone={site.timezone}
      person={person}
      suppression={suppression}
      done={done}
    />
  )
  return answerPage(c, page)
}

interface Refused {
  readonly written: WrittenReader
  readonly faults: ReadonlySet<AddFault>
}

const joinable = async (c: Staff, site: Site): Promise<readonly List[]> =>
  (await listLists(c.env, site)).filter(({ closedAt }) => closedAt === null)

const blank: WrittenReader = { email: '', name: '', language: 'nl', lists: [], said: '' }

async function answerAdd(
  c: Staff,
  { site, view, lang, viewer }: Writing,
  { written, faults }: Refused = { written: blank, faults: new Set() },
): Promise<Response> {
  const lists = await joinable(c, site)
  const page = (
    <AddPage lang={lang} view={view} viewer={viewer} lists={lists} written={written} faults={faults} />
  )
  return answerPage(c, page, faults.size > 0 ? 400 : 200)
}

/** Ends what somebody asked staff to end, with a receipt of it and an act that does not say whose. */
async function endFor(
  ports: Pick<Ports, 'db' | 'now' | 'random' | 'keyFor'>,
  actor: Actor,
  site: Site,
  { email, lists }: { readonly email: Email; readonly lists: readonly number[] | null },
): Promise<void> {
  await ports.db.begin(async (db) => {
    const within = { ...ports, db }
    const person = await findByEmail(within, site.id, email)
    if (!person) return
    const ended = await withdraw(within, { site, subscriberId: person.id, lists, by: 'staff', issueId: 0 })
    if (ended.length > 0)
      await recordAct(within, { actor, siteId: site.id, kind: 'reader-ended', object: null })
  })
}

const emailIn = (form: Form): Email | null => readEmail(form.one('email') ?? '')

export const readersRoutes = new Hono<StaffEnv>()
  .get(path, (c) => writing(c, 'statistics', (read) => answerReaders(c, read)))

  .post(`${path}/find`, (c) =>
    writing(c, 'people', async (read) => {
      const email = emailIn(await readForm(c))
      return email ? answerPerson(c, read, email) : answerReaders(c, read, 'email')
    }),
  )

  .get(`${path}/add`, (c) => writing(c, 'edit', (read) => answerAdd(c, read)))

  .post(`${path}/add`, (c) =>
    writing(c, 'edit', async (read) => {
      const written = writtenReader(await readForm(c))
      const reading = readReader(written, await joinable(c, read.site))
      if (!reading.ok) return answerAdd(c, read, { written, faults: reading.faults })
      const outcome = await addReader(c.env, read.actor, read.site, reading.reader)
      return outcome === 'suppressed'
        ? answerAdd(c, read, { written, faults: new Set([outcome]) })
        : answerPerson(c, read, reading.reader.email, outcome)
    }),
  )

  .post(`${path}/end`, (c) =>
    writing(c, 'people', async (read) => {
      const form = await readForm(c)
      const email = emailIn(form)
      const list = form.one('list')
      if (!email || (list !== undefined && !/^\d{1,9}$/.test(list))) return answerReaders(c, read, 'email')
      await endFor(c.env, read.actor, read.site, { email, lists: list === undefined ? null : [Number(list)] })
      return answerPerson(c, read, email, 'ended')
    }),
  )

  .post(`${path}/ask`, (c) =>
    writing(c, 'edit', async (read) => {
      if ((await readForm(c)).one('ask') !== 'all') return answerError(c, 'bad-request', { signedIn: true })
      const { actor, site, view } = read
      const asked = await askMeasuring(c.env, site, { limit: askedAtOnce })
      if (asked > 0)
        await recordAct(c.env, { actor, siteId: site.id, kind: 'readers-asked', object: String(asked) })
      return c.redirect(`${writingHref(view, 'readers', { asked: String(asked) })}#ask`, 303)
    }),
  )

  .post(`${path}/export`, (c) =>
    writing(c, 'people', async (read) => {
      const { site, actor, lang } = read
      const given = (await readForm(c)).one('list')
      const list = (await listLists(c.env, site)).find(({ id }) => String(id) === given)
      if (!list) return answerReaders(c, read, 'list')
      await recordAct(c.env, { actor, siteId: site.id, kind: 'readers-exported', object: String(list.id) })
      const { person, import: words } = wordsIn(lang).readers
      const pieces = exportReaders(c.env, site, list.id, {
        columns: words.exportColumns,
        channels: person.channels,
      })
      return answerCsv(c, `${site.domain}-${list.id}`, pieces)
    }),
  )
