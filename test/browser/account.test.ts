/**
 * The people who work with it, in a real Chromium, with mail through a real submission server: an invitation by mail, a password
 * with an authenticator app, a passkey on a virtual device, and another role that ends the session.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createOTP } from '@better-auth/utils/otp'
import type { BrowserContext, Page } from 'playwright-core'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startService, type Service } from '../fault/program.ts'
import { openChromium, type ChromiumWorld } from '../worlds/chromium.ts'
import { freePort } from '../worlds/free-port.ts'

const password = 'een lange zin met een deur'
const dataFolder = mkdtempSync(join(tmpdir(), 'voordeur-account-'))
const mails: { readonly to: string; readonly raw: Buffer }[] = []

let smtp: SMTPServer
let service: Service
let chromium: ChromiumWorld
let url: string

beforeAll(async () => {
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        for (const { address } of session.envelope.rcptTo)
          mails.push({ to: address, raw: Buffer.concat(chunks) })
        done()
      })
    },
  })
  const listening = smtp.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const port = await freePort()
  url = `http://localhost:${port}`
  service = await startService({
    PORT: String(port),
    VOORDEUR_URL: url,
    VOORDEUR_DATA: dataFolder,
    VOORDEUR_DEMO: '1',
    VOORDEUR_SMTP_URL: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    VOORDEUR_MAIL_FROM: 'Voordeur <voordeur@delinde.example>',
  })
  chromium = await openChromium()
})
afterAll(async () => {
  await chromium?.close()
  await service?.end('SIGTERM')
  await new Promise<void>((resolve) => smtp.close(() => resolve()))
  rmSync(dataFolder, { recursive: true, force: true })
})

/** The next mail to an address, as a mail program reads it. */
async function mailTo(address: string, nth = 0) {
  await vi.waitFor(() => expect(mails.filter(({ to }) => to === address).length).toBeGreaterThan(nth), {
    timeout: 60_000,
    interval: 50,
  })
  return PostalMime.parse(mails.filter(({ to }) => to === address)[nth]?.raw ?? '')
}

async function openPage(): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const context = await chromium.openContext({ locale: 'nl-NL' })
  return { context, page: await context.newPage() }
}

async function accept(page: Page, at: string, name: string, email?: string): Promise<void> {
  await page.goto(at)
  await page.fill('input[name="name"]', name)
  if (email !== undefined) await page.fill('input[name="email"]', email)
  await page.fill('input[name="password"]', password)
  await page.click('main button[type="submit"]')
  await page.waitForURL('**/dashboard**')
}

const fill = async (page: Page, selector: string, value: string) => page.locator(selector).fill(value)

