/**
 * How a letter is written: a text with placeholders, filled once and without any logic, so that whoever words it can not make it do
 * more than say something. Each kind has its own closed list of placeholders; what a placeholder stands for is never read again, holds
 * no brace, and no line end where a header could begin (S-13). Pure.
 */
import type { LetterParts, LetterSection } from '../mail/letter.tsx'
import { subjectLengthMax } from '../mail/read-letter.ts'
import { must } from '../must.ts'
import { formatIn } from '../page/format.ts'
import type { Language } from '../page/words.ts'
import { localDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import { letterWords } from './letter-words.ts'
import type { LetterWords } from './letters/nl.ts'
import type { LetterCount, LetterKind, LetterRequest, Told } from './letter.ts'

/** As it is stored and edited: a line of the body is a paragraph. */
export interface LetterTemplate {
  readonly subject: string
  readonly body: string
}

export type Placeholder =
  | 'name'
  | 'organisation'
  | 'officer'
  | 'asked'
  | 'received'
  | 'due'
  | 'until'
  | 'link'
  | 'code'
  | 'reason'
  | 'complaint'
  | 'court'
  | 'counts'
  | 'kept'
  | 'outcome'
  | 'stopped'

interface Allowed {
  /** Beside those that every letter has. */
  readonly may: readonly Placeholder[]
  /** Without these the letter would not do what it is for, or not say what the law wants it to. */
  readonly must: readonly Placeholder[]
}

const always: readonly Placeholder[] = ['name', 'organisation', 'officer', 'asked', 'received']
/** A subject stands on the lock screen of a telephone: no reason, no code, no link. */
const inSubject: ReadonlySet<string> = new Set(['name', 'organisation', 'received', 'due', 'until'])

const allowed: Readonly<Record<LetterKind, Allowed>> = {
  confirm: { may: ['due', 'until', 'link'], must: ['link'] },
  received: { may: ['due', 'stopped', 'complaint'], must: [] },
  extension: { may: ['until', 'reason', 'complaint', 'court'], must: ['reason', 'until', 'complaint'] },
  refusal: { may: ['reason', 'stopped', 'complaint', 'court'], must: ['reason', 'complaint'] },
  'cannot-identify': { may: ['reason', 'complaint', 'court'], must: ['reason', 'complaint'] },
  access: { may: ['until', 'link', 'complaint', 'court'], must: ['link'] },
  code: { may: ['code'], must: ['code'] },
  erased: { may: ['counts', 'kept', 'complaint', 'court'], must: ['counts', 'kept'] },
  rectified: { may: ['complaint', 'court'], must: [] },
  restricted: { may: ['counts', 'complaint', 'court'], must: [] },
  'restriction-ends': { may: ['until', 'reason', 'complaint', 'court'], must: ['until'] },
  objection: { may: ['counts', 'stopped', 'complaint', 'court'], must: [] },
  withdrawn: { may: ['counts', 'stopped', 'outcome'], must: ['outcome'] },
}

export const letterKinds = Object.keys(allowed) as readonly LetterKind[]
export const isLetterKind = (text: string): text is LetterKind => Object.hasOwn(allowed, text)

/** What may stand in the body of a letter of this kind: for whoever words it. */
export const placeholdersOf = (kind: LetterKind): readonly Placeholder[] => [...always, ...allowed[kind].may]
export const requiredOf = (kind: LetterKind): readonly Placeholder[] => allowed[kind].must

/**
 * What has to be in whatever says no, or not yet (art. 12(3) and (4), A-07), and that an objection stopped something (art. 21): added at
 * the end where the words of the site leave it out, so that no template, however old, takes a way to complain from anybody.
 */
const routes: Readonly<Partial<Record<LetterKind, readonly Placeholder[]>>> = {
  received: ['stopped'],
  extension: ['reason', 'complaint', 'court'],
  refusal: ['reason', 'complaint', 'court'],
  'cannot-identify': ['reason', 'complaint', 'court'],
}

export type TemplateFault =
  | 'empty'
  | 'long'
  /** A control character, or half of one. */
  | 'text'
  | 'unknown-placeholder'
  | 'no-link'
  | 'no-code'
  | 'no-reason'
  | 'no-complaint'
  | 'no-until'
  | 'no-counts'
  | 'no-kept'
  | 'no-outcome'

export type TemplateReading =
  | { readonly ok: true; readonly template: LetterTemplate }
  | { readonly ok: false; readonly field: 'subject' | 'body'; readonly why: TemplateFault }

const subjectMax = 150
const bodyMax = 6000
const anyPlaceholder = /\{\{([a-z]+)\}\}/g

const namesIn = (text: string): string[] => [...text.matchAll(anyPlaceholder)].map(([, name = '']) => name)

/** A brace that is part of no placeholder is a mistake in one, and would be mailed as it stands. */
function faultOf(text: string, lengthMax: number, names: ReadonlySet<string>): TemplateFault | null {
  if (text === '') return 'empty'
  if (text.length > lengthMax) return 'long'
  if (!text.isWellFormed() || /\p{Cc}/u.test(text.replaceAll('\n', ''))) return 'text'
  if (namesIn(text).some((name) => !names.has(name))) return 'unknown-placeholder'
  return /[{}]/.test(text.replaceAll(anyPlaceholder, '')) ? 'unknown-placeholder' : null
}

const faultOfMissing = {
  link: 'no-link',
  code: 'no-code',
  reason: 'no-reason',
  complaint: 'no-complaint',
  until: 'no-until',
  counts: 'no-counts',
  kept: 'no-kept',
  outcome: 'no-outcome',
} as const satisfies Partial<Record<Placeholder, TemplateFault>>
const isNeeded = (name: Placeholder): name is keyof typeof faultOfMissing =>
  Object.hasOwn(faultOfMissing, name)

/** A template as somebody typed it, or the first reason why it can not be one. Never throws. */
export function readTemplate(kind: LetterKind, typed: LetterTemplate): TemplateReading {
  const subject = typed.subject.trim()
  const body = typed.body.replaceAll(/\r\n?/g, '\n').trim()
  const names = new Set<string>(placeholdersOf(kind))
  const ofSubject = subject.includes('\n')
    ? 'text'
    : faultOf(subject, subjectMax, new Set([...names].filter((name) => inSubject.has(name))))
  if (ofSubject) return { ok: false, field: 'subject', why: ofSubject }
  const ofBody = faultOf(body, bodyMax, names)
  if (ofBody) return { ok: false, field: 'body', why: ofBody }
  const there = new Set(namesIn(body))
  const missing = requiredOf(kind).find((name) => !there.has(name))
  if (missing && isNeeded(missing)) return { ok: false, field: 'body', why: faultOfMissing[missing] }
  return { ok: true, template: { subject, body } }
}

/** A part of a letter. A list has a heading of its own. */
type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly label: string; readonly url: string }
  | { readonly kind: 'list'; readonly heading: string; readonly items: readonly string[] }

