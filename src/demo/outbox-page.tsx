/** The mails that would have been sent, where no submission server is set. */
import { formatIn } from '../page/format.ts'
import { Logo } from '../page/logo.tsx'
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language } from '../page/words.ts'
import type { OutboxMail } from '../ports.ts'
import type { ShownMail } from './read-mail.ts'

export interface OutboxPageProps {
  readonly lang: Language
  readonly here: string
  readonly chosenLang: Language | undefined
  readonly mails: readonly (OutboxMail & Pick<ShownMail, 'subject' | 'to'>)[]
}

const outboxPath = '/demo/outbox'
const suffixOf = (chosen: Language | undefined): string => (chosen === undefined ? '' : `?lang=${chosen}`)

export const OutboxPage = ({ lang, here, chosenLang, mails }: OutboxPageProps) => {
  const words = wordsIn(lang).outbox
  const format = formatIn(lang)
  return (
    <Shell lang={lang} title={words.title} kind="work" here={here} trail={[{ name: words.title }]}>
      <div class="page-head">
        <div>
          <h1>{words.title}</h1>
          <p class="lead">{words.lead}</p>
        </div>
      </div>
      <section class="card" aria-labelledby="mails">
        {mails.length === 0 ? (
          <div class="empty">
            <Logo />
            <h2 id="mails">{words.empty}</h2>
            <p>{words.emptyText}</p>
          </div>
        ) : (
          <>
            <h2 id="mails">{words.mails}</h2>
            <ol class="mails">
              {mails.map(({ id, writtenAt, subject, to }) => (
                <li>
                  <a href={`${outboxPath}/${id}${suffixOf(chosenLang)}`}>{subject || words.noSubject}</a>
                  <span>{to}</span>
                  <time class="fine" datetime={writtenAt.toISOString()}>
                    {format.moment(writtenAt)}
                  </time>
                </li>
              ))}
            </ol>
          </>
        )}
      </section>
    </Shell>
  )
}

export interface OutboxMailPageProps extends Pick<OutboxPageProps, 'lang' | 'here' | 'chosenLang'> {
  readonly id: string
  readonly mail: ShownMail
}

export const OutboxMailPage = ({ lang, here, chosenLang, id, mail }: OutboxMailPageProps) => {
  const words = wordsIn(lang).outbox
  const subject = mail.subject || words.noSubject
  const list = outboxPath + suffixOf(chosenLang)
  return (
    <Shell
      lang={lang}
      title={subject}
      kind="work"
      here={here}
      trail={[{ name: words.title, href: list }, { name: subject }]}
    >
      <div class="page-head">
        <div>
          <p class="fine">
            <a href={list}>{words.back}</a>
          </p>
          <h1>{subject}</h1>
        </div>
      </div>
      <div class="stack">
        <section class="card mail-part" aria-labelledby="html">
          <h2 id="html">{words.html}</h2>
          {/* Its links lead out of the frame only when somebody follows one; nothing in it runs. */}
          <iframe
            class="mail"
            title={subject}
            src={`${outboxPath}/${id}/html`}
            sandbox="allow-top-navigation-by-user-activation"
          />
        </section>
        <section class="card mail-part" aria-labelledby="text">
          <h2 id="text">{words.text}</h2>
          <pre tabindex={0} role="region" aria-labelledby="text">
            {mail.text}
          </pre>
        </section>
        <section class="card mail-part" aria-labelledby="headers">
          <h2 id="headers">{words.headers}</h2>
          <dl class="mail-headers">
            {mail.headers.map(({ name, value }) => (
              <div>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Shell>
  )
}
