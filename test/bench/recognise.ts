/** What it costs to say where a visit came from and where a link leads: per event, and in the Worker's bundle. */
import { performance } from 'node:perf_hooks'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { readCampaign, readPaidBy } from '../../src/source/campaign.ts'
import { attribute } from '../../src/source/channel.ts'
import { readSocialLink } from '../../src/source/outward.ts'
import { readReferrer } from '../../src/source/referrer.ts'
import { pages, referrers } from './believable.ts'
import { atMost, told, type Figure } from './report.ts'

const links = [
  'https://www.facebook.com/woonstichting',
  'https://wa.me/?text',
  'https://www.linkedin.com/posts/woonstichting_wonen-activity-7123456789012345678',
  'https://www.rotterdam.nl/wonen',
].map((link) => new URL(link))

const addresses = [
  '',
  '?utm_source=nieuwsbrief&utm_medium=email&utm_campaign=november',
  '?utm_source=facebook&utm_medium=social',
  '?gclid=abc',
].map((query) => new URL(`https://example.nl/aanbod${query}`).searchParams)

/** Microseconds per call, the median of several rounds after a warm one. */
function microsecondsOf(work: (nth: number) => void): number {
  const calls = 200_000
  const rounds = Array.from({ length: 7 }, () => {
    const begun = performance.now()
    for (let nth = 0; nth < calls; nth += 1) work(nth)
    return ((performance.now() - begun) * 1000) / calls
  })
  return rounds.slice(1).toSorted((a, b) => a - b)[3] ?? 0
}

export async function measureRecognising(): Promise<Figure[]> {
  const given = referrers.map((referrer) =>
    referrer?.includes('://') ? referrer : `https://www.${referrer}/`,
  )
  const pick = <T>(list: readonly T[], nth: number): T | undefined => list[nth % list.length]
  const source = microsecondsOf((nth) => {
    const search = pick(addresses, nth) ?? new URLSearchParams()
    attribute({
      campaign: readCampaign(search),
      referrer: readReferrer(pick(given, nth) ?? '', ['example.nl']),
      isInternal: false,
      inApp: null,
      paidBy: readPaidBy(search),
      path: pick(pages, nth) ?? '/',
    })
  })
  const link = microsecondsOf((nth) => void readSocialLink(pick(links, nth) ?? new URL('https://x.nl')))
  const root = join(import.meta.dirname, '..')
  const { outputFiles } = await build({
    stdin: {
      contents: `export * from './recognise.ts'; export * from './channel.ts'; export * from './outward.ts'`,
      resolveDir: join(root, 'src/source'),
      loader: 'ts',
    },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  })
  return [
    atMost('where from: referrer, campaign and channel of an event', 5, source, 'µs'),
    told('where to: a link that was followed', link, 'µs'),
    atMost(
      'networks, engines, mail, AI, Dutch hosts in the Worker, gzip',
      40_000,
      gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length,
      'B',
    ),
  ]
}
