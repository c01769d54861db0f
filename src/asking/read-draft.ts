/**
 * The editor's form, as it came -> a draft, or what is wrong beside each field. What was written is kept as it was written, also
 * while rows are added and taken away, so that nothing typed is lost. Pure.
 */
import {
  consentDraft,
  editableTexts,
  type ConsentDraft,
  type DraftFault,
  type EditableText,
  type Theme,
} from '../consent/draft.ts'
import {
  boundElements,
  exemptElements,
  insights,
  isOwnPurpose,
  type Element,
  type OwnPurposeId,
  type PurposeBasis,
} from '../consent/purpose.ts'
import { noticeLanguages, type NoticeLanguage, type PurposeTexts } from '../consent/texts.ts'
import { knownServices } from './known-services.ts'

/** As hono reads a body: a field that is there more than once is a list. */
export type Form = Readonly<Record<string, unknown>>

export interface WrittenService {
  readonly id: string
  readonly name: string
  /** One on each line. */
  readonly hosts: string
}

export interface WrittenPurpose {
  readonly id: string
  readonly basis: string
  readonly elements: readonly string[]
  readonly version: string
  readonly recipients: string
  readonly months: string
  readonly services: readonly WrittenService[]
  readonly cookies: string
  readonly storage: string
  readonly texts: Readonly<Record<NoticeLanguage, PurposeTexts>>
}

export interface WrittenDraft {
  /** The language where the page's is none of the others. */
  readonly main: string
  readonly languages: readonly string[]
  readonly purposes: readonly WrittenPurpose[]
  readonly texts: Readonly<Record<NoticeLanguage, Readonly<Record<EditableText, string>>>>
  readonly theme: Readonly<Record<keyof Theme, string>>
  readonly consentMode: boolean
}

export const themeParts = ['paper', 'ink', 'button', 'buttonInk', 'radius'] as const satisfies (keyof Theme)[]

/** By the name of its field. */
export type Faults = ReadonlyMap<string, DraftFault>

/** The names of fields: in the form, in a fault, and as ids on the page with `-` for each dot. */
export const nameOf = {
  main: 'main',
  languages: 'languages',
  consentMode: 'consentMode',
  purpose: (nth: number, field: string) => `p${nth}.${field}`,
  purposeText: (nth: number, language: NoticeLanguage, part: keyof PurposeTexts) =>
    `p${nth}.${language}.${part}`,
  service: (nth: number, of: number, field: keyof WrittenService) => `p${nth}.s${of}.${field}`,
  text: (language: NoticeLanguage, which: EditableText) => `t.${language}.${which}`,
  theme: (part: keyof Theme) => `theme.${part}`,
} as const
export const idOf = (name: string): string => name.replaceAll('.', '-')

/** The draft takes twelve; the form shows one too many, so that its refusal can be seen. */
const purposesMax = 13
const servicesMax = 21

/** Purposes of ours that a site may ask for, in the order in which they are offered. */
export const offered = ['insights', 'embeds', 'marketing'] as const satisfies OwnPurposeId[]
export type Offered = (typeof offered)[number]
export const isOffered = (id: string): id is Offered => offered.some((one) => one === id)

/** What each takes as a rule. */
const usualElements: Readonly<Record<Offered, readonly Element[]>> = {
  insights: insights.elements,
  embeds: ['third-party-content', 'third-party-storage'],
  marketing: ['visitor-id', 'shared-with-others', 'third-party-storage'],
}

export const allElements: readonly Element[] = [...boundElements, ...exemptElements]

const eachLanguage = <T>(make: (language: NoticeLanguage) => T): Record<NoticeLanguage, T> =>
  Object.fromEntries(noticeLanguages.map((language) => [language, make(language)])) as Record<
    NoticeLanguage,
    T
  >

const eachText = (make: (which: EditableText) => string): Record<EditableText, string> =>
  Object.fromEntries(editableTexts.map((which) => [which, make(which)])) as Record<EditableText, string>

/** A draft as its form shows it. */
export function writtenOf(draft: ConsentDraft): WrittenDraft {
  const { languages, purposes, texts, theme, consentMode } = draft
  return {
    main: languages[0] ?? '',
    languages,
    purposes: purposes.map((purpose) => ({
      id: purpose.id,
      basis: purpose.basis,
      elements: purpose.elements,
      version: String(purpose.version),
      recipients: purpose.recipients.join('\n'),
      months: purpose.months === null ? '' : String(purpose.months),
      services: purpose.services.map(({ id, name, hosts }) => ({ id, name, hosts: hosts.join('\n') })),
      cookies: purpose.cookies.join('\n'),
      storage: purpose.storage.join('\n'),
      texts: eachLanguage((language) => purpose.texts[language] ?? { name: '', sentence: '' }),
    })),
    texts: eachLanguage((language) => eachText((which) => texts[language]?.[which] ?? '')),
    theme: {
      paper: theme.paper,
      ink: theme.ink,
      button: theme.button,
      buttonInk: theme.buttonInk,
      radius: String(theme.radius),
    },
    consentMode,
  }
}

