/**
 * What it costs a visitor to be asked, by our banner and by three others in the look they have of themselves: the same Dutch page,
 * the same three purposes, the same browser, all on the loopback. Of ours what is promised is compared with what was measured;
 * of the others it is told.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { must } from '../../src/must.ts'
import { openChromium } from '../worlds/chromium.ts'
import type { PostgresWorld } from '../worlds/postgres.ts'
import { bannerSystems } from './banner-systems.ts'
import { compare, figuresOf, listFiles } from './banner-tables.ts'
import { measureBanner, measureClicks, type MeasuredBanner } from './banner-visit.ts'
import { openBannerWebsite } from './banner-website.ts'
import { openDatabase } from './database.ts'
import { say } from './progress.ts'
import type { Comparison, Figure } from './report.ts'

export interface MeasuredBanners {
  readonly figures: readonly Figure[]
  readonly comparisons: readonly Comparison[]
  readonly banners: readonly MeasuredBanner[]
}

/** Of ours the figures have goals; the others are told, in the tables. */
export async function measureBanners(server: PostgresWorld): Promise<MeasuredBanners> {
  const systems = bannerSystems()
  const ours = must(systems[0], 'ours is the first')
  const { ports, close } = await openDatabase(server, 'banners', new Date())
  const opened = [close]
  try {
    const website = await openBannerWebsite(ports, systems, ours)
    opened.push(() => website.close())
    const chromium = await openChromium({
      args: [
        // Nothing leaves the machine, whatever a banner would like to load.
        '--host-resolver-rules=MAP *.test 127.0.0.1, MAP * ~NOTFOUND',
        // One of them hides from browsers that say they are driven, and ours does not count them.
        '--disable-blink-features=AutomationControlled',
      ],
    })
    opened.push(() => chromium.close())
    const visiting = { chromium, website }
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    say(`banners: ${systems.map(({ name, version }) => `${name} ${version}`).join(', ')}`)
    const still = await Promise.all(systems.map((system) => measureBanner(visiting, system, axe)))
    say('banners: loaded, looked at, held to a policy; now the clicks')
    const banners: MeasuredBanner[] = []
    for (const [nth, system] of systems.entries()) {
      const click = await measureClicks(visiting, system)
      banners.push({ ...must(still[nth], 'each was measured'), click })
    }
    return {
      figures: figuresOf(must(banners[0], 'ours is the first')),
      comparisons: [compare(banners), listFiles(banners)],
      banners,
    }
  } finally {
    for (const end of opened.toReversed()) await end()
  }
}
