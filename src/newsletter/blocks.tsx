/**
 * The parts of a newsletter as mail programs can show them: tables where Outlook would lose a box, everything at the element itself,
 * nothing that a narrow window can't hold. Every text is escaped here; an address is one that a mail can follow, or no link.
 */
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { MarkedToken, Token, Tokens } from 'marked'
import { typeface } from './mail-look.ts'
import type { Part } from './markdown.tsx'
import { buttonMark, decoded, drawn, hrefOf, Inline, plainOf, type Drawing } from './spans.tsx'

const body = 'font-size: 16px; line-height: 1.55'
const gap = 'margin: 0 0 16px'

export const drawParts = (parts: readonly Part[], drawing: Drawing): Child => (
  <>
    {parts.map((part, nth) => {
      switch (part.kind) {
        case 'words':
          return <Words tokens={part.tokens} isFirst={nth === 0} drawing={drawing} />
        case 'notice':
          return <Notice parts={part.parts} drawing={drawing} />
        case 'columns':
          return <Columns columns={part.columns} drawing={drawing} />
        case 'button':
          return <ButtonPart parts={part.parts} drawing={drawing} />
      }
    })}
  </>
)

interface WordsProps {
  readonly tokens: readonly Token[]
  /** Of the mail, or of a part of it: nothing is above it to keep away from. */
  readonly isFirst?: boolean
  readonly drawing: Drawing
}

const Words = ({ tokens, isFirst = false, drawing }: WordsProps): Child => (
  <>
    {drawn(tokens)
      .filter(({ type }) => type !== 'space' && type !== 'def')
      .map((token, nth) => (
        <Block token={token} isFirst={isFirst && nth === 0} drawing={drawing} />
      ))}
  </>
)

/** Paragraphs, as they were typed. */
export const drawPlain = (text: string, { looks: { light } }: Drawing): Child => (
  <>
    {text.split(/\n\s*\n/).map((paragraph) => (
      <p class="ink" style={`${gap}; ${body}; color: ${light.ink}`}>
        {paragraph}
      </p>
    ))}
  </>
)

interface BlockProps extends Pick<WordsProps, 'drawing'> {
  readonly token: MarkedToken
  readonly isFirst: boolean
}

const Block = ({ token, isFirst, drawing }: BlockProps): Child => {
  switch (token.type) {
    case 'heading':
      return <Heading token={token} isFirst={isFirst} drawing={drawing} />
    case 'paragraph':
      return <Paragraph tokens={token.tokens} drawing={drawing} />
    case 'text':
      return token.tokens ? <Inline tokens={token.tokens} drawing={drawing} /> : <>{decoded(token.text)}</>
    case 'list':
      return <List token={token} drawing={drawing} />
    case 'blockquote':
      return <Quote token={token} drawing={drawing} />
    case 'hr':
      return <Divider drawing={drawing} />
    case 'code':
      return <Code text={token.text} drawing={drawing} />
    case 'table':
      return <Rows token={token} drawing={drawing} />
    case 'html':
      return (
        <Paragraph
          tokens={[{ type: 'escape', raw: token.text, text: token.text.trim() }]}
          drawing={drawing}
        />
      )
    case 'space':
    case 'def':
      return <></>
    case 'br':
    case 'checkbox':
    case 'codespan':
    case 'del':
    case 'em':
    case 'escape':
    case 'image':
    case 'link':
    case 'list_item':
    case 'strong':
      return <Inline tokens={[token]} drawing={drawing} />
  }
}

const sizes = ['26px', '20px', '17px'] as const

const Heading = ({
  token: { depth, tokens },
  isFirst,
  drawing,
}: BlockProps & { readonly token: Tokens.Heading }) => {
  const Tag = depth === 1 ? 'h1' : depth === 2 ? 'h2' : 'h3'
  const size = sizes[Math.min(depth, 3) - 1] ?? '17px'
  return (
    <Tag
      class="ink"
      style={`margin: ${isFirst ? '0' : '28px'} 0 10px; font-size: ${size}; line-height: 1.25; font-weight: 600; color: ${drawing.looks.light.ink}`}
    >
      <Inline tokens={tokens} drawing={drawing} />
    </Tag>
  )
}

