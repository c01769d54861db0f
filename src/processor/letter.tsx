/** The mail to a processor that takes no webhook: what somebody asks, about whom, by when. Staff settle the task when it answers. */
import { composeLetter } from '../mail/letter.tsx'
import { formatIn } from '../page/format.ts'
import { wordsIn, type Language } from '../page/words.ts'
import type { Letter } from '../ports.ts'
import type { Site } from '../site/site.ts'
import type { Telling } from './message.ts'

interface To {
  readonly to: string
  readonly lang: Language
  readonly site: Pick<Site, 'domain' | 'settings'>
}

export function composeTaskLetter(
  { to, lang, site: { domain, settings } }: To,
  { taskId, what, due, subject }: Omit<Telling, 'acknowledgeUrl'>,
): Letter {
  const { letter } = wordsIn(lang).processors
  const day = formatIn(lang).day(due)
  const controller = settings.controller.name === '' ? domain : settings.controller.name
  const answerTo = settings.privacyOfficer?.email ?? settings.controller.email
  return {
    to,
    senderName: controller,
    ...composeLetter({
      lang,
      subject: letter.subject(letter.what[what], taskId.slice(0, 8)),
      paragraphs: [letter.asked(controller), letter.acts[what]],
      list: [
        ...(subject.email === null ? [] : [`${letter.email}: ${subject.email}`]),
        ...(subject.receiptId === null ? [] : [`${letter.receipt}: ${subject.receiptId}`]),
        ...(subject.change === undefined ? [] : [`${letter.change}: ${subject.change}`]),
        `${letter.due}: ${day}`,
        `${letter.task}: ${taskId}`,
      ],
      closing: [answerTo === '' ? letter.answer : letter.answerTo(answerTo)],
    }),
  }
}
