/** Two goals and a funnel for the generated months. They are defined first, so that each day is computed with them. */
import { addDays } from '../../src/site/local-day.ts'
import type { Site } from '../../src/site/site.ts'
import { fillConversions, findFunnels, findGoals } from '../../src/stats/conversions.ts'
import { addFunnel, addGoal, removeGoal } from '../../src/stats/goals.ts'
import type { Range } from '../../src/stats/question.ts'
import type { BenchPorts } from './database.ts'
import { told, type Figure } from './report.ts'

export async function addBenchGoals(ports: BenchPorts, site: Site): Promise<void> {
  const outcomes = [
    await addGoal(ports, site, { name: 'Gereageerd', kind: 'event', pattern: 'Woningreactie' }),
    await addGoal(ports, site, { name: 'Aangevraagd', kind: 'page', pattern: '/*/*/aanvragen' }),
    await addFunnel(ports, site, {
      name: 'Tot reactie',
      steps: [
        { kind: 'page', pattern: '/' },
        { kind: 'page', pattern: '/ik-ben-huurder/**' },
        { kind: 'event', pattern: 'Woningreactie' },
      ],
    }),
  ]
  if (outcomes.some(({ ok }) => !ok)) throw new Error('the goals of the bench were refused')
}

/** Looks whether the days were computed with them, and says that they were, as the filling would after computing them again. */
export async function assertGoalsFilled(ports: BenchPorts, site: Site, today: string): Promise<void> {
  const first = addDays(today, -89)
  await ports.db`update goal set filled_on = ${first} where site_id = ${site.id}`
  await ports.db`update funnel set filled_on = ${first} where site_id = ${site.id}`
  const range = { from: first, to: addDays(today, -1) }
  const [goals, funnels] = await askGoals(ports, site, range)
  const counts = [
    ...goals.map(({ visitors }) => visitors),
    ...funnels.flatMap(({ steps }) => steps.map(({ visitors }) => visitors)),
  ]
  const isFilled = [...goals, ...funnels].every(({ known }) => known === null)
  if (counts.length !== 5 || counts.some((count) => (count ?? 0) < 89) || !isFilled)
    throw new Error(`the goals of ${site.domain} are not filled: ${counts.join(', ')}`)
}

/** What `GET /dashboard/sites/:site/goals` asks. */
export const askGoals = (ports: BenchPorts, site: Site, range: Range) =>
  Promise.all([findGoals(ports, site, range), findFunnels(ports, site, range)])

/** How many days one round gives a goal that is new. */
export async function measureFilling(ports: BenchPorts, site: Site, size: string): Promise<Figure> {
  const added = await addGoal(ports, site, { name: 'Nieuw', kind: 'download', pattern: '**.pdf' })
  if (!added.ok) throw new Error('the new goal was refused')
  const { days } = await fillConversions({ ...ports, now: () => new Date() }, site)
  await removeGoal(ports, site, added.added.id)
  return told(`${size}: days computed for a new goal in one round of a second`, days, 'days')
}
