/** The annex of the privacy statement, as it would stand there, to read and to take along. */
import type { View } from '../dashboard/view.ts'
import { wordsIn, type Language } from '../page/words.ts'
import type { Annex } from '../register/annex.ts'
import type { Desk } from './desk-door.ts'
import { DeskFrame } from './desk-frame.tsx'
import { deskHref } from './desk-href.ts'

export interface AnnexPageProps {
  readonly lang: Language
  readonly view: View
  readonly desk: Desk
  readonly annex: Annex
}

export const AnnexPage = ({
  lang,
  view,
  desk,
  annex: { title, intro, parts, questions },
}: AnnexPageProps) => {
  const words = wordsIn(lang).register.annexPage
  return (
    <DeskFrame
      lang={lang}
      view={view}
      desk={desk}
      place="register"
      below="register/annex"
      title={words.title}
      lead={words.lead}
    >
      <p class="actions">
        <a class="button quiet" href={deskHref({ domain: view.domain, lang }, 'register/annex.txt')}>
          {words.download}
        </a>
      </p>
      <article class="card stack">
        <h2>{title}</h2>
        <p>{intro}</p>
        {parts.map(({ heading, purpose, lines }) => (
          <section class="stack">
            <h3>{heading}</h3>
            <p>{purpose}</p>
            <dl class="stored">
              {lines.map(({ name, items }) => (
                <div>
                  <dt>{name}</dt>
                  <dd>{items.join('\n')}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        {questions !== null && <p>{questions}</p>}
      </article>
    </DeskFrame>
  )
}
