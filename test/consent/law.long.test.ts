/**
 * That the tests of the law's lines can fail: for each line, the rule is taken out of a copy of the code, and its test must turn
 * red there. A test that stays green shows nothing. The copy stands in a folder of its own; about 10 s a line.
 */
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../architecture/source-files.ts'

interface Removal {
  readonly line: string
  readonly file: string
  readonly from: string
  readonly to: string
  readonly test: string
}

const removals: readonly Removal[] = [
  {
    line: 'B1',
    file: 'src/site/snippet-text.ts',
    from: 'set.length === 0 ? core :',
    to: 'set.length === 0 ? coreWithConsent :',
    test: 'test/snippet/size.test.ts',
  },
  {
    line: 'B2',
    file: 'snippet/banner.ts',
    from: 'if (isAsking) ask()',
    to: `if (isAsking) void (ask(), keepChoice('on'))`,
    test: 'test/banner/banner.test.ts',
  },
  {
    line: 'B3',
    file: 'snippet/banner.ts',
    from: `button(texts.refuse, () => answer('banner', [])),`,
    to: 'button(texts.refuse, openPanel),',
    test: 'test/banner/banner.test.ts',
  },
  {
    line: 'B4',
    file: 'snippet/banner.ts',
    from: `button(texts.refuse, () => answer('banner', [])),`,
    to: `button(texts.refuse, () => answer('banner', []), 'plain'),`,
    test: 'test/banner/banner.test.ts',
  },
  {
    line: 'B5',
    file: 'snippet/banner.ts',
    from: 'checked = granted.includes(id)',
    to: 'checked = true',
    test: 'test/banner/panel.test.ts',
  },
  {
    line: 'B6',
    file: 'snippet/banner.ts',
    from: `make('p', texts.intro),`,
    to: '',
    test: 'test/banner/banner.test.ts',
  },
  {
    line: 'B7',
    file: 'snippet/banner.ts',
    from: "make('p', `${texts.withdraw} `, link(choiceUrl, texts.choiceLink), '.'),",
    to: '',
    test: 'test/banner/banner.test.ts',
  },
  {
    line: 'B8',
    file: 'src/consent/lint.ts',
    from: '  wordsAreHonest,\n  nothing',
    to: '  nothing',
    test: 'test/consent/lint.test.ts',
  },
  {
    line: 'B9',
    file: 'src/consent/draft.ts',
    from: `basis: z.literal('consent'),`,
    to: `basis: z.enum(['consent', 'legitimate-interest']),`,
    test: 'test/consent/draft.test.ts',
  },
  {
    line: 'B10',
    file: 'src/consent/receipt.ts',
    from: 'filter((id) => said.includes(id))',
    to: 'filter(() => said.length > 0)',
    test: 'test/consent/ledger.test.ts',
  },
  {
    line: 'B11',
    file: 'snippet/banner.ts',
    from: '  closeAll()\n  await pause()\n',
    to: `  closeAll()\n  if (!ids[0]) document.querySelector('main')?.remove()\n  await pause()\n`,
    test: 'test/banner/journeys.test.ts',
  },
  {
    line: 'B12',
    file: 'snippet/banner.ts',
    from: `make('h2', texts.title),\n        make('p', texts.intro),`,
    to: `make('h2', texts.title.repeat(9)),\n        make('p', texts.intro),`,
    test: 'test/banner/banner.test.ts',
  },
  {
    line: 'C1',
    file: 'src/consent/receipt.ts',
    from: `buttons: notice.buttons[surface === 'page' ? 'panel' : surface],`,
    to: 'buttons: [],',
    test: 'test/consent/ledger.test.ts',
  },
  {
    line: 'C2',
    file: 'src/consent/notice.ts',
    from: `sha256(text).toString('hex')`,
    to: `sha256('').toString('hex')`,
    test: 'test/consent/notice.test.ts',
  },
  {
    line: 'C3',
    file: 'src/consent/receipt.ts',
    from: 'withdraw_at: given.withdrawAt,',
    to: `withdraw_at: given.withdrawAt, user_agent: 'Mozilla/5.0',`,
    test: 'test/consent/ledger.test.ts',
  },
  {
    line: 'C4',
    file: 'src/consent/receipt.ts',
    from: 'answerDays * dayMs',
    to: '90 * dayMs',
    test: 'test/consent/ledger.test.ts',
  },
  {
    line: 'C5',
    file: 'src/consent/publication.ts',
    from: 'before === null || materialOf(before.notice) !== materialOf(notice)',
    to: 'before === null',
    test: 'test/consent/ledger.test.ts',
  },
  {
    line: 'C6',
    file: 'snippet/banner.ts',
    from: `== 'withdraw' ? withdraw() : openPanel()`,
    to: `== 'x' ? withdraw() : openPanel()`,
    test: 'test/banner/withdrawal.test.ts',
  },
  {
    line: 'C7',
    file: 'migrations/0009-consent.sql',
    from: 'AND ended_at IS NULL AND valid_until > given_at',
    to: 'AND valid_until > given_at',
    test: 'test/consent/enforcement.test.ts',
  },
  {
    line: 'C8',
    file: 'snippet/core.ts',
    from: '/^on/.test(choice!) || !(/^of/.test(choice!) || signal),',
    to: 'true,',
    test: 'test/snippet/choice.test.ts',
  },
  {
    line: 'C9',
    file: 'src/consent/signal.ts',
    from: `return signal ? 'signal' : 'count'`,
    to: `return 'count'`,
    test: 'test/consent/enforcement.test.ts',
  },
  {
    line: 'C10',
    file: 'src/rights/erase.ts',
    from: 'for (const insight of insights)',
    to: 'for (const insight of insights.slice(0, 0))',
    test: 'test/consent/enforcement.test.ts',
  },
  {
    line: 'C11',
    file: 'src/consent/ledger.ts',
    from: 'export const proofMonths = 24',
    to: 'export const proofMonths = 36',
    test: 'test/consent/ledger.test.ts',
  },
  {
    line: 'D1',
    file: 'src/visitor/network.ts',
    from: `.slice(0, 3).join('.')}.0/24`,
    to: `.join('.')}/32`,
    test: 'test/consent/law.test.ts',
  },
  {
    line: 'D2',
    file: 'src/visitor/network.ts',
    from: 'stored: networkOfIPv6(parts, 32)',
    to: 'stored: networkOfIPv6(parts, 64)',
    test: 'test/consent/law.test.ts',
  },
  {
    line: 'D3',
    file: 'src/db/personal.ts',
    from: '    network: counting(',
    to: '    network: total(',
    test: 'test/consent/law.test.ts',
  },
  {
    line: 'D4',
    file: 'src/visitor/network.ts',
    from: `if (trust.mode === 'socket') return socketAddress ?? null`,
    to: `if (trust.mode === 'socket') return headers.get('x-forwarded-for') ?? socketAddress ?? null`,
    test: 'test/consent/law.test.ts',
  },
  {
    line: 'D5',
    file: 'src/consent/ledger.ts',
    from: 'insight !== null && insight.until > at ? insight : null',
    to: 'insight !== null ? insight : null',
    test: 'test/consent/ledger.test.ts',
  },
  {
    line: 'D6',
    file: 'migrations/0009-consent.sql',
    from: 'ALTER TABLE visit ADD COLUMN insight bigint;',
    to: 'ALTER TABLE visit ADD COLUMN insight bigint;\n--> statement-breakpoint\nALTER TABLE visit ADD COLUMN city text;',
    test: 'test/consent/law.test.ts',
  },
  {
    line: 'D7',
    file: 'src/consent/privacy-page.tsx',
    from: '[...purpose.recipients, ...purpose.services.map((service) => service.name)]',
    to: '[] as string[]',
    test: 'test/consent/privacy-page.test.ts',
  },
  {
    line: 'T1',
    file: 'snippet/banner.ts',
    from: 'void begin()\n',
    to: 'void begin()\n;(self as never as { __tcfapi: unknown }).__tcfapi = 1\n',
    test: 'test/consent/law.test.ts',
  },
  {
    line: 'T2',
    file: 'snippet/banner-gate.ts',
    from: "  if (tells && !isKnown) tellTags('default')\n",
    to: '',
    test: 'test/banner/gating.test.ts',
  },
  {
    line: 'T3',
    file: 'docs/embedding.md',
    from: '# Putting it on a website',
    to: '# Putting it on a website\n<noscript><img src="https://meten.example.nl/pixel"></noscript>',
    test: 'test/consent/law.test.ts',
  },
  {
    line: 'A1',
    file: 'snippet/banner.ts',
    from: `      'label',\n      label,\n`,
    to: `      'div',\n      label,\n`,
    test: 'test/banner/panel.test.ts',
  },
  {
    line: 'A2',
    file: 'snippet/banner.ts',
    from: '    makeRoom(dock.offsetHeight)\n    uncover()\n',
    to: '',
    test: 'test/banner/banner.test.ts',
  },
  {
    line: 'A3',
    file: 'snippet/banner.ts',
    from: 'document.body.prepend(root.host)',
    to: 'document.body.append(root.host)',
    test: 'test/banner/banner.test.ts',
  },
  {
    line: 'A4',
    file: 'snippet/banner-elements.ts',
    from: 'lang: notice.lang, ',
    to: '',
    test: 'test/banner/banner.test.ts',
  },
]

