/** Making and revoking the keys of one site, each as one transaction with the list of what staff did. */
import { recordAct, type Actor } from '../account/act.ts'
import { asRole } from '../db/connect.ts'
import type { SettingFault } from '../site/site-settings.ts'
import { makeKey, revokeSiteKey } from '../site/key.ts'
import type { Site } from '../site/site.ts'
import type { Changing } from './change.ts'
import { keyDays, keyScopes, labelLengthMax, type KeyField, type RefusedKey } from './keys-page.tsx'
import type { Form } from './read-section.ts'

const dayMs = 86_400_000
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function labelFault(label: string): SettingFault | undefined {
  if (label === '') return 'empty'
  if (label.length > labelLengthMax) return 'long'
  return /\p{Cc}/u.test(label) || !label.isWellFormed() ? 'text' : undefined
}

export type Made =
  | { readonly ok: true; readonly label: string; readonly token: string }
  | { readonly ok: false; readonly refused: RefusedKey }

/** Refused: a label that is empty, long or unreadable, a scope or a time that the form does not offer. */
export async function makeSiteKey(
  ports: Changing,
  actor: Actor,
  { id: siteId }: Pick<Site, 'id'>,
  form: Form,
): Promise<Made> {
  const written = { label: text(form['label']).trim(), scope: text(form['scope']), days: text(form['days']) }
  const scope = keyScopes.find((one) => one === written.scope)
  const days = keyDays.find((one) => one === written.days)
  const label = labelFault(written.label)
  if (label !== undefined || scope === undefined || days === undefined) {
    const faults: Partial<Record<KeyField, SettingFault>> = {
      ...(label && { label }),
      ...(scope === undefined && { scope: 'choice' }),
      ...(days === undefined && { days: 'choice' }),
    }
    return { ok: false, refused: { written, faults } }
  }
  const expiresAt = new Date(ports.now().getTime() + Number(days) * dayMs)
  return asRole(ports.db, 'owner', async (tx) => {
    const within = { ...ports, db: tx }
    const { key, token } = await makeKey(within, { label: written.label, scope, siteId, expiresAt })
    await recordAct(within, { actor, siteId, kind: 'key-made', object: key.id })
    return { ok: true as const, label: key.label, token }
  })
}

/** False: no open key of this site has that number. */
export async function revokeKeyOf(
  ports: Changing,
  actor: Actor,
  { id: siteId }: Pick<Site, 'id'>,
  id: string,
): Promise<boolean> {
  if (!uuid.test(id)) return false
  return asRole(ports.db, 'owner', async (tx) => {
    const within = { ...ports, db: tx }
    const isRevoked = await revokeSiteKey(within, siteId, id)
    if (isRevoked) await recordAct(within, { actor, siteId, kind: 'key-revoked', object: id })
    return isRevoked
  })
}
