/**
 * What stands around an issue: the mark of who sends it, and a foot with why it came, the three ways out (law N1, N5), who sends it and what they
 * do with data. Whatever an editor writes, the foot is there. A whole HTML document keeps its own frame, and each of its bytes.
 */
import { html, raw } from 'hono/html'
import type { Framing } from './compose.ts'
import { sheetPadding, sheetWidth, styleSheet, typeface } from './mail-look.ts'
import type { WayOut } from './placeholder.ts'
import { written } from './written.ts'

/** Mail programs show what follows the subject; without this they go on with the first words of the mail, or with our foot. */
const previewPadding = '\u034f\u200c\u00a0'.repeat(60)

const hidden =
  'display: none; max-height: 0; max-width: 0; overflow: hidden; opacity: 0; font-size: 1px; line-height: 1px; color: #f6f2e9; mso-hide: all'

/** For the list of mails alone. Not the class of what is read aloud: it is hidden from everybody. */
const Preheader = ({ text }: { text: string }) => (
  <div class="preheader" style={hidden}>
    {text}
    {previewPadding}
  </div>
)

/** `content` is HTML and goes in as it is; the foot has all ways out, whether or not the content has one. */
export const frame = (framing: Framing, content: string): string =>
  written(
    html`<!doctype html>
      ${<Sheet framing={framing} content={content} />} `,
  )

const Sheet = ({ framing, content }: { framing: Framing; content: string }) => {
  const { language, subject, preheader, looks, brand } = framing
  const { light } = looks
  return (
    <html
      lang={language}
      xmlns="http://www.w3.org/1999/xhtml"
      xmlns:o="urn:schemas-microsoft-com:office:office"
    >
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no, date=no, address=no, email=no" />
        <title>{subject || brand}</title>
        {raw(
          '<!--[if mso]><xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml><style>td, th, div, p, a, h1, h2, h3 { font-family: "Segoe UI", Arial, sans-serif; }</style><![endif]-->',
        )}
        <style>{raw(styleSheet(looks))}</style>
      </head>
      <body
        class="ground"
        bgcolor={light.ground}
        style={`margin: 0; padding: 0; background-color: ${light.ground}; ${typeface}`}
      >
        {preheader !== '' && <Preheader text={preheader} />}
        <div role="article" lang={language} aria-label={subject || brand}>
          <table
            role="presentation"
            class="ground"
            width="100%"
            cellpadding="0"
            cellspacing="0"
            border={0}
            bgcolor={light.ground}
            style={`background-color: ${light.ground}`}
          >
            <tr>
              <td align="center" style="padding: 20px 8px 32px">
                {raw(
                  `<!--[if mso]><table role="presentation" width="${sheetWidth}" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->`,
                )}
                <table
                  role="presentation"
                  width="100%"
                  cellpadding="0"
                  cellspacing="0"
                  border={0}
                  style={`max-width: ${sheetWidth}px; ${typeface}`}
                >
                  <tr>
                    <Mark framing={framing} />
                  </tr>
                  <tr>
                    <td
                      class="sheet ink"
                      bgcolor={light.sheet}
                      style={`padding: 28px ${sheetPadding}px 16px; background-color: ${light.sheet}; color: ${light.ink}; text-align: left; overflow-wrap: break-word; word-break: break-word`}
                    >
                      {raw(content)}
                    </td>
                  </tr>
                  <tr>
                    <td
                      class="ground"
                      bgcolor={light.ground}
                      style={`padding: 20px ${sheetPadding}px 0; background-color: ${light.ground}; text-align: left`}
                    >
                      <Foot framing={framing} ways={['unsubscribe', 'manage', 'view']} />
                    </td>
                  </tr>
                </table>
                {raw('<!--[if mso]></td></tr></table><![endif]-->')}
              </td>
            </tr>
          </table>
        </div>
      </body>
    </html>
  )
}

