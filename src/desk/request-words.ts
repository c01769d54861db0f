/** How a request is called on a page: what of its number is said, and who asks. */
import type { Words } from '../page/words.ts'
import type { RightsRequest } from '../rights/request.ts'

/** Enough to tell requests of one site apart, and to say over the telephone. */
export const shortOf = (id: string): string => id.slice(0, 8)

/** The name, else what else there is: a page of the desk alone says it. */
export function whoOf({ subject }: Pick<RightsRequest, 'subject'>, { desk }: Words): string {
  const { name, email, postal, receiptId } = subject
  return (
    name ?? email ?? postal?.split('\n')[0] ?? (receiptId === null ? desk.request.gone : desk.request.receipt)
  )
}
