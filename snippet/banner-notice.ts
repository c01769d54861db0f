/** What is asked: fetched once per page, in the page's language. */
import type { Service } from '../src/consent/purpose.ts'
import type { ShownNotice, ShownPurpose } from '../src/consent/wire.ts'
import { collector, domain, isPreview } from './banner-device.ts'

/** Undefined until it came; whatever waits for consent stays off. */
export let notice: ShownNotice

/** The server learns of the visitor what any request tells, and no page: no cookie, no referrer. */
export const call = (path: string, body?: string): Promise<Response> =>
  fetch(collector + path, {
    ...(body && { method: 'POST', body }),
    ...(!isPreview && { credentials: 'omit' }),
    referrerPolicy: 'no-referrer',
    keepalive: true,
    signal: AbortSignal.timeout(1e4),
  })

/** The page where the same is done without script. */
export const choiceUrl = `${collector}/choice?d=${domain}`

/** `isShown` tells the server that somebody is about to be asked, and nothing of whom. Answers whether there is a notice. */
export async function loadNotice(isShown: unknown): Promise<unknown> {
  try {
    const answer = await call(
      `${isPreview ? `/dashboard/sites/${domain}/consent/draft.json` : '/api/consent'}?d=${domain}&lang=${document.documentElement.lang || navigator.language}${isShown ? '&shown=1' : ''}`,
    )
    return answer.ok && (notice = (await answer.json()) as ShownNotice)
  } catch {
    // Nothing is asked, and all stays off.
  }
}

/** What can be answered yes or no of a purpose: itself, or each of its services. */
export const partsOf = (purpose: ShownPurpose): readonly (Pick<ShownPurpose, 'id'> & Partial<Service>)[] =>
  purpose.services[0] ? purpose.services : [purpose]
export const idsOf = (purpose: ShownPurpose): string[] => partsOf(purpose).map(({ id }) => id)

export const askedFor = (): ShownPurpose[] => notice.purposes.filter(({ basis }) => basis == 'consent')

export const fill = (text: string, value: string | number): string => text.replace(/{\w+}/g, value as string)

export const pause = (ms?: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms))
