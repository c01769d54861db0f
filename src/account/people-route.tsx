/** People and what they did. Whoever administers a site gives roles there; at all sites, only whoever administers all. */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { mailAddress } from '../mail/read-letter.ts'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readLanguageOf } from '../page/language.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage } from '../page/shell.tsx'
import type { SiteId } from '../db/schema.ts'
import { findSite, listSites } from '../site/site.ts'
import { listActs, recordAct, type ActKind } from './act.ts'
import { ActsPage } from './acts-page.tsx'
import { composeInvitation } from './letters.tsx'
import {
  findPerson,
  forgetStaff,
  grantRole,
  hasOtherAdmin,
  listInvitations,
  listPeople,
  makeInvitation,
  normalEmail,
  withdrawInvitation,
  type Where,
} from './people.ts'
import { PeoplePage, type PeopleNotice, type PeoplePageProps, type Place } from './people-page.tsx'
import { everywhere, may, roles, type Permission, type Role } from './role.ts'
import { requireStaff, type StaffEnv } from './staff.ts'

type Staff = Context<StaffEnv>

const actsPerPage = 100
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
const notices: readonly string[] = ['invited', 'saved', 'removed', 'withdrawn'] satisfies PeopleNotice[]

/** Where whoever asks has a permission: `everywhere` first when at all sites. */
async function placesOf(c: Staff, permission: Permission): Promise<Place[]> {
  const sites = (await listSites(c.env)).filter(({ id }) => may(c.var.staff, permission, id))
  const places: Place[] = sites.map(({ id, domain }) => ({ where: id, domain }))
  return may(c.var.staff, permission, everywhere) ? [{ where: everywhere, domain: null }, ...places] : places
}

/** Whoever administers everything sees everybody; others the people of their sites. */
const seen = (places: readonly Place[]): readonly Where[] | null =>
  places.some(({ where }) => where === everywhere) ? null : places.map(({ where }) => where)

/** The place a form names, if whoever sent it may administer there; null: to them it is not there. */
async function placeNamed(c: Staff, domain: string): Promise<Where | null> {
  const where = domain === '' ? everywhere : ((await findSite(c.env, domain))?.id ?? null)
  return where !== null && may(c.var.staff, 'administer', where) ? where : null
}

async function answerPeople(
  c: Staff,
  more: Pick<PeoplePageProps, 'notice' | 'refusal' | 'written'> = {},
  status: 200 | 400 = 200,
): Promise<Response> {
  const places = await placesOf(c, 'administer')
  if (places.length === 0) return answerError(c, 'not-found', { signedIn: true })
  const [people, invitations] = await Promise.all([
    listPeople(c.env, seen(places)),
    listInvitations(c.env, seen(places)),
  ])
  return answerPage(
    c,
    <PeoplePage
      lang={readLanguageOf(c)}
      meId={c.var.staff.id}
      people={people}
      invitations={invitations}
      places={places}
      {...more}
    />,
    status,
  )
}

const notFound = (c: Staff) => answerError(c, 'not-found', { signedIn: true })

