/**
 * Where the mail that asks to be measured leads (law N4): the question with two buttons. Looking at it answers nothing. The link is one
 * of preferences, and says of a reader what that page says.
 */
import { Hono } from 'hono'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readForm } from '../page/read-form.ts'
import { answerPage } from '../page/shell.tsx'
import type { Env } from '../ports.ts'
import { recordAnswer } from './answer.ts'
import { answerUnknownLink, limitForm, secretAddress } from './link.ts'
import { NobodyPage } from './manage-page.tsx'
import { findShown, readManaging } from './managing.ts'
import { AnsweredPage, MeasuringPage } from './measuring-page.tsx'

const path = '/newsletter/measuring/'
const managePath = (token: string, lang: string): string => `/n/m/${token}?${new URLSearchParams({ lang })}`

export const measuringRoutes = new Hono<Env>()
  .use('/newsletter/measuring/*', pageHeaders(), secretAddress, limitForm)

  .get('/newsletter/measuring/:token', async (c) => {
    const managing = await readManaging(c, path)
    if (!managing) return answerUnknownLink(c)
    const { site, person, visiting } = managing
    if (!person) return answerPage(c, <NobodyPage visiting={visiting} />)
    const { measured } = await findShown(c.env, site, person)
    const manage = managePath(c.req.param('token'), visiting.lang)
    return answerPage(
      c,
      measured === null ? (
        <AnsweredPage visiting={visiting} answer={null} manage={manage} />
      ) : (
        <MeasuringPage visiting={visiting} person={person} measured={measured} />
      ),
    )
  })

  .post('/newsletter/measuring/:token', async (c) => {
    const managing = await readManaging(c, path)
    if (!managing) return answerUnknownLink(c)
    const { site, person, visiting } = managing
    if (!person) return answerPage(c, <NobodyPage visiting={visiting} />)
    const answer = (await readForm(c)).one('answer')
    if (answer !== 'yes' && answer !== 'no') return answerError(c, 'bad-request')
    const { measured } = await findShown(c.env, site, person)
    if (measured !== null)
      await recordAnswer(c.env, { site, lang: visiting.lang }, person.id, { answer, measured })
    const manage = managePath(c.req.param('token'), visiting.lang)
    const recorded = measured === null ? null : answer
    return answerPage(c, <AnsweredPage visiting={visiting} answer={recorded} manage={manage} />)
  })
