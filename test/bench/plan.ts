/** What PostgreSQL does to answer: the plan of a statement as it was sent, the rows and pages that it touched. */
import postgres from 'postgres'
import type { Db } from '../../src/db/connect.ts'

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
  readonly 'Temp Written Blocks'?: number
  readonly Plans?: readonly PlanNode[]
}

interface Explained {
  readonly 'QUERY PLAN': readonly [
    { readonly Plan: PlanNode; readonly 'Execution Time': number; readonly 'Planning Time': number },
  ]
}

export interface Plan {
  /** Outermost first. */
  readonly nodes: readonly string[]
  readonly milliseconds: number
  readonly planningMilliseconds: number
  /** Rows that were read from tables, kept or not. */
  readonly rowsTouched: number
  /** Pages of 8 KiB. */
  readonly pagesTouched: number
  readonly pagesSpilled: number
}

const walk = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(walk)]

/** Runs `ask` on a connection of its own, takes the last statement that reads, and has it explained with the same values. */
export async function explain(url: string, ask: (db: Db) => Promise<unknown>): Promise<Plan> {
  const sent: { statement: string; values: unknown[] }[] = []
  const db = postgres(url, {
    max: 1,
    fetch_types: false,
    onnotice: () => {},
    connection: { TimeZone: 'UTC' },
    debug: (_connection, statement, values: unknown[]) => void sent.push({ statement, values: [...values] }),
  })
  try {
    await ask(db)
    const asked = sent.findLast(({ statement }) => /^\s*(select|with)/i.test(statement))
    if (!asked) throw new Error('nothing was asked')
    const settings = sent.filter(({ statement }) => /^\s*set local/i.test(statement))
    const [row] = await db.begin(async (tx) => {
      // Under the role and the settings that the question was asked with.
      for (const { statement } of settings) await tx.unsafe(statement)
      return await tx.unsafe<Explained[]>(
        `explain (analyze, buffers, format json) ${asked.statement}`,
        asked.values as never[],
      )
    })
    const [explained] = row?.['QUERY PLAN'] ?? []
    if (!explained) throw new Error('nothing was explained')
    const nodes = walk(explained.Plan)
    const scans = nodes.filter((node) => node['Relation Name'] !== undefined)
    return {
      nodes: nodes.map((node) =>
        [node['Node Type'], node['Index Name'] ?? node['Relation Name']].filter(Boolean).join(' '),
      ),
      milliseconds: explained['Execution Time'],
      planningMilliseconds: explained['Planning Time'],
      rowsTouched: scans.reduce(
        (sum, node) =>
          sum +
          Math.round((node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']),
        0,
      ),
      pagesTouched: explained.Plan['Shared Hit Blocks'] + explained.Plan['Shared Read Blocks'],
      pagesSpilled: explained.Plan['Temp Written Blocks'] ?? 0,
    }
  } finally {
    await db.end({ timeout: 5 })
  }
}
