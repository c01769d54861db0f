/** The door of every page of one site: which site, may whoever asks see it, which period and filters. */
import type { Context } from 'hono'
import { may } from '../account/role.ts'
import type { StaffEnv } from '../account/staff.ts'
import { answerError } from '../page/error-page.tsx'
import { readLanguageOf } from '../page/language.ts'
import { wordsIn } from '../page/words.ts'
import { localToday } from '../site/local-day.ts'
import { findSite, type Site } from '../site/site.ts'
import { readView, type View } from './view.ts'

export interface Asked {
  readonly site: Site
  readonly view: View
  readonly today: string
}

/** Reads site and view, or answers why not. A site that they may not see is as unknown as one that is not there. */
export async function asked(
  c: Context<StaffEnv>,
  answer: (asked: Asked) => Promise<Response>,
): Promise<Response> {
  const site = await findSite(c.env, c.req.param('site') ?? '')
  if (!site || !may(c.var.staff, 'statistics', site.id))
    return answerError(c, 'not-found', { signedIn: true })
  const today = localToday(c.env.now(), site.timezone)
  const reading = readView(site.domain, new URL(c.req.url).searchParams, today)
  if (reading.ok) return answer({ site, view: reading.view, today })
  const detail = wordsIn(readLanguageOf(c)).period.refused[reading.why]
  return answerError(c, 'bad-request', { detail, signedIn: true })
}
