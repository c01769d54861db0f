/**
 * What the snippet loads where consent is asked, where something waits for it, and where somebody wants to change it. Asks in a
 * region that nothing waits for, keeps nothing before an answer, and switches on only what the server has recorded: while
 * that fails everything that was asked for stays off, and the page works. Numbers such as B3 and C6 are those of `docs/privacy.md`.
 *
 * Ceiling: 6,144 B brotli together with its texts in one language, which is why lines are shorter here than elsewhere in the house.
 */
import type { Answer, Recorded, Surface, Withdrawal } from '../src/consent/wire.ts'
import {
  choice,
  collector,
  core,
  domain,
  isPreview,
  keepChoice,
  keepReceipt,
  kept,
  receipt,
  since,
} from './banner-device.ts'
import { button, link, make, makeRoom, openShadow } from './banner-elements.ts'
import { granted, mustReload, openGate, settle } from './banner-gate.ts'
import { askedFor, call, choiceUrl, fill, idsOf, loadNotice, notice, pause } from './banner-notice.ts'

/** The browser itself asks not to be followed: then nobody is asked, which is a no (C9). */
const hasSignal = navigator.globalPrivacyControl || navigator.doNotTrack == '1'
const mayAsk = isPreview ?? (since && !hasSignal && self == top)

let root: ShadowRoot
/** Below on the screen: the question, or what became of the answer. */
const dock = make('.dock')
/** Read out when it changes. */
const line = make('p', { role: 'status' })

function closeAll(): void {
  dock.replaceChildren()
  root.querySelector('dialog')?.remove()
}

const everything = (): string[] => askedFor().flatMap(idsOf)

/** B3, B4: two answers of one look, side by side, each one click; nothing else closes it. */
function ask(): void {
  const { texts } = notice
  dock.replaceChildren(
    make(
      '.card',
      { role: 'region', ariaLabel: texts.region },
      make(
        '.text',
        make('h2', texts.title),
        make('p', texts.intro),
        // With its services: whose content it is belongs to what is asked.
        make(
          'ul',
          ...askedFor().map(({ id, services }) =>
            make(
              'li',
              texts.purposes[id]!.name,
              services[0] ? ` (${services.map(({ name }) => name).join(', ')})` : '',
            ),
          ),
        ),
        make('p', `${texts.withdraw} `, link(choiceUrl, texts.choiceLink), '.'),
      ),
      make(
        '.row',
        button(texts.refuse, () => answer('banner', [])),
        button(texts.accept, () => answer('banner', everything())),
        button(texts.customise, openPanel, 'plain'),
      ),
    ),
  )
}

/** In another tab, by POST: the number of a receipt never stands in an address. */
const formFor = (text: string, action: string): HTMLElement =>
  make<HTMLFormElement>(
    'form',
    {
      method: 'post',
      target: '_blank',
      action,
      onformdata: ({ formData }) => {
        formData.set('d', domain)
        formData.set('receipt', receipt()!)
      },
    },
    make('button.plain', text),
  )

const receiptText = (): string => (receipt() ? fill(notice.texts.receipt, receipt()!.slice(0, 8)) : '')

