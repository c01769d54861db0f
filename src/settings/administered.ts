/** The door of the settings of one site: to whoever may not administer it, it is not there. */
import type { Context } from 'hono'
import type { Actor } from '../account/act.ts'
import { may } from '../account/role.ts'
import type { StaffEnv } from '../account/staff.ts'
import { openRequestsFor } from '../dashboard/open-requests.ts'
import { readView, type View } from '../dashboard/view.ts'
import { must } from '../must.ts'
import { answerError } from '../page/error-page.tsx'
import { chosenLanguage } from '../page/language.ts'
import { localToday } from '../site/local-day.ts'
import { readSite, type Site } from '../site/site.ts'

export interface Administered {
  /** As it stands now, not as it is remembered: a page shows what was just saved. */
  readonly site: Site
  readonly view: View
  readonly actor: Actor
  /** Open at the desk: whoever administers guards privacy too. */
  readonly openRequests: number | null
}

/** The view of a page that has no period: today's, with the language that was asked for. */
export function plainView(c: Context<StaffEnv>, site: Pick<Site, 'domain' | 'timezone'>): View {
  const lang = chosenLanguage(c)
  const reading = readView(
    site.domain,
    new URLSearchParams(lang && { lang }),
    localToday(c.env.now(), site.timezone),
  )
  return must(reading.ok ? reading.view : undefined, 'no period was asked for that could be wrong')
}

export const actorOf = (c: Context<StaffEnv>): Actor => ({ kind: 'staff', id: c.var.staff.id })

export async function administered(
  c: Context<StaffEnv>,
  answer: (administered: Administered) => Promise<Response>,
): Promise<Response> {
  const site = await readSite(c.env, c.req.param('site') ?? '')
  if (!site || !may(c.var.staff, 'administer', site.id))
    return answerError(c, 'not-found', { signedIn: true })
  return answer({
    site,
    view: plainView(c, site),
    actor: actorOf(c),
    openRequests: await openRequestsFor(c.env, c.var.staff, site),
  })
}
