/**
 * Tells the site's own statistics which newsletter a visit came from. Only where a click leads through us: who is not measured gets the
 * address as it was written. The same for all readers: it says which mail, never whose.
 */
import type { Site } from '../site/site.ts'
import { looksPersonal } from '../source/personal-text.ts'
import type { Issue } from './issue.ts'

export const utmSource = 'nieuwsbrief'
export const utmMedium = 'email'
/** A report cuts names at 120 characters. */
const slugLengthMax = 60

/**
 * What `utm_campaign` says: the number, which is of one issue alone, and words of its subject for people. Lower-case letters, digits and
 * hyphens. Words that the ingest would take for a telephone number or an address are left out, or it would drop the number too.
 */
export function campaignOf({ id, document }: Pick<Issue, 'id' | 'document'>): string {
  const words = document.subject
    .replace(/\{\{[^{}]*\}\}/g, ' ')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-')
    .replace(/^-/, '')
    .slice(0, slugLengthMax)
    .replace(/-$/, '')
  const campaign = `${id}-${words}`
  return words === '' || looksPersonal(campaign) ? String(id) : campaign
}

/** Adds the three names that are not there yet, and changes nothing else: what was there keeps its bytes and its order, before any fragment. */
export function addUtm(target: string, campaign: string): string {
  const hash = target.indexOf('#')
  const [base, fragment] = hash === -1 ? [target, ''] : [target.slice(0, hash), target.slice(hash)]
  const mark = base.indexOf('?')
  const query = mark === -1 ? '' : base.slice(mark + 1)
  const there = new URLSearchParams(query)
  const added = [
    ['utm_source', utmSource],
    ['utm_medium', utmMedium],
    ['utm_campaign', campaign],
  ].flatMap(([name = '', value = '']) => (there.has(name) ? [] : [`${name}=${value}`]))
  if (added.length === 0) return target
  const joint = mark === -1 ? '?' : query === '' || query.endsWith('&') ? '' : '&'
  return `${base}${joint}${added.join('&')}${fragment}`
}

/** Only to pages of the site's own: another site gets nothing that it did not ask for. */
export function tagTarget(target: string, { hostnames }: Pick<Site, 'hostnames'>, campaign: string): string {
  const hostname = URL.parse(target)?.hostname.replace(/\.$/, '')
  return hostname !== undefined && hostnames.includes(hostname) ? addUtm(target, campaign) : target
}