/** Whatever can be answered has one switch of its own (B10), off until somebody puts it on (B5). */
function openPanel(): void {
  if (root.querySelector('dialog[open]')) return
  const { texts } = notice
  const { word, isAnswer } = kept()
  const isCounted = word == 'on' || !(hasSignal || word[1] == 'f')

  /** Its state stands beside it in words, and its label before it. */
  const makeSwitch = (label: HTMLElement, id: string, checked = granted.includes(id)) =>
    make(
      'label',
      label,
      make<HTMLInputElement>('input', { type: 'checkbox', role: 'switch', name: id, checked }),
      make('b', texts.on, { ariaHidden: 'true' }),
      make('i', texts.off, { ariaHidden: 'true' }),
    )

  const sections = notice.purposes.map(({ id, basis, services, recipients, months }) => {
    const { name, sentence } = texts.purposes[id]!
    const heading = make('h3', name)
    const whom = recipients[0] ? recipients : services.map((service) => service.name)
    return make(
      'section',
      services[0] ? heading : makeSwitch(heading, id, basis == 'exempt' ? isCounted : undefined),
      make('p', sentence),
      make(
        'p',
        `${whom[0] ? `${texts.recipients} ${whom.join(', ')}.` : texts.recipientsNone} ${months ? fill(texts.months, months) : texts.monthsTheirs} ${basis == 'exempt' ? texts.exempt : ''}`,
      ),
      ...services.map((service) => makeSwitch(make('span', service.name), service.id)),
    )
  })

  const isOn = (id: string) => dialog.querySelector(`[name=${id}]:checked`) !== null
  const save = () =>
    answer(
      'panel',
      everything().filter(isOn),
      isOn('statistics') == isCounted ? undefined : isCounted ? 'off' : 'on',
    )
  const dialog: HTMLDialogElement = make<HTMLDialogElement>(
    'dialog.card',
    // Esc and "close" are no answer. The browser gives the focus back to where it came from.
    { ariaLabel: texts.panelTitle, onclose: () => dialog.remove() },
    make(
      '.body',
      make(
        '.links',
        make('h2', texts.panelTitle),
        button(texts.close, () => dialog.close(), 'plain'),
      ),
      make('p', texts.panelLead),
      make('p', hasSignal && !isAnswer ? texts.signal : ''),
      ...sections,
      make(
        '.links',
        link(choiceUrl, texts.choiceLink),
        ...(receipt()
          ? [
              formFor(texts.myData, `${collector}/my-data`),
              formFor(receiptText(), `${collector}/choice/receipt`),
            ]
          : []),
      ),
    ),
    make(
      '.row',
      button(texts.refuseAll, () => answer('panel', [], 'off')),
      button(texts.save, save),
      button(texts.acceptAll, () => answer('panel', everything(), 'on')),
    ),
  )
  root.append(dialog)
  dialog.showModal()
}

const statusMs = 8_000

/** What became of an answer, and what can be done about it. */
function say(text: string, does = openPanel, action = notice.texts.change): HTMLElement {
  const card = make(
    '.card links',
    line,
    button(action, does, 'plain'),
    button(notice.texts.close, closeAll, 'plain'),
  )
  dock.replaceChildren(card)
  // A status is read out when it changes, not when it comes.
  setTimeout(() => (line.textContent = text))
  return card
}

/**
 * Says that it is done, and goes by itself unless somebody is at it; where scripts run that may not, the page begins anew and
 * says it then.
 */
function told(text: string): void {
  if (mustReload()) return location.reload()
  const card = say(`${text} ${receiptText()}`)
  const look = setInterval(() => {
    if (card.matches(':hover,:focus-within')) return
    card.remove()
    clearInterval(look)
  }, statusMs)
}

/** Undefined is left out of JSON. */
type Loose<T> = { [K in keyof T]: T[K] | undefined }

/**
 * The screen first, the work in a later task: a click shows its effect at once. With `/withdraw` the same is sent, of which a
 * withdrawal takes its part.
 */
async function answer(
  ui: Surface,
  ids: readonly string[],
  counting?: 'on' | 'off',
  path = '',
): Promise<void> {
  closeAll()
  await pause()
  const body: Loose<Answer & Withdrawal> = {
    d: domain,
    notice: notice.notice,
    lang: notice.lang,
    ui,
    granted: ids,
    counting,
    // 16 random bytes: however often this is sent, it makes one receipt.
    key: btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
      .replace(/\W/g, '_')
      .slice(0, 22),
    viewport: innerWidth < 640 ? 'small' : 'large',
    t: choice(),
    previous: receipt(),
    receipt: receipt(),
    at: Date.now(),
  }
  void submit(path, body, ids)
}

/** Everything off, in one click (C6). Without a receipt there is nothing to withdraw from, and it is a no. */
const withdraw = (): unknown => answer('panel', [], undefined, receipt() && '/withdraw')

/** What a choice link is for. */
const choose = ({ dataset }: Pick<HTMLElement, 'dataset'>): unknown =>
  dataset['voordeurChoice'] == 'withdraw' ? withdraw() : openPanel()

