/**
 * The website of a corporation that does not exist, with the snippet on it as a web editor would paste it. Nothing that
 * is sent in its forms is kept, but for its newsletter, which is a real one.
 */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import type { Env } from '../ports.ts'
import { AppPage, demoAppScript, isAppTab } from './demo-app.tsx'
import { answerDemo } from './demo-frame.tsx'
import {
  ArticlePage,
  ContactPage,
  findArticle,
  HomePage,
  HomesPage,
  MissingPage,
  NewsletterPage,
  NewsPage,
  RepairPage,
} from './demo-pages.tsx'
import { demoStyles } from './demo-styles.ts'
import { outboxRoutes } from './outbox-route.tsx'
import { demoShareScript } from './share.tsx'
import { tenantGuide } from './tenant-guide.ts'

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><path fill="#8fae2e" d="M20 3c8 0 14 6 14 13 0 8-7 12-14 12S6 24 6 16C6 9 12 3 20 3z"/><path fill="none" stroke="#1c4f9c" stroke-width="3" d="M20 37V15M20 24l-5-5M20 21l5-5"/></svg>`

const formBytesMax = 16 * 1024

/** The snippet comes from the public address, which need not be the host that this page was asked on, and a form goes there. */
const demoPolicy = (publicUrl: string) => {
  const { origin } = new URL(publicUrl)
  return { scripts: [origin], formTargets: [origin] }
}

/** What a website's own error page says to the snippet. */
const missing = { title: 'Niet gevonden', isMissing: true } as const

/** Served only where the settings ask for it: on a real installation there is no such website. */
const whereAskedFor = createMiddleware<Env>(async (c, next) => (c.env.config.demo ? next() : c.notFound()))

export const demoRoutes = new Hono<Env>()
  .use('/demo/*', whereAskedFor)
  .use('/demo/*', pageHeaders(demoPolicy), requireSameOrigin)
  .use('/demo/*', bodyLimit({ maxSize: formBytesMax, onError: (c) => answerError(c, 'bad-request') }))
  .get('/demo', (c) => c.redirect('/demo/', 301))
  .get('/demo/', (c) => answerDemo(c, { title: 'Welkom' }, <HomePage />))
  .get('/demo/aanbod', (c) => answerDemo(c, { title: 'Ik zoek een woning' }, <HomesPage />))
  .get('/demo/reparatie', (c) => answerDemo(c, { title: 'Reparatie melden' }, <RepairPage isSent={false} />))
  .post('/demo/reparatie', (c) => c.redirect('/demo/reparatie/bedankt', 303))
  .get('/demo/reparatie/bedankt', (c) => answerDemo(c, { title: 'Bedankt' }, <RepairPage isSent />))
  .get('/demo/nieuws', (c) => answerDemo(c, { title: 'Nieuws' }, <NewsPage />))
  .get('/demo/nieuws/:slug', (c) => {
    const article = findArticle(c.req.param('slug'))
    if (!article) return answerDemo(c, missing, <MissingPage />, 404)
    const url = `${c.env.config.publicUrl}/demo/nieuws/${article.slug}`
    return answerDemo(
      c,
      { title: article.title, script: '/demo/share.js' },
      <ArticlePage article={article} url={url} />,
    )
  })
  .get('/demo/nieuwsbrief', (c) => {
    const { publicUrl } = c.env.config
    return answerDemo(
      c,
      { title: 'Nieuwsbrief voor bewoners', script: `${publicUrl}/form.js` },
      <NewsletterPage publicUrl={publicUrl} />,
    )
  })
  .get('/demo/contact', (c) => answerDemo(c, { title: 'Contact' }, <ContactPage />))
  .get('/demo/app.js', (c) =>
    c.body(demoAppScript, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }),
  )
  .get('/demo/share.js', (c) =>
    c.body(demoShareScript, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }),
  )
  .get('/demo/app', (c) =>
    answerDemo(c, { title: 'Mijn Linde', script: '/demo/app.js' }, <AppPage shown="huur" />),
  )
  .get('/demo/app/:tab', (c) => {
    const tab = c.req.param('tab')
    if (!isAppTab(tab)) return answerDemo(c, missing, <MissingPage />, 404)
    return answerDemo(c, { title: 'Mijn Linde', script: '/demo/app.js' }, <AppPage shown={tab} />)
  })
  .get('/demo/linde.css', (c) => c.body(demoStyles, 200, { 'Content-Type': 'text/css; charset=utf-8' }))
  .get('/demo/linde.svg', (c) => c.body(icon, 200, { 'Content-Type': 'image/svg+xml' }))
  .get('/demo/huurdersgids.pdf', (c) => c.body(tenantGuide, 200, { 'Content-Type': 'application/pdf' }))
  .route('/demo/outbox', outboxRoutes)
  .get('/demo/*', (c) => answerDemo(c, missing, <MissingPage />, 404))
