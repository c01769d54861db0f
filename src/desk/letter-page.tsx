/** One letter as it was sent. For whoever has no e-mail address it is printed from here: on paper there is the letter and nothing else. */
import type { View } from '../dashboard/view.ts'
import { formatIn } from '../page/format.ts'
import { wordsIn, type Language } from '../page/words.ts'
import { organisationOf } from '../rights/letter-text.ts'
import type { StoredLetter } from '../rights/letter.ts'
import type { RightsRequest } from '../rights/request.ts'
import type { Desk } from './desk-door.ts'
import { DeskFrame } from './desk-frame.tsx'
import { requestHref } from './desk-href.ts'

export interface LetterPageProps {
  readonly lang: Language
  readonly view: View
  readonly desk: Desk
  readonly request: RightsRequest
  readonly letter: StoredLetter
}

export const LetterPage = ({ lang, view, desk, request, letter }: LetterPageProps) => {
  const words = wordsIn(lang)
  const own = words.desk.letter
  const format = formatIn(lang)
  const { timezone, settings } = desk.site
  const { postal, name, representedBy } = request.subject
  const addressee = representedBy?.name ?? name
  return (
    <DeskFrame
      lang={lang}
      view={view}
      desk={desk}
      place="inbox"
      below={`requests/${request.id}/letters/${letter.id}`}
      title={words.desk.templates.kinds[letter.kind]}
      lead={own.lead(format.dayOf(letter.sentAt, timezone), format.timeOf(letter.sentAt, timezone))}
    >
      <div class="card stack close not-printed">
        <p>{letter.isMailed ? own.mailed : own.posted}</p>
        <p class="hint">{own.print}</p>
        <p class="actions">
          <a class="quiet button" href={requestHref(view, request.id)}>
            {own.back}
          </a>
        </p>
      </div>
      {/* In its own language, which may not be that of the page. */}
      <article class="card paper" lang={letter.language}>
        <div class="paper-head">
          <address>
            <strong>{organisationOf(desk.site)}</strong>
            {settings.controller.address !== '' && `\n${settings.controller.address}`}
          </address>
          {!letter.isMailed && (
            <address>{[addressee, postal].filter((line) => line !== null && line !== '').join('\n')}</address>
          )}
          <p>{formatIn(letter.language).dayOf(letter.sentAt, timezone)}</p>
        </div>
        <h2>{letter.subject}</h2>
        <div class="letter-text">{letter.text}</div>
      </article>
    </DeskFrame>
  )
}
