/** Goes through every statement of accounts at least once. */
import { listActs } from '../../src/account/act.ts'
import { everywhere } from '../../src/account/role.ts'
import { openAuth } from '../../src/account/auth.ts'
import { endSessions, hasStaff, makeInvitation } from '../../src/account/people.ts'
import { makeStaff, sessionOf, signInAs, staffPassword } from '../support/staff.ts'
import type { World } from '../support/world.ts'
import type { Site } from '../../src/site/site.ts'

export async function workWithAccounts(world: World, site: Site): Promise<void> {
  const { ports } = world
  const { staffId, cookie } = await signInAs(ports, 'admin')
  const siteAdmin = await signInAs(ports, 'admin', site.id)
  const email = 'admin-0@staff.example'
  const post = (path: string, fields: Record<string, string>, as = cookie) =>
    world.request(path, {
      method: 'POST',
      headers: { origin: ports.config.publicUrl, cookie: as },
      body: new URLSearchParams(fields),
    })
  const get = (path: string, as = cookie) => world.request(path, { headers: { cookie: as } })
  await hasStaff(ports)
  await post('/auth/sign-in', { email, password: 'fout' }, '')
  await post('/auth/sign-in', { email, password: staffPassword }, '')
  await post('/auth/account/profile', { name: 'Anna', language: 'nl' })
  await post('/auth/account/passkeys/remove', { id: staffId })
  await get('/auth/account')
  await post('/auth/account/export', {})
  await get('/dashboard/people')
  await get('/dashboard/people', siteAdmin.cookie)
  await get('/dashboard/acts')
  await post('/dashboard/people/invite', { email: 'nieuw@staff.example', role: 'viewer', where: '' })
  const { id } = await makeInvitation(ports, {
    email: 'weg@staff.example',
    role: 'viewer',
    where: everywhere,
    invitedBy: null,
  })
  await post('/dashboard/people/withdraw', { id, where: '' })
  const { token } = await makeInvitation(ports, {
    email: 'pas@staff.example',
    role: 'viewer',
    where: everywhere,
    invitedBy: null,
  })
  await post(`/auth/invitation/${token}`, { name: 'Pas', password: staffPassword, language: 'nl' }, '')
  const other = await makeStaff(ports, 'ander@staff.example', 'viewer')
  await post('/dashboard/people/role', { staff: other, where: site.domain, role: 'editor' })
  await post('/dashboard/people/role', { staff: other, where: site.domain, role: '' })
  await post('/dashboard/people/role', { staff: staffId, where: '', role: 'viewer' })
  await post('/dashboard/people/remove', { staff: other })
  await endSessions(ports.db, staffId, 'x'.repeat(32))
  await sessionOf(ports, staffId)
  await listActs(ports, { siteIds: [site.id], before: ports.now(), limit: 10 })
  // What the library asks for that our own routes do not.
  const { adapter } = await openAuth(ports).$context
  await adapter.count({ model: 'user' })
  await adapter.updateMany({
    model: 'session',
    where: [{ field: 'userId', value: other }],
    update: { updatedAt: ports.now() },
  })
}
