/**
 * `…/desk/requests/:request`: one request and what staff do about it. Each form changes one thing, and leads back to the page that shows
 * it; what can not be done is said there, beside the form that asked for it.
 */
import { Hono, type Context } from 'hono'
import { recordAct } from '../account/act.ts'
import type { StaffEnv } from '../account/staff.ts'
import { erasureGrounds, eraseSubject } from '../answer/erase.ts'
import { finishDeed } from '../answer/finish.ts'
import { upholdObjection } from '../answer/object.ts'
import { rectifySubject, type Rectification } from '../answer/rectify.ts'
import { liftRestriction, restrictSubject, tellRestrictionEnds } from '../answer/restrict.ts'
import { withdrawConsents } from '../answer/withdraw.ts'
import { answerError } from '../page/error-page.tsx'
import { isLanguage, wordsIn } from '../page/words.ts'
import { readForm, type Form } from '../page/read-form.ts'
import { answerPage } from '../page/shell.tsx'
import { settleTask } from '../processor/task.ts'
import { findLetter } from '../rights/letter.ts'
import { addNote } from '../rights/note.ts'
import { refusalGrounds } from '../rights/refusal-ground.ts'
import { assignRequest, findRequest, type RightsRequest } from '../rights/request.ts'
import type { Step } from '../rights/state.ts'
import { readName } from '../subscriber/change.ts'
import { readEmail } from '../subscriber/email.ts'
import {
  extendTerm,
  giveUpIdentifying,
  mailLink,
  previewRefusal,
  refuse,
  takeBack,
  verifyByStaff,
  type Decided,
} from './decide.ts'
import { desk, type Desk } from './desk-door.ts'
import { requestHref, requestPath } from './desk-href.ts'
import { findHandlers } from './handlers.ts'
import { LetterPage } from './letter-page.tsx'
import {
  RequestPage,
  type Preview,
  type RequestDone,
  type RequestFault,
  type RequestForm,
} from './request-page.tsx'
import { readRequestFile } from './request-read.ts'
import { identityChecks } from './request-stages.tsx'
import { mayStep } from './request-view.ts'

type Staff = Context<StaffEnv>

export interface Handling {
  readonly c: Staff
  readonly at: Desk
  readonly request: RightsRequest
}

/** A request of this site; to any other number there is nothing. */
export const handling = (c: Staff, answer: (handling: Handling) => Promise<Response>): Promise<Response> =>
  desk(c, async (at) => {
    const request = await findRequest(c.env, at.site.id, c.req.param('request') ?? '')
    return request ? answer({ c, at, request }) : answerError(c, 'not-found', { signedIn: true })
  })

/** A form of the page that is shown again: with what is wrong, with a letter to look at, or to be said once more. */
interface Again {
  readonly wrong?: {
    readonly form: RequestForm
    readonly why: RequestFault
    readonly field: string | null
  }
  readonly typed?: Readonly<Record<string, string>>
  readonly preview?: Preview
  readonly isConfirming?: boolean
}

async function answerRequest(
  { c, at, request }: Handling,
  { wrong, typed, preview, isConfirming }: Again = {},
): Promise<Response> {
  const file = await readRequestFile(c.env, at.site, request)
  const { done: words } = wordsIn(at.lang).desk.request
  const done = c.req.query('done') ?? ''
  const page = (
    <RequestPage
      lang={at.lang}
      view={at.view}
      desk={at}
      request={request}
      {...file}
      done={c.req.method === 'GET' && isDone(words, done) ? done : null}
      wrong={wrong ?? null}
      typed={typed ?? {}}
      preview={preview ?? null}
      isConfirming={isConfirming ?? false}
    />
  )
  return answerPage(c, page, wrong === undefined ? 200 : 400)
}

const isDone = (words: object, text: string): text is RequestDone => Object.hasOwn(words, text)

/** As it stands by now: a colleague may have been quicker. */
const answerWrong = async (
  handled: Handling,
  form: RequestForm,
  why: RequestFault,
  { field = null, typed = {} }: { field?: string | null; typed?: Readonly<Record<string, string>> } = {},
): Promise<Response> => {
  const { c, at, request } = handled
  const present = (await findRequest(c.env, at.site.id, request.id)) ?? request
  return answerRequest({ ...handled, request: present }, { wrong: { form, why, field }, typed })
}