const Paragraph = ({ tokens, drawing }: { tokens: readonly Token[]; drawing: Drawing }) => {
  const buttons = buttonsOf(tokens)
  if (buttons) return <Buttons links={buttons} drawing={drawing} />
  return (
    <p class="ink" style={`${gap}; ${body}; color: ${drawing.looks.light.ink}`}>
      <Inline tokens={tokens} drawing={drawing} />
    </p>
  )
}

/** The links of a paragraph that holds nothing but links marked as buttons, or null. */
function buttonsOf(tokens: readonly Token[]): Tokens.Link[] | null {
  const links: Tokens.Link[] = []
  let isMarked = true
  for (const token of drawn(tokens)) {
    if (token.type === 'link' && isMarked) {
      links.push(token)
      isMarked = false
    } else if (token.type === 'text') {
      const rest: string = isMarked ? token.text : token.text.replace(buttonMark, '')
      if (rest.trim() !== '') return null
      isMarked ||= rest !== token.text
    } else if (token.type !== 'br') return null
  }
  return links.length > 0 && isMarked ? links : null
}

/** Outlook gives a link no padding: there the cell has it. */
const Buttons = ({ links, drawing }: { links: readonly Tokens.Link[]; drawing: Drawing }) => {
  const { button, onButton } = drawing.looks.light
  return (
    <>
      {links.map((link) => {
        const href = hrefOf(link, drawing)
        return (
          <table
            role="presentation"
            cellpadding="0"
            cellspacing="0"
            border={0}
            style="margin: 8px 0 20px; border-collapse: separate"
          >
            <tr>
              <td
                class="button"
                bgcolor={button}
                style={`border-radius: 8px; background-color: ${button}; mso-padding-alt: 13px 22px`}
              >
                <a
                  {...(href !== null && { href })}
                  class="button"
                  style={`display: inline-block; padding: 13px 22px; border-radius: 8px; background-color: ${button}; color: ${onButton}; font-size: 16px; line-height: 1.25; font-weight: 600; text-decoration: none`}
                >
                  {plainOf(link.tokens)}
                </a>
              </td>
            </tr>
          </table>
        )
      })}
    </>
  )
}

const List = ({ token, drawing }: { token: Tokens.List; drawing: Drawing }) => {
  const Tag = token.ordered ? 'ol' : 'ul'
  return (
    <Tag
      class="ink"
      {...(token.ordered && token.start !== 1 && { start: Number(token.start) })}
      style={`${gap}; padding: 0 0 0 26px; ${body}; color: ${drawing.looks.light.ink}`}
    >
      {token.items.map((item) => (
        <li class="ink" style={`margin: 0 0 6px; color: ${drawing.looks.light.ink}`}>
          <Words tokens={item.tokens} drawing={drawing} />
        </li>
      ))}
    </Tag>
  )
}

const Quote = ({ token, drawing }: { token: Tokens.Blockquote; drawing: Drawing }) => (
  <blockquote
    class="accent"
    style={`margin: 0 0 16px; padding: 4px 0 0 18px; border-left: 4px solid ${drawing.looks.brand.colour}; font-style: italic`}
  >
    <Words tokens={token.tokens} drawing={{ ...drawing, width: drawing.width - 22 }} />
  </blockquote>
)

const Divider = ({ drawing: { looks } }: { drawing: Drawing }) => (
  <hr class="rule" style={`margin: 24px 0; border: 0; border-top: 1px solid ${looks.light.rule}`} />
)

const Code = ({ text, drawing: { looks } }: { text: string; drawing: Drawing }) => (
  <pre
    class="ink tint"
    style={`${gap}; padding: 12px 14px; background-color: ${looks.light.tint}; color: ${looks.light.ink}; font-family: Consolas, Menlo, monospace; font-size: 14px; line-height: 1.5; white-space: pre-wrap`}
  >
    {text}
  </pre>
)

