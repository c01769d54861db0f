/** What people ask about their data, for the scenario of every statement. */
import { must } from '../../src/must.ts'
import { lapseUnconfirmed } from '../../src/rights/lapse.ts'
import { findLink, makeLink, useLink } from '../../src/rights/link.ts'
import { addNote, listNotes } from '../../src/rights/note.ts'
import { assignRequest, listRequests, openRequest } from '../../src/rights/request.ts'
import { moveRequest } from '../../src/rights/state.ts'
import { listSteps } from '../../src/rights/step.ts'
import { sweepRequestTries } from '../../src/rights/try.ts'
import type { Site } from '../../src/site/site.ts'
import { readEmail } from '../../src/subscriber/email.ts'
import { sendRequestLetter } from '../../src/rights/letter.ts'
import { findRequest } from '../../src/rights/request.ts'
import type { World } from '../support/world.ts'

const staffId = '00000000-0000-4000-a000-000000000001'

export async function workWithRequests(world: World, site: Site): Promise<void> {
  const { ports } = world
  await world.request('/rights', {
    method: 'POST',
    headers: { origin: ports.config.publicUrl, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ d: site.domain, kind: 'access', email: 'anna@example.nl', who: 'self' }),
  })
  const opened = await openRequest(ports, site, {
    kind: 'access',
    channel: 'post',
    language: 'nl',
    enteredBy: staffId,
    subject: {
      email: readEmail('anna@example.nl'),
      receiptId: 'AAAAAAAAAAAAAAAAAAAAAA',
      name: null,
      postal: null,
      representedBy: null,
      isUnder16: false,
    },
    wish: '',
  })
  const id = must(opened.kind === 'opened' ? opened.id : null, 'it came now, from somebody')
  await assignRequest(ports, site.id, id, staffId)
  await addNote(ports, site.id, id, { by: staffId, text: 'Belt morgen terug.' })
  await listNotes(ports, site.id, id)
  await ports.db.begin(async (db) => {
    const within = { ...ports, db }
    const token = await makeLink(within, site.id, id, 'download', 1)
    await findLink(within, token)
    await useLink(within, token)
    const actor = { kind: 'staff', id: staffId } as const
    await moveRequest(within, site, id, 'verify', { actor })
    const request = must(await findRequest(within, site.id, id), 'it was opened above')
    const letter = await sendRequestLetter(within, site, request, 'access', {})
    await moveRequest(within, site, id, 'answer', { actor, letter })
  })
  await listSteps(ports, site.id, id)
  const after = `2020-01-01_${id}`
  for (const kind of [null, 'access'] as const)
    for (const assignedTo of [null, staffId])
      for (const which of ['open', 'closed'] as const) {
        await listRequests(ports, site.id, { which, kind, assignedTo, limit: 1, after: null })
        await listRequests(ports, site.id, { which, kind, assignedTo, limit: 1, after })
      }
  const then = ports.now()
  world.setNow(new Date(then.getTime() + 15 * 86_400_000).toISOString())
  await lapseUnconfirmed(ports, site)
  await sweepRequestTries(ports, site.id)
  world.setNow(then.toISOString())
}
