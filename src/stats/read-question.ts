/**
 * Query text -> question, or one clear refusal that names the parameter and never repeats its value. Everything is an
 * enum, a real date, or a value that is bound; an unknown parameter is refused, since a misspelt filter would otherwise
 * silently answer for everybody.
 */
import * as z from 'zod'
import { daysBetween, isDay } from '../site/local-day.ts'
import {
  dimensions,
  intervals,
  type Dimension,
  type Filter,
  type Interval,
  type Question,
} from './question.ts'

/** 25 months is as long as roll-ups are kept. */
const rangeDaysMax = 800
/** An hourly chart of more than two weeks shows nothing that days do not. */
const hourlyDaysMax = 14
const filtersMax = 8
const valueLengthMax = 500

const formats = ['json', 'csv'] as const
export type Format = (typeof formats)[number]

export interface Refusal {
  readonly error: 'invalid-question'
  readonly message: string
}

const day = z.string('is a date such as 2026-11-01').refine(isDay, 'is a date such as 2026-11-01')

const filter = z
  .string()
  .max(valueLengthMax, `has at most ${valueLengthMax} characters`)
  .transform((text, context): Filter => {
    const [dimension = '', ...value] = text.split(':')
    const known = dimensions.find((one) => one === dimension)
    if (known && value.length > 0 && !text.includes('\0') && text.isWellFormed())
      return { dimension: known, value: value.join(':') }
    context.addIssue({ code: 'custom', message: 'is dimension:value, such as page:/aanbod' })
    return z.NEVER
  })

const once = <T extends z.ZodType>(inner: T) =>
  z.tuple([inner], 'is given once').transform(([value]) => value)

const common = {
  from: once(day),
  to: once(day),
  filter: z.array(filter).max(filtersMax, `is given at most ${filtersMax} times`).default([]),
  // A link on a page can't send a header, so this outweighs `Accept`.
  format: once(z.enum(formats, `is one of ${formats.join(', ')}`)).optional(),
}

/** Goals are counted by day for all visits together, so there is nothing that a filter could leave out. */
const unfiltered = z.strictObject({
  ...common,
  filter: z.array(filter).max(0, 'is not taken here').default([]),
})

const readers = {
  summary: z.strictObject(common),
  goals: unfiltered,
  funnels: unfiltered,
  consent: unfiltered,
  newsletter: unfiltered,
  social: z.strictObject(common),
  series: z.strictObject({
    ...common,
    interval: once(z.enum(intervals, `is one of ${intervals.join(', ')}`)).optional(),
  }),
  breakdown: z.strictObject({
    ...common,
    dimension: once(z.enum(dimensions, `is one of ${dimensions.join(', ')}`)),
  }),
}
export type Asked = keyof typeof readers

export interface Read {
  readonly question: Question
  readonly interval: Interval
  readonly dimension: Dimension
  /** Absent: as the `Accept` header says. */
  readonly format: Format | undefined
}

type Reading = { readonly ok: true; readonly read: Read } | { readonly ok: false; readonly refusal: Refusal }

const refuse = (message: string): Reading => ({ ok: false, refusal: { error: 'invalid-question', message } })

/** Reads the parameters of one kind of question. Never throws. */
export function readQuestion(asked: Asked, query: Readonly<Record<string, string[]>>): Reading {
  const read = readers[asked].safeParse(query)
  if (!read.success) {
    const [issue] = read.error.issues
    if (issue?.code === 'unrecognized_keys') return refuse('There is a parameter that is not known.')
    return refuse(`${String(issue?.path[0] ?? 'The question')} ${issue?.message ?? 'is not valid'}`)
  }
  const { from, to, filter: filters } = read.data
  if (to < from) return refuse('to is not before from')
  const days = daysBetween(from, to)
  if (days > rangeDaysMax) return refuse(`from and to are at most ${rangeDaysMax} days apart`)
  const given: Partial<Read> = read.data
  const { interval = 'day', dimension = 'page', format } = given
  if (interval === 'hour' && days > hourlyDaysMax)
    return refuse(`interval hour takes at most ${hourlyDaysMax} days`)
  if (interval === 'hour' && filters.length > 0)
    return refuse('interval hour shows totals only and takes no filter')
  return {
    ok: true,
    read: { question: { range: { from, to }, filters }, interval, dimension, format },
  }
}
