/** The door of what changes: who edits or guards privacy at a site decides what it asks. To all others it is not there. */
import type { Context } from 'hono'
import type { Actor } from '../account/act.ts'
import { may, type Staff } from '../account/role.ts'
import type { StaffEnv } from '../account/staff.ts'
import { readView, type View } from '../dashboard/view.ts'
import { must } from '../must.ts'
import { answerError } from '../page/error-page.tsx'
import { chosenLanguage, readLanguageOf } from '../page/language.ts'
import type { Language } from '../page/words.ts'
import { localToday } from '../site/local-day.ts'
import { readSite, type Site } from '../site/site.ts'

export interface Deciding {
  /** As it stands now, not as it is remembered. */
  readonly site: Site
  readonly view: View
  readonly actor: Actor & { readonly kind: 'staff' }
  readonly lang: Language
  readonly today: string
}

export const mayDecide = (staff: Pick<Staff, 'roles'>, site: Pick<Site, 'id'>): boolean =>
  may(staff, 'edit', site.id) || may(staff, 'privacy', site.id)

export async function deciding(
  c: Context<StaffEnv>,
  answer: (deciding: Deciding) => Promise<Response>,
): Promise<Response> {
  const site = await readSite(c.env, c.req.param('site') ?? '')
  if (!site || !mayDecide(c.var.staff, site)) return answerError(c, 'not-found', { signedIn: true })
  const today = localToday(c.env.now(), site.timezone)
  const lang = chosenLanguage(c)
  const reading = readView(site.domain, new URLSearchParams(lang && { lang }), today)
  const { view } = must(reading.ok ? reading : undefined, 'no period was asked for that could be wrong')
  return answer({
    site,
    view,
    actor: { kind: 'staff', id: c.var.staff.id },
    lang: readLanguageOf(c),
    today,
  })
}
