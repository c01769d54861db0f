import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listAudit } from '../../src/audit/chain.ts'
import { readingEase, wordsPerSentence } from '../../src/consent/readability.ts'
import { migrate } from '../../src/db/migrate.ts'
import { composeLetter } from '../../src/mail/letter.tsx'
import { sendDue } from '../../src/mail/queue.ts'
import { openSubmission } from '../../src/mail/submission.ts'
import { must } from '../../src/must.ts'
import { languages, wordsIn, type Language } from '../../src/page/words.ts'
import {
  fillingOf,
  fillLetter,
  letterKinds,
  partsOf,
  readTemplate,
  textOf,
} from '../../src/rights/letter-text.ts'
import { letterWords } from '../../src/rights/letter-words.ts'
import {
  findLetter,
  listLetters,
  sendRequestLetter,
  type LetterKind,
  type LetterRequest,
  type Told,
} from '../../src/rights/letter.ts'
import { refusalGrounds } from '../../src/rights/refusal-ground.ts'
import { findRequest, openRequest, requestKinds, type Subject } from '../../src/rights/request.ts'
import { previewTemplate, resetTemplate, saveTemplate } from '../../src/rights/template.ts'
import { siteSettings } from '../../src/site/site-settings.ts'
import { findSite, recordSettings, type Site } from '../../src/site/site.ts'
import { readEmail } from '../../src/subscriber/email.ts'
import { openSmtp } from '../mail/smtp.ts'
import { readAsText } from '../support/staff.ts'
import { openWorld, type World } from '../support/world.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'

const staffId = 'b8a1c9d0-0000-4000-a000-000000000001'
const anna: Subject = {
  email: must(readEmail('anna.jansen@example.nl'), 'it is one'),
  receiptId: null,
  name: 'Anna Jansen',
  postal: 'Lindelaan 12\n5611 AA Eindhoven',
  representedBy: null,
  isUnder16: false,
}
const settings = siteSettings.parse({
  controller: { name: 'Woonstichting De Linde', address: 'Postbus 1', email: 'info@delinde.example' },
  privacyOfficer: { name: 'Noor Bakker', email: 'privacy@delinde.example' },
})
const site = { domain: 'delinde.example', timezone: 'Europe/Amsterdam', settings }

const requestOf = (change: Partial<LetterRequest> = {}): LetterRequest => ({
  id: '7d2f1c3e-0000-4000-a000-000000000000',
  kind: 'erase',
  channel: 'post',
  language: 'nl',
  // Half past midnight on the third, in Amsterdam.
  receivedAt: new Date('2026-11-02T23:30:00Z'),
  promiseDue: '2026-12-01',
  extendedDue: null,
  verifiedAt: new Date('2026-11-03T09:00:00Z'),
  subject: anna,
  ...change,
})

/** Something of everything that any kind may be told. */
const told = {
  link: 'https://voordeur.example/rights/confirm/abc',
  code: '482913',
  reason: 'Het kost ons meer werk dan wij dachten.',
  ground: 'claims',
  until: '2027-02-03',
  counts: [{ what: 'Bezoeken', rows: 1234 }],
  kept: [{ what: 'Bewijs', rows: 1, because: 'Daarmee laten wij zien dat u ja zei.' }],
} as const satisfies Told

function write(
  kind: LetterKind,
  request = requestOf(),
  values: Told = told,
  template?: { subject: string; body: string },
) {
  const words = template ?? letterWords(request.language).letters[kind]
  return fillLetter(kind, request.language, words, fillingOf(site, request, kind, values, false))
}
/** All that somebody could read of it, in whichever part of the mail. */
function wholeOf(written: ReturnType<typeof write>): string {
  const { subject, text, html } = composeLetter(partsOf(written))
  return [subject, text, html, textOf(written)].join('\n')
}

