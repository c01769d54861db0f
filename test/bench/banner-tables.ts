/** Banners side by side, and ours beside what is promised. */
import { must } from '../../src/must.ts'
import {
  heldPieces,
  pieceMs,
  sum,
  windows,
  type Look,
  type MeasuredBanner,
  type Strictness,
  type Weight,
} from './banner-visit.ts'
import { atMost, told, type Comparison, type Figure } from './report.ts'

const isAlike = ({ refuse, accept }: Look): boolean =>
  (['color', 'background', 'border'] as const).every((part) => refuse[part] === accept[part])
const areaRatio = ({ refuse, accept }: Look): number =>
  (refuse.width * refuse.height) / (accept.width * accept.height)

/** The same text once, with how often. */
function counted(texts: readonly string[]): string {
  const times = new Map<string, number>()
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1)
  return [...times].map(([text, count]) => (count > 1 ? `${count} × ${text}` : text)).join(', ') || 'none'
}

const isConfig = ({ path }: Weight): boolean => path === '/config.js'

type Row = readonly [name: string, cellOf: (banner: MeasuredBanner) => string]

const rowsAt = (nth: 0 | 1): Row[] => {
  const { width, height } = windows[nth]
  const at = ({ looks }: MeasuredBanner) => must(looks[nth], 'there is a look for each window')
  return [
    [
      `axe, WCAG 2.2 A and AA, at ${width} px`,
      (banner) =>
        counted(
          Object.entries(at(banner).violations).flatMap(([id, count]) =>
            Array.from({ length: count }, () => id),
          ),
        ),
    ],
    [`share of ${width}×${height} within its box`, (banner) => `${at(banner).covered} %`],
    [`share where the page can not be clicked at ${width} px`, (banner) => `${at(banner).outOfReach} %`],
    [`beyond the edge at ${width} px`, (banner) => `${at(banner).overflow} px`],
    [
      `refuse · accept at ${width} px`,
      (banner) =>
        [at(banner).refuse, at(banner).accept]
          .map(({ width, height }) => `${Math.round(width)}×${Math.round(height)}`)
          .join(' · '),
    ],
    [
      `colours of refuse and accept at ${width} px`,
      (banner) => (isAlike(at(banner)) ? 'the same' : 'differ'),
    ],
  ]
}

const strictness = ({ isShown, violations }: Strictness): string =>
  `${isShown ? 'shown' : 'not shown'}; ${counted(violations)}`

const rows: readonly Row[] = [
  ...(['raw', 'gzip', 'brotli'] as const).map((kind): Row => [
    `loaded, ${kind}, B`,
    ({ total }) => total[kind].toLocaleString('en'),
  ]),
  [
    "of which the site's own /config.js, brotli, B",
    ({ loading }) => sum(loading.files.filter(isConfig)).brotli.toLocaleString('en'),
  ],
  ['requests to show it', ({ loading }) => `${loading.files.length}`],
  ['sent before a choice', ({ loading }) => counted(loading.sent)],
  ['written before a choice', ({ loading }) => counted(loading.written)],
  ...rowsAt(0),
  ...rowsAt(1),
  ["policy: default, style and script 'self'", ({ strict }) => strictness(strict)],
  ['policy: and Trusted Types required', ({ trusted }) => strictness(trusted)],
  [
    `click on accept, ${heldPieces} held pieces of ${pieceMs} ms`,
    ({ click }) => `${click.ms <= 16 ? '≤ 16' : click.ms} ms; ${click.ran} ran`,
  ],
]

export function figuresOf(banner: MeasuredBanner): Figure[] {
  const { loading, looks, strict, trusted, click, total } = banner
  const brotliOf = (begin: string) => sum(loading.files.filter(({ path }) => path.startsWith(begin))).brotli
  const [core, script, notice] = [brotliOf('/s/'), brotliOf('/banner.js'), brotliOf('/api/consent')]
  return [
    told('banner: core that asks, brotli', core, 'B'),
    told('banner: banner.js, brotli', script, 'B'),
    told('banner: notice of three purposes in Dutch, brotli', notice, 'B'),
    atMost('banner: banner.js and notice, brotli', 6_144, script + notice, 'B'),
    atMost('banner: all that is loaded, brotli', 7_680, total.brotli, 'B'),
    atMost('banner: written before a choice', 0, loading.written.length, ''),
    ...looks.flatMap((look) => [
      atMost(
        `banner at ${look.width} px: broken rules of WCAG 2.2 AA`,
        0,
        Object.keys(look.violations).length,
        '',
      ),
      look.width === windows[0].width
        ? atMost(`banner at ${look.width} px: share of the screen`, 35, look.covered, '%')
        : told(`banner at ${look.width} px: share of the screen`, look.covered, '%'),
      told(`banner at ${look.width} px: share where the page can not be clicked`, look.outOfReach, '%'),
      atMost(`banner at ${look.width} px: beyond the edge`, 0, look.overflow, 'px'),
      atMost(
        `banner at ${look.width} px: difference of the answers in area`,
        10,
        Math.abs(areaRatio(look) - 1) * 100,
        '%',
      ),
      atMost(`banner at ${look.width} px: answers of other colours`, 0, isAlike(look) ? 0 : 1, ''),
    ]),
    atMost('banner under a strict policy: violations', 0, strict.violations.length, ''),
    atMost('banner under a strict policy: not shown', 0, strict.isShown ? 0 : 1, ''),
    atMost('banner with Trusted Types required: violations', 0, trusted.violations.length, ''),
    atMost('banner with Trusted Types required: not shown', 0, trusted.isShown ? 0 : 1, ''),
    told(`banner: click on accept with ${heldPieces} held pieces`, click.ms, 'ms'),
  ]
}

const columnsOf = (banners: readonly MeasuredBanner[]): string[] =>
  banners.map(({ name, version }) => `${name} ${version}`)

export const compare = (banners: readonly MeasuredBanner[]): Comparison => ({
  columns: ['', ...columnsOf(banners)],
  rows: rows.map(([name, cellOf]) => [name, ...banners.map(cellOf)]),
})

/** What the sums are of. */
export const listFiles = (banners: readonly MeasuredBanner[]): Comparison => ({
  columns: ['file', 'raw', 'gzip', 'brotli'],
  rows: banners.flatMap(({ name, loading, total }) =>
    [...loading.files, { path: 'in all', ...total }].map(({ path, raw, gzip, brotli }) => [
      `${name}: ${path.replace(/\?.*/, '')}`,
      ...[raw, gzip, brotli].map((bytes) => bytes.toLocaleString('en')),
    ]),
  ),
})
