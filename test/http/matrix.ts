/**
 * S-01, S-02, S-03: who gets what, for every mounted route and every kind of caller. A route without a row fails, so that a new one
 * must say whom it is for. Bodies are empty or wrong on purpose: nothing is changed, and whoever is let in is told 400.
 */
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { everywhere } from '../../src/account/role.ts'
import { app } from '../../src/app.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { makeKey, type KeyScope } from '../../src/site/key.ts'
import { addSite } from '../../src/site/site.ts'
import { signInAs } from '../support/staff.ts'
import { testConfig } from '../support/world.ts'
import { ask, bearer, settings, type Served } from './served.ts'

/** In the order of the columns. `other`: the administrator of another site. `read`, `keys`: API keys of read and admin scope. */
const callers = ['nobody', 'read', 'keys', 'viewer', 'editor', 'officer', 'admin', 'other'] as const
type Caller = (typeof callers)[number]

const domain = 'matrix.example'
const period = 'from=2026-11-01&to=2026-11-02'
const site = `/dashboard/sites/${domain}`

/** All alike. */
const everybody = (status: number) => Array.from({ length: callers.length }, () => status)
/** Pages of staff: without an account to the door, with one that may not as if it were not there. */
const staff = (viewer: number, editor: number, officer: number, admin: number, other: number) => [
  303,
  303,
  303,
  viewer,
  editor,
  officer,
  admin,
  other,
]
const anyStaff = (status: number) => staff(status, status, status, status, status)
const ofSite = (status: number) => staff(status, status, status, status, 404)
const editors = (allowed: number, refused: number) => staff(refused, allowed, refused, allowed, 404)
/** Who edits or guards privacy there. */
const deciders = (allowed: number) => staff(404, allowed, allowed, allowed, 404)
/** Who guards privacy there: to all others the desk is not there. */
const officers = (allowed: number) => staff(404, 404, allowed, allowed, 404)
const admins = (allowed: number) => staff(404, 404, 404, allowed, 404)
const anyAdmin = (allowed: number) => staff(404, 404, 404, allowed, allowed)
const statistics = [401, 200, 200, 200, 200, 200, 200, 404]

interface Row {
  readonly at: string
  readonly body?: string
  readonly statuses: readonly number[]
}

