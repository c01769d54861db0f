/** The form of a breach, to record one and to add to it: the fields of the authority's form, in its order, made of `breach/record.ts`. */
import {
  breachFields,
  breachGroups,
  incidents,
  natures,
  sensitives,
  tolds,
  unreadables,
  type BreachFault,
  type BreachField,
} from '../breach/record.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import { Choices, SelectField, TextField } from '../page/form-fields.tsx'
import { Alert, Boxes, MomentField } from './register-fields.tsx'

export type BreachFormField = BreachField | 'discoveredAt' | 'awareAt'

/** A form as it came: a text for each field, a list for those with boxes. */
export interface WrittenBreach {
  readonly texts: Readonly<Record<Exclude<BreachFormField, 'natures' | 'sensitive'>, string>>
  readonly natures: readonly string[]
  readonly sensitive: readonly string[]
}
export type BreachFaults = ReadonlyMap<BreachFormField, BreachFault>

interface BreachFormProps {
  readonly lang: Language
  readonly action: string
  readonly submit: string
  readonly written: WrittenBreach
  readonly faults: BreachFaults
}

export const BreachForm = ({ lang, action, submit, written, faults }: BreachFormProps) => {
  const words = wordsIn(lang).breaches
  const faultOf = (field: BreachFormField): string | undefined => {
    const fault = faults.get(field)
    return fault && words.faults[fault]
  }
  return (
    <form class="settings-form narrow" method="post" action={action}>
      <Alert
        title={words.wrongTitle}
        items={[...faults.keys()].map((field) => ({
          id: field,
          label: words.fields[field].label,
          fault: faultOf(field) ?? '',
        }))}
      />
      <h2>{words.groups.when}</h2>
      {(['discoveredAt', 'awareAt'] as const).map((field) => (
        <MomentField
          id={field}
          name={field}
          label={words.fields[field].label}
          hint={words.fields[field].hint}
          aside={field === 'awareAt' ? words.optional : undefined}
          fault={faultOf(field)}
          value={written.texts[field]}
        />
      ))}
      {breachGroups.map((group) => (
        <>
          <h2>{words.groups[group]}</h2>
          {breachFields[group].map((field: BreachField) => (
            <Field field={field} written={written} fault={faultOf(field)} words={words} />
          ))}
        </>
      ))}
      <button type="submit">{submit}</button>
    </form>
  )
}

/** Lines of a text that may be long; all others have one. */
const rows: Readonly<Partial<Record<BreachField, number>>> = {
  happened: 6,
  cause: 3,
  data: 3,
  subjects: 2,
  consequences: 5,
  taken: 5,
  planned: 5,
  toldText: 3,
  abroad: 2,
}

interface FieldProps {
  readonly field: BreachField
  readonly written: WrittenBreach
  readonly fault: string | undefined
  readonly words: Words['breaches']
}

const Field = ({ field, written, fault, words }: FieldProps) => {
  const { label, hint } = words.fields[field]
  const { choices } = words
  if (field === 'natures')
    return (
      <Boxes
        id={field}
        name={field}
        legend={label}
        hint={hint ?? undefined}
        fault={fault}
        choices={natures.map((value) => ({ value, label: choices.natures[value] }))}
        chosen={written.natures}
      />
    )
  if (field === 'sensitive')
    return (
      <Boxes
        id={field}
        name={field}
        legend={label}
        hint={hint ?? undefined}
        fault={fault}
        choices={sensitives.map((value) => ({ value, label: choices.sensitive[value] }))}
        chosen={written.sensitive}
      />
    )
  if (field === 'incident')
    return (
      <SelectField
        id={field}
        name={field}
        label={label}
        fault={fault}
        options={incidents.map((value) => ({ value, label: choices.incident[value] }))}
        chosen={written.texts.incident}
      />
    )
  if (field === 'unreadable')
    return (
      <Choices
        id={field}
        name={field}
        legend={label}
        hint={hint ?? undefined}
        fault={fault}
        choices={unreadables.map((value) => ({ value, label: choices.unreadable[value] }))}
        chosen={[written.texts.unreadable]}
      />
    )
  if (field === 'told')
    return (
      <Choices
        id={field}
        name={field}
        legend={label}
        fault={fault}
        choices={tolds.map((value) => ({ value, label: choices.told[value] }))}
        chosen={[written.texts.told]}
      />
    )
  return (
    <TextField
      id={field}
      name={field}
      label={label}
      aside={field === 'happened' ? undefined : words.optional}
      hint={hint ?? undefined}
      fault={fault}
      value={written.texts[field]}
      {...(rows[field] !== undefined && { rows: rows[field] })}
      isRequired={field === 'happened'}
    />
  )
}
