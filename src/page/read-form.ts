/**
 * A form as its fields. Never throws: what is no form, or a broken one, is a form without fields. Files are no answers, and a
 * field that came twice where one was asked for is none.
 */
import type { Context } from 'hono'

export interface Form {
  /** A field that stands there once, and is not empty. */
  readonly one: (name: string) => string | undefined
  /** Every value of a field, in order. */
  readonly all: (name: string) => readonly string[]
}

export async function readForm(c: Context): Promise<Form> {
  const fields = await c.req.parseBody({ all: true }).catch(() => ({}))
  const values = new Map<string, readonly string[]>(
    Object.entries(fields).map(([name, given]) => [
      name,
      [given].flat().filter((value): value is string => typeof value === 'string' && value !== ''),
    ]),
  )
  const all = (name: string) => values.get(name) ?? []
  return { all, one: (name) => (all(name).length === 1 ? all(name)[0] : undefined) }
}

/** Answers data to be kept as a file. */
export const answerFile = (c: Context, name: string, json: string) =>
  c.body(json, 200, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Disposition': `attachment; filename="${name}"`,
  })
