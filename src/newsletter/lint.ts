/**
 * What is wrong with an issue before anybody gets it. An error stops the sending: a mail can't be taken back. Looks at the mail as it was
 * composed, so that nothing that an editor or their program writes gets past. Takes texts of any brokenness; never throws; time grows with
 * the length alone.
 */
import { isLegible, isSeen, paintOf, readStyle, unpainted, type Paint } from './contrast.ts'
import type { Composed } from './compose.ts'
import type { IssueDocument } from './issue.ts'
import { isMailable, schemeOf, wayOf } from './mailable.ts'
import { placeholderAt, type WayOut } from './placeholder.ts'
import { walk, type Opened } from './walk.ts'

type Weight = 'error' | 'warning'

const weights = {
  'subject-empty': 'error',
  'subject-long': 'warning',
  'subject-shouts': 'warning',
  /** The ways out are addresses: in a subject they are nothing. */
  'subject-way-out': 'error',
  'lists-empty': 'error',
  'content-empty': 'error',
  /** Nothing to read for whoever sees no pictures. */
  'content-only-images': 'error',
  /** None that a mail can follow: relative, or of another scheme. */
  'link-address': 'error',
  'link-script': 'error',
  'link-text-empty': 'error',
  'link-text-vague': 'warning',
  /** Ends up in logs on the way (newsletter.md §2.2). */
  'link-email': 'error',
  /** A reader's name in an address, or a way out that is no whole address. */
  'link-placeholder': 'error',
  'image-text': 'error',
  /** None, relative, or of a file that does not travel along. */
  'image-address': 'error',
  /** Most mail programs show none that is written into the mail, and it fills the 102 KB. */
  'image-inline': 'error',
  /** A dot that nobody sees counts openings for somebody (law N2). */
  'image-pixel': 'error',
  'size-too-large': 'error',
  'size-large': 'warning',
  'unsubscribe-missing': 'error',
  'unsubscribe-hidden': 'error',
  'manage-missing': 'error',
  'contrast-low': 'warning',
  'placeholder-unknown': 'error',
  'element-forbidden': 'error',
  'handler-forbidden': 'error',
  'stylesheet-external': 'error',
  'base-forbidden': 'error',
  /** Of a whole HTML document: screen readers read it in the wrong voice. */
  'language-missing': 'warning',
} as const satisfies Readonly<Record<string, Weight>>

export type LintRule = keyof typeof weights
export const lintRules = Object.keys(weights) as readonly LintRule[]

export interface LintFinding {
  readonly rule: LintRule
  readonly weight: Weight
  /** Which one: a few words of what stands there. No e-mail address. */
  readonly what?: string
}

const subjectLengthMax = 60
/** Gmail cuts a longer one, with the way out at its foot (draftship.io, doc.batch.com). */
const bytesMax = 102 * 1024
/** Addresses that count are longer than those that stood there. */
const bytesLarge = 90 * 1024
/** Nobody reads on. */
const findingsMax = 100

