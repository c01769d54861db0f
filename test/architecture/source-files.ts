/** Our own source as text, for the tests that hold the architecture. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))

export interface SourceFile {
  /** From the repository's root, with `/`. */
  readonly path: string
  readonly text: string
  /** Without comments, so that a comment may name what the code may not. */
  readonly code: string
}

/**
 * Blanks comments and leaves all else in place. Good enough for our own style: a comment begins a line or follows white
 * space, so `https://` inside a text stays.
 */
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/(^|\s)\/\/[^\n]*/g, '$1')

export function readSources(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((path) => {
      const text = readFileSync(path, 'utf8')
      return { path: path.slice(root.length).replaceAll('\\', '/'), text, code: withoutComments(text) }
    })
}

/** What a file imports or re-exports, as written; `isType` when nothing of it is left in the program. */
export function importsOf({ code }: SourceFile): { readonly from: string; readonly isType: boolean }[] {
  const statements = code.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/gm)
  const dynamic = code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)
  return [
    ...[...statements].map(([, type, from = '']) => ({ from, isType: type !== undefined })),
    ...[...dynamic].map(([, from = '']) => ({ from, isType: false })),
  ]
}
