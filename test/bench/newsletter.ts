/** Figures of the newsletter, part by part, in one run. */
import { measureRedirect } from './redirect.ts'
import type { Figure } from './report.ts'

const parts: readonly (() => Promise<readonly Figure[]>)[] = [measureRedirect]

export async function measureNewsletter(): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const measure of parts) figures.push(...(await measure()))
  return figures
}