const emailIn = /[^\s@/?&=#:;,<>"']{1,64}(?:@|%40)[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){1,8}/i

/** At most 40 letters of one line, without addresses. */
function quote(text: string): string {
  const plain = text
    .slice(0, 400)
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .replaceAll(new RegExp(emailIn.source, 'gi'), '…@…')
  return plain.length > 40 ? `${plain.slice(0, 39).replace(/[\ud800-\udbff]$/, '')}…` : plain
}

interface Findings {
  readonly add: (rule: LintRule, what?: string) => void
  readonly all: () => readonly LintFinding[]
}

function openFindings(): Findings {
  const found = new Map<string, LintFinding>()
  return {
    add(rule, what = '') {
      const quoted = quote(what)
      const key = `${rule} ${quoted}`
      if (found.size < findingsMax && !found.has(key))
        found.set(key, { rule, weight: weights[rule], ...(quoted !== '' && { what: quoted }) })
    },
    all: () => [...found.values()],
  }
}

export function lintIssue(
  document: IssueDocument,
  { subject, html, text }: Composed,
): readonly LintFinding[] {
  const findings = openFindings()
  lintSubject(subject, findings)
  if (document.lists.length === 0) findings.add('lists-empty')
  lintHtml(document, html, findings)
  lintPlaceholders([subject, html, text], findings)
  const bytes = Buffer.byteLength(html)
  if (bytes > bytesMax) findings.add('size-too-large')
  else if (bytes > bytesLarge) findings.add('size-large')
  return findings.all()
}

function lintSubject(subject: string, { add }: Findings): void {
  // As long as with the word for a reader without a name.
  const plain = subject.replaceAll(/\{\{name\|([^{}|]{0,60})\}\}/g, '$1').trim()
  if (plain === '') return add('subject-empty')
  if (plain.length > subjectLengthMax) add('subject-long')
  const letters = plain.match(/\p{L}/gu) ?? []
  const capitals = plain.match(/\p{Lu}/gu) ?? []
  if ((letters.length >= 10 && capitals.length > letters.length * 0.7) || /[!?]{2}/.test(plain))
    add('subject-shouts')
  if (/\{\{(?:unsubscribe|manage|view)\}\}/.test(subject)) add('subject-way-out')
}

function lintPlaceholders(texts: readonly string[], { add }: Findings): void {
  for (const text of texts)
    for (let at = text.indexOf('{{'); at !== -1; at = text.indexOf('{{', at + 2)) {
      placeholderAt.lastIndex = at
      if (!placeholderAt.test(text))
        add('placeholder-unknown', /^\{\{[^{}]{0,60}\}?\}?/.exec(text.slice(at, at + 64))?.[0] ?? '')
    }
}

/** No scripts, nothing that is filled in or loads a page: mail programs drop it, or the mail. */
const forbidden = new Set(
  'script form input button select textarea iframe frame frameset object embed applet portal template'.split(
    ' ',
  ),
)
/** What stands in them is not read. */
const unread = new Set(['script', 'style', 'title', 'template', 'noframes', 'xmp'])

const vague =
  /^(?:klik(?: hier)?|hier|lees (?:meer|verder)|meer(?: (?:info|informatie|lezen))?|deze link|link|click(?: here)?|here|read more|more(?: info)?|this link)[\s.…>»→!]*$/iu

interface SeenLink {
  readonly href: string | undefined
  /** What is read aloud of it, as far as it is needed. */
  words: string
  /** Something of it can be seen. */
  isShown: boolean
}

interface Around {
  readonly paint: Paint
  readonly isHidden: boolean
  readonly isRead: boolean
  readonly link: SeenLink | null
}

function lintHtml(document: IssueDocument, html: string, findings: Findings): void {
  const { add } = findings
  const isWhole = document.format === 'html'
  const shown = new Set<WayOut>()
  const hidden = new Set<WayOut>()
  let nameless = 0
  let hasLanguage = false

  walk<Around>(html, {
    outside: { paint: unpainted, isHidden: false, isRead: true, link: null },
    open(opened, around) {
      const { name, attributes } = opened
      if (name === 'html' && (attributes.get('lang') ?? '').trim() !== '') hasLanguage = true
      lintElement(opened, findings)
      const style = readStyle(attributes.get('style') ?? '')
      const isHidden = around.isHidden || attributes.has('hidden') || hides(style)
      const paint = paintOf(opened, style, around.paint)
      if (name === 'img') {
        const alt = attributes.get('alt') ?? ''
        lintImage(opened, document, findings)
        if (around.link) around.link.words += ` ${alt}`
        if (around.link && !isHidden && alt !== '') around.link.isShown = true
      }
      if (name === 'br' && around.link) around.link.words += ' '
      const isLink = name === 'a' || name === 'area'
      const link = isLink
        ? {
            href: attributes.get('href'),
            isShown: false,
            words: attributes.get('aria-label') ?? (name === 'area' ? (attributes.get('alt') ?? '') : ''),
          }
        : around.link
      if (name === 'area' && link) lintLink(link, findings)
      return { paint, isHidden, isRead: around.isRead && !unread.has(name), link }
    },
    text(words, { paint, isHidden, isRead, link }, within) {
      if (within === 'style' && /@import\b/i.test(words)) add('stylesheet-external')
      if (!isRead) return
      if (link && link.words.length < 400) link.words += words
      if (isHidden || words.trim() === '') return
      if (link && isSeen(paint)) link.isShown = true
      if (!isLegible(paint)) add('contrast-low', words)
    },
    close({ name, state: { link } }) {
      if (name !== 'a' || !link) return
      lintLink(link, findings)
      const way = wayOf(link.href ?? '')
      if (way !== null) (link.isShown ? shown : hidden).add(way)
      if (way === 'unsubscribe' && !link.isShown && link.words.trim() === '') nameless += 1
    },
  })

  // Such a mail gets our own foot; whoever wrote it believes that theirs is seen.
  const written = document.source.match(/\{\{\s*unsubscribe\s*\}\}/g)?.length ?? 0
  const isNameless = nameless > 0 && nameless === written
  if (!shown.has('unsubscribe') || isNameless)
    add(hidden.has('unsubscribe') ? 'unsubscribe-hidden' : 'unsubscribe-missing')
  if (!shown.has('manage')) add('manage-missing')
  if (isWhole && !hasLanguage) add('language-missing')
  lintContent(document, findings)
}

/** Asked of what was written alone: the frame around it always has words. */
function lintContent({ source }: IssueDocument, { add }: Findings): void {
  let images = 0
  let letters = 0
  walk<boolean>(source, {
    outside: true,
    open({ name }, isRead) {
      if (name === 'img') images += 1
      return isRead && !unread.has(name)
    },
    text(words, isRead) {
      // In Markdown a picture is its address and its text between brackets.
      const pictures = words.match(/!\[/g)?.length ?? 0
      images += pictures
      if (isRead) letters += words.replaceAll(/!\[[^\]]{0,500}\](?:\([^)]{0,2000}\))?/g, '').trim().length
    },
    close: () => {},
  })
  if (letters > 0) return
  add(images > 0 ? 'content-only-images' : 'content-empty')
}