/** By route as it is mounted. `at` is where it is asked. */
export const rows: Readonly<Record<string, Row>> = {
  'GET /': { at: '/', statuses: everybody(302) },
  'GET /healthz': { at: '/healthz', statuses: everybody(200) },
  'GET /readyz': { at: '/readyz', statuses: everybody(200) },
  'GET /metrics': { at: '/metrics', statuses: everybody(200) },
  'GET /s/:file{.+\\.js}': { at: `/s/${domain}.js`, statuses: everybody(200) },
  'GET /share.js': { at: '/share.js', statuses: everybody(200) },
  'GET /banner.js': { at: '/banner.js', statuses: everybody(200) },
  'GET /form.js': { at: '/form.js', statuses: everybody(200) },
  'GET /newsletter/challenge': { at: `/newsletter/challenge?d=${domain}`, statuses: everybody(200) },
  // This site has no list that is open; that a right one is taken is shown in `newsletter.ts`.
  'GET /newsletter/subscribe': { at: `/newsletter/subscribe?d=${domain}`, statuses: everybody(404) },
  'POST /newsletter/subscribe': {
    at: '/newsletter/subscribe',
    body: `d=${domain}&email=geen-adres`,
    statuses: everybody(404),
  },
  'GET /newsletter/confirm/:token': { at: '/newsletter/confirm/geen-token', statuses: everybody(404) },
  'POST /newsletter/confirm/:token': { at: '/newsletter/confirm/geen-token', statuses: everybody(404) },
  'GET /api/consent': { at: `/api/consent?d=${domain}`, statuses: everybody(404) },
  'POST /api/consent': { at: '/api/consent', statuses: everybody(400) },
  'POST /api/consent/withdraw': { at: '/api/consent/withdraw', statuses: everybody(400) },
  'POST /api/event': { at: '/api/event', statuses: everybody(400) },
  'POST /api/sites': { at: '/api/sites', statuses: [401, 403, 400, 401, 401, 401, 401, 401] },
  'GET /api/stats/:site/summary': { at: `/api/stats/${domain}/summary?${period}`, statuses: statistics },
  'GET /api/stats/:site/series': { at: `/api/stats/${domain}/series?${period}`, statuses: statistics },
  'GET /api/stats/:site/breakdown': {
    at: `/api/stats/${domain}/breakdown?dimension=page&${period}`,
    statuses: statistics,
  },
  'GET /api/stats/:site/goals': { at: `/api/stats/${domain}/goals?${period}`, statuses: statistics },
  'GET /api/stats/:site/funnels': { at: `/api/stats/${domain}/funnels?${period}`, statuses: statistics },
  'GET /api/stats/:site/consent': { at: `/api/stats/${domain}/consent?${period}`, statuses: statistics },
  'GET /api/stats/:site/newsletter': {
    at: `/api/stats/${domain}/newsletter?${period}`,
    statuses: statistics,
  },
  'GET /api/stats/:site/social': { at: `/api/stats/${domain}/social?${period}`, statuses: statistics },
  'POST /api/coverage': { at: '/api/coverage', statuses: [401, 400, 400, 401, 401, 401, 401, 401] },
  'POST /hooks/mail/:provider': { at: '/hooks/mail/dsn', statuses: everybody(401) },
  // Nobody is told with this token; that a right one and a signature end a task is shown in test/processor.
  'POST /hooks/processor/:token': { at: '/hooks/processor/geen-token', statuses: everybody(401) },
  'POST /api/newsletter/instrument': {
    at: '/api/newsletter/instrument',
    statuses: [401, 403, 400, 401, 401, 401, 401, 401],
  },
  // Nobody has these; that a right one leads on for anybody who has it is shown in test/newsletter.
  'GET /n/c/:token': { at: '/n/c/geen-token-dat-er-is', statuses: everybody(404) },
  'GET /n/o/:file{.+\\.gif}': { at: '/n/o/geen-token-dat-er-is.gif', statuses: everybody(404) },
  'GET /assets/:file': { at: '/assets/niets.css', statuses: everybody(404) },
  'GET /choice': { at: `/choice?d=${domain}`, statuses: everybody(200) },
  'POST /choice': { at: '/choice', body: `d=${domain}&choice=misschien`, statuses: everybody(400) },
  // Nobody has this receipt; that a right one is read by anybody who has its number is shown in test/consent and test/rights.
  'POST /choice/receipt': { at: '/choice/receipt', body: `d=${domain}&receipt=x`, statuses: everybody(404) },
  'POST /choice/receipt.json': {
    at: '/choice/receipt.json',
    body: `d=${domain}&receipt=x`,
    statuses: everybody(404),
  },
  'POST /choice/withdraw': {
    at: '/choice/withdraw',
    body: `d=${domain}&receipt=x`,
    statuses: everybody(404),
  },
  'POST /choice/erase': { at: '/choice/erase', body: `d=${domain}&receipt=x`, statuses: everybody(404) },
  'GET /my-data': { at: `/my-data?d=${domain}`, statuses: everybody(200) },
  'POST /my-data': { at: '/my-data', body: `d=${domain}&receipt=x`, statuses: everybody(404) },
  'POST /my-data/export': { at: '/my-data/export', body: `d=${domain}&receipt=x`, statuses: everybody(404) },
  'GET /rights': { at: `/rights?d=${domain}`, statuses: everybody(200) },
  'POST /rights': { at: '/rights', body: `d=${domain}&email=geen-adres`, statuses: everybody(400) },
  // Nobody was mailed this link; that a right one works for whoever has it, once, is shown in test/rights.
  'GET /rights/confirm/:token': { at: '/rights/confirm/geen-token', statuses: everybody(404) },
  'POST /rights/confirm/:token': { at: '/rights/confirm/geen-token', statuses: everybody(404) },
  'GET /rights/package.schema.json': { at: '/rights/package.schema.json', statuses: everybody(200) },
  // As with the link to confirm; that a right one and the code give the copy to whoever has both is shown in test/answer.
  'GET /rights/download/:token': { at: '/rights/download/geen-token', statuses: everybody(404) },
  'POST /rights/download/:token': { at: '/rights/download/geen-token', statuses: everybody(404) },
  'GET /n/v/:token': { at: '/n/v/geen-token', statuses: everybody(404) },
  'GET /newsletter/archive': { at: `/newsletter/archive?d=${domain}`, statuses: everybody(200) },
  'GET /newsletter/archive.xml': { at: `/newsletter/archive.xml?d=${domain}`, statuses: everybody(200) },
  // None was sent; that anybody reads one that was is shown in test/newsletter.
  'GET /newsletter/archive/:issue{[1-9][0-9]*}': {
    at: `/newsletter/archive/1?d=${domain}`,
    statuses: everybody(404),
  },
  'GET /newsletter/logo/:site': { at: `/newsletter/logo/${domain}`, statuses: everybody(404) },
  'GET /privacy/:site': { at: `/privacy/${domain}`, statuses: everybody(200) },
  'GET /.well-known/gpc.json': { at: '/.well-known/gpc.json', statuses: everybody(200) },
  'GET /auth/sign-in': { at: '/auth/sign-in', statuses: [200, 200, 200, 303, 303, 303, 303, 303] },
  'POST /auth/sign-in': { at: '/auth/sign-in', statuses: everybody(401) },
  'GET /auth/code': { at: '/auth/code', statuses: everybody(200) },
  'POST /auth/code': { at: '/auth/code', statuses: everybody(303) },
  'POST /auth/passkey/sign-in-options': { at: '/auth/passkey/sign-in-options', statuses: everybody(200) },
  'POST /auth/passkey/sign-in': { at: '/auth/passkey/sign-in', statuses: everybody(400) },
  'POST /auth/provider': { at: '/auth/provider', statuses: everybody(404) },
  'GET /auth/api/callback/:provider': { at: '/auth/api/callback/oidc', statuses: everybody(404) },
  'GET /auth/forgot': { at: '/auth/forgot', statuses: everybody(200) },
  'POST /auth/forgot': { at: '/auth/forgot', statuses: everybody(400) },
  'GET /auth/reset/:token': { at: '/auth/reset/geen-token-dat-er-is', statuses: everybody(200) },
  'POST /auth/reset/:token': { at: '/auth/reset/geen-token-dat-er-is', statuses: everybody(400) },
  'GET /auth/invitation/:token': { at: '/auth/invitation/geen-token-dat-er-is', statuses: everybody(404) },
  'POST /auth/invitation/:token': { at: '/auth/invitation/geen-token-dat-er-is', statuses: everybody(404) },
  'GET /auth/account': { at: '/auth/account', statuses: anyStaff(200) },
  'POST /auth/account/profile': { at: '/auth/account/profile', statuses: anyStaff(400) },
  'POST /auth/account/password': { at: '/auth/account/password', statuses: anyStaff(400) },
  'POST /auth/account/factor': { at: '/auth/account/factor', statuses: anyStaff(401) },
  'POST /auth/account/factor/confirm': { at: '/auth/account/factor/confirm', statuses: anyStaff(401) },
  'POST /auth/account/factor/remove': { at: '/auth/account/factor/remove', statuses: anyStaff(401) },
  'POST /auth/passkey/register-options': { at: '/auth/passkey/register-options', statuses: anyStaff(200) },
  'POST /auth/passkey/register': { at: '/auth/passkey/register', statuses: anyStaff(400) },
  'POST /auth/account/passkeys/remove': { at: '/auth/account/passkeys/remove', statuses: anyStaff(400) },
  'POST /auth/account/sessions/end': { at: '/auth/account/sessions/end', statuses: anyStaff(303) },
  'POST /auth/account/export': { at: '/auth/account/export', statuses: anyStaff(200) },
  'GET /dashboard/people': { at: '/dashboard/people', statuses: anyAdmin(200) },
  'POST /dashboard/people/invite': { at: '/dashboard/people/invite', statuses: admins(400) },
  'POST /dashboard/people/withdraw': { at: '/dashboard/people/withdraw', statuses: anyStaff(404) },
  'POST /dashboard/people/role': { at: '/dashboard/people/role', statuses: anyStaff(404) },
  'POST /dashboard/people/remove': { at: '/dashboard/people/remove', statuses: anyStaff(404) },
  'GET /dashboard/acts': { at: '/dashboard/acts', statuses: staff(404, 404, 200, 200, 200) },
  'POST /dashboard/sites/:site/annotations': { at: `${site}/annotations`, statuses: editors(400, 404) },
  'POST /dashboard/sites/:site/annotations/remove': {
    at: `${site}/annotations/remove`,
    statuses: editors(400, 404),
  },
  'GET /dashboard/sites/:site/goals': { at: `${site}/goals`, statuses: ofSite(200) },
  'POST /dashboard/sites/:site/goals': { at: `${site}/goals`, statuses: editors(400, 403) },
  'POST /dashboard/sites/:site/goals/remove': { at: `${site}/goals/remove`, statuses: editors(303, 403) },
  'POST /dashboard/sites/:site/goals/funnels': { at: `${site}/goals/funnels`, statuses: editors(400, 403) },
  'POST /dashboard/sites/:site/goals/funnels/remove': {
    at: `${site}/goals/funnels/remove`,
    statuses: editors(303, 403),
  },
  'GET /dashboard/sites/:site/consent': { at: `${site}/consent`, statuses: ofSite(200) },
  'GET /dashboard/sites/:site/consent/edit': { at: `${site}/consent/edit`, statuses: deciders(200) },
  'POST /dashboard/sites/:site/consent/edit': { at: `${site}/consent/edit`, statuses: deciders(400) },
  'GET /dashboard/sites/:site/consent/preview': { at: `${site}/consent/preview`, statuses: deciders(200) },
  // It says that the form has faults.
  'POST /dashboard/sites/:site/consent/preview': { at: `${site}/consent/preview`, statuses: deciders(200) },
  // The draft asks for nothing.
  'GET /dashboard/sites/:site/consent/draft.json': {
    at: `${site}/consent/draft.json`,
    statuses: deciders(404),
  },
  'GET /dashboard/sites/:site/consent/publish': { at: `${site}/consent/publish`, statuses: deciders(200) },
  'POST /dashboard/sites/:site/consent/publish': { at: `${site}/consent/publish`, statuses: deciders(400) },
  'GET /dashboard/sites/:site/consent/end': { at: `${site}/consent/end`, statuses: deciders(200) },
  'POST /dashboard/sites/:site/consent/end': { at: `${site}/consent/end`, statuses: deciders(303) },
  'GET /dashboard/sites/:site/consent/statements': {
    at: `${site}/consent/statements`,
    statuses: deciders(200),
  },
  'POST /dashboard/sites/:site/consent/statements': {
    at: `${site}/consent/statements`,
    statuses: deciders(400),
  },
  'GET /dashboard/sites/:site/desk': { at: `${site}/desk`, statuses: officers(200) },
  'GET /dashboard/sites/:site/desk/intake': { at: `${site}/desk/intake`, statuses: officers(200) },
  'POST /dashboard/sites/:site/desk/intake': { at: `${site}/desk/intake`, statuses: officers(400) },
  'GET /dashboard/sites/:site/desk/report': { at: `${site}/desk/report`, statuses: officers(200) },
  // To one's only site, or a choice where there are several.
  'GET /dashboard/register': { at: '/dashboard/register', statuses: staff(404, 404, 303, 200, 303) },
  'GET /dashboard/sites/:site/desk/register': { at: `${site}/desk/register`, statuses: officers(200) },
  'GET /dashboard/sites/:site/desk/register.csv': {
    at: `${site}/desk/register.csv`,
    statuses: officers(200),
  },
  'GET /dashboard/sites/:site/desk/register/annex': {
    at: `${site}/desk/register/annex`,
    statuses: officers(200),
  },
  'GET /dashboard/sites/:site/desk/register/annex.txt': {
    at: `${site}/desk/register/annex.txt`,
    statuses: officers(200),
  },
  'POST /dashboard/sites/:site/desk/register/processings': {
    at: `${site}/desk/register/processings`,
    statuses: officers(400),
  },
  'POST /dashboard/sites/:site/desk/register/processings/change': {
    at: `${site}/desk/register/processings/change`,
    statuses: officers(400),
  },
  'POST /dashboard/sites/:site/desk/register/processings/end': {
    at: `${site}/desk/register/processings/end`,
    statuses: officers(400),
  },
  'GET /dashboard/sites/:site/desk/processors': { at: `${site}/desk/processors`, statuses: officers(200) },
  'POST /dashboard/sites/:site/desk/processors': { at: `${site}/desk/processors`, statuses: officers(400) },
  'GET /dashboard/sites/:site/desk/processors/new': {
    at: `${site}/desk/processors/new`,
    statuses: officers(200),
  },
  // There is none of this number; one that is there is shown in test/register.
  'GET /dashboard/sites/:site/desk/processors/:processor': {
    at: `${site}/desk/processors/geen`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/processors/:processor': {
    at: `${site}/desk/processors/geen`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/processors/:processor/secret': {
    at: `${site}/desk/processors/geen/secret`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/processors/:processor/end': {
    at: `${site}/desk/processors/geen/end`,
    statuses: anyStaff(404),
  },
  'GET /dashboard/sites/:site/desk/breaches': { at: `${site}/desk/breaches`, statuses: officers(200) },
  'POST /dashboard/sites/:site/desk/breaches': { at: `${site}/desk/breaches`, statuses: officers(400) },
  'GET /dashboard/sites/:site/desk/breaches/new': {
    at: `${site}/desk/breaches/new`,
    statuses: officers(200),
  },
  // As with processors, in test/breach.
  'GET /dashboard/sites/:site/desk/breaches/:breach': {
    at: `${site}/desk/breaches/geen`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/breaches/:breach': {
    at: `${site}/desk/breaches/geen`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/breaches/:breach/decide': {
    at: `${site}/desk/breaches/geen/decide`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/breaches/:breach/close': {
    at: `${site}/desk/breaches/geen/close`,
    statuses: anyStaff(404),
  },
  'GET /dashboard/sites/:site/desk/breaches/:breach/form.txt': {
    at: `${site}/desk/breaches/geen/form.txt`,
    statuses: anyStaff(404),
  },
  'GET /dashboard/sites/:site/desk/breaches/:breach/form.csv': {
    at: `${site}/desk/breaches/geen/form.csv`,
    statuses: anyStaff(404),
  },
  'GET /dashboard/sites/:site/desk/breaches/:breach/form.json': {
    at: `${site}/desk/breaches/geen/form.json`,
    statuses: anyStaff(404),
  },
  'GET /dashboard/sites/:site/desk/letters': { at: `${site}/desk/letters`, statuses: officers(200) },
  'GET /dashboard/sites/:site/desk/letters/:kind/:language': {
    at: `${site}/desk/letters/refusal/nl`,
    statuses: officers(200),
  },
  'POST /dashboard/sites/:site/desk/letters/:kind/:language': {
    at: `${site}/desk/letters/refusal/nl`,
    statuses: officers(400),
  },
  // Of no request; what is done about one that is there, and by whom, is shown in test/desk.
  'GET /dashboard/sites/:site/desk/requests/:request': {
    at: `${site}/desk/requests/geen`,
    statuses: anyStaff(404),
  },
  'GET /dashboard/sites/:site/desk/requests/:request/letters/:letter': {
    at: `${site}/desk/requests/geen/letters/geen`,
    statuses: anyStaff(404),
  },
  'GET /dashboard/sites/:site/desk/requests/:request/package': {
    at: `${site}/desk/requests/geen/package`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/requests/:request/verify': {
    at: `${site}/desk/requests/geen/verify`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/requests/:request/extend': {
    at: `${site}/desk/requests/geen/extend`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/requests/:request/cannot-identify': {
    at: `${site}/desk/requests/geen/cannot-identify`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/requests/:request/refuse': {
    at: `${site}/desk/requests/geen/refuse`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/requests/:request/assign': {
    at: `${site}/desk/requests/geen/assign`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/requests/:request/notes': {
    at: `${site}/desk/requests/geen/notes`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/requests/:request/erase': {
    at: `${site}/desk/requests/geen/erase`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/requests/:request/rectify': {
    at: `${site}/desk/requests/geen/rectify`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/requests/:request/settle': {
    at: `${site}/desk/requests/geen/settle`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/requests/:request/mail-link': {
    at: `${site}/desk/requests/geen/mail-link`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/requests/:request/withdraw': {
    at: `${site}/desk/requests/geen/withdraw`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/requests/:request/restrict': {
    at: `${site}/desk/requests/geen/restrict`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/requests/:request/restriction-ends': {
    at: `${site}/desk/requests/geen/restriction-ends`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/requests/:request/lift': {
    at: `${site}/desk/requests/geen/lift`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/requests/:request/object': {
    at: `${site}/desk/requests/geen/object`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/requests/:request/end-consent': {
    at: `${site}/desk/requests/geen/end-consent`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/requests/:request/answer': {
    at: `${site}/desk/requests/geen/answer`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/requests/:request/package/export': {
    at: `${site}/desk/requests/geen/package/export`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/desk/requests/:request/release': {
    at: `${site}/desk/requests/geen/release`,
    statuses: anyStaff(404),
  },
  'GET /dashboard/sites/:site/newsletter': { at: `${site}/newsletter`, statuses: ofSite(200) },
  'GET /dashboard/sites/:site/newsletter/lists': { at: `${site}/newsletter/lists`, statuses: ofSite(200) },
  'POST /dashboard/sites/:site/newsletter/lists': {
    at: `${site}/newsletter/lists`,
    statuses: editors(400, 404),
  },
  // Of no list.
  'POST /dashboard/sites/:site/newsletter/lists/change': {
    at: `${site}/newsletter/lists/change`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/newsletter/lists/close': {
    at: `${site}/newsletter/lists/close`,
    statuses: anyStaff(404),
  },
  'GET /dashboard/sites/:site/newsletter/settings': {
    at: `${site}/newsletter/settings`,
    statuses: ofSite(200),
  },
  'POST /dashboard/sites/:site/newsletter/settings': {
    at: `${site}/newsletter/settings`,
    statuses: editors(400, 404),
  },
  // Numbers for all; who may see people sees readers as well.
  'GET /dashboard/sites/:site/newsletter/report': { at: `${site}/newsletter/report`, statuses: ofSite(200) },
  // Of no newsletter.
  'GET /dashboard/sites/:site/newsletter/issues/:issue/report': {
    at: `${site}/newsletter/issues/1/report`,
    statuses: anyStaff(404),
  },
  'GET /dashboard/sites/:site/newsletter/issues/:issue/report/mail': {
    at: `${site}/newsletter/issues/1/report/mail`,
    statuses: anyStaff(404),
  },
  'GET /dashboard/sites/:site/newsletter/issues/:issue/report/links.csv': {
    at: `${site}/newsletter/issues/1/report/links.csv`,
    statuses: anyStaff(404),
  },
  'GET /dashboard/sites/:site/newsletter/readers': {
    at: `${site}/newsletter/readers`,
    statuses: ofSite(200),
  },
  'POST /dashboard/sites/:site/newsletter/readers/find': {
    at: `${site}/newsletter/readers/find`,
    statuses: deciders(400),
  },
  'GET /dashboard/sites/:site/newsletter/readers/add': {
    at: `${site}/newsletter/readers/add`,
    statuses: editors(200, 404),
  },
  'POST /dashboard/sites/:site/newsletter/readers/add': {
    at: `${site}/newsletter/readers/add`,
    statuses: editors(400, 404),
  },
  'POST /dashboard/sites/:site/newsletter/readers/end': {
    at: `${site}/newsletter/readers/end`,
    statuses: deciders(400),
  },
  'POST /dashboard/sites/:site/newsletter/readers/ask': {
    at: `${site}/newsletter/readers/ask`,
    statuses: editors(400, 404),
  },
  'POST /dashboard/sites/:site/newsletter/readers/export': {
    at: `${site}/newsletter/readers/export`,
    statuses: deciders(400),
  },
  'GET /dashboard/sites/:site/newsletter/import': {
    at: `${site}/newsletter/import`,
    statuses: editors(200, 404),
  },
  'POST /dashboard/sites/:site/newsletter/import': {
    at: `${site}/newsletter/import`,
    statuses: editors(400, 404),
  },
  // Nobody began this one.
  'GET /dashboard/sites/:site/newsletter/import/:import': {
    at: `${site}/newsletter/import/x`,
    statuses: anyStaff(404),
  },
  'GET /dashboard/sites/:site/newsletter/import/:import/refused.csv': {
    at: `${site}/newsletter/import/x/refused.csv`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/newsletter/import/:import/columns': {
    at: `${site}/newsletter/import/x/columns`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/newsletter/import/:import/confirm': {
    at: `${site}/newsletter/import/x/confirm`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/newsletter/import/:import/cancel': {
    at: `${site}/newsletter/import/x/cancel`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/newsletter/import/:import/undo': {
    at: `${site}/newsletter/import/x/undo`,
    statuses: anyStaff(404),
  },
  'GET /dashboard/sites/:site/newsletter/issues/new': {
    at: `${site}/newsletter/issues/new`,
    statuses: editors(200, 404),
  },
  'POST /dashboard/sites/:site/newsletter/issues/new': {
    at: `${site}/newsletter/issues/new`,
    statuses: editors(400, 404),
  },
  // Nobody wrote this one; that a right one is shown to editors alone is told in test/writing.
  'GET /dashboard/sites/:site/newsletter/issues/:issue': {
    at: `${site}/newsletter/issues/1`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/newsletter/issues/:issue': {
    at: `${site}/newsletter/issues/1`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/newsletter/issues/:issue/duplicate': {
    at: `${site}/newsletter/issues/1/duplicate`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/newsletter/issues/:issue/remove': {
    at: `${site}/newsletter/issues/1/remove`,
    statuses: anyStaff(404),
  },
  'GET /dashboard/sites/:site/newsletter/issues/:issue/preview': {
    at: `${site}/newsletter/issues/1/preview`,
    statuses: anyStaff(404),
  },
  'GET /dashboard/sites/:site/newsletter/issues/:issue/mail': {
    at: `${site}/newsletter/issues/1/mail`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/newsletter/issues/:issue/test': {
    at: `${site}/newsletter/issues/1/test`,
    statuses: anyStaff(404),
  },
  'GET /dashboard/sites/:site/newsletter/issues/:issue/send': {
    at: `${site}/newsletter/issues/1/send`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/newsletter/issues/:issue/send': {
    at: `${site}/newsletter/issues/1/send`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/newsletter/issues/:issue/unschedule': {
    at: `${site}/newsletter/issues/1/unschedule`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/newsletter/issues/:issue/pause': {
    at: `${site}/newsletter/issues/1/pause`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/newsletter/issues/:issue/resume': {
    at: `${site}/newsletter/issues/1/resume`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/newsletter/issues/:issue/cancel': {
    at: `${site}/newsletter/issues/1/cancel`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/newsletter/issues/:issue/settle': {
    at: `${site}/newsletter/issues/1/settle`,
    statuses: anyStaff(404),
  },
  'GET /dashboard/sites/:site/newsletter/issues/:issue/links': {
    at: `${site}/newsletter/issues/1/links`,
    statuses: anyStaff(404),
  },
  'POST /dashboard/sites/:site/newsletter/issues/:issue/links': {
    at: `${site}/newsletter/issues/1/links`,
    statuses: anyStaff(404),
  },
  'GET /dashboard/sites/:site/reports': { at: `${site}/reports`, statuses: ofSite(200) },
  'POST /dashboard/sites/:site/reports': { at: `${site}/reports`, statuses: ofSite(303) },
  'POST /dashboard/sites/:site/reports/now': { at: `${site}/reports/now`, statuses: ofSite(303) },
  'GET /dashboard/sites/:site/retention': { at: `${site}/retention`, statuses: ofSite(200) },
  'GET /report/unsubscribe/:token': { at: '/report/unsubscribe/geen-token', statuses: everybody(404) },
  'POST /report/unsubscribe/:token': { at: '/report/unsubscribe/geen-token', statuses: everybody(404) },
  'GET /n/u/:token': { at: '/n/u/geen-token', statuses: everybody(404) },
  'POST /n/u/:token': { at: '/n/u/geen-token', statuses: everybody(404) },
  'GET /n/m/:token': { at: '/n/m/geen-token', statuses: everybody(404) },
  'POST /n/m/:token': { at: '/n/m/geen-token', statuses: everybody(404) },
  'GET /newsletter/measuring/:token': { at: '/newsletter/measuring/geen-token', statuses: everybody(404) },
  'POST /newsletter/measuring/:token': { at: '/newsletter/measuring/geen-token', statuses: everybody(404) },
  'GET /newsletter/change/:token': { at: '/newsletter/change/geen-token', statuses: everybody(404) },
  'POST /newsletter/change/:token': { at: '/newsletter/change/geen-token', statuses: everybody(404) },
  'GET /dashboard/sites/new': { at: '/dashboard/sites/new', statuses: admins(200) },
  'POST /dashboard/sites/new': { at: '/dashboard/sites/new', statuses: admins(400) },
  'GET /dashboard/sites/:site/settings': { at: `${site}/settings`, statuses: admins(200) },
  'GET /dashboard/sites/:site/settings/keys': { at: `${site}/settings/keys`, statuses: admins(200) },
  'POST /dashboard/sites/:site/settings/keys': { at: `${site}/settings/keys`, statuses: admins(400) },
  'POST /dashboard/sites/:site/settings/keys/revoke': {
    at: `${site}/settings/keys/revoke`,
    statuses: anyStaff(404),
  },
  'GET /dashboard/sites/:site/settings/:section': { at: `${site}/settings/retention`, statuses: admins(200) },
  'POST /dashboard/sites/:site/settings/:section': {
    at: `${site}/settings/retention`,
    statuses: admins(400),
  },
  'GET /dashboard/welcome': { at: '/dashboard/welcome', statuses: admins(303) },
  'GET /dashboard/welcome/seen': { at: `/dashboard/welcome/seen?d=${domain}`, statuses: admins(200) },
  'GET /dashboard/welcome/site': { at: '/dashboard/welcome/site', statuses: admins(200) },
  'POST /dashboard/welcome/site': { at: '/dashboard/welcome/site', statuses: admins(400) },
  'POST /dashboard/welcome/people': { at: `/dashboard/welcome/people?d=${domain}`, statuses: admins(400) },
  'POST /dashboard/welcome/newsletter': {
    at: `/dashboard/welcome/newsletter?d=${domain}`,
    statuses: admins(400),
  },
  'GET /dashboard/welcome/:step': { at: `/dashboard/welcome/snippet?d=${domain}`, statuses: admins(200) },
  'GET /dashboard': { at: '/dashboard', statuses: anyStaff(200) },
  'GET /dashboard/sites/:site': { at: site, statuses: ofSite(200) },
  'GET /dashboard/sites/:site/social': { at: `${site}/social`, statuses: ofSite(200) },
  'GET /dashboard/sites/:site/:dimension': { at: `${site}/page`, statuses: ofSite(200) },
  'GET /dashboard/*': { at: '/dashboard/x.css', statuses: anyStaff(404) },
  // Last: it ends the sessions.
  'POST /auth/sign-out': { at: '/auth/sign-out', statuses: everybody(303) },
}

