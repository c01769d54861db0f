/** The editor: one form that works without script, beside it what it looks like, and which rules it breaks. */
import { wordsIn, type Language, type Words } from '../page/words.ts'
import { formatIn, type Format } from '../page/format.ts'
import type { View } from '../dashboard/view.ts'
import { editableTexts, type Theme } from '../consent/draft.ts'
import { contrast, contrastMin } from '../site/brand-colour.ts'
import { noticeLanguages, textsIn } from '../consent/texts.ts'
import { AskingFrame, type Done, type Viewer } from './asking-frame.tsx'
import { askingHref, organisationHref } from './asking-href.ts'
import { EachLanguage, Group, TextField, Tick, hasFault, type FormParts } from './fields.tsx'
import { PurposesFields, writtenName, type PurposeParts } from './purpose-fields.tsx'
import type { Told } from './purpose-words.ts'
import { doing, idOf, nameOf, themeParts, type Faults, type WrittenDraft } from './read-draft.ts'

export interface EditPageProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  readonly form: 'je' | 'u'
  readonly written: WrittenDraft
  readonly faults: Faults
  /** Of the saved draft, as is the preview. Null: it asks nothing. */
  readonly offences: readonly Told[] | null
  readonly isControllerKnown: boolean
  /** Rows came or went that are not saved: the preview is to follow the form at once. */
  readonly isUnsaved?: boolean
  readonly script?: string
  readonly done?: Done | null
}

export const EditPage = (props: EditPageProps) => {
  const { lang, view, viewer, form, written, faults, offences, isControllerKnown, done = null } = props
  const words = wordsIn(lang)
  const own = words.consent
  const format = formatIn(lang)
  const action = askingHref(view.domain, view.lang, 'edit')
  const parts: PurposeParts = { lang, form, action, faults, words }
  const isWrong = faults.size > 0
  return (
    <AskingFrame
      lang={lang}
      view={view}
      viewer={viewer}
      tab="edit"
      title={own.edit.title}
      lead={own.edit.lead}
      done={done}
      isWrong={isWrong}
      script={props.script}
    >
      {!isControllerKnown && (
        <div class="asking-note">
          <p>{own.edit.controllerMissing}</p>
          {viewer.mayAdminister && (
            <p>
              <a href={organisationHref(view.domain, view.lang)}>{own.edit.controllerFill}</a>
            </p>
          )}
        </div>
      )}
      <div class="asking-columns">
        <form
          class="asking-form settings-form"
          method="post"
          action={action}
          novalidate
          data-preview={askingHref(view.domain, view.lang, 'preview')}
          data-unsaved={props.isUnsaved === true || isWrong ? '' : undefined}
        >
          {isWrong && <Summary written={written} {...parts} />}
          <Save words={words} isFirst />
          <PurposesFields written={written} {...parts} />
          <Languages written={written} {...parts} />
          <Texts written={written} {...parts} />
          <ThemeFields written={written} format={format} {...parts} />
          <Tags written={written} {...parts} />
          <Save words={words} />
        </form>
        <div class="asking-side">
          <Rules offences={offences} words={words} />
          <Preview view={view} words={words} />
        </div>
      </div>
      <section class="card panel" aria-labelledby="wide">
        <h2 id="wide">{own.preview.wide}</h2>
        <iframe
          class="preview-frame is-wide"
          title={own.preview.wide}
          src={askingHref(view.domain, view.lang, 'preview')}
          data-frame=""
        />
      </section>
    </AskingFrame>
  )
}

/** At the top it is also what the Enter key does. */
const Save = ({ words: { consent }, isFirst = false }: { words: Words; isFirst?: boolean }) => (
  <p class={isFirst ? 'actions asking-save' : 'actions'}>
    <button type="submit">{consent.edit.save}</button>
    <button class="quiet" type="submit" name="does" value={doing.publish}>
      {consent.edit.publish}
    </button>
  </p>
)

type WrittenParts = PurposeParts & { readonly written: WrittenDraft }

