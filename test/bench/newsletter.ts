/** Figures of the newsletter, part by part, in one run. */
import { measureImporting } from './importing.ts'
import { measureRedirect } from './redirect.ts'
import { measureRendering } from './rendering.ts'
import type { Figure } from './report.ts'

const parts: readonly (() => Promise<readonly Figure[]>)[] = [
  measureRendering,
  measureImporting,
  measureRedirect,
]

export async function measureNewsletter(): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const measure of parts) figures.push(...(await measure()))
  return figures
}
