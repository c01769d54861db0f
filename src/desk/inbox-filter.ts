/** What of the inbox is shown, whole in its address: closed words and numbers of ours alone. Pure. */
import { requestKinds, type RequestKind } from '../rights/request.ts'

export const whiches = ['open', 'closed'] as const
export const whos = ['all', 'mine', 'unassigned'] as const

export interface InboxFilter {
  readonly which: (typeof whiches)[number]
  /** Null: every kind. */
  readonly kind: RequestKind | null
  readonly who: (typeof whos)[number]
}

export const wholeInbox: InboxFilter = { which: 'open', kind: null, who: 'all' }

/** Never fails: what is no filter of ours, is none. */
export const readInboxFilter = (query: (name: string) => string | undefined): InboxFilter => ({
  which: whiches.find((one) => one === query('which')) ?? wholeInbox.which,
  kind: requestKinds.find((one) => one === query('kind')) ?? null,
  who: whos.find((one) => one === query('who')) ?? wholeInbox.who,
})

/** What differs from the whole inbox, for an address. */
export const filterQuery = ({ which, kind, who }: InboxFilter): Readonly<Record<string, string>> => ({
  ...(which !== wholeInbox.which && { which }),
  ...(kind !== null && { kind }),
  ...(who !== wholeInbox.who && { who }),
})
