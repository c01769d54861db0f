/** The purposes in the editor's form: what is always there, what is asked for, services, and the buttons that add and take away. */
import type { NoticeLanguage } from '../consent/texts.ts'
import { textsIn } from '../consent/texts.ts'
import { isOwnPurpose, statistics } from '../consent/purpose.ts'
import type { Language } from '../page/words.ts'
import { EachLanguage, Group, hasFault, TextField, Tick, type FormParts } from './fields.tsx'
import { knownServices } from './known-services.ts'
import { elementsOf, isBound } from './purpose-words.ts'
import {
  allElements,
  doing,
  idOf,
  isOffered,
  nameOf,
  offered,
  type WrittenDraft,
  type WrittenPurpose,
  type WrittenService,
} from './read-draft.ts'

export interface PurposeParts extends FormParts {
  readonly lang: Language
  readonly form: 'je' | 'u'
  /** Where the form goes. */
  readonly action: string
}

const placeOf = (nth: number): string => `purpose-${nth + 1}`

/** As it is called here: as written, else as ours is called, else what it is. */
export function writtenName({ id, texts }: WrittenPurpose, { lang, form, words }: PurposeParts): string {
  const own = texts[lang].name.trim()
  if (own !== '') return own
  if (isOwnPurpose(id)) return textsIn(lang, form).purposes[id].name
  return (
    Object.values(texts).find(({ name }) => name.trim() !== '')?.name ?? words.consent.edit.purposes.unnamed
  )
}

export const PurposesFields = ({ written, ...parts }: PurposeParts & { written: WrittenDraft }) => {
  const { lang, form, action, faults, words } = parts
  const own = words.consent.edit
  const { purposes } = written
  const addTo = `${action}#${placeOf(purposes.length)}`
  const fault = faults.get('purposes')
  return (
    <section class="card asking-part" aria-labelledby="purposes">
      <div>
        <h2 id="purposes">{own.purposes.title}</h2>
        <p class="hint">{own.purposes.means}</p>
        {fault !== undefined && <p class="wrong">{own.faults[fault]}</p>}
      </div>
      <div class="purpose-edit is-fixed">
        <div class="purpose-head">
          <h3>{textsIn(lang, form).purposes.statistics.name}</h3>
          <span class="mark is-exempt">{words.consent.why.exempt}</span>
          <span class="mark">{own.purposes.always}</span>
        </div>
        <p class="hint">{own.purposes.statistics}</p>
        <details class="disclosure">
          <summary>{own.elements}</summary>
          <ul class="element-list">
            {elementsOf(statistics, words).map((element) => (
              <li>{element}</li>
            ))}
          </ul>
        </details>
      </div>
      {purposes.length === 0 && <p class="empty-small">{own.purposes.none}</p>}
      {purposes.map((purpose, nth) => (
        <OnePurpose purpose={purpose} nth={nth} {...parts} />
      ))}
      <div class="add-purpose" role="group" aria-label={own.purposes.add}>
        <p>
          <strong>{own.purposes.add}</strong>
        </p>
        <p class="actions">
          {offered
            .filter((id) => !purposes.some((purpose) => purpose.id === id))
            .map((id) => (
              <button class="quiet" type="submit" name="does" value={doing.add(id)} formaction={addTo}>
                {textsIn(lang, form).purposes[id].name}
              </button>
            ))}
          <button class="quiet" type="submit" name="does" value={doing.add('own')} formaction={addTo}>
            {own.purposes.own}
          </button>
        </p>
      </div>
    </section>
  )
}

type OneProps = PurposeParts & { readonly purpose: WrittenPurpose; readonly nth: number }

