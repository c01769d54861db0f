/**
 * Sends a site's own sign-up form for the newsletter without leaving the page: `<form data-voordeur-newsletter="https://…">`. Solves the puzzle
 * that keeps robots out, says how it went in a live region, and lets the browser send the form as it is whenever anything fails. Keeps
 * nothing, leaves no name on the page.
 */

const texts = {
  nl: [
    'Even geduld…',
    'Kijk in je mail en bevestig daarin je aanmelding. Pas dan ben je abonnee.',
    'Dit is geen mailadres. Het ziet er zo uit: naam@voorbeeld.nl.',
    'Er kwamen net veel aanmeldingen van jouw netwerk. Probeer het over een uur nog eens.',
  ],
  en: [
    'One moment…',
    'Look in your mail and confirm in it that you want this. Only then are you subscribed.',
    'This is no e-mail address. It looks like this: name@example.com.',
    'Many sign-ups just came from your network. Try again in an hour.',
  ],
}

/** Browsers have SHA-256 on secure pages only, and one promise for each hash is slower than the hash. FIPS 180-4. */
const begin: number[] = []
const rounds: number[] = []
const fraction = (root: number): number => ((root % 1) * 2 ** 32) | 0
for (let prime = 2; rounds.length < 64; prime += 1) {
  let divisor = 2
  while (prime % divisor) divisor += 1
  if (divisor < prime) continue
  if (begin.length < 8) begin.push(fraction(prime ** 0.5))
  rounds.push(fraction(prime ** (1 / 3)))
}

const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

/** The first 32 bits of the hash of an ASCII text of at most 55 characters: one block. */
function hash(text: string): number {
  const words: number[] = Array<number>(64).fill(0)
  const at = (nth: number): number => words[nth] ?? 0
  const put = (byte: number, nth: number): void => {
    words[nth >> 2] = at(nth >> 2) | (byte << (24 - (nth % 4) * 8))
  }
  for (let nth = 0; nth < text.length; nth += 1) put(text.charCodeAt(nth), nth)
  put(128, text.length)
  words[15] = text.length * 8
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = begin
  for (let nth = 0; nth < 64; nth += 1) {
    if (nth > 15) {
      const [x, y] = [at(nth - 15), at(nth - 2)]
      words[nth] =
        (at(nth - 16) +
          at(nth - 7) +
          (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) +
          (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))) |
        0
    }
    const one =
      h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (rounds[nth] ?? 0) + at(nth)
    const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
    h = g
    g = f
    f = e
    e = (d + one) | 0
    d = c
    c = b
    b = a
    a = (one + two) | 0
  }
  return ((begin[0] ?? 0) + a) >>> 0
}

/** Tries for 20 ms and then lets the page have its turn, so that what is typed and scrolled meanwhile is not held up. */
async function solve({ challenge, bits }: { challenge: string; bits: number }): Promise<string> {
  for (let counter = 0; ;) {
    for (const until = performance.now() + 20; performance.now() < until;)
      for (let tries = 100; tries > 0; tries -= 1, counter += 1) {
        const proof = `${challenge}.${counter}`
        if (hash(proof) >>> (32 - bits) === 0) return proof
      }
    await new Promise((go) => setTimeout(go))
  }
}

const busy = new WeakSet<HTMLFormElement>()

function regionOf(form: HTMLFormElement): Element {
  const known = form.querySelector('[role=status]')
  if (known) return known
  const region = document.createElement('p')
  region.setAttribute('role', 'status')
  form.append(region)
  return region
}

const request = async (url: string, init?: RequestInit): Promise<Response> =>
  fetch(url, { credentials: 'omit', ...init })

/** Throws when the page can't tell what became of it. */
async function send(form: HTMLFormElement): Promise<void> {
  const at = `${form.dataset['voordeurNewsletter']}/newsletter/`
  const region = regionOf(form)
  const lang = form.closest<HTMLElement>('[lang]')?.lang.slice(0, 2) === 'en' ? 'en' : 'nl'
  const say = (nth: number): void => {
    region.textContent = texts[lang][nth] ?? ''
  }
  say(0)
  const fields: Record<string, unknown> = { lang }
  const data = new FormData(form)
  for (const name of data.keys()) fields[name] = data.getAll(name)
  const site = data.get('d')
  const puzzle = await request(`${at}challenge?d=${typeof site === 'string' ? encodeURIComponent(site) : ''}`)
  if (!puzzle.ok) throw puzzle
  fields['proof'] = await solve((await puzzle.json()) as { challenge: string; bits: number })
  const answer = await request(`${at}subscribe`, { method: 'POST', body: JSON.stringify(fields) })
  const email = form.querySelector<HTMLInputElement>('[name=email]')
  if (answer.status === 202) {
    email?.removeAttribute('aria-invalid')
    form.reset()
    say(1)
  } else if (answer.status === 429) say(3)
  else if (((await answer.json()) as { error: string }).error === 'invalid-email') {
    email?.setAttribute('aria-invalid', 'true')
    email?.focus()
    say(2)
  } else throw answer
}

addEventListener('submit', (event) => {
  const form = event.target
  // What the page itself does not want sent is not sent.
  if (!(form instanceof HTMLFormElement) || !form.dataset['voordeurNewsletter'] || event.defaultPrevented)
    return
  event.preventDefault()
  if (busy.has(form)) return
  busy.add(form)
  send(form)
    // A field may be called "submit", and hide the form's own.
    .catch(() => HTMLFormElement.prototype.submit.call(form))
    .finally(() => busy.delete(form))
})
