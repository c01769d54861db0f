/** The sign-in page. The key travels in the body of a form and is never written back into a page. */
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language } from '../page/words.ts'

export interface SignInPageProps {
  readonly lang: Language
  readonly here: string
  /** Where to go after signing in: already safe. */
  readonly next: string
  readonly hasFailed?: boolean
}

export const SignInPage = ({ lang, here, next, hasFailed = false }: SignInPageProps) => {
  const { signIn } = wordsIn(lang)
  return (
    <Shell lang={lang} title={signIn.title} kind="work" here={here}>
      <div class="sign-in">
        <div>
          <h1>{signIn.title}</h1>
          <p class="lead">{signIn.lead}</p>
          <ul class="promises">
            {signIn.promises.map((promise) => (
              <li>
                <svg viewBox="0 0 20 20" aria-hidden="true">
                  <path d="m4 10.5 4 4 8-9" />
                </svg>
                {promise}
              </li>
            ))}
          </ul>
        </div>
        <form class="card" method="post" action={`/auth/sign-in?lang=${lang}`}>
          {hasFailed && (
            <div class="alert" role="alert" id="failed">
              <h2>{signIn.failedTitle}</h2>
              <p>{signIn.failed}</p>
            </div>
          )}
          <div class="field">
            <label for="key">{signIn.key}</label>
            <p class="hint" id="key-hint">
              {signIn.keyHint}
            </p>
            <input
              id="key"
              name="key"
              type="password"
              autocomplete="current-password"
              spellcheck={false}
              autocapitalize="off"
              required
              maxlength={200}
              aria-describedby={hasFailed ? 'key-hint failed' : 'key-hint'}
              aria-invalid={hasFailed ? 'true' : undefined}
            />
          </div>
          <input type="hidden" name="next" value={next} />
          <button type="submit">{signIn.submit}</button>
        </form>
      </div>
    </Shell>
  )
}
