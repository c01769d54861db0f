/** The letters of the desk: which there are and whose words they have; and one of them, to be worded anew. */
import type { View } from '../dashboard/view.ts'
import { formatIn } from '../page/format.ts'
import { languages, wordsIn, type Language } from '../page/words.ts'
import { letterKinds, type LetterTemplate, type TemplateFault } from '../rights/letter-text.ts'
import type { ListedTemplate } from '../rights/template.ts'
import type { Desk } from './desk-door.ts'
import { Act, TextField } from '../page/form-fields.tsx'
import { DeskFrame } from './desk-frame.tsx'
import { deskHref } from './desk-href.ts'

export interface TemplatesPageProps {
  readonly lang: Language
  readonly view: View
  readonly desk: Desk
  readonly templates: readonly ListedTemplate[]
}

export const TemplatesPage = ({ lang, view, desk, templates }: TemplatesPageProps) => {
  const words = wordsIn(lang)
  const own = words.desk.templates
  return (
    <DeskFrame
      lang={lang}
      view={view}
      desk={desk}
      place="letters"
      title={words.desk.places.letters.title}
      lead={words.desk.places.letters.lead}
    >
      <section class="card">
        <div class="table-scroll" role="group" aria-label={words.desk.places.letters.title} tabindex={0}>
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">{own.kind}</th>
                {languages.map((one) => (
                  <th scope="col">{own.languages[one]}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {letterKinds.map((kind) => (
                <tr>
                  <th scope="row">{own.kinds[kind]}</th>
                  {languages.map((language) => {
                    const isTheirs = templates.some(
                      (one) => one.kind === kind && one.language === language && one.changedAt !== null,
                    )
                    return (
                      <td>
                        <a href={deskHref(view, `letters/${kind}/${language}`)}>
                          {isTheirs ? own.theirs : own.ours}
                          <span class="visually-hidden">
                            {' '}
                            {own.kinds[kind]}, {own.languages[language]}
                          </span>
                        </a>
                      </td>
                    )
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </DeskFrame>
  )
}

export interface TemplatePageProps {
  readonly lang: Language
  readonly view: View
  readonly desk: Desk
  readonly template: ListedTemplate
  /** As it is typed now. */
  readonly typed: LetterTemplate
  readonly fault: { readonly field: 'subject' | 'body'; readonly why: TemplateFault } | null
  /** How a letter would look to somebody who does not exist. */
  readonly preview: { readonly subject: string; readonly text: string } | null
  readonly done: 'saved' | 'reset' | null
}

export const TemplatePage = (props: TemplatePageProps) => {
  const { lang, view, desk, template, typed, fault, preview, done } = props
  const words = wordsIn(lang)
  const own = words.desk.templates
  const { kind, language, changedAt, placeholders, required } = template
  const format = formatIn(lang)
  const href = deskHref(view, `letters/${kind}/${language}`)
  const faultIn = (field: 'subject' | 'body') => (fault?.field === field ? own.faults[fault.why] : undefined)
  return (
    <DeskFrame
      lang={lang}
      view={view}
      desk={desk}
      place="letters"
      below={`letters/${kind}/${language}`}
      title={own.editTitle(own.kinds[kind], own.languages[language])}
      lead={own.editLead}
      done={done === null ? null : own.done[done]}
      isWrong={fault !== null}
    >
      <div class="request-columns">
        <div class="stack">
          <form class="card settings-form" method="post" action={href}>
            <TextField
              id="subject"
              name="subject"
              label={own.subject}
              fault={faultIn('subject')}
              value={typed.subject}
              maxlength={150}
              isRequired
            />
            <TextField
              id="body"
              name="body"
              label={own.body}
              hint={own.bodyHint}
              fault={faultIn('body')}
              value={typed.body}
              rows={18}
              maxlength={6000}
              isRequired
            />
            <p class="actions">
              <button type="submit" name="do" value="save">
                {own.save}
              </button>
              <button type="submit" name="do" value="preview" class="quiet">
                {own.preview}
              </button>
            </p>
          </form>
          {preview !== null && (
            <section class="card letter-preview" id="preview" aria-labelledby="preview-title" lang={language}>
              <h2 id="preview-title" lang={lang}>
                {own.previewTitle}
              </h2>
              <p class="hint" lang={lang}>
                {own.previewText}
              </p>
              <p>
                <strong>{preview.subject}</strong>
              </p>
              <div class="letter-text">{preview.text}</div>
            </section>
          )}
        </div>
        <div class="stack">
          <section class="card" aria-labelledby="placeholders">
            <h2 id="placeholders">{own.placeholders}</h2>
            <dl class="stored placeholders">
              {placeholders.map((one) => (
                <div>
                  <dt>
                    <code>{`{{${one}}}`}</code>
                  </dt>
                  <dd>
                    {own.meanings[one]}
                    {required.includes(one) && ` ${own.required}`}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
          {changedAt !== null && (
            <section class="card stack" aria-label={own.reset}>
              <p>{own.changed(format.dayOf(changedAt, desk.site.timezone))}</p>
              <p class="hint">{own.resetText}</p>
              <Act action={href} label={own.reset} fields={{ do: 'reset' }} isQuiet />
            </section>
          )}
          <p>
            <a href={deskHref(view, 'letters')}>{own.back}</a>
          </p>
        </div>
      </div>
    </DeskFrame>
  )
}
