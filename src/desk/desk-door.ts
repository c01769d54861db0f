/**
 * The door of the desk: for who guards privacy at the site (`privacy`). To all others it is not there, so that nobody learns from an
 * answer who asked what about their data.
 */
import type { Context } from 'hono'
import type { Actor } from '../account/act.ts'
import { may } from '../account/role.ts'
import type { StaffEnv } from '../account/staff.ts'
import { readView, type View } from '../dashboard/view.ts'
import { must } from '../must.ts'
import { answerError } from '../page/error-page.tsx'
import { chosenLanguage, readLanguageOf } from '../page/language.ts'
import type { Language } from '../page/words.ts'
import { countOpenRequests } from '../rights/count-open.ts'
import { localToday } from '../site/local-day.ts'
import { readSite, type Site } from '../site/site.ts'

export interface Desk {
  /** As it stands now, not as it is remembered. */
  readonly site: Site
  readonly view: View
  readonly lang: Language
  /** Local day of the site, ISO. */
  readonly today: string
  readonly actor: Actor & { readonly kind: 'staff' }
  readonly mayAdminister: boolean
  /** For the way here in the navigation. */
  readonly openRequests: number
}

export async function desk(
  c: Context<StaffEnv>,
  answer: (desk: Desk) => Promise<Response>,
): Promise<Response> {
  const { staff } = c.var
  const site = await readSite(c.env, c.req.param('site') ?? '')
  if (!site || !may(staff, 'privacy', site.id)) return answerError(c, 'not-found', { signedIn: true })
  const chosen = chosenLanguage(c)
  const today = localToday(c.env.now(), site.timezone)
  const reading = readView(site.domain, new URLSearchParams(chosen && { lang: chosen }), today)
  const { view } = must(reading.ok ? reading : undefined, 'no period was asked for that could be wrong')
  return answer({
    site,
    view,
    lang: readLanguageOf(c),
    today,
    actor: { kind: 'staff', id: staff.id },
    mayAdminister: may(staff, 'administer', site.id),
    openRequests: await countOpenRequests(c.env, site.id),
  })
}
