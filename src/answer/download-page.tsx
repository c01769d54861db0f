/** Where somebody fetches the copy of their data: a button for a code, a field for it, and the forms that it comes in. */
import { formAction, VisitorPage, type Visiting } from '../consent/visitor-page.tsx'
import { formatIn } from '../page/format.ts'
import { wordsIn, type Words } from '../page/words.ts'
import { actionOf } from '../preference/link.ts'
import { packageFormats } from './package-write.ts'

export type DownloadFault = keyof Words['package']['download']['faults']

export interface DownloadProps {
  readonly visiting: Visiting
  /** How often it can be fetched still. */
  readonly left: number
}

const Lead = ({ visiting: { site, lang }, left }: DownloadProps) => {
  const { download: words } = wordsIn(lang).package
  return (
    <div>
      <h1>{words.title}</h1>
      <p class="lead">{words.lead(site.domain)}</p>
      <p>{words.left(formatIn(lang).number(left))}</p>
    </div>
  )
}

const SendCode = ({
  visiting,
  label,
  isAgain = false,
}: {
  visiting: Visiting
  label: string
  isAgain?: boolean
}) => (
  <form method="post" action={actionOf(visiting)}>
    <button class={isAgain ? 'quiet' : undefined} type="submit" name="does" value="send">
      {label}
    </button>
  </form>
)

/** What the link shows: it is looked at by scanners of mail too, so nothing is sent before the button is pressed. */
export const DownloadPage = (props: DownloadProps) => {
  const { visiting } = props
  const { download: words } = wordsIn(visiting.lang).package
  return (
    <VisitorPage visiting={visiting} title={words.title}>
      <Lead {...props} />
      <section class="card passage">
        <p>{words.codeText}</p>
        <SendCode visiting={visiting} label={words.sendCode} />
      </section>
    </VisitorPage>
  )
}

export const CodePage = ({ fault, ...props }: DownloadProps & { fault?: DownloadFault | undefined }) => {
  const { visiting } = props
  const { download: words } = wordsIn(visiting.lang).package
  const isWrong = fault === 'code'
  return (
    <VisitorPage visiting={visiting} title={words.title}>
      <Lead {...props} />
      {fault !== undefined && !isWrong ? (
        <p class="alert" role="alert">
          {words.faults[fault]}
        </p>
      ) : (
        !isWrong && <p role="status">{words.codeSent}</p>
      )}
      <form class="card look-up" method="post" action={actionOf(visiting)}>
        <div class="field">
          <label for="code">{words.code}</label>
          <p class="hint" id="code-hint">
            {words.codeHint}
          </p>
          {isWrong && (
            <p class="refusal" id="code-refusal" role="alert">
              {words.faults.code}
            </p>
          )}
          <input
            id="code"
            name="code"
            class="code"
            inputmode="numeric"
            autocomplete="one-time-code"
            maxlength={12}
            required
            aria-describedby={isWrong ? 'code-hint code-refusal' : 'code-hint'}
            aria-invalid={isWrong ? 'true' : undefined}
          />
        </div>
        <button type="submit" name="does" value="check">
          {words.check}
        </button>
      </form>
      <section class="passage">
        <p>{words.again}</p>
        <SendCode visiting={visiting} label={words.sendAgain} isAgain />
      </section>
    </VisitorPage>
  )
}

/** `pass` travels in the body alone. */
export const ChoosePage = ({ pass, ...props }: DownloadProps & { pass: string }) => {
  const { visiting } = props
  const { download: words } = wordsIn(visiting.lang).package
  return (
    <VisitorPage visiting={visiting} title={words.ready}>
      <div>
        <h1>{words.ready}</h1>
        <p class="lead">{words.readyText}</p>
        <p>{words.left(formatIn(visiting.lang).number(props.left))}</p>
      </div>
      <ul class="deeds">
        {packageFormats.map((format) => (
          <li>
            <form method="post" action={actionOf(visiting)}>
              <input type="hidden" name="does" value="fetch" />
              <input type="hidden" name="pass" value={pass} />
              <button class="quiet" type="submit" name="format" value={format}>
                {words.formats[format].name}
              </button>
              <p class="fine">{words.formats[format].text}</p>
            </form>
          </li>
        ))}
      </ul>
      <p class="fine">{words.shared}</p>
    </VisitorPage>
  )
}

/** Fetched three times. */
export const UsedUpPage = ({ visiting }: { visiting: Visiting }) => {
  const { download: words } = wordsIn(visiting.lang).package
  return (
    <VisitorPage visiting={visiting} title={words.usedTitle}>
      <div>
        <h1>{words.usedTitle}</h1>
        <p class="lead">{words.usedText}</p>
        <p>
          <a class="button" href={formAction('/rights', visiting)}>
            {words.askAgain}
          </a>
        </p>
      </div>
    </VisitorPage>
  )
}
