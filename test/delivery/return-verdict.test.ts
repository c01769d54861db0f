/** For good or for now, by what servers say: what ends a subscription is said of the mailbox, in so many words. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  verdictOf,
  verdictOfAll,
  verdictOfWords,
  type RecipientStatus,
  type Verdict,
} from '../../src/delivery/return-verdict.ts'

const failed = (status: string, diagnostic = ''): RecipientStatus => ({
  action: 'failed',
  status,
  diagnostic,
})

describe('a recipient in a delivery status', () => {
  const cases: readonly (readonly [Verdict, string, string])[] = [
    ['hard', '5.1.1', ''],
    ['hard', '5.1.1 (bad destination mailbox address)', ''],
    ['hard', '5.1.2', 'smtp; 550 5.1.2 no such domain'],
    ['hard', '5.1.3', ''],
    ['hard', '5.1.6', ''],
    ['hard', '5.1.10', 'smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound'],
    ['hard', '5.2.1', 'smtp; 550 5.2.1 The account is disabled'],
    // The status says nothing; the reply does.
    ['hard', '5.0.0', 'smtp; 550-5.1.1 The email account does not exist'],
    ['hard', '5.0.0', 'smtp; 550 No such user here'],
    ['hard', '', 'smtp; 550 <anna@example.nl>: Recipient address rejected: User unknown'],
    ['hard', '5.1.0', 'smtp; 553 unknown or illegal alias: anna@example.nl'],
    // Full, too large, too busy, away.
    ['soft', '5.2.2', 'smtp; 552 5.2.2 mailbox full'],
    ['soft', '4.2.2', ''],
    ['soft', '5.2.3', ''],
    ['soft', '4.4.1', 'X-Postfix; connect to mx.example.nl[192.0.2.1]:25: Connection timed out'],
    ['soft', '5.4.4', 'X-Postfix; Host or domain name not found'],
    ['soft', '4.4.7', 'smtp; 550 4.4.7 expired'],
    // About us, not about them.
    ['soft', '5.7.1', 'smtp; 550 5.7.1 blocked: see https://block.example'],
    ['soft', '5.7.26', 'smtp; 550-5.7.26 not authenticated'],
    ['soft', '5.1.8', ''],
    ['soft', '5.4.1', 'smtp;550 5.4.1 Recipient address rejected: Access denied.'],
    // The code of a dead mailbox, on one that lives.
    ['soft', '5.2.1', 'smtp; 550 5.2.1 The user is receiving mail at a rate that prevents more'],
    ['soft', '5.1.1', 'smtp; 550 5.1.1 listed by a blocklist'],
    ['soft', '5.0.0', 'smtp; 550 spam, no such user'],
    // An address is no code, nor a word.
    ['soft', '5.0.0', 'smtp; 554 rejected from 5.1.1.7'],
    ['hard', '5.1.1', 'smtp; 550 5.1.1 <spam@example.nl>: user unknown'],
    ['soft', '', ''],
    ['soft', 'onzin', 'onzin'],
  ]
  test.each(cases)('is %s by %j, %j', (verdict, status, diagnostic) => {
    expect(verdictOf(failed(status, diagnostic))).toBe(verdict)
  })

  test('that is delayed, delivered or handed on says nothing, whatever its status', () => {
    for (const action of ['delayed', 'Delayed (will retry)', 'delivered', 'relayed', 'expanded'])
      expect(verdictOf({ action, status: '5.1.1', diagnostic: '550 user unknown' })).toBe('none')
    expect(verdictOf(failed('2.0.0'))).toBe('none')
  })

  test('counts as the mildest of several: one copy that arrives is enough', () => {
    const delivered = { action: 'relayed', status: '2.0.0', diagnostic: '' }
    expect(verdictOfAll([failed('5.1.1'), failed('5.1.2')])).toBe('hard')
    expect(verdictOfAll([failed('5.1.1'), failed('5.2.2')])).toBe('soft')
    expect(verdictOfAll([failed('5.1.1'), delivered])).toBe('none')
    expect(verdictOfAll([])).toBe('none')
  })

  test('is never hard without a final code, whatever the words', () => {
    const wordy = fc.stringMatching(/^[a-z ,.;:<>()#-]{0,80}$/)
    fc.assert(
      fc.property(wordy, wordy, (before, after) => {
        expect(verdictOf(failed('4.2.1', `${before} no such user ${after}`))).toBe('soft')
        expect(verdictOf(failed('', `${before} no such user ${after}`))).toBe('soft')
      }),
    )
  })

  test('may hold anything', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (action, status, diagnostic) => {
        expect(['hard', 'soft', 'none']).toContain(verdictOf({ action, status, diagnostic }))
        expect(['hard', 'soft', 'none']).toContain(verdictOfWords(status, diagnostic))
      }),
    )
  })
})

describe('a notice in plain words', () => {
  const cases: readonly (readonly [Verdict, string])[] = [
    ['hard', '<anna@example.nl>:\nSorry, no mailbox here by that name. (#5.1.1)'],
    ['hard', 'The following addresses failed:\n\n  anna@example.nl\n    550 5.1.1 user unknown'],
    ['hard', 'The following addresses failed:\n\n  anna@example.nl\n    550 No such user'],
    ['soft', 'The following addresses failed:\n\n  anna@example.nl\n    No such user'],
    ['soft', '550 5.7.1 we do not take this'],
    ['soft', '552 mailbox is full'],
    ['soft', 'Your mail could not be delivered.'],
    ['soft', ''],
    // Two sentences apart are no sentence.
    ['soft', 'We had 550 mails today.\n\nno such user as you are'],
    ['soft', 'No such thing.\n\n----- Original message -----\n\n550 5.1.1 no such user'],
    ['none', 'Your message has been delayed and will be retried for three days.'],
    ['none', '4.4.1: still delayed'],
    ['hard', 'Delivery was delayed, and has failed now: 550 5.1.1'],
  ]
  test.each(cases)('is %s: %j', (verdict, text) => {
    expect(verdictOfWords('Undelivered mail', text)).toBe(verdict)
  })

  test('is read in no time, however it is made', () => {
    for (const one of [
      'a',
      '@',
      ' ',
      '\n',
      '5.',
      '5.1.1',
      '--',
      'http://',
      '-- original message',
      '550 no such ',
    ])
      expect(verdictOfWords('', one.repeat(16_384 / one.length))).toBeDefined()
  }, 2_000)
})
