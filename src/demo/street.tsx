/** Drawings of the demo: the linden of the name, a street, a house for each home. */

export const Linden = () => (
  <svg viewBox="0 0 40 40" aria-hidden="true">
    <path class="crown" d="M20 3c8 0 14 6 14 13 0 8-7 12-14 12S6 24 6 16C6 9 12 3 20 3z" />
    <path class="trunk" d="M20 37V15M20 24l-5-5M20 21l5-5" />
  </svg>
)

type Gable = 'step' | 'bell' | 'flat' | 'point'

const gables: Record<Gable, string> = {
  step: 'M0 60V34h10V24h10V14h40v10h10v10h10v26z',
  bell: 'M0 60V34c14 0 14-22 40-22s26 22 40 22v26z',
  flat: 'M0 60V24h80v36z',
  point: 'M0 60V36L40 10l40 26v24z',
}

const House = ({ x, gable, brick, door }: { x: number; gable: Gable; brick: 1 | 2 | 3 | 4; door: 1 | 2 }) => (
  <g transform={`translate(${x} 0)`}>
    <path class={`brick-${brick}`} d={gables[gable]} />
    <path class={`brick-${brick}`} d="M0 59h80v101H0z" />
    {[44, 80].map((y) =>
      [10, 32, 54].map((left) => <rect class="pane" x={left} y={y} width="15" height="24" rx="1" />),
    )}
    <rect class="pane" x="36" y="118" width="33" height="26" rx="1" />
    <path class="trim" d="M9 160v-44h20v44z" />
    <path class={`door-${door}`} d="M11 160v-34h16v34z" />
    <circle class="trim" cx="24" cy="144" r="1.4" />
  </g>
)

const Tree = ({ x }: { x: number }) => (
  <g transform={`translate(${x} 0)`}>
    <path class="bark" d="M-3 160v-40h6v40z" />
    <ellipse class="leafy" cx="0" cy="100" rx="22" ry="30" />
  </g>
)

export const Street = () => (
  <svg class="street" viewBox="0 0 736 160" aria-hidden="true">
    <House x={0} gable="step" brick={1} door={2} />
    <House x={80} gable="flat" brick={4} door={1} />
    <House x={160} gable="bell" brick={2} door={2} />
    <Tree x={270} />
    <House x={300} gable="point" brick={3} door={1} />
    <House x={380} gable="flat" brick={2} door={2} />
    <House x={460} gable="step" brick={4} door={1} />
    <Tree x={570} />
    <House x={600} gable="bell" brick={1} door={1} />
    <Tree x={710} />
  </svg>
)

export const HomePicture = ({ gable, brick }: { gable: Gable; brick: 1 | 2 | 3 | 4 }) => (
  <svg viewBox="0 0 320 170" aria-hidden="true">
    <rect class="sky" width="320" height="170" />
    <g transform="translate(120 8)">
      <House x={0} gable={gable} brick={brick} door={brick % 2 === 0 ? 1 : 2} />
    </g>
    <g transform="translate(0 8)">
      <Tree x={70} />
      <Tree x={262} />
    </g>
    <rect class="ground" y="164" width="320" height="6" />
  </svg>
)
