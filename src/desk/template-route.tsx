/** `…/desk/letters`: how the letters of the desk are worded, by kind and language. What a letter has to say, no wording takes out. */
import { Hono, type Context } from 'hono'
import type { StaffEnv } from '../account/staff.ts'
import { answerError } from '../page/error-page.tsx'
import { readForm } from '../page/read-form.ts'
import { answerPage } from '../page/shell.tsx'
import { readTemplate, type LetterTemplate, type TemplateReading } from '../rights/letter-text.ts'
import {
  listTemplates,
  previewTemplate,
  resetTemplate,
  saveTemplate,
  type ListedTemplate,
} from '../rights/template.ts'
import { desk, type Desk } from './desk-door.ts'
import { deskHref, deskPath } from './desk-href.ts'
import { TemplatePage, TemplatesPage, type TemplatePageProps } from './templates-page.tsx'

type Staff = Context<StaffEnv>

interface Wording {
  readonly c: Staff
  readonly at: Desk
  readonly template: ListedTemplate
}

const wording = (c: Staff, answer: (wording: Wording) => Promise<Response>): Promise<Response> =>
  desk(c, async (at) => {
    const [kind, language] = [c.req.param('kind'), c.req.param('language')]
    const all = await listTemplates(c.env, at.site)
    const template = all.find((one) => one.kind === kind && one.language === language)
    return template ? answer({ c, at, template }) : answerError(c, 'not-found', { signedIn: true })
  })

type Shown = Partial<Pick<TemplatePageProps, 'typed' | 'fault' | 'preview' | 'done'>>

function answerTemplate({ c, at, template }: Wording, shown: Shown = {}): Response | Promise<Response> {
  const { fault = null, preview = null, done = null, typed = template } = shown
  const page = (
    <TemplatePage
      lang={at.lang}
      view={at.view}
      desk={at}
      template={template}
      typed={typed}
      fault={fault}
      preview={preview}
      done={done}
    />
  )
  return answerPage(c, page, fault === null ? 200 : 400)
}

const dones = ['saved', 'reset'] as const
const hrefOf = ({ at, template }: Wording, done: (typeof dones)[number]): string =>
  deskHref(at.view, `letters/${template.kind}/${template.language}`, { done })

const faultOf = (reading: TemplateReading): TemplatePageProps['fault'] =>
  reading.ok ? null : { field: reading.field, why: reading.why }

export const templateRoutes = new Hono<StaffEnv>()
  .get(`${deskPath}/letters`, (c) =>
    desk(c, async (at) =>
      answerPage(
        c,
        <TemplatesPage
          lang={at.lang}
          view={at.view}
          desk={at}
          templates={await listTemplates(c.env, at.site)}
        />,
      ),
    ),
  )

  .get(`${deskPath}/letters/:kind/:language`, (c) =>
    wording(c, async (worded) =>
      answerTemplate(worded, { done: dones.find((one) => one === c.req.query('done')) ?? null }),
    ),
  )

  .post(`${deskPath}/letters/:kind/:language`, (c) =>
    wording(c, async (worded) => {
      const { at, template } = worded
      const { kind, language } = template
      const form = await readForm(c)
      if (form.one('do') === 'reset') {
        await resetTemplate(c.env, at.site, kind, language, at.actor.id)
        return c.redirect(hrefOf(worded, 'reset'), 303)
      }
      const typed: LetterTemplate = { subject: form.one('subject') ?? '', body: form.one('body') ?? '' }
      if (form.one('do') === 'preview') {
        const reading = readTemplate(kind, typed)
        const preview = reading.ok ? previewTemplate(c.env, at.site, kind, language, reading.template) : null
        return answerTemplate(worded, { typed, fault: faultOf(reading), preview })
      }
      const reading = await saveTemplate(c.env, at.site, kind, language, typed, at.actor.id)
      return reading.ok
        ? c.redirect(hrefOf(worded, 'saved'), 303)
        : answerTemplate(worded, { typed, fault: faultOf(reading) })
    }),
  )
