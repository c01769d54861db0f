/** The pages of accounts with believable people in them, for looking at. */
import { Hono } from 'hono'
import { AccountPage, FactorAgainPage, FactorPage } from '../../src/account/account-page.tsx'
import { ActsPage } from '../../src/account/acts-page.tsx'
import { CodePage, ForgotPage, InvitationPage, ResetPage, SignInPage } from '../../src/account/door-pages.tsx'
import type { Invitation, Person, Where } from '../../src/account/people.ts'
import { PeoplePage } from '../../src/account/people-page.tsx'
import { everywhere, type Role } from '../../src/account/role.ts'
import type { SiteId } from '../../src/db/schema.ts'
import { pageHeaders } from '../../src/page/headers.ts'
import { answerPage } from '../../src/page/shell.tsx'
import type { Env } from '../../src/ports.ts'

const site = 1 as SiteId
const at = new Date('2026-11-23T11:00:00Z')
const person = (id: string, name: string, roles: [Where, Role][], more: Partial<Person> = {}): Person => ({
  id,
  name,
  email: `${name.toLowerCase().replaceAll(' ', '.')}@woonstichtingdelinde.example`,
  language: 'nl',
  hasSecondFactor: false,
  passkeys: 0,
  byProvider: null,
  roles: new Map(roles),
  createdAt: at,
  ...more,
})
const people = [
  person('a1', 'Anna de Vries', [[everywhere, 'admin']], { hasSecondFactor: true, passkeys: 1 }),
  person('b2', 'Bea van den Bosch-Hendriksen', [[site, 'editor']]),
  person('c3', 'Carla', [[site, 'officer']], { byProvider: 'officer@delinde.example', passkeys: 2 }),
]
const invitations: Invitation[] = [
  {
    id: 'i1',
    email: 'nieuw@woonstichtingdelinde.example',
    where: site,
    role: 'viewer',
    invitedBy: 'a1',
    expiresAt: at,
  },
]
const places = [
  { where: everywhere, domain: null },
  { where: site, domain: 'woningbouwverenigingwestelijkemijnstreek.nl' },
] as const
const uri =
  'otpauth://totp/Voordeur:anna%40example.nl?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Voordeur&digits=6&period=30'

export const accountPageNames = [
  'sign-in',
  'code',
  'forgot',
  'forgot-sent',
  'reset',
  'reset-over',
  'invitation',
  'invitation-over',
  'account',
  'account-refused',
  'factor',
  'factor-again',
  'people',
  'acts',
  'acts-empty',
] as const

export const accountPages = new Hono<Env>()
  .use(
    '/*',
    pageHeaders(() => ({ ownScript: true })),
  )
  .get('/sign-in', (c) =>
    answerPage(c, <SignInPage lang="nl" here="/" next="/dashboard" notice="failed" hasProvider />),
  )
  .get('/code', (c) => answerPage(c, <CodePage lang="nl" here="/" next="/dashboard" hasFailed />))
  .get('/forgot', (c) => answerPage(c, <ForgotPage lang="nl" here="/" refusal="email" />))
  .get('/forgot-sent', (c) => answerPage(c, <ForgotPage lang="en" here="/" isSent />))
  .get('/reset', (c) => answerPage(c, <ResetPage lang="nl" here="/" refusal="password" />))
  .get('/reset-over', (c) => answerPage(c, <ResetPage lang="nl" here="/" isOver />))
  .get('/invitation', (c) =>
    answerPage(
      c,
      <InvitationPage
        lang="nl"
        here="/"
        invitation={{ role: 'editor', where: 'woonstichtingdelinde.nl', asksEmail: true, isMine: false }}
        written={{ name: '', email: 'bea@' }}
        refusals={{ name: 'name', email: 'email', password: 'password' }}
      />,
    ),
  )
  .get('/invitation-over', (c) => answerPage(c, <InvitationPage lang="en" here="/" invitation={null} />))
  .get('/account', (c) =>
    answerPage(
      c,
      <AccountPage
        lang="nl"
        name="Anna de Vries"
        email="anna.de.vries@woonstichtingdelinde.example"
        language="nl"
        hasPassword
        hasSecondFactor
        passkeys={[
          { id: 'p1', createdOn: '2026-11-01' },
          { id: 'p2', createdOn: '2026-11-20' },
        ]}
        roles={[
          { role: 'admin', site: null },
          { role: 'editor', site: 'woningbouwverenigingwestelijkemijnstreek.nl' },
        ]}
        isSaved
      />,
    ),
  )
  .get('/account-refused', (c) =>
    answerPage(
      c,
      <AccountPage
        lang="en"
        name="Anna"
        email="anna@example.com"
        language="en"
        hasPassword
        hasSecondFactor={false}
        passkeys={[]}
        roles={[{ role: 'viewer', site: 'example.nl' }]}
        refusal={{ form: 'password', what: 'current' }}
      />,
    ),
  )
  .get('/factor', (c) =>
    answerPage(
      c,
      <FactorPage
        lang="nl"
        uri={uri}
        recoveryCodes={Array.from({ length: 10 }, (_, nth) => `aB3dE-xY${nth}zQ`)}
      />,
    ),
  )
  .get('/factor-again', (c) => answerPage(c, <FactorAgainPage lang="nl" />))
  .get('/people', (c) =>
    answerPage(
      c,
      <PeoplePage
        lang="nl"
        meId="a1"
        people={people}
        invitations={invitations}
        places={places}
        notice="invited"
        refusal="email"
        written={{ email: 'geen adres', role: 'editor', where: '' }}
      />,
    ),
  )
  .get('/acts', (c) =>
    answerPage(
      c,
      <ActsPage
        lang="nl"
        acts={[
          { at, siteId: null, actor: { kind: 'staff', id: 'a1' }, kind: 'signed-in', object: null },
          {
            at,
            siteId: site,
            actor: { kind: 'staff', id: 'x9' },
            kind: 'setting-changed',
            object: 'retention.eventsDays',
          },
          { at, siteId: site, actor: { kind: 'key', id: '0b3f2a86-6f0e' }, kind: 'site-added', object: null },
          { at, siteId: null, actor: { kind: 'operator' }, kind: 'invited', object: 'i1' },
        ]}
        names={new Map(people.map(({ id, name }) => [id, name]))}
        domains={new Map([[1, 'woningbouwverenigingwestelijkemijnstreek.nl']])}
        older="2026-11-01T00:00:00.000Z"
      />,
    ),
  )
  .get('/acts-empty', (c) =>
    answerPage(c, <ActsPage lang="en" acts={[]} names={new Map()} domains={new Map()} />),
  )
