/**
 * A row that a restriction took out of its table, as its owner may see it (art. 15 holds while art. 18 does): by the names of its columns,
 * with what is sealed opened, and masked as it would be where it came from.
 */
import type { Ports } from '../ports.ts'
import { maskedWay } from '../rights/shared-visit.ts'
import { unseal } from '../seal.ts'
import { isOwnColumn, maskColumn } from './package-category.ts'
import type { Json } from './package-mask.ts'

interface Opening {
  readonly keys: Pick<Ports, 'keyFor'>
  readonly kept: ReadonlySet<string>
}

type HeldRow = Readonly<Record<string, Json>>

/** Numbers of 64 bits, which a number of JavaScript's can not hold, stay the text that they are. */
const readRow = (text: string): HeldRow =>
  JSON.parse(text, (_, value: Json, { source }: { source?: string } = {}) =>
    typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    source !== undefined &&
    /^-?\d+$/.test(source)
      ? source
      : value,
  ) as HeldRow

/** `text` as `held.ts` writes it for each table. */
export function openHeldRow(opening: Opening, table: string, text: string): HeldRow {
  if (table === 'suppression') return { email: text }
  if (table === 'event') return ownColumns(opening, 'event', (readRow(text) as { event: string }).event)
  if (table !== 'visit') return ownColumns(opening, table, text)
  const { visit, trail, others } = readRow(text) as {
    visit: string
    trail: string | null
    others: string | null
  }
  const way = trail === null ? {} : ownColumns(opening, 'visit_trail', trail)
  // Somebody else went along: then the way is not told, as where visits are read.
  return { ...ownColumns(opening, 'visit', visit), ...way, ...(others !== null && maskedWay) }
}

const ownColumns = ({ keys, kept }: Opening, table: string, text: string): HeldRow =>
  Object.fromEntries(
    Object.entries(readRow(text)).flatMap(([name, value]) => {
      const column = `${table}.${name}`
      if (!isOwnColumn(column)) return []
      return [[name, maskColumn(column, opened(keys, column, value), kept)]]
    }),
  )

/** Bytes, as PostgreSQL writes them in JSON, are sealed; what nobody can open any more is as if it were not there. */
function opened(keys: Opening['keys'], column: string, value: Json): Json {
  if (typeof value !== 'string' || !/^\\x(?:[\da-f]{2})+$/.test(value)) return value
  try {
    const text = unseal(keys, column, Buffer.from(value.slice(2), 'hex'))
    return /^[[{]/.test(text) ? (JSON.parse(text) as Json) : text
  } catch {
    return null
  }
}
