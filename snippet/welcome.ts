/**
 * The first steps' script: copies a line, and asks every two seconds whether a visit came in. Both are told in a live region.
 * Buttons that need it are shown by it; without it one selects the line and looks again.
 */

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copy]')) {
  const field = document.getElementById(button.dataset['copy'] ?? '')
  const status = button.parentElement?.querySelector<HTMLElement>('[data-copied]')
  if (!(field instanceof HTMLTextAreaElement) || !status) continue
  button.hidden = false
  button.addEventListener('click', () => {
    field.select()
    // Only pages that came by TLS, or from this machine, have the clipboard; elsewhere what is selected is copied by hand.
    void navigator.clipboard?.writeText(field.value).then(
      () => (status.textContent = status.dataset['copied'] ?? ''),
      () => undefined,
    )
  })
}

interface Seen {
  readonly seen: boolean
  readonly text: string
}

const askEveryMs = 2_000
const place = document.querySelector<HTMLElement>('[data-ask]')
const told = place?.querySelector('[role="status"]')

/** False: it was seen, or asking has no use any more. */
async function ask(address: string): Promise<boolean> {
  const answer = await fetch(address, { headers: { accept: 'application/json' } })
  if (!answer.ok || answer.redirected) return false
  const { seen, text } = (await answer.json()) as Seen
  if (!seen || !told) return !seen
  told.textContent = text
  place?.classList.add('is-seen')
  for (const one of document.querySelectorAll<HTMLElement>('[data-when-seen]')) one.hidden = false
  for (const one of document.querySelectorAll<HTMLElement>('[data-until-seen]')) one.hidden = true
  return false
}

function askSoon(address: string): void {
  setTimeout(() => {
    // Nobody looks, and the session should not live on for it. A line that broke is tried again.
    const asking = document.hidden ? Promise.resolve(true) : ask(address).catch(() => true)
    void asking.then((goesOn) => (goesOn ? askSoon(address) : undefined))
  }, askEveryMs)
}

if (place?.dataset['ask'] && !place.classList.contains('is-seen')) askSoon(place.dataset['ask'])
