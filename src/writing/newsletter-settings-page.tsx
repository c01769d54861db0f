/** How a site sends newsletters: who from, what is measured and what the law asks for that, how fast. To read for who may not change it. */
import type { View } from '../dashboard/view.ts'
import { formatIn, type Format } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import { levels, type Level } from '../subscriber/level.ts'
import type { NewsletterSettings } from '../subscriber/newsletter-settings.ts'
import {
  boundsOf,
  numberFields,
  type NumberField,
  type SettingFault,
  type SettingName,
  type WrittenSettings,
} from './newsletter-settings-read.ts'
import { Choices, TextField } from '../page/form-fields.tsx'
import type { Viewer } from './writing-door.ts'
import { WritingFrame, type Done } from './writing-frame.tsx'
import { writingHref } from './writing-href.ts'

export interface NewsletterSettingsPageProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  readonly settings: NewsletterSettings
  readonly written: WrittenSettings
  readonly faults: ReadonlyMap<SettingName, SettingFault>
  readonly done: Done | null
}

export const NewsletterSettingsPage = (props: NewsletterSettingsPageProps) => {
  const { lang, view, viewer, faults, done } = props
  const words = wordsIn(lang)
  const own = words.readers.settings
  return (
    <WritingFrame
      lang={lang}
      view={view}
      viewer={viewer}
      tab="settings"
      title={words.readers.places.settings.title}
      lead={own.lead}
      done={done}
      isWrong={faults.size > 0}
    >
      {viewer.mayEdit ? (
        <form class="settings-form narrow" method="post" action={writingHref(view, 'settings')}>
          <Fields {...props} words={words} format={formatIn(lang)} />
          <button type="submit">{own.save}</button>
        </form>
      ) : (
        <Stored {...props} words={words} format={formatIn(lang)} />
      )}
    </WritingFrame>
  )
}

type PartProps = NewsletterSettingsPageProps & { readonly words: Words; readonly format: Format }

const Fields = ({ written, faults, words, format }: PartProps) => {
  const own = words.readers.settings
  const fault = (name: SettingName): string | undefined => {
    const why = faults.get(name)
    if (why === undefined) return undefined
    if (why !== 'number') return own.faults[why]
    const { low, high } = boundsOf(name as NumberField)
    return own.faults.number(format.number(low), format.number(high))
  }
  const common = (name: Exclude<SettingName, 'opens' | 'clicks'>) => ({
    id: name,
    name,
    label: own.fields[name],
    hint: own.hints[name],
    fault: fault(name),
    value: written[name],
  })
  return (
    <>
      <section class="card stack" aria-labelledby="sender">
        <h2 id="sender">{own.sender}</h2>
        <TextField {...common('senderName')} maxlength={100} />
        <TextField {...common('replyTo')} type="email" maxlength={254} />
        <TextField {...common('imprint')} rows={4} maxlength={500} />
      </section>
      <section class="card stack" aria-labelledby="measuring">
        <h2 id="measuring">{own.measuring}</h2>
        {(['opens', 'clicks'] as const).map((name) => (
          <Choices
            id={name}
            name={name}
            legend={own.fields[name]}
            hint={own.hints[name]}
            fault={fault(name)}
            type="radio"
            choices={levels.map((level) => ({
              value: level,
              label: own.levels[level].name,
              text: own.levels[level].text,
            }))}
            chosen={[written[name]]}
          />
        ))}
      </section>
      <section class="card stack" aria-labelledby="speed">
        <h2 id="speed">{own.speed}</h2>
        <p>{own.speedText}</p>
        {numberFields.map((name) => (
          <TextField {...common(name)} type="number" maxlength={9} />
        ))}
      </section>
    </>
  )
}

const Stored = ({ settings, words, format }: PartProps) => {
  const own = words.readers.settings
  const level = (one: Level) => `${own.levels[one].name}. ${own.levels[one].text}`
  const rows: readonly (readonly [SettingName, string])[] = [
    ['senderName', settings.senderName],
    ['replyTo', settings.replyTo ?? ''],
    ['imprint', settings.imprint],
    ['opens', level(settings.opens)],
    ['clicks', level(settings.clicks)],
    ...numberFields.map((name) => [name, format.number(settings[name])] as const),
  ]
  return (
    <section class="card stack">
      <p>{own.readOnly}</p>
      <dl class="stored">
        {rows.map(([name, text]) => (
          <div>
            <dt>{own.fields[name]}</dt>
            <dd>{text === '' ? own.empty : text}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
