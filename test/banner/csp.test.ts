import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { nlJe } from '../../src/consent/texts/nl-je.ts'
import { accept, customise, openAsking, panelOf, status, type AskingWorld } from './asking.ts'

let world: AskingWorld
let own: string
beforeAll(async () => {
  world = await openAsking()
  own = world.pages.origin('www.example.test')
  world.pages.addPage('/eigen.js', 'self.ran = [...(self.ran ?? []), "eigen"]', {
    'content-type': 'text/javascript',
  })
})
afterAll(async () => world.close())
afterEach(async () => world.leave())

const marketing = 'type="text/plain" data-voordeur-purpose="marketing"'
const body = () => `<main><h1>Huren</h1>
  <iframe title="Film" data-src="${world.others.origin('derden.test')}/embed/1" data-voordeur-purpose="embeds"></iframe>
  <script ${marketing} data-src="${own}/eigen.js"></script>
  <script ${marketing} nonce="abc">self.ran = [...(self.ran ?? []), 'tekst']</script></main>`

const listen = () => {
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
    ;((self as { broken?: string[] }).broken ??= []).push(`${violatedDirective} ${blockedURI} ${sample}`)
  })
}
const broken = (page: Page) => page.evaluate(() => (self as { broken?: string[] }).broken ?? [])
const ran = (page: Page) => page.evaluate(() => (self as { ran?: unknown }).ran)

async function walk(policy: string): Promise<{ page: Page; said: string[] }> {
  const context = await world.chromium.openContext()
  const said: string[] = []
  context.on('console', (line) => {
    if (/policy|trusted/i.test(line.text())) said.push(line.text())
  })
  const page = await world.visit({
    context,
    body: body(),
    before: listen,
    headers: { 'content-security-policy': policy },
  })
  await customise(page).click()
  await panelOf(page).getByRole('button', { name: nlJe.close }).click()
  await page.locator('voordeur-placeholder').getByRole('button', { name: nlJe.show }).waitFor()
  await accept(page).click()
  await status(page).getByText(nlJe.saved).waitFor()
  return { page, said }
}

describe('under a strict policy', () => {
  test.each([
    [
      'with our policy of Trusted Types allowed by name',
      "; require-trusted-types-for 'script'; trusted-types voordeur",
    ],
    ['with Trusted Types required and no word about policies', "; require-trusted-types-for 'script'"],
    ['without Trusted Types', ''],
  ])('%s everything works, with no violation', async (_, rest) => {
    const derden = world.others.origin('derden.test')
    const { page, said } = await walk(
      `default-src 'self' ${world.collector}; script-src 'self' 'nonce-abc' ${world.collector}; frame-src ${derden}${rest}`,
    )
    await expect.poll(() => ran(page)).toEqual(['eigen', 'tekst'])
    await expect.poll(() => world.others.asked).toEqual(['/embed/1'])
    expect(await broken(page)).toEqual([])
    expect(said).toEqual([])
  })

  test('with default-src alone nothing of ours is refused: no inline style, no style element, no inline script', async () => {
    const { page } = await walk(`default-src 'self' ${world.collector} ${world.others.origin('derden.test')}`)
    await expect.poll(() => ran(page)).toEqual(['eigen'])
    // The page's own inline script, which it does not allow itself.
    expect((await broken(page)).map((line) => line.split(' ')[0])).toEqual(['script-src-elem'])
    const parts = await page.evaluate(() => {
      const roots = [document, ...[...document.querySelectorAll('*')].flatMap((one) => one.shadowRoot ?? [])]
      return roots.flatMap((root) => [...root.querySelectorAll('style,[style]')]).length
    })
    expect(parts).toBe(0)
  })

  test('where no policy of Trusted Types may be made the banner works and scripts stay off, once', async () => {
    const { page } = await walk(
      `default-src 'self' ${world.collector} ${world.others.origin('derden.test')}; require-trusted-types-for 'script'; trusted-types 'none'`,
    )
    await expect.poll(() => world.others.asked).toEqual(['/embed/1'])
    const before = await broken(page)
    expect(before.length).toBeLessThanOrEqual(3)
    await page.evaluate(() => document.body.append(document.createElement('p')))
    await page.waitForTimeout(300)
    expect(await broken(page)).toEqual(before)
    expect(await ran(page)).toBeUndefined()
  })
})
