/**
 * An issue as it is mailed: HTML and plain text with the same words and the same three ways out, and placeholders where a reader's own words and
 * links go. Clean: no link is counted and no picture tells of an opening. That comes later, for whoever allowed it, in a copy of this.
 * Pure: the same issue and settings are the same bytes.
 */
import type { NewsletterSettings } from '../subscriber/newsletter-settings.ts'
import type { Site } from '../site/site.ts'
import type { IssueDocument } from './issue.ts'
import { footAlone, footText, frame, frameWhole } from './mail-frame.tsx'
import { mailLooks, type MailLooks } from './mail-look.ts'
import { mailWordsIn, type MailWords } from './mail-words.ts'
import { renderMarkdown } from './markdown.tsx'
import { normalise, waysOut, type WayOut } from './placeholder.ts'
import { textOf } from './text-part.ts'
import { walk } from './walk.ts'

/** With `{{name|fallback}}`, `{{unsubscribe}}`, `{{manage}}` and `{{view}}` still in it. A fallback needs no escaping anywhere. */
export interface Composed {
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** Who sends. */
export interface Sending {
  readonly site: Site
  readonly settings: NewsletterSettings
  /** Where this service is reached: for the site's logo and its page about privacy. */
  readonly publicUrl: string
}

/** All that the frame of an issue says and how it looks. */
export interface Framing {
  readonly language: IssueDocument['language']
  readonly subject: string
  readonly preheader: string
  readonly words: MailWords
  readonly looks: MailLooks
  /** What readers call the sender. */
  readonly brand: string
  readonly logoUrl: string | null
  readonly domain: string
  /** Who sends it and where they are, line by line. */
  readonly imprint: readonly string[]
  readonly privacyUrl: string
}

function framingOf(document: IssueDocument, { site, settings, publicUrl }: Sending): Framing {
  const { brand, controller, form } = site.settings
  const words = mailWordsIn(document.language, form)
  const imprint = settings.imprint || [controller.name, controller.address].filter(Boolean).join('\n')
  return {
    language: document.language,
    subject: normalise(document.subject, words.reader),
    preheader: normalise(document.preheader, words.reader),
    words,
    looks: mailLooks(brand.colour),
    brand: brand.name || controller.name || site.domain,
    logoUrl: brand.logo === null ? null : `${publicUrl}/newsletter/logo/${site.domain}`,
    domain: site.domain,
    imprint: imprint.split(/\r?\n/).filter((line) => line.trim() !== ''),
    privacyUrl: `${publicUrl}/privacy/${site.domain}?lang=${document.language}`,
  }
}

export function composeIssue(document: IssueDocument, sending: Sending): Composed {
  const framing = framingOf(document, sending)
  const { subject, words } = framing
  const source = normalise(document.source, words.reader)
  if (document.format === 'markdown') {
    const content = renderMarkdown(source, framing.looks)
    return {
      subject,
      html: frame(framing, content),
      text: textWith(framing, textOf(content), waysOut),
    }
  }
  const text = textOf(source)
  const read = readSource(source)
  if (!read.isWhole)
    return { subject, html: frameOf(framing, source), text: textWith(framing, text, waysOut) }
  return {
    subject,
    html: wholeOf(framing, source, read),
    // A way out that stands in the HTML part may have got lost on the way here: hidden, or too deep.
    text: textWith(
      framing,
      text,
      waysOut.filter((way) => !text.includes(`{{${way}}}`)),
    ),
  }
}

const hasEvery = (html: string): boolean => readSource(html).ways.size === waysOut.length

/** What ends in the middle of a comment or a tag takes in all that follows: then the foot stands before it, where nothing is open yet. */
function frameOf(framing: Framing, source: string): string {
  const html = frame(framing, source)
  return hasEvery(html) ? html : frame(framing, footAlone(framing, waysOut) + source)
}

/** As `frameOf`, of a document that has a frame of its own. */
function wholeOf(framing: Framing, source: string, { ways, bodyStart, bodyEnd }: Source): string {
  const missing = waysOut.filter((way) => !ways.has(way))
  const html = frameWhole(framing, { source, bodyStart, bodyEnd }, missing)
  return hasEvery(html) ? html : frameWhole(framing, { source, bodyStart, bodyEnd: bodyStart ?? 0 }, missing)
}

const textWith = (framing: Framing, text: string, ways: readonly WayOut[]): string =>
  `${[text, ways.length > 0 ? footText(framing, ways) : ''].filter(Boolean).join('\n\n')}\n`

interface Source {
  /** A document, and not a piece of one. */
  readonly isWhole: boolean
  /** The ways out that a link with words leads to: one without is there for nobody to see. */
  readonly ways: ReadonlySet<WayOut>
  /** Behind `<body …>`; null when there is no such tag. */
  readonly bodyStart: number | null
  /** Before the last `</body>`, else before the last `</html>`, else the end. */
  readonly bodyEnd: number
}

/** What stands in these is not shown. */
const unseen: ReadonlySet<string> = new Set(['script', 'style', 'title', 'template', 'noscript'])

function readSource(source: string): Source {
  const ways = new Set<WayOut>()
  let isWhole = /^\s*<!doctype\b/i.test(source)
  let bodyStart: number | null = null
  const ends = new Map<string, number>()
  walk<WayOut | null>(source, {
    outside: null,
    open({ name, attributes, end }, around) {
      if (name === 'html' || name === 'head' || name === 'body') isWhole = true
      if (name === 'body') bodyStart ??= end
      const href = attributes.get('href')?.trim()
      const leadsTo =
        name === 'a' || name === 'area' ? (waysOut.find((way) => href === `{{${way}}}`) ?? null) : around
      const isPicture = name === 'img' || name === 'area'
      if (leadsTo !== null && isPicture && (attributes.get('alt') ?? '').trim() !== '') ways.add(leadsTo)
      return leadsTo
    },
    text(words, leadsTo, within) {
      if (leadsTo !== null && words.trim() !== '' && !unseen.has(within)) ways.add(leadsTo)
    },
    close: () => {},
    endTag: (name, start) => ends.set(name, start),
  })
  return {
    isWhole,
    ways,
    bodyStart,
    bodyEnd: ends.get('body') ?? ends.get('html') ?? source.length,
  }
}
