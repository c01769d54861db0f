/** One section: its settings with what each does and what the privacy statement then says, as one form. */
import { formatIn, type Format } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import type { View } from '../dashboard/view.ts'
import { BrandSample } from './brand-sample.tsx'
import { Field, idOf } from './field.tsx'
import {
  groupsOf,
  settingsIn,
  writtenOf,
  type Editable,
  type Group,
  type Section,
  type Setting,
  type Written,
} from './fields.ts'
import type { Faults } from './read-section.ts'
import { settingsHref } from './settings-href.ts'
import { SettingsFrame } from './settings-frame.tsx'
import { statementOf } from './statement.ts'

/** A form that came and was refused, to be shown as it was written. */
export interface Refused {
  readonly written: Written
  readonly faults: Faults
}

export interface SectionPageProps {
  readonly lang: Language
  readonly view: View
  readonly section: Section
  readonly site: Editable
  /** The site was counted already. */
  readonly isZoneFixed: boolean
  readonly refused?: Refused | null
  readonly isSaved?: boolean
  readonly openRequests?: number | null
}

export const SectionPage = (props: SectionPageProps) => {
  const {
    lang,
    view,
    section,
    site,
    isZoneFixed,
    refused = null,
    isSaved = false,
    openRequests = null,
  } = props
  const words = wordsIn(lang)
  const outcome = refused !== null ? 'wrong' : isSaved ? 'saved' : null
  return (
    <SettingsFrame lang={lang} view={view} place={section} outcome={outcome} openRequests={openRequests}>
      <form
        class="card settings-form"
        method="post"
        action={settingsHref(view.domain, view.lang, section)}
        enctype={section === 'appearance' ? 'multipart/form-data' : undefined}
      >
        {refused !== null && <Summary section={section} faults={refused.faults} words={words} />}
        <Groups
          section={section}
          site={site}
          isZoneFixed={isZoneFixed}
          refused={refused}
          words={words}
          format={formatIn(lang)}
        />
        <p class="actions">
          <button type="submit">{words.settings.save}</button>
        </p>
      </form>
    </SettingsFrame>
  )
}

/** What a setting is called, by itself or within its group. */
const labelOf = (setting: Setting, group: Group, { settings }: Words): string =>
  settingsIn(group).length === 1
    ? settings.groups[group].title
    : settings.fields[setting as keyof typeof settings.fields]

interface SummaryProps {
  readonly section: Section
  readonly faults: Faults
  readonly words: Words
}

/** All that is wrong, before the form, each leading to its field. */
export const Summary = ({ section, faults, words }: SummaryProps) => (
  <div class="alert" role="alert">
    <h2>{words.settings.wrongTitle}</h2>
    <ul>
      {groupsOf(section).flatMap((group) =>
        settingsIn(group).flatMap((setting) => {
          const fault = faults[setting]
          if (fault === undefined) return []
          const name = labelOf(setting, group, words)
          const whole =
            settingsIn(group).length === 1
              ? name
              : `${words.settings.groups[group].title}, ${name.toLowerCase()}`
          return [
            <li>
              <a href={`#${idOf(setting)}`}>{whole}</a>: {words.settings.faults[fault]}
            </li>,
          ]
        }),
      )}
    </ul>
  </div>
)

export interface GroupsProps {
  readonly section: Section
  readonly site: Editable
  readonly isZoneFixed: boolean
  readonly refused: Refused | null
  /** What may not stay empty here. */
  readonly required?: readonly Setting[]
  readonly words: Words
  readonly format: Format
}

/** The settings of a section without the form around them: the first steps ask for them too. */
export const Groups = (props: GroupsProps) => {
  const { section, site, refused, words, format } = props
  const written = { ...writtenOf(site, section), ...refused?.written }
  const groups = groupsOf(section)
  // Where there is nothing to say of any, it is said once.
  const hasStatements = groups.some((group) => statementOf(group, site, words, format) !== null)
  return (
    <>
      {groups.map((group) => (
        <OneGroup {...props} group={group} written={written} hasStatement={hasStatements} />
      ))}
      {!hasStatements && <p class="statement none">{words.settings.noStatements}</p>}
    </>
  )
}

interface OneGroupProps extends GroupsProps {
  readonly group: Group
  readonly written: Written
  readonly hasStatement: boolean
}

const OneGroup = (props: OneGroupProps) => {
  const { group, site, isZoneFixed, refused, required = [], written, hasStatement, words, format } = props
  const { title, means } = words.settings.groups[group]
  const settings = settingsIn(group)
  const field = (setting: Setting) => (
    <Field
      setting={setting}
      label={labelOf(setting, group, words)}
      means={settings.length === 1 ? means : null}
      written={written[setting] ?? ''}
      fault={refused?.faults[setting]}
      isRequired={required.includes(setting)}
      words={words}
      format={format}
    />
  )
  if (group === 'timezone' && isZoneFixed)
    return <FixedZone zone={site.timezone} words={words} fault={refused?.faults.timezone} />
  const statement = hasStatement && <Statement text={statementOf(group, site, words, format)} words={words} />
  if (settings.length === 1)
    return (
      <div class="setting">
        {settings.map(field)}
        {group === 'brand.colour' && (
          <BrandSample colour={site.settings.brand.colour} words={words} format={format} />
        )}
        {statement}
      </div>
    )
  return (
    <div class="setting" role="group" aria-labelledby={`${group}-title`} aria-describedby={`${group}-means`}>
      <div>
        <h2 class="setting-title" id={`${group}-title`}>
          {title}
        </h2>
        <p class="hint" id={`${group}-means`}>
          {means}
        </p>
      </div>
      <div class="setting-fields">{settings.map(field)}</div>
      {statement}
    </div>
  )
}

interface FixedZoneProps {
  readonly zone: string
  readonly fault: 'has-data' | Faults[Setting] | undefined
  readonly words: Words
}

const FixedZone = ({ zone, fault, words: { settings } }: FixedZoneProps) => (
  <div class="setting" id="timezone">
    <h2 class="setting-title">{settings.groups.timezone.title}</h2>
    <p>
      <code>{zone}</code>
    </p>
    <p class={fault === undefined ? 'hint' : 'wrong'}>
      {fault === undefined ? settings.zoneFixed : settings.faults[fault]}
    </p>
  </div>
)

/** What the privacy statement must then say, apart from the rest. */
export const Statement = ({ text, words: { settings } }: { text: string | null; words: Words }) =>
  text === null ? (
    <p class="statement none">{settings.noStatement}</p>
  ) : (
    <p class="statement">
      <span class="statement-label">{settings.statement}</span> <q>{text}</q>
    </p>
  )
