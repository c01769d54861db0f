/**
 * The way back that stands on the page after unsubscribing: what was ended there, sealed, for an hour. Whoever has the link of an old mail
 * and not this page can't subscribe anybody again.
 */
import type { Ports } from '../ports.ts'
import { seal, unseal } from '../seal.ts'
import type { MailLink } from '../subscriber/token.ts'

/** Long enough to see the mistake, too short for a page that lies open on a table. */
const minutesMax = 60
const purpose = 'preference.undo'

export interface Undoable {
  readonly lists: readonly number[]
  readonly endedAt: Date
}

type Named = Pick<MailLink, 'siteId' | 'issueId' | 'subscriberId'>
const nameOf = ({ siteId, issueId, subscriberId }: Named): string => `${siteId} ${issueId} ${subscriberId}`

export const sealUndo = (
  ports: Pick<Ports, 'keyFor' | 'random'>,
  link: Named,
  { lists, endedAt }: Undoable,
): string =>
  seal(ports, purpose, `${nameOf(link)} ${endedAt.getTime()} ${lists.join(',')}`).toString('base64url')

const written = /^(\d+ \d+ \d+) (\d{1,15}) (\d+(?:,\d+)*)$/

/** Null: not ours, of another reader or mail, or too late. Takes any text; never throws. */
export function readUndo(ports: Pick<Ports, 'keyFor' | 'now'>, link: Named, text: string): Undoable | null {
  try {
    const [, name, at, lists] = written.exec(unseal(ports, purpose, Buffer.from(text, 'base64url'))) ?? []
    if (name !== nameOf(link) || at === undefined || lists === undefined) return null
    const endedAt = new Date(Number(at))
    const isLate = ports.now().getTime() - endedAt.getTime() > minutesMax * 60_000
    return isLate ? null : { lists: lists.split(',').map(Number), endedAt }
  } catch {
    return null
  }
}
