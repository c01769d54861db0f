import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { demoRoutes } from '../../src/demo/demo-route.tsx'
import { tenantGuide } from '../../src/demo/tenant-guide.ts'
import type { Env } from '../../src/ports.ts'
import { attributesOf, inlineParts } from '../page/html.ts'
import { testConfig } from '../support/world.ts'

const app = new Hono<Env>().route('/', demoRoutes)
const ask = async (path: string, init: RequestInit = {}, settings: Record<string, string> = {}) =>
  await app.request(path, init, {
    config: testConfig({ VOORDEUR_URL: 'https://meten.example.nl', ...settings }),
  })

const pages = [
  '/demo/',
  '/demo/aanbod',
  '/demo/reparatie',
  '/demo/reparatie/bedankt',
  '/demo/nieuws',
  '/demo/nieuws/bewonersdag',
  '/demo/nieuws/duurzaamheidswerkzaamheden-lindenlaan',
  '/demo/contact',
  '/demo/app',
  '/demo/app/reparaties',
]

describe('each page of the demo', () => {
  test.each(pages)('%s carries the line that a web editor pastes, once, and nothing inline', async (path) => {
    const answer = await ask(path)
    const html = await answer.text()
    expect(answer.status).toBe(200)
    const line =
      '<script defer="" src="https://meten.example.nl/s/delinde.example.js" data-localhost=""></script>'
    expect(html.split(line)).toHaveLength(2)
    expect(inlineParts(html)).toEqual([])
    expect(html.match(/<h1[\s>]/g)).toHaveLength(1)
  })

  test('leads to pages that are there', async () => {
    const hrefs = new Set<string>()
    for (const path of pages)
      for (const href of attributesOf(await (await ask(path)).text(), 'href')) hrefs.add(href)
    const own = [...hrefs].filter((href) => href.startsWith('/demo'))
    expect(own.length).toBeGreaterThan(12)
    const answers = await Promise.all(own.map((href) => ask(href)))
    expect(answers.map(({ status }) => status)).toEqual(own.map(() => 200))
    const hosts = [...hrefs].filter((href) => href.startsWith('https:')).map((href) => new URL(href).hostname)
    expect([...new Set(hosts)].toSorted()).toEqual([
      'wa.me',
      'www.facebook.com',
      'www.huurcommissie.nl',
      'www.linkedin.com',
      'www.rotterdam.nl',
    ])
  })

  test('lets the snippet and its own script run, and no other', async () => {
    const policy = (await ask('/demo/')).headers.get('content-security-policy')
    expect(policy).toContain("script-src 'self' https://meten.example.nl;")
    expect(policy).toContain("connect-src 'self' https://meten.example.nl;")
    expect(policy).not.toContain('unsafe')
  })
})

describe('the demo', () => {
  test('keeps nothing of its form, and thanks', async () => {
    const answer = await ask('/demo/reparatie', {
      method: 'POST',
      headers: { origin: 'https://meten.example.nl' },
      body: new URLSearchParams({ waar: 'Keuken', wat: 'kraan' }),
    })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/demo/reparatie/bedankt')
    expect((await ask('/demo/reparatie', { method: 'POST' })).status).toBe(403)
  })

  test('says so where a page is not there', async () => {
    for (const path of ['/demo/zwembad', '/demo/nieuws/zwembad', '/demo/app/zwembad']) {
      const answer = await ask(path)
      expect(answer.status).toBe(404)
      expect(await answer.text()).toContain('Deze pagina is verhuisd')
    }
  })

  test('is not there where it was not asked for', async () => {
    for (const path of ['/demo/', '/demo', '/demo/huurdersgids.pdf'])
      expect((await ask(path, {}, { VOORDEUR_DEMO: '0' })).status).toBe(404)
  })

  test('gives a PDF whose table points at its objects (ISO 32000-1 section 7.5.4)', async () => {
    const answer = await ask('/demo/huurdersgids.pdf')
    expect(answer.headers.get('content-type')).toBe('application/pdf')
    expect(await answer.text()).toBe(tenantGuide)
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(tenantGuide)?.[1])
    expect(tenantGuide.slice(start, start + 5)).toBe('xref\n')
    const entries = [...tenantGuide.slice(start).matchAll(/(\d{10}) 00000 n \n/g)]
    expect(entries).toHaveLength(5)
    for (const [nth, [, offset]] of entries.entries())
      expect(tenantGuide.slice(Number(offset)).startsWith(`${nth + 1} 0 obj\n`)).toBe(true)
    expect(tenantGuide).toMatch(/^[\x20-\x7e\n]+$/)
  })
})
