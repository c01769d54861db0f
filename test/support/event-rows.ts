/** Event rows for tests that begin behind the wire. */
import type { EventRow } from '../../src/db/schema.ts'
import type { Site } from '../../src/site/site.ts'
import { idAt } from './send.ts'

export const rowOf = (site: Site, at: string | Date, more: Partial<EventRow> = {}): EventRow => ({
  site_id: site.id,
  occurred_at: new Date(at),
  id: idAt(at),
  visitor: '1',
  name: 'pageview',
  path: '/',
  network: '203.0.113.0/24',
  engaged_ms: null,
  scroll: null,
  clock_clamped: null,
  passive: null,
  device: 'desktop',
  browser: 'Chrome 140',
  os: 'Windows',
  language: 'nl',
  country: null,
  channel: null,
  source: null,
  referrer: null,
  utm_source: null,
  utm_medium: null,
  utm_campaign: null,
  target: null,
  outward: null,
  props: null,
  receipt: null,
  ...more,
})