const hides = (style: ReadonlyMap<string, string>): boolean =>
  style.get('display') === 'none' ||
  style.get('visibility') === 'hidden' ||
  /^0(?:\.0+)?%?$/.test(style.get('opacity') ?? '1') ||
  (style.get('overflow') === 'hidden' &&
    ['height', 'max-height', 'width', 'max-width'].some((one) => /^0(?:px)?$/.test(style.get(one) ?? '')))

function lintElement({ name, attributes }: Opened, { add }: Findings): void {
  if (forbidden.has(name)) add('element-forbidden', `<${name}>`)
  if (name === 'base') add('base-forbidden')
  if (name === 'link' && /\b(?:stylesheet|preload|import)\b/i.test(attributes.get('rel') ?? ''))
    add('stylesheet-external')
  if (name === 'meta' && /^\s*refresh\s*$/i.test(attributes.get('http-equiv') ?? ''))
    add('element-forbidden', '<meta refresh>')
  for (const attribute of attributes.keys())
    if (/^on[a-z]/.test(attribute)) add('handler-forbidden', attribute)
}

function lintImage({ attributes }: Opened, { format }: IssueDocument, { add }: Findings): void {
  const source = (attributes.get('src') ?? '').trim()
  const text = attributes.get('alt')
  const what = text ?? source.split(/[?#]/, 1)[0]?.split('/').at(-1) ?? ''
  // In Markdown nobody says on purpose that a picture says nothing.
  if (text === undefined || (format === 'markdown' && text.trim() === '')) add('image-text', what)
  const scheme = schemeOf(source)
  if (scheme === 'data') add('image-inline', what)
  else if ((scheme !== 'http' && scheme !== 'https') || !URL.canParse(source)) add('image-address', what)
  if (source.includes('{{')) add('link-placeholder', what)
  if (emailIn.test(source.slice(0, 4_000))) add('link-email', what)
  const style = readStyle(attributes.get('style') ?? '')
  const isDot = (side: 'width' | 'height') =>
    /^[01](?:\.0+)?(?:px)?$/.test((style.get(side) ?? attributes.get(side) ?? '').trim())
  if (isDot('width') && isDot('height')) add('image-pixel', what)
}

function lintLink({ href: written, words }: SeenLink, { add }: Findings): void {
  const text = words.trim()
  // An anchor to jump to, and no link.
  if (written === undefined && text === '') return
  if (text === '') add('link-text-empty', hostOf(written ?? ''))
  else if (vague.test(text)) add('link-text-vague', text)
  const href = (written ?? '').trim()
  if (wayOf(href) !== null) return
  if (href.includes('{{')) return add('link-placeholder', text)
  const scheme = schemeOf(href)
  if (scheme === 'javascript' || scheme === 'vbscript' || scheme === 'data') add('link-script', text)
  else if (!isMailable(href)) add('link-address', text)
  if ((scheme === 'http' || scheme === 'https') && emailIn.test(href.slice(0, 4_000))) add('link-email', text)
}

const hostOf = (href: string): string => /^\s*https?:\/\/([^/?#@]{1,100})/i.exec(href)?.[1] ?? ''
