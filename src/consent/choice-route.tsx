/**
 * The choice page. A site that asks nothing gets a signed choice back in the fragment of its address; one that asks gets an answer
 * recorded in the same ledger as the banner's, and its visitor a receipt.
 */
import { Hono, type Context } from 'hono'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders, setPageHeaders } from '../page/headers.ts'
import { readForm, type Form } from '../page/read-form.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage } from '../page/shell.tsx'
import { must } from '../must.ts'
import type { Env } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { AskingPage, type AskingPageProps } from './asking-page.tsx'
import { ChoicePage } from './choice-page.tsx'
import { signChoice } from './choice-token.ts'
import { sealLater } from './consent-route.ts'
import { DonePage } from './done-page.tsx'
import { findReceipt, recordAnswer } from './ledger.ts'
import { isLanguageOf, noticeLanguageOf } from './notice-language.ts'
import { findCurrentNotice, type CurrentNotice } from './publication.ts'
import { readChoiceForm } from './read-choice.ts'
import { hasSignal } from './signal.ts'
import { answerUnknownSite, askedSite, limitForm, visitingOf } from './visitor-page.tsx'
import { originsOf, wayBack } from './way-back.ts'

/** What a site asks now, or null. */
const currentOf = (c: Context<Env>, site: Site): Promise<CurrentNotice | null> =>
  site.askedSince === null ? Promise.resolve(null) : findCurrentNotice(c.env.db, site.id)

/** 16 random bytes: one form, so one receipt for each answer that it can send. */
export const chanceOf = ({ env }: Context<Env>): string => Buffer.from(env.random(16)).toString('base64url')

export const choiceRoutes = new Hono<Env>()
  .use('/choice', pageHeaders(), requireSameOrigin, limitForm)

  .get('/choice', async (c) => {
    const site = await askedSite(c, c.req.query('d'))
    if (!site) return answerUnknownSite(c)
    const current = await currentOf(c, site)
    const visiting = visitingOf(c, site, '/choice', c.req.query('return'))
    if (current) return answerAsking(c, { current, visiting, language: noticeLanguageOf(c, current.notice) })
    // Some browsers hold `form-action` against the redirect after the form: the site itself is let through.
    setPageHeaders(c, { formTargets: originsOf(site, c.env.config) })
    return answerPage(c, <ChoicePage visiting={visiting} hasSignal={hasSignal(c.req.raw.headers)} />)
  })

  .post('/choice', async (c) => {
    const form = await readForm(c)
    const site = await askedSite(c, form.one('d'))
    if (!site) return answerUnknownSite(c)
    const current = await currentOf(c, site)
    if (current) return answerChoice(c, site, current, form)
    const counting = form.one('counting')
    if (counting !== 'on' && counting !== 'off') return answerError(c, 'bad-request')
    return c.redirect(wayBack(site, c.env.config, form.one('return'), signChoice(c.env, site, counting)), 303)
  })

type Asking = Pick<AskingPageProps, 'current' | 'visiting' | 'language' | 'refusal'>

const answerAsking = (c: Context<Env>, asking: Asking) =>
  answerPage(
    c,
    <AskingPage {...asking} hasSignal={hasSignal(c.req.raw.headers)} once={chanceOf(c)} />,
    asking.refusal === undefined ? 200 : asking.refusal === 'stale' ? 409 : 400,
  )

async function answerChoice(c: Context<Env>, site: Site, current: CurrentNotice, form: Form) {
  const returnTo = form.one('return')
  const visiting = visitingOf(c, site, '/choice', returnTo)
  const isSmall = c.req.header('sec-ch-ua-mobile') === '?1'
  const reading = readChoiceForm(form, current, { domain: site.domain, isSmall })
  if (!reading.ok && reading.why === 'invalid') return answerError(c, 'bad-request')
  const recording = reading.ok
    ? await recordAnswer(c.env, site, reading.answer)
    : ({ ok: false, error: reading.why } as const)
  if (!recording.ok) {
    const asked = form.one('language') ?? ''
    const language = isLanguageOf(current.notice, asked) ? asked : noticeLanguageOf(c, current.notice)
    const refusal = recording.error === 'wrong-receipt' ? 'wrong-receipt' : 'stale'
    return answerAsking(c, { current, visiting, language, refusal })
  }
  if (recording.isNew) sealLater(c.env)
  const { receipt: id, token } = recording.recorded
  const receipt = must(await findReceipt(c.env.db, site.id, id), 'it was just recorded')
  const back = wayBack(site, c.env.config, returnTo, token)
  return answerPage(c, <DonePage visiting={visiting} receipt={receipt} notice={current.notice} back={back} />)
}