/** What each placeholder stands for here. A line with one that stands for nothing is left out. */
export interface Filling {
  readonly texts: Readonly<Partial<Record<Placeholder, string>>>
  /** In place of the text where the placeholder has a line for itself. */
  readonly blocks: Readonly<Partial<Record<Placeholder, readonly Block[]>>>
}

export interface WrittenLetter {
  readonly language: Language
  readonly subject: string
  readonly blocks: readonly Block[]
}

const text = (of: string): Block => ({ kind: 'text', text: of })
/** Braces would look like a placeholder that was forgotten. */
const withoutBraces = (value: string): string => value.replaceAll('{', '(').replaceAll('}', ')')
const lineEnds = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu
/** On one line, whatever it was: nothing in it steers a header or a machine. */
const onOneLine = (value: string): string => withoutBraces(value).replaceAll(lineEnds, ' ').trim()
/** As many lines as it had. */
const onItsLines = (value: string): string =>
  value
    .split(/[\r\n\p{Zl}\p{Zp}]+/u)
    .map(onOneLine)
    .filter((line) => line !== '')
    .join('\n')

/** In one pass: what a value holds is not looked at again. Null when a placeholder in it stands for nothing. */
function fillLine(line: string, { texts }: Filling): string | null {
  let isWhole = true
  const filled = line.replaceAll(anyPlaceholder, (_, name: Placeholder) => {
    const value = texts[name]
    if (value === undefined) isWhole = false
    return value ?? ''
  })
  return isWhole ? filled : null
}

