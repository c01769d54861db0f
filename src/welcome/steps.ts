/** The first steps, in order, and which of them is next. Worked out from what is stored: whoever leaves comes back there. Pure. */
import { openTasks, type SetUpTask } from '../site/set-up.ts'
import type { Site } from '../site/site.ts'

export const steps = ['site', 'snippet', 'visit', 'people', 'newsletter', 'done'] as const
export type Step = (typeof steps)[number]
export const isStep = (text: string): text is Step => steps.some((step) => step === text)

/** What a step is for; the first visit shows that the line is in place. */
const taskOf: Readonly<Partial<Record<Step, SetUpTask>>> = {
  snippet: 'visit',
  visit: 'visit',
  people: 'people',
  newsletter: 'newsletter',
}

/** How far somebody is with a site. */
export interface Progress {
  readonly open: readonly SetUpTask[]
  readonly next: Step
}

export const isOpen = ({ open }: Pick<Progress, 'open'>, step: Step): boolean => {
  const task = taskOf[step]
  return task !== undefined && open.includes(task)
}

/** `lastSeen` is of `findLastSeen`. */
export function progressOf(site: Pick<Site, 'settings'>, lastSeen: Date | null): Progress {
  const open = openTasks(site, lastSeen)
  return { open, next: steps.find((step) => isOpen({ open }, step)) ?? 'done' }
}

/** Nothing is there yet. */
export const noProgress: Progress = { open: ['visit', 'people', 'newsletter'], next: 'site' }

export const stepAfter = (step: Step): Step => steps[steps.indexOf(step) + 1] ?? 'done'
export const stepBefore = (step: Step): Step | null => steps[steps.indexOf(step) - 1] ?? null
