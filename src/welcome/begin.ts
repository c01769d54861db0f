/** The first step's form -> a site with the name of whoever answers for it. */
import type { Actor } from '../account/act.ts'
import { addNamedSite } from '../settings/add.ts'
import { changeSection, type Changing } from '../settings/change.ts'
import type { Form } from '../settings/read-section.ts'
import { siteSettings, type SettingFault } from '../site/site-settings.ts'
import type { RefusedSiteStep } from './site-step.tsx'

export type Beginning =
  | { readonly ok: true; readonly domain: string }
  | { readonly ok: false; readonly refused: RefusedSiteStep }

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

function nameFault(name: string): SettingFault | undefined {
  if (name === '') return 'empty'
  const read = siteSettings.safeParse({ controller: { name } })
  return read.error?.issues[0]?.message as SettingFault | undefined
}

/** Refused: what `addNamedSite` refuses, and a name that is empty, long or unreadable. Then no site is made. */
export async function beginSite(ports: Changing, actor: Actor, form: Form): Promise<Beginning> {
  const written = { organisation: text(form['organisation']), domain: text(form['domain']) }
  const organisation = nameFault(written.organisation)
  if (organisation !== undefined) {
    const domain: SettingFault | undefined = written.domain === '' ? 'empty' : undefined
    return { ok: false, refused: { written, faults: { organisation, ...(domain && { domain }) } } }
  }
  const adding = await addNamedSite(ports, actor, { domain: written.domain })
  if (!adding.ok) {
    const domain = adding.refused.faults.domain ?? 'hostname'
    return { ok: false, refused: { written, faults: { domain } } }
  }
  await changeSection(ports, actor, adding.site, {
    section: 'organisation',
    form: { 'controller.name': written.organisation },
  })
  return { ok: true, domain: adding.site.domain }
}
