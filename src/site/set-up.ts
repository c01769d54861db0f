/** What is still to be done before a site is set up. Read from what is stored, so that nobody keeps a list of it. Pure. */
import { isControllerKnown } from './site-settings.ts'
import type { Site } from './site.ts'

/** In the order in which they are asked for. `visit`: the line is on the website, as its first visit shows. */
export const setUpTasks = ['visit', 'people', 'newsletter'] as const
export type SetUpTask = (typeof setUpTasks)[number]

/** `lastSeen` is of `findLastSeen`. */
export function openTasks({ settings }: Pick<Site, 'settings'>, lastSeen: Date | null): SetUpTask[] {
  const isDone: Readonly<Record<SetUpTask, boolean>> = {
    visit: lastSeen !== null,
    people: isControllerKnown(settings),
    newsletter: settings.newsletter !== null,
  }
  return setUpTasks.filter((task) => !isDone[task])
}

/** Names under `.example` can be nobody's (RFC 2606): such a site, as the demo's is, shows something and is not set up. */
export const isDemonstration = ({ domain }: Pick<Site, 'domain'>): boolean => /(^|\.)example$/.test(domain)