const toPage = ({ c, at, request }: Handling, done: RequestDone, part: string): Response =>
  c.redirect(`${requestHref(at.view, request.id, null, { done })}#${part}`, 303)

/** Leads on when it was done; else says why not, beside the form. */
const settle = async (
  handled: Handling,
  outcome: Decided | { readonly ok: false; readonly why: RequestFault },
  {
    form,
    done,
    part,
    typed = {},
  }: {
    readonly form: RequestForm
    readonly done: RequestDone
    readonly part: string
    readonly typed?: Readonly<Record<string, string>>
  },
): Promise<Response> =>
  outcome.ok ? toPage(handled, done, part) : answerWrong(handled, form, outcome.why, { typed })

const textMax = 2_000
const remarkMax = 1_000

/** What staff write: for a letter or for each other. Null where nothing is left, or too much. */
function readText(form: Form, name: string, lengthMax: number): string | null {
  const text = (form.one(name) ?? '').replace(/\r\n?/g, '\n').trim()
  const isPlain = text.isWellFormed() && !/\p{Cc}/u.test(text.replaceAll('\n', ''))
  return text !== '' && text.length <= lengthMax && isPlain ? text : null
}

const typedIn = (form: Form, ...names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, form.one(name) ?? '']))

const decidingOf = ({ at, request }: Handling) => ({ site: at.site, request, actor: at.actor })

async function verify(handled: Handling, form: Form): Promise<Response> {
  const typed = typedIn(form, 'how', 'remark')
  const how = identityChecks.find((one) => one === form.one('how'))
  if (!how) return answerWrong(handled, 'verify', 'no-how', { field: 'how', typed })
  const remark = readText(form, 'remark', remarkMax)
  if (remark === null && (typed['remark'] ?? '').trim() !== '')
    return answerWrong(handled, 'verify', 'too-long', { field: 'remark', typed })
  const { identity } = wordsIn(handled.at.lang).desk.request
  const outcome = await verifyByStaff(
    handled.c.env,
    decidingOf(handled),
    identity.note(identity.hows[how], remark ?? ''),
  )
  return settle(handled, outcome, { form: 'verify', done: 'verified', part: 'identity', typed })
}

async function extend(handled: Handling, form: Form): Promise<Response> {
  const typed = typedIn(form, 'reason')
  const reason = readText(form, 'reason', textMax)
  if (reason === null) return answerWrong(handled, 'extend', 'no-reason', { field: 'reason', typed })
  const outcome = await extendTerm(handled.c.env, decidingOf(handled), reason)
  return settle(handled, outcome, { form: 'extend', done: 'extended', part: 'deadline', typed })
}

async function cannotIdentify(handled: Handling, form: Form): Promise<Response> {
  const typed = typedIn(form, 'reason')
  const reason = readText(form, 'reason', textMax)
  if (reason === null) return answerWrong(handled, 'cannot-identify', 'no-reason', { field: 'reason', typed })
  const outcome = await giveUpIdentifying(handled.c.env, decidingOf(handled), reason)
  return settle(handled, outcome, { form: 'cannot-identify', done: 'cannot-identify', part: 'answer', typed })
}

/** Art. 12(5): whoever refuses on one of these has to be able to show it. */
const needsEvidence: ReadonlySet<string> = new Set(['unfounded', 'excessive'])

async function refusing(handled: Handling, form: Form): Promise<Response> {
  const typed = typedIn(form, 'why', 'reason', 'evidence')
  const wrong = (why: RequestFault, field: string) => answerWrong(handled, 'refuse', why, { field, typed })
  const ground = refusalGrounds.find((one) => one === form.one('why'))
  if (!ground) return wrong('no-why', 'why')
  const reason = readText(form, 'reason', textMax)
  if (reason === null) return wrong('no-reason', 'reason')
  const evidence = needsEvidence.has(ground) ? readText(form, 'evidence', textMax) : undefined
  if (evidence === null) return wrong('no-evidence', 'evidence')
  const { c, at } = handled
  // Nothing is sent that was not looked at first.
  if (form.one('do') !== 'send') {
    const preview = await previewRefusal(c.env, decidingOf(handled), { ground, reason })
    return answerRequest(handled, { typed, preview })
  }
  const own = wordsIn(at.lang).desk.request.answer
  const note = evidence === undefined ? undefined : own.evidenceNote(own.whys[ground], evidence)
  const refusal = { ground, reason, ...(note !== undefined && { note }) }
  const outcome = await refuse(c.env, decidingOf(handled), refusal)
  return settle(handled, outcome, { form: 'refuse', done: 'refused', part: 'answer', typed })
}