/** Figures, not layout: a table is what they are. */
const Rows = ({ token, drawing }: { token: Tokens.Table; drawing: Drawing }) => {
  const { ink, rule, tint } = drawing.looks.light
  const cellOf = (align: Tokens.TableCell['align']) =>
    `padding: 9px 10px; border-bottom: 1px solid ${rule}; color: ${ink}; text-align: ${align ?? 'left'}; vertical-align: top`
  return (
    <table
      cellpadding="0"
      cellspacing="0"
      border={0}
      width="100%"
      style={`margin: 8px 0 20px; border-collapse: collapse; font-size: 15px; line-height: 1.45; ${typeface}`}
    >
      <thead>
        <tr>
          {token.header.map(({ tokens, align }) => (
            <th
              scope="col"
              class="ink rule tint"
              bgcolor={tint}
              style={`${cellOf(align)}; background-color: ${tint}; font-weight: 600`}
            >
              <Inline tokens={tokens} drawing={drawing} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {token.rows.map((row) => (
          <tr>
            {row.map(({ tokens, align }) => (
              <td class="ink rule" style={cellOf(align)}>
                <Inline tokens={tokens} drawing={drawing} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Every link in it is a button; without any it says what it says. */
const ButtonPart = ({ parts, drawing }: { parts: readonly Part[]; drawing: Drawing }) => {
  const links = parts.flatMap((part) => (part.kind === 'words' ? linksOf(part.tokens) : []))
  return links.length > 0 ? <Buttons links={links} drawing={drawing} /> : <>{drawParts(parts, drawing)}</>
}

const linksOf = (tokens: readonly Token[]): Tokens.Link[] =>
  drawn(tokens).flatMap((token) => {
    if (token.type === 'link') return [token]
    return 'tokens' in token && token.tokens ? linksOf(token.tokens) : []
  })

const Notice = ({ parts, drawing }: { parts: readonly Part[]; drawing: Drawing }) => {
  const { light, brand } = drawing.looks
  return (
    <table
      role="presentation"
      cellpadding="0"
      cellspacing="0"
      border={0}
      width="100%"
      style="margin: 8px 0 20px"
    >
      <tr>
        <td
          class="tint accent"
          bgcolor={light.tint}
          style={`padding: 16px 18px 2px; border-left: 4px solid ${brand.colour}; background-color: ${light.tint}`}
        >
          {drawParts(parts, { ...drawing, width: drawing.width - 40 })}
        </td>
      </tr>
    </table>
  )
}

/** Outlook puts cells beside each other; all others put boxes there, which fall below each other where a window is too narrow for two. */
const Columns = ({ columns, drawing }: { columns: readonly (readonly Part[])[]; drawing: Drawing }) => {
  const outer = Math.floor(drawing.width / 2)
  const cell = `<td width="${outer}" valign="top">`
  return (
    <table
      role="presentation"
      cellpadding="0"
      cellspacing="0"
      border={0}
      width="100%"
      style="margin: 8px 0 4px"
    >
      <tr>
        <td style="font-size: 0; line-height: 0">
          {raw(
            `<!--[if mso]><table role="presentation" cellpadding="0" cellspacing="0" border="0" width="${drawing.width}"><tr>${cell}<![endif]-->`,
          )}
          {columns.map((parts, nth) => (
            <>
              {nth > 0 && raw(`<!--[if mso]></td>${nth % 2 === 0 ? '</tr><tr>' : ''}${cell}<![endif]-->`)}
              <div
                class="column"
                style={`display: inline-block; width: 100%; max-width: ${outer}px; vertical-align: top; ${body}`}
              >
                <div class="aside" style={nth % 2 === 0 ? 'padding-right: 12px' : 'padding-left: 12px'}>
                  {drawParts(parts, { ...drawing, width: outer - 12 })}
                </div>
              </div>
            </>
          ))}
          {raw('<!--[if mso]></td></tr></table><![endif]-->')}
        </td>
      </tr>
    </table>
  )
}