function blocksOf(line: string, filling: Filling): readonly Block[] {
  const [only, ...others] = namesIn(line)
  if (others.length === 0 && line === `{{${only}}}`) {
    const blocks = filling.blocks[only as Placeholder]
    if (blocks) return blocks
  }
  return (fillLine(line, filling) ?? '')
    .split('\n')
    .filter((one) => one !== '')
    .map(text)
}

export function fillLetter(
  kind: LetterKind,
  language: Language,
  { subject, body }: LetterTemplate,
  filling: Filling,
): WrittenLetter {
  const there = new Set(namesIn(body))
  const added = (routes[kind] ?? []).filter((name) => !there.has(name)).map((name) => `{{${name}}}`)
  const lines = [...body.split('\n'), ...added].map((line) => line.trim())
  return {
    language,
    subject: subjectOf([subject, letterWords(language).letters[kind].subject], filling),
    blocks: lines.flatMap((line) => blocksOf(line, filling)),
  }
}

/** The first of them that can be filled: what the site made of it may ask for a day that this letter has not. Never half a character. */
function subjectOf(subjects: readonly string[], filling: Filling): string {
  const filled = subjects.map((subject) => onOneLine(fillLine(subject, filling) ?? ''))
  const subject = must(
    filled.find((one) => one !== ''),
    'our own subjects hold nothing but what every letter has',
  )
  return subject.slice(0, subjectLengthMax).replace(/[\uD800-\uDBFF]$/, '')
}

/** Name of whoever is responsible; else what the site is called. */
export const organisationOf = ({ domain, settings }: Pick<Site, 'domain' | 'settings'>): string =>
  [settings.controller.name, settings.brand.name].map(onOneLine).find((name) => name !== '') ?? domain

function officerOf({ settings }: Pick<Site, 'settings'>, words: LetterWords): string {
  const { privacyOfficer, controller } = settings
  if (privacyOfficer) return words.officer.person(privacyOfficer.name, privacyOfficer.email)
  const contact = [controller.email, controller.phone].filter((one) => one !== '').join(', ')
  return contact === '' ? words.officer.unknown : words.officer.organisation(contact)
}

/** Longer names are no names. */
const nameMax = 100
const nameOf = (name: string | null): string | null =>
  onOneLine(name ?? '')
    .slice(0, nameMax)
    .toWellFormed() || null

/** The first name alone: the letter is about somebody who may be a child. Nothing where it begins with a title or an initial. */
function givenNameOf(name: string | null): string | null {
  const [first = ''] = (nameOf(name) ?? '').split(' ')
  return first === '' || first.endsWith('.') ? null : first
}

/** Until somebody showed that it is them, a letter holds nothing of what was typed: the address may be a stranger's. */
const isTheirs = (kind: LetterKind, { channel, verifiedAt }: LetterRequest): boolean =>
  kind !== 'confirm' && (channel !== 'page' || verifiedAt !== null)

function askedOf(kind: LetterKind, request: LetterRequest, words: LetterWords): string {
  const { representedBy, name } = request.subject
  const given = isTheirs(kind, request) ? givenNameOf(name) : null
  return words.asked[request.kind](
    representedBy ? words.whose.of(given ?? words.whose.nobody) : words.whose.own,
  )
}

function listOf(
  heading: string,
  counts: readonly (LetterCount & { readonly because?: string })[],
  number: (value: number) => string,
): { readonly inline: string; readonly blocks: readonly Block[] } {
  const items = counts.map(({ what, rows, because }) =>
    onOneLine(`${what}: ${number(rows)}${because === undefined ? '' : `. ${because}`}`),
  )
  return { inline: items.join('; '), blocks: [{ kind: 'list', heading: `${heading}:`, items }] }
}

const linkWords = (kind: LetterKind, words: LetterWords) =>
  kind === 'access' ? words.link.access : words.link.confirm

function linkBlocks(kind: LetterKind, { link }: Told, words: LetterWords, isKept: boolean): readonly Block[] {
  const of = linkWords(kind, words)
  if (link === undefined) return [text(words.link.access.enclosed)]
  return isKept
    ? [text(of.text), text(of.mailed)]
    : [text(of.text), { kind: 'link', label: of.label, url: link }]
}