async function assign(handled: Handling, form: Form): Promise<Response> {
  const { c, at, request } = handled
  const staffId = form.one('staff') ?? null
  const { handlers } = await findHandlers(c.env, at.site)
  if (staffId !== null && !handlers.has(staffId)) return answerWrong(handled, 'assign', 'person')
  await c.env.db.begin(async (db) => {
    const within = { ...c.env, db }
    if (await assignRequest(within, at.site.id, request.id, staffId))
      await recordAct(within, {
        actor: at.actor,
        siteId: at.site.id,
        kind: 'request-assigned',
        object: request.id,
      })
  })
  return toPage(handled, 'assigned', 'who')
}

async function note(handled: Handling, form: Form): Promise<Response> {
  const { c, at, request } = handled
  const text = readText(form, 'note', textMax)
  if (text === null)
    return answerWrong(handled, 'note', 'note', { field: 'note', typed: typedIn(form, 'note') })
  await c.env.db.begin(async (db) => {
    const within = { ...c.env, db }
    await addNote(within, at.site.id, request.id, { by: at.actor.id, text })
    await recordAct(within, {
      actor: at.actor,
      siteId: at.site.id,
      kind: 'request-noted',
      object: request.id,
    })
  })
  return toPage(handled, 'noted', 'notes')
}

/** The first word shows once more what goes; only the second one erases. */
async function erase(handled: Handling, form: Form): Promise<Response> {
  const { c, at, request } = handled
  const typed = typedIn(form, 'ground', 'forGood')
  const ground = erasureGrounds.find((one) => one === form.one('ground'))
  if (!ground) return answerWrong(handled, 'deed', 'no-ground', { field: 'ground', typed })
  if (form.one('confirmed') !== 'yes') return answerRequest(handled, { typed, isConfirming: true })
  const isForGood = form.one('forGood') === 'on'
  const outcome = await eraseSubject(c.env, at.site, request, {
    ground,
    isForGood,
    staffId: at.actor.id,
  })
  return settle(handled, outcome, { form: 'deed', done: 'erased', part: 'deed' })
}

type RectifyReading =
  | { readonly ok: true; readonly right: Rectification }
  | { readonly ok: false; readonly why: 'email' | 'name' | 'nothing' }

function readRectification(form: Form): RectifyReading {
  const [email, name, language] = ['email', 'name', 'language'].map((one) => (form.one(one) ?? '').trim())
  const right: { -readonly [K in keyof Rectification]: Rectification[K] } = {}
  if (email) {
    const read = readEmail(email)
    if (read === null) return { ok: false, why: 'email' }
    right.email = read
  }
  if (name) {
    const read = readName(name)
    if (read === null) return { ok: false, why: 'name' }
    right.name = read
  }
  if (language && isLanguage(language)) right.language = language
  return Object.keys(right).length === 0 ? { ok: false, why: 'nothing' } : { ok: true, right }
}

/** What `rectifySubject` says, in the words of the page. */
const rectifyFaults = { unknown: 'not-found', same: 'nothing' } as const

async function rectify(handled: Handling, form: Form): Promise<Response> {
  const { c, at, request } = handled
  const typed = typedIn(form, 'name', 'email', 'language')
  const reading = readRectification(form)
  if (!reading.ok)
    return answerWrong(handled, 'deed', reading.why, {
      field: reading.why === 'nothing' ? null : reading.why,
      typed,
    })
  const outcome = await rectifySubject(c.env, at.site, request, reading.right, at.actor.id)
  if (outcome.ok) return toPage(handled, 'rectified', 'deed')
  const { why } = outcome
  if (why === 'taken') return answerWrong(handled, 'deed', why, { field: 'email', typed })
  return answerWrong(handled, 'deed', why === 'unknown' || why === 'same' ? rectifyFaults[why] : why, {
    typed,
  })
}

async function settleByHand(handled: Handling, form: Form): Promise<Response> {
  const { c, at, request } = handled
  const task = form.one('task') ?? ''
  const isTask = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(task)
  const isSettled = isTask && (await settleTask(c.env, at.site.id, task, at.actor.id))
  return isSettled
    ? toPage(handled, 'settled', 'others')
    : answerWrong({ c, at, request }, 'settle', 'unknown')
}

