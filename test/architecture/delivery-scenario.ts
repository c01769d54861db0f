/** Newsletters on their way, for the scenario of every statement. */
import { exportDeliveries, forgetDeliveries, sweepDeliveries } from '../../src/delivery/forget.ts'
import { progressOf } from '../../src/delivery/progress.ts'
import { openSender } from '../../src/delivery/send.ts'
import {
  cancelIssue,
  pauseIssue,
  resumeIssue,
  scheduleIssue,
  settleUncertain,
  unscheduleIssue,
} from '../../src/delivery/state.ts'
import { sendTestMail } from '../../src/delivery/test-mail.ts'
import type { Handing, Session } from '../../src/mail/session.ts'
import { must } from '../../src/must.ts'
import { addIssue, findIssue, issueDocument } from '../../src/newsletter/issue.ts'
import type { FailureCode } from '../../src/ports.ts'
import type { Site } from '../../src/site/site.ts'
import { readEmail } from '../../src/subscriber/email.ts'
import { addList } from '../../src/subscriber/list.ts'
import { newsletterSettings, recordNewsletterSettings } from '../../src/subscriber/newsletter-settings.ts'
import { admitSubscriber } from '../../src/subscriber/subscriber.ts'
import type { World } from '../support/world.ts'

const code = '451' as FailureCode

export async function workWithDeliveries(world: World, site: Site): Promise<void> {
  const { ports } = world
  const list = await addList(ports, site, { name: 'Onderweg', description: '', isOpen: true })
  const settings = newsletterSettings.parse({ imprint: 'De Linde', mailsPerMinuteAndDomainMax: 12 })
  await recordNewsletterSettings(ports, site, settings)
  let last = 0n
  for (const name of ['een', 'twee', 'drie']) {
    const person = await ports.db.begin((db) =>
      admitSubscriber(
        { ...ports, db },
        {
          siteId: site.id,
          email: must(readEmail(`${name}@onderweg.example`), 'it is one'),
          name: null,
          language: 'nl',
          lists: [list.id],
          textId: null,
          channel: 'staff',
        },
      ),
    )
    last = person.id
  }
  const document = issueDocument.parse({ subject: 'Onderweg', source: 'Dag', lists: [list.id] })
  await sendTestMail(ports, site, settings, document, must(readEmail('redactie@example.nl'), 'it is one'))
  const { id } = await addIssue(ports, site, { document, madeBy: null })
  const issue = must(await findIssue(ports, site.id, id), 'it was added')

  await scheduleIssue(ports, site, issue, null)
  await unscheduleIssue(ports, site, issue)
  await scheduleIssue(ports, site, issue, null)
  let answer: Handing = { kind: 'postponed', code }
  const session: Session = { ready: async () => null, hand: async () => answer, close: () => undefined }
  const send = () => openSender(ports, { sessions: [session], signing: null }, 'scenario').send({ limit: 10 })
  const later = (minutes: number) =>
    world.setNow(new Date(ports.now().getTime() + minutes * 60_000).toISOString())
  // One that may leave to this mail domain, and two that are put off.
  await send()
  later(2)
  answer = { kind: 'uncertain', code }
  await send()
  await pauseIssue(ports, site, issue)
  await settleUncertain(ports, site, id, 'again')
  await resumeIssue(ports, site, issue)
  // A sender died.
  await ports.db`
    update delivery set state = 'claimed', lease_holder = 'dead', lease_until = ${ports.now()} where site_id = ${site.id} and issue_id = ${id}`
  later(2)
  answer = { kind: 'away', code, isOurs: true }
  await send()
  later(2)
  await send()
  await resumeIssue(ports, site, issue)
  for (let nth = 0; nth < 5; nth += 1) {
    answer = { kind: 'sent' }
    later(2)
    await send()
  }
  await progressOf(ports, site, id)
  await settleUncertain(ports, site, id, 'leave')
  await exportDeliveries(ports, site.id, last)
  await ports.db.begin((db) => forgetDeliveries({ db }, site.id, last))
  await sweepDeliveries(ports, site)

  const cancelled = await addIssue(ports, site, { document, madeBy: null })
  await scheduleIssue(ports, site, cancelled, null)
  await cancelIssue(ports, site, cancelled)
  // Nobody is left to send it to when its time comes.
  const refused = await addIssue(ports, site, { document, madeBy: null })
  await scheduleIssue(ports, site, refused, null)
  await ports.db`update subscription set ended_at = ${ports.now()}, ended_by = 'staff' where site_id = ${site.id} and list_id = ${list.id}`
  await send()
}