/** What an objection stopped. Null where there was neither an address nor a device to stop anything of. */
function stoppedOf(
  kind: LetterKind,
  { kind: right, subject }: LetterRequest,
  words: LetterWords,
): string | null {
  const { email, receiptId } = subject
  if (right !== 'object' || (email === null && receiptId === null)) return null
  const { atOnce, mail, device, forGood } = words.stopped
  // Decided, one way or the other: what is left is that newsletters stay stopped.
  if (kind !== 'received') return email && forGood
  return [atOnce, email && mail, receiptId && device].filter(Boolean).join(' ')
}

/**
 * All that a letter to this person may say. `isKept`: as it is stored, without what would open something. The wish of a request is no
 * part of it, nor is any address of theirs.
 */
export function fillingOf(
  site: Pick<Site, 'domain' | 'settings' | 'timezone'>,
  request: LetterRequest,
  kind: LetterKind,
  told: Told,
  isKept: boolean,
): Filling {
  const words = letterWords(request.language)
  const format = formatIn(request.language)
  const { name, representedBy } = request.subject
  const addressee = isTheirs(kind, request) ? nameOf(representedBy ? representedBy.name : name) : null
  const { code, reason, ground, until, counts, kept } = told
  const reasons = [ground && words.grounds[ground], reason && onItsLines(reason)].filter(Boolean).join('\n')
  const heading =
    words.counts[kind === 'restricted' || kind === 'objection' || kind === 'withdrawn' ? kind : 'erased']
  const gone = counts && counts.length > 0 ? listOf(heading, counts, format.number) : null
  const stays = kept && kept.length > 0 ? listOf(words.kept, kept, format.number) : null
  const stopped = stoppedOf(kind, request, words)
  const nothing = kind === 'erased' ? [text(words.counts.nothing)] : []
  return {
    texts: {
      name: addressee ?? words.nobody,
      organisation: organisationOf(site),
      officer: onOneLine(officerOf(site, words)),
      asked: onOneLine(askedOf(kind, request, words)),
      received: format.day(localDay(request.receivedAt, site.timezone)),
      due: format.day(request.extendedDue ?? request.promiseDue),
      complaint: words.complaint,
      court: words.court,
      outcome: counts ? words.outcome.consent : words.outcome.request,
      ...(stopped !== null && { stopped }),
      ...(until !== undefined && { until: format.day(until) }),
      ...(told.link !== undefined && { link: isKept ? linkWords(kind, words).mailed : told.link }),
      ...(code !== undefined && { code: isKept ? words.codeMailed : onOneLine(code) }),
      ...(reasons !== '' && { reason: reasons }),
      ...(gone && { counts: gone.inline }),
      ...(stays && { kept: stays.inline }),
    },
    blocks: {
      link: linkBlocks(kind, told, words, isKept),
      counts: gone?.blocks ?? nothing,
      kept: stays?.blocks ?? [],
    },
  }
}

/** Lines of a closing stand under each other, as a greeting and a name do; paragraphs with an empty line between them. */
const apart = (line: string, nth: number, all: readonly string[]): string =>
  line.endsWith(',') || nth === all.length - 1 ? line : `${line}\n`

/**
 * As mail has it: what comes before the first list or button is above it, the rest below. Two lists are sections, under each other.
 */
export function partsOf({ language, subject, blocks }: WrittenLetter): LetterParts {
  const first = blocks.findIndex(({ kind }) => kind !== 'text')
  const above = first === -1 ? blocks : blocks.slice(0, first)
  const texts = (of: readonly Block[]) => of.flatMap((block) => (block.kind === 'text' ? [block.text] : []))
  const sections = blocks.flatMap((block): LetterSection[] =>
    block.kind === 'list' ? [{ heading: block.heading, list: block.items }] : [],
  )
  const link = blocks.find((block) => block.kind === 'link')
  return {
    lang: language,
    subject,
    paragraphs: texts(above),
    sections,
    ...(link && { action: { label: link.label, url: link.url } }),
    closing: first === -1 ? [] : texts(blocks.slice(first)).map(apart),
  }
}

/** Paragraphs with an empty line between them: what is kept, shown at the desk and printed. */
export const textOf = ({ blocks }: WrittenLetter): string =>
  blocks
    .map((block) => {
      if (block.kind === 'text') return block.text
      if (block.kind === 'link') return `${block.label}:\n${block.url}`
      return [block.heading, ...block.items.map((item) => `- ${item}`)].join('\n')
    })
    .join('\n\n')