const OnePurpose = ({ purpose, nth, ...parts }: OneProps) => {
  const { action, faults, words } = parts
  const own = words.consent.edit
  const isOurs = isOffered(purpose.id)
  const name = writtenName(purpose, parts)
  const basis = isOurs || purpose.basis !== 'exempt' ? 'consent' : 'exempt'
  const at = (field: string) => nameOf.purpose(nth, field)
  const isOpen = (...fields: readonly string[]) => fields.some((field) => faults.has(at(field)))
  return (
    <div class="purpose-edit" id={placeOf(nth)} role="group" aria-labelledby={`${placeOf(nth)}-name`}>
      <div class="purpose-head">
        <h3 id={`${placeOf(nth)}-name`}>
          <bdi>{name}</bdi>
        </h3>
        <span class={`mark is-${basis}`}>{words.consent.why[basis]}</span>
        <button
          class="quiet"
          type="submit"
          name="does"
          value={doing.remove(nth)}
          formaction={`${action}#purposes`}
          aria-label={own.purposes.removeOne(name)}
        >
          {own.purposes.remove}
        </button>
      </div>
      {isOurs ? (
        <>
          <input type="hidden" name={at('id')} value={purpose.id} />
          <p class="hint">{textsIn(parts.lang, parts.form).purposes[purpose.id as 'insights'].sentence}</p>
        </>
      ) : (
        <>
          <Names purpose={purpose} nth={nth} {...parts} />
          <Group name={at('basis')} legend={own.basis} hint={own.basisHint} {...parts}>
            <div class="picks">
              {(['consent', 'exempt'] as const).map((one) => (
                <Tick
                  id={`${idOf(at('basis'))}-${one}`}
                  name={at('basis')}
                  type="radio"
                  value={one}
                  label={own.bases[one]}
                  isOn={purpose.basis === one}
                  isWrong={faults.has(at('basis'))}
                />
              ))}
            </div>
          </Group>
          <Elements purpose={purpose} nth={nth} {...parts} />
        </>
      )}
      {purpose.services.length > 0 || purpose.id === 'embeds' ? (
        <Services purpose={purpose} nth={nth} {...parts} />
      ) : (
        purpose.id !== 'insights' && (
          <details class="disclosure">
            <summary>{own.services}</summary>
            <Services purpose={purpose} nth={nth} {...parts} />
          </details>
        )
      )}
      <div class="purpose-pair">
        <TextField
          name={at('recipients')}
          label={own.recipients}
          hint={own.recipientsHint}
          value={purpose.recipients}
          rows={2}
          {...parts}
        />
        <TextField
          name={at('months')}
          label={own.months}
          hint={purpose.id === 'insights' ? own.monthsInsights : own.monthsHint}
          value={purpose.months}
          kind="number"
          maxlength={6}
          {...parts}
        />
      </div>
      {isOurs && (
        <details class="disclosure" open={hasTexts(purpose) || hasTextFault(nth, parts)}>
          <summary>{own.namesHeading}</summary>
          <div class="stack">
            <p class="hint">{own.ours}</p>
            <Names purpose={purpose} nth={nth} {...parts} />
          </div>
        </details>
      )}
      <details
        class="disclosure"
        open={isOpen('id', 'cookies', 'storage', 'version') || (isOurs && isOpen('elements'))}
      >
        <summary>{own.technical}</summary>
        <div class="stack">
          {isOurs && <Elements purpose={purpose} nth={nth} {...parts} />}
          <div class="purpose-pair">
            <TextField
              name={at('cookies')}
              label={own.cookies}
              hint={own.cookiesHint}
              value={purpose.cookies}
              rows={3}
              kind="code"
              {...parts}
            />
            <TextField
              name={at('storage')}
              label={own.storage}
              hint={own.storageHint}
              value={purpose.storage}
              rows={3}
              kind="code"
              {...parts}
            />
          </div>
          {!isOurs && (
            <TextField
              name={at('id')}
              label={own.id}
              hint={own.idHint}
              value={purpose.id}
              kind="code"
              maxlength={40}
              {...parts}
            />
          )}
          <TextField
            name={at('version')}
            label={own.version}
            hint={own.versionHint}
            value={purpose.version}
            kind="number"
            maxlength={6}
            {...parts}
          />
        </div>
      </details>
    </div>
  )
}

const hasTexts = ({ texts }: WrittenPurpose): boolean =>
  Object.values(texts).some(({ name, sentence }) => name !== '' || sentence !== '')

const hasTextFault = (nth: number, { faults }: PurposeParts): boolean =>
  ['nl', 'en', 'tr', 'ar', 'uk', 'pl'].some((language) => hasFault(faults, `p${nth}.${language}`))

