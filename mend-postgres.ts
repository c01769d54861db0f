/**
 * Mends four lines of postgres.js 3.4.9 while it is bundled, for when a connection dies (docs/decisions/007):
 * a pending write then ran on a socket that was gone and ended the whole process, or left its timer and half a message
 * behind for the next connection; and a transaction could go on asking on a connection that meanwhile served another.
 * Each text to replace must stand there exactly once, so that a new version of the package stops the build, not the customer.
 */
import type { Plugin } from 'esbuild'

interface Mend {
  readonly file: RegExp
  readonly replace: string
  readonly by: string
}

const mends: readonly Mend[] = [
  {
    file: /connection\.js$/,
    replace: '    const x = socket.write(chunk, fn)\n',
    by: '    if (socket === null) { chunk = nextWriteTimer = null; return true }\n    const x = socket.write(chunk, fn)\n',
  },
  {
    file: /connection\.js$/,
    replace: '    incomings = null\n    clearImmediate(nextWriteTimer)\n    socket.removeListener',
    by: '    incomings = null\n    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n    socket.removeListener',
  },
  {
    file: /connection\.js$/,
    replace: '    if (q.cancelled)\n      return\n\n    try {\n      q.state = backend',
    by:
      "    if (q.cancelled)\n      return\n\n    if (socket === null)\n      return queryError(q, Errors.connection('CONNECTION_CLOSED', options))\n\n" +
      '    try {\n      q.state = backend',
  },
  {
    file: /index\.js$/,
    replace: '        new Promise((_, reject) => connection.onclose = reject)\n',
    by: '        new Promise((_, reject) => connection.onclose = error => { lost = error; reject(error) })\n',
  },
  {
    file: /index\.js$/,
    replace: '      , connection\n      , prepare = null\n',
    by: '      , connection\n      , lost = null\n      , prepare = null\n',
  },
  {
    file: /index\.js$/,
    replace: '        q.catch(e => uncaughtError || (uncaughtError = e))\n',
    by: '        q.catch(e => uncaughtError || (uncaughtError = e))\n        if (lost) return q.reject(lost)\n',
  },
]

/** Is this a file of the package that has to be mended? */
export const isMended = (path: string): boolean =>
  /[\\/]postgres[\\/](cf[\\/])?src[\\/](connection|index)\.js$/.test(path)

/** The mended source of one file. Throws when the package is no longer the one that was mended. */
export function mendPostgres(path: string, source: string): string {
  return mends
    .filter(({ file }) => file.test(path))
    .reduce((text, { replace, by }) => {
      if (text.split(replace).length !== 2)
        throw new Error(`postgres.js changed: look at ${import.meta.filename} again`)
      return text.replace(replace, () => by)
    }, source)
}

export const mendedPostgres: Plugin = {
  name: 'mended-postgres',
  setup(build) {
    build.onLoad({ filter: /postgres[\\/](cf[\\/])?src[\\/](connection|index)\.js$/ }, async ({ path }) => {
      const { readFile } = await import('node:fs/promises')
      return { contents: mendPostgres(path, await readFile(path, 'utf8')), loader: 'js' }
    })
  },
}