/** A logo is drawn for paper: it stands on white, in dark mails too. */
const Mark = ({ framing: { brand, logoUrl, looks } }: { framing: Framing }) =>
  logoUrl === null ? (
    <td
      bgcolor={looks.brand.colour}
      style={`padding: 16px ${sheetPadding}px; background-color: ${looks.brand.colour}; color: ${looks.brand.text}; font-size: 18px; line-height: 1.3; font-weight: 600; text-align: left`}
    >
      {brand}
    </td>
  ) : (
    <td
      bgcolor="#ffffff"
      style={`padding: 16px ${sheetPadding}px; background-color: #ffffff; border-bottom: 4px solid ${looks.brand.colour}; color: #17241e; font-size: 18px; line-height: 1.3; font-weight: 600; text-align: left`}
    >
      <img
        src={logoUrl}
        alt={brand}
        height="48"
        style="display: block; height: 48px; width: auto; max-width: 100%; border: 0; font-size: 18px; line-height: 1.3; font-weight: 600"
      />
    </td>
  )

/** Each link on a line of its own: a thumb hits the one that it means (WCAG 2.2, 2.5.8). */
const Foot = ({ framing, ways }: { framing: Framing; ways: readonly WayOut[] }) => {
  const { words, looks, domain, imprint, privacyUrl } = framing
  const { soft, link } = looks.light
  const fine = `margin: 0 0 10px; font-size: 13px; line-height: 1.5; color: ${soft}`
  const links = [
    ...ways.map((way) => ({ href: `{{${way}}}`, name: words[way] })),
    { href: privacyUrl, name: words.privacy },
  ]
  return (
    <>
      <p class="soft" style={fine}>
        {words.why(domain)}
      </p>
      {links.map(({ href, name }) => (
        <p class="soft" style={`margin: 0; font-size: 13px; line-height: 26px; color: ${soft}`}>
          <a class="link" href={href} style={`color: ${link}; text-decoration: underline`}>
            {name}
          </a>
        </p>
      ))}
      {imprint.length > 0 && (
        <p class="soft" style={`${fine}; margin-top: 12px`}>
          {imprint.map((line, nth) => (
            <>
              {nth > 0 && <br />}
              {line}
            </>
          ))}
        </p>
      )}
    </>
  )
}

/** The same foot where there is no frame of ours around it: with its own ground, since nobody knows the one below. */
const FootAlone = ({ framing, ways }: { framing: Framing; ways: readonly WayOut[] }) => {
  const { light } = framing.looks
  return (
    <table
      role="presentation"
      lang={framing.language}
      width="100%"
      cellpadding="0"
      cellspacing="0"
      border={0}
      bgcolor={light.ground}
      style={`background-color: ${light.ground}; ${typeface}`}
    >
      <tr>
        <td align="center" style="padding: 20px 24px">
          <table
            role="presentation"
            width="100%"
            cellpadding="0"
            cellspacing="0"
            border={0}
            style={`max-width: ${sheetWidth}px`}
          >
            <tr>
              <td style="text-align: left">
                <Foot framing={framing} ways={ways} />
              </td>
            </tr>
          </table>
        </td>
      </tr>
    </table>
  )
}

export const footAlone = (framing: Framing, ways: readonly WayOut[]): string =>
  written(<FootAlone framing={framing} ways={ways} />)

export interface Whole {
  readonly source: string
  /** Where what is hidden at the beginning goes; null: nowhere. */
  readonly bodyStart: number | null
  readonly bodyEnd: number
}

/** Adds what is missing, between its bytes: the preview line, if there is one, and the foot with the ways out that no link leads to. */
export function frameWhole(
  framing: Framing,
  { source, bodyStart, bodyEnd }: Whole,
  missing: readonly WayOut[],
): string {
  const start = bodyStart === null ? 0 : Math.min(bodyStart, bodyEnd)
  const hasPreheader = bodyStart !== null && framing.preheader !== ''
  return [
    source.slice(0, start),
    hasPreheader ? written(<Preheader text={framing.preheader} />) : '',
    source.slice(start, bodyEnd),
    missing.length > 0 ? footAlone(framing, missing) : '',
    source.slice(bodyEnd),
  ].join('')
}

/** The foot in words. */
export const footText = ({ words, domain, imprint, privacyUrl }: Framing, ways: readonly WayOut[]): string =>
  [
    // RFC 3676 section 4.3: readers fold or grey what follows such a line.
    '-- ',
    words.why(domain),
    '',
    ...ways.map((way) => `${words[way]}: {{${way}}}`),
    `${words.privacy}: ${privacyUrl}`,
    ...(imprint.length > 0 ? ['', ...imprint] : []),
  ].join('\n')
