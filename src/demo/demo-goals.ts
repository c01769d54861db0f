/** What the demo's corporation wants its visitors to reach. The pages are those of `traffic.ts`. */
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { addFunnel, addGoal } from '../stats/goals.ts'

const goals = [
  { name: 'Formulier verstuurd', kind: 'event', pattern: 'Form: Submission' },
  { name: 'Huurdersgids gedownload', kind: 'download', pattern: '/demo/huurdersgids.pdf' },
]
const funnel = {
  name: 'Van aanbod tot bewaarde woning',
  steps: [
    { kind: 'page', pattern: '/demo/aanbod' },
    { kind: 'page', pattern: '/demo/aanbod/*' },
    { kind: 'event', pattern: 'Woning bewaard' },
  ],
}

/** Adds two goals and a funnel; those that are there by name stay as they are. */
export async function addDemoGoals(ports: Pick<Ports, 'db' | 'now' | 'random'>, site: Site): Promise<void> {
  for (const goal of goals) await addGoal(ports, site, goal)
  await addFunnel(ports, site, funnel)
}
