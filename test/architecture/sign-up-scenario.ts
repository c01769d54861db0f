/** Signing up and confirming, for the scenario of every statement. */
import { must } from '../../src/must.ts'
import type { Site } from '../../src/site/site.ts'
import { requestConfirmation, signConfirmation } from '../../src/subscriber/confirmation.ts'
import { readEmail } from '../../src/subscriber/email.ts'
import { postConfirmations, sweepConfirmations } from '../../src/subscriber/post-confirmations.ts'
import { sweepTries } from '../../src/subscriber/sign-up-guard.ts'
import { formVersion, textsOfForm } from '../../src/subscriber/sign-up.ts'
import { suppress } from '../../src/subscriber/suppression.ts'
import type { World } from '../support/world.ts'

export async function workWithSignUps(world: World, site: Site): Promise<void> {
  const { ports, deferred } = world
  const email = must(readEmail('bea@example.nl'), 'it is one')
  await suppress(ports, site.id, email, 'asked')
  const signUp = async () => {
    await world.request('/newsletter/subscribe', {
      method: 'POST',
      body: new URLSearchParams({
        d: site.domain,
        email,
        measure: 'on',
        shown: formVersion(textsOfForm(site, 'nl')),
      }),
    })
    await deferred.drain()
  }
  await world.request(`/newsletter/subscribe?d=${site.domain}`)
  // Mailed, and then forgotten, since that was just now.
  await signUp()
  await signUp()
  const [row] = await ports.db<{ confirmation_id: string }[]>`
    select confirmation_id from confirmation where site_id = ${site.id} and kind = 'subscribe'`
  const token = signConfirmation(ports, site.id, must(row, 'it was mailed').confirmation_id)
  for (const method of ['GET', 'POST', 'POST'])
    await world.request(`/newsletter/confirm/${token}`, {
      method,
      headers: { origin: ports.config.publicUrl },
    })
  await requestConfirmation(ports, site.id, { kind: 'export', subscriberId: '1', email })
  await postConfirmations(ports)
  await sweepConfirmations(ports, site.id)
  await sweepTries(ports, site.id)
}
