/** Letters of the desk, their templates and reminders, for the scenario of every statement. */
import { must } from '../../src/must.ts'
import { findLetter, listLetters, sendRequestLetter } from '../../src/rights/letter.ts'
import { sendReminders } from '../../src/rights/reminder.ts'
import { findRequest, openRequest } from '../../src/rights/request.ts'
import { listTemplates, resetTemplate, saveTemplate } from '../../src/rights/template.ts'
import { siteSettings } from '../../src/site/site-settings.ts'
import type { Site } from '../../src/site/site.ts'
import type { World } from '../support/world.ts'

export async function workWithLetters({ ports }: World, site: Site): Promise<void> {
  const staffId = 'b8a1c9d0-0000-4000-a000-000000000001'
  const opened = await openRequest(ports, site, {
    kind: 'access',
    channel: 'phone',
    language: 'nl',
    receivedAt: new Date(ports.now().getTime() - 10 * 86_400_000),
    subject: { email: null, receiptId: null, name: 'A', postal: null, representedBy: null, isUnder16: false },
    wish: '',
  })
  const id = must(opened.kind === 'opened' ? opened.id : null, 'it came ten days ago')
  const request = must(await findRequest(ports, site.id, id), 'it was made')
  await saveTemplate(ports, site, 'received', 'nl', { subject: 'Gekregen', body: 'Dag.' }, staffId)
  await listTemplates(ports, site)
  const sent = await ports.db.begin((db) =>
    sendRequestLetter({ ...ports, db }, site, request, 'received', {}),
  )
  await resetTemplate(ports, site, 'received', 'nl', staffId)
  await listLetters(ports, site.id, id)
  await findLetter(ports, site.id, id, sent.id)
  const settings = siteSettings.parse({ controller: { email: 'info@delinde.example' } })
  await sendReminders(ports, { ...site, settings })
}
