/** One setting in a form: its field, and what is wrong with it right below. Works without script. */
import type { SettingFault } from '../site/site-settings.ts'
import { retentionBounds, type Bounds } from '../site/site-settings.ts'
import type { Format } from '../page/format.ts'
import type { Words } from '../page/words.ts'
import { isOptional, kindOf, type Kind, type Setting } from './fields.ts'
import { removeLogo } from './read-section.ts'

export const idOf = (setting: Setting): string => setting.replaceAll('.', '-')

const boundsBySetting: Readonly<Partial<Record<Setting, Bounds>>> = {
  'retention.eventsDays': retentionBounds.eventsDays,
  'retention.visitsMonths': retentionBounds.visitsMonths,
  'retention.totalsMonths': retentionBounds.totalsMonths,
}

/** Zones that Dutch organisations have offices in; any other may be typed. */
const commonZones = ['Europe/Amsterdam', 'Europe/Brussels', 'America/Curacao', 'America/Paramaribo', 'UTC']

export interface FieldProps {
  readonly setting: Setting
  /** Of the field alone; null where a heading says it already. */
  readonly label: string
  readonly means: string | null
  readonly written: string
  readonly fault: SettingFault | undefined
  readonly isRequired?: boolean
  readonly words: Words
  readonly format: Format
}

interface InputProps {
  readonly id: string
  readonly name: Setting
  readonly written: string
  readonly isRequired: boolean
  readonly described: string | undefined
  readonly invalid: 'true' | undefined
}

type Typed = Extract<Kind, 'line' | 'email' | 'telephone' | 'website' | 'colour'>

/** Browsers fill in what they know of the person at the keyboard only where this is asked for. */
const typed: Readonly<
  Record<Typed, { readonly type: string; readonly autocomplete: string; readonly maxlength: number }>
> = {
  line: { type: 'text', autocomplete: 'off', maxlength: 150 },
  email: { type: 'email', autocomplete: 'off', maxlength: 254 },
  telephone: { type: 'tel', autocomplete: 'off', maxlength: 40 },
  website: { type: 'url', autocomplete: 'off', maxlength: 200 },
  colour: { type: 'text', autocomplete: 'off', maxlength: 7 },
}

export const Field = (props: FieldProps) => {
  const { setting, label, means, written, fault, isRequired = false, words, format } = props
  const id = idOf(setting)
  const kind = kindOf(setting)
  const bounds = boundsBySetting[setting]
  const hints = [means !== null && `${id}-hint`, bounds && `${id}-bounds`, fault && `${id}-fault`]
  const input: InputProps = {
    id,
    name: setting,
    written,
    isRequired,
    described: hints.filter((hint) => typeof hint === 'string').join(' ') || undefined,
    invalid: fault === undefined ? undefined : 'true',
  }
  const below = (
    <>
      {bounds && (
        <p class="hint" id={`${id}-bounds`}>
          {words.settings.bounds(format.number(bounds.low), format.number(bounds.high))}
        </p>
      )}
      {fault !== undefined && (
        <p class="wrong" id={`${id}-fault`}>
          {words.settings.faults[fault]}
        </p>
      )}
    </>
  )
  const hint = means !== null && (
    <p class="hint" id={`${id}-hint`}>
      {means}
    </p>
  )
  if (kind === 'pick')
    return (
      <fieldset class="field" id={id} aria-describedby={input.described}>
        <legend>{label}</legend>
        {hint}
        <Picks {...input} words={words} />
        {below}
      </fieldset>
    )
  if (kind === 'switch')
    return (
      <div class="field">
        <div class="tick">
          <input
            id={id}
            name={setting}
            type="checkbox"
            value="on"
            checked={written === 'on'}
            aria-describedby={input.described}
          />
          <label for={id}>{label}</label>
        </div>
        {hint}
        {below}
      </div>
    )
  return (
    <div class="field">
      <label for={id}>
        {label}
        {isOptional(setting) && <span class="optional">{` (${words.settings.optional})`}</span>}
      </label>
      {hint}
      {kind === 'logo' ? <Logo {...input} words={words} /> : <Input {...input} kind={kind} bounds={bounds} />}
      {below}
    </div>
  )
}

interface OneInputProps extends InputProps {
  readonly kind: Exclude<Kind, 'pick' | 'switch' | 'logo'>
  readonly bounds: Bounds | undefined
}

const Input = ({ id, name, written, isRequired, described, invalid, kind, bounds }: OneInputProps) => {
  const common = { id, name, required: isRequired, 'aria-describedby': described, 'aria-invalid': invalid }
  switch (kind) {
    case 'list':
    case 'address':
      return (
        <textarea {...common} rows={kind === 'address' ? 3 : 4} spellcheck={false} autocomplete="off">
          {written}
        </textarea>
      )
    case 'number':
      return (
        <input
          {...common}
          class="short"
          type="number"
          min={bounds?.low}
          max={bounds?.high}
          step={1}
          value={written}
        />
      )
    case 'zone':
      return (
        <>
          <input
            {...common}
            type="text"
            list={`${id}-known`}
            maxlength={64}
            autocomplete="off"
            spellcheck={false}
            value={written}
          />
          <datalist id={`${id}-known`}>
            {commonZones.map((zone) => (
              <option value={zone} />
            ))}
          </datalist>
        </>
      )
    case 'line':
    case 'email':
    case 'telephone':
    case 'website':
    case 'colour':
      return (
        <input
          {...common}
          {...typed[kind]}
          class={kind === 'colour' ? 'short' : undefined}
          spellcheck={false}
          value={written}
        />
      )
  }
}

type PickProps = InputProps & { readonly words: Words }

const Picks = ({ id, name, written, invalid, words: { settings } }: PickProps) => {
  const choices = Object.entries(settings.picks[name as keyof typeof settings.picks])
  return (
    <div class="picks">
      {choices.map(([value, label], nth) => (
        <div class="tick">
          <input
            id={`${id}-${nth + 1}`}
            name={name}
            type="radio"
            value={value}
            checked={value === written}
            aria-invalid={invalid}
          />
          <label for={`${id}-${nth + 1}`}>{label}</label>
        </div>
      ))}
    </div>
  )
}

const Logo = ({ id, name, written, described, invalid, words: { settings } }: PickProps) => (
  <>
    {written === '' ? (
      <p class="fine">{settings.logo.none}</p>
    ) : (
      <div class="logo-now">
        <img src={written} alt={settings.logo.now} />
        <div class="tick">
          <input id={`${id}-remove`} name={removeLogo} type="checkbox" value="on" />
          <label for={`${id}-remove`}>{settings.logo.remove}</label>
        </div>
      </div>
    )}
    <input
      id={id}
      name={name}
      type="file"
      accept="image/png,image/jpeg,image/webp"
      aria-describedby={described}
      aria-invalid={invalid}
    />
  </>
)
