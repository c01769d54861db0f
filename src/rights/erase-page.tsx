/** Asks whether everything shall go, and says what went. */
import { Carried, formAction, VisitorPage, type Visiting } from '../consent/visitor-page.tsx'
import { formatIn } from '../page/format.ts'
import { wordsIn } from '../page/words.ts'

export const ErasePage = ({ visiting, receiptId }: { visiting: Visiting; receiptId: string }) => {
  const { sure: words } = wordsIn(visiting.lang).rights
  return (
    <VisitorPage visiting={visiting} title={words.title}>
      <h1>{words.title}</h1>
      <div class="card passage">
        <p>{words.text}</p>
        <p>{words.later}</p>
        <p class="fine">{words.keeps}</p>
        <div class="answers">
          <form method="post" action={formAction('/my-data', visiting)}>
            <Carried visiting={visiting} receipt={receiptId} />
            <button type="submit">{words.no}</button>
          </form>
          <form method="post" action={formAction('/choice/erase', visiting)}>
            <Carried visiting={visiting} receipt={receiptId} />
            <button type="submit" name="sure" value="yes">
              {words.yes}
            </button>
          </form>
        </div>
      </div>
    </VisitorPage>
  )
}

export interface Erased {
  readonly receipts: number
  readonly events: number
  readonly visits: number
}

/** `back`: the site's address with a refusal that names nobody in its fragment. */
export const ErasedPage = ({
  visiting,
  erased,
  back,
}: {
  visiting: Visiting
  erased: Erased
  back: string
}) => {
  const { site, lang } = visiting
  const { rights, choice } = wordsIn(lang)
  const { erased: words } = rights
  const format = formatIn(lang)
  const isNothing = erased.receipts + erased.events + erased.visits === 0
  const title = isNothing ? words.nothing : words.title
  return (
    <VisitorPage visiting={visiting} title={title}>
      <div role="status">
        <h1>{title}</h1>
        <p class="lead">{isNothing ? words.nothingText : words.again}</p>
      </div>
      {!isNothing && (
        <dl class="facts">
          {(['receipts', 'visits', 'events'] as const).map((what) => (
            <div>
              <dt>{words[what]}</dt>
              <dd>{format.number(erased[what])}</dd>
            </div>
          ))}
        </dl>
      )}
      <p>{words.back(site.domain)}</p>
      <p>
        <a class="button" href={back}>
          {choice.done.back(site.domain)}
        </a>
      </p>
    </VisitorPage>
  )
}
