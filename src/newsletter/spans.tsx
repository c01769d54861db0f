/**
 * What stands within a line of a newsletter: emphasis, links, pictures. Every text is escaped, and an address is one that a mail can follow, or no
 * link at all.
 */
import type { Child } from 'hono/jsx'
import type { MarkedToken, Token, Tokens } from 'marked'
import type { MailLooks } from './mail-look.ts'
import { isMailable } from './mailable.ts'
import { walk } from './walk.ts'

export interface Drawing {
  readonly looks: MailLooks
  /** Of what is drawn, in points: Outlook asks for it. */
  readonly width: number
  /** Whether an address is a placeholder and nothing else. */
  readonly isPlaceholder: (href: string) => boolean
}

export const drawn = (tokens: readonly Token[]): readonly MarkedToken[] => tokens as readonly MarkedToken[]

/** `{knop}` right behind a link. */
export const buttonMark = /^\{(?:knop|button)\}/

export const Inline = ({ tokens, drawing }: { tokens: readonly Token[]; drawing: Drawing }): Child => {
  const all = drawn(tokens)
  return (
    <>
      {all.map((token, nth) => (
        <Span token={token} isBehindLink={all[nth - 1]?.type === 'link'} drawing={drawing} />
      ))}
    </>
  )
}

/** `isBehindLink`: the mark of a button means nothing in the middle of a sentence, and is not shown there. */
const Span = ({
  token,
  isBehindLink,
  drawing,
}: {
  token: MarkedToken
  isBehindLink: boolean
  drawing: Drawing
}): Child => {
  switch (token.type) {
    case 'text':
      if (token.tokens) return <Inline tokens={token.tokens} drawing={drawing} />
      return <>{decoded(isBehindLink ? token.text.replace(buttonMark, '') : token.text)}</>
    case 'strong':
      return (
        <strong>
          <Inline tokens={token.tokens} drawing={drawing} />
        </strong>
      )
    case 'em':
      return (
        <em>
          <Inline tokens={token.tokens} drawing={drawing} />
        </em>
      )
    case 'del':
      return (
        <del>
          <Inline tokens={token.tokens} drawing={drawing} />
        </del>
      )
    case 'codespan':
      return <code style="font-family: Consolas, Menlo, monospace; font-size: 15px">{token.text}</code>
    case 'br':
      return <br />
    case 'checkbox':
      return <>{token.checked ? '☑ ' : '☐ '}</>
    case 'link':
      return <Link token={token} drawing={drawing} />
    case 'image':
      return <Picture token={token} drawing={drawing} />
    case 'escape':
    case 'html':
      return <>{token.text}</>
    // Blocks, which no line holds.
    case 'blockquote':
    case 'code':
    case 'def':
    case 'heading':
    case 'hr':
    case 'list':
    case 'list_item':
    case 'paragraph':
    case 'space':
    case 'table':
      return <>{token.raw}</>
  }
}

const Link = ({ token, drawing }: { token: Tokens.Link; drawing: Drawing }) => {
  const href = hrefOf(token, drawing)
  const words = token.autolink === true ? token.text : <Inline tokens={token.tokens} drawing={drawing} />
  // Still one in the eyes of the lint, which names it; nobody else is shown a link that can't be followed.
  if (href === null) return <a>{words}</a>
  return (
    <a href={href} class="link" style={`color: ${drawing.looks.light.link}; text-decoration: underline`}>
      {words}
    </a>
  )
}

/** `![A fence](https://… "240")`: 240 points wide; else as wide as there is room. */
const Picture = ({ token, drawing }: { token: Tokens.Image; drawing: Drawing }) => {
  const asked = Number(/^(\d{2,3})(?: ?px)?$/.exec(token.title ?? '')?.[1] ?? drawing.width)
  const width = Math.min(asked, drawing.width)
  return (
    <img
      src={sourceOf(token)}
      alt={token.tokens.length > 0 ? plainOf(token.tokens) : decoded(token.text)}
      width={String(width)}
      style={`display: block; width: 100%; max-width: ${width}px; height: auto; border: 0; font-size: 15px; line-height: 1.4`}
    />
  )
}

export const plainOf = (tokens: readonly Token[]): string =>
  drawn(tokens)
    .map((token) => {
      if ('tokens' in token && token.tokens && token.tokens.length > 0) return plainOf(token.tokens)
      return 'text' in token ? decoded(token.text) : ''
    })
    .join('')

/** Null where a mail can't follow it: what was meant as a link is then shown as text, and the lint says so. */
export function hrefOf({ href, autolink }: Tokens.Link, { isPlaceholder }: Drawing): string | null {
  const address = encoded(autolink === true ? href : decoded(href))
  return address !== null && (isMailable(address) || isPlaceholder(address)) ? address : null
}

/** Empty where nothing could be shown. Pictures that travel in the mail itself are left for the lint to say something of. */
function sourceOf({ href }: Tokens.Image): string {
  const address = encoded(decoded(href)) ?? ''
  return /^(?:https?:|cid:|data:image\/)/i.test(address) ? address : ''
}

/** What has no place in an address is percent-encoded, what was so already stays. Null: half a letter, which is no text. */
function encoded(href: string): string | null {
  return href.isWellFormed() ? encodeURI(href.trim()).replaceAll('%25', '%') : null
}

/** Character references that end as they should; the others are text (CommonMark 2.5). */
export const decoded = (text: string): string =>
  text.replaceAll(/&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/gi, (reference) => {
    let character = ''
    walk<null>(reference, {
      outside: null,
      open: () => null,
      text: (part) => (character += part),
      close: () => {},
    })
    return character
  })