const textIn = (form: Form, name: string): string => {
  const value = form[name]
  const one: unknown = Array.isArray(value) ? value[0] : value
  return typeof one === 'string' ? one : ''
}
const listIn = (form: Form, name: string): string[] =>
  [form[name]].flat().filter((one): one is string => typeof one === 'string')

/** A form as it was written. Rows are counted from 0 without a gap: the page numbers them anew each time. */
export function readWritten(form: Form): WrittenDraft {
  const purposes: WrittenPurpose[] = []
  while (purposes.length < purposesMax && form[nameOf.purpose(purposes.length, 'version')] !== undefined)
    purposes.push(readPurpose(form, purposes.length))
  return {
    main: textIn(form, nameOf.main),
    languages: listIn(form, nameOf.languages),
    purposes,
    texts: eachLanguage((language) => eachText((which) => textIn(form, nameOf.text(language, which)))),
    theme: {
      paper: textIn(form, nameOf.theme('paper')),
      ink: textIn(form, nameOf.theme('ink')),
      button: textIn(form, nameOf.theme('button')),
      buttonInk: textIn(form, nameOf.theme('buttonInk')),
      radius: textIn(form, nameOf.theme('radius')),
    },
    consentMode: textIn(form, nameOf.consentMode) === 'on',
  }
}

function readPurpose(form: Form, nth: number): WrittenPurpose {
  const text = (field: string) => textIn(form, nameOf.purpose(nth, field))
  const services: WrittenService[] = []
  while (services.length < servicesMax && form[nameOf.service(nth, services.length, 'hosts')] !== undefined) {
    const of = services.length
    services.push({
      id: textIn(form, nameOf.service(nth, of, 'id')),
      name: textIn(form, nameOf.service(nth, of, 'name')),
      hosts: textIn(form, nameOf.service(nth, of, 'hosts')),
    })
  }
  return {
    id: text('id'),
    basis: text('basis'),
    elements: listIn(form, nameOf.purpose(nth, 'elements')),
    version: text('version'),
    recipients: text('recipients'),
    months: text('months'),
    services,
    cookies: text('cookies'),
    storage: text('storage'),
    texts: eachLanguage((language) => ({
      name: textIn(form, nameOf.purposeText(nth, language, 'name')),
      sentence: textIn(form, nameOf.purposeText(nth, language, 'sentence')),
    })),
  }
}

/** What a button of the form does besides saving: `add:embeds`, `remove:2`, `add-service:1:youtube`, `remove-service:1:0`. */
export const doing = {
  /** Saves, and goes on to what publishing would mean. */
  publish: 'publish',
  add: (id: Offered | 'own') => `add:${id}`,
  remove: (nth: number) => `remove:${nth}`,
  addService: (nth: number, id: string) => `add-service:${nth}:${id}`,
  removeService: (nth: number, of: number) => `remove-service:${nth}:${of}`,
} as const

function newPurpose(id: Offered | 'own'): WrittenPurpose {
  return {
    id: id === 'own' ? '' : id,
    basis: 'consent' satisfies PurposeBasis,
    elements: id === 'own' ? [] : usualElements[id],
    version: '1',
    recipients: '',
    months: id === 'insights' ? String(insights.months) : '',
    services: [],
    cookies: '',
    storage: '',
    texts: eachLanguage(() => ({ name: '', sentence: '' })),
  }
}

const withLine = (lines: string, line: string): string =>
  linesOf(lines).includes(line) ? lines : [...linesOf(lines), line].join('\n')

function withService(purpose: WrittenPurpose, id: string): WrittenPurpose {
  const known = knownServices.find((one) => one.id === id)
  const service = known
    ? { id: known.id, name: known.name, hosts: known.hosts.join('\n') }
    : { id: '', name: '', hosts: '' }
  return {
    ...purpose,
    services: [...purpose.services, service],
    recipients: known ? withLine(purpose.recipients, known.recipient) : purpose.recipients,
  }
}

/** The form with a row more or less. Null: no button of ours says that, so it is to be saved. */
export function changeRows(written: WrittenDraft, does: string): WrittenDraft | null {
  const [what = '', first = '', second = ''] = does.split(':')
  const nth = Number(first)
  const { purposes } = written
  const changed = (change: (purpose: WrittenPurpose) => WrittenPurpose) => ({
    ...written,
    purposes: purposes.map((purpose, at) => (at === nth ? change(purpose) : purpose)),
  })
  switch (what) {
    case 'add':
      if (first !== 'own' && !isOffered(first)) return null
      if (isOffered(first) && purposes.some(({ id }) => id === first)) return written
      return { ...written, purposes: [...purposes, newPurpose(first)].slice(0, purposesMax) }
    case 'remove':
      return { ...written, purposes: purposes.filter((_, at) => at !== nth) }
    case 'add-service':
      return changed((purpose) => withService(purpose, second))
    case 'remove-service':
      return changed((purpose) => ({
        ...purpose,
        services: purpose.services.filter((_, at) => at !== Number(second)),
      }))
    default:
      return null
  }
}