const routes = [
  ...new Set(
    app.routes
      .filter(({ method }) => method !== 'ALL')
      // A preflight belongs to its POST, and the demo is a public website of its own, which is off here.
      .filter(({ method, path }) => method !== 'OPTIONS' && !path.startsWith('/demo'))
      .map(({ method, path }) => `${method} ${path}`),
  ),
]

interface Credentials {
  readonly headers: Readonly<Record<string, string>>
}

async function openCallers(served: Served): Promise<Record<Caller, Credentials>> {
  const ports = {
    db: served.db,
    now: () => new Date(),
    random: (bytes: number) => randomBytes(bytes),
    keyFor: openKeys(settings.VOORDEUR_SECRET),
    config: testConfig(settings),
    post: async () => {},
  }
  const { site: own } = await addSite(ports, { domain })
  const { site: other } = await addSite(ports, { domain: 'ander-matrix.example' })
  const key = async (scope: KeyScope) => ({
    headers: bearer((await makeKey(ports, { label: scope, scope, siteId: null, expiresAt: null })).token),
  })
  const person = async (role: 'viewer' | 'editor' | 'officer', where = own.id) => ({
    headers: { cookie: (await signInAs(ports, role, where)).cookie },
  })
  return {
    nobody: { headers: {} },
    read: await key('read'),
    keys: await key('admin'),
    viewer: await person('viewer'),
    editor: await person('editor'),
    officer: await person('officer'),
    admin: { headers: { cookie: (await signInAs(ports, 'admin', everywhere)).cookie } },
    other: { headers: { cookie: (await signInAs(ports, 'admin', other.id)).cookie } },
  }
}

export function matrixTests(served: () => Served): void {
  describe('S-01: who gets what', () => {
    test('every mounted route has a row, and every row a route', () => {
      expect(Object.keys(rows).toSorted()).toEqual(routes.toSorted())
    })

    test('every caller gets of every route what its row says', async () => {
      const credentials = await openCallers(served())
      const found: Record<string, number[]> = {}
      for (const [route, { at, body = '' }] of Object.entries(rows)) {
        const method = route.split(' ')[0] ?? 'GET'
        found[route] = await Promise.all(
          callers.map(async (caller) => {
            const answer = await ask(served(), at, {
              method,
              headers: {
                origin: served().publicUrl,
                ...credentials[caller].headers,
                ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
              },
              ...(method === 'POST' && { body }),
            })
            await answer.arrayBuffer()
            return answer.status
          }),
        )
      }
      expect(found).toEqual(
        Object.fromEntries(Object.entries(rows).map(([route, { statuses }]) => [route, statuses])),
      )
    }, 300_000)
  })
}
