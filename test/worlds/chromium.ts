/**
 * A real Chromium: the binary and the libraries it needs come with the package `@sparticuz/chromium`, and
 * `playwright-core` drives it. Nothing is downloaded and nothing of the machine is needed; works as root or not.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core'

/** What a visitor's browser says; the headless one names itself, and would be counted as a robot. */
export const ordinaryUserAgent =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

/** No sandbox: as root there is none to have. No call to its maker: tests work without a network. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  // Else what a page sends while it closes has no language, as if a script had sent it.
  '--accept-lang=nl-NL',
]

export interface UnpackedChromium {
  readonly executable: string
  /** What its process needs to find its libraries and fonts. */
  readonly env: Record<string, string>
}

/**
 * Unpacks the browser once per machine and user (about 3 s), later calls take milliseconds. Each unpacks into a folder of
 * its own and renames that in one step, so two at once never see half a browser: the second throws its own away.
 */
export async function unpackChromium(): Promise<UnpackedChromium> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const { version } = JSON.parse(await readFile(join(dirname(entry), '../package.json'), 'utf8')) as {
    version: string
  }
  const folder = join(tmpdir(), `voordeur-browser-${version}-${userInfo().username}`)
  if (!existsSync(folder)) {
    const own = await mkdtemp(`${folder}-`)
    // The package unpacks into the folder for temporary files, whatever that is: a process of its own gets another one.
    const unpack = `import { inflate } from ${JSON.stringify(pathToFileURL(entry).href)}
      await Promise.all(['chromium.br', 'al2023.tar.br', 'fonts.tar.br'].map((file) => inflate(${JSON.stringify(
        join(dirname(entry), '../bin'),
      )} + '/' + file)))`
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', unpack], {
      env: { ...process.env, TMPDIR: own, NODE_OPTIONS: '' },
    })
    await writeFile(join(own, 'fonts/fonts.conf'), fontsIn(join(folder, 'fonts')))
    await rename(own, folder).catch(async () => rm(own, { recursive: true, force: true }))
  }
  return {
    executable: join(folder, 'chromium'),
    env: {
      ...(process.env as Record<string, string>),
      LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
      FONTCONFIG_PATH: join(folder, 'fonts'),
    },
  }
}

/**
 * The package's own file names folders of the machines that it was made for. Where none of them is there, the browser has no
 * font at all and falls over at the first input field.
 */
const fontsIn = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}</dir>
  <cachedir>${folder}/cache</cachedir>
</fontconfig>
`

export interface ChromiumWorld {
  readonly browser: Browser
  /** A visitor of its own: empty storage, an ordinary user agent, Dutch unless said otherwise. */
  openContext(options?: BrowserContextOptions): Promise<BrowserContext>
  close(): Promise<void>
}

/** Starts a browser (about 1 s once it is unpacked). `args` come after our own, such as `--host-resolver-rules=…`. */
export async function openChromium({
  args = [],
}: { readonly args?: readonly string[] } = {}): Promise<ChromiumWorld> {
  const { executable, env } = await unpackChromium()
  // A home of its own: Chromium insists on one and an account of a build machine may have none.
  const home = await mkdtemp(join(tmpdir(), 'voordeur-home-'))
  await mkdir(join(home, '.config'))
  const browser = await chromium.launch({
    executablePath: executable,
    args: [...chromiumArguments, ...args],
    env: { ...env, HOME: home },
    // The package's binary is the headless shell.
    headless: true,
  })
  return {
    browser,
    openContext: (options) =>
      browser.newContext({
        userAgent: ordinaryUserAgent,
        locale: 'nl-NL',
        timezoneId: 'Europe/Amsterdam',
        ...options,
      }),
    close: async () => {
      await browser.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}
