/** Goals and funnels as a corporation has them: whole, being filled, too small, and with names that want to break out. */
import type { FunnelFigures, GoalFigures } from '../../src/stats/conversions.ts'

const goal = (more: Partial<GoalFigures>): GoalFigures => ({
  id: '01930000-0000-7000-8000-000000000001',
  name: 'Reparatie gemeld',
  kind: 'page',
  pattern: '/reparatie/bedankt',
  visitors: 412,
  visits: 430,
  times: 455,
  rate: 0.0331,
  sources: [
    { value: 'Google', visitors: 210, visits: 214 },
    { value: 'direct', visitors: 120, visits: 131 },
    { value: 'huurdersvereniging-westelijke-mijnstreek.nl', visitors: 41, visits: 43 },
    { value: '?', visitors: 9, visits: 9 },
  ],
  hidden: { values: 7, visitors: 36, visits: 37 },
  known: null,
  ...more,
})

export const believableGoals: readonly GoalFigures[] = [
  goal({}),
  goal({
    id: '01930000-0000-7000-8000-000000000002',
    name: 'Algemene huurvoorwaarden en verantwoordingsdocumenten gedownload',
    kind: 'download',
    pattern: '/media/documenten/**/algemene-huurvoorwaarden-zelfstandige-woonruimte-*.pdf',
    known: { from: '2026-11-12', isFilling: true },
  }),
  goal({
    id: '01930000-0000-7000-8000-000000000003',
    name: 'Klacht ingediend',
    kind: 'event',
    pattern: 'Klacht',
    visitors: null,
    visits: null,
    times: null,
    rate: null,
    sources: [],
    hidden: null,
  }),
  goal({
    id: '01930000-0000-7000-8000-000000000004',
    name: 'Naar de Huurcommissie',
    kind: 'outbound',
    pattern: 'huurcommissie.nl/**',
    visitors: 0,
    visits: 0,
    times: 0,
    rate: 0,
    sources: [],
    hidden: null,
    known: { from: '2026-11-01', isFilling: false },
  }),
]

export const believableFunnels: readonly FunnelFigures[] = [
  {
    id: '01930000-0000-7000-8000-000000000005',
    name: 'Van aanbod tot reactie',
    steps: [
      { kind: 'page', pattern: '/aanbod', visitors: 2104, visits: 2330, share: 1, lost: null },
      { kind: 'page', pattern: '/aanbod/*', visitors: 1320, visits: 1400, share: 0.6274, lost: 784 },
      { kind: 'page', pattern: '/aanbod/*/reageren', visitors: null, visits: null, share: null, lost: null },
      { kind: 'event', pattern: 'Form: Submission', visitors: 96, visits: 97, share: 0.0456, lost: null },
      { kind: 'event', pattern: 'Woning toegewezen', visitors: 0, visits: 0, share: 0, lost: 96 },
    ],
    known: null,
  },
  {
    id: '01930000-0000-7000-8000-000000000006',
    name: 'Huur opzeggen',
    steps: [
      { kind: 'page', pattern: '/huur-opzeggen', visitors: 1, visits: 1, share: 1, lost: null },
      {
        kind: 'download',
        pattern: '/documenten/opzegformulier.pdf',
        visitors: 1,
        visits: 1,
        share: 1,
        lost: 0,
      },
    ],
    known: { from: null, isFilling: true },
  },
]
