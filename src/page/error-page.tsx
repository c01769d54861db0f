/** One page for everything that has no page of its own. It says what the reader can do, and never what was sent. */
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { setPageHeaders } from './headers.ts'
import { readLanguageOf } from './language.ts'
import { answerPage, hereOf, Shell } from './shell.tsx'
import { wordsIn, type ErrorKind, type Language } from './words.ts'

const statusOf: Record<ErrorKind, ContentfulStatusCode> = {
  'bad-request': 400,
  refused: 403,
  'not-found': 404,
  failed: 500,
}

export interface ErrorPageProps {
  readonly kind: ErrorKind
  readonly lang: Language
  readonly here: string
  /** Our own words about what is wrong, where there is more to say than the kind does. */
  readonly detail?: string | undefined
  readonly requestId?: string | undefined
  readonly signedIn?: boolean
}

export const ErrorPage = ({ kind, lang, here, detail, requestId, signedIn = false }: ErrorPageProps) => {
  const words = wordsIn(lang)
  const { title, text } = words.errors[kind]
  return (
    <Shell lang={lang} title={title} kind={signedIn ? 'work' : 'public'} here={here} signedIn={signedIn}>
      <div class="notice">
        <p class="notice-code" aria-hidden="true">
          {String(statusOf[kind])}
        </p>
        <h1>{title}</h1>
        <p class="lead">{detail ?? text}</p>
        {requestId !== undefined && <p class="fine">{words.requestId(requestId)}</p>}
        {signedIn && (
          <p>
            <a class="button" href="/dashboard">
              {words.toStart}
            </a>
          </p>
        )}
      </div>
    </Shell>
  )
}

/**
 * Answers the error page in the reader's language, with the status that belongs to its kind. Sets the headers itself,
 * since what is not found was met by no room.
 */
export function answerError(
  c: Context,
  kind: ErrorKind,
  more: Pick<ErrorPageProps, 'detail' | 'requestId' | 'signedIn'> = {},
) {
  setPageHeaders(c)
  const page = <ErrorPage kind={kind} lang={readLanguageOf(c)} here={hereOf(c)} {...more} />
  return answerPage(c, page, statusOf[kind])
}