describe('a member of staff', () => {
  test('is invited by mail, signs in with password and app, adds a passkey, and is out when the role changes', async () => {
    const admin = await openPage()
    const printed = /http\S+\/auth\/invitation\/\S+/.exec(service.output())?.[0] ?? ''
    await accept(admin.page, printed, 'Beheer', 'beheer@delinde.example')

    await admin.page.goto(`${url}/dashboard/people`)
    await fill(admin.page, '#email', 'bea@delinde.example')
    await admin.page.selectOption('#invite-role', 'editor')
    await admin.page.click('form[action$="/invite"] button')
    await admin.page.waitForURL('**notice=invited')
    const letter = await mailTo('bea@delinde.example')
    expect(letter.subject).toBe('Uitnodiging voor Voordeur')
    expect(letter.from).toMatchObject({ address: 'voordeur@delinde.example', name: 'Voordeur' })
    expect(letter.to).toEqual([{ address: 'bea@delinde.example', name: '' }])
    const link = /http\S+\/auth\/invitation\/[\w-]+/.exec(letter.text ?? '')?.[0] ?? ''
    expect(letter.html).toContain(link)

    const bea = await openPage()
    await accept(bea.page, link, 'Bea')
    // With the app: from now on the password alone is half.
    await bea.page.goto(`${url}/auth/account`)
    await fill(bea.page, '#factor-password', password)
    await bea.page.click('form[action$="/factor"] button')
    const secret = (await bea.page.innerText('.secret')).replaceAll(' ', '')
    await fill(bea.page, 'input[name="code"]', await codeOf(secret))
    await bea.page.click('form[action$="/confirm"] button')
    await bea.page.waitForURL('**/auth/account?saved')
    expect((await mailTo('bea@delinde.example', 1)).subject).toBe('Je account bij Voordeur is gewijzigd')
    await bea.page.click('.sign-out button')
    await bea.page.waitForURL('**/auth/sign-in**')
    await fill(bea.page, '#email', 'bea@delinde.example')
    await fill(bea.page, '#password', password)
    await bea.page.click('form[action^="/auth/sign-in"] button')
    await bea.page.waitForURL('**/auth/code**')
    await fill(bea.page, 'input[name="code"]', await codeOf(secret))
    await bea.page.click('main form button')
    await bea.page.waitForURL('**/dashboard')

    // A passkey on a device of its own.
    const devtools = await bea.context.newCDPSession(bea.page)
    await devtools.send('WebAuthn.enable')
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    await bea.page.goto(`${url}/auth/account`)
    await bea.page.click('[data-passkey="add"]')
    await bea.page.waitForURL('**/auth/account?saved')
    expect(await bea.page.innerText('#passkeys-title ~ ul')).toContain('gemaakt op')
    await bea.page.click('.sign-out button')
    await bea.page.waitForURL('**/auth/sign-in**')
    await bea.page.click('[data-passkey="use"]')
    await bea.page.waitForURL('**/dashboard')
    expect(await bea.page.innerText('h1')).toBe('Websites')

    // Another role: whoever had the old one is out on the next request.
    await admin.page.goto(`${url}/dashboard/people`)
    const card = admin.page.locator('.people > li', { hasText: 'bea@delinde.example' })
    await card.locator('select').first().selectOption('viewer')
    await card.locator('.role-form button').first().click()
    await admin.page.waitForURL('**notice=saved')
    await bea.page.goto(`${url}/dashboard`)
    expect(bea.page.url()).toContain('/auth/sign-in')

    await admin.page.goto(`${url}/dashboard/acts`)
    const acts = await admin.page.innerText('table')
    for (const text of [
      'Beheer',
      'Bea',
      'iemand uitgenodigd',
      'authenticator-app aangezet',
      'passkey toegevoegd',
      'rol gewijzigd',
    ])
      expect(acts).toContain(text)
    await admin.context.close()
    await bea.context.close()
  }, 300_000)

  test('forgets the password and sets another by a mailed link', async () => {
    const { context, page } = await openPage()
    await page.goto(`${url}/auth/forgot`)
    await fill(page, '#email', 'beheer@delinde.example')
    await page.click('main form button')
    const link =
      /http\S+\/auth\/reset\/[\w-]+/.exec((await mailTo('beheer@delinde.example')).text ?? '')?.[0] ?? ''
    await page.goto(link)
    await fill(page, '#password', 'een andere lange zin')
    await page.click('main form button')
    await page.waitForURL('**/auth/sign-in?notice=reset')
    await fill(page, '#email', 'beheer@delinde.example')
    await fill(page, '#password', 'een andere lange zin')
    await page.click('form[action^="/auth/sign-in"] button')
    await page.waitForURL('**/dashboard')
    await context.close()
  }, 300_000)

  test('every mail reads clean: one recipient, both parts, and no warning', async () => {
    for (const { to, raw } of mails) {
      const mail = await PostalMime.parse(raw)
      expect(mail.to?.map((one) => 'address' in one && one.address)).toEqual([to])
      expect([mail.cc, mail.bcc]).toEqual([undefined, undefined])
      expect(mail.text?.length).toBeGreaterThan(50)
      expect(mail.html).toMatch(/^<!doctype html>/i)
      expect(mail.messageId).toMatch(/^<[^<>\s]+@[^<>\s]+>$/)
      expect(mail.attachments).toEqual([])
    }
    expect(mails.length).toBeGreaterThanOrEqual(4)
  })
})

/** What the app shows now. Base32 (RFC 4648) is how its secret is written. */
function codeOf(secret: string): Promise<string> {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = secret
    .split('')
    .map((one) => alphabet.indexOf(one).toString(2).padStart(5, '0'))
    .join('')
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))
  return createOTP(String.fromCharCode(...bytes)).totp()
}
