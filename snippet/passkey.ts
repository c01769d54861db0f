/**
 * Passkeys need the browser's own dialog, and so a script: the only one on our pages of staff. It is served by ourselves,
 * reads what the server offers, and sends back what the device answers; buttons that need it are shown by it.
 */
interface Ceremony {
  readonly options: string
  readonly verify: string
  readonly isNew: boolean
}

const ceremonies: Record<string, Ceremony> = {
  add: { options: '/auth/passkey/register-options', verify: '/auth/passkey/register', isNew: true },
  use: { options: '/auth/passkey/sign-in-options', verify: '/auth/passkey/sign-in', isNew: false },
}

async function perform({ options, verify, isNew }: Ceremony): Promise<boolean> {
  const offer = await fetch(options, { method: 'POST' })
  if (!offer.ok) return false
  const given = (await offer.json()) as never
  const credential = await (isNew
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(given) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(given) }))
  if (!(credential instanceof PublicKeyCredential)) return false
  const answer = await fetch(verify, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ response: credential.toJSON() }),
  })
  return answer.ok
}

// Browsers without these three read no passkey as JSON: they keep the password.
if (self.PublicKeyCredential && 'parseCreationOptionsFromJSON' in PublicKeyCredential)
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-passkey]')) {
    const ceremony = ceremonies[button.dataset['passkey'] ?? '']
    const failed = document.getElementById('passkey-failed')
    button.hidden = false
    button.addEventListener('click', () => {
      if (!ceremony) return
      button.disabled = true
      if (failed) failed.hidden = true
      const end = (isDone: boolean): void => {
        button.disabled = false
        if (isDone) location.assign(button.dataset['next'] ?? location.pathname)
        else if (failed) {
          failed.hidden = false
          failed.focus()
        }
      }
      void perform(ceremony).then(end, () => end(false))
    })
  }
