/**
 * `POST /api/newsletter/instrument`: another mail system asks for a mail with our links, for readers of a list of ours, and sends it itself.
 * What the readers allow is decided here: the answer says how far each is measured, whatever was asked.
 */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import * as z from 'zod'
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'
import type { KeyedEnv } from '../site/bearer.ts'
import { mayUse } from '../site/key.ts'
import { findSite, type Site } from '../site/site.ts'
import { levels } from '../subscriber/level.ts'
import { listLists } from '../subscriber/list.ts'
import { findNewsletterSettings } from '../subscriber/newsletter-settings.ts'
import { recordCampaign, type Campaign } from './campaign.ts'
import { handOut, type Refusal } from './handed-out.ts'
import { sourceLengthMax } from './issue.ts'
import { findIssueMail, prepareMail, type Reader, type RenderedMail } from './mail.ts'
import { mailWordsIn } from './mail-words.ts'
import type { Pieces } from './pieces.ts'
import { normalise } from './placeholder.ts'
import { textOf } from './text-part.ts'

const bodyBytesMax = 2 * 1024 * 1024
const recipientsMax = 1_000
/** Of all mails of an answer together, which are made in memory. */
const answerLengthMax = 20_000_000

const line = (most: number) =>
  z
    .string('is a text')
    .trim()
    .min(1, 'is not empty')
    .max(most, `has at most ${most} characters`)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'is one line')
const part = z
  .string('is a text')
  .min(1, 'is not empty')
  .max(sourceLengthMax, `has at most ${sourceLengthMax} characters`)
const level = z.enum(levels, `is one of ${levels.join(', ')}`)

/** Each refusal names the field and what it takes, never what was sent. */
const asking = z.strictObject(
  {
    d: z.string('is the domain of a site'),
    list: z.int('is the number of a list').positive('is the number of a list'),
    campaign: line(100),
    subject: line(200),
    html: part,
    text: part.optional(),
    opens: level.default('personal'),
    clicks: level.default('personal'),
    recipients: z
      .array(
        z.strictObject(
          { email: z.string('is a text').max(320, 'has at most 320 characters') },
          'are objects with an email',
        ),
        'is a list',
      )
      .min(1, 'is not empty')
      .max(recipientsMax, `has at most ${recipientsMax} entries`),
  },
  'is an object',
)
type Asking = z.infer<typeof asking>

type Way = 'unsubscribe' | 'manage'
const leadsTo = (pieces: Pieces, way: Way): boolean =>
  pieces.some((piece) => typeof piece !== 'string' && piece.hole === way)

interface Answered {
  readonly issue: number
  readonly mails: readonly Mail[]
  readonly refused: readonly { readonly index: number; readonly error: Refusal }[]
}
interface Mail extends Pick<RenderedMail, 'subject' | 'html' | 'text'> {
  readonly index: number
  readonly headers: Readonly<Record<string, string>>
  readonly levels: Pick<Reader, 'opens' | 'clicks'>
}

type Refused = 'unknown-list' | 'no-unsubscribe' | 'no-manage' | 'campaign-differs'
type Outcome =
  | { readonly ok: true; readonly answer: Answered }
  | { readonly ok: false; readonly why: Refused }

