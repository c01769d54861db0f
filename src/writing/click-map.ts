/**
 * A mail with a number at each link that is counted: the same finder numbers them that put our links in (`instrument.ts`), so a number here
 * is the number of the report. Nothing else of the mail is changed, and no script is needed.
 */
import { isOurs } from '../newsletter/mail.ts'
import { markHtml } from '../newsletter/instrument.ts'
import { readMarkup } from '../newsletter/markup.ts'
import { cut, fill } from '../newsletter/pieces.ts'

/** `all:initial`: a mail styles everything in a link. 8.9:1, and a rim, so that it stands out on any ground. */
const badgeStyle = [
  'all:initial',
  'display:inline-block',
  'box-sizing:border-box',
  'min-width:22px',
  'margin:0 2px',
  'padding:1px 5px',
  'border:2px solid #ffffff',
  'border-radius:12px',
  'background:#14543f',
  'color:#ffffff',
  'font:bold 13px/16px Arial,sans-serif',
  'text-align:center',
  'text-decoration:none',
  'vertical-align:middle',
].join(';')

const badge = (linkNo: number): string => `<span style="${badgeStyle}">${linkNo}</span>`

/** `last`: of how many links there are figures; one beyond gets no number. Takes any text; never throws. */
export function numberLinks(
  html: string,
  { publicUrl, last }: { readonly publicUrl: string; readonly last: number },
): string {
  const { marks } = markHtml(html, {
    clicks: true,
    opens: false,
    isTracked: (target) => !isOurs(target, publicUrl),
  })
  // Outlook's own copy of a button is shown by no browser.
  const ends = new Map(
    readMarkup(html).tags.flatMap(({ attributes, isConditional, end }) => {
      const href = attributes.get('href')
      return href && !isConditional ? [[href.start, end] as const] : []
    }),
  )
  const badges = marks.flatMap(({ start, put }) => {
    const end = ends.get(start)
    return typeof put !== 'string' && put.hole === 'click' && put.linkNo <= last && end !== undefined
      ? [{ start: end, end, put: badge(put.linkNo) }]
      : []
  })
  return fill(cut(html, badges), () => '')
}
