/**
 * Makes `dist/`: the cluster that the embedded database begins from, the snippet and the styles as text, then each program. Run by plain Node, so
 * with types that can be erased. Prints nothing unless it fails, and deletes nothing.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import type { BuildOptions } from 'esbuild'
import { minify } from 'terser'
import { mendedPostgres } from './mend-postgres.ts'

process.chdir(import.meta.dirname)
mkdirSync('dist', { recursive: true })

/**
 * A cluster as `initdb` leaves it. Making one takes 5.3 s of a first start, unpacking this 1.7 s. It is made again when the
 * database's version changes, and gets its name when it is whole, since two builds may run at once.
 */
async function buildCluster(to: string): Promise<void> {
  const packageFile = 'node_modules/@electric-sql/pglite/package.json'
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }
  const stamp = `${to}.version`
  if (existsSync(to) && existsSync(stamp) && readFileSync(stamp, 'utf8') === version) return
  const { PGlite } = await import('@electric-sql/pglite')
  const fresh = await PGlite.create('memory://')
  const tar = await fresh.dumpDataDir('none')
  await fresh.close()
  const draft = `${to}.${process.pid}`
  writeFileSync(draft, Buffer.from(await tar.arrayBuffer()))
  renameSync(draft, to)
  writeFileSync(stamp, version)
}
await buildCluster('dist/cluster.tar')

/** Bundles one entry into a text that our own modules import; left alone when it is the same, as tests may read it. */
async function buildText(
  entry: string,
  to: string,
  options: BuildOptions,
  finish = async (text: string): Promise<string> => text,
): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    ...options,
  })
  const text = await finish(outputFiles?.[0]?.text.trimEnd() ?? '')
  if (!existsSync(to) || readFileSync(to, 'utf8') !== text) writeFileSync(to, text)
}

/** A block keeps the snippet's names off the page as well as a function around it would, in a dozen bytes less. */
function inOneBlock(text: string): string {
  const [, names, condition, rest] = /^var (.*?);(if\(!self\.voordeur\)\{)let(.*\})$/s.exec(text) ?? []
  const joined = names?.replaceAll(';var ', ',')
  if (!joined || /\bvar\b/.test(joined + rest)) throw new Error('the snippet is no longer one block')
  return `${condition}let ${joined},${rest}`
}

/**
 * Names in the order that compresses best: of some thousand tried, these save 6 bytes over the alphabet. What is in the same place
 * of two functions gets the same name, which saves 25 more over esbuild's own.
 */
const names = 'etinoaukSsfdpv_yOcbxrMzgmhl$wjANLEqT'

async function minifyOnceMore(text: string): Promise<string> {
  const { code } = await minify(text, {
    ecma: 2020,
    compress: { toplevel: true, keep_fargs: false },
    mangle: {
      toplevel: true,
      nth_identifier: {
        get: (nth) =>
          (names[nth % names.length] ?? '') + (nth < names.length ? '' : Math.floor(nth / names.length)),
      },
    },
  })
  if (code === undefined) throw new Error('nothing is left of the snippet')
  return code.replace(/;$/, '')
}

// First, since the programs below take these in as text. The server puts a site's settings in place of the placeholder.
// Most sites have no rules of their own and are spared the code for them.
// Without a tsconfig no "use strict" is written: 13 bytes in every browser.
const forBrowsers: BuildOptions = { format: 'esm', target: 'es2020', tsconfigRaw: {} }
for (const [name, hasRules, asks] of [
  ['core', false, false],
  ['core-consent', false, true],
  ['core-rules', true, true],
] as const)
  await buildText(
    'snippet/core.ts',
    `dist/${name}.txt`,
    {
      ...forBrowsers,
      format: hasRules ? 'iife' : 'esm',
      define: { __SETTINGS__: '"__SETTINGS__"', __RULES__: `${hasRules}`, __ASKS__: `${asks}` },
    },
    (text) => minifyOnceMore(hasRules ? text : inOneBlock(text)),
  )
await buildText('snippet/share.ts', 'dist/share.txt', forBrowsers)
// Browsers that know what it is drawn with know this too.
await buildText(
  'snippet/banner.ts',
  'dist/banner.txt',
  { ...forBrowsers, target: 'es2022' },
  async (text) => (await minify(text, { module: true, ecma: 2022 })).code ?? '',
)
// A function around it keeps its names off the page.
await buildText(
  'snippet/form.ts',
  'dist/form.txt',
  { ...forBrowsers, format: 'iife' },
  async (text) => (await minify(text, { ecma: 2020 })).code ?? '',
)
await buildText('snippet/passkey.ts', 'dist/passkey.txt', { ...forBrowsers, format: 'iife' })
await buildText('snippet/welcome.ts', 'dist/welcome.txt', { ...forBrowsers, format: 'iife' })
await buildText('snippet/preview.ts', 'dist/preview.txt', { ...forBrowsers, format: 'iife' })
if (existsSync('src/page/styles.css')) await buildText('src/page/styles.css', 'dist/styles.txt', {})

const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}
const packageNames = [...Object.keys(dependencies), ...Object.keys(devDependencies)]

const programs = {
  node: 'src/runtime/node.ts',
  cli: 'src/cli.ts',
  'database-thread': 'src/runtime/database-thread.ts',
  bench: 'test/bench/bench.ts',
}
await build({
  entryPoints: Object.fromEntries(Object.entries(programs).filter(([, entry]) => existsSync(entry))),
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  // Packages stay outside, but postgres.js comes in, to be mended.
  external: packageNames.filter((name) => name !== 'postgres'),
  plugins: [mendedPostgres],
  loader: { '.txt': 'text', '.sql': 'text' },
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  sourcemap: 'linked',
  logLevel: 'warning',
})
