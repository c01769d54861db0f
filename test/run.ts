/**
 * Runs the tests of a project, and the files that failed in company once more, by themselves: on two cores with four files at a time
 * a browser may be served later than any test can wait for. What fails by itself has failed; so has a property, whose
 * counterexample would be another one the next time; and so has a run in which much failed.
 *
 *   node test/run.ts quick [more of vitest's arguments]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

interface Report {
  readonly success: boolean
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly { readonly failureMessages: readonly string[] | null }[]
  }[]
}

/** More than this is no accident. */
const againMax = 6

const [project = 'quick', ...rest] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'voordeur-tests-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

async function run(nth: number, more: readonly string[]): Promise<{ code: number; report: Report | null }> {
  const file = join(folder, `${nth}.json`)
  const child = spawn(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      `--project=${project}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...more,
    ],
    { stdio: 'inherit' },
  )
  const [code] = (await once(child, 'exit')) as [number | null]
  try {
    return { code: code ?? 1, report: JSON.parse(readFileSync(file, 'utf8')) as Report }
  } catch {
    return { code: code ?? 1, report: null }
  }
}

const first = await run(1, rest)
process.exitCode = first.code
const failed = first.report?.testResults.filter(({ status }) => status === 'failed') ?? []
const isProperty = failed.some(({ message, assertionResults }) =>
  [message, ...assertionResults.flatMap(({ failureMessages }) => failureMessages ?? [])].some((text) =>
    text.includes('Property failed'),
  ),
)
if (first.code !== 0 && failed.length > 0 && failed.length <= againMax && !isProperty) {
  const files = failed.map(({ name }) => relative(process.cwd(), name))
  process.stdout.write(`\nOnce more, by themselves: ${files.join(', ')}\n`)
  const second = await run(2, ['--maxWorkers=1', ...files])
  process.exitCode = second.code
}
