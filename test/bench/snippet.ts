/** What the line on the website's pages costs to load. */
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { writeSnippet } from '../../src/site/snippet-route.ts'
import { addSite } from '../../src/site/site.ts'
import type { BenchPorts } from './database.ts'
import { atMost, told, type Figure } from './report.ts'

/** `/s/:site.js` of a site with default settings, compressed as a careful web server does. */
export async function measureSnippet(ports: BenchPorts): Promise<Figure[]> {
  const { site } = await addSite(ports, { domain: 'example.nl' })
  const text = writeSnippet(site, ports.now())
  const asking = writeSnippet({ ...site, askedSince: ports.now() }, ports.now())
  const brotliOf = (of: string) =>
    brotliCompressSync(of, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
  const brotli = brotliOf(text)
  return [
    told('snippet', Buffer.byteLength(text), 'B'),
    atMost('snippet, gzip', 2_000, gzipSync(text, { level: 9 }).length, 'B'),
    atMost('snippet, brotli', 1_800, brotli.length, 'B'),
    atMost('snippet that asks for consent, gzip', 2_000, gzipSync(asking, { level: 9 }).length, 'B'),
    atMost('snippet that asks for consent, brotli', 1_800, brotliOf(asking).length, 'B'),
  ]
}