/** As of a mail that we send: RFC 8058 section 3.1, RFC 2919, and what keeps robots from answering. */
const headersOf = ({ domain }: Site, list: number, { unsubscribeUrl }: RenderedMail) => ({
  'List-Unsubscribe': `<${unsubscribeUrl}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  'List-Id': `<list-${list}.${domain}>`,
  Precedence: 'bulk',
  'X-Auto-Response-Suppress': 'All',
})

async function instrument(ports: Ports, site: Site, asked: Asking): Promise<Outcome> {
  const { list, opens, clicks, recipients } = asked
  const lists = await listLists(ports, site)
  if (!lists.some(({ id, closedAt }) => id === list && closedAt === null))
    return { ok: false, why: 'unknown-list' }
  const { reader } = mailWordsIn('nl', site.settings.form)
  const html = normalise(asked.html, reader)
  const mail = {
    subject: normalise(asked.subject, reader),
    html,
    text: asked.text === undefined ? textOf(html) : normalise(asked.text, reader),
  }
  const pieces = prepareMail(mail, { publicUrl: ports.config.publicUrl, clicks: true, opens: true })
  const isMeasured = opens !== 'off' || clicks !== 'off'
  for (const way of isMeasured ? (['unsubscribe', 'manage'] as const) : (['unsubscribe'] as const))
    if (!leadsTo(pieces.html, way) || !leadsTo(pieces.text, way)) return { ok: false, why: `no-${way}` }
  const campaign: Campaign = { name: asked.campaign, list, opens, clicks, mail }
  const issue = await recordCampaign(ports, site, campaign, pieces)
  if (issue === null) return { ok: false, why: 'campaign-differs' }
  const settings = await findNewsletterSettings(ports, site)
  const emails = recipients.map(({ email }) => email)
  const handedOut = await handOut(ports, site, { settings, campaign, issueId: issue }, emails)
  const { render } = must(await findIssueMail(ports, site, issue), 'it was stored with the campaign')
  const mails = handedOut.flatMap((one): Mail[] => {
    if (!('reader' in one)) return []
    const rendered = render(one.reader)
    return [
      {
        index: one.index,
        subject: rendered.subject,
        html: rendered.html,
        text: rendered.text,
        headers: headersOf(site, list, rendered),
        levels: { opens: one.reader.opens, clicks: one.reader.clicks },
      },
    ]
  })
  const refused = handedOut.flatMap((one) => ('error' in one ? [one] : []))
  return { ok: true, answer: { issue, mails, refused } }
}

/** Mounted behind a check of the key. */
export const instrumentRoute = new Hono<KeyedEnv>().post(
  '/instrument',
  bodyLimit({ maxSize: bodyBytesMax, onError: (c) => refuse(c, 'too-large') }),
  async (c) => {
    const key = c.get('key')
    if (key.scope !== 'admin')
      return c.json({ error: 'forbidden', message: 'This needs a key with admin scope.' }, 403)
    const json: unknown = await c.req.json().catch(() => undefined)
    const read = asking.safeParse(json)
    if (!read.success) return c.json({ error: 'invalid-mail', message: messageOf(read.error) }, 400)
    const { d, html, text = html, recipients } = read.data
    const site = await findSite(c.env, d.toLowerCase())
    if (!site || !mayUse(key, site.id)) return refuse(c, 'unknown-site')
    if ((html.length + text.length) * recipients.length > answerLengthMax) return refuse(c, 'too-much')
    const outcome = await instrument(c.env, site, read.data)
    return outcome.ok ? c.json(outcome.answer) : refuse(c, outcome.why)
  },
)

function messageOf({ issues: [issue] }: z.ZodError): string {
  if (issue?.code === 'unrecognized_keys') return 'A field is not known'
  return `${String(issue?.path[0] ?? 'The body')} ${issue?.message ?? 'is not valid'}`
}

const refusals = {
  'too-large': [413, `The body has at most ${bodyBytesMax} bytes.`],
  'too-much': [413, 'So many mails of this size do not fit in one answer. Ask for fewer recipients at once.'],
  'unknown-site': [404, 'There is no such site.'],
  'unknown-list': [404, 'There is no such list, or it is closed.'],
  'no-unsubscribe': [400, 'Both parts of the mail need a link to {{unsubscribe}}.'],
  'no-manage': [
    400,
    'A mail that is measured needs a link to {{manage}} in both parts, where readers can refuse that.',
  ],
  'campaign-differs': [
    409,
    'There is a campaign of this name with another mail, list or level. Give this one another name.',
  ],
} as const

function refuse(c: Context, why: keyof typeof refusals) {
  const [status, message] = refusals[why]
  return c.json({ error: why, message }, status)
}
