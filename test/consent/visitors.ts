/** A visitor of the pages about a choice, without script: reads forms as a browser does and sends them. */
import { randomBytes } from 'node:crypto'
import { unescapeHtml } from '../page/html.ts'
import type { World } from '../support/world.ts'

export type Fields = readonly (readonly [string, string])[]

/** A second later: answers of one device are never given in the same moment. */
export const later = (world: World): void =>
  world.setNow(new Date(world.ports.now().getTime() + 1_000).toISOString())

/** Posts a form, from our own pages unless said otherwise. */
export function post(
  world: World,
  path: string,
  fields: Fields,
  headers: Readonly<Record<string, string>> = { origin: world.ports.config.publicUrl },
): Promise<Response> {
  const body = new URLSearchParams()
  for (const [name, value] of fields) body.append(name, value)
  return world.request(path, { method: 'POST', headers, body })
}

/** Of one receipt of a site, as every form of ours for it is. */
export const about = (receipt: string, domain = 'example.nl'): Fields => [
  ['d', domain],
  ['receipt', receipt],
]

/** The hidden fields of the first form that goes to a path. */
export function hiddenOf(html: string, path: string): [string, string][] {
  const form =
    new RegExp(`<form[^>]*action="${path.replaceAll('.', '\\.')}[?"][\\s\\S]*?</form>`).exec(html)?.[0] ?? ''
  return [...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, unescapeHtml(value)],
  )
}

export interface Chosen {
  readonly status: number
  readonly html: string
  /** Whole number of the receipt, as the page shows it. */
  readonly receipt: string
  /** What the way back carries. */
  readonly token: string
  readonly back: string
}

export const readChosen = async (answer: Response): Promise<Chosen> => {
  const html = await answer.text()
  const back = unescapeHtml(/<a class="button" href="([^"]*)"/.exec(html)?.[1] ?? '')
  return {
    status: answer.status,
    html,
    receipt: /<code translate="no">([\w-]{22})<\/code>/.exec(html)?.[1] ?? '',
    token: back.split('#voordeur=')[1] ?? '',
    back,
  }
}

export interface Choosing {
  readonly domain?: string
  readonly answer?: 'refuse' | 'save' | 'accept'
  readonly granted?: readonly string[]
  readonly counting?: 'on' | 'off'
  readonly previous?: string
}

/** Opens the choice page of a site that asks, answers, and reads what comes back. */
export async function choose(
  world: World,
  { domain = 'example.nl', answer = 'save', granted = [], counting, previous }: Choosing,
): Promise<Chosen> {
  later(world)
  const page = await (await world.request(`/choice?d=${domain}`)).text()
  const fields: Fields = [
    ...hiddenOf(page, '/choice'),
    ...granted.map((one) => ['granted', one] as const),
    ...(counting ? [['counting', counting] as const] : []),
    ...(previous ? [['previous', previous] as const] : []),
    ['answer', answer],
  ]
  return readChosen(await post(world, '/choice', fields))
}

/** A number that looks like one and belongs to nobody. */
export const strangeNumber = (): string => randomBytes(16).toString('base64url')
