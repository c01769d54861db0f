/** A file that is made while it is sent: never whole in memory, whatever its size. */
import type { Context } from 'hono'
import { failureOf } from '../db/failure.ts'
import type { Env, Ports } from '../ports.ts'

/** Writes until all is written or nobody reads any more. Never throws. */
async function pump(
  { log }: Pick<Ports, 'log'>,
  pieces: AsyncIterable<string>,
  writable: WritableStream<Uint8Array>,
): Promise<void> {
  const writer = writable.getWriter()
  let isGone = false
  try {
    for await (const piece of pieces) {
      await writer.write(Buffer.from(piece)).catch(() => (isGone = true))
      if (isGone) return
    }
    await writer.close().catch(() => undefined)
  } catch (thrown) {
    log({ event: 'failure', place: 'newsletter', code: failureOf(thrown).code })
    // The answer has begun, so it can only be broken off: half a file must not look like a whole one.
    await writer.abort().catch(() => undefined)
  }
}

/**
 * `name` without its ending: ours, of letters and hyphens. On Workers the connection to the database is given up once an answer is made and
 * what was deferred is done: so the writing is deferred, and a stop on Node waits for it, too.
 */
export function answerCsv<E extends Env>(
  c: Context<E>,
  name: string,
  pieces: AsyncIterable<string>,
): Response {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  c.env.defer(pump(c.env, pieces, writable))
  return c.body(readable, 200, {
    'Content-Type': 'text/csv; charset=utf-8; header=present',
    'Content-Disposition': `attachment; filename="${name}.csv"`,
  })
}
