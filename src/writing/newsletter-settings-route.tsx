/** `…/newsletter/settings`: looking for everybody who may see the site, changing for who may edit. */
import { Hono, type Context } from 'hono'
import { recordAct, type Actor } from '../account/act.ts'
import type { StaffEnv } from '../account/staff.ts'
import { asRole } from '../db/connect.ts'
import { must } from '../must.ts'
import { readForm } from '../page/read-form.ts'
import { answerPage } from '../page/shell.tsx'
import type { Ports } from '../ports.ts'
import { lockSite, type Site } from '../site/site.ts'
import {
  findNewsletterSettings,
  recordNewsletterSettings,
  type NewsletterSettings,
} from '../subscriber/newsletter-settings.ts'
import { doneIn } from './done.ts'
import { NewsletterSettingsPage } from './newsletter-settings-page.tsx'
import {
  changedSettings,
  readNewsletterSettings,
  writtenSettings,
  type SettingsReading,
} from './newsletter-settings-read.ts'
import { writing, type Writing } from './writing-door.ts'
import { writingHref, writingPath } from './writing-href.ts'

type Staff = Context<StaffEnv>

const path = `${writingPath}/settings`

async function answerSettings(
  c: Staff,
  { site, view, lang, viewer }: Writing,
  refused: Extract<SettingsReading, { ok: false }> | null = null,
): Promise<Response> {
  const settings = await findNewsletterSettings(c.env, site)
  const page = (
    <NewsletterSettingsPage
      lang={lang}
      view={view}
      viewer={viewer}
      settings={settings}
      written={refused?.written ?? writtenSettings(settings)}
      faults={refused?.faults ?? new Map()}
      done={doneIn(c)}
    />
  )
  return answerPage(c, page, refused === null ? 200 : 400)
}

/** Stores it with the list of what staff did, which says which setting and never its value. Saved again as it is, it is no act. */
const saveSettings = (
  ports: Pick<Ports, 'db' | 'now' | 'random'>,
  actor: Actor,
  site: Pick<Site, 'id'>,
  settings: NewsletterSettings,
): Promise<void> =>
  asRole(ports.db, 'owner', async (db) => {
    must(await lockSite(db, site), 'nothing of ours removes a site')
    const changed = changedSettings(await findNewsletterSettings({ db }, site), settings)
    if (changed.length === 0) return
    await recordNewsletterSettings({ db, now: ports.now }, site, settings)
    for (const name of changed)
      await recordAct(
        { ...ports, db },
        { actor, siteId: site.id, kind: 'setting-changed', object: `newsletter.${name}` },
      )
  })

export const newsletterSettingsRoutes = new Hono<StaffEnv>()
  .get(path, (c) => writing(c, 'statistics', (read) => answerSettings(c, read)))

  .post(path, (c) =>
    writing(c, 'edit', async (read) => {
      const reading = readNewsletterSettings(await readForm(c))
      if (!reading.ok) return answerSettings(c, read, reading)
      await saveSettings(c.env, read.actor, read.site, reading.settings)
      return c.redirect(writingHref(read.view, 'settings', { saved: '1' }), 303)
    }),
  )
