/** Settings change here: as one transaction with the list of what staff did, which says which setting and never its value. */
import { recordAct, type Actor } from '../account/act.ts'
import { asRole } from '../db/connect.ts'
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'
import { recordTimezone } from '../site/site-data.ts'
import { forgetSites, lockSite, recordHostnames, recordSettings, type Site } from '../site/site.ts'
import { textOf, type Section, type Setting } from './fields.ts'
import { readSection, type Form, type SectionReading } from './read-section.ts'

export type Changing = Pick<Ports, 'db' | 'now' | 'random'>

export interface SectionForm {
  readonly section: Section
  readonly form: Form
}

/** Has to undo what was written: a transaction is only rolled back by what is thrown. */
class Undone extends Error {}

/**
 * Reads a section's form against the site as it stands in this moment, and stores it: all of it or nothing. What others changed
 * in other sections meanwhile stays. Refused as `readSection` does, and with `has-data` for a time zone that was fixed meanwhile.
 */
export async function changeSection(
  ports: Changing,
  actor: Actor,
  site: Pick<Site, 'id'>,
  { section, form }: SectionForm,
): Promise<SectionReading> {
  let reading: SectionReading | undefined
  try {
    await asRole(ports.db, 'owner', async (tx) => {
      const before = must(await lockSite(tx, site), 'nothing of ours removes a site')
      reading = await readSection(section, form, before)
      if (!reading.ok) return
      const { next, changed } = reading
      const has = (test: (setting: Setting) => boolean) => changed.some(test)
      if (has((setting) => setting === 'timezone') && !(await recordTimezone(tx, site, next.timezone))) {
        const written = { hostnames: next.hostnames.join('\n'), timezone: textOf(before, 'timezone') }
        reading = { ok: false, faults: { timezone: 'has-data' }, written }
        throw new Undone()
      }
      if (has((setting) => setting === 'hostnames')) await recordHostnames({ db: tx }, before, next.hostnames)
      if (has((setting) => setting !== 'hostnames' && setting !== 'timezone'))
        await recordSettings({ db: tx }, site, next.settings)
      for (const setting of changed)
        await recordAct(
          { ...ports, db: tx },
          { actor, siteId: site.id, kind: 'setting-changed', object: setting },
        )
    })
  } catch (thrown) {
    if (!(thrown instanceof Undone)) throw thrown
  }
  forgetSites(ports.db)
  return must(reading, 'the form was read, or reading it threw')
}
