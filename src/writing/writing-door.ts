/**
 * The door of the pages about newsletters. Whoever may see the site sees how many readers there are and what is set; who writes
 * newsletters (`edit`) changes it; readers themselves are for them and for who guards privacy (`people`). To all others it is not there.
 */
import type { Context } from 'hono'
import type { Actor } from '../account/act.ts'
import { may, type Staff } from '../account/role.ts'
import type { StaffEnv } from '../account/staff.ts'
import { openRequestsFor } from '../dashboard/open-requests.ts'
import { readView, type View } from '../dashboard/view.ts'
import { must } from '../must.ts'
import { answerError } from '../page/error-page.tsx'
import { chosenLanguage, readLanguageOf } from '../page/language.ts'
import type { Language } from '../page/words.ts'
import { localToday } from '../site/local-day.ts'
import { readSite, type Site } from '../site/site.ts'

export interface Viewer {
  readonly mayEdit: boolean
  readonly maySeePeople: boolean
  readonly mayAdminister: boolean
  /** Open at the desk, for who guards privacy; null for all others. */
  readonly openRequests?: number | null
}

export interface Writing {
  /** As it stands now, not as it is remembered. */
  readonly site: Site
  readonly view: View
  readonly lang: Language
  readonly viewer: Viewer
  readonly actor: Actor & { readonly kind: 'staff' }
}

export type Need = 'statistics' | 'edit' | 'people'

const viewerOf = (staff: Pick<Staff, 'roles'>, { id }: Pick<Site, 'id'>): Viewer => {
  const mayEdit = may(staff, 'edit', id)
  return {
    mayEdit,
    maySeePeople: mayEdit || may(staff, 'privacy', id),
    mayAdminister: may(staff, 'administer', id),
  }
}

export async function writing(
  c: Context<StaffEnv>,
  need: Need,
  answer: (writing: Writing) => Promise<Response>,
): Promise<Response> {
  const { staff } = c.var
  const site = await readSite(c.env, c.req.param('site') ?? '')
  if (!site || !may(staff, 'statistics', site.id)) return answerError(c, 'not-found', { signedIn: true })
  const viewer = { ...viewerOf(staff, site), openRequests: await openRequestsFor(c.env, staff, site) }
  if ((need === 'edit' && !viewer.mayEdit) || (need === 'people' && !viewer.maySeePeople))
    return answerError(c, 'not-found', { signedIn: true })
  const lang = chosenLanguage(c)
  const today = localToday(c.env.now(), site.timezone)
  const reading = readView(site.domain, new URLSearchParams(lang && { lang }), today)
  const { view } = must(reading.ok ? reading : undefined, 'no period was asked for that could be wrong')
  return answer({ site, view, lang: readLanguageOf(c), viewer, actor: { kind: 'staff', id: staff.id } })
}