/** The latest: an earlier one that is still on its way says nothing any more. */
let sent: object

/**
 * What is refused ends now, whatever comes of the request; what is allowed begins when it is recorded. Tries three times by
 * itself, then lets the visitor.
 */
async function submit(path: string, body: object, ids: readonly string[]): Promise<void> {
  sent = body
  const { texts } = notice
  const stays = granted.filter((id) => ids.includes(id))
  // Its first word alone, about being counted, grants nothing: also when the next page is there before the receipt.
  if (stays.length < granted.length) keepChoice(kept().word.replace('of', 'off'))
  settle(stays)
  if (isPreview) return void setTimeout(ask, statusMs / 2, say(texts.saved))
  say(texts.saving)
  for (const waitMs of [0, 1e3, 3e3]) {
    await pause(waitMs)
    if (sent != body) return
    try {
      const response = await call(`/api/consent${path}`, JSON.stringify(body))
      if (sent != body) return
      if (response.ok) {
        const recorded = (await response.json()) as Recorded
        keepReceipt(recorded.receipt)
        keepChoice(recorded.token)
        settle(recorded.granted)
        return told(path ? texts.withdrawn : texts.saved)
      }
      // The receipt was erased: then it is a no.
      if (path && response.status == 404) return submit('', body, ids)
      if (response.status == 409) {
        closeAll()
        if (await loadNotice(mayAsk)) (mayAsk ? ask : openPanel)()
        return
      }
      if (response.status < 500) break
    } catch {
      // No network; or the device is full.
    }
  }
  say(texts.failed, () => void submit(path, body, ids), texts.tryAgain)
}

/** Another tab chose, or the page is back from the back/forward cache: what was said last holds in each. */
function follow({ key = 'voordeur', persisted = true }: { key?: string | null; persisted?: boolean }): void {
  if (!persisted || (key && key != 'voordeur')) return
  const now = kept()
  settle(now.granted)
  if (now.isAnswer && !line.isConnected) closeAll()
  if (mustReload()) location.reload()
}

/** Scrolls what has the focus out from behind the dock. */
function uncover(): void {
  if (dock.firstChild) document.querySelector(':focus-visible')?.scrollIntoView({ block: 'nearest' })
}

/** First in the page, and so first to whoever hears it or walks through it by keyboard (A3). */
const keepHost = (): void => {
  if (!root.host.isConnected) document.body.prepend(root.host)
}

async function begin(): Promise<void> {
  // A page in a tab that nobody looked at yet asks nothing and starts nothing.
  if (document.hidden) await new Promise((resolve) => addEventListener('visibilitychange', resolve))
  const now = kept()
  const isAsking = mayAsk && !now.isAnswer
  if (!(await loadNotice(isAsking))) return

  root = openShadow('voordeur-consent')
  root.append(dock)
  keepHost()
  new ResizeObserver(() => {
    makeRoom(dock.offsetHeight)
    uncover()
  }).observe(dock)
  addEventListener('focusin', uncover)

  core.consent = () => granted
  openGate((id) => answer('placeholder', [...granted, id]), keepHost)
  settle(now.granted)
  addEventListener('storage', follow)
  addEventListener('pageshow', follow)
  // In the capturing phase and out of web components, as the snippet itself looks at clicks.
  addEventListener(
    'click',
    (event) => {
      for (const { dataset } of event.composedPath() as HTMLElement[])
        if (dataset?.['voordeurChoice'] != null) {
          event.preventDefault()
          return choose({ dataset })
        }
    },
    true,
  )
  if (isAsking) ask()
  // What was answered a moment ago made the page begin anew.
  // oxlint-disable-next-line typescript/no-deprecated -- in these bytes; every browser has it
  else if (performance.navigation.type == 1 && Math.abs(parseInt(now.at, 36) * 1e3 - Date.now()) < 1e4)
    told(notice.texts.saved)
  // Somebody clicked before we were here, or while the notice was on its way.
  if (core.o) choose(core.o)
}
void begin()
