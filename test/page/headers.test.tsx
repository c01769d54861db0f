import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { assetRoutes, stylesheetPath } from '../../src/page/assets.ts'
import { answerError } from '../../src/page/error-page.tsx'
import { contentSecurityPolicy, pageHeaders, setPageHeaders } from '../../src/page/headers.ts'
import { requireSameOrigin } from '../../src/page/same-origin.ts'
import type { Env } from '../../src/ports.ts'
import { testConfig } from '../support/world.ts'
import { attributesOf, inlineParts } from './html.ts'

const bindings = { config: testConfig({ VOORDEUR_URL: 'https://meten.example.nl' }) }
const app = new Hono<Env>()
  .use(pageHeaders(), requireSameOrigin)
  .all('/page', (c) => c.text('in'))
  .get('/missing', (c) => answerError(c, 'not-found', { detail: '<i>' }))
const ask = (path: string, init?: RequestInit) => app.request(path, init, bindings)

describe('what a page says to the browser (S-15)', () => {
  test('scores as Observatory counts it: nothing runs, nothing comes from elsewhere, nobody frames it', async () => {
    const { headers } = await ask('/page')
    expect(Object.fromEntries(headers)).toEqual({
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
      'content-type': 'text/plain; charset=UTF-8',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy':
        'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
      'referrer-policy': 'same-origin',
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
  })

  test('a page that may be framed says by whom, and nobody else may', async () => {
    const framed = new Hono<Env>().get('/', (c) => {
      setPageHeaders(c)
      setPageHeaders(c, { frameAncestors: ['https://example.nl', 'https://www.example.nl'] })
      return c.text('in')
    })
    const { headers } = await framed.request('/', {}, bindings)
    expect(headers.get('content-security-policy')).toContain(
      'frame-ancestors https://example.nl https://www.example.nl;',
    )
    expect(headers.get('x-frame-options')).toBeNull()
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin')
  })

  test('no policy ever allows inline or eval, also where scripts are allowed', () => {
    const policies = [
      contentSecurityPolicy(),
      contentSecurityPolicy({ scripts: ['https://meten.example.nl'], formTargets: ['https://example.nl'] }),
    ]
    for (const policy of policies) {
      expect(policy).not.toMatch(/unsafe|\*|http:/)
      expect(policy).toContain("default-src 'none'")
    }
    expect(policies[0]).not.toContain('script-src')
    expect(policies[1]).toContain("script-src 'self' https://meten.example.nl")
    expect(policies[1]).toContain("form-action 'self' https://example.nl")
  })
})

const post = (headers: Record<string, string>, method = 'POST') => ask('/page', { method, headers })

describe('forms work from our own pages alone (S-17)', () => {
  test('our own origin passes', async () => {
    expect((await post({ origin: 'https://meten.example.nl', 'sec-fetch-site': 'same-origin' })).status).toBe(
      200,
    )
    expect((await post({ origin: 'https://meten.example.nl' })).status).toBe(200)
    expect((await ask('/page')).status).toBe(200)
  })

  test.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['no origin', {}],
    ['an opaque origin', { origin: 'null' }],
    ['another port', { origin: 'https://meten.example.nl:8443' }],
    ['plain http', { origin: 'http://meten.example.nl' }],
    [
      'a sibling host, as the browser says',
      { origin: 'https://meten.example.nl', 'sec-fetch-site': 'same-site' },
    ],
    ['JSON sent as text', { origin: 'https://evil.example', 'content-type': 'text/plain' }],
    ['a Host of the attacker', { origin: 'https://evil.example', host: 'evil.example' }],
  ])('%s is refused', async (_, headers) => {
    const answer = await post(headers)
    expect(answer.status).toBe(403)
    expect(await answer.text()).not.toContain('evil')
  })

  test('other unsafe methods are refused alike', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE']) expect((await post({}, method)).status).toBe(403)
  })
})

describe('error pages', () => {
  test('say it in the language of the browser, escape what they are given and hold nothing inline (S-16)', async () => {
    const dutch = await (await ask('/missing')).text()
    const english = await (await ask('/missing', { headers: { 'accept-language': 'en' } })).text()
    expect(dutch).toContain('<html lang="nl">')
    expect(dutch).toContain('Deze pagina bestaat niet')
    expect(english).toContain('This page does not exist')
    expect(dutch).toContain('&lt;i&gt;')
    expect(inlineParts(dutch)).toEqual([])
  })

  test('keep the page when the language is changed', async () => {
    const html = await (await ask('/missing?d=a%26b')).text()
    expect(attributesOf(html, 'href')).toContain('/missing?d=a%26b&lang=en')
  })
})

test('a planted script, style, handler or script address is found', () => {
  const planted = [
    '<script>1</script>',
    '<style>a{}</style>',
    '<p style="color:red">',
    '<img src="x" onerror="1">',
    '<a href="javascript:1">',
  ]
  expect(planted.filter((part) => inlineParts(part).length === 0)).toEqual([])
  expect(inlineParts('<a href="/" title=" onclick=x"><script src="/a.js"></script>')).toEqual([])
})

describe('the stylesheet', () => {
  test('is kept for a year under a name that changes with it', async () => {
    const answer = await assetRoutes.request(stylesheetPath, {}, bindings)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('content-type')).toBe('text/css; charset=utf-8')
    expect(await answer.text()).toContain('light-dark(')
  })

  test('is not answered under a guessed name', async () => {
    expect((await assetRoutes.request('/assets/styles-000000000000.css', {}, bindings)).status).toBe(404)
    expect((await assetRoutes.request('/assets/constructor', {}, bindings)).status).toBe(404)
  })
})