const run = promisify(execFile)
let copy: string

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'voordeur-law-'))
  for (const name of [
    'src',
    'snippet',
    'test',
    'migrations',
    'docs',
    'dist',
    'README.md',
    'package.json',
    'tsconfig.json',
    'build.ts',
    'mend-postgres.ts',
    'vitest.config.ts',
  ])
    cpSync(join(root, name), join(copy, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

/** Whether the line's tests in this file are green in the copy. Nothing that was run is an error of this list. */
async function isGreen({ line, file, test: testFile }: Removal): Promise<boolean> {
  if (file.startsWith('snippet/') || file.startsWith('src/site/'))
    await run(process.execPath, ['build.ts'], { cwd: copy })
  const named = `(^|[ ,])${line}(,|:| and )`
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    testFile,
    '-t',
    named,
    '--reporter=json',
    // What can not happen any more is not waited for as long as on the slowest machine.
    '--testTimeout=25000',
  ]
  const outcome = await run(process.execPath, args, {
    cwd: copy,
    timeout: 180_000,
    maxBuffer: 2 ** 26,
  }).catch((failure: { stdout?: string }) => failure)
  const {
    numPassedTests = 0,
    numFailedTests = 0,
    success,
  } = JSON.parse(/\{.*\}/s.exec(outcome.stdout ?? '')?.[0] ?? '{}') as {
    numPassedTests?: number
    numFailedTests?: number
    success?: boolean
  }
  // Nor is code that does not even load a test that turned red.
  if (success === undefined || numPassedTests + numFailedTests === 0)
    throw new Error(`${line}: nothing was run`)
  return success && numFailedTests === 0
}

test.each(removals.map((one) => [one.line, one] as const))(
  '%s: its test turns red where the rule is taken out',
  async (_, removal) => {
    const file = join(copy, removal.file)
    const whole = readFileSync(file, 'utf8')
    expect(whole.split(removal.from), 'the rule stands there once').toHaveLength(2)
    writeFileSync(
      file,
      whole.replace(removal.from, () => removal.to),
    )
    try {
      expect(await isGreen(removal)).toBe(false)
    } finally {
      writeFileSync(file, whole)
    }
  },
)

test('every line has its rule taken out', () => {
  const lines = Object.entries({ B: 12, C: 11, D: 7, T: 3, A: 4 }).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, nth) => `${letter}${nth + 1}`),
  )
  expect(removals.map(({ line }) => line)).toEqual(lines)
})