const linesOf = (written: string): string[] => [
  ...new Set(
    written
      .split(/[\r\n]+/)
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ),
]

const numberOf = (written: string): number => (/^\s*\d{1,6}\s*$/.test(written) ? Number(written) : Number.NaN)

/** A site's own id is made of the first name that was written, where nobody wrote one: it is for tools, not for people. */
const idFrom = ({ texts }: WrittenPurpose): string =>
  (noticeLanguages.map((language) => texts[language].name).find((name) => name.trim() !== '') ?? '')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[^a-z]+|_+$/g, '')
    .slice(0, 20)

/** With ids where they were left to us. The same name gives the same id. */
export const withIds = (written: WrittenDraft): WrittenDraft => ({
  ...written,
  purposes: written.purposes.map((purpose) => ({
    ...purpose,
    id: purpose.id.trim() || idFrom(purpose),
    services: purpose.services.map((service) => ({
      ...service,
      id:
        service.id.trim() ||
        idFrom({ ...purpose, texts: eachLanguage(() => ({ name: service.name, sentence: '' })) }),
    })),
  })),
})

const isWritten = (one: string): boolean => one.trim() !== ''

/** Only what was written: absent means ours. */
function documentOf(written: WrittenDraft): unknown {
  const chosen = noticeLanguages.filter(
    (language) => language !== written.main && written.languages.includes(language),
  )
  const unknown = written.languages.filter((language) => !noticeLanguages.some((known) => known === language))
  return {
    languages: [...(written.main === '' ? [] : [written.main]), ...chosen, ...unknown],
    purposes: written.purposes.map((purpose) => ({
      id: purpose.id,
      // Ours ask for consent, whatever a form says.
      basis: isOwnPurpose(purpose.id) ? 'consent' : purpose.basis,
      elements: purpose.elements,
      version: numberOf(purpose.version),
      recipients: linesOf(purpose.recipients),
      months: isWritten(purpose.months) ? numberOf(purpose.months) : null,
      services: purpose.services.map(({ id, name, hosts }) => ({ id, name, hosts: linesOf(hosts) })),
      cookies: linesOf(purpose.cookies),
      storage: linesOf(purpose.storage),
      texts: Object.fromEntries(
        noticeLanguages.flatMap((language) => {
          const { name, sentence } = purpose.texts[language]
          return isWritten(name) || isWritten(sentence) ? [[language, { name, sentence }]] : []
        }),
      ),
    })),
    texts: Object.fromEntries(
      noticeLanguages.flatMap((language) => {
        const own = Object.entries(written.texts[language]).filter(([, text]) => isWritten(text))
        return own.length > 0 ? [[language, Object.fromEntries(own)]] : []
      }),
    ),
    theme: { ...written.theme, radius: numberOf(written.theme.radius) },
    consentMode: written.consentMode,
  }
}

/** `['purposes', 0, 'services', 1, 'hosts', 0]` -> `p0.s1.hosts`: the field that a fault of the draft is beside. */
function fieldOf(path: readonly PropertyKey[]): string {
  const [head, first, second, third, fourth] = path.map(String)
  if (head === 'theme') return first === undefined ? nameOf.theme('paper') : `theme.${first}`
  if (head === 'texts') return `t.${first}.${second ?? 'title'}`
  if (head === 'languages') return nameOf.languages
  if (head !== 'purposes' || first === undefined) return head === 'consentMode' ? head : 'purposes'
  if (second === 'texts')
    return third === undefined ? `p${first}.version` : `p${first}.${third}.${fourth ?? 'name'}`
  if (second === 'services')
    return third === undefined ? `p${first}.recipients` : `p${first}.s${third}.${fourth ?? 'name'}`
  return `p${first}.${second ?? 'basis'}`
}

export type DraftReading =
  | { readonly ok: true; readonly draft: ConsentDraft }
  | { readonly ok: false; readonly faults: Faults }

const hasNameFault = (faults: Faults, nth: number): boolean =>
  noticeLanguages.some((language) => faults.has(nameOf.purposeText(nth, language, 'name')))

/** Refused, each beside its field: what `consentDraft` refuses. Never throws. */
export function readDraft(written: WrittenDraft): DraftReading {
  const read = consentDraft.safeParse(documentOf(written))
  if (read.success) return { ok: true, draft: read.data }
  const faults = new Map<string, DraftFault>()
  for (const { path, message } of read.error.issues) {
    const field = fieldOf(path)
    // Neither of the two was chosen.
    const fault = field.endsWith('.basis') ? 'choice' : (message as DraftFault)
    if (!faults.has(field)) faults.set(field, fault)
  }
  // What is made of the name is not to be filled in as well.
  for (const [nth, { id, services }] of written.purposes.entries()) {
    if (id === '' && hasNameFault(faults, nth)) faults.delete(nameOf.purpose(nth, 'id'))
    for (const [of, service] of services.entries())
      if (service.id === '' && faults.has(nameOf.service(nth, of, 'name')))
        faults.delete(nameOf.service(nth, of, 'id'))
  }
  return { ok: false, faults }
}
