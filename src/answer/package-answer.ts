/** Hands a package over as a file, as it is read: no more of it is held than one page of rows. */
import type { Context } from 'hono'
import { formatFiles, writePackage, type PackageFormat } from './package-write.ts'
import type { OpenPackage } from './package.ts'

/** Asks for the next piece when the reader has room for it; whoever breaks it off ends the reading. */
function streamOf(pieces: AsyncGenerator<string | Uint8Array>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next()
        if (done) return controller.close()
        controller.enqueue(typeof value === 'string' ? encoder.encode(value) : value)
      },
      async cancel() {
        await pieces.return(undefined)
      },
    },
    { highWaterMark: 1 },
  )
}

/** Kept in no cache. Its name has the site's domain, and nothing of who. */
export function answerPackage(c: Context, opened: OpenPackage, format: PackageFormat): Response {
  const { type, extension } = formatFiles[format]
  return c.body(streamOf(writePackage(opened, format)), 200, {
    'Content-Type': type,
    'Content-Disposition': `attachment; filename="${opened.site.domain}.${extension}"`,
    'Cache-Control': 'no-store',
  })
}
