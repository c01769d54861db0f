import { describe, expect, test } from 'vitest'
import {
  askedFor,
  boundElements,
  exemptElements,
  grantable,
  insights,
  isOwnPurpose,
  statistics,
  type ConsentPurpose,
  type ExemptPurpose,
} from '../../src/consent/purpose.ts'

const embeds: ConsentPurpose = {
  ...insights,
  id: 'embeds',
  elements: ['third-party-content'],
  services: [
    { id: 'youtube', name: 'YouTube', hosts: ['youtube.com'] },
    { id: 'vimeo', name: 'Vimeo', hosts: ['vimeo.com'] },
  ],
}

describe('4a: what is exempt and what needs consent', () => {
  test('are two lists that share nothing', () => {
    const exempt: readonly string[] = exemptElements
    expect(boundElements.filter((element) => exempt.includes(element))).toEqual([])
  })

  test('can not be mixed: an exempt purpose with a visitor id does not compile', () => {
    const good: ExemptPurpose = { ...statistics, elements: ['page-view'] }
    // @ts-expect-error: it needs consent.
    const mixed: ExemptPurpose = { ...statistics, elements: ['page-view', 'visitor-id'] }
    // @ts-expect-error: nor does a purpose become exempt by saying so.
    const renamed: ExemptPurpose = { ...insights, basis: 'exempt' }
    // @ts-expect-error: and there is no third ground.
    const third: ConsentPurpose = { ...insights, basis: 'legitimate-interest' }
    expect([good, mixed, renamed, third]).toHaveLength(4)
  })
})

describe('what is asked', () => {
  test('B1: is nothing where all is exempt', () => {
    expect(askedFor([statistics])).toEqual([])
    expect(askedFor([statistics, insights])).toEqual([insights])
  })

  test('B10: is each purpose, or each service of one that has services', () => {
    expect(grantable([statistics])).toEqual([])
    expect(grantable([statistics, insights, embeds])).toEqual(['insights', 'youtube', 'vimeo'])
  })

  test('is ours by name alone', () => {
    expect(['statistics', 'insights', 'embeds', 'marketing'].every(isOwnPurpose)).toBe(true)
    expect(['youtube', 'Insights', ''].some(isOwnPurpose)).toBe(false)
  })
})
