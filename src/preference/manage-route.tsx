/**
 * A reader's preferences, by the link in each mail. It works for ever and opens nothing but this: no cookie, no account. It can be in strange
 * hands, since mails are passed on, so what it can do by itself is what a reader can easily undo: lists, the answer about measuring,
 * name and language. To see, to take along, to be forgotten and to have another address, the owner confirms by mail (fact 11).
 */
import { Hono, type Context } from 'hono'
import { languagesOf } from '../consent/visitor-page.tsx'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readForm, type Form } from '../page/read-form.ts'
import { answerPage } from '../page/shell.tsx'
import type { Language } from '../page/words.ts'
import type { Env } from '../ports.ts'
import { recordLanguage, recordName, readName } from '../subscriber/change.ts'
import { maskEmail, readEmail } from '../subscriber/email.ts'
import type { Subscriber } from '../subscriber/subscriber.ts'
import { recordAnswer } from './answer.ts'
import { askToConfirm } from './ask.ts'
import type { Change } from './letters.ts'
import { answerUnknownLink, limitForm, secretAddress } from './link.ts'
import { recordLists } from './lists.ts'
import { ManagePage, MailedPage, NobodyPage, type ManageRefusal } from './manage-page.tsx'
import { findShown, readManaging, type Managing } from './managing.ts'

const path = '/n/m/'

/** Of somebody who is there. */
type Known = Managing & { readonly person: Subscriber }
type Handler = (c: Context<Env>, known: Known, form: Form) => Promise<Response>

export const manageRoutes = new Hono<Env>()
  .use('/n/m/*', pageHeaders(), secretAddress, limitForm)

  .get('/n/m/:token', async (c) => {
    const managing = await readManaging(c, path)
    if (!managing) return answerUnknownLink(c)
    const { person } = managing
    if (!person) return answerPage(c, <NobodyPage visiting={managing.visiting} />)
    return answerManaging(c, { ...managing, person })
  })

  .post('/n/m/:token', async (c) => {
    const managing = await readManaging(c, path)
    if (!managing) return answerUnknownLink(c)
    const { person } = managing
    if (!person) return answerPage(c, <NobodyPage visiting={managing.visiting} />)
    const form = await readForm(c)
    const handle = handlers.get(form.one('does') ?? '')
    return handle ? handle(c, { ...managing, person }, form) : answerError(c, 'bad-request')
  })

async function answerManaging(c: Context<Env>, { site, person, visiting }: Known, refusal?: ManageRefusal) {
  const shown = await findShown(c.env, site, person)
  const isSaved = refusal === undefined && c.req.query('saved') !== undefined
  return answerPage(
    c,
    <ManagePage visiting={visiting} {...shown} isSaved={isSaved} refusal={refusal} />,
    refusal === undefined ? 200 : refusal.form === 'too-many' ? 429 : 400,
  )
}

/** Back to the page by a redirect, so that loading it again sends nothing again. */
const answerSaved = (c: Context<Env>, { visiting }: Known, lang: Language = visiting.lang): Response =>
  c.redirect(`${visiting.here}?${new URLSearchParams({ lang, saved: '' })}`, 303)

const numbersOf = (form: Form, name: string): readonly number[] =>
  form
    .all(name)
    .filter((text) => /^\d{1,9}$/.test(text))
    .map(Number)

const saveLists: Handler = async (c, known, form) => {
  const { site, person, issueId, visiting } = known
  const { lists: offered } = await findShown(c.env, site, person)
  const wish = { shown: numbersOf(form, 'shown'), wanted: numbersOf(form, 'list') }
  await recordLists(c.env, { site, lang: visiting.lang, issueId }, { person, offered }, wish)
  return answerSaved(c, known)
}

const saveAnswer: Handler = async (c, known, form) => {
  const { site, person, visiting } = known
  const answer = form.one('answer')
  const { measured } = await findShown(c.env, site, person)
  if ((answer !== 'yes' && answer !== 'no') || measured === null) return answerError(c, 'bad-request')
  await recordAnswer(c.env, { site, lang: visiting.lang }, person.id, { answer, measured })
  return answerSaved(c, known)
}

const saveAbout: Handler = async (c, known, form) => {
  const { site, person } = known
  const typed = form.one('name')?.trim() ?? ''
  const name = readName(typed)
  if (typed !== '' && name === null) return answerManaging(c, known, { form: 'about', typed })
  const isNameless = form.one('nameless') === 'yes'
  const asked = languagesOf(site).find((one) => one === form.one('language'))
  const { random, keyFor } = c.env
  await c.env.db.begin(async (db) => {
    if (name !== null) await recordName({ db, random, keyFor }, site.id, person.id, name)
    else if (isNameless) await recordName({ db, random, keyFor }, site.id, person.id, null)
    if (asked) await recordLanguage({ db }, site.id, person.id, asked)
  })
  return answerSaved(c, known, asked)
}

const askForEmail: Handler = async (c, known, form) => {
  const typed = form.one('email') ?? ''
  const email = readEmail(typed)
  if (!email) return answerManaging(c, known, { form: 'email', typed })
  // Their own address first: with another one a stranger who has the link could have the data sent there.
  const { person } = known
  return answerAsked(c, known, {
    kind: 'email',
    subscriberId: String(person.id),
    email: person.email,
    to: email,
  })
}

const askForExport: Handler = (c, known) => {
  const { id, email } = known.person
  return answerAsked(c, known, { kind: 'export', subscriberId: String(id), email })
}

const askForErasure =
  (isForGood: boolean): Handler =>
  (c, known) => {
    const { id, email } = known.person
    return answerAsked(c, known, { kind: 'erase', subscriberId: String(id), email, isForGood })
  }

async function answerAsked(c: Context<Env>, known: Known, change: Change) {
  const { site, person, visiting } = known
  const asked = await askToConfirm(c.env, { site, lang: visiting.lang }, change)
  if (asked === 'too-many') return answerManaging(c, known, { form: 'too-many' })
  return answerPage(c, <MailedPage visiting={visiting} email={maskEmail(person.email)} />)
}

const handlers: ReadonlyMap<string, Handler> = new Map([
  ['lists', saveLists],
  ['measuring', saveAnswer],
  ['about', saveAbout],
  ['email', askForEmail],
  ['export', askForExport],
  ['erase', askForErasure(false)],
  ['erase-for-good', askForErasure(true)],
])