export const peopleRoutes = new Hono<StaffEnv>()
  .use('/dashboard/people', pageHeaders(), requireStaff)
  .use('/dashboard/people/*', pageHeaders(), requireSameOrigin, requireStaff)
  .use('/dashboard/people/*', bodyLimit({ maxSize: 8 * 1024, onError: (c) => answerError(c, 'bad-request') }))
  .use('/dashboard/acts', pageHeaders(), requireStaff)

  .get('/dashboard/people', (c) => {
    const said = text(c.req.query('notice'))
    return answerPeople(c, notices.includes(said) ? { notice: said as PeopleNotice } : {})
  })

  .post('/dashboard/people/invite', async (c) => {
    const form = await c.req.parseBody()
    const written = {
      email: text(form['email']).slice(0, 300),
      role: text(form['role']),
      where: text(form['where']),
    }
    const where = await placeNamed(c, written.where)
    if (where === null) return notFound(c)
    const email = mailAddress.safeParse(normalEmail(written.email))
    if (!email.success) return answerPeople(c, { refusal: 'email', written }, 400)
    if (!(roles as readonly string[]).includes(written.role))
      return answerPeople(c, { refusal: 'role', written }, 400)
    const role = written.role as Role
    const { id, token } = await makeInvitation(c.env, {
      email: email.data,
      role,
      where,
      invitedBy: c.var.staff.id,
    })
    await c.env.post(
      composeInvitation({
        to: email.data,
        lang: c.var.staff.language,
        url: `${c.env.config.publicUrl}/auth/invitation/${token}`,
        where: written.where === '' ? null : written.where,
        role,
      }),
    )
    await record(c, 'invited', where, id)
    return c.redirect('/dashboard/people?notice=invited', 303)
  })

  .post('/dashboard/people/withdraw', async (c) => {
    const form = await c.req.parseBody()
    const where = await placeNamed(c, text(form['where']))
    const id = text(form['id'])
    if (where === null || !uuid.test(id) || !(await withdrawInvitation(c.env, id, where))) return notFound(c)
    await record(c, 'invitation-withdrawn', where, id)
    return c.redirect('/dashboard/people?notice=withdrawn', 303)
  })

  .post('/dashboard/people/role', async (c) => {
    const form = await c.req.parseBody()
    const [staffId, wanted] = [text(form['staff']), text(form['role'])]
    const where = await placeNamed(c, text(form['where']))
    if (where === null || !uuid.test(staffId)) return notFound(c)
    const role =
      wanted === '' ? null : (roles as readonly string[]).includes(wanted) ? (wanted as Role) : undefined
    if (role === undefined) return answerPeople(c, { refusal: 'role' }, 400)
    // A site's admin sees the people of their sites, and nobody else is there to them.
    const person = await findPerson(c.env, staffId)
    const places = seen(await placesOf(c, 'administer'))
    if (!person || (places !== null && !places.some((place) => person.roles.has(place)))) return notFound(c)
    const isAdmin = person.roles.get(everywhere) === 'admin'
    if (where === everywhere && isAdmin && role !== 'admin' && !(await hasOtherAdmin(c.env, staffId)))
      return answerPeople(c, { refusal: 'last' }, 400)
    await c.env.db.begin(async (tx) => {
      await grantRole(tx, c.env, { staffId, where, role, by: c.var.staff.id })
      await recordAct(
        { ...c.env, db: tx },
        {
          actor: { kind: 'staff', id: c.var.staff.id },
          siteId: where === everywhere ? null : where,
          kind: 'role-changed',
          object: staffId,
        },
      )
    })
    return c.redirect('/dashboard/people?notice=saved', 303)
  })

  .post('/dashboard/people/remove', async (c) => {
    const staffId = text((await c.req.parseBody())['staff'])
    // An account may have roles at sites that a site's admin does not see: only whoever administers all takes it away.
    if (!uuid.test(staffId) || !may(c.var.staff, 'administer', everywhere)) return notFound(c)
    const person = await findPerson(c.env, staffId)
    if (!person) return notFound(c)
    if (person.roles.get(everywhere) === 'admin' && !(await hasOtherAdmin(c.env, staffId)))
      return answerPeople(c, { refusal: 'last' }, 400)
    await c.env.db.begin(async (tx) => {
      await forgetStaff(tx, staffId)
      await recordAct(
        { ...c.env, db: tx },
        {
          actor: { kind: 'staff', id: c.var.staff.id },
          siteId: null,
          kind: 'staff-removed',
          object: staffId,
        },
      )
    })
    return c.redirect('/dashboard/people?notice=removed', 303)
  })

  .get('/dashboard/acts', async (c) => {
    const places = await placesOf(c, 'privacy')
    if (places.length === 0) return notFound(c)
    const asked = new Date(text(c.req.query('before')))
    const before = Number.isNaN(asked.getTime()) ? null : asked
    const siteIds = seen(places)
    const acts = await listActs(c.env, {
      siteIds: siteIds === null ? null : siteIds.filter((where): where is SiteId => where !== everywhere),
      before,
      limit: actsPerPage + 1,
    })
    const [people, sites] = await Promise.all([listPeople(c.env, siteIds), listSites(c.env)])
    const shown = acts.slice(0, actsPerPage)
    return answerPage(
      c,
      <ActsPage
        lang={readLanguageOf(c)}
        acts={shown}
        names={new Map(people.map(({ id, name }) => [id, name]))}
        domains={new Map(sites.map(({ id, domain }) => [id, domain]))}
        older={acts.length > actsPerPage ? shown.at(-1)?.at.toISOString() : undefined}
      />,
    )
  })

const record = (c: Staff, kind: ActKind, where: Where, object: string) =>
  recordAct(c.env, {
    actor: { kind: 'staff', id: c.var.staff.id },
    siteId: where === everywhere ? null : where,
    kind,
    object,
  })