/** What a field is called when it is spoken of elsewhere. */
function labelOf(name: string, { written, ...parts }: WrittenParts): string {
  const { edit, languages } = parts.words.consent
  const [head = '', second = '', third = ''] = name.split('.')
  const inLanguage = (label: string, language: string) =>
    `${label} (${languages[language as keyof typeof languages]})`
  if (head === 'theme') return edit.theme[second as keyof Theme]
  if (head === 't') return inLanguage(edit.fields[third as keyof typeof edit.fields], second)
  if (head === nameOf.languages || head === nameOf.main) return edit.languages.also
  const purpose = written.purposes[Number(head.slice(1))]
  if (purpose === undefined) return edit.purposes.title
  const of = writtenName(purpose, parts)
  const fields: Readonly<Record<string, string>> = {
    id: edit.id,
    basis: edit.basis,
    elements: edit.elements,
    version: edit.version,
    recipients: edit.recipients,
    months: edit.months,
    cookies: edit.cookies,
    storage: edit.storage,
  }
  const services: Readonly<Record<string, string>> = {
    id: edit.serviceId,
    name: edit.serviceName,
    hosts: edit.serviceHosts,
  }
  if (/^s\d/.test(second)) return `${of}, ${(services[third] ?? '').toLowerCase()}`
  if (noticeLanguages.some((language) => language === second))
    return `${of}, ${inLanguage((third === 'name' ? edit.purposeName : edit.sentence).toLowerCase(), second)}`
  return `${of}, ${(fields[second] ?? '').toLowerCase()}`
}

/** All that is wrong, before the form, each leading to its field. */
const Summary = (props: WrittenParts) => {
  const { edit } = props.words.consent
  return (
    <div class="alert" role="alert">
      <h2>{edit.wrongTitle}</h2>
      <ul>
        {[...props.faults].map(([name, fault]) => (
          <li>
            <a href={`#${idOf(name)}`}>{labelOf(name, props)}</a>: {edit.faults[fault]}
          </li>
        ))}
      </ul>
    </div>
  )
}

const Languages = ({ written, ...parts }: WrittenParts) => {
  const { edit, languages } = parts.words.consent
  return (
    <section class="card asking-part" aria-labelledby="languages-title">
      <div>
        <h2 id="languages-title">{edit.languages.title}</h2>
        <p class="hint">{edit.languages.means}</p>
      </div>
      <Group name={nameOf.languages} legend={edit.languages.also} {...parts}>
        <div class="picks in-columns">
          {noticeLanguages.map((language) => (
            <Tick
              id={`languages-${language}`}
              name={nameOf.languages}
              type="checkbox"
              value={language}
              label={languages[language]}
              isOn={written.languages.includes(language)}
            />
          ))}
        </div>
      </Group>
      <div class="field">
        <label for={nameOf.main}>{edit.languages.main}</label>
        <select id={nameOf.main} name={nameOf.main} class="short">
          {noticeLanguages.map((language) => (
            <option value={language} selected={language === written.main}>
              {languages[language]}
            </option>
          ))}
        </select>
      </div>
    </section>
  )
}

const Texts = ({ written, ...parts }: WrittenParts) => {
  const { edit } = parts.words.consent
  const isOpen = hasFault(parts.faults, 't')
  return (
    <section class="card asking-part" aria-labelledby="texts">
      <div>
        <h2 id="texts">{edit.texts.title}</h2>
        <p class="hint">{edit.texts.means}</p>
        <p class="hint">{edit.texts.placeholders}</p>
      </div>
      <details class="disclosure" open={isOpen || hasOwnTexts(written)}>
        <summary>{edit.texts.show}</summary>
        <div class="stack">
          <EachLanguage
            begin="t"
            faults={parts.faults}
            words={parts.words}
            render={(language) => (
              <div class="text-fields">
                {editableTexts.map((which) => (
                  <TextField
                    name={nameOf.text(language, which)}
                    label={edit.fields[which]}
                    value={written.texts[language][which]}
                    placeholder={textsIn(language, parts.form)[which]}
                    maxlength={600}
                    language={language}
                    {...parts}
                  />
                ))}
              </div>
            )}
          />
        </div>
      </details>
    </section>
  )
}

const hasOwnTexts = ({ texts }: WrittenDraft): boolean =>
  Object.values(texts).some((own) => Object.values(own).some((text) => text !== ''))

const isColour = (written: string): boolean => /^#[\da-f]{6}$/i.test(written.trim())

export interface ContrastTold {
  readonly text: string
  readonly isEnough: boolean
}

/** Least contrast of a shape to its ground (WCAG 2.2, 1.4.11). */
const shapeMin = 3

