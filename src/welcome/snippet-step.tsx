/** Step 2: the line, where it goes, and what a strict website must allow. A script of ours copies it; without it one selects it. */
import { welcomeHref } from '../dashboard/welcome-href.ts'
import { welcomeScriptPath } from '../page/assets.ts'
import { wordsIn, type Words } from '../page/words.ts'
import { policyLines, snippetLine } from './embed.ts'
import { WelcomeFrame, type WelcomeProps } from './welcome-frame.tsx'

type SnippetStepProps = WelcomeProps & { readonly domain: string; readonly publicUrl: string }

export const SnippetStep = (props: SnippetStepProps) => {
  const { lang, chosenLang, domain, publicUrl } = props
  const words = wordsIn(lang)
  const own = words.welcome.snippet
  return (
    <WelcomeFrame {...props} heading={own.heading} lead={own.lead} script={welcomeScriptPath}>
      <div class="card settings-form">
        <Copied id="line" label={own.line} text={snippetLine(publicUrl, domain)} words={words} />
        <div class="more">
          <details class="disclosure">
            <summary>{own.where}</summary>
            <div class="recipes">
              <ul>
                {Object.values(own.recipes).map((recipe) => {
                  const [name = '', ...rest] = recipe.split(': ')
                  return (
                    <li>
                      <strong>{name}</strong>: {rest.join(': ')}
                    </li>
                  )
                })}
              </ul>
              <p class="fine">{own.more}</p>
            </div>
          </details>
          <details class="disclosure">
            <summary>{own.strict}</summary>
            <div class="recipes">
              <p>{own.strictText}</p>
              <Copied id="policy" label={own.cspLine} text={policyLines(publicUrl)} words={words} />
            </div>
          </details>
        </div>
        <p class="actions">
          <a class="button" href={welcomeHref(domain, chosenLang, 'visit')}>
            {own.next}
          </a>
          <a class="quiet button" href={welcomeHref(domain, chosenLang, 'people')}>
            {words.welcome.later}
          </a>
        </p>
      </div>
    </WelcomeFrame>
  )
}

interface CopiedProps {
  readonly id: string
  readonly label: string
  readonly text: string
  readonly words: Words
}

/** The button is shown by the script, which is the only one that can make it do anything. */
const Copied = ({ id, label, text, words: { welcome } }: CopiedProps) => (
  <div class="field">
    <label for={id}>{label}</label>
    <textarea id={id} class="code" readonly rows={2} spellcheck={false}>
      {text}
    </textarea>
    <p class="copying">
      <button type="button" class="quiet" data-copy={id} hidden>
        {welcome.snippet.copy}
        <span class="visually-hidden">{`: ${label.toLowerCase()}`}</span>
      </button>
      <span role="status" data-copied={welcome.snippet.copied}></span>
    </p>
  </div>
)
