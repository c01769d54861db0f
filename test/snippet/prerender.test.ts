import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { snippetSettings } from '../../src/site/snippet-settings.ts'
import { openPageServer } from '../support/page-server.ts'
import type { PageServer } from '../support/page-server.ts'
import { chromiumArguments, unpackChromium } from '../worlds/chromium.ts'

// A browser that is driven does not prerender, so this one is only started, and pages tell the server what they see.
let site: PageServer
let collector: PageServer
let stop = async (): Promise<void> => {}
beforeEach(async () => {
  const settings = snippetSettings('example.nl', { masks: [], excluded: [], hashRoutes: false })
  ;[site, collector] = await Promise.all([openPageServer(), openPageServer({ plain: settings })])
})
afterEach(async () => {
  await stop()
  await Promise.all([site.close(), collector.close()])
})

async function browse(address: string): Promise<void> {
  const { executable, env } = await unpackChromium()
  const home = await mkdtemp(join(tmpdir(), 'voordeur-home-'))
  const browser = spawn(
    executable,
    [...chromiumArguments, '--headless', `--user-data-dir=${home}`, '--remote-debugging-port=0', address],
    { env: { ...env, HOME: home }, stdio: 'ignore' },
  )
  stop = async () => {
    if (browser.exitCode === null) {
      browser.kill('SIGKILL')
      await once(browser, 'exit')
    }
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** `first` asks the browser to render `/doel` ahead; `/doel` carries the snippet and tells what it is, then and later. */
function addPages(goesThere: boolean): void {
  site.addPage(
    '/',
    `<!doctype html><title>Eerst</title>
    <script type="speculationrules">{"prerender":[{"urls":["/doel"],"eagerness":"immediate"}]}</script>
    <script>setTimeout(() => { if (${goesThere}) location.href = '/doel' }, 2500)</script>`,
  )
  site.addPage(
    '/doel',
    `<!doctype html><title>Doel</title>
    <script defer src="${collector.origin('localhost')}/s/plain.js" data-localhost data-automation></script>
    <script>
      const tell = (what) => fetch('/api/event', { method: 'POST', body: JSON.stringify({ n: what + (document.prerendering ? ' ahead' : ' shown') }) })
      tell('start')
      document.addEventListener('prerenderingchange', () => tell('change'))
    </script>`,
  )
}

const told = () => site.events().map(({ n }) => n)

test('a page that is rendered ahead is counted when it is shown, once', async () => {
  addPages(true)
  await browse(site.origin('127.0.0.1'))
  await site.until(() => told().includes('start ahead'))
  await pause(1_200)
  // It has been there for longer than a batch waits.
  expect(told()).toEqual(['start ahead'])
  expect(collector.taken).toHaveLength(0)
  const events = await collector.until((given) => given.length > 0)
  expect(told()).toEqual(['start ahead', 'change shown'])
  expect(events).toHaveLength(1)
  expect(events[0]).toMatchObject({ n: 'pageview', u: `${site.origin('127.0.0.1')}/doel` })
})

test('a page that is rendered ahead and never shown is not counted', async () => {
  addPages(false)
  await browse(site.origin('127.0.0.1'))
  await site.until(() => told().includes('start ahead'))
  await pause(2_000)
  expect(collector.taken).toHaveLength(0)
})