/** Code units as they come, with halves of pairs and what steers a machine; `unit: 'binary'` takes seconds to begin. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 })
  .map((units) => String.fromCharCode(...units))

const everyLetter = letterKinds.flatMap((kind) => languages.map((language) => [kind, language] as const))

describe('a letter', () => {
  test.each(everyLetter)('of kind %s in %s says what was asked, when, and whom to ask', (kind, language) => {
    const written = write(kind, requestOf({ language }))
    const text = textOf(written)
    if (kind !== 'code') expect(text).toContain(language === 'nl' ? '3 november 2026' : '3 November 2026')
    expect(text).toContain('Noor Bakker (privacy@delinde.example)')
    expect(text).toContain('Woonstichting De Linde')
    if (kind !== 'code')
      expect(text).toContain(language === 'nl' ? 'om uw gegevens te verwijderen' : 'to delete your data')
    expect(written.subject).not.toContain('Anna')
  })

  test.each(everyLetter)('of kind %s in %s is easy to read', (kind, language) => {
    // Without what is a proper name, a number or a web address, which no one can write more easily.
    const { complaint, court } = letterWords(language)
    const text = textOf(write(kind, requestOf({ language })))
      .replaceAll(complaint, '')
      .replaceAll(court, '')
      .replaceAll(/\S*(?:@|:\/\/)\S*|Woonstichting De Linde|privacy officer|privacyfunctionaris/g, '')
    expect(wordsPerSentence(text), text).toBeLessThan(13)
    expect(readingEase(text, language) ?? 0, text).toBeGreaterThan(60)
    expect(wordsPerSentence(`${complaint} ${court}`)).toBeLessThan(16)
  })

  test.each(letterKinds)(
    'of kind %s says "u" in Dutch throughout, below its button and in its foot too',
    (kind) => {
      const { categories, reasons, stopped } = wordsIn('nl').deeds
      const counts = [...Object.values(categories), ...Object.values(stopped)].map((what) => ({
        what,
        rows: 2,
      }))
      const kept = Object.values(reasons).map((because) => ({ what: 'Bewijs', rows: 1, because }))
      const { link, counts: _, kept: __, ...least } = told
      const values: Told[] = [
        { ...least, link, counts, kept },
        least,
        ...refusalGrounds.map((ground) => ({ ...least, ground })),
      ]
      const representedBy = { name: 'Bo', capacity: 'parent', proof: '' } as const
      const requests = requestKinds.flatMap((asked) => [
        requestOf({ kind: asked }),
        requestOf({ kind: asked, channel: 'page', verifiedAt: null }),
        requestOf({ kind: asked, subject: { ...anna, representedBy } }),
      ])
      for (const request of requests)
        for (const value of values)
          expect(
            /.{0,40}\b(?:je|jij|jou|jouw|jullie)\b/iu.exec(wholeOf(write(kind, request, value))),
          ).toBeNull()
      const { foot, plainAddress } = wordsIn('nl').mail
      const whole = wholeOf(write(kind))
      expect(whole).toContain(foot)
      expect(whole.includes(plainAddress)).toBe(['confirm', 'access'].includes(kind))
    },
  )

  test('A-07: every refusal, extension and "we can not find you" names the reason, the authority and the court', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('refusal', 'extension', 'cannot-identify'),
        fc.constantFrom(...languages),
        fc.string({ minLength: 1, unit: 'grapheme' }).filter((reason) => /[\p{L}\p{N}]/u.test(reason)),
        fc.option(fc.constantFrom(...refusalGrounds), { nil: undefined }),
        (kind, language, reason, ground) => {
          const values = { reason, until: '2027-02-03', ...(kind === 'refusal' && ground && { ground }) }
          const text = textOf(write(kind, requestOf({ language }), values))
          for (const line of reason.split(/[\r\n\p{Zl}\p{Zp}]+/u))
            expect(text).toContain(
              line
                .replaceAll('{', '(')
                .replaceAll('}', ')')
                .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ')
                .trim(),
            )
          if (values.ground) expect(text).toContain(letterWords(language).grounds[values.ground])
          expect(text).toContain('autoriteitpersoonsgegevens.nl')
          expect(text).toContain('Postbus 93374, 2509 AJ Den Haag')
          expect(text).toContain('rechtbank')
          expect(text).toContain('35')
          expect(text).toContain('Noor Bakker')
        },
      ),
    )
  })

  test('A-07: a text that leaves a route out gets it all the same', () => {
    const bare = { subject: 'Nee', body: 'Nee.' }
    expect(readTemplate('refusal', bare)).toEqual({ ok: false, field: 'body', why: 'no-reason' })
    for (const body of ['Nee.', 'Nee. {{reason}} {{complaint}}', '{{court}}']) {
      const text = textOf(write('refusal', requestOf(), told, { ...bare, body }))
      for (const part of [told.reason, letterWords('nl').complaint, letterWords('nl').court])
        expect(text.split(part)).toHaveLength(2)
    }
  })

  test('A-03: an extension says until when, and that it may be complained about', () => {
    expect(textOf(write('extension'))).toContain('uiterlijk 3 februari 2027')
  })

  test('S-13: nothing that was typed reaches a header, is filled twice, or is read as markup', () => {
    const nasty = 'Anna\r\nBcc: all@example.nl\u2028X: y {{code}} <b onclick=x>'
    const request = requestOf({ subject: { ...anna, name: nasty } })
    const written = write('code', request, told, { subject: '{{name}}, uw code', body: '{{name}}\n{{code}}' })
    expect(written.subject).toBe('Anna Bcc: all@example.nl X: y ((code)) <b onclick=x>, uw code')
    const { html, text } = composeLetter(partsOf(written))
    expect(html).not.toContain('<b onclick')
    expect(html).toContain('&lt;b onclick')
    expect(text.split(told.code)).toHaveLength(2)
    expect(readTemplate('refusal', { subject: 'a\nBcc: b', body: '{{reason}} {{complaint}}' })).toMatchObject(
      {
        field: 'subject',
        why: 'text',
      },
    )
  })

  test('whatever is asked by whomever, no placeholder and no "undefined" is left, and the subject fits a header', () => {
    const name = fc.option(fc.oneof(anyText, fc.constantFrom('{', '}', '{{name}}', '{{{')), { nil: null })
    const request = fc.record({
      kind: fc.constantFrom(...requestKinds),
      channel: fc.constantFrom('page', 'post', 'phone', 'counter', 'mail'),
      language: fc.constantFrom(...languages),
      verifiedAt: fc.option(fc.constant(new Date('2026-11-03T09:00:00Z')), { nil: null }),
      extendedDue: fc.option(fc.constant('2027-02-03'), { nil: null }),
      subject: fc.record({
        email: fc.constant(anna.email),
        receiptId: fc.constant(null),
        name,
        postal: fc.constant(anna.postal),
        isUnder16: fc.boolean(),
        representedBy: fc.option(
          fc.record({
            name: anyText,
            capacity: fc.constantFrom('parent', 'guardian', 'proxy'),
            proof: fc.constant('GEHEIM bewijs'),
          }),
          { nil: null },
        ),
      }),
    })
    const values = fc.record(
      {
        link: fc.constant(told.link),
        code: fc.constant(told.code),
        reason: anyText,
        until: fc.constant('2027-02-03'),
        counts: fc.array(fc.record({ what: fc.string(), rows: fc.nat() })),
        kept: fc.array(fc.record({ what: fc.string(), rows: fc.nat(), because: fc.string() })),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.constantFrom(...letterKinds), request, values, (kind, asked, said) => {
        const written = write(kind, requestOf(asked), said)
        const text = [written.subject, textOf(written)].join('\n')
        expect(text).not.toMatch(/[{}]|undefined|\[object|NaN/)
        expect(written.subject).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}]{1,200}$/u)
        expect(written.subject.isWellFormed()).toBe(true)
        expect(text).not.toContain('GEHEIM')
        expect(text).not.toContain(anna.email)
        expect(text).not.toContain('Lindelaan')
        if (
          asked.channel === 'page' &&
          asked.verifiedAt === null &&
          /\p{L}{6}/u.test(asked.subject.name ?? '')
        )
          expect(text).not.toContain(asked.subject.name)
      }),
    )
  })

  test('A-09: who acts for somebody gets the letter, and the other is named by the given name alone', () => {
    const subject: Subject = {
      ...anna,
      name: 'Mees Jansen-de Wit',
      representedBy: { name: 'Anna Jansen', capacity: 'parent', proof: 'Geboorteakte gezien aan de balie' },
      isUnder16: true,
    }
    const text = textOf(write('erased', requestOf({ subject })))
    expect(text).toContain('Beste Anna Jansen,')
    expect(text).toContain('om de gegevens van Mees te verwijderen')
    expect(text).not.toContain('de Wit')
    expect(text).not.toContain('Geboorteakte')
    const initial = { ...subject, name: 'M. de Wit' }
    expect(textOf(write('erased', requestOf({ subject: initial })))).toContain(
      'de gegevens van degene voor wie u optreedt',
    )
  })

  test('A-10: before somebody confirmed, a mail holds none of what was typed into the form', () => {
    const request = requestOf({ channel: 'page', verifiedAt: null })
    for (const kind of ['confirm', 'received', 'cannot-identify'] as const) {
      const text = wholeOf(write(kind, request))
      expect(text).not.toContain('Anna')
      expect(text).toContain('Beste heer of mevrouw,')
    }
    expect(wholeOf(write('confirm', requestOf()))).not.toContain('Anna')
    expect(wholeOf(write('received', { ...request, verifiedAt: new Date(0) }))).toContain(
      'Beste Anna Jansen,',
    )
  })

  test('of erasure says per category what went and what stays, and why', () => {
    const parts = partsOf(write('erased'))
    expect(parts.sections).toEqual([
      { heading: 'Dit hebben wij verwijderd:', list: ['Bezoeken: 1.234'] },
      { heading: 'Dit moeten wij bewaren:', list: ['Bewijs: 1. Daarmee laten wij zien dat u ja zei.'] },
    ])
    expect(parts.closing?.at(-1)).toBe('Woonstichting De Linde')
    const nothing = textOf(write('erased', requestOf(), { counts: [] }))
    expect(nothing).toContain('Wij vonden niets dat wij moesten verwijderen.')
    expect(nothing).not.toContain('Dit moeten wij bewaren')
  })

  test('of access without a link says that the data are enclosed', () => {
    expect(textOf(write('access', requestOf(), {}))).toContain('U vindt de gegevens bij deze brief.')
    expect(textOf(write('access', requestOf(), {}))).not.toContain('Druk op de knop')
    expect(textOf(write('access'))).not.toContain('bij deze brief')
  })

  test('of withdrawal tells a consent from a request that was taken back', () => {
    expect(textOf(write('withdrawn', requestOf({ kind: 'withdraw' })))).toContain(
      'De toestemming geldt niet meer',
    )
    const takenBack = textOf(write('withdrawn', requestOf({ kind: 'withdraw' }), {}))
    expect(takenBack).toContain('U hebt die vraag ingetrokken')
    expect(takenBack).not.toContain('geldt niet meer')
  })

  test('A-28: that a restriction ends is told with the day from which the data are used again', () => {
    expect(textOf(write('restriction-ends', requestOf({ kind: 'restrict' })))).toContain(
      'Vanaf 3 februari 2027',
    )
  })
})

describe('a letter that is sent', () => {
  let database: PgliteWorld
  let world: World
  let here: Site

  beforeAll(async () => {
    database = await openPglite()
    await migrate(database.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
    world = await openWorld(database.db)
    await recordSettings(world.ports, await world.addSite({ domain: 'delinde.example' }), settings)
    here = must(await findSite(world.ports, 'delinde.example'), 'it was made')
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    await database.db`delete from mail`
  })

  async function openOne(subject: Subject = anna, language: Language = 'nl') {
    const asked = {
      kind: 'access',
      channel: 'post',
      language,
      subject,
      wish: 'GEHEIM: ik wil alles zien',
    } as const
    const opened = await openRequest(world.ports, here, asked)
    if (opened.kind !== 'opened') throw new Error(opened.why)
    return must(await findRequest(world.ports, here.id, opened.id), 'it was made')
  }
  const mails = () => database.db<{ mail_id: string }[]>`select mail_id from mail`

  test('is committed with what it tells, or not at all', async () => {
    const request = await openOne()
    const failed = database.db.begin(async (db) => {
      await sendRequestLetter({ ...world.ports, db }, here, request, 'received', {})
      throw new Error('after the letter')
    })
    await expect(failed).rejects.toThrow('after the letter')
    expect(await mails()).toEqual([])
    expect(await listLetters(world.ports, here.id, request.id)).toEqual([])
  })

  test('is kept sealed, without the link and the code that were mailed, and shown in the chain by its kind alone', async () => {
    const request = await openOne()
    const { link, code, until } = told
    const [access, second] = await database.db.begin(async (db) => {
      const own = { ...world.ports, db }
      return [
        await sendRequestLetter(own, here, request, 'access', { link, until }),
        await sendRequestLetter(own, here, request, 'code', { code }),
      ]
    })
    expect(access).toMatchObject({ kind: 'access', isMailed: true })
    const kept = await listLetters(world.ports, here.id, request.id)
    expect(kept).toHaveLength(2)
    const first = must(await findLetter(world.ports, here.id, request.id, access.id), 'it was sent')
    expect(first).toMatchObject({ kind: 'access', isMailed: true, language: 'nl', sentAt: world.ports.now() })
    expect(first.text).toContain('Beste Anna Jansen,')
    expect(first.text).toContain('(De link stond alleen in de mail.)')
    expect(JSON.stringify(kept)).not.toContain(link)
    expect(JSON.stringify(kept)).not.toContain(code)
    expect(JSON.stringify(kept)).not.toContain('GEHEIM')
    const stored = readAsText(await database.db`select * from rights_letter`)
    expect(stored).not.toContain('Jansen')
    const chain = await listAudit(world.ports, here.id, { requestId: request.id, before: null, limit: 10 })
    expect(chain.filter(({ kind }) => kind === 'letter-sent').map(({ facts }) => facts)).toEqual([
      { letter: 'code' },
      { letter: 'access' },
    ])
    expect(await findLetter(world.ports, here.id, staffId, second.id)).toBeNull()
    expect(await findLetter(world.ports, here.id, request.id, 'geen nummer')).toBeNull()
  })

  test('to whoever has no e-mail address is kept whole, to be printed', async () => {
    const request = await openOne({ ...anna, email: null })
    const sent = await database.db.begin((db) =>
      sendRequestLetter({ ...world.ports, db }, here, request, 'access', {}),
    )
    expect(sent.isMailed).toBe(false)
    expect(await mails()).toEqual([])
    const letter = must(await findLetter(world.ports, here.id, request.id, sent.id), 'it was kept')
    expect(letter.text).toContain('U vindt de gegevens bij deze brief.')
    expect(letter.text).not.toContain('Lindelaan')
  })

  test('A-07: in the words of the site still has the reason, the authority and the court, as a mail program reads it', async () => {
    for (const language of languages) {
      const body = 'Nee, {{name}}.\n{{reason}}\n{{complaint}}'
      const saved = await saveTemplate(
        world.ports,
        here,
        'refusal',
        language,
        { subject: 'Nee', body },
        staffId,
      )
      expect(saved.ok).toBe(true)
    }
    const smtp = await openSmtp()
    const requests = [await openOne(), await openOne(anna, 'en')]
    const reason = 'Eerste regel.\nTweede regel: <script>.'
    for (const request of requests)
      await database.db.begin((db) =>
        sendRequestLetter({ ...world.ports, db }, here, request, 'refusal', { reason, ground: 'others' }),
      )
    const sender = { from: { address: 'voordeur@delinde.example', name: 'Voordeur' }, signing: null }
    const transport = openSubmission(
      { host: '127.0.0.1', port: smtp.port, security: 'none', login: null },
      sender,
    )
    await sendDue(world.ports, transport, { limit: 5, holder: 'test' })
    const parsed = await smtp.parsed()
    await smtp.close()
    expect(parsed).toHaveLength(2)
    for (const mail of parsed) {
      expect(mail.to?.map((to) => to.address)).toEqual([anna.email])
      expect(mail.from).toMatchObject({ name: 'Woonstichting De Linde', address: 'voordeur@delinde.example' })
      expect(mail.subject).toBe('Nee')
      for (const part of [mail.text, mail.html]) {
        expect(part).toContain('Eerste regel.')
        expect(part).toContain('autoriteitpersoonsgegevens.nl')
        expect(part).toContain('rechtbank')
        expect(part).not.toMatch(/\{\{|\}\}|GEHEIM|Lindelaan/)
      }
      expect(mail.html).toContain('&lt;script&gt;')
    }
    expect(await resetTemplate(world.ports, here, 'refusal', 'nl', staffId)).toBe(true)
  })

  test('of every kind can be mailed as it is previewed', () => {
    for (const [kind, language] of everyLetter) {
      const content = previewTemplate(world.ports, here, kind, language, letterWords(language).letters[kind])
      expect(content.text).not.toMatch(/[{}]|undefined/)
    }
  })
})