/** Of ours the fields show our text until somebody writes another. */
const Names = ({ purpose, nth, ...parts }: OneProps) => {
  const own = parts.words.consent.edit
  const ours = (language: NoticeLanguage) =>
    isOffered(purpose.id) ? textsIn(language, parts.form).purposes[purpose.id] : undefined
  return (
    <EachLanguage
      begin={`p${nth}`}
      faults={parts.faults}
      words={parts.words}
      render={(language) => (
        <div class="purpose-names">
          <TextField
            name={nameOf.purposeText(nth, language, 'name')}
            label={own.purposeName}
            value={purpose.texts[language].name}
            placeholder={ours(language)?.name}
            maxlength={120}
            language={language}
            {...parts}
          />
          <TextField
            name={nameOf.purposeText(nth, language, 'sentence')}
            label={own.sentence}
            value={purpose.texts[language].sentence}
            placeholder={ours(language)?.sentence}
            maxlength={400}
            language={language}
            {...parts}
          />
        </div>
      )}
    />
  )
}

const Elements = ({ purpose, nth, ...parts }: OneProps) => {
  const own = parts.words.consent.edit
  const name = nameOf.purpose(nth, 'elements')
  const list = (isOf: boolean) =>
    allElements
      .filter((element) => isBound(element) === isOf)
      .map((element) => (
        <Tick
          id={`${idOf(name)}-${element}`}
          name={name}
          type="checkbox"
          value={element}
          label={parts.words.consent.elements[element]}
          isOn={purpose.elements.includes(element)}
        />
      ))
  return (
    <Group name={name} legend={own.elements} {...parts}>
      <div class="element-columns">
        <div class="picks" role="group" aria-labelledby={`${idOf(name)}-bound`}>
          <p class="mark is-consent" id={`${idOf(name)}-bound`}>
            {own.elementsBound}
          </p>
          {list(true)}
        </div>
        <div class="picks" role="group" aria-labelledby={`${idOf(name)}-exempt`}>
          <p class="mark is-exempt" id={`${idOf(name)}-exempt`}>
            {own.elementsExempt}
          </p>
          {list(false)}
        </div>
      </div>
    </Group>
  )
}

const Services = ({ purpose, nth, ...parts }: OneProps) => {
  const { action, words } = parts
  const own = words.consent.edit
  const heading = `${placeOf(nth)}-services`
  const to = `${action}#${heading}`
  return (
    <div class="services" role="group" aria-labelledby={heading}>
      <div>
        <h4 id={heading}>{own.services}</h4>
        <p class="hint">{own.servicesHint}</p>
      </div>
      {purpose.services.length === 0 && <p class="empty-small">{own.servicesNone}</p>}
      {purpose.services.map((service, of) => (
        <OneService service={service} of={of} nth={nth} {...parts} />
      ))}
      <p class="actions">
        {knownServices
          .filter(({ id }) => !purpose.services.some((service) => service.id === id))
          .map(({ id, name }) => (
            <button
              class="quiet"
              type="submit"
              name="does"
              value={doing.addService(nth, id)}
              formaction={to}
              aria-label={own.serviceAdd(name)}
            >
              {name}
            </button>
          ))}
        <button class="quiet" type="submit" name="does" value={doing.addService(nth, '')} formaction={to}>
          {own.serviceOther}
        </button>
      </p>
    </div>
  )
}

type ServiceProps = PurposeParts & {
  readonly service: WrittenService
  readonly of: number
  readonly nth: number
}

const OneService = ({ service, of, nth, ...parts }: ServiceProps) => {
  const { action, words } = parts
  const own = words.consent.edit
  const at = (field: keyof WrittenService) => nameOf.service(nth, of, field)
  const name = service.name.trim() || own.serviceOther
  return (
    <div class="service" role="group" aria-label={name}>
      <TextField name={at('name')} label={own.serviceName} value={service.name} maxlength={120} {...parts} />
      <TextField
        name={at('id')}
        label={own.serviceId}
        value={service.id}
        kind="code"
        maxlength={40}
        {...parts}
      />
      <TextField
        name={at('hosts')}
        label={own.serviceHosts}
        hint={own.serviceHostsHint}
        value={service.hosts}
        rows={3}
        kind="code"
        {...parts}
      />
      <button
        class="quiet"
        type="submit"
        name="does"
        value={doing.removeService(nth, of)}
        formaction={`${action}#${placeOf(nth)}-services`}
        aria-label={own.serviceRemove(name)}
      >
        {own.purposes.remove}
      </button>
    </div>
  )
}