/** What can be read on what, as numbers; null where a colour is none. Also asked while somebody types. */
export function contrastsOf(
  { paper, ink, button, buttonInk }: Readonly<Record<keyof Theme, string>>,
  { consent }: Words,
  format: Format,
): ContrastTold[] | null {
  if (![paper, ink, button, buttonInk].every(isColour)) return null
  const { contrast: said } = consent.edit.theme
  const tell = (one: string, other: string, least: number, say: (ratio: string) => string): ContrastTold => {
    const ratio = contrast(one.trim(), other.trim())
    // Downwards: 4.499 is not told as 4.5.
    return { text: say(format.decimal(Math.floor(ratio * 10) / 10)), isEnough: ratio >= least }
  }
  return [
    tell(ink, paper, contrastMin, said.text),
    tell(buttonInk, button, contrastMin, said.label),
    tell(button, paper, shapeMin, said.shape),
  ]
}

const ThemeFields = ({ written, format, ...parts }: WrittenParts & { format: Format }) => {
  const own = parts.words.consent.edit.theme
  const { theme } = written
  const contrasts = contrastsOf(theme, parts.words, format)
  return (
    <section class="card asking-part" aria-labelledby="theme">
      <div>
        <h2 id="theme">{own.title}</h2>
        <p class="hint">{own.means}</p>
      </div>
      <div class="theme-fields">
        {themeParts.map((part) => (
          <TextField
            name={nameOf.theme(part)}
            label={own[part]}
            hint={part === 'radius' ? own.radiusHint : undefined}
            value={theme[part]}
            kind={part === 'radius' ? 'number' : 'colour'}
            maxlength={12}
            {...parts}
          >
            {part !== 'radius' && <Swatch colour={theme[part]} part={part} />}
          </TextField>
        ))}
      </div>
      <div>
        <h3 class="contrast-title">{own.contrasts}</h3>
        <ul class="contrasts" data-contrasts="">
          {(contrasts ?? []).map(({ text, isEnough }) => (
            <li class={isEnough ? undefined : 'wrong'}>
              {text} {isEnough ? own.enough : own.short}
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}

const Swatch = ({ colour, part }: { colour: string; part: keyof Theme }) => (
  <svg class="swatch" viewBox="0 0 44 44" width="44" height="44" aria-hidden="true">
    <rect
      width="44"
      height="44"
      rx="8"
      fill={isColour(colour) ? colour.trim() : 'none'}
      data-swatch={nameOf.theme(part)}
    />
  </svg>
)

const Tags = ({ written, words }: FormParts & { written: WrittenDraft }) => {
  const { tags } = words.consent.edit
  return (
    <section class="card asking-part" aria-labelledby="tags">
      <h2 id="tags">{tags.title}</h2>
      <div class="field">
        <Tick
          id={nameOf.consentMode}
          name={nameOf.consentMode}
          type="checkbox"
          value="on"
          label={tags.label}
          isOn={written.consentMode}
        />
        <p class="hint">{tags.means}</p>
      </div>
    </section>
  )
}

const Preview = ({ view, words: { consent } }: { view: View; words: Words }) => {
  const { preview } = consent
  return (
    <section class="card asking-preview" aria-labelledby="preview">
      <h2 id="preview">{preview.heading}</h2>
      <p class="fine">{preview.means}</p>
      <p
        class="fine"
        role="status"
        data-said=""
        data-live={preview.live}
        data-faulty={preview.faulty}
        data-none={preview.none}
      >
        {preview.saved}
      </p>
      <iframe
        class="preview-frame is-narrow"
        title={preview.narrow}
        src={askingHref(view.domain, view.lang, 'preview')}
        data-frame=""
      />
      <p class="fine">
        <a href={askingHref(view.domain, view.lang, 'preview')} target="_blank" rel="noopener">
          {preview.open}
        </a>
      </p>
    </section>
  )
}

const Rules = ({ offences, words: { consent } }: { offences: readonly Told[] | null; words: Words }) => {
  const { lint, preview } = consent
  return (
    <section class="card asking-rules" aria-labelledby="rules">
      <h2 id="rules">{lint.heading}</h2>
      <p class="fine">{lint.lead}</p>
      <p class="rules-good" data-nothing="" hidden={offences !== null}>
        {preview.none}
      </p>
      <p class="rules-good" data-good="" hidden={offences?.length !== 0}>
        {lint.good}
      </p>
      <OffenceList offences={offences ?? []} />
    </section>
  )
}

export const OffenceList = ({ offences }: { offences: readonly Told[] }) => (
  <ul class="offences" data-offences="">
    {offences.map(({ title, text }) => (
      <li>
        <strong>{title}</strong> <span>{text}</span>
      </li>
    ))}
  </ul>
)
