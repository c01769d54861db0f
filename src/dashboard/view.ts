/**
 * What a dashboard page shows, whole in its address: period, filters, open tabs, language. So a page can be mailed,
 * bookmarked and walked back, and no state is kept anywhere. Pure.
 */
import { isLanguage, type Language } from '../page/words.ts'
import { dimensions, type Dimension, type Filter, type Question } from '../stats/question.ts'
import { periodQuery, readPeriod, type Period } from './period.ts'

export interface View {
  readonly domain: string
  readonly period: Period
  readonly filters: readonly Filter[]
  /** Tabs that are not the first of their panel. */
  readonly shown: readonly Dimension[]
  /** Only when the address asked for it. */
  readonly lang?: Language | undefined
}

export type ViewReading =
  | { readonly ok: true; readonly view: View }
  | { readonly ok: false; readonly why: 'day' | 'order' | 'long' | 'unknown' | 'filter' }

/** As many and as long as the API takes; more would hide every group anyway. */
export const filtersMax = 8
const filterLengthMax = 500

export const isDimension = (text: string): text is Dimension =>
  dimensions.some((dimension) => dimension === text)

/** `page:/huis/:id` -> Filter. The first colon parts the two; what follows is bound, never read. */
export function readFilter(text: string): Filter | null {
  const colon = text.indexOf(':')
  const dimension = text.slice(0, Math.max(colon, 0))
  const value = text.slice(colon + 1)
  if (!isDimension(dimension) || value === '' || text.length > filterLengthMax) return null
  // PostgreSQL has no NUL in text, and half a surrogate pair is no text.
  if (text.includes('\0') || !text.isWellFormed()) return null
  return { dimension, value }
}

const sameFilter = (a: Filter, b: Filter): boolean => a.dimension === b.dimension && a.value === b.value

export function readView(domain: string, query: URLSearchParams, today: string): ViewReading {
  const reading = readPeriod(query, today)
  if (!reading.ok) return reading
  const filters: Filter[] = []
  for (const text of query.getAll('filter')) {
    const filter = readFilter(text)
    if (!filter) return { ok: false, why: 'filter' }
    if (!filters.some((other) => sameFilter(other, filter))) filters.push(filter)
  }
  if (filters.length > filtersMax) return { ok: false, why: 'filter' }
  const lang = query.get('lang') ?? ''
  return {
    ok: true,
    view: {
      domain,
      period: reading.period,
      filters,
      shown: [...new Set(query.getAll('show').filter(isDimension))],
      lang: isLanguage(lang) ? lang : undefined,
    },
  }
}

export const questionOf = ({ period, filters }: View): Question => ({ range: period.range, filters })

export const hasFilter = ({ filters }: View, filter: Filter): boolean =>
  filters.some((one) => sameFilter(one, filter))
export const withFilter = (view: View, filter: Filter): View =>
  hasFilter(view, filter) ? view : { ...view, filters: [...view.filters, filter] }
export const withoutFilter = (view: View, filter: Filter): View => ({
  ...view,
  filters: view.filters.filter((one) => !sameFilter(one, filter)),
})

function queryOf(
  view: Omit<View, 'period'>,
  period: readonly (readonly [string, string])[],
): URLSearchParams {
  const query = new URLSearchParams(period.map(([name, value]) => [name, value]))
  for (const { dimension, value } of view.filters) query.append('filter', `${dimension}:${value}`)
  return query
}

const withQuery = (path: string, query: URLSearchParams): string =>
  query.size > 0 ? `${path}?${query}` : path

/** A page of its own below the overview: a breakdown, or what is no breakdown. */
export type Place = Dimension | 'goals' | 'consent'

export const sitePath = (domain: string, place?: Place): string =>
  `/dashboard/sites/${encodeURIComponent(domain)}${place ? `/${place}` : ''}`

export const dashboardHref = ({ lang }: Pick<View, 'lang'>): string =>
  lang ? `/dashboard?lang=${lang}` : '/dashboard'

/** The address of a view; with a dimension, of its full table; or of another page of the site. */
export function viewHref(view: View, place?: Place): string {
  const query = queryOf(view, periodQuery(view.period))
  for (const shown of view.shown) query.append('show', shown)
  if (view.lang) query.set('lang', view.lang)
  return withQuery(sitePath(view.domain, place), query)
}

/** The same view over another period, named or between two days. */
export const periodHref = (view: View, period: Pick<Period, 'name' | 'range'>, place?: Place): string =>
  viewHref({ ...view, period: { ...view.period, ...period } }, place)

/** Hidden fields that keep the rest of the view in a form that asks for another period. */
export function keptFields(view: View): readonly (readonly [string, string])[] {
  return [
    ...view.filters.map(({ dimension, value }) => ['filter', `${dimension}:${value}`] as const),
    ...view.shown.map((dimension) => ['show', dimension] as const),
    ...(view.lang ? [['lang', view.lang] as const] : []),
  ]
}

/** A question to the API, as CSV, over the period and with the filters of a view. */
function askHref(view: View, asked: string, more: readonly (readonly [string, string])[]): string {
  const { from, to } = view.period.range
  const query = queryOf(view, [['from', from], ['to', to], ...more, ['format', 'csv']])
  return withQuery(`/api/stats/${encodeURIComponent(view.domain)}/${asked}`, query)
}

export const csvHref = (view: View, dimension: Dimension): string =>
  askHref(view, 'breakdown', [['dimension', dimension]])

/** A report by its own name. */
export const reportCsvHref = (view: View, report: 'social'): string => askHref(view, report, [])

/** Goals, funnels, answers about consent or newsletters to the API, as CSV. They take no filter. */
export function conversionsCsvHref(
  { domain, period: { range } }: View,
  which: 'goals' | 'funnels' | 'consent' | 'newsletter',
): string {
  const query = new URLSearchParams({ from: range.from, to: range.to, format: 'csv' })
  return withQuery(`/api/stats/${encodeURIComponent(domain)}/${which}`, query)
}
