/** Making a site from a page: the same as `POST /api/sites`, with what staff did. */
import { recordAct, type Actor } from '../account/act.ts'
import { addSite, newSite, type Site } from '../site/site.ts'
import type { SettingFault } from '../site/site-settings.ts'
import type { Changing } from './change.ts'
import { domainOf } from './host.ts'
import type { Form } from './read-section.ts'

export type NewSiteField = 'domain' | 'timezone'
export interface RefusedSite {
  readonly written: Readonly<Record<NewSiteField, string>>
  readonly faults: Readonly<Partial<Record<NewSiteField, SettingFault>>>
}

export type Adding =
  | { readonly ok: true; readonly site: Site }
  | { readonly ok: false; readonly refused: RefusedSite }

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/**
 * Makes the site that a form names, with `www.` beside it. Refused: no host name, no zone that can be counted in, and a
 * site that is there. The site is made first and its act right after: who makes one twice finds it there.
 */
export async function addNamedSite(ports: Changing, actor: Actor, form: Form): Promise<Adding> {
  const written = {
    domain: text(form['domain']).trim(),
    timezone: text(form['timezone']).trim() || 'Europe/Amsterdam',
  }
  const read = newSite.safeParse({ domain: domainOf(written.domain), timezone: written.timezone })
  if (!read.success) {
    const wrong = new Set(read.error.issues.map(({ path }) => path[0]))
    const faults: Partial<Record<NewSiteField, SettingFault>> = {
      ...(wrong.has('domain') && { domain: written.domain === '' ? 'empty' : 'hostname' }),
      ...(wrong.has('timezone') && { timezone: 'zone' }),
    }
    return { ok: false, refused: { written, faults } }
  }
  const { site, isNew } = await addSite(ports, read.data)
  if (!isNew) return { ok: false, refused: { written, faults: { domain: 'taken' } } }
  await recordAct(ports, { actor, siteId: site.id, kind: 'site-added', object: null })
  return { ok: true, site }
}
