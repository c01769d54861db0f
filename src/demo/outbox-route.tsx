/**
 * The mails that would have been sent. They hold links that let somebody in, so the runtime gives the port only to whoever asks
 * at the machine itself; to everybody else there is nothing here.
 */
import { Hono, type Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { setPageHeaders } from '../page/headers.ts'
import { chosenLanguage, readLanguageOf } from '../page/language.ts'
import { answerPage, hereOf } from '../page/shell.tsx'
import type { Env, Outbox } from '../ports.ts'
import { OutboxMailPage, OutboxPage } from './outbox-page.tsx'
import { readMail } from './read-mail.ts'

/** Each is read from its file for its subject. */
const listedMax = 100

type OutboxEnv = Env & { Variables: { outbox: Outbox } }

const requireOutbox = createMiddleware<OutboxEnv>(async (c, next) => {
  const { outbox } = c.env
  if (!outbox) return c.notFound()
  setPageHeaders(c, { ownFrames: true })
  c.set('outbox', outbox)
  return next()
})

/** A mail is a stranger to our pages: it runs nothing, loads nothing, sends nothing, and is of no origin. */
const mailPolicy = [
  'sandbox allow-top-navigation-by-user-activation',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ')

const asked = (c: Context) => ({
  lang: readLanguageOf(c),
  here: hereOf(c),
  chosenLang: chosenLanguage(c),
})

export const outboxRoutes = new Hono<OutboxEnv>()
  .use(requireOutbox)
  .get('/', async (c) => {
    const outbox = c.get('outbox')
    const mails = await Promise.all(
      (await outbox.list(listedMax)).map(async (mail) => {
        const message = await outbox.read(mail.id)
        return { ...mail, ...readMail(message ?? new Uint8Array()) }
      }),
    )
    return answerPage(c, <OutboxPage {...asked(c)} mails={mails} />)
  })
  .get('/:id', async (c) => {
    const id = c.req.param('id')
    const message = await c.get('outbox').read(id)
    if (!message) return c.notFound()
    return answerPage(c, <OutboxMailPage {...asked(c)} id={id} mail={readMail(message)} />)
  })
  .get('/:id/html', async (c) => {
    const message = await c.get('outbox').read(c.req.param('id'))
    if (!message) return c.notFound()
    c.header('Content-Security-Policy', mailPolicy)
    c.header('X-Frame-Options', 'SAMEORIGIN')
    // Links lead out of the frame, where our pages refuse to be shown.
    return c.html(readMail(message).html.replace('<head>', '<head><base target="_top">'))
  })