type Handler = (handled: Handling, form: Form) => Promise<Response>

/** What is done by one button, by the end of its path. */
const acts: Readonly<Record<string, Handler>> = {
  verify,
  extend,
  'cannot-identify': cannotIdentify,
  refuse: refusing,
  assign,
  notes: note,
  erase,
  rectify,
  settle: settleByHand,
  'mail-link': async (handled) =>
    settle(handled, await mailLink(handled.c.env, decidingOf(handled)), {
      form: 'mail-link',
      done: 'link-mailed',
      part: 'identity',
    }),
  withdraw: async (handled) =>
    settle(handled, await takeBack(handled.c.env, decidingOf(handled)), {
      form: 'withdraw',
      done: 'withdrawn',
      part: 'answer',
    }),
  restrict: async (handled) => {
    const { c, at, request } = handled
    const outcome = await restrictSubject(c.env, at.site, request, at.actor.id)
    return settle(handled, outcome, { form: 'deed', done: 'restricted', part: 'deed' })
  },
  'restriction-ends': async (handled, form) => {
    const { c, at } = handled
    const outcome = await tellRestrictionEnds(c.env, at.site, form.one('restriction') ?? '', at.actor.id)
    return settle(handled, outcome, { form: 'restriction', done: 'end-told', part: 'deed' })
  },
  lift: async (handled, form) => {
    const { c, at } = handled
    const outcome = await liftRestriction(c.env, at.site, form.one('restriction') ?? '', at.actor.id)
    return settle(handled, outcome, { form: 'restriction', done: 'lifted', part: 'deed' })
  },
  object: async (handled) => {
    const { c, at, request } = handled
    const outcome = await upholdObjection(c.env, at.site, request, at.actor.id)
    return settle(handled, outcome, { form: 'deed', done: 'objected', part: 'deed' })
  },
  'end-consent': async (handled) => {
    const { c, at, request } = handled
    const outcome = await withdrawConsents(c.env, at.site, request, { staffId: at.actor.id })
    return settle(handled, outcome, { form: 'deed', done: 'consent-ended', part: 'deed' })
  },
  answer: async (handled) => {
    const { c, at, request } = handled
    const outcome = await finishDeed(c.env, at.site, request, at.actor.id)
    if (outcome.ok)
      await recordAct(c.env, {
        actor: at.actor,
        siteId: at.site.id,
        kind: 'request-answered',
        object: request.id,
      })
    return settle(handled, outcome, { form: 'answer', done: 'answered', part: 'answer' })
  },
}

/** What has to be possible now, and in which form it is said that it is not: before anything that was typed is looked at. */
const needed: Readonly<Record<string, readonly [Step, RequestForm]>> = {
  verify: ['verify', 'verify'],
  'mail-link': ['mail-link', 'mail-link'],
  'cannot-identify': ['cannot-identify', 'cannot-identify'],
  extend: ['extend', 'extend'],
  refuse: ['refuse', 'refuse'],
  withdraw: ['withdraw', 'withdraw'],
  answer: ['answer', 'answer'],
  erase: ['answer', 'deed'],
  rectify: ['answer', 'deed'],
}

export const deskRequestRoutes = new Hono<StaffEnv>()
  .get(requestPath, (c) => handling(c, (handled) => answerRequest(handled)))

  .get(`${requestPath}/letters/:letter`, (c) =>
    handling(c, async ({ at, request }) => {
      const id = c.req.param('letter') ?? ''
      const isId = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id)
      const letter = isId ? await findLetter(c.env, at.site.id, request.id, id) : null
      if (!letter) return answerError(c, 'not-found', { signedIn: true })
      return answerPage(
        c,
        <LetterPage lang={at.lang} view={at.view} desk={at} request={request} letter={letter} />,
      )
    }),
  )

for (const [act, handle] of Object.entries(acts))
  deskRequestRoutes.post(`${requestPath}/${act}`, (c) =>
    handling(c, async (handled) => {
      const [step, form] = needed[act] ?? []
      return step && form && !mayStep(handled.request, step)
        ? answerWrong(handled, form, 'not-now')
        : handle(handled, await readForm(c))
    }),
  )
