/** A site with a desk, people who work there, and requests in every state: for tests of what its pages show and do. */
import { listActs } from '../../src/account/act.ts'
import { must } from '../../src/must.ts'
import { processorDocument } from '../../src/processor/document.ts'
import { addProcessor } from '../../src/processor/processor.ts'
import type { NewRequest, RightsRequest } from '../../src/rights/request.ts'
import { verifyRequest } from '../../src/rights/verify.ts'
import { nameController, openBrowserOf, type Browsing } from '../asking/deciding-staff.ts'
import type { House } from '../answer/life.ts'
import { anna, emailOf, requestOf, writtenDown } from '../rights/requesting.ts'
import { signInAs } from '../support/staff.ts'
import { unescapeHtml } from '../page/html.ts'

export interface AtDesk {
  readonly house: House
  /** Of the desk's own pages. */
  readonly path: string
  readonly officer: Browsing
  readonly officerId: string
  readonly textOf: (answer: Response | Promise<Response>) => Promise<string>
  readonly acts: () => Promise<string[]>
}

export async function openAtDesk(house: House): Promise<AtDesk> {
  const { world, site } = house
  await nameController(world, site)
  const { staffId, cookie } = await signInAs(world.ports, 'officer', site.id)
  return {
    house,
    path: `/dashboard/sites/${site.domain}/desk`,
    officer: openBrowserOf(world, cookie),
    officerId: staffId,
    textOf: async (answer) => unescapeHtml(await (await answer).text()),
    acts: async () =>
      (await listActs(world.ports, { siteIds: [site.id], before: null, limit: 100 })).map(
        ({ kind, object }) => (object === null ? kind : `${kind} ${object}`),
      ),
  }
}

/** Written down, and unless told otherwise known to be theirs. */
export async function asked(
  { house, officerId }: AtDesk,
  request: Partial<NewRequest>,
  isVerified = true,
): Promise<RightsRequest> {
  const { world, site } = house
  const written = await writtenDown({ world, site }, { enteredBy: officerId, ...request })
  if (!isVerified) return written
  const moved = await world.ports.db.begin((db) =>
    verifyRequest({ ...world.ports, db }, site, written.id, {
      actor: { kind: 'staff', id: officerId },
    }),
  )
  return must(moved.ok ? moved.request : null, 'it was received')
}

export const stateOf = async ({ house: { world, site } }: AtDesk, { id }: Pick<RightsRequest, 'id'>) =>
  (await requestOf({ world, site }, id)).state

export const printer = processorDocument.parse({
  name: 'Drukkerij De Pers',
  gets: 'adressen voor de papieren nieuwsbrief',
  country: 'NL',
  transfer: 'none',
  told: { by: 'mail', email: 'avg@drukkerij.example' },
  kinds: ['erase', 'restrict', 'object', 'rectify'],
})

export const addPrinter = ({ house: { world, site } }: AtDesk) => addProcessor(world.ports, site.id, printer)

export const on = (day: string): Date => new Date(`${day}T10:00:00Z`)

export { anna, emailOf }
