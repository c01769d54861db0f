/**
 * The editor's script, and that of the page in its frames. While somebody types, the form is sent to be looked at, not stored;
 * what comes back is what the banner in the frames asks, which rules it breaks, and what can be read on what. Without it the
 * frames show the draft as it was saved.
 */
import type { ShownNotice } from '../src/consent/wire.ts'

interface Looked {
  /** One for each language; empty: nothing is asked. Null: the form has faults. */
  readonly notices: readonly ShownNotice[] | null
  readonly offences: readonly { readonly title: string; readonly text: string }[]
  readonly contrasts:
    | readonly { readonly text: string; readonly isEnough: boolean; readonly verdict: string }[]
    | null
}

interface Editor extends Window {
  voordeurNotices?: readonly ShownNotice[] | undefined
}

/** Typing is over when nothing was typed for so long. */
const restMs = 600

function watch(form: HTMLFormElement): void {
  const find = (name: string) => document.querySelector<HTMLElement>(`[data-${name}]`)
  const said = find('said')
  const frames = document.querySelectorAll<HTMLIFrameElement>('[data-frame]')
  let latest = 0
  let soon: ReturnType<typeof setTimeout> | undefined
  let before = ''

  const show = ({ notices, offences, contrasts }: Looked): void => {
    const state = notices === null ? 'faulty' : notices.length === 0 ? 'none' : 'live'
    const text = said?.dataset[state] ?? ''
    if (said && said.textContent !== text) said.textContent = text
    find('contrasts')?.replaceChildren(
      ...(contrasts ?? []).map(({ text: line, isEnough, verdict }) => {
        const item = document.createElement('li')
        item.textContent = `${line} ${verdict}`
        item.className = isEnough ? '' : 'wrong'
        return item
      }),
    )
    for (const swatch of document.querySelectorAll<SVGElement>('[data-swatch]')) {
      const field = form.elements.namedItem(swatch.dataset['swatch'] ?? '')
      if (field instanceof HTMLInputElement) swatch.setAttribute('fill', field.value.trim())
    }
    if (notices === null) return
    find('offences')?.replaceChildren(
      ...offences.map(({ title, text: line }) => {
        const [item, strong] = [document.createElement('li'), document.createElement('strong')]
        strong.textContent = title
        item.append(strong, ' ', line)
        return item
      }),
    )
    const [good, nothing] = [find('good'), find('nothing')]
    if (good) good.hidden = notices.length === 0 || offences.length > 0
    if (nothing) nothing.hidden = notices.length > 0
    const now = JSON.stringify(notices)
    if (now === before) return
    before = now
    ;(self as Editor).voordeurNotices = notices
    // The banner begins anew, as it does on a page.
    for (const frame of frames) frame.contentWindow?.location.reload()
  }

  const look = async (): Promise<void> => {
    const turn = (latest += 1)
    const body = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value)
    const answer = await fetch(form.dataset['preview'] ?? '', {
      method: 'POST',
      headers: { accept: 'application/json' },
      body,
    })
    if (answer.ok && turn === latest) show((await answer.json()) as Looked)
  }

  form.addEventListener('input', () => {
    clearTimeout(soon)
    // A line that broke shows what was there before; the next letter tries again.
    soon = setTimeout(() => void look().catch(() => undefined), restMs)
  })
  // Rows that a button added are in the form and not yet in the draft.
  if (form.dataset['unsaved'] !== undefined) void look().catch(() => undefined)
}

/** In a frame: the banner asks for the draft, and gets what the editor beside it holds. */
function answerFor(notices: readonly ShownNotice[]): void {
  const own = self.fetch
  self.fetch = async (input, init) => {
    const address = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url
    if (!address.includes('/consent/draft.json')) return own(input, init)
    const language = document.documentElement.lang
    const notice = notices.find(({ lang }) => lang === language) ?? notices[0]
    return notice ? Response.json(notice) : Response.json({ error: 'no-notice' }, { status: 404 })
  }
  const none = document.querySelector<HTMLElement>('[data-none]')
  if (none) none.hidden = notices.length > 0
}

const form = document.querySelector<HTMLFormElement>('form[data-preview]')
if (form) watch(form)
else if (self !== parent) {
  const { voordeurNotices } = parent as Editor
  if (voordeurNotices) answerFor(voordeurNotices)
}
