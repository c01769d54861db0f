/**
 * One suite for every runtime, over real HTTP: what a sender, a page, a machine and an operator get to see. What differs
 * between runtimes (who is believed about addresses, how visits are made) stands in `Served`.
 */
import { afterAll, beforeAll, describe } from 'vitest'
import { siteSettings } from '../../src/site/site-settings.ts'
import { addSite, recordSettings } from '../../src/site/site.ts'
import { addressTests } from './addresses.ts'
import { beaconTests } from './beacons.ts'
import { canaryTests } from './canary.ts'
import { clickTests } from './clicks.ts'
import { consentTests } from './consent.ts'
import { guardTests } from './guards.ts'
import { matrixTests } from './matrix.ts'
import { newsletterTests } from './newsletter.ts'
import { outageTests } from './outage.ts'
import { pageTests } from './pages.ts'
import { preferenceTests } from './preferences.ts'
import { returnTests } from './returns.ts'
import type { Served } from './served.ts'
import { snippetTests } from './snippet.ts'
import { staffTests } from './staff.ts'

export function httpSuite(name: string, open: () => Promise<Served>): void {
  describe(`over HTTP, ${name}`, () => {
    let opened: Served
    beforeAll(async () => {
      opened = await open()
      const ports = { db: opened.db, now: () => new Date() }
      await addSite(ports, { domain: 'example.nl' })
      const { site } = await addSite(ports, {
        domain: 'settings.example',
        hostnames: ['settings.example', 'example.nl'],
      })
      // Before the service has seen the site: it remembers one for ten seconds.
      await recordSettings(
        ports,
        site,
        siteSettings.parse({ excluded: ['/intern/**'], masks: ['/dossier/*'] }),
      )
    }, 300_000)
    afterAll(() => opened.close())
    const served = () => opened

    beaconTests(served)
    addressTests(served)
    snippetTests(served)
    consentTests(served)
    newsletterTests(served)
    clickTests(served)
    returnTests(served)
    preferenceTests(served)
    staffTests(served)
    pageTests(served)
    canaryTests(served)
    matrixTests(served)
    guardTests(served)
    // Last, since the service must come back from it.
    outageTests(served)
  })
}
